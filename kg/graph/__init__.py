"""Readings and background facts as quads; alone knows the RDF shape of a claim (DESIGN.md, section 2)."""

from kg.graph.background import background, fill, fingerprint, ontology, prepare
from kg.graph.claims import Run, article_iri, epoch, quads, run_iri, run_quads, state

__all__ = [
    "Run",
    "article_iri",
    "background",
    "epoch",
    "fill",
    "fingerprint",
    "ontology",
    "prepare",
    "quads",
    "run_iri",
    "run_quads",
    "state",
]
