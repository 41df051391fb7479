"""Answers to queries, on stdout: a table to read, or one of the formats of SPARQL 1.1."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import queries
from kg.cli.screen import Labels, note, show, table
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


def query(name: str, path: Path, parameters: Sequence[str], form: str) -> None:
    """Answer a named query, a file's, or that of standard input."""
    asked = queries.parse(sys.stdin.read(), "stdin") if name == "-" else queries.find(name)
    values = parsed(parameters)
    asked.bound(values)  # a wrong parameter is found before the store is opened
    with Store.open(path, read_only=True) as store:
        answer(asked, store, values, form)


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
    """Ask, and write the answer."""
    if form not in FORMATS:
        raise UsageError(f"--format {form}: there is {', '.join(FORMATS)}")
    try:
        _write(asked.run(store, **values), store, form)
    except (BrokenPipeError, SyntaxError):
        raise
    except (OSError, RuntimeError) as error:  # rows are found while they are written
        raise StoreError(f"{store.path}: {error}") from error


def _write(result: Any, store: Store, form: str) -> None:
    if isinstance(result, ox.QueryTriples):
        _turtle(result, store, form)
    elif form != "table":
        sys.stdout.buffer.write(result.serialize(format=FORMATS[form]))
        if form == "json":
            sys.stdout.buffer.write(b"\n")
    elif isinstance(result, ox.QueryBoolean):
        print("yes" if result else "no")
    else:
        rows(result, store)


def _turtle(triples: ox.QueryTriples, store: Store, form: str) -> None:
    if form != "table":
        raise UsageError(f"--format {form}: the query makes a graph, which is written as Turtle; leave --format out")
    ordered = sorted(set(triples), key=str)
    base = queries.base_of(store) or BASE
    sys.stdout.buffer.write(ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=prefixes(base)) or b"")


def rows(result: ox.QuerySolutions, store: Store) -> None:
    """Write rows as a table, parameters left out; where there are none, say so on stderr."""
    names = [variable.value for variable in result.variables if not variable.value.startswith("_")]
    labels = Labels(store, queries.base_of(store) or BASE)
    found = [_cells([row[name] for name in names], labels) for row in result]
    if not found:
        note("no rows")
        return
    show(table(names, found))


def _cells(terms: Iterable[Any], labels: Labels) -> list[str]:
    texts = [queries.text_of(term) for term in terms]
    return [labels.of(text) if text.startswith("http") and " " not in text else labels.within(text) for text in texts]


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
