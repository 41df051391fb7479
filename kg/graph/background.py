"""What the graph holds beside the articles: the slice of Wikidata, and the ontology with its lexicons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import InputError
from kg.graph.terms import Names, date
from kg.model import Date
from kg.store import Store
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS, WD, WDT, named_graph

_QID = re.compile(r"Q[1-9]\d*")
_CLASSES = {KG["memberOf"]: KG.Membership, KG["headOf"]: KG.Tenure, KG["holdsOffice"]: KG.Tenure}

_Term = TypeVar("_Term")
_Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


class Item(Protocol):
    """What is needed of an item of the slice; its kind is the local name of a class, or empty."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str | None: ...
    @property
    def label_en(self) -> str | None: ...
    @property
    def label_de(self) -> str | None: ...
    @property
    def aliases(self) -> Sequence[str]: ...


class Statement(Protocol):
    """What is needed of a statement of the slice; its value is a QID or words."""

    @property
    def subject(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def start(self) -> Date | None: ...
    @property
    def end(self) -> Date | None: ...
    @property
    def source(self) -> str: ...
    @property
    def property(self) -> str: ...


class Slice(Protocol):
    """What is needed of a slice."""

    @property
    def date(self) -> Date: ...
    def items(self) -> Iterable[Item]: ...
    def statements(self, subject: str) -> Iterable[Statement]: ...


def fill(store: Store, wikidata: Slice, version: str, base: str, folder: Path) -> None:
    """Make a store hold the ontology and the slice; where it has both in this version, nothing is read or written.

    Args:
        store: Open for writing.
        wikidata: The slice.
        version: Its hash.
        base: Where instances live.
        folder: The ontology's files.
    """
    words = ontology_version(folder)
    store.fill(named_graph(base, "ontology"), ontology(folder, base), words)
    store.fill(named_graph(base, "wikidata"), background(wikidata, base, folder), f"{version} {words}")


def ontology_version(folder: Path) -> str:
    """A hash of the folder's Turtle files."""
    content = sha256()
    for path in sorted(folder.glob("*.ttl")):
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return content.hexdigest()


def ontology(folder: Path, base: str) -> Iterator[Quad]:
    """The folder's Turtle files as quads of ``graph/ontology``.

    Blank nodes become IRIs under ``.well-known/genid/`` (RDF 1.1 Concepts, section 3.5), numbered as they appear in
    their file: the same files give the same quads.

    Raises:
        InputError: A file is not Turtle; the message says where.
    """
    graph = named_graph(base, "ontology")
    for path in sorted(folder.glob("*.ttl")):
        known: dict[BlankNode, NamedNode] = {}
        for triple in _parse(path):
            prefix = f"{base}.well-known/genid/{path.stem}"
            subject, thing = _skolem(triple.subject, known, prefix), _skolem(triple.object, known, prefix)
            yield Quad(subject, triple.predicate, thing, graph)


def _skolem(term: _Term, known: dict[BlankNode, NamedNode], prefix: str) -> _Term | NamedNode:
    if not isinstance(term, BlankNode):
        return term
    return known.setdefault(term, NamedNode(f"{prefix}-{len(known)}"))


def _parse(path: Path) -> Iterator[Quad]:
    try:
        yield from ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
    except SyntaxError as error:
        raise InputError(f"{path}: {error}") from error


def background(wikidata: Slice, base: str, folder: Path) -> Iterator[Quad]:
    """The slice as quads of ``graph/wikidata``: items with kind and names, and each statement as a node.

    A statement that a relation of the ontology expresses carries it in the relation's own direction: Wikidata goes
    from the state to its head (P35), the graph says that the person is ``kg:headOf`` the state. No bare triples:
    most statements hold for a time only.

    Args:
        wikidata: The slice.
        base: Where statements live.
        folder: Has ``kg.ttl``, which says what relation a Wikidata property is, and which way round.
    """
    graph = named_graph(base, "wikidata")
    for subject, predicate, thing in _slice(wikidata, Names(base), graph, _Relations.read(folder / "kg.ttl")):
        yield Quad(subject, predicate, thing, graph)


@dataclass(frozen=True, slots=True)
class _Relations:
    """Wikidata's property -> relation of the ontology, as it stands and turned round."""

    straight: Mapping[str, NamedNode]
    turned: Mapping[str, NamedNode]

    @classmethod
    def read(cls, path: Path) -> _Relations:
        triples = [(quad.subject, quad.predicate, quad.object) for quad in _parse(path)]
        listed = {subject for subject, predicate, _ in triples if predicate == KG["category"]}

        def mapping(annotation: NamedNode) -> dict[str, NamedNode]:
            return {
                name: subject
                for subject, predicate, thing in triples
                if predicate == annotation and subject in listed and isinstance(subject, NamedNode)
                if (name := WDT.name(thing))
            }

        return cls(mapping(KG.wikidataProperty), mapping(KG["wikidataInverseProperty"]))


def _slice(wikidata: Slice, names: Names, graph: NamedNode, relations: _Relations) -> Iterator[_Triple]:
    day = date(wikidata.date)
    yield graph, DCTERMS.date, day
    for item in wikidata.items():
        yield from _item(item)
        for statement in wikidata.statements(item.id):
            node = names.mint("statement", *_content(statement))
            yield node, DCTERMS.date, day
            yield from _statement(node, statement, relations)


def _item(item: Item) -> Iterator[_Triple]:
    node = WD[item.id]
    if item.kind:
        yield node, RDF.type, KG[item.kind]
    for language, label in (("en", item.label_en), ("de", item.label_de)):
        if label:
            yield node, RDFS.label, Literal(label, language=language)
    for alias in item.aliases:
        yield node, SKOS.altLabel, Literal(alias)


def _content(statement: Statement) -> tuple[str, ...]:
    return (
        statement.subject,
        statement.property,
        statement.value,
        str(statement.start or ""),
        str(statement.end or ""),
    )


def _statement(node: NamedNode, statement: Statement, relations: _Relations) -> Iterator[_Triple]:
    yield node, KG.wikidataProperty, WDT[statement.property]
    yield node, DCTERMS.source, Literal(statement.source)
    if statement.start:
        yield node, KG.validFrom, date(statement.start)
    if statement.end:
        yield node, KG.validUntil, date(statement.end)
    yield from _ends(node, statement, relations)


def _ends(node: NamedNode, statement: Statement, relations: _Relations) -> Iterator[_Triple]:
    """Subject, relation and object, the right way round; a value that is no item is ``kg:content``."""
    subject, value = WD[statement.subject], statement.value
    turned = relations.turned.get(statement.property)
    relation = turned or relations.straight.get(statement.property)
    thing = WD[value] if _QID.fullmatch(value) else None
    if thing and turned:
        subject, thing = thing, subject
    kind = _CLASSES.get(relation) if relation and thing else None
    yield node, RDF.type, KG.Statement
    yield node, KG.subject, subject
    yield node, *((KG.object, thing) if thing else (KG.content, Literal(value)))
    if kind:
        yield node, RDF.type, kind
    if relation:
        yield node, KG.predicate, relation
    if kind is KG.Membership and thing:
        yield node, KG.member, subject
        yield node, KG.organisation, thing
