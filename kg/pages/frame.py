"""What goes around all pages: the base of the store, headers that keep browsers careful, and errors as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.errors import KgError
from kg.pages import page
from kg.pages.ask import Ask

_BASE = "SELECT ?graph { GRAPH ?graph { ?graph <http://purl.org/dc/terms/date> ?date } } ORDER BY ?graph"
_BACKGROUND = "graph/wikidata"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def mount(ask: Ask, routes: Sequence[BaseRoute]) -> Mount:
    """Pages as one mount, which answers for all paths that nothing before it has."""
    around = [Middleware(_Around, ask=ask, known=[])]
    handlers = {HTTPException: _http_error, KgError: _trouble, 500: _defect}
    app = Starlette(routes=routes, middleware=around, exception_handlers=handlers)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    return Mount("", app=app)


@dataclass(frozen=True, slots=True)
class _Around:
    """The pages with all that. ``known`` holds the base of the store once it has been found; it never changes."""

    app: ASGIApp
    ask: Ask
    known: list[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            scope.setdefault("state", {})["base"] = await self._base()

        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, careful)

    async def _base(self) -> str | None:
        """Where instances live, None before the background is there, or while nothing can be asked."""
        if not self.known:
            try:
                names = [row["graph"].value for row in await self.ask(_BASE)]
            except KgError:  # the page will run into it, too, and say so
                return None
            self.known.extend(name.removesuffix(_BACKGROUND) for name in names if name.endswith(_BACKGROUND))
        return self.known[0] if self.known else None


async def _http_error(request: Request, error: HTTPException) -> Response:
    detail = "" if error.detail == HTTPException(error.status_code).detail else error.detail
    return failure(request, error.status_code, detail, error.headers)


async def _trouble(request: Request, error: KgError) -> Response:
    """No answer from the store: it says itself which status that is, and why."""
    return failure(request, getattr(error, "status", 400), str(error))


async def _defect(request: Request, error: Exception) -> Response:
    return failure(request, 500, "")


def failure(request: Request, status: int, detail: str, headers: object = None) -> Response:
    """An error as a page; as a line of text for who wants no page.

    Args:
        detail: Why, in one line; "" for what the status itself means.
    """
    errors = page.texts(page.language(request))["errors"]
    title = errors.get(f"status_{status}", errors["status_400" if status < 500 else "status_500"])
    if "html" in request.headers.get("accept", "text/html") or "*/*" in request.headers.get("accept", "*/*"):
        response: Response = page.render(request, "error.html", status=status, code=status, title=title, detail=detail)
    else:
        response = PlainTextResponse(f"{detail or title}\n", status)
    response.headers.update(headers if isinstance(headers, dict) else {})
    return response
