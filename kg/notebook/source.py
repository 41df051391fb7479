"""A store or an endpoint, read the same way: some articles at a time, each with what is known about its entities."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg import queries, texts
from kg.errors import StoreError
from kg.export.records import Known, Page
from kg.queries import Query
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, RDF, RDFS, named_graph

if TYPE_CHECKING:
    from kg.endpoint import Endpoint

Row = dict[str, Any]
"""Variable -> term, None where it is not bound."""

_FOLDER = Path(__file__).parent.parent / "data" / "notebook"
_PAGES, _NODES = 20, 400
_SELECT = re.compile(r"^SELECT\b", re.MULTILINE)


class Source(Protocol):
    """Where the graph is."""

    @property
    def known(self) -> Known:
        """What it knows about entities that have been learned."""

    @property
    def place(self) -> str:
        """The folder or the address."""

    def query(self, text: str) -> Any:
        """Answer a SPARQL query."""

    def rows(self, text: str) -> Iterator[Row]:
        """The rows of a SELECT query of this package."""

    def pages(self, articles: Sequence[NamedNode]) -> Iterator[Page]:
        """The articles' graphs, in this order; the entities in them are learned."""

    def learn(self, nodes: Iterable[NamedNode]) -> None:
        """Make ``known`` know these entities."""

    def text(self, page: Page) -> str | None:
        """An article's whole text, None where it is not kept."""


class Local:
    """A store."""

    def __init__(self, store: Store) -> None:
        self.store, self.place = store, str(store.path or "store in memory")
        self.known = Known(store, queries.base_of(store) or BASE)

    def query(self, text: str) -> Any:
        """Answer a SPARQL query."""
        return self.store.query(text)

    def rows(self, text: str) -> Iterator[Row]:
        """The rows of a SELECT query.

        Raises:
            StoreError: The store is damaged.
        """
        try:
            yield from _rows(self.store.query(text))
        except (OSError, RuntimeError) as error:  # rows are found while they are taken
            raise StoreError(f"{self.place}: {error}") from error

    def pages(self, articles: Sequence[NamedNode]) -> Iterator[Page]:
        """The articles' graphs."""
        for article in articles:
            yield _page(article, self.store.quads(graph=article))

    def learn(self, nodes: Iterable[NamedNode]) -> None:
        """Nothing to do: the store knows."""

    def text(self, page: Page) -> str | None:
        """The text that the store keeps."""
        return texts.find(self.store.path, page.text(NamedNode(page.origin["article"]), KG.textHash, ""))


class Remote:
    """An endpoint; what it says about entities is kept, for one question costs more than hundreds of rows."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint, self.place = endpoint, endpoint.url
        self._fetched = Store.memory()
        self._asked: set[NamedNode] = set()

    def query(self, text: str) -> Any:
        """Answer a SPARQL query."""
        return self._endpoint.query(text)

    def rows(self, text: str) -> Iterator[Row]:
        """The rows of a SELECT query, in parts where the server gives no more at once."""
        from kg.endpoint import CutError  # SPARQLWrapper is slow to import, and a store has no need of it

        try:
            yield from _rows(self.query(text))
        except CutError as error:
            yield from self._parts(text, error.limit - 1)

    def _parts(self, text: str, size: int) -> Iterator[Row]:
        """The query as a part of one that moves on; Virtuoso sorts no more than its limit of rows in any other way."""
        start = _SELECT.search(text)
        assert start
        offset, whole = 0, f"{text[: start.start()]} SELECT * {{ {{ {text[start.start() :]} }} }} LIMIT {size}"
        while True:
            found = list(_rows(self.query(f"{whole} OFFSET {offset}")))
            yield from found
            offset += size
            if len(found) < size:
                return

    @cached_property
    def known(self) -> Known:
        """Entities that have been learned, and PLOVER's type of each relation."""
        base = queries.base_of(self._endpoint) or BASE
        ontology = named_graph(base, "ontology")
        self._fetch(f"VALUES (?g ?p) {{ ({ontology} {KG['ploverType']}) }}")
        return Known(self._fetched, base)

    def pages(self, articles: Sequence[NamedNode]) -> Iterator[Page]:
        """The articles' graphs, twenty with one question."""
        for some in _some(articles, _PAGES):
            found: dict[NamedNode, list[Quad]] = {article: [] for article in some}
            for quad in self._quads(f"VALUES ?g {{ {_listed(some)} }}"):
                found[quad.graph_name].append(quad)  # type: ignore[index]
            self.learn(_entities(quad for quads in found.values() for quad in quads))
            yield from (_page(article, quads) for article, quads in found.items())

    def learn(self, nodes: Iterable[NamedNode]) -> None:
        """Ask for labels and kinds."""
        fresh = sorted(set(nodes) - self._asked, key=str)
        for some in _some(fresh, _NODES):
            self._fetch(f"VALUES ?s {{ {_listed(some)} }} VALUES ?p {{ {RDFS.label} {RDF.type} }}")
        self._asked.update(fresh)

    def text(self, page: Page) -> str | None:
        """None: texts are never in the graph."""
        return None

    def _fetch(self, which: str) -> None:
        self._fetched.inner.extend(self._quads(which))

    def _quads(self, which: str) -> Iterator[Quad]:
        asked = f"SELECT DISTINCT ?g ?s ?p ?o {{ {which} GRAPH ?g {{ ?s ?p ?o }} }} ORDER BY ?g ?s ?p ?o"
        for row in self.rows(asked):
            yield Quad(row["s"], row["p"], row["o"], row["g"])


def _rows(answer: Any) -> Iterator[Row]:
    assert isinstance(answer, QuerySolutions)
    names = [variable.value for variable in answer.variables]
    for row in answer:
        yield {name: row[name] for name in names}


def asked(name: str) -> Query:
    """A query of this package."""
    return queries.load(_FOLDER / f"{name}.rq")


def _some(nodes: Sequence[NamedNode], size: int) -> Iterator[Sequence[NamedNode]]:
    for first in range(0, len(nodes), size):
        yield nodes[first : first + size]


def _listed(nodes: Iterable[NamedNode]) -> str:
    return " ".join(map(str, nodes))


def _page(article: NamedNode, quads: Iterable[Quad]) -> Page:
    page = Page.of({"article": article.value, "source": ""}, quads)
    page.origin["source"] = page.text(article, DCTERMS.identifier, "")
    return page


def _entities(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    """What an article's quads name: ends of claims, speakers, mentions."""
    for quad in quads:
        if quad.predicate in (KG.subject, KG.object, KG.attributedTo, KG.refersTo) and isinstance(
            quad.object, NamedNode
        ):
            yield quad.object
        elif quad.predicate == KG.attributionChain and isinstance(quad.object, Literal):
            yield from map(NamedNode, quad.object.value.split())
