"""Reads requests of the SPARQL 1.1 Protocol (W3C Recommendation, section 2) into questions."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode
from starlette.requests import Request

from kg.negotiation import choose
from kg.serve.errors import RefusedError
from kg.serve.formats import GRAPHS, ROWS
from kg.serve.questions import Question
from kg.serve.settings import Settings

_FORM = "application/x-www-form-urlencoded"
_QUERY = "application/sparql-query"
_UPDATE = "application/sparql-update"
_UTF8 = ("utf-8", "utf8", "us-ascii")
_CHARSET = re.compile(r"\bcharset\s*=\s*\"?([\w.:-]+)", re.ASCII | re.IGNORECASE)
_MOST_FIELDS = 1000
_READS_ONLY = "this endpoint only reads: there is no update, and nothing is loaded"

Fields = dict[str, list[str]]


async def question(request: Request, settings: Settings) -> Question:
    """The query that a request has.

    Raises:
        RefusedError: It is none, not of one of the three forms, or too long.
    """
    fields = fields_of(request.url.query)
    text = await _posted(request, settings, fields) if request.method == "POST" else _only(fields)
    if len(text) > settings.max_query:
        raise RefusedError(413, f"the query is longer than {settings.max_query:,} bytes")
    given = [tuple(fields.get(name, ())) for name in ("default-graph-uri", "named-graph-uri")]
    default, named = given if any(given) else (None, None)
    accept = ",".join(request.headers.getlist("accept"))
    base = f"{site(request)}sparql"
    return Question(text, choose(accept, ROWS), choose(accept, GRAPHS), default, named, base)


def site(request: Request) -> str:
    """Where the client sees this server, with a slash at its end.

    Raises:
        RefusedError: It names a host that cannot be.
    """
    try:
        return NamedNode(str(request.base_url)).value
    except ValueError:
        raise RefusedError(400, "the header Host names no host") from None


async def _posted(request: Request, settings: Settings, fields: Fields) -> str:
    kind = request.headers.get("content-type", "")
    media_type = kind.partition(";")[0].strip().lower()
    if media_type == _UPDATE:
        raise RefusedError(400, _READS_ONLY)
    if media_type not in (_FORM, _QUERY):
        raise RefusedError(415, f"a query is posted as {_FORM} or {_QUERY}")
    if (charset := _CHARSET.search(kind)) and charset[1].lower() not in _UTF8:
        raise RefusedError(415, "a query is posted in UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise RefusedError(415, "a query is posted as it is, not compressed")
    text = _decoded(await _body(request, settings))
    if media_type == _QUERY:
        return text
    for name, values in fields_of(text).items():
        fields.setdefault(name, []).extend(values)
    return _only(fields)


async def _body(request: Request, settings: Settings) -> bytes:
    too_long = RefusedError(413, f"the request is longer than {settings.max_query:,} bytes")
    length = request.headers.get("content-length", "0")
    if length.isdecimal() and int(length[:20]) > settings.max_query:
        raise too_long
    data = bytearray()
    try:
        async with asyncio.timeout(settings.timeout):
            async for chunk in request.stream():
                data += chunk
                if len(data) > settings.max_query:
                    raise too_long
    except TimeoutError:
        raise RefusedError(408, f"the request did not arrive in {settings.timeout:g} seconds") from None
    return bytes(data)


def fields_of(text: str) -> Fields:
    """Names and values of an encoded form, in their order.

    Raises:
        RefusedError: They are not UTF-8, or too many.
    """
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        message = "parameters are not UTF-8" if isinstance(error, UnicodeDecodeError) else "too many parameters"
        raise RefusedError(400, message) from None
    fields: Fields = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def _only(fields: Fields) -> str:
    if "update" in fields:
        raise RefusedError(400, _READS_ONLY)
    found = fields.get("query", [])
    if len(found) != 1:
        raise RefusedError(400, f"the parameter query must come once; it came {len(found)} times")
    return found[0]


def _decoded(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise RefusedError(400, "the request is not UTF-8") from None
