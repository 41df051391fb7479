"""Every thing of the graph at its IRI: its page, or its triples, by what the client takes or the path ends with.

Things have a path and pages have another (303, https://www.w3.org/TR/cooluris/): ``/claim/3f…`` leads to
``/claim/3f….html``, ``.ttl``, ``.nt``, ``.jsonld`` or ``.rdf``. The ontology and the lexicons are files, whose terms
have hash IRIs. A thing without a page of its own has one that lists its triples.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode, RdfFormat, Triple
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from kg import resources
from kg.negotiation import choose, content_type
from kg.pages import links, names, page, sparql
from kg.pages.ask import Ask, Row, Term
from kg.vocab import prefixes

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}
_SUFFIXES = {"text/html": ".html", "application/xhtml+xml": ".html"} | {
    form.media_type: suffix for suffix, form in FORMATS.items()
}
_OUT, _IN = 500, 200  # triples that a page lists
_VOCABULARIES = {
    "ontology": "kg",
    "lexicon/de": "lexicon.de",
    "lexicon/en": "lexicon.en",
    "plover": "plover",
    "cameo": "plover",
}


def routes(ask: Ask) -> list[BaseRoute]:
    """All paths that nothing before them has, and ``/resource`` for IRIs of others."""

    async def anything(request: Request) -> Response:
        path = request.path_params["path"]
        stem, dot, end = path.rpartition(".")
        suffix = dot + end
        if suffix not in FORMATS and suffix != ".html":
            return await _elsewhere(ask, request, path)
        thing = links.thing(stem, page.base(request))
        if suffix == ".html":
            return await _page(ask, request, thing)
        return await _data(ask, thing, _file(stem), FORMATS[suffix])

    async def other(request: Request) -> Response:
        thing = links.node(request.query_params.get("iri", ""))
        if choose(_accepted(request), _SUFFIXES) in (None, "text/html", "application/xhtml+xml"):
            return await _page(ask, request, thing)
        return await _data(ask, thing, None, FORMATS[_SUFFIXES[choose(_accepted(request), _SUFFIXES) or ""]])

    return [Route("/resource", other), Route("/{path:path}", anything)]


def _accepted(request: Request) -> str:
    return ",".join(request.headers.getlist("accept"))


async def _elsewhere(ask: Ask, request: Request, path: str) -> Response:
    """Lead from a thing to its page or its triples."""
    if _file(path) is None and not await _is_there(ask, links.thing(path, page.base(request))):
        raise HTTPException(404)
    wanted = choose(_accepted(request), _SUFFIXES)
    if wanted is None:
        raise HTTPException(406, ", ".join(_SUFFIXES))
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{request.url.path}{_SUFFIXES[wanted]}{query}", 303, {"Vary": "Accept"})


async def _is_there(ask: Ask, thing: NamedNode | None) -> bool:
    return thing is not None and bool(await ask(sparql.text("is-there", thing=thing.value)))


async def _data(ask: Ask, thing: NamedNode | None, file: Path | None, form: RdfFormat) -> Response:
    """The triples of a thing, or of a file of the ontology."""
    if file:
        found: Iterable[Triple] = (quad.triple for quad in ox.parse(path=str(file), format=RdfFormat.TURTLE))
    else:
        rows = await ask(sparql.text("description", thing=thing.value)) if thing else []
        if not rows:
            raise HTTPException(404)
        found = triples(rows)
    named = prefixes() if form == RdfFormat.TURTLE else None
    written = ox.serialize(found, format=form, prefixes=named)
    headers = {"Content-Type": content_type(form.media_type)}
    return Response(written, headers={**headers, "Cache-Control": "no-cache", "Vary": "Accept"})


def triples(rows: Iterable[Row]) -> Iterator[Triple]:
    """What the query ``description`` gives, each triple once."""
    for triple in dict.fromkeys((row["subject"], row["predicate"], row["object"]) for row in rows):
        subject, predicate, thing = triple
        if isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
            yield Triple(subject, predicate, thing)


def _file(path: str) -> Path | None:
    """The file of a vocabulary, None for anything else."""
    name = _VOCABULARIES.get(path)
    found = resources.folder("ontology") / f"{name}.ttl"
    return found if name and found.is_file() else None


async def _page(ask: Ask, request: Request, thing: NamedNode | None) -> Response:
    """A plain page: the triples of a thing, both ways."""
    if thing is None:
        raise HTTPException(404)
    out, into = await asyncio.gather(
        ask(sparql.text("triples-out", thing=thing.value)), ask(sparql.text("triples-in", thing=thing.value))
    )
    if not out and not into:
        raise HTTPException(404)
    terms = [thing, *(term for row in (*out, *into) for term in row.values())]
    labels = await names.sentences(ask, terms, page.language(request))
    return page.render(
        request,
        "resource.html",
        thing=thing.value,
        names=labels,
        out=_by_predicate(out[:_OUT], "object"),
        into=_by_predicate(into[:_IN], "subject"),
        more_out=len(out) > _OUT,
        more_in=len(into) > _IN,
        most_out=_OUT,
        most_in=_IN,
        data=data_links(request, thing),
    )


def _by_predicate(rows: Iterable[Row], name: str) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    for row in rows:
        found.setdefault(row["predicate"].value, []).append(row[name])
    return found


def data_links(request: Request, thing: NamedNode) -> list[tuple[str, str]]:
    """Name and path of each format that the triples of a thing are to be had in."""
    path = links.path(thing.value, page.base(request))
    return [] if path.startswith("/resource") else [(form.name, f"{path}{suffix}") for suffix, form in FORMATS.items()]
