"""Answers to queries, on stdout: a table to read, or one of the formats of SPARQL 1.1."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox
from rich.table import Table

from kg import queries
from kg.cli.screen import Labels, note, show, table, write
from kg.errors import StoreError, UsageError
from kg.queries import Query
from kg.store import Store
from kg.vocab import BASE, prefixes

FORMATS = {
    "table": None,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}


def query(name: str, path: Path, url: str | None, parameters: Sequence[str], form: str) -> None:
    """Answer a named query, a file's, or that of standard input, from a store or from the endpoint at ``url``."""
    asked = queries.parse(sys.stdin.read(), "stdin") if name == "-" else queries.find(name)
    values = parsed(parameters)
    asked.bound(values)  # a wrong parameter is found before the store is opened
    if url is not None:
        from kg.cli.remote import Remote  # SPARQLWrapper takes longer to import than most queries to run

        _show(_found(asked, Remote(url), values, form))
        return
    with Store.open(path, read_only=True) as store, _stoppable():
        answer(asked, store, values, form)


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let Ctrl-C end the process at once: Oxigraph does not look at Python's signals until it has answered."""
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def parsed(parameters: Sequence[str]) -> dict[str, str]:
    """The values of ``--param key=value``.

    Raises:
        UsageError: One has no ``=``.
    """
    for each in parameters:
        if "=" not in each:
            raise UsageError(f"--param {each}: write it as key=value")
    return {key.strip(): value for key, _, value in (each.partition("=") for each in parameters)}


def answer(asked: Query, store: Store, values: dict[str, str], form: str) -> None:
    """Ask a store, and write the answer."""
    try:
        found = _found(asked, _Local(store), values, form)
    except (OSError, RuntimeError) as error:  # rows are found while they are written
        raise StoreError(f"{store.path}: {error}") from error
    _show(found)


class Place(Protocol):
    """Where a query is answered: a store or an endpoint."""

    def query(self, text: str) -> Any:
        """Answer a SPARQL query."""

    def labels(self, base: str) -> Labels:
        """Short words for its IRIs."""


@dataclass(frozen=True, slots=True)
class _Local:
    store: Store

    def query(self, text: str) -> Any:
        return self.store.query(text)

    def labels(self, base: str) -> Labels:
        return Labels(self.store, base)


def _found(asked: Query, place: Place, values: dict[str, str], form: str) -> bytes | Table | None:
    if form not in FORMATS:
        raise UsageError(f"--format {form}: there is {', '.join(FORMATS)}")
    return _written(asked.run(place, **values), place, form)


def _show(data: bytes | Table | None) -> None:
    if isinstance(data, bytes):
        write(data)
    elif data is None:
        note("no rows")
    else:
        show(data)


def _written(result: Any, place: Place, form: str) -> bytes | Table | None:
    if isinstance(result, ox.QueryTriples):
        return _turtle(result, place, form)
    if form != "table":
        data: bytes = result.serialize(format=FORMATS[form])
        return data if data.endswith(b"\n") else data + b"\n"
    if isinstance(result, ox.QueryBoolean):
        return b"yes\n" if result else b"no\n"
    return _rows(result, place)


def _turtle(triples: ox.QueryTriples, place: Place, form: str) -> bytes:
    if form != "table":
        raise UsageError(f"--format {form}: the query makes a graph, which is written as Turtle; leave --format out")
    ordered = sorted(set(triples), key=str)
    base = queries.base_of(place) or BASE
    used = {name: iri for name, iri in prefixes(base).items() if any(f"<{iri}" in str(triple) for triple in ordered)}
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b""


def _rows(result: ox.QuerySolutions, place: Place) -> Table | None:
    """Rows as a table, parameters and empty columns left out; None where there are no rows."""
    names = [variable.value for variable in result.variables if not variable.value.startswith("_")]
    labels = place.labels(queries.base_of(place) or BASE)
    texts = [[queries.text_of(row[name]) for name in names] for row in result]
    labels.learn(text for row in texts for text in row)
    found = [[_cell(text, labels) for text in row] for row in texts]
    filled = [number for number in range(len(names)) if any(cells[number] for cells in found)]
    return table([names[n] for n in filled], [[cells[n] for n in filled] for cells in found]) if found else None


def _cell(text: str, labels: Labels) -> str:
    return labels.of(text) if text.startswith("http") and " " not in text else labels.within(text)


def catalogue() -> None:
    """All named queries with their questions and parameters."""
    rows = [
        (name, "\n".join(asked.question.values()), "\n".join(map(_parameter, asked.parameters)))
        for name, asked in queries.named().items()
    ]
    show(table(("query", "question", "parameters"), rows, lines=True))


def _parameter(parameter: queries.Parameter) -> str:
    default = f" = {parameter.default}" if parameter.default else " (optional)" if parameter.optional else " (needed)"
    return f"{parameter.name}{default}: {parameter.about or parameter.type}"
