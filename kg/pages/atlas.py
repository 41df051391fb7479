"""The map: alliances, borders, conflicts and recognitions on a day, drawn by the browser and told in tables."""

from __future__ import annotations

import asyncio
import datetime
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import UsageError
from kg.pages import days, page, worlds
from kg.pages.ask import Ask
from kg.pages.worlds import Said, World
from kg.queries import Parameter

_ALLIANCE = Parameter("alliance", "entity")


def routes(ask: Ask) -> list[BaseRoute]:
    """``/map``, and ``/map.json`` with what its drawing needs."""

    async def show(request: Request) -> Response:
        found, choice = await asyncio.gather(_asked(ask, request), days.alliances(ask, page.language(request)))
        return page.render(
            request, "map.html", world=found, drawing=_drawing(found, request), alliances=choice, name=worlds.short
        )

    async def answer(request: Request) -> Response:
        return JSONResponse(_drawing(await _asked(ask, request), request), headers={"Cache-Control": "no-cache"})

    return [Route("/map", show), Route("/map.json", answer)]


async def _asked(ask: Ask, request: Request) -> World:
    """The world on the day, and with the alliance, that the address names; 400 where it names none."""
    day, alliance = request.query_params.get("date"), request.query_params.get("alliance")
    chosen = _day(day) if day else await days.newest(ask)
    return await days.world(ask, chosen, _iri(alliance) if alliance else None, page.language(request))


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise HTTPException(400, f"date={text}: that is no day like 2022-09-14") from None


def _iri(text: str) -> str:
    try:
        return _ALLIANCE.term(text).value
    except (UsageError, ValueError):
        raise HTTPException(400, f"alliance={text}: that is no QID like Q318693, and no IRI") from None


def kind(said: Said) -> str:
    """How it is drawn: ``recognition``, ``refusal`` of it, ``clash``, or ``denial`` of a clash, which is not."""
    match worlds.short(said.relation):
        case "recognises":
            return "refusal" if said.denied else "recognition"
        case "refusesToRecognise":
            return "recognition" if said.denied else "refusal"
        case _:
            return "denial" if said.denied else "clash"


def _drawing(world: World, request: Request) -> dict[str, Any]:
    """What the drawing needs; things go by the last part of their IRI."""
    name, denied = worlds.short, page.texts(page.language(request))["map"]["denied"]
    return {
        "date": world.day.isoformat(),
        "alliance": name(world.alliance) if world.alliance else None,
        "places": {
            name(iri): {
                "label": world.names[iri],
                "url": page.href(request, iri),
                "shape": place.shape,
                "point": place.point,
            }
            for iri, place in worlds.places().items()
        },
        "members": [name(member.state) for member in world.members],
        "borders": [[name(one), name(other)] for one, other in world.borders],
        "conflicts": [
            {"label": world.names[conflict.iri], "parties": [name(party) for party in conflict.parties]}
            for conflict in world.conflicts
        ],
        "said": [_said(said, world, denied) for said in world.said if kind(said) != "denial"],
    }


def _said(said: Said, world: World, denied: str) -> dict[str, str]:
    one, relation, other = (world.names[iri] for iri in (said.one, said.relation, said.other))
    words = f"{one}: {f'{denied} ' if said.denied else ''}{relation} {other} ({said.claims})"
    return {"one": worlds.short(said.one), "other": worlds.short(said.other), "kind": kind(said), "words": words}
