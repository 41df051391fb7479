"""Stand-in until the shared pages arrive."""

from __future__ import annotations

from starlette.routing import BaseRoute

from kg.pages import atlas, editor
from kg.pages.ask import Ask


def routes(ask: Ask, texts_shown: bool = True) -> list[BaseRoute]:
    return [*atlas.routes(ask), *editor.routes(ask)]
