"""The application: routes over a pool of readers, which follows the store while it runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from kg import pages, texts
from kg.errors import StoreError
from kg.serve import description, graphs, metrics, requests, responses
from kg.serve.around import Around, to_stderr
from kg.serve.errors import AnswerError
from kg.serve.metrics import Metrics
from kg.serve.process import Answer
from kg.serve.questions import Question
from kg.serve.readers import Readers
from kg.serve.responses import Held
from kg.serve.rows import Rows
from kg.serve.settings import Settings
from kg.serve.watch import Watch
from kg.snapshots import Place

_LOOK = 0.5  # seconds between looks at the store
_ANSWERS = 10  # of full length, that may wait for their clients to take them
_DESCRIBED = 20  # descriptions that are kept, by format and by how clients call the host
_READING, _ASKING = ("GET", "HEAD"), ("GET", "HEAD", "POST")


@dataclass(slots=True)
class Service:
    """One store that is served."""

    store: Path
    settings: Settings
    readers: Readers
    metrics: Metrics = field(default_factory=Metrics)
    held: Held = field(init=False)
    described: dict[Question, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.held = Held(_ANSWERS * self.settings.max_answer)

    def routes(self) -> list[BaseRoute]:
        """Those of the endpoint."""
        return [
            Route("/sparql", _Resource(self.sparql, _ASKING)),
            Route("/sparql/", _Resource(self.sparql, _ASKING)),
            Route("/store", _Resource(self.graph_store, _READING)),
            Route("/.well-known/void", _Resource(self.void, _READING)),
            Route("/health", _Resource(self.health, _READING)),
            Route("/metrics", _Resource(self.figures, _READING)),
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
        self.held.check()
        answer = await responses.unless_left(request, self.readers.ask(question))
        return responses.found(answer, question, self.held)

    async def health(self, request: Request) -> Response:
        """Whether queries are answered, and from which state of the store."""
        dataset = self.readers.snapshot
        status = "waiting for the store" if not dataset else "ok" if self.readers.alive else "no reader can be started"
        body = {"status": status, "dataset": dataset}
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        return Response(json.dumps(body), 200 if status == "ok" else 503, headers)

    async def figures(self, request: Request) -> Response:
        """Counts for Prometheus."""
        gauges = {
            "queries_waiting": self.readers.waiting,
            "readers_busy": self.readers.busy,
            "readers_slow": self.readers.slow,
            "held_bytes": self.held.now,
            "readers_started_total": self.readers.started,
        }
        return Response(self.metrics.text(gauges), headers={"Content-Type": metrics.MEDIA_TYPE})

    @asynccontextmanager
    async def running(self, app: Starlette) -> AsyncIterator[None]:
        """Readers over the newest state of the store, as long as the application lives."""
        place = Place.take(self.store)
        watch = Watch(place)
        try:
            try:
                await self._look(watch)
            except StoreError as error:
                app.state.trouble = error
                raise
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
        told = ""
        while True:
            await asyncio.sleep(_LOOK)
            try:
                await self._look(watch)
                told = ""
            except StoreError as error:  # the state before goes on being served
                watch.again()
                if str(error) != told:
                    told = str(error)
                    to_stderr(f"kg: {told}")


def application(store: Path, settings: Settings | None = None) -> Starlette:
    """A server for a store, as an ASGI application.

    Args:
        store: Its folder.
        settings: Limits and options.
    """
    settings = settings or Settings()
    service = Service(store, settings, Readers(settings))
    cors = Middleware(
        CORSMiddleware, allow_origins=["*"], allow_methods=_ASKING, allow_headers=["*"], expose_headers=["ETag"]
    )
    app = Starlette(
        routes=[
            *service.routes(),
            *pages.routes(Rows(service.readers), settings.texts_shown, partial(texts.find, store)),
        ],
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


@dataclass(frozen=True, slots=True)
class _Resource:
    """What is at a path, for all methods: those that are not there are refused here, and not asked of the pages."""

    endpoint: Callable[[Request], Awaitable[Response]]
    methods: Sequence[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        await (await self._response(request))(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        allowed = {"Allow": ", ".join((*self.methods, "OPTIONS"))}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allowed)
        if request.method not in self.methods:
            return PlainTextResponse("Method Not Allowed\n", 405, allowed)
        return await self.endpoint(request)


async def _http_error(request: Request, error: HTTPException) -> Response:
    return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
