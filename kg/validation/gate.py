"""The door of the store: what an article's quads must keep to before they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg import resources
from kg.store import Store
from kg.validation import shapes
from kg.validation.base import Finding
from kg.vocab import KG, RDF, RDFS

_CATEGORY = KG["category"]


class Gate:
    """Checks articles one by one against the shapes; what they point to is looked up in the store, once.

    Args:
        store: Has the background; of an entity that the article does not describe itself it says the kind.
        around: Quads that will be written with the articles: those of the run.
    """

    def __init__(self, store: Store, around: Iterable[Quad]) -> None:
        self._store = store
        self._known: dict[NamedNode, str] = {}
        self._around = _lines(around) + _vocabulary()

    @cached_property
    def _engine(self) -> shapes.Fast:
        return shapes.Fast(shapes.text())

    def findings(self, quads: Sequence[Quad]) -> list[Finding]:
        """What is wrong with an article, sorted; empty for one that may be written."""
        described = {quad.subject for quad in quads if quad.predicate == RDF.type}
        pointed = {quad.object for quad in quads if isinstance(quad.object, NamedNode)}
        kinds = "".join(self._kinds(node) for node in pointed - described)
        data = _lines(quads) + kinds + self._around
        if self._engine.conforms(data):
            return []
        report = self._engine.report(data)
        own = {node.value for node in described if isinstance(node, NamedNode)}
        return [found for found in shapes.read(report) if found.node in own]

    def _kinds(self, node: NamedNode) -> str:
        if node not in self._known:
            about = (self._store.quads(node, predicate) for predicate in (RDF.type, RDFS.label))
            self._known[node] = _lines(chain.from_iterable(about))
        return self._known[node]


def reason(findings: Sequence[Finding]) -> str:
    """All findings of an article in one line: the first, and how many more there are."""
    first = findings[0]
    value = f", not {first.value}" if first.value else ""
    more = f"; and {len(findings) - 1} more" if len(findings) > 1 else ""
    return f"breaks the shapes: {first.message()} At {first.node}{value}{more}"


def _lines(quads: Iterable[Quad]) -> str:
    return (ox.serialize((quad.triple for quad in quads), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _vocabulary() -> str:
    """What shapes need of the ontology: which class is under which, and which relations there are."""
    path = resources.folder("ontology") / "kg.ttl"
    parsed = ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    needed = (quad for quad in parsed if quad.predicate in (RDFS.subClassOf, _CATEGORY))
    return _lines(quad for quad in needed if isinstance(quad.object, NamedNode | Literal))
