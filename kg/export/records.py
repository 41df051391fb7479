"""Claims and mentions as records (DESIGN.md, section 5), read back from the store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

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
    for _, record in readings(store, base):
        yield record


def readings(store: Store, base: str = BASE) -> Iterator[tuple[Page, Record]]:
    """Each claim of ``claims`` with the article that it is read from."""
    known = Known(store, base)
    for page in _pages(store):
        for record in claims_of(page, known):
            yield page, record


def claims_of(page: Page, known: Known) -> list[Record]:
    """The claims of one article, as ``claims`` orders them."""
    records = [_claim(page, node, known) for node in page.instances(KG.Claim)]
    return sorted(records, key=lambda record: (*_place(record["evidence"]), record["id"]))


def mentions(store: Store, base: str = BASE) -> Iterator[Record]:
    """Each mention of the store as a record: by source, then by place in the text, then by id."""
    known = Known(store, base)
    for page in _pages(store):
        yield from mentions_of(page, known)


def mentions_of(page: Page, known: Known) -> list[Record]:
    """The mentions of one article, as ``mentions`` orders them."""
    nodes = [node for node in page.instances(KG.Span) if page.node(node, KG.refersTo)]
    records = [_mention(page, node, known) for node in nodes]
    return sorted(records, key=lambda record: (*_place(record), record["id"], record["form"]))


def _place(span: Record) -> tuple[int, int]:
    return span["start"], span["end"]


def _claim(page: Page, node: NamedNode, known: Known) -> Record:
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


def _mention(page: Page, node: NamedNode, known: Known) -> Record:
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


def _span(page: Page, claim: NamedNode) -> Record:
    node = page.node(claim, KG.evidence) or claim
    return {
        "start": page.integer(node, KG.start),
        "end": page.integer(node, KG.end),
        "text": page.text(node, OA.exact, ""),
    }


def _content(page: Page, proposition: NamedNode) -> Record | None:
    content = page.one(proposition, KG.content)
    return {"value": content.value, "lang": content.language} if isinstance(content, Literal) else None


def _speakers(page: Page, claim: NamedNode) -> Iterable[NamedNode]:
    return map(NamedNode, page.text(claim, KG.attributionChain, "").split())


def _time(page: Page, claim: NamedNode) -> str | None:
    start, end = page.text(claim, KG.eventStart, ""), page.text(claim, KG.eventEnd, "")
    return page.text(claim, KG.eventTime, f"{start}/{end}" if start or end else "") or None


def _quantity(page: Page, claim: NamedNode) -> Record | None:
    value = page.text(claim, KG.quantityValue, "")
    return {"value": value, "unit": page.text(claim, KG.quantityUnit, "")} if value else None


@dataclass(frozen=True, slots=True)
class Page:
    """The triples of one article, by subject and predicate."""

    origin: Record
    triples: dict[NamedNode, dict[NamedNode, list[_Term]]]

    @classmethod
    def of(cls, origin: Record, quads: Iterable[Quad]) -> Page:
        triples: defaultdict[Any, defaultdict[NamedNode, list[Any]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            triples[quad.subject][quad.predicate].append(quad.object)
        return cls(origin, dict(triples))

    def instances(self, kind: NamedNode) -> list[NamedNode]:
        return [node for node, about in self.triples.items() if kind in about.get(RDF.type, ())]

    def one(self, node: NamedNode, predicate: NamedNode) -> _Term | None:
        return next(iter(self.triples.get(node, {}).get(predicate, ())), None)

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [thing for thing in self.triples.get(node, {}).get(predicate, ()) if isinstance(thing, NamedNode)]

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


def _pages(store: Store) -> Iterator[Page]:
    """The articles of a store, by source."""
    named = [
        (quad.object.value, quad.subject)
        for quad in store.quads(predicate=DCTERMS.identifier)
        if quad.subject == quad.graph_name and isinstance(quad.object, Literal) and isinstance(quad.subject, NamedNode)
    ]
    for source, article in sorted(named, key=lambda pair: (pair[0], pair[1].value)):
        origin = {"article": article.value, "source": source}
        yield Page.of(origin, store.quads(graph=article))


class Quads(Protocol):
    """A store, or what has been fetched of one."""

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        thing: _Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads that fit, None for anything."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a store knows about entities and relations, each looked up once."""

    store: Quads
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
