"""The home page: what is in the graph, a search, the newest articles, the named questions."""

from __future__ import annotations

import asyncio

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.pages import names, page, questions, sparql
from kg.pages.ask import Row
from kg.pages.search import Search

_NAMED = 16  # entities that the page links to


def routes(search: Search) -> list[BaseRoute]:
    """``/``."""

    async def show(request: Request) -> Response:
        language, ask = page.language(request), search.ask
        [counts], articles, named = await asyncio.gather(
            ask(sparql.text("counts")),
            ask(sparql.text("newest-articles")),
            ask(f"{sparql.text('times-named')}\nLIMIT {_NAMED}"),
        )
        response = page.render(
            request,
            "home.html",
            counts={name: term.value for name, term in counts.items()},
            articles=articles,
            title=title,
            named=named,
            names=await names.labels(ask, (row["thing"] for row in named), language),
            groups=questions.groups(language),
        )
        response.background = BackgroundTask(search.warm)
        return response

    return [Route("/", show)]


def title(article: Row) -> str:
    """An article's title, else its name."""
    return article.get("title", article["source"]).value
