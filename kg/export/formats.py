"""The formats of RDF by suffix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox


@dataclass(frozen=True, slots=True)
class Format:
    """A format, whether it is written with named graphs, and whether it can have the triple terms of RDF 1.2."""

    format: ox.RdfFormat
    is_dataset: bool = False
    has_triple_terms: bool = True

    @property
    def unit(self) -> str:
        """What is counted in it."""
        return "quads" if self.is_dataset else "triples"


FORMATS: Mapping[str, Format] = {
    ".ttl": Format(ox.RdfFormat.TURTLE),
    ".nt": Format(ox.RdfFormat.N_TRIPLES),
    ".jsonld": Format(ox.RdfFormat.JSON_LD, has_triple_terms=False),
    ".rdf": Format(ox.RdfFormat.RDF_XML, has_triple_terms=False),
    ".trig": Format(ox.RdfFormat.TRIG, is_dataset=True),
    ".nq": Format(ox.RdfFormat.N_QUADS, is_dataset=True),
}
