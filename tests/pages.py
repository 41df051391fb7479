"""Pages over a small store in this process, for tests that need no server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

import httpx
import pyoxigraph as ox
from pyoxigraph import NamedNode
from starlette.applications import Starlette

from kg import pages
from kg.pages.ask import Ask, Row
from kg.store import Store

DATA = Path(__file__).parent / "data"


def small() -> Store:
    """The store of ``small.trig``."""
    store = Store.memory()
    quads = list(ox.parse(path=str(DATA / "small.trig"), format=ox.RdfFormat.TRIG))
    for name in sorted({quad.graph_name for quad in quads}, key=str):
        assert isinstance(name, NamedNode)
        store.replace(name, [quad for quad in quads if quad.graph_name == name])
    return store


def asking(store: Store) -> Ask:
    """What pages ask a store through."""

    async def ask(sparql: str) -> list[Row]:
        answer = store.query(sparql)
        assert isinstance(answer, ox.QuerySolutions)
        names = [variable.value for variable in answer.variables]
        return [{name: row[name] for name in names if row[name] is not None} for row in answer]

    return ask


@dataclass(frozen=True)
class Site:
    """The pages of a store, read by a browser without JavaScript, in German."""

    app: Starlette

    def get(self, path: str, **asked: str) -> httpx.Response:
        """The answer to a request with these parameters."""
        return asyncio.run(self._get(path, asked))

    async def _get(self, path: str, asked: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        headers = {"accept-language": "de"}
        async with httpx.AsyncClient(transport=transport, base_url="http://kg", headers=headers) as browser:
            return await browser.get(path, params=asked or None)


def site(store: Store, text: str | None = None, texts_shown: bool = True) -> Site:
    """The pages of a store, of which every article has this text."""
    return Site(Starlette(routes=pages.routes(asking(store), texts_shown, lambda _: text)))
