"""Answers as tables for people: columns with headings, cells with links to what they name."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.graph import article_iri
from kg.pages import names, page
from kg.pages.ask import Ask, Row, Term
from kg.vocab import KG, prefixes

_WORDED = frozenset({"polarity", "modality", "dating", "quad"})  # sections of the texts
_COLUMNS = Path(__file__).parent.parent / "data" / "web" / "columns.tsv"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: The variable.
        title: Its heading.
        role: What its texts are: ``term`` of the ontology, name of an ``article``, ``speakers`` (IRIs), ``words`` of an
            article, ``date``, ``number``, a section of the pages' texts that has words for them; "" for anything else.
    """

    name: str
    title: str
    role: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: texts, each with the IRI that it links to, or without."""

    parts: Sequence[tuple[str, str | None]] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """An answer."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def variables(sparql: str) -> list[str]:
    """What a query selects, in its order; those of parameters left out.

    >>> variables("SELECT ?_who ?x ?y { ?x ?y ?_who }")
    ['x', 'y']
    """
    empty = ox.Store().query(sparql, prefixes=prefixes())
    found = [variable.value for variable in empty.variables] if isinstance(empty, ox.QuerySolutions) else []
    return [name for name in found if not name.startswith("_")]


async def table(ask: Ask, shown: Sequence[str], rows: Sequence[Row], language: str, base: str) -> Table:
    """Rows as a table; a column without any value is left out.

    Args:
        shown: The variables that become columns.
        rows: What a query gave.
        language: Of labels and headings.
        base: Where the store's instances live.
    """
    columns = [_column(name, language) for name in shown if any(name in row for row in rows)]
    terms = [_things(column, row[column.name]) for row in rows for column in columns if column.name in row]
    labels = await names.labels(ask, (thing for things in terms for thing in things), language)
    return Table(
        columns, [[_cell(column, row.get(column.name), labels, language, base) for column in columns] for row in rows]
    )


def _column(name: str, language: str) -> Column:
    role, titles = _known().get(name, ("", {}))
    return Column(name, titles.get(language, name), role)


@cache
def _known() -> Mapping[str, tuple[str, dict[str, str]]]:
    with _COLUMNS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        return {row["column"]: (row["role"], {each: row[each] for each in page.LANGUAGES}) for row in rows}


def _things(column: Column, term: Term) -> Iterable[str]:
    """The IRIs whose labels a cell needs."""
    if isinstance(term, NamedNode):
        return (term.value,)
    if column.role == "speakers":
        return tuple(term.value.split())
    return (KG[term.value].value,) if column.role == "term" and term.value.isidentifier() else ()


def _cell(column: Column, term: Term | None, labels: Mapping[str, str], language: str, base: str) -> Cell:
    if term is None:
        return Cell()
    things = _things(column, term)
    if isinstance(term, NamedNode) or column.role == "speakers":
        return Cell([(labels.get(iri, iri), iri) for iri in things])
    text = term.value
    if column.role == "term":
        return Cell([(labels.get(iri, text), None) for iri in things] or [(text, None)])
    if column.role in _WORDED:
        return Cell([(page.texts(language)[column.role].get(text, text), None)])
    if column.role == "article":
        return Cell([(text, article_iri(text, base).value)]) if text else Cell()
    return Cell([(text, None)])


def plain(term: Term | None) -> str:
    """A cell of a CSV file (SPARQL 1.1 Query Results CSV, section 3): IRIs whole, literals by their value."""
    return "" if term is None else term.value if isinstance(term, NamedNode | Literal) else str(term)
