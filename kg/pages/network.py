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
from kg.pages.ask import Ask
from kg.queries import text_of

_NEIGHBOURS = 40  # more of them would not be told apart in a drawing


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
        ego, edges = await _around(ask, request)
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
    edges = [
        Edge(
            *(row[each].value for each in ("subject", "relation", "object")),
            text_of(row["polarity"]),
            claims.number(row["claims"]),
        )
        for row in rows
    ]
    return entity.value, nearest(entity.value, edges)


def nearest(ego: str, edges: Sequence[Edge], most: int = _NEIGHBOURS) -> list[Edge]:
    """The edges of the neighbours with the most claims, the most frequent edge first."""
    count: Counter[str] = Counter()
    for edge in edges:
        count[edge.object if edge.subject == ego else edge.subject] += edge.claims
    ranked = sorted(count, key=lambda iri: (-count[iri], iri))
    near = {ego, *ranked[:most]}
    return [edge for edge in edges if edge.subject in near and edge.object in near]


async def _labels(ask: Ask, ego: str, edges: Sequence[Edge], language: str) -> dict[str, str]:
    return await names.labels(
        ask, [ego, *(iri for edge in edges for iri in (edge.subject, edge.relation, edge.object))], language
    )


async def _graph(
    ask: Ask, request: Request, ego: str, edges: Sequence[Edge], labels: dict[str, str]
) -> dict[str, object]:
    nodes = list(dict.fromkeys([ego, *(iri for edge in edges for iri in (edge.subject, edge.object))]))
    kinds = await names.kinds(ask, nodes, page.language(request))
    return {
        "nodes": [
            {"id": iri, "label": labels[iri], "kind": kinds[iri], "url": page.href(request, iri)} for iri in nodes
        ],
        "edges": [
            {
                "source": edge.subject,
                "target": edge.object,
                "relation": labels[edge.relation],
                "count": edge.claims,
                "polarity": edge.polarity,
            }
            for edge in edges
        ],
    }
