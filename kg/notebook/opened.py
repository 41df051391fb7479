"""A store or an endpoint, open for reading."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyoxigraph import QuerySolutions

from kg import queries
from kg.errors import StoreError, UsageError
from kg.notebook.article import Article
from kg.notebook.claims import Claims, as_text
from kg.notebook.entity import Entity
from kg.notebook.result import Result
from kg.notebook.source import Local, Remote, Source
from kg.store import Store
from kg.vocab import prefixes

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.endpoint import Endpoint


class Opened:
    """A store open for reading, what was in it when it was opened; or an endpoint, as it is when it is asked."""

    def __init__(self, store: Store | Endpoint) -> None:
        self._opened = store
        self._source: Source = _source(store)

    @property
    def store(self) -> Store:
        """The store itself.

        Raises:
            UsageError: It is an endpoint.
        """
        if isinstance(self._opened, Store):
            return self._opened
        raise UsageError(f"{self._source.place} is an endpoint, not a store")

    @cached_property
    def graph(self) -> Graph:
        """An rdflib graph over all that is there; changes to it are not kept."""
        if isinstance(self._opened, Store):
            return self._opened.graph()
        import rdflib  # takes longer to import than most queries to run
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        graph = rdflib.Graph(SPARQLStore(self._opened.url))
        for prefix, iri in prefixes().items():
            graph.bind(prefix, iri)
        return graph

    def query(self, name: str, **parameters: Any) -> Any:
        """Answer a named query, or that of a ``.rq`` file.

        Args:
            name: As ``kg queries`` lists it, or a path.
            parameters: The query's parameters: ``entity="Q232"``, ``date=datetime.date(2022, 9, 14)``.

        Returns:
            Of a SELECT its ``Result``: rows in order, each variable -> text, "" for what is not bound, Wikidata items
            and relations by their short names. Of an ASK the answer, of a CONSTRUCT or DESCRIBE an rdflib graph.

        Raises:
            UsageError: There is no such query, or a parameter is missing, unknown or not of its type.
            StoreError: The store or the endpoint gives no whole answer.
        """
        asked = queries.find(name)
        try:
            answer = asked.run(self._source, **{key: as_text(value) for key, value in parameters.items()})
            return Result.of(answer) if isinstance(answer, QuerySolutions) else queries.python(answer)
        except (OSError, RuntimeError) as error:  # rows are found while they are taken
            raise StoreError(f"{self._source.place}: {error}") from error

    def claims(self, **filters: Any) -> Claims:
        """The claims that fit all filters, by source, then by place in the text.

        Args:
            filters: ``subject``, ``object``, ``entity`` (either of the two), ``speaker``: a QID, an IRI or an entity;
                ``predicate``: a relation; ``polarity``, ``modality``; ``article``: a source or an IRI; ``since``,
                ``until``: days, months or years of publication.

        Returns:
            To be looped over; nothing is read before, and no more than the loop goes.

        Raises:
            UsageError: There is no such filter, relation, polarity or modality.
        """
        return Claims(self._source, filters)

    def entity(self, name: str) -> Entity:
        """A state, alliance, person … by its QID, or its IRI.

        Raises:
            UsageError: The graph does not know it.
        """
        return Entity(self._source, name)

    def article(self, name: str) -> Article:
        """An article by its source (the name of its file) or its IRI.

        Raises:
            UsageError: There is none.
        """
        return Article(self._source, name)

    def __repr__(self) -> str:
        return f"<Opened: {self._source.place}>"


def _source(opened: Store | Endpoint) -> Source:
    return Local(opened) if isinstance(opened, Store) else Remote(opened)
