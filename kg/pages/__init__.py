"""Pages about what a store holds: rendered here, from what the store answers.

The page about a thing is at the thing's path with ``.html``: ``/claim/3f….html``, ``/entity/Q232.html``; its triples
are there with ``.ttl``, ``.jsonld``, ``.nt`` or ``.rdf``. The path itself is the thing: it leads to one of them (303),
with the query kept. ``links.path`` and, in templates, ``href`` give the path.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from kg.pages import article, atlas, claim, editor, entity, frame, home, questions, resources, search, static
from kg.pages.article import TextOf
from kg.pages.ask import Ask
from kg.pages.search import Search

__all__ = ["routes"]


def routes(ask: Ask, texts_shown: bool = True, text_of: TextOf | None = None) -> list[BaseRoute]:
    """All pages, and what they need. They answer for every path, so they come last.

    Args:
        ask: Answers their queries.
        texts_shown: Show the texts of articles, not only the quoted words.
        text_of: SHA-256 of an article's text -> the text, None where it is not kept.
    """
    names = Search(ask)
    shown = text_of if texts_shown else None
    things = [*entity.routes(ask), *article.routes(ask, shown), *claim.routes(ask, shown)]
    pages = [*home.routes(names), *search.routes(names), *questions.routes(names)]
    drawn = [*atlas.routes(ask), *editor.routes(ask)]
    return [frame.mount(ask, [static.ROUTE, *pages, *things, *drawn, *resources.routes(ask)])]
