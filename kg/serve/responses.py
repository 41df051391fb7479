"""Answers and errors as responses of HTTP, with what caches need to know."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kg.serve.errors import AnswerError, BusyError
from kg.serve.formats import content_type
from kg.serve.process import Answer
from kg.serve.questions import Question

_RETRY = "5"  # seconds
_GONE = 499  # what no client sees, for it has left
_CHANGING = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\s*\(", re.IGNORECASE)
_VARY = {"Vary": "Accept"}

T = TypeVar("T")


class LeftError(Exception):
    """The client has closed the connection."""


def found(answer: Answer, question: Question) -> Response:
    """An answer."""
    headers = {**_VARY, "Cache-Control": "no-cache"}
    if is_lasting(question):
        headers["ETag"] = tag(answer.dataset, question)
    return Response(answer.data, headers={**headers, "Content-Type": content_type(answer.media_type)})


def unchanged(dataset: str, question: Question) -> Response:
    """What the client has is still right."""
    return Response(status_code=304, headers={**_VARY, "ETag": tag(dataset, question), "Cache-Control": "no-cache"})


def failed(error: AnswerError) -> Response:
    """An error, as one line that says why."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, BusyError):
        headers["Retry-After"] = _RETRY
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
    """Do the work, but stop it when the client leaves.

    Raises:
        LeftError: It has.
    """
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait((task, gone), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise LeftError
        return task.result()
    finally:
        gone.cancel()
        task.cancel()


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
