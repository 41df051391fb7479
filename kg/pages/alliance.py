"""What the page of an alliance has beside that of any actor: members on a day, claims between them, who moves."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request

from kg.model import Date
from kg.pages import sparql
from kg.pages.ask import Ask
from kg.pages.claims import value
from kg.pages.network import Edge, edge
from kg.vocab import KG

_APART = frozenset(
    KG[name].value for name in ("distancesFrom", "leaves", "suspends", "opposes", "criticises", "accuses")
)
_PAIRS = 100  # of the claims between members, those that the page lists
_MANY_MEMBERS = 60  # between more of them, claims are looked for only when asked


@dataclass(frozen=True, slots=True)
class Member:
    """A member with its time, and how many claims say that it moves towards the others or away from them."""

    iri: str
    when: tuple[str, str]
    towards: int
    away: int


@dataclass(frozen=True, slots=True)
class Union:
    """An alliance on a day.

    Attributes:
        date: The day, month or year; "" where what was asked is none, which ``asked`` then has.
        moves: Away from each other or from the alliance, and towards: positive claims, by the relation.
        between: What is claimed between two members; None where they are many and nobody asked.
    """

    date: str
    asked: str
    members: tuple[Member, ...]
    away: tuple[Edge, ...]
    towards: tuple[Edge, ...]
    between: tuple[Edge, ...] | None

    @property
    def things(self) -> Iterator[str]:
        """All that needs a label."""
        yield from (member.iri for member in self.members)
        for each in (*self.away, *self.towards, *(self.between or ())):
            yield from (each.subject, each.relation, each.object)


async def view(ask: Ask, request: Request, entity: str) -> Union:
    """The alliance on the day that the address names, else today."""
    asked = request.query_params.get("date", "").strip()
    date = _date(asked or datetime.now(UTC).date().isoformat())
    rows = await ask(sparql.text("members", alliance=entity, date=date)) if date else []
    when = {row["member"].value: (value(row.get("from")), value(row.get("until"))) for row in rows}
    wanted = len(when) <= _MANY_MEMBERS or "between" in request.query_params
    moves, between = await asyncio.gather(_moves(ask, entity, list(when)), _between(ask, list(when), wanted))
    members = _members(when, moves)
    away = tuple(move for move in moves if move.relation in _APART)
    towards = tuple(move for move in moves if move.relation not in _APART)
    return Union(date, asked, members, away, towards, between)


def _date(text: str) -> str:
    try:
        return str(Date.parse(text))
    except ValueError:
        return ""


def _members(when: dict[str, tuple[str, str]], moves: Sequence[Edge]) -> tuple[Member, ...]:
    count: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for move in moves:
        count[move.subject][move.relation in _APART] += move.claims
    return tuple(Member(iri, time, count[iri][False], count[iri][True]) for iri, time in when.items())


async def _moves(ask: Ask, alliance: str, members: Sequence[str]) -> list[Edge]:
    """Of anybody towards the alliance or away from it, and of members towards each other or away."""
    some = ", ".join(f"<{iri}>" for iri in members)
    block = f"FILTER(?object = <{alliance}> || (?subject IN ({some}) && ?object IN ({some})))"
    return [edge(row) for row in await ask(sparql.with_values("moves", which=block))]


async def _between(ask: Ask, members: Sequence[str], wanted: bool) -> tuple[Edge, ...] | None:
    if not wanted or not members:
        return None if members else ()
    some = " ".join(f"<{iri}>" for iri in members)
    block = f"VALUES ?subject {{ {some} }} VALUES ?object {{ {some} }}"
    rows = await ask(sparql.with_values("between", members=block))
    return tuple(edge(row) for row in rows[:_PAIRS])
