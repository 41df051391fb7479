"""Requests that are tried again: after a refusal for now, a fault, or a cut line. All that we send may come twice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from math import inf
from typing import Self

import httpx

from kg.endpoint import Login, Patience
from kg.endpoint.login import TOKEN, WAY_OUT
from kg.endpoint.patience import BUSY, seconds
from kg.endpoint.replies import glimpse
from kg.errors import StoreError
from kg.push.access import Access

_PATIENT = Patience(timeout=300, deadline=inf)  # a write may take what it takes, as long as it moves
_TOO_MUCH = 413
_FORBIDS = frozenset((401, 403))
_TOO_LONG = frozenset((408, 504))
_FAULT, _FAULT_ATTEMPTS = 500, 3
_NOT_ALLOWED = re.compile(r"\bSECURITY\b|[Pp]ermission")  # Virtuoso's words for 403, with status 500


class TooMuchError(StoreError):
    """The server takes less at once, or not so much in its time."""


class RefusedError(StoreError):
    """The server does not do this at all; ``status`` is what it says."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent.

    Attributes:
        content: The body, of the media type ``kind``.
        graph: The named graph that it is about (Graph Store Protocol).
        accept: The media type of the answer.
        may_miss: That there is no such graph is a success, too.
    """

    method: str
    url: str
    content: bytes | None = None
    kind: str = ""
    graph: str = ""
    accept: str = "*/*"
    may_miss: bool = False

    def build(self, client: httpx.Client) -> httpx.Request:
        """As HTTP has it."""
        headers = {"Accept": self.accept} | ({"Content-Type": self.kind} if self.kind else {})
        params = {"graph": self.graph} if self.graph else {}
        return client.build_request(self.method, self.url, content=self.content, params=params, headers=headers)


class _AgainError(Exception):
    """Sent again, it may succeed. ``pause`` is what the server wants to be waited, ``code`` its status."""

    def __init__(self, reason: str, pause: float | None = None, code: int = 0) -> None:
        super().__init__(reason)
        self.pause, self.code = pause, code


class Wire:
    """Sends requests to the addresses of one store, logged in; follows no redirect, which would carry the login away.

    Args:
        patience: Its deadline is that of answers to queries, and does not count here.
        transport: Instead of the network.
        sleep: Waits some seconds.
    """

    def __init__(
        self,
        login: Login,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.login, self._patience, self._sleep = login, patience or _PATIENT, sleep
        agent = {"User-Agent": f"alliances-kg/{version('alliances-kg')}"}
        limit = httpx.Timeout(self._patience.timeout, connect=20)
        self._client = httpx.Client(auth=Access(login), timeout=limit, headers=agent, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def peek(self, url: str, accept: str) -> httpx.Response:
        """Whatever the server answers to a GET, asked once.

        Raises:
            StoreError: It does not answer.
        """
        try:
            return self._client.get(url, headers={"Accept": accept})
        except httpx.HTTPError as error:
            raise StoreError(f"{url}: no answer: {_reason(error)}; is the address right, and does it run?") from error
        except httpx.InvalidURL as error:
            raise StoreError(f"{url}: {error}") from error

    def send(self, message: Message) -> httpx.Response:
        """Send a message until it has succeeded.

        Raises:
            TooMuchError: The body is too large for the server, or takes it too long.
            RefusedError: The server will not do it.
            StoreError: It has not succeeded in all attempts.
        """
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._once(message)
            except _AgainError as error:
                self._wait(message.url, error, attempt)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, message: Message) -> httpx.Response:
        try:
            response = self._client.send(message.build(self._client))
        except httpx.HTTPError as error:
            code = httpx.codes.GATEWAY_TIMEOUT if isinstance(error, httpx.ReadTimeout) else 0
            raise _AgainError(_reason(error), code=code) from error
        if message.may_miss and response.status_code == httpx.codes.NOT_FOUND:
            return response
        return _succeeded(message.url, response, self.login)

    def _wait(self, url: str, error: _AgainError, attempt: int) -> None:
        pause = self._patience.after(attempt, error.pause)
        if error.code in _TOO_LONG and attempt > 1:
            raise TooMuchError(f"{url}: {error}") from error
        if attempt == self._patience.attempts or (error.code == _FAULT and attempt == _FAULT_ATTEMPTS):
            raise StoreError(f"{url}: {error}, tried {attempt} times; the same command goes on from here") from error
        if pause > self._patience.longest:
            raise StoreError(f"{url}: {error}; it asks to come again in {pause:.0f} seconds") from error
        self._sleep(pause)


def _succeeded(url: str, response: httpx.Response, login: Login) -> httpx.Response:
    code = response.status_code
    if response.is_success:
        return response
    reason = f"HTTP status {code}: {glimpse(response.content)}"
    if code == _TOO_MUCH:
        raise TooMuchError(f"{url}: {reason}")
    if code in BUSY and not _forbids(response):
        raise _AgainError(reason, seconds(response.headers.get("Retry-After")), code)
    raise RefusedError(f"{url}: {_way_out(response, login) or reason}", code)


def _forbids(response: httpx.Response) -> bool:
    code = response.status_code
    return code in _FORBIDS or (code == _FAULT and bool(_NOT_ALLOWED.search(response.text)))


def _way_out(response: httpx.Response, login: Login) -> str | None:
    if response.is_redirect:
        return f"it has moved; push to {response.headers.get('Location', 'its new address')}"
    if not _forbids(response):
        return None
    if login.token:
        return f"it does not accept the token in {TOKEN} (HTTP status {response.status_code})"
    if login.user:
        return f"it does not let {login.user!r} do this with this password (HTTP status {response.status_code})"
    return f"it wants to know who writes (HTTP status {response.status_code}); {WAY_OUT}"


def _reason(error: httpx.HTTPError) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "it takes too long"
    return str(error) or type(error).__name__
