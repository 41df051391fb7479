"""Asks a SPARQL endpoint so that an answer is whole or an error: patient, polite, and never without an end."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError

from SPARQLWrapper import JSON, POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, SPARQLWrapperException

from kg.errors import StoreError

Binding = Mapping[str, Mapping[str, str]]
"""A row: variable -> term, as the W3C's JSON results have it."""

_JSON = ("application/sparql-results+json", "application/json")
_BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
_CHUNK = 1 << 16
_ROUND = 100


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    Attributes:
        timeout: For the endpoint to send anything at all.
        deadline: For one answer, from the question to the last byte.
        attempts: How often a question is asked before it is given up.
        pause: Before the second attempt; doubled before each further one.
        longest: The longest pause that an endpoint may ask for by Retry-After.
    """

    timeout: float = 70
    deadline: float = 180
    attempts: int = 6
    pause: float = 1
    longest: float = 600


class _UnfitError(Exception):
    """An answer that is none; asked again, it may be one. ``pause`` is what the endpoint wants to be waited."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Endpoint:
    """A SPARQL endpoint.

    Args:
        agent: The User-Agent: name, version and a URL or address, as Wikimedia's policy asks; services refuse others.
        sleep: Waits some seconds.
    """

    def __init__(
        self, url: str, agent: str, patience: Patience | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.url = url
        self._agent, self._patience, self._sleep = agent, patience or Patience(), sleep

    def pages(self, query: str, size: int) -> Iterator[Binding]:
        """All rows of a SELECT query that ends with ORDER BY, asked for page by page.

        Raises:
            StoreError: As for ``select``.
        """
        offset = 0
        while True:
            rows = self.select(f"{query}\nLIMIT {size} OFFSET {offset}")
            yield from rows
            offset += len(rows)
            # A short page is the last one, unless an endpoint that cuts answers at a round number sent it.
            if not rows or (len(rows) < size and len(rows) % _ROUND):
                return

    def select(self, query: str) -> list[Binding]:
        """The rows of one answer; asked again after a refusal for now, a fault, a cut line or a cut answer.

        Raises:
            StoreError: The endpoint refuses the question, gives no answer in JSON, or none in all attempts.
        """
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._answer(query)
            except _UnfitError as error:
                self._wait(error, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, error: _UnfitError, attempt: int) -> None:
        pause = self._patience.pause * 2 ** (attempt - 1) if error.pause is None else error.pause
        if attempt == self._patience.attempts:
            raise StoreError(f"{self.url}: {error}, asked {attempt} times; try again later") from error
        if pause > self._patience.longest:
            raise StoreError(f"{self.url}: {error}; it asks to come again in {pause:.0f} seconds") from error
        self._sleep(pause)

    def _answer(self, query: str) -> list[Binding]:
        end = time.monotonic() + self._patience.deadline
        response = self._ask(query)
        with response:
            kind = response.headers.get_content_type()
            content = _read(response, end)
        if kind not in _JSON:
            raise StoreError(f"{self.url}: the answer is {kind}, not JSON: {_glimpse(content)}")
        return _rows(content)

    def _ask(self, query: str) -> Any:
        """The response, its body unread."""
        wrapper = SPARQLWrapper(self.url, agent=self._agent, returnFormat=JSON)
        wrapper.setMethod(POST)
        wrapper.setQuery(query)
        wrapper.timeout = self._patience.timeout  # type: ignore[assignment]  # urllib takes fractions, too
        try:
            with warnings.catch_warnings():
                # It warns of a format that was not asked for; here that is an error anyway.
                warnings.simplefilter("ignore", RuntimeWarning)
                return wrapper.query().response
        except HTTPError as error:
            with error:
                raise self._refused(error.code, error.headers.get("Retry-After"), error.read(_CHUNK)) from error
        except EndPointInternalError as error:
            raise _UnfitError(f"HTTP status 500: {_glimpse(str(error).encode())}") from error
        except SPARQLWrapperException as error:
            raise StoreError(f"{self.url}: {error.msg} {_glimpse(str(error).encode())}") from error
        except (OSError, HTTPException) as error:
            raise _UnfitError(_reason(error)) from error

    def _refused(self, code: int, retry_after: str | None, content: bytes) -> Exception:
        reason = f"HTTP status {code}: {_glimpse(content)}"
        return _UnfitError(reason, seconds(retry_after)) if code in _BUSY else StoreError(f"{self.url}: {reason}")


def seconds(retry_after: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for; None without one that can be read.

    Source: RFC 9110, 10.2.3: seconds, or a date.

    >>> seconds("120"), seconds("Wed, 01 May 2024 00:00:30 GMT", datetime(2024, 5, 1, tzinfo=UTC)), seconds("soon")
    (120.0, 30.0, None)
    """
    text = (retry_after or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - (now or datetime.now(UTC))).total_seconds())


def _read(response: Any, end: float) -> bytes:
    """The whole body, as long as the time is not up: the socket's timeout ends only a complete silence."""
    chunks = []
    try:
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            if time.monotonic() > end:
                raise _UnfitError("the answer takes too long")
    except (OSError, HTTPException) as error:
        raise _UnfitError(f"the answer breaks off: {_reason(error)}") from error
    content = b"".join(chunks)
    length = response.headers.get("Content-Length")
    if length and length.isdecimal() and len(content) < int(length):
        raise _UnfitError(f"the answer breaks off after {len(content)} of {length} bytes")
    return content


def _rows(content: bytes) -> list[Binding]:
    try:
        found = json.loads(content)["results"]["bindings"]
    except (ValueError, KeyError, TypeError) as error:
        raise _UnfitError(f"the answer is cut, or no JSON results: ... {_glimpse(content[-_ROUND:])}") from error
    if not isinstance(found, list):
        raise _UnfitError("the answer is no JSON results: its bindings are no list")
    return found


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return str(inner) or type(inner).__name__


def _glimpse(content: bytes) -> str:
    return " ".join(content.decode("utf-8", "replace").split())[:160]
