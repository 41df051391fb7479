"""The map: alliances, borders, conflicts and recognitions on a day, drawn by the browser and told in tables."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import UsageError
from kg.pages import days, page, worlds
from kg.pages.ask import Ask
from kg.pages.worlds import Conflict, Place, Said, World
from kg.queries import Parameter

_ALLIANCE = Parameter("alliance", "entity")


def routes(ask: Ask) -> list[BaseRoute]:
    """``/map``, and ``/map.json`` with what its drawing needs."""

    async def show(request: Request) -> Response:
        found, choice = await asyncio.gather(_asked(ask, request), days.alliances(ask, page.language(request)))
        drawing = _json(found, page.texts(page.language(request))["map"])
        return page.render(
            request, "map.html", world=found, drawing=drawing, alliances=choice, url=url, value=worlds.short
        )

    async def answer(request: Request) -> Response:
        return JSONResponse(_json(await _asked(ask, request), page.texts(page.language(request))["map"]))

    return [Route("/map", show), Route("/map.json", answer)]


def url(iri: str) -> str:
    """The page of a thing."""
    return f"/entity/{worlds.short(iri)}"


async def _asked(ask: Ask, request: Request) -> World:
    """The world on the day, and with the alliance, that the address names; 400 where it names none."""
    given, alliance = request.query_params.get("date"), request.query_params.get("alliance")
    try:
        day = datetime.date.fromisoformat(given) if given else await days.newest(ask)
        iri = _ALLIANCE.term(alliance).value if alliance else None
    except ValueError:
        raise HTTPException(400, f"date={given}: that is no day like 2022-09-14") from None
    except UsageError as error:
        raise HTTPException(400, str(error)) from None
    return await days.world(ask, day, iri, page.language(request))


def kind(said: Said) -> str:
    """How it is drawn: ``recognition``, ``refusal`` of it, ``clash``, or ``denial`` of a clash, which is not."""
    match worlds.short(said.relation):
        case "recognises":
            return "refusal" if said.denied else "recognition"
        case "refusesToRecognise":
            return "recognition" if said.denied else "refusal"
        case _:
            return "denial" if said.denied else "clash"


def _json(world: World, texts: Mapping[str, str]) -> dict[str, Any]:
    """What the drawing needs; things go by the last part of their IRI."""
    name = worlds.short
    return {
        "date": world.day.isoformat(),
        "alliance": name(world.alliance) if world.alliance else None,
        "places": {name(iri): _place(iri, place, world) for iri, place in worlds.places().items()},
        "members": [name(member.state) for member in world.members],
        "borders": [[name(one), name(other)] for one, other in world.borders],
        "conflicts": [_conflict(conflict, world) for conflict in world.conflicts],
        "said": [_said(said, world, texts) for said in world.said if kind(said) != "denial"],
    }


def _place(iri: str, place: Place, world: World) -> dict[str, Any]:
    return {"label": world.names[iri], "url": url(iri), "shape": place.shape, "point": place.point}


def _conflict(conflict: Conflict, world: World) -> dict[str, Any]:
    return {"label": world.names[conflict.iri], "parties": [worlds.short(party) for party in conflict.parties]}


def _said(said: Said, world: World, texts: Mapping[str, str]) -> dict[str, str]:
    one, relation, other = (world.names[iri] for iri in (said.one, said.relation, said.other))
    denied = f"{texts['denied']} " if said.denied else ""
    words = f"{one}: {denied}{relation} {other} ({said.claims})"
    return {"one": worlds.short(said.one), "other": worlds.short(said.other), "kind": kind(said), "words": words}
