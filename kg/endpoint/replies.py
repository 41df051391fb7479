"""What an endpoint sends, taken for an answer only where it is one: of the right kind, and whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from kg import sparql
from kg.errors import StoreError

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Binding = Mapping[str, Mapping[str, str]]
"""A row: variable -> term, as the W3C's JSON results have it."""

_RESULTS = "application/sparql-results+json, application/json;q=0.9, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
ACCEPTED = {"SELECT": _RESULTS, "ASK": _RESULTS, "CONSTRUCT": _TRIPLES, "DESCRIBE": _TRIPLES}
"""Form of a query -> the Accept header."""

_JSON = ("application/sparql-results+json", "application/json")
_FORMATS = dict.fromkeys(_JSON, ox.QueryResultsFormat.JSON) | {
    "application/sparql-results+xml": ox.QueryResultsFormat.XML
}
_TAIL = 100


@dataclass(frozen=True, slots=True)
class Reply:
    """A body with its media type; ``limit``: how many rows the server says it gives at most."""

    kind: str
    content: bytes
    limit: str | None = None


class UnfitError(Exception):
    """An answer that is none; asked again, it may be one. ``pause`` is what the endpoint wants to be waited."""

    def __init__(self, reason: str, pause: float | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class ForeignError(Exception):
    """Something that is no answer, and will be none when asked again."""


class CutError(StoreError):
    """The server gives at most ``limit`` rows of an answer, and this one has more."""

    def __init__(self, message: str, limit: int) -> None:
        super().__init__(message)
        self.limit = limit


def rows(reply: Reply) -> list[Binding]:
    """The rows of a SELECT in JSON.

    Raises:
        ForeignError: It is not JSON.
        UnfitError: It is cut, or has no rows.
    """
    if reply.kind not in _JSON:
        raise ForeignError(f"the answer is {reply.kind}, not JSON: {glimpse(reply.content)}")
    try:
        found = json.loads(reply.content)["results"]["bindings"]
    except (ValueError, KeyError, TypeError) as error:
        raise UnfitError(f"the answer is cut, or no JSON results: ... {glimpse(reply.content[-_TAIL:])}") from error
    if not isinstance(found, list):
        raise UnfitError("the answer is no JSON results: its bindings are no list")
    return found


def solutions(reply: Reply) -> ox.QuerySolutions | ox.QueryBoolean:
    """The answer to SELECT or ASK, in JSON or XML.

    Raises:
        ForeignError: It is neither.
        CutError: The server has cut it at its limit of rows.
        UnfitError: It is cut otherwise.
    """
    if reply.kind not in _FORMATS:
        raise ForeignError(f"the answer is {reply.kind}, not SPARQL results: {glimpse(reply.content)}")
    count = _count(reply)
    if reply.limit and reply.limit.isdecimal() and count >= int(reply.limit):
        message = f"the answer is cut: the server gives at most {reply.limit} rows; ask for fewer"
        raise CutError(message, int(reply.limit))
    return ox.parse_query_results(reply.content, format=_FORMATS[reply.kind])


def _count(reply: Reply) -> int:
    """How many rows there are, for they are parsed when they are taken, and none must be taken of a cut answer.

    The error is raised outside: in the traceback of another, solutions may be dropped by another thread, which
    pyoxigraph does not allow.
    """
    try:
        found = ox.parse_query_results(reply.content, format=_FORMATS[reply.kind])
        return 0 if isinstance(found, ox.QueryBoolean) else sum(1 for _ in found)
    except (SyntaxError, ValueError):
        found = None
    raise UnfitError(f"the answer is cut, or no SPARQL results: ... {glimpse(reply.content[-_TAIL:])}")


def triples(reply: Reply) -> ox.QueryTriples:
    """The answer to CONSTRUCT or DESCRIBE, in N-Triples, Turtle or RDF/XML.

    Raises:
        ForeignError: It is none of them.
        UnfitError: It is cut.
    """
    format = ox.RdfFormat.from_media_type(reply.kind)
    if format is None:
        raise ForeignError(f"the answer is {reply.kind}, not RDF: {glimpse(reply.content)}")
    held = ox.Store()
    try:
        held.load(reply.content, format=format)
    except (SyntaxError, ValueError) as error:
        raise UnfitError(f"the answer is cut, or no RDF: ... {glimpse(reply.content[-_TAIL:])}") from error
    found = held.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def check_syntax(query: str) -> None:
    """Say where SPARQL is broken; nothing where only this endpoint does not understand it.

    Raises:
        SyntaxError: With line and column.
    """
    if "SERVICE" not in sparql.keywords(query).upper():  # that would be asked from here
        ox.Store().query(query)


def glimpse(content: bytes) -> str:
    """The beginning of a text, on one line."""
    return " ".join(content.decode("utf-8", "replace").split())[:160]
