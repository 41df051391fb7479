"""Counts what a slice holds, and lists what it should hold and does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.model import Date, Kind
from kg.wikidata import tables
from kg.wikidata.selection import FOLDER
from kg.wikidata.slices import Statement, WikidataSlice

MEMBER_OF = "P463"
INCEPTION = "P571"
DISSOLVED = "P576"
FIRST_YEAR = 1990

_COLUMNS = ("what", "count", "of", "target")


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the report.

    Attributes:
        target: The number that is aimed for, None where none is.
        missing: Ids that a list names and the slice has not.
    """

    what: str
    number: int
    target: int | None
    missing: tuple[str, ...] = ()

    @property
    def short(self) -> bool:
        """Whether the target is missed."""
        return self.target is not None and self.number < self.target


@dataclass(frozen=True, slots=True)
class Hole:
    """Years in which no head of state or government of a member state is known: stretches, ends included."""

    state: str
    label: str
    years: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in self.years)


def counts(wikidata: WikidataSlice, folder: Path = FOLDER) -> list[Count]:
    """The counts that ``coverage.tsv`` asks for, in its order.

    Raises:
        InputError: The table cannot be read.
    """
    rows = tables.rows(folder / "coverage.tsv", _COLUMNS)
    return [_count(wikidata, row) for row in rows]


def holes(wikidata: WikidataSlice, folder: Path = FOLDER) -> list[Hole]:
    """States of the table's first list of members that lack a head in a year from 1990 to the slice's date.

    A state counts from the year of its inception on, where the slice has one.
    """
    union = next(row["of"] for row in tables.rows(folder / "coverage.tsv", _COLUMNS) if row["count"] == "members")
    found = []
    for state in sorted(_members(wikidata, union), key=tables.order):
        item = wikidata.item(state)
        years = [day.year for day in wikidata.headless(state, map(Date, _years(wikidata, state)))]
        if item and years:
            found.append(Hole(state, item.label_de or item.label, tuple(_stretches(years))))
    return found


def members(wikidata: WikidataSlice, body: str, on: Date) -> list[str]:
    """Subjects of a membership that may hold on a day, dated or not, each once."""
    said = wikidata.statements_about(body, MEMBER_OF)
    return list(dict.fromkeys(each.subject for each in said if may_hold(each, on)))


def may_hold(statement: Statement, on: Date) -> bool:
    """Whether no date of the statement speaks against a day."""
    begun = not statement.start or statement.start.first() <= on.last()
    return begun and (not statement.end or statement.end.last() >= on.first())


def _years(wikidata: WikidataSlice, state: str) -> range:
    born = [int(each.value[:4]) for each in wikidata.statements(state, INCEPTION) if each.value[:4].isdecimal()]
    return range(max([FIRST_YEAR, *(year for year in born if year > FIRST_YEAR)]), wikidata.date.year + 1)


def _stretches(years: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = years[0]
    for year in years[1:]:
        if year != last + 1:
            yield first, last
            first = year
        last = year
    yield first, last


def _count(wikidata: WikidataSlice, row: Mapping[str, str]) -> Count:
    number, missing = _COUNTERS[row["count"]](wikidata, row["of"])
    return Count(row["what"], number, int(row["target"]) if row["target"] else None, tuple(missing))


Counted = tuple[int, Sequence[str]]


def _all(wikidata: WikidataSlice, property: str) -> Iterator[Statement]:
    return (said for item in wikidata.items() for said in wikidata.statements(item.id, property))


def _members(wikidata: WikidataSlice, body: str) -> list[str]:
    return members(wikidata, body, wikidata.date)


def _of_members(wikidata: WikidataSlice, body: str) -> Counted:
    return len(_members(wikidata, body)), ()


def _listed(wikidata: WikidataSlice, of: str) -> Counted:
    missing = [id for id in tables.parts(of) if not wikidata.item(id)]
    return len(tables.parts(of)) - len(missing), missing


def _kinds(of: str) -> frozenset[Kind]:
    return frozenset(Kind(kind) for kind in tables.parts(of))


def _of_kinds(wikidata: WikidataSlice, of: str) -> Counted:
    kinds = _kinds(of)
    return sum(item.kind in kinds for item in wikidata.items()), ()


def _with(wikidata: WikidataSlice, of: str) -> Counted:
    kinds, property = of.split()
    wanted = _kinds(kinds)
    return sum(bool(wikidata.statements(item.id, property)) for item in wikidata.items() if item.kind in wanted), ()


def _cells(wikidata: WikidataSlice, of: str) -> Counted:
    kinds, name = of.split()
    wanted = _kinds(kinds)
    return sum(bool(getattr(item, name)) for item in wikidata.items() if item.kind in wanted), ()


def _holders(wikidata: WikidataSlice, roles: str) -> Counted:
    found: set[str] = set()
    for item in wikidata.items():
        if item.kind != Kind.PERSON:
            found.update(id for role in tables.parts(roles) for id in wikidata.holders(item.id, role))
    return len(found), ()


def _statements(keep: Callable[[Statement], object]) -> Callable[[WikidataSlice, str], Counted]:
    def count(wikidata: WikidataSlice, property: str) -> Counted:
        return _sum(keep(said) for said in _all(wikidata, property)), ()

    return count


def _sum(found: Iterable[object]) -> int:
    return sum(bool(each) for each in found)


_COUNTERS: Mapping[str, Callable[[WikidataSlice, str], Counted]] = {
    "members": _of_members,
    "listed": _listed,
    "kinds": _of_kinds,
    "with": _with,
    "cells": _cells,
    "holders": _holders,
    "statements": _statements(lambda said: True),
    "started": _statements(lambda said: said.start),
    "ended": _statements(lambda said: said.end),
    "undated": _statements(lambda said: not said.start and not said.end),
}
