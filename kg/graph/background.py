"""What the graph holds beside the articles: the slice of Wikidata, and the ontology with its lexicons."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol, TypeVar

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.errors import InputError, StoreError
from kg.graph.terms import Names, date, digest
from kg.model import Date
from kg.store import FORMAT, Store
from kg.vocab import DCTERMS, KG, RDF, RDFS, SKOS, WDT, named_graph

_VALUE = re.compile(r"(?:(.+) @)?(Q[1-9]\d*|nil-\S+)")
_CLASSES = {KG["memberOf"]: KG.Membership, KG["headOf"]: KG.Tenure, KG["holdsOffice"]: KG.Tenure}

_Term = TypeVar("_Term")
_Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


class Item(Protocol):
    """What is needed of an item of the slice; its kind is the local name of a class, a label may be empty."""

    @property
    def id(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def label_de(self) -> str: ...
    @property
    def aliases(self) -> Sequence[str]: ...


class Statement(Protocol):
    """What is needed of a statement of the slice; its value is an id, or words, or ``<office> @<id>``."""

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
    """What is needed of a slice; ``sources`` gives the names of the codes in ``Statement.source``."""

    date: Date

    def items(self) -> Iterable[Item]: ...
    def statements(self, subject: str, /) -> Iterable[Statement]: ...
    def sources(self) -> Mapping[str, str]: ...


def prepare(
    path: Path,
    wikidata: Slice,
    version: str,
    base: str,
    folder: Path,
    complete: Callable[[Store], None] = lambda store: None,
) -> Store:
    """Open a store for building, made if need be, and make it hold the ontology and the slice.

    Writing them takes some seconds. The first new store with this background leaves a copy of it in the user's cache
    folder (``XDG_CACHE_HOME``), and later ones begin with that; a cache that cannot be used does not matter.

    Args:
        path: The store's folder.
        wikidata, version, base, folder: As for ``fill``.
        complete: Adds to a new store what follows from its background.

    Raises:
        StoreError: As ``Store.open``.
    """
    template = (
        _cache()
        / f"background-{digest(version, fingerprint(folder, '*.ttl'), fingerprint(folder, '*/*.rq'), base, FORMAT)}"
    )
    is_new = not (path / "quads").exists()
    store = Store.open(path, create=True, template=template)
    fill(store, wikidata, version, base, folder)
    if is_new and not template.exists():
        complete(store)
        with suppress(StoreError):
            store.save(template)
    return store


def _cache() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME")
    return (Path(folder) if folder else Path.home() / ".cache") / "alliances-kg"


def fill(store: Store, wikidata: Slice, version: str, base: str, folder: Path) -> None:
    """Make a store hold the ontology and the slice; where it has both in this version, nothing is written.

    Args:
        store: Open for writing.
        wikidata: The slice.
        version: Its hash.
        base: Where instances live.
        folder: The ontology's files.
    """
    words = fingerprint(folder, "*.ttl")
    store.fill(named_graph(base, "ontology"), ontology(folder, base), words)
    store.fill(named_graph(base, "wikidata"), background(wikidata, base, folder), digest(version, words))


def fingerprint(folder: Path, pattern: str) -> str:
    """SHA-256 of the names and the bytes of a folder's files that fit a pattern such as ``*.ttl``."""
    content = sha256()
    for path in sorted(folder.glob(pattern)):
        content.update(b"%b\0%d\0" % (path.name.encode(), path.stat().st_size) + path.read_bytes())
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
    sources = wikidata.sources()
    yield graph, DCTERMS.date, date(wikidata.date)
    for item in wikidata.items():
        yield from _item(names.entity(item.id), item)
        for statement in wikidata.statements(item.id):
            node = names.mint("statement", *_content(statement))
            for code in statement.source.split("|"):
                yield node, DCTERMS.source, Literal(sources.get(code, code))
            yield from _statement(node, statement, names, relations)


def _item(node: NamedNode, item: Item) -> Iterator[_Triple]:
    yield node, RDF.type, KG[item.kind]
    for language, label in (("en", item.label_en), ("de", item.label_de)):
        if label:
            yield node, RDFS.label, Literal(label, language=language)
    for alias in item.aliases:
        yield node, SKOS.altLabel, Literal(alias)


def _content(statement: Statement) -> tuple[str, ...]:
    dates = str(statement.start or ""), str(statement.end or "")
    return statement.subject, statement.property, statement.value, *dates


def _statement(node: NamedNode, statement: Statement, names: Names, relations: _Relations) -> Iterator[_Triple]:
    words, identifier = _value(statement.value)
    subject, thing = names.entity(statement.subject), names.entity(identifier) if identifier else None
    yield node, KG.wikidataProperty, WDT[statement.property]
    if statement.start:
        yield node, KG.validFrom, date(statement.start)
    if statement.end:
        yield node, KG.validUntil, date(statement.end)
    if words:
        yield node, KG.content, Literal(words)
    if thing and statement.property in relations.turned:
        yield from _ends(node, thing, relations.turned[statement.property], subject)
    else:
        yield from _ends(node, subject, relations.straight.get(statement.property), thing)


def _value(value: str) -> tuple[str, str]:
    """Words and id of a value; either may be empty.

    >>> _value("Q30"), _value("Geneva"), _value("Prime Minister @Q145")
    (('', 'Q30'), ('Geneva', ''), ('Prime Minister', 'Q145'))
    """
    match = _VALUE.fullmatch(value)
    return (match[1] or "", match[2]) if match else (value, "")


def _ends(
    node: NamedNode, subject: NamedNode, relation: NamedNode | None, thing: NamedNode | None
) -> Iterator[_Triple]:
    kind = _CLASSES.get(relation) if relation and thing else None
    yield node, RDF.type, KG.Statement
    yield node, KG.subject, subject
    if relation:
        yield node, KG.predicate, relation
    if thing:
        yield node, KG.object, thing
    if kind:
        yield node, RDF.type, kind
    if thing and kind == KG.Membership:
        yield node, KG.member, subject
        yield node, KG.organisation, thing
