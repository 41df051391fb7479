"""One article's graph as the audit reads it, and what the audit finds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Quad

from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, PROV, RDF, WD

Place = tuple[int, int]

_Term = NamedNode | Literal


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that an article does not bear out.

    Attributes:
        article: Its source, "" where the store as a whole is meant.
        claim: IRI of the claim, "" where no single one is meant.
        check: ``text``, ``span``, ``cue``, ``argument``, ``speaker``, ``part``, ``triple``, ``description``, ``count``.
        message: What is wrong, in one line.
    """

    article: str
    claim: str
    check: str
    message: str


@dataclass(frozen=True)
class Page:
    """The triples of one article, by subject and predicate."""

    article: NamedNode
    source: str
    triples: dict[NamedNode, dict[NamedNode, list[_Term]]]

    @cached_property
    def claims(self) -> list[NamedNode]:
        return self._instances(KG.Claim)

    @cached_property
    def spans(self) -> list[NamedNode]:
        return self._instances(KG.Span)

    @cached_property
    def owners(self) -> dict[NamedNode, list[NamedNode]]:
        """A claim's proposition and spans -> the claims that have them; a claim belongs to itself."""
        found: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
        for claim in self.claims:
            parts = (KG.proposition, KG.evidence, KG.cue, PROV.wasInfluencedBy)
            for node in dict.fromkeys((claim, *(node for part in parts for node in self.nodes(claim, part)))):
                found[node].append(claim)
        return found

    @cached_property
    def mentions(self) -> list[tuple[Place, NamedNode]]:
        """Spans that mean something, with their places."""
        return [(place, node) for node in self.spans if self.nodes(node, KG.refersTo) and (place := self.place(node))]

    @cached_property
    def named(self) -> set[NamedNode]:
        """All entities that are mentioned."""
        return {entity for _, node in self.mentions for entity in self.nodes(node, KG.refersTo)}

    def _instances(self, kind: NamedNode) -> list[NamedNode]:
        return [node for node, about in self.triples.items() if kind in about.get(RDF.type, ())]

    def values(self, node: NamedNode, predicate: NamedNode) -> list[_Term]:
        return self.triples.get(node, {}).get(predicate, [])

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [value for value in self.values(node, predicate) if isinstance(value, NamedNode)]

    def text(self, node: NamedNode, predicate: NamedNode) -> str:
        return next((value.value for value in self.values(node, predicate)), "")

    def place(self, span: NamedNode) -> Place | None:
        """Where a span lies, None where that is not said in numbers."""
        start, end = self.text(span, KG.start), self.text(span, KG.end)
        return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None

    def finding(self, node: NamedNode, check: str, message: str) -> Iterator[Finding]:
        """A finding for each claim that the node belongs to."""
        for claim in self.owners.get(node, [None]):
            yield Finding(self.source, claim.value if claim else "", check, message)


def pages(store: Store) -> Iterator[Page]:
    """The articles of a store, in no order."""
    for quad in store.quads(None, RDF.type, KG.Article):
        if quad.subject == quad.graph_name and isinstance(quad.subject, NamedNode):
            triples = _triples(store.quads(graph=quad.subject))
            page = Page(quad.subject, "", triples)
            yield Page(quad.subject, page.text(quad.subject, DCTERMS.identifier), triples)


def _triples(quads: Iterator[Quad]) -> dict[NamedNode, dict[NamedNode, list[_Term]]]:
    found: defaultdict[NamedNode, defaultdict[NamedNode, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject][quad.predicate].append(quad.object)
    return {node: dict(about) for node, about in found.items()}


@dataclass(frozen=True)
class Described:
    """Which IRIs the dataset describes; those of vocabularies that are not ours need no description."""

    store: Store
    base: str
    known: dict[NamedNode, bool] = field(default_factory=dict)

    def __contains__(self, node: NamedNode) -> bool:
        if node not in self.known:
            ours = node.value.startswith((self.base, BASE, WD.iri))
            self.known[node] = not ours or any(self.store.quads(node))
        return self.known[node]

    def is_entity(self, node: NamedNode) -> bool:
        return node.value.startswith((WD.iri, f"{self.base}entity/"))

    def short(self, node: NamedNode) -> str:
        return WD.name(node) or KG.name(node) or node.value.removeprefix(self.base)
