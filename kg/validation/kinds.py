"""Shapes that follow from the ontology: each relation's subject and object are of the kinds that it accepts.

``kg:subjectKind`` and ``kg:objectKind`` say so once; here they become SHACL, in its core, which is fast: the same as
one SPARQL constraint costs an engine a millisecond for each proposition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.vocab import KG, RDFS

_ENDS = (
    ("subject", KG["subjectKind"], "Subjekt"),
    ("object", KG["objectKind"], "Objekt"),
)
_SHAPE = """
<https://w3id.org/alliances-kg/shapes#{relation}-{end}> a sh:NodeShape ; sh:targetClass kg:Proposition ;
    sh:or ( [ sh:not [ sh:property [ sh:path kg:predicate ; sh:hasValue kg:{relation} ] ] ]
        [ sh:property [ sh:path kg:{end} ; sh:or ( {classes} ) ] ] ) ;
    sh:message "Das {german} von „{label_de}“ muss eines davon sein: {kinds_de} (kg:{relation})."@de ,
        "The {end} of “{label_en}” must be one of: {kinds_en} (kg:{relation})."@en .
"""


def shapes(ontology: Path) -> str:
    """Turtle of two shapes for each relation of the closed list; for one that takes no object, of one.

    Args:
        ontology: The file ``kg.ttl``. Prefixes are those of ``shapes.ttl``, which this is to follow.
    """
    triples = ox.Store()
    triples.load(path=str(ontology), format=ox.RdfFormat.TURTLE)
    relations = {quad.subject for quad in triples.quads_for_pattern(None, KG["category"], None)}
    return "".join(_of(triples, relation) for relation in sorted(relations, key=str) if isinstance(relation, NamedNode))


def _of(triples: ox.Store, relation: NamedNode) -> str:
    made = ""
    for end, annotation, german in _ENDS:
        kinds = sorted(_kinds(triples, relation, annotation), key=str)
        if kinds:
            made += _SHAPE.format(
                relation=KG.name(relation),
                end=end,
                german=german,
                classes=" ".join(f"[ sh:class {kind} ]" for kind in kinds),
                label_de=_label(triples, relation, "de"),
                label_en=_label(triples, relation, "en"),
                kinds_de=_labels(triples, kinds, "de"),
                kinds_en=_labels(triples, kinds, "en"),
            )
    return made


def _kinds(triples: ox.Store, relation: NamedNode, annotation: NamedNode) -> Iterator[NamedNode]:
    for quad in triples.quads_for_pattern(relation, annotation, None):
        assert isinstance(quad.object, NamedNode)
        yield quad.object


def _labels(triples: ox.Store, nodes: Sequence[NamedNode], language: str) -> str:
    return ", ".join(_label(triples, node, language) for node in nodes)


def _label(triples: ox.Store, node: NamedNode, language: str) -> str:
    found = (quad.object for quad in triples.quads_for_pattern(node, RDFS.label, None))
    words = (label.value for label in found if isinstance(label, Literal) and label.language == language)
    return next(words, KG.name(node) or "").replace('"', "'")
