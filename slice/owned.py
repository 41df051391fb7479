"""The project's own facts: each table of ``slice/facts`` in its compact form, read as statements."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from rows import FACTS, OWN, Fact, split, table

_TERMS = ("statements.tsv", "terms.tsv")


def facts() -> Iterator[Fact]:
    """All own statements; lists of states hold ISO 3166-1 alpha-3 codes of ``codes.tsv``, and ids."""
    codes = {row["code"]: row["id"] for row in table(FACTS / "codes.tsv")}
    for name in _TERMS:
        for row in table(FACTS / name):
            source = (*split(row.get("source", "")), OWN)
            yield Fact(row["subject"], row["property"], row["value"], row["start"], row["end"], source)
    for row in table(FACTS / "memberships.tsv"):
        for state in _ids(row["members"], codes):
            yield Fact(state, "P463", row["body"], row["start"], row["end"])
    for row in table(FACTS / "claims.tsv"):
        for state in _ids(row["claimants"], codes):
            yield Fact(row["territory"], "P1336", state)
    for row in table(FACTS / "borders.tsv"):
        (state,) = _ids(row["state"], codes)
        for neighbour in _ids(row["neighbours"], codes):
            yield from (Fact(state, "P47", neighbour), Fact(neighbour, "P47", state))
    yield from _spans("founded.tsv", "id", "P571", "P576")
    yield from _spans("conflicts.tsv", "conflict", "P580", "P582")
    for row in table(FACTS / "conflicts.tsv"):
        for party in _ids(row["parties"], codes):
            yield Fact(row["conflict"], "P710", party)


def _spans(name: str, column: str, start: str, end: str) -> Iterator[Fact]:
    for row in table(FACTS / name):
        for property, cell in ((start, "start"), (end, "end")):
            if row[cell]:
                yield Fact(row[column], property, row[cell])


def _ids(cell: str, codes: Mapping[str, str]) -> Iterator[str]:
    for word in cell.split():
        if len(word) == 3 and word.isupper() and word not in codes:
            sys.exit(f"no state has the code {word}")
        yield codes.get(word, word)
