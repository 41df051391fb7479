"""Two ways to write graphs into a triple store, in pieces that it can take in its time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from kg.push.pieces import for_sparql, in_halves, pieces
from kg.push.target import Target
from kg.push.wire import TooMuchError

_LONG = 50_000
_CLEARED = 20_000
_CLEAR = """DELETE {{ GRAPH <{0}> {{ ?s ?p ?o }} }} WHERE {{
  {{ SELECT ?s ?p ?o {{ GRAPH <{0}> {{ ?s ?p ?o }} }} LIMIT {1} }}
}}"""


class Way(Protocol):
    """Single requests about a graph, of at most so many lines and bytes."""

    most: int
    longest: int

    def put(self, graph: str, lines: Sequence[bytes]) -> None:
        """Replace a graph."""

    def post(self, graph: str, lines: Sequence[bytes]) -> None:
        """Add to a graph."""

    def delete(self, graph: str) -> None:
        """Remove a graph; one that is not there is no error."""


class ByGraphStore:
    """Source: SPARQL 1.1 Graph Store HTTP Protocol."""

    most, longest = 20_000, 4_000_000

    def __init__(self, target: Target) -> None:
        self._target = target

    def put(self, graph: str, lines: Sequence[bytes]) -> None:
        """As ``Way`` says."""
        self._target.on_graph("PUT", graph, lines)

    def post(self, graph: str, lines: Sequence[bytes]) -> None:
        """As ``Way`` says."""
        self._target.on_graph("POST", graph, lines)

    def delete(self, graph: str) -> None:
        """As ``Way`` says."""
        self._target.on_graph("DELETE", graph)


class ByUpdate:
    """Source: SPARQL 1.1 UPDATE."""

    most, longest = 2_000, 1_000_000

    def __init__(self, target: Target) -> None:
        self._target = target

    def put(self, graph: str, lines: Sequence[bytes]) -> None:
        """As ``Way`` says."""
        self._target.update(_drop(graph) + b" ;\n" + _insert(graph, lines))

    def post(self, graph: str, lines: Sequence[bytes]) -> None:
        """As ``Way`` says."""
        self._target.update(_insert(graph, lines))

    def delete(self, graph: str) -> None:
        """As ``Way`` says."""
        self._target.update(_drop(graph))


class Writer:
    """Writes graphs as lines of N-Triples without blank nodes, so that what is written twice is there once."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._way: Way = ByGraphStore(target) if target.addresses.graphs else ByUpdate(target)

    def replace(self, graph: str, lines: Sequence[bytes], there: int) -> None:
        """Write a graph in place of one that has so many triples there; a small one for a small one in one request."""
        if there <= _LONG and len(lines) <= self._way.most and sum(map(len, lines)) <= self._way.longest:
            try:
                self._way.put(graph, lines)
                return
            except TooMuchError:
                pass
        self.remove(graph, there)
        self.add(graph, lines)

    def add(self, graph: str, lines: Sequence[bytes]) -> None:
        """Write triples into a graph, beside what it has."""
        for some in pieces(lines, self._way.most, self._way.longest):
            in_halves(some, lambda part: self._way.post(graph, part))

    def remove(self, graph: str, there: int) -> None:
        """Remove a graph that has so many triples there; a large one in pieces, for stores take long to remove."""
        if there > _LONG:
            for _ in range((there - _LONG) // _CLEARED + 1):
                self._target.update(_CLEAR.format(graph, _CLEARED).encode())
        self._way.delete(graph)


def _drop(graph: str) -> bytes:
    return f"DROP SILENT GRAPH <{graph}>".encode()


def _insert(graph: str, lines: Sequence[bytes]) -> bytes:
    return b"INSERT DATA { GRAPH <%s> {\n%s\n} }" % (graph.encode(), b"\n".join(map(for_sparql, lines)))
