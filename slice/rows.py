"""What the builder works on: tables with notes, statements, and dates of unlike precision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FACTS = Path(__file__).parent / "facts"
HEADS = frozenset({"P35", "P6"})
OWN = "own"


@dataclass(frozen=True)
class Fact:
    """A statement on its way into the slice; ``source`` holds codes."""

    subject: str
    property: str
    value: str
    start: str = ""
    end: str = ""
    source: tuple[str, ...] = (OWN,)


def triple(fact: Fact) -> tuple[str, str, str]:
    """What a statement says, without its dates."""
    return fact.subject, fact.property, fact.value


def is_backward(fact: Fact) -> bool:
    """Whether it ends before it starts, as far as both dates go: the source has mixed up two terms.

    >>> is_backward(Fact("Q1", "P39", "minister @Q2", "2005", "2000-03"))
    True
    >>> is_backward(Fact("Q1", "P39", "minister @Q2", "2005-06", "2005"))
    False
    """
    common = min(len(fact.start), len(fact.end))
    return fact.start[:common] > fact.end[:common]


def tenure(fact: Fact) -> tuple[str, str] | None:
    """Person and state of a term of office, None for other statements."""
    if fact.property in HEADS:
        return fact.value, fact.subject
    return (fact.subject, fact.value.rpartition("@")[2]) if fact.property == "P39" else None


def table(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a tab-separated file with a header; lines that begin with # are notes."""
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        cells = line.split("\t")
        yield dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))


def split(cell: str) -> list[str]:
    return [part for part in cell.split("|") if part]


def date(text: str) -> str:
    """A date no more exact than it is: without months and days that are zero.

    >>> date("1991-12-00")
    '1991-12'
    """
    return re.sub(r"(-00)+$", "", text)


def overlap(one: Fact, other: Fact) -> bool:
    """Whether two spans share a day; an open side reaches on for ever.

    >>> overlap(Fact("a", "P6", "b", "1990", "1994"), Fact("a", "P6", "b", "1994-05-01"))
    True
    """
    return one.start <= _last(other.end) and other.start <= _last(one.end)


def _last(end: str) -> str:
    return f"{end}~" if end else "~"


def agree(one: str, other: str, days: int = 0) -> bool:
    """Whether two dates may mean the same day, give or take; no date agrees with all.

    >>> agree("1991", "1991-12-21"), agree("1991-12-08", "1991-12-21", days=31), agree("1990", "1991")
    (True, True, False)
    """
    if not one or not other or one.startswith(other) or other.startswith(one):
        return True
    return len(one) == len(other) == 10 and abs(_day(one) - _day(other)) <= days


def _day(text: str) -> int:
    year, month, day = map(int, text.split("-"))
    return year * 372 + month * 31 + day
