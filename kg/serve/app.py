"""The application: routes over a pool of readers, which follows the store while it runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import StoreError
from kg.serve import description, graphs, metrics, requests, responses
from kg.serve.around import Around, to_stderr
from kg.serve.errors import AnswerError
from kg.serve.metrics import Metrics
from kg.serve.process import Answer
from kg.serve.questions import Question
from kg.serve.readers import Readers
from kg.serve.settings import Settings
from kg.serve.watch import Watch
from kg.snapshots import Place

_LOOK = 0.5  # seconds between looks at the store
_DESCRIBED = 20  # descriptions that are kept, by format and by how clients call the host
_READING = ["GET", "HEAD", "POST"]


@dataclass(slots=True)
class Service:
    """One store that is served."""

    store: Path
    settings: Settings
    readers: Readers
    metrics: Metrics = field(default_factory=Metrics)
    described: dict[Question, Answer] = field(default_factory=dict)

    def routes(self) -> list[BaseRoute]:
        """Those of the endpoint."""
        return [
            *_route("/sparql", self.sparql, _READING),
            *_route("/sparql/", self.sparql, _READING),
            *_route("/store", self.graph_store, ["GET", "HEAD"]),
            *_route("/.well-known/void", self.void, ["GET", "HEAD"]),
            *_route("/health", self.health, ["GET", "HEAD"]),
            *_route("/metrics", self.figures, ["GET", "HEAD"]),
        ]

    async def sparql(self, request: Request) -> Response:
        """The SPARQL Protocol; without a query, what the service is."""
        if request.method != "POST" and not request.url.query:
            return description.service(request)
        return await self._answered(request, await requests.question(request, self.settings))

    async def graph_store(self, request: Request) -> Response:
        """The reading part of the Graph Store Protocol."""
        return await self._answered(request, graphs.question(request))

    async def void(self, request: Request) -> Response:
        """What the dataset is; counting takes a while, so it is done once."""
        question = description.dataset(request)
        kept = self.described.get(question)
        if kept and kept.dataset == self.readers.snapshot:
            return responses.found(kept, question)
        answer = await responses.unless_left(request, self.readers.ask(question))
        if len(self.described) >= _DESCRIBED:
            self.described.clear()
        self.described[question] = answer
        return responses.found(answer, question)

    async def _answered(self, request: Request, question: Question) -> Response:
        if responses.is_known(request, self.readers.snapshot, question):
            return responses.unchanged(self.readers.snapshot, question)
        answer = await responses.unless_left(request, self.readers.ask(question))
        return responses.found(answer, question)

    async def health(self, request: Request) -> Response:
        """Whether queries are answered, and from which state of the store."""
        dataset = self.readers.snapshot
        body = {"status": "ok" if dataset else "waiting for the store", "dataset": dataset}
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return Response(json.dumps(body), 200 if dataset else 503, headers)

    async def figures(self, request: Request) -> Response:
        """Counts for Prometheus."""
        gauges = {
            "queries_waiting": self.readers.waiting,
            "readers_busy": self.readers.busy,
            "readers_slow": self.readers.slow,
            "readers_started_total": self.readers.started,
        }
        return Response(self.metrics.text(gauges), headers={"Content-Type": metrics.MEDIA_TYPE})

    @asynccontextmanager
    async def running(self, app: Starlette) -> AsyncIterator[None]:
        """Readers over the newest state of the store, as long as the application lives."""
        place = Place.take(self.store)
        watch = Watch(place)
        try:
            await self._look(watch)
            following = asyncio.create_task(self._follow(watch))
            yield
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
        finally:
            await self.readers.stop()
            place.leave()

    async def _look(self, watch: Watch) -> None:
        snapshot = await asyncio.to_thread(watch.look)
        if snapshot and await self.readers.switch(snapshot):
            self.metrics.switches += 1

    async def _follow(self, watch: Watch) -> None:
        while True:
            await asyncio.sleep(_LOOK)
            try:
                await self._look(watch)
            except StoreError as error:  # the state before goes on being served
                to_stderr(f"kg: {error}")


def application(store: Path, settings: Settings | None = None) -> Starlette:
    """A server for a store, as an ASGI application.

    Args:
        store: Its folder.
        settings: Limits and options.
    """
    settings = settings or Settings()
    service = Service(store, settings, Readers(settings))
    cors = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=_READING, allow_headers=["*"], expose_headers=["ETag"]
    )
    app = Starlette(
        routes=service.routes(),
        middleware=[
            Middleware(Around, metrics=service.metrics, log=to_stderr if settings.access_log else None),
            *([cors] if settings.cors else []),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
        exception_handlers={
            AnswerError: lambda request, error: responses.failed(error),
            responses.LeftError: lambda request, error: responses.left(),
            HTTPException: _http_error,  # type: ignore[dict-item]
        },
        lifespan=service.running,
    )
    app.router.redirect_slashes = False
    return app


def _route(path: str, endpoint: object, methods: list[str]) -> list[BaseRoute]:
    """A route, and one that says what may be done there."""
    allowed = ", ".join((*methods, "OPTIONS"))

    async def options(request: Request) -> Response:
        return Response(status_code=204, headers={"Allow": allowed})

    return [Route(path, endpoint, methods=methods), Route(path, options, methods=["OPTIONS"])]  # type: ignore[arg-type]


async def _http_error(request: Request, error: HTTPException) -> Response:
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
