"""A triple store that is pushed to: recognised by what it says, asked, and told."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Self, TypeVar
from urllib.parse import urlencode

from kg.errors import StoreError
from kg.push.stores import Addresses, Kind, recognised
from kg.push.wire import Message, RefusedError, Wire

Row = dict[str, str]
"""Variable -> lexical value."""

_T = TypeVar("_T")
_DESCRIPTION = "text/turtle, application/rdf+xml;q=0.9, */*;q=0.1"
_JSON = "application/sparql-results+json"
_FORM = "application/x-www-form-urlencoded"
_COUNT = "{{ SELECT (<{0}> AS ?g) (COUNT(*) AS ?n) WHERE {{ GRAPH <{0}> {{ ?s ?p ?o }} }} }}"
_AT_ONCE = 25
# Virtuoso 7 looks at what is sent, not at its media type; a long literal alone is no Turtle to it.
_TURTLE = b"@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
_NOT_OFFERED = frozenset((400, 404, 405, 406, 410, 415, 501))
_NO_GRAPH = "urn:x-alliances-kg:none"
_CUT = "S1TAT"  # Virtuoso's word for an answer that its time-out cut short, with status 200


class Target:
    """A SPARQL endpoint that takes updates, and perhaps the Graph Store Protocol.

    Attributes:
        endpoint: The address that the user gave.
        kind: Which store it is, None if it is not a known one.
        addresses: Where it reads and writes.
    """

    def __init__(self, endpoint: str, kind: Kind | None, addresses: Addresses, wire: Wire) -> None:
        self.endpoint, self.kind, self.addresses, self._wire = endpoint, kind, addresses, wire

    @classmethod
    def find(cls, endpoint: str, wire: Wire, graphs: str | None = None, update: str | None = None) -> Self:
        """Look who answers at an endpoint, and whether it speaks the Graph Store Protocol.

        Args:
            graphs: Where it does; it is not tried.
            update: Where it takes updates, if the endpoint is not a known store's, or has moved it.

        Raises:
            StoreError: Nobody answers there.
        """
        answer = wire.peek(endpoint, _DESCRIPTION)
        headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
        kind = recognised(endpoint, headers, answer.text)
        known = kind.addresses(endpoint, bool(wire.login)) if kind else Addresses(endpoint, endpoint)
        offered = graphs or _offered(wire, known.graphs)
        return cls(endpoint, kind, Addresses(known.query, update or known.update, offered), wire)

    @property
    def name(self) -> str:
        """What it is, for people."""
        return self.kind.name if self.kind else "a store that is not known"

    @property
    def way(self) -> str:
        """How it is written to, for people."""
        return "the Graph Store Protocol" if self.addresses.graphs else "SPARQL UPDATE"

    def select(self, query: str) -> list[Row]:
        """The rows of a SELECT.

        Raises:
            StoreError: There is no answer, or it is incomplete.
        """
        body = urlencode({"query": query}).encode()
        response = self._wire.send(Message("POST", self.addresses.query, body, _FORM, accept=_JSON))
        if response.headers.get("X-SQL-State") == _CUT:
            raise StoreError(f"{self.addresses.query}: its own time-out cut the answer short; raise it, or come later")
        try:
            rows = json.loads(response.content)["results"]["bindings"]
            return [{name: term["value"] for name, term in row.items()} for row in rows]
        except (ValueError, KeyError, TypeError) as error:
            kind = response.headers.get("Content-Type", "of no type")
            raise StoreError(f"{self.addresses.query}: the answer is {kind}, no rows in JSON") from error

    def update(self, text: bytes) -> None:
        """Carry out an update.

        Raises:
            TooMuchError: It is too large.
            StoreError: It is not carried out.
        """
        try:
            self._wire.send(Message("POST", self.addresses.update, text, "application/sparql-update; charset=utf-8"))
        except RefusedError as error:
            if self.kind or error.status not in _NOT_OFFERED:
                raise
            raise StoreError(f"{error}; if it takes updates at another address, name that with --update") from error

    def on_graph(self, method: str, graph: str, lines: Sequence[bytes] | None = None) -> None:
        """PUT, POST or DELETE a graph (Graph Store Protocol); lines of N-Triples, which are Turtle, too.

        Raises:
            TooMuchError: They are too many.
            StoreError: It is not done.
        """
        if self.addresses.graphs is None:
            raise StoreError(f"{self.endpoint}: it does not speak the Graph Store Protocol")
        body = None if lines is None else b"\n".join((_TURTLE, *lines, b""))
        kind = "" if body is None else "text/turtle; charset=utf-8"
        self._wire.send(Message(method, self.addresses.graphs, body, kind, graph, may_miss=method == "DELETE"))

    def counts(self, graphs: Sequence[str], tell: Callable[[int], None] = lambda done: None) -> dict[str, int]:
        """How many triples each graph has there, 0 for one that is not there.

        Graph by graph: with VALUES, Virtuoso 7 looks at all that it holds.
        """
        found = dict.fromkeys(graphs, 0)
        for some in batches(graphs, _AT_ONCE):
            parts = " UNION ".join(_COUNT.format(graph) for graph in some)
            found |= {row["g"]: int(row["n"]) for row in self.select(f"SELECT ?g ?n WHERE {{ {parts} }}")}
            tell(len(some))
        return found


def batches(things: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Things in their order, so many at a time."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def _offered(wire: Wire, graphs: str | None) -> str | None:
    """The address if there the Graph Store Protocol is spoken: a graph is found, or missed."""
    if graphs is None:
        return None
    try:
        wire.send(Message("GET", graphs, graph=_NO_GRAPH, accept="application/n-triples, text/turtle", may_miss=True))
    except RefusedError as error:
        if error.status in _NOT_OFFERED:
            return None
        raise
    return graphs
