"""The query page: an editor over the endpoint; without JavaScript a form, and the answer as a table."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg import queries
from kg.errors import KgError, UsageError
from kg.pages import page
from kg.pages.ask import Ask, Row
from kg.pages.static import WEB
from kg.queries import Query
from kg.vocab import OWL, WD, prefixes

_SHOWN = 1_000  # rows of a table; a browser takes no more with pleasure, and the endpoint gives them all
_NO_FORM = re.compile(r"<[^<>\s]*>|#[^\n]*")
_FORM = re.compile(r"(?<![\w:?$-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)
_TERMS = """PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT DISTINCT ?term ?kind {
  VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty } ?term a ?kind FILTER(ISIRI(?term))
} ORDER BY ?term"""
_BEGINNING = """SELECT ?claim ?subject ?predicate ?object WHERE {
  ?claim kg:proposition ?proposition .
  ?proposition kg:subject ?subject ; kg:predicate ?predicate ; kg:object ?object .
}
LIMIT 100
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: SPARQL, the name of the query that it is, and whether to answer it here."""

    text: str
    name: str
    run: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows of a SELECT, None where nothing was asked; or why there are none."""

    columns: Sequence[str] = ()
    rows: Sequence[Row] | None = None
    refused: str = ""
    status: int = 200


def routes(ask: Ask) -> list[BaseRoute]:
    """``/query``; a ``query``, or the ``name`` of one with its parameters, in the address is put into the editor."""

    async def show(request: Request) -> Response:
        asked, language = _asked(request.query_params), page.language(request)
        answer = (
            await _answer(ask, asked.text, page.texts(language)["editor"]["only_select"]) if asked.run else Answer()
        )
        return page.render(
            request,
            "query.html",
            status=answer.status,
            inline_styles=True,  # the editor's, and those of its tables
            asked=asked,
            answer=answer,
            most=_SHOWN,
            short=queries.text_of,
            examples=examples(language),
            config=_config(await ask(_TERMS), asked.name, language, page.base(request)),
        )

    return [Route("/query", show)]


def _asked(address: Mapping[str, str]) -> Asked:
    """What the address asks for; 400 where there is no query of the name, or a parameter is not of its type."""
    given = dict(address)
    text, name, run = given.pop("query", ""), given.pop("name", ""), bool(given.pop("run", ""))
    if text or not name:
        return Asked(text or _BEGINNING, "", run)
    try:
        return Asked(_named(name, given), name, run)
    except KgError as error:
        raise HTTPException(400, str(error)) from None


def _named(name: str, given: Mapping[str, str]) -> str:
    """A named query with those of the values that are its parameters.

    Raises:
        UsageError: There is none of the name, or a value is not of its parameter's type.
    """
    if name not in (known := _known()):
        raise UsageError(f"there is no query {name!r}")
    names = {parameter.name for parameter in known[name].parameters}
    return example(known[name], {key: value for key, value in given.items() if key in names and value})


def example(query: Query, values: Mapping[str, str]) -> str:
    """A named query with the values, and with those of an example where it needs more; its header left out."""
    text = query.filled(_values().get(query.name, {}) | dict(values))
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")) + "\n"


@cache
def _known() -> Mapping[str, Query]:
    return queries.named()


@cache
def _values() -> Mapping[str, dict[str, str]]:
    """Query -> the values of its parameters in its example."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    with (WEB / "examples.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            found[row["query"]][row["parameter"]] = row["value"]
    return found


@cache
def examples(language: str) -> tuple[tuple[str, str, str], ...]:
    """Name, question and text of each named query, by question."""
    found = ((query.name, query.question.get(language, query.summary), query) for query in _known().values())
    by_question = sorted(found, key=lambda each: each[1].casefold())
    return tuple((name, question, f"# {question}\n{example(query, {})}") for name, question, query in by_question)


async def _answer(ask: Ask, text: str, only_select: str) -> Answer:
    """The answer to a query, or one line on why there is none."""
    form = _FORM.search(_NO_FORM.sub(" ", text))
    if form and form[1].upper() != "SELECT":
        return Answer(refused=only_select)
    try:
        rows = await ask(text)
    except (SyntaxError, KgError) as error:
        return Answer(refused=str(error), status=getattr(error, "status", 400))
    return Answer(columns(rows), rows)


def columns(rows: Sequence[Row]) -> list[str]:
    """The variables of rows, in the order of the query; one without any value, or a parameter, is left out.

    >>> from pyoxigraph import Literal
    >>> one = Literal("1")
    >>> columns([{"a": one, "c": one}, {"a": one, "b": one, "_x": one}])
    ['a', 'b', 'c']
    """
    found: list[str] = []
    for row in rows:
        place = 0
        for name in row:
            if name not in found and not name.startswith("_"):
                found.insert(place, name)
            place = found.index(name) + 1 if name in found else place
    return found


def _config(terms: Sequence[Row], name: str, language: str, base: str) -> dict[str, Any]:
    """What the editor needs: where to ask, prefixes, the examples' texts, and the terms that it completes."""
    named = [(row["term"].value, row["kind"] == OWL["Class"]) for row in terms]
    return {
        "endpoint": "/sparql",
        "name": name or None,
        "texts": {key: page.texts(language)["editor"][key] for key in ("tab", "text", "rows", "filter")},
        "prefixes": prefixes(base),
        "wikidata": WD.iri,
        "base": base,
        "queries": {name: text for name, _, text in examples(language)},
        "classes": [iri for iri, is_class in named if is_class],
        "properties": [iri for iri, is_class in named if not is_class],
    }
