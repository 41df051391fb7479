"""Asks a SPARQL endpoint so that an answer is whole or an error: patient, polite, and never without an end."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request

from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed, SPARQLWrapperException, Unauthorized

from kg import sparql
from kg.endpoint import replies
from kg.endpoint.handshake import Handshake
from kg.endpoint.login import WAY_OUT, Login
from kg.endpoint.patience import BUSY, Patience, seconds
from kg.endpoint.replies import Answer, Binding, CutError, ForeignError, Reply, UnfitError, glimpse
from kg.errors import StoreError, UsageError

_Found = TypeVar("_Found")

AGENT = "alliances-kg"
_CHUNK = 1 << 16
_ROUND = 100


IMPATIENT = Patience(attempts=3, pause=0.5, longest=30)
"""For somebody who sits before the screen."""


class Endpoint:
    """A SPARQL endpoint.

    Args:
        agent: The User-Agent: name, version and a URL or address, as Wikimedia's policy asks; services refuse others.
        sleep: Waits some seconds.
        login: Who asks, if the endpoint wants to know.
    """

    def __init__(
        self,
        url: str,
        agent: str = AGENT,
        patience: Patience | None = None,
        sleep: Callable[[float], None] = time.sleep,
        login: Login | None = None,
    ) -> None:
        self.url = url
        self._agent, self._patience, self._sleep = agent, patience or Patience(), sleep
        self._login = login or Login()
        self._handshake = Handshake(self._login)

    @classmethod
    def at(cls, url: str) -> Endpoint:
        """The endpoint at an address that a user named, with the login that there is for it.

        Raises:
            UsageError: As for ``Login.of``.
        """
        return cls(url, patience=IMPATIENT, login=Login.of(url))

    def query(self, text: str) -> Answer:
        """Ask a SPARQL query as ``kg.store.Store.query`` does, with the prefixes of ``kg.vocab``.

        Returns:
            Of SELECT its solutions, of ASK a truth value, of CONSTRUCT and DESCRIBE triples; all of them have arrived.

        Raises:
            SyntaxError: The endpoint refuses the query, and it is indeed no SPARQL; the message has line and column.
            UsageError: It is no query at all.
            CutError: The server gives fewer rows than the answer has; it says so in a header, as Virtuoso does.
            StoreError: As for ``select``.
        """
        form = sparql.form(text)
        if form is None:
            replies.check_syntax(text)
            raise UsageError("no query: it must be SELECT, ASK, CONSTRUCT or DESCRIBE")
        made = sparql.with_prefixes(text)
        graph = form in ("CONSTRUCT", "DESCRIBE")
        return self._whole(made, form, replies.triples if graph else replies.solutions)

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
        return self._whole(query, "SELECT", replies.rows)

    def _whole(self, query: str, form: str, read: Callable[[Reply], _Found]) -> _Found:
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return read(self._reply(query, form))
            except UnfitError as error:
                self._wait(error, attempt)
            except ForeignError as error:
                raise StoreError(f"{self.url}: {error}") from error
            except CutError as error:
                raise CutError(f"{self.url}: {error}", error.limit) from error
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, error: UnfitError, attempt: int) -> None:
        pause = self._patience.after(attempt, error.pause)
        if attempt == self._patience.attempts:
            raise StoreError(f"{self.url}: {error}, asked {attempt} times; try again later") from error
        if pause > self._patience.longest:
            raise StoreError(f"{self.url}: {error}; it asks to come again in {pause:.0f} seconds") from error
        self._sleep(pause)

    def _reply(self, query: str, form: str) -> Reply:
        end = time.monotonic() + self._patience.deadline
        response = self._ask(query, form)
        with response:
            if response.geturl() != self.url:  # by then it is a GET without the query
                raise StoreError(f"{self.url}: moved; name the address that it leads to: {response.geturl()}")
            headers = response.headers
            return Reply(headers.get_content_type(), _read(response, end), headers.get("X-SPARQL-MaxRows"))

    def _ask(self, query: str, form: str) -> Any:
        """The response, its body unread; a server that asks who is there is told once."""
        try:
            return self._sent(query, form, self._handshake.header("POST", self.url))
        except Unauthorized as error:
            challenges = _challenges(error)
            header = self._handshake.answer(challenges, "POST", self.url)
            if header is None:
                raise StoreError(f"{self.url}: {_needed(challenges, self._login)}") from error
        try:
            return self._sent(query, form, header)
        except Unauthorized as error:
            wrong = f"it does not know {self._login.user!r} with this password (HTTP status 401)"
            raise StoreError(f"{self.url}: {wrong}") from error

    def _sent(self, query: str, form: str, authorization: str | None) -> Any:
        wrapper = _Wrapper(self.url, self._agent, replies.ACCEPTED[form], authorization)
        wrapper.queryString, wrapper.queryType = query, form  # by itself it takes a word of a comment for the form
        wrapper.timeout = self._patience.timeout  # type: ignore[assignment]  # urllib takes fractions, too
        try:
            return wrapper.open()
        except HTTPError as error:
            with error:
                raise self._refused(error.code, error.headers.get("Retry-After"), error.read(_CHUNK)) from error
        except EndPointInternalError as error:
            raise UnfitError(f"HTTP status 500: {glimpse(_body(error))}") from error
        except Unauthorized:
            raise
        except SPARQLWrapperException as error:
            if isinstance(error, QueryBadFormed):
                replies.check_syntax(query)
            raise StoreError(f"{self.url}: {error.msg}: {glimpse(_body(error))}") from error
        except (OSError, HTTPException) as error:
            raise UnfitError(_reason(error)) from error

    def _refused(self, code: int, retry_after: str | None, content: bytes) -> Exception:
        reason = f"HTTP status {code}: {glimpse(content)}"
        return UnfitError(reason, seconds(retry_after)) if code in BUSY else StoreError(f"{self.url}: {reason}")


class _Wrapper(SPARQLWrapper):
    """SPARQLWrapper with the formats of ours, and a login that does not follow a redirection to somewhere else."""

    def __init__(self, url: str, agent: str, accepted: str, authorization: str | None) -> None:
        super().__init__(url, agent=agent)
        self._accepted, self._authorization = accepted, authorization
        self.setMethod(POST)
        self.setOnlyConneg(True)

    def open(self) -> Any:
        """The response, its body unread."""
        try:
            return self.query().response
        except SPARQLWrapperException as error:
            if isinstance(error.__context__, HTTPError):  # of which it makes its own error, and leaves it open
                error.__context__.close()
            raise

    def _createRequest(self) -> Request:  # noqa: N802 - its name
        request: Request = super()._createRequest()
        request.add_header("Accept", self._accepted)
        if self._authorization:
            request.add_unredirected_header("Authorization", self._authorization)
        return request


def _read(response: Any, end: float) -> bytes:
    """The whole body, as long as the time is not up: the socket's timeout ends only a complete silence."""
    chunks = []
    try:
        while chunk := response.read1(_CHUNK):
            chunks.append(chunk)
            if time.monotonic() > end:
                raise UnfitError("the answer takes too long")
    except (OSError, HTTPException) as error:
        raise UnfitError(f"the answer breaks off: {_reason(error)}") from error
    content = b"".join(chunks)
    length = response.headers.get("Content-Length")
    if length and length.isdecimal() and len(content) < int(length):
        raise UnfitError(f"the answer breaks off after {len(content)} of {length} bytes")
    return content


def _body(error: SPARQLWrapperException) -> bytes:
    """What the server sent: SPARQLWrapper writes it into its message, as Python writes bytes."""
    written = str(error).partition("Response:\n")[2]
    try:
        content = ast.literal_eval(written)
    except (ValueError, SyntaxError):
        return written.encode()
    return content if isinstance(content, bytes) else written.encode()


def _challenges(error: Unauthorized) -> list[str]:
    """What the server asks for; SPARQLWrapper keeps it only in the error that it made its own of."""
    headers = getattr(error.__context__, "headers", None)
    return headers.get_all("WWW-Authenticate") or [] if headers else []


def _needed(challenges: list[str], login: Login) -> str:
    asked = ", ".join(sorted({challenge.partition(" ")[0] for challenge in challenges})) or "a login"
    if login:
        return f"it refuses this login (HTTP status 401); it asks for {asked}"
    return f"it asks for {asked} (HTTP status 401); {WAY_OUT}"


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", error)
    return str(inner) or type(inner).__name__
