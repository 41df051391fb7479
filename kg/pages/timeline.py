"""What happened to an actor, in the order of time, and how much was published about it when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.pages.background import Fact, Moment
from kg.pages.claims import Claim

_YEAR, _MONTH = 4, 7  # letters of a date
_FEW_YEARS = 3
_MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """Something dated: a fact that begins or ends, or a claim about a time.

    Attributes:
        when: Day, month or year.
        what: ``begins``, ``ends``, ``happens``; of a claim ``at``, ``since``, ``until``.
    """

    when: str
    what: str
    fact: Fact | None = None
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """So many claims were published in a month or a year; its height in percent of the highest."""

    period: str
    count: int
    height: int


def entries(moments: Sequence[Moment], made: Sequence[Claim]) -> list[tuple[str, list[Entry]]]:
    """Year and what happened in it, the latest first."""
    once = {claim.iri: claim for claim in made if any(claim.when)}
    found = [Entry(moment.when, moment.what, fact=moment.fact) for moment in moments]
    found += [Entry(*_time(claim), claim=claim) for claim in once.values()]
    found.sort(key=lambda entry: (entry.when, entry.what), reverse=True)
    years: dict[str, list[Entry]] = {}
    for entry in found:
        years.setdefault(entry.when[: entry.when.find("-", 1) if "-" in entry.when[1:] else None], []).append(entry)
    return list(years.items())


def _time(claim: Claim) -> tuple[str, str]:
    start, end = claim.when
    if start == end:
        return start, "at"
    return (start, "since") if start else (end, "until")


def bars(dates: Sequence[str]) -> list[Bar]:
    """Claims by month or, over more than a few years, by year; gaps are bars of no height.

    Returns:
        In the order of time; none where fewer than two periods have claims.
    """
    known = [date for date in dates if date[:_YEAR].isdecimal() and len(date) >= _MONTH]
    years = {date[:_YEAR] for date in known}
    if not years:
        return []
    by_month = int(max(years)) - int(min(years)) < _FEW_YEARS
    count = Counter(date[: _MONTH if by_month else _YEAR] for date in known)
    periods = _between(min(count), max(count))[-_MOST_BARS:]
    highest = max(count.values())
    return [Bar(each, count[each], -(-100 * count[each] // highest)) for each in periods] if len(count) > 1 else []


def _between(first: str, last: str) -> list[str]:
    """Months or years from one to another.

    >>> _between("2021-11", "2022-01"), _between("2019", "2021")
    (['2021-11', '2021-12', '2022-01'], ['2019', '2020', '2021'])
    """
    if len(first) == _YEAR:
        return [str(year) for year in range(int(first), int(last) + 1)]
    start, end = (int(each[:_YEAR]) * 12 + int(each[_YEAR + 1 :]) - 1 for each in (first, last))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1)]
