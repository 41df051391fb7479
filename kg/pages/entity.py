"""The page of an actor: what it is, what Wikidata states, what is claimed about it and by it, and when."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.pages import alliance, background, claims, links, names, network, page, sparql, timeline
from kg.pages.ask import Ask, Row
from kg.pages.claims import Claim
from kg.pages.resources import data_links
from kg.queries import text_of
from kg.vocab import KG, RDF, RDFS, SKOS, WD

_ALL_AT_ONCE = 100  # claims that a page shows without a relation being chosen
_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Group:
    """How many claims have a relation, and how many of them deny it."""

    relation: str
    claims: int
    denials: int

    @property
    def name(self) -> str:
        return KG.name(NamedNode(self.relation)) or self.relation


@dataclass(frozen=True, slots=True)
class Part:
    """The claims about an entity, or by it: how many of what, and those that are shown.

    Attributes:
        role: ``about`` or ``by``.
        groups: The most frequent relation first.
        chosen: The relation whose claims are shown, "" for all.
        shown: By relation, those of the most frequent one first.
        number, pages: Which page of the chosen ones, and of how many.
        dates: Day of publication of each chosen claim, also of those on other pages.
    """

    role: str
    groups: tuple[Group, ...]
    chosen: str
    shown: tuple[tuple[Group, tuple[Claim, ...]], ...]
    number: int = 1
    pages: int = 1
    dates: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return sum(group.claims for group in self.groups)

    @property
    def claims(self) -> list[Claim]:
        return [claim for _, group in self.shown for claim in group]


def routes(ask: Ask) -> list[BaseRoute]:
    """``/entity/….html`` and the network around it."""

    async def show(request: Request) -> Response:
        entity = links.thing(f"entity/{request.path_params['id']}", page.base(request))
        head = await ask(sparql.text("entity", entity=entity.value)) if entity else []
        if entity is None or not (head or await ask(sparql.text("is-there", thing=entity.value))):
            raise HTTPException(404)
        facts, about, by, union = await asyncio.gather(
            background.facts(ask, entity.value),
            _part(ask, request, entity.value, "about"),
            _part(ask, request, entity.value, "by"),
            alliance.view(ask, request, entity.value) if _is_alliance(head) else _nothing(),
        )
        things = [iri for fact in facts for iri in fact.things]
        things += [iri for claim in (*about.claims, *by.claims) for iri in claim.things]
        things += [group.relation for part in (about, by) for group in part.groups]
        things += [entity.value, *(union.things if union else ())]
        language = page.language(request)
        labels = await names.labels(ask, things, language)
        return page.render(
            request,
            "entity.html",
            entity=entity.value,
            id=request.path_params["id"],
            item=WD.name(entity) or "",
            names=labels,
            other_names=_other_names(head, labels[entity.value]),
            kind=(await names.kinds(ask, [entity.value], language))[entity.value],
            facts=background.grouped(facts, labels, language),
            parts=[part for part in (about, by) if part.groups],
            union=union,
            members=sorted(union.members, key=lambda member: labels[member.iri].casefold()) if union else [],
            timeline=timeline.entries(background.moments(facts, entity.value), [*about.claims, *by.claims]),
            bars=timeline.bars([*about.dates, *by.dates]),
            bars_of=", ".join(_chosen(part, labels) for part in (about, by) if part.chosen),
            data=data_links(request, entity),
        )

    return [*network.routes(ask), Route("/entity/{id}.html", show)]


def _chosen(part: Part, labels: Mapping[str, str]) -> str:
    return labels[KG[part.chosen].value]


async def _nothing() -> None:
    return None


def _is_alliance(head: Sequence[Row]) -> bool:
    kinds = [row for row in head if row["property"] == RDF.type]
    return any(row["value"] == KG["Alliance"] or "parent" in row for row in kinds)


def _other_names(head: Sequence[Row], label: str) -> list[tuple[str, str]]:
    """Names with their language, its own label apart."""
    rows = [row for row in head if row["property"] in (RDFS.label, SKOS.altLabel) and row["value"].value != label]
    return list(dict.fromkeys((row["value"].value, claims.language_of(row["value"])) for row in rows))


async def _part(ask: Ask, request: Request, entity: str, role: str) -> Part:
    """The claims about the entity or by it: all if they are few, else those of one relation, page by page."""
    groups = _groups(await ask(sparql.text(f"claims-counted-{role}", entity=entity)))
    if not groups:
        return Part(role, (), "", ())
    known = {group.name: group for group in groups}
    chosen = known.get(request.query_params.get("relation", "")) if request.query_params.get("role") == role else None
    if chosen is None and sum(group.claims for group in groups) > _ALL_AT_ONCE:
        chosen = groups[0]
    given = {"entity": entity} | ({"relation": chosen.name} if chosen else {})
    rows = await ask(sparql.text(f"claims-{role}-entity", **given))
    found = list({row["claim"].value: claims.value(row.get("issued")) for row in rows}.items())
    pages = max(1, -(-len(found) // _PER_PAGE)) if chosen else 1
    number = min(max(1, claims.whole(request.query_params.get("page", ""))), pages) if chosen else 1
    window = found[(number - 1) * _PER_PAGE :][: _PER_PAGE if chosen else None]
    made = await claims.shown(ask, (iri for iri, _ in window))
    dates = tuple(issued for _, issued in found)
    return Part(role, tuple(groups), chosen.name if chosen else "", _by_relation(groups, made), number, pages, dates)


def _groups(rows: Sequence[Row]) -> list[Group]:
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row["relation"].value][text_of(row["polarity"])] = claims.number(row["claims"])
    groups = [Group(iri, sum(poles.values()), poles.get("negative", 0)) for iri, poles in counts.items()]
    return sorted(groups, key=lambda group: (-group.claims, group.relation))


def _by_relation(groups: Sequence[Group], made: Sequence[Claim]) -> tuple[tuple[Group, tuple[Claim, ...]], ...]:
    found = ((group, tuple(claim for claim in made if claim.relation == group.relation)) for group in groups)
    return tuple((group, some) for group, some in found if some)
