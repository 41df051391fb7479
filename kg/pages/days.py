"""Asks for the world on a day.

Memberships, borders and conflicts are the background's, which dates them. Conflicts and recognitions between two are
also claims of articles, counted: for a conflict those about the year before the day, for a recognition all earlier.
"""

from __future__ import annotations

import asyncio
import datetime
from functools import cache

from kg import queries
from kg.model import Date
from kg.pages.ask import Ask, Row
from kg.pages.names import labels
from kg.pages.static import WEB
from kg.pages.worlds import Conflict, Member, Pair, Said, World, holds, places
from kg.queries import Query

_YEAR = datetime.timedelta(days=365)
_NO_DAY = "2000-01-01"  # of a store that holds nothing


async def newest(ask: Ask) -> datetime.date:
    """The day of the newest article, else of the background: what a visitor sees first."""
    days = {_cell(row, "part"): _cell(row, "newest") for row in await ask(_text("newest"))}
    return datetime.date(*Date.parse(days.get("article") or days.get("background") or _NO_DAY).first())


async def alliances(ask: Ask, language: str) -> list[tuple[str, str]]:
    """IRI and label of each alliance that has members, by label."""
    found = [_cell(row, "alliance") for row in await ask(_text("alliances"))]
    names = await labels(ask, found, language)
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


async def world(ask: Ask, day: datetime.date, alliance: str | None, language: str) -> World:
    """The world on a day, with labels in ``language`` where there are such."""
    members, borders, conflicts, said = await asyncio.gather(
        _members(ask, day, alliance), _borders(ask, day), _conflicts(ask, day), _said(ask, day)
    )
    named = {*places(), *({alliance} if alliance else ()), *(member.state for member in members)}
    named.update(state for pair in borders for state in pair)
    named.update(thing for conflict in conflicts for thing in (conflict.iri, *conflict.parties))
    named.update(claim.relation for claim in said)
    names = await labels(ask, named, language)
    by_name = sorted(members, key=lambda member: names[member.state].casefold())
    return World(day, alliance, tuple(by_name), borders, conflicts, said, names)


async def _members(ask: Ask, day: datetime.date, alliance: str | None) -> list[Member]:
    if alliance is None:
        return []
    rows = await ask(_text("alliance-members", alliance=alliance, date=day.isoformat()))
    found = {_cell(row, "member"): row for row in rows}  # once, however often it joined
    return [
        Member(state, _cell(row, "from"), _cell(row, "until"), _count(row, "articles")) for state, row in found.items()
    ]


async def _borders(ask: Ask, day: datetime.date) -> tuple[Pair, ...]:
    """Borders that hold, between states that there are: of those of former states few have dates of their own."""
    rows, lifetimes = await asyncio.gather(ask(_text("borders")), ask(_text("lifetimes")))
    absent = {_cell(row, "state") for row in lifetimes if not _holds(row, day)}
    pairs = {tuple(sorted((_cell(row, "one"), _cell(row, "other")))) for row in rows if _holds(row, day)}
    return tuple((one, other) for one, other in sorted(pairs) if absent.isdisjoint((one, other)))


async def _conflicts(ask: Ask, day: datetime.date) -> tuple[Conflict, ...]:
    going = (row for row in await ask(_text("conflicts")) if _cell(row, "from") and _holds(row, day))
    return tuple(
        Conflict(
            _cell(row, "conflict"),
            _cell(row, "from"),
            _cell(row, "until"),
            tuple(sorted(set(_cell(row, "parties").split()))),
        )
        for row in going
    )


async def _said(ask: Ask, day: datetime.date) -> tuple[Said, ...]:
    since = max(day, datetime.date.min + _YEAR) - _YEAR
    rows = await ask(_text("relations", date=day.isoformat(), since=since.isoformat()))
    ends = places().keys()
    return tuple(_counted(row) for row in rows if _cell(row, "one") in ends and _cell(row, "other") in ends)


def _counted(row: Row) -> Said:
    one, relation, other, polarity = (_cell(row, name) for name in ("one", "relation", "other", "polarity"))
    return Said(one, relation, other, polarity, _count(row, "claims"))


def _cell(row: Row, name: str) -> str:
    """The value of a literal, the IRI of a node, nothing where there is none."""
    term = row.get(name)
    return term.value if term else ""


def _count(row: Row, name: str) -> int:
    return int(_cell(row, name))


def _holds(row: Row, day: datetime.date) -> bool:
    return holds(_cell(row, "from"), _cell(row, "until"), day)


def _text(name: str, **values: str) -> str:
    return _query(name).filled(values)


@cache
def _query(name: str) -> Query:
    own = WEB / "map" / f"{name}.rq"
    return queries.load(own) if own.is_file() else queries.find(name)
