"""What has been pushed: a graph at the target, with the hash of each graph that it got, so any machine can go on.

A graph is entered as unfinished before it is written, and with its hash afterwards: whatever is cut short in between
is written again. Values are added before others are taken out, so an entry is never lost; of two, none counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import NamedNode

from kg.push.target import Target, batches
from kg.vocab import SPDX

UNFINISHED = "unfinished"
_AT_ONCE = 500
_PAGE = 2_000
_READ = """SELECT ?g ?v WHERE {{ GRAPH <{}> {{ ?g <{}> ?v }} FILTER (STR(?g) > "{}") }} ORDER BY STR(?g) LIMIT {}"""


def entry(home: NamedNode, graph: str, value: str) -> bytes:
    """A line of N-Quads that enters a graph."""
    return f'<{graph}> {SPDX.checksumValue} "{value}" {home} .\n'.encode()


class Ledger:
    """The entries, as they are at the target.

    Attributes:
        graph: Where they are kept.
    """

    def __init__(self, target: Target, graph: str) -> None:
        self.graph = graph
        self._target, self._values = target, self._read(target)

    def _read(self, target: Target) -> dict[str, set[str]]:
        """Page by page, until one is empty: a store may cut an answer where it likes."""
        found: dict[str, set[str]] = {}
        last = ""
        while rows := target.select(_READ.format(self.graph, SPDX.checksumValue.value, last, _PAGE)):
            cut = rows[-1]["g"]  # perhaps between its two values, so it is read again; unless nothing came before
            whole = [row for row in rows if row["g"] != cut] or rows
            for row in whole:
                found.setdefault(row["g"], set()).add(row["v"])
            last = whole[-1]["g"]
        return found

    def entered(self) -> Mapping[str, str]:
        """Graph -> hash, or ``UNFINISHED``, of all that were ever pushed and not removed."""
        return {graph: next(iter(values)) if len(values) == 1 else UNFINISHED for graph, values in self._values.items()}

    def begin(self, graphs: Sequence[str]) -> None:
        """Enter graphs that are going to be written or removed."""
        self._set(dict.fromkeys(graphs, UNFINISHED))

    def done(self, hashes: Mapping[str, str]) -> None:
        """Enter graphs that have been written."""
        self._set(hashes)

    def forget(self, graphs: Sequence[str]) -> None:
        """Take out graphs that have been removed."""
        for some in batches(graphs, _AT_ONCE):
            self._change({}, {graph: self._values.get(graph, set()) for graph in some})
            for graph in some:
                self._values.pop(graph, None)

    def _set(self, values: Mapping[str, str]) -> None:
        for some in batches(list(values), _AT_ONCE):
            added = {graph: {values[graph]} - self._values.get(graph, set()) for graph in some}
            self._change(added, {graph: self._values.get(graph, set()) - {values[graph]} for graph in some})
            self._values |= {graph: {values[graph]} for graph in some}

    def _change(self, added: Mapping[str, set[str]], gone: Mapping[str, set[str]]) -> None:
        operations = ((b"INSERT", self._lines(added)), (b"DELETE", self._lines(gone)))
        text = [
            b"%s DATA { GRAPH <%s> {\n%s\n} }" % (verb, self.graph.encode(), lines)
            for verb, lines in operations
            if lines
        ]
        if text:
            self._target.update(b" ;\n".join(text))

    def _lines(self, values: Mapping[str, set[str]]) -> bytes:
        entries = [(graph, value) for graph, several in values.items() for value in sorted(several)]
        return "\n".join(f'<{graph}> {SPDX.checksumValue} "{value}" .' for graph, value in entries).encode()
