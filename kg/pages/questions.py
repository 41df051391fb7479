"""The named questions: a form for the parameters of each, and the answer as a table or as CSV."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.errors import UsageError
from kg.pages import cells, names, page, sparql
from kg.pages.ask import Ask, Row
from kg.pages.links import node
from kg.pages.search import Search
from kg.queries import Parameter, Query, text_of

_GROUPS = Path(__file__).parent.parent / "data" / "web" / "questions.tsv"
_SHOWN = 500
_NAMED = re.compile(r".*\((Q[1-9]\d*|[a-z]+:[^\s()]+)\)\s*")
_LABELS = re.compile(r'(LANG\(\?\w+\) = ")(en|de)(")')
_IDENTIFIED = re.compile(r"Q[1-9]\d*|[a-z]+:\S+")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter as a field of the form: what stands in it, and why that will not do, if so."""

    parameter: Parameter
    label: str
    value: str = ""
    wrong: str = ""


def groups(language: str) -> dict[str, list[tuple[str, str]]]:
    """Title of a group -> name and question of each named query in it, in the order of the data file."""
    titles = page.texts(language)["groups"]
    found: dict[str, list[tuple[str, str]]] = {}
    known = sparql.named()
    for name in (*_grouped(), *(name for name in known if name not in _grouped())):
        if name in known:
            question = known[name].question.get(language, known[name].summary)
            found.setdefault(titles[_grouped().get(name, "other")], []).append((name, question))
    return found


@cache
def _grouped() -> Mapping[str, str]:
    with _GROUPS.open(encoding="utf-8", newline="") as lines:
        return {row["query"]: row["group"] for row in csv.DictReader(lines, delimiter="\t")}


def routes(search: Search) -> list[BaseRoute]:
    """``/question/NAME`` and ``/question/NAME.csv``."""
    ask = search.ask

    async def show(request: Request) -> Response:
        query, language = _query(request), page.language(request)
        values, fields = await _given(search, query, request)
        asked = None if any(field.wrong for field in fields) else _text(query, values, language)
        rows = await ask(_first(asked)) if asked else []
        shown = cells.variables(asked) if asked else []
        table = await cells.table(ask, shown, rows[:_SHOWN], language, page.base(request))
        return page.render(
            request,
            "question.html",
            status=400 if any(field.wrong for field in fields) else 200,
            query=query,
            question=query.question.get(language, query.summary),
            fields=fields,
            relations=await _relations(ask, query, language),
            asked=asked is not None,
            values=values,
            table=table,
            count=len(table.rows),
            more=len(rows) > _SHOWN,
        )

    async def download(request: Request) -> Response:
        query, language = _query(request), page.language(request)
        values, fields = await _given(search, query, request)
        wrong = next((field.wrong for field in fields if field.wrong), "")
        asked = None if wrong else _text(query, values, language)
        if not asked:
            raise HTTPException(400, wrong or page.texts(language)["question"]["incomplete"])
        return _csv(f"{query.name}.csv", cells.variables(asked), await ask(asked))

    return [Route("/question/{name}.csv", download), Route("/question/{name}", show)]


def _query(request: Request) -> Query:
    found = sparql.named().get(request.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return found


async def _given(search: Search, query: Query, request: Request) -> tuple[dict[str, str], list[Field]]:
    """The values that the address or the query itself gives, and the fields of the form with them."""
    given = {parameter.name: _value(parameter, request) for parameter in query.parameters}
    found = await asyncio.gather(*(_known(search, each, given[each.name]) for each in query.parameters))
    values = {each.name: value for each, value in zip(query.parameters, found, strict=True) if value}
    labels = await names.labels(search.ask, (_node(value) for value in values.values()), page.language(request))
    fields = [_field(each, values.get(each.name, ""), labels, request) for each in query.parameters]
    return values, fields


def _value(parameter: Parameter, request: Request) -> str:
    """What the address says; the default where it says nothing, which an empty field does not."""
    given = request.query_params.get(parameter.name)
    empty = given is not None and not given.strip() and parameter.optional
    return (parameter.default or "") if not empty and not (given or "").strip() else (given or "").strip()


async def _known(search: Search, parameter: Parameter, value: str) -> str:
    """An entity by its QID or IRI, be it that a name was typed; other values as they are."""
    if parameter.type != "entity" or not value:
        return value
    if named := _NAMED.fullmatch(value):
        return named[1]
    if _IDENTIFIED.fullmatch(value):
        return value
    best = await search.find(value, 1)
    return next((text_of(node(iri)) for iri in best), value)


def _node(value: str) -> str | None:
    """The IRI that a parameter's value stands for, None where it is another kind of value."""
    try:
        term = Parameter("", "entity").term(value)
    except UsageError:
        return None
    return None if isinstance(term, Literal) else term.value


def _field(parameter: Parameter, value: str, labels: Mapping[str, str], request: Request) -> Field:
    texts = page.texts(page.language(request))["question"]
    label = texts["parameters"].get(parameter.name, parameter.name)
    if not value:
        missing = not parameter.optional and parameter.name in request.query_params
        return Field(parameter, label, "", texts["missing"] if missing else "")
    try:
        parameter.term(value)
    except UsageError:
        return Field(parameter, label, value, texts["wrong"][parameter.type])
    name = labels.get(_node(value) or "") if parameter.type == "entity" else None
    return Field(parameter, label, f"{name} ({value})" if name and name != value else value)


def _text(query: Query, values: Mapping[str, str], language: str) -> str | None:
    """The query with the values, None while one is missing.

    The queries look for English labels first, and for German ones then: on a German page the two change places.
    """
    if any(each.name not in values and not each.optional for each in query.parameters):
        return None
    filled = query.filled(values)
    if language == "en":
        return filled
    return _LABELS.sub(lambda found: f"{found[1]}{'de' if found[2] == 'en' else 'en'}{found[3]}", filled)


def _first(text: str) -> str:
    """The query, for so many rows as the page shows, and one that tells of more; with a limit of its own as it is."""
    has_limit = "LIMIT" in text[text.rindex("}") :]
    return text if has_limit else f"{text}\nLIMIT {_SHOWN + 1}"


async def _relations(ask: Ask, query: Query, language: str) -> list[tuple[str, str]]:
    """Local name and label of each relation, by label, where the query asks for one."""
    if all(parameter.type != "relation" for parameter in query.parameters):
        return []
    found = [row["relation"] for row in await ask(sparql.text("relations"))]
    labels = await names.labels(ask, found, language)
    return sorted(((text_of(each), labels[each.value]) for each in found), key=lambda pair: pair[1].casefold())


def _csv(name: str, shown: list[str], rows: list[Row]) -> Response:
    lines = io.StringIO(newline="")
    writer = csv.writer(lines)
    writer.writerow(shown)
    writer.writerows([cells.plain(row.get(column)) for column in shown] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(lines.getvalue(), media_type="text/csv", headers=headers)
