"""What goes around every request: its time, its line in the log, headers that all answers have, and no traceback."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.serve.metrics import Metrics

_HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}


def to_stderr(line: str) -> None:
    """Write a line of the log."""
    print(line, file=sys.stderr, flush=True)


@dataclass(slots=True)
class _Sent:
    """What has been sent of an answer."""

    status: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """The application with all that.

    Attributes:
        log: Writes a line for each request, None for none. Queries are not in it.
    """

    app: ASGIApp
    metrics: Metrics
    log: Callable[[str], None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent, begin = _Sent(), time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent.status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            sent.length += len(message.get("body", b""))
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except Exception as error:
            to_stderr(f"kg: a defect of the program, please report it: {type(error).__name__}")
            if not sent.status:
                await PlainTextResponse("a defect of the program\n", 500)(scope, receive, counted)
        finally:
            self._note(scope, sent, time.perf_counter() - begin)

    def _note(self, scope: Scope, sent: _Sent, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        self.metrics.add(route, sent.status, seconds, sent.length)
        if self.log:
            client = (scope.get("client") or ("-",))[0]
            moment = datetime.now(UTC).isoformat(timespec="seconds")
            path = quote(scope["path"])[:200]
            self.log(f"{moment} {client} {scope['method']} {path} {sent.status} {sent.length} {seconds * 1000:.0f}ms")
