"""Claims and mentions as records (DESIGN.md, section 5), read back from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg.model import Kind
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, RDF, RDFS, WD, named_graph

Record = dict[str, Any]
_Term = NamedNode | Literal

_LANGUAGES = ("en", "de")


def claims(store: Store, base: str = BASE) -> Iterator[Record]:
    """Each claim of the store as a record.

    Ids are IRIs; ``object`` is the entity if there is one, else what is said, with its language; ``time`` is a date, or
    an interval like ``1994/``; ``attribution`` begins with the outermost speaker.

    Returns:
        By source, then by place in the text, then by id. Only one article at a time is held.
    """
    known = _Known(store, base)
    for page in _pages(store):
        nodes = page.instances(KG.Claim)
        records = [_claim(page, node, known) for node in nodes]
        yield from sorted(records, key=lambda record: (*_place(record["evidence"]), record["id"]))


def mentions(store: Store, base: str = BASE) -> Iterator[Record]:
    """Each mention of the store as a record: by source, then by place in the text, then by id."""
    known = _Known(store, base)
    for page in _pages(store):
        nodes = [node for node in page.instances(KG.Span) if page.node(node, KG.refersTo)]
        records = [_mention(page, node, known) for node in nodes]
        yield from sorted(records, key=lambda record: (*_place(record), record["id"], record["form"]))


def _place(span: Record) -> tuple[int, int]:
    return span["start"], span["end"]


def _claim(page: _Page, node: NamedNode, known: _Known) -> Record:
    proposition = page.node(node, KG.proposition) or node
    predicate = page.node(proposition, KG.predicate)
    return {
        "id": node.value,
        **page.origin,
        "evidence": _span(page, node),
        "subject": known.entity(page.node(proposition, KG.subject)),
        "predicate": KG.name(predicate),
        "object": known.entity(page.node(proposition, KG.object)) or _content(page, proposition),
        "polarity": KG.name(page.node(node, KG.polarity)),
        "modality": KG.name(page.node(node, KG.modality)),
        "attribution": [known.speaker(speaker) for speaker in _speakers(page, node)],
        "time": _time(page, node),
        "quantity": _quantity(page, node),
        "plover": known.plover(predicate),
        "confidence": page.number(node, KG.confidence),
        "sense": page.text(node, KG.lexicalSense, "").rpartition("#")[2],
    }


def _mention(page: _Page, node: NamedNode, known: _Known) -> Record:
    entity = known.entity(page.node(node, KG.refersTo)) or {}
    return {
        **page.origin,
        "start": page.integer(node, KG.start),
        "end": page.integer(node, KG.end),
        "text": page.text(node, OA.exact, ""),
        "id": entity["id"],
        "qid": entity["qid"],
        "kind": entity["kind"],
        "form": page.text(node, KG.form, ""),
        "score": page.number(node, KG.linkScore),
    }


def _span(page: _Page, claim: NamedNode) -> Record:
    node = page.node(claim, KG.evidence) or claim
    return {
        "start": page.integer(node, KG.start),
        "end": page.integer(node, KG.end),
        "text": page.text(node, OA.exact, ""),
    }


def _content(page: _Page, proposition: NamedNode) -> Record | None:
    content = page.one(proposition, KG.content)
    return {"value": content.value, "lang": content.language} if isinstance(content, Literal) else None


def _speakers(page: _Page, claim: NamedNode) -> Iterable[NamedNode]:
    return map(NamedNode, page.text(claim, KG.attributionChain, "").split())


def _time(page: _Page, claim: NamedNode) -> str | None:
    start, end = page.text(claim, KG.eventStart, ""), page.text(claim, KG.eventEnd, "")
    return page.text(claim, KG.eventTime, f"{start}/{end}" if start or end else "") or None


def _quantity(page: _Page, claim: NamedNode) -> Record | None:
    value = page.text(claim, KG.quantityValue, "")
    return {"value": value, "unit": page.text(claim, KG.quantityUnit, "")} if value else None


@dataclass(frozen=True, slots=True)
class _Page:
    """The triples of one article, by subject and predicate."""

    origin: Record
    triples: dict[NamedNode, dict[NamedNode, list[_Term]]]

    @classmethod
    def of(cls, origin: Record, quads: Iterable[Quad]) -> _Page:
        triples: defaultdict[Any, defaultdict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            triples[quad.subject][quad.predicate].append(quad.object)
        return cls(origin, dict(triples))

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        return [node for node, about in self.triples.items() if kind in about.get(RDF.type, ())]

    def one(self, node: NamedNode, predicate: NamedNode) -> _Term | None:
        return next(iter(self.triples.get(node, {}).get(predicate, ())), None)

    def node(self, node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        found = self.one(node, predicate)
        return found if isinstance(found, NamedNode) else None

    def text(self, node: NamedNode, predicate: NamedNode, default: str) -> str:
        found = self.one(node, predicate)
        return found.value if found else default

    def integer(self, node: NamedNode, predicate: NamedNode) -> int:
        return int(self.text(node, predicate, "0"))

    def number(self, node: NamedNode, predicate: NamedNode) -> float:
        return float(self.text(node, predicate, "0"))


def _pages(store: Store) -> Iterator[_Page]:
    """The articles of a store, by source."""
    named = [
        (quad.object.value, quad.subject)
        for quad in store.quads(predicate=DCTERMS.identifier)
        if quad.subject == quad.graph_name and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
    ]
    for source, article in sorted(named, key=lambda pair: (pair[0], pair[1].value)):
        origin = {"article": article.value, "source": source}
        yield _Page.of(origin, store.quads(graph=article))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store knows about entities and relations, each looked up once."""

    store: Store
    base: str
    entities: dict[NamedNode, Record] = field(default_factory=dict)
    types: dict[NamedNode, str | None] = field(default_factory=dict)

    def entity(self, node: NamedNode | None) -> Record | None:
        if node is None:
            return None
        if node not in self.entities:
            self.entities[node] = {
                "id": node.value,
                "qid": WD.name(node),
                "label": self._label(node),
                "kind": self._kind(node),
            }
        return dict(self.entities[node])

    def speaker(self, node: NamedNode) -> Record:
        return {key: value for key, value in (self.entity(node) or {}).items() if key != "kind"}

    def plover(self, relation: NamedNode | None) -> str | None:
        """PLOVER's event type of a relation, None where the ontology gives none."""
        if relation and relation not in self.types:
            found = self.store.quads(relation, KG["ploverType"], graph=named_graph(self.base, "ontology"))
            self.types[relation] = min(map(_value, found), default=None)
        return self.types[relation] if relation else None

    def _label(self, node: NamedNode) -> str:
        """English, else German, else any; the end of the IRI for what has no label."""
        labels = [quad.object for quad in self.store.quads(node, RDFS.label) if isinstance(quad.object, Literal)]
        ranked = sorted((*(_rank(label), label.value),) for label in labels)
        return ranked[0][-1] if ranked else node.value.rpartition("/")[2]

    def _kind(self, node: NamedNode) -> str | None:
        """Its class as the slice or an article gives it, whatever else has been inferred."""
        inferred = f"<{named_graph(self.base, 'inferred/').value}"
        found = (quad for quad in self.store.quads(node, RDF.type) if not str(quad.graph_name).startswith(inferred))
        names = {KG.name(quad.object) for quad in found}
        return min((kind.value for kind in Kind if kind.value in names), default=None)


def _rank(label: Literal) -> int:
    language = label.language or ""
    return _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)


def _value(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, (Literal, NamedNode)) else ""
