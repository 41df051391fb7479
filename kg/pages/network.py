"""Whom an entity is connected with by claims: for a drawing as JSON, and as a table to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.pages import claims, links, names, page, sparql
from kg.pages.ask import Ask, Row
from kg.queries import text_of

_NEIGHBOURS, _EDGES = 40, 1000
_WORDS = 3  # relations between the same two, one way, that a drawing has room for


@dataclass(frozen=True, slots=True)
class Edge:
    """So many claims say the same of the same two; all but the last two are IRIs."""

    subject: str
    relation: str
    object: str
    polarity: str
    claims: int

    @property
    def denied(self) -> bool:
        return self.polarity == "negative"


def routes(ask: Ask) -> list[BaseRoute]:
    """``/entity/…/network.json`` and, as a table, ``/entity/…/network``."""

    async def drawn(request: Request) -> Response:
        ego, every = await _around(ask, request)
        edges = sparse(every)
        labels = await _labels(ask, ego, edges, page.language(request))
        return JSONResponse(await _graph(ask, request, ego, edges, labels), headers={"Cache-Control": "no-cache"})

    async def listed(request: Request) -> Response:
        ego, edges = await _around(ask, request)
        labels = await _labels(ask, ego, edges, page.language(request))
        return page.render(request, "network.html", ego=ego, edges=edges, names=labels, most=_NEIGHBOURS)

    return [Route("/entity/{id}/network.json", drawn), Route("/entity/{id}/network", listed)]


async def _around(ask: Ask, request: Request) -> tuple[str, list[Edge]]:
    entity = links.thing(f"entity/{request.path_params['id']}", page.base(request))
    if entity is None or not await ask(sparql.text("is-there", thing=entity.value)):
        raise HTTPException(404)
    rows = await ask(sparql.text("network", entity=entity.value))
    edges = [edge(row) for row in rows]
    return entity.value, nearest(entity.value, edges)


def edge(row: Row) -> Edge:
    """An edge from a row; one without a polarity is positive."""
    polarity = text_of(row["polarity"]) if "polarity" in row else "positive"
    ends = row["subject"].value, row["relation"].value, row["object"].value
    return Edge(*ends, polarity, claims.number(row["claims"]))


def nearest(ego: str, edges: Sequence[Edge], most: int = _NEIGHBOURS) -> list[Edge]:
    """The edges of the neighbours with the most claims, the most frequent edge first; of very many edges the first."""
    count: Counter[str] = Counter()
    for each in edges:
        count[each.object if each.subject == ego else each.subject] += each.claims
    ranked = sorted(count, key=lambda iri: (-count[iri], iri))
    near = {ego, *ranked[:most]}
    return [each for each in edges if each.subject in near and each.object in near][:_EDGES]


def sparse(edges: Sequence[Edge]) -> list[Edge]:
    """Those that a drawing has room for: between two, one way, the first few that are said and that are denied."""
    count: Counter[tuple[str, str, str]] = Counter()
    kept = []
    for each in edges:
        way = each.subject, each.object, each.polarity
        count[way] += 1
        if count[way] <= _WORDS:
            kept.append(each)
    return kept


async def _labels(ask: Ask, ego: str, edges: Sequence[Edge], language: str) -> dict[str, str]:
    return await names.labels(
        ask, [ego, *(iri for each in edges for iri in (each.subject, each.relation, each.object))], language
    )


async def _graph(
    ask: Ask, request: Request, ego: str, edges: Sequence[Edge], labels: dict[str, str]
) -> dict[str, object]:
    nodes = list(dict.fromkeys([ego, *(iri for each in edges for iri in (each.subject, each.object))]))
    kinds = await names.kinds(ask, nodes, page.language(request))
    return {
        "nodes": [
            {"id": iri, "label": labels[iri], "kind": kinds[iri], "url": page.href(request, iri)} for iri in nodes
        ],
        "edges": [
            {
                "source": each.subject,
                "target": each.object,
                "relation": labels[each.relation],
                "count": each.claims,
                "polarity": each.polarity,
            }
            for each in edges
        ],
    }
