"""Answers and errors as responses of HTTP, with what caches need to know."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.negotiation import content_type
from kg.serve.errors import AnswerError, BusyError
from kg.serve.process import Answer
from kg.serve.questions import Question

_RETRY = "5"  # seconds
_UNREAD = 408, 413  # the rest of the request is not read
_PIECE = 256 * 1024
_QUICK = 0.1  # seconds
_GONE = 499  # what no client sees, for it has left
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_VARY = {"Vary": "Accept"}

T = TypeVar("T")


class LeftError(Exception):
    """The client has closed the connection."""


@dataclass(slots=True)
class Held:
    """Counts the bytes of answers that clients have not taken yet."""

    most: int
    now: int = 0

    def check(self) -> None:
        """See whether there is room for another answer.

        Raises:
            BusyError: There is none.
        """
        if self.now > self.most:
            raise BusyError("clients have not taken their answers yet")


class Pieces(Response):
    """A response that goes out in pieces, as fast as the client takes them."""

    held: Held | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; for so long its bytes are held."""
        size = len(self.body)
        if self.held is None or size <= _PIECE:
            await super().__call__(scope, receive, send)
            return
        self.held.now += size
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            for place in range(0, size, _PIECE):
                piece = self.body[place : place + _PIECE]
                await send({"type": "http.response.body", "body": piece, "more_body": place + _PIECE < size})
        finally:
            self.held.now -= size


def found(answer: Answer, question: Question, held: Held | None = None) -> Response:
    """An answer."""
    headers = {**_VARY, "Cache-Control": "no-cache"}
    if is_lasting(question):
        headers["ETag"] = tag(answer.dataset, question)
    response = Pieces(answer.data, headers={**headers, "Content-Type": content_type(answer.media_type)})
    response.held = held
    return response


def unchanged(dataset: str, question: Question) -> Response:
    """What the client has is still right."""
    return Response(status_code=304, headers={**_VARY, "ETag": tag(dataset, question), "Cache-Control": "no-cache"})


def failed(error: AnswerError) -> Response:
    """An error, as one line that says why."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, BusyError):
        headers["Retry-After"] = _RETRY
    if error.status in _UNREAD:
        headers["Connection"] = "close"
    return PlainTextResponse(f"{error}\n", error.status, headers)


def left() -> Response:
    """Nothing, for nobody."""
    return Response(status_code=_GONE)


def tag(dataset: str, question: Question) -> str:
    """The ETag: of the dataset and the formats that the client takes. Weak, for compression changes the bytes."""
    forms = (name.partition("/")[2].replace("+", "-") for name in (question.rows, question.graph) if name)
    return f'W/"{dataset[:32]}.{".".join(forms)}"'


def is_lasting(question: Question) -> bool:
    """Whether the same question has the same answer as long as the dataset stays as it is."""
    return question.kind != "query" or not _CHANGING.search(question.text)


def is_known(request: Request, dataset: str, question: Question) -> bool:
    """Whether the client already has the answer (``If-None-Match``)."""
    if request.method not in ("GET", "HEAD") or not dataset or not is_lasting(question):
        return False
    given = {each.strip() for each in ",".join(request.headers.getlist("if-none-match")).split(",")}
    return tag(dataset, question) in given


async def unless_left(request: Request, work: Coroutine[None, None, T]) -> T:
    """Do the work, but stop it when the client leaves; what is quick is not watched.

    Raises:
        LeftError: It has.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task
    watches: list[asyncio.Task[None]] = []
    timer = loop.call_later(_QUICK, lambda: watches.append(loop.create_task(_stop_when_left(request, task))))
    try:
        return await work
    except asyncio.CancelledError:
        if any(watch.done() for watch in watches):
            task.uncancel()
            raise LeftError from None
        raise
    finally:
        timer.cancel()
        for watch in watches:
            watch.cancel()


async def _stop_when_left(request: Request, task: asyncio.Task[None]) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
    task.cancel()
