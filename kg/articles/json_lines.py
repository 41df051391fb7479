"""JSON lines -> articles: one object a line; a line that is none is skipped with its number."""

from __future__ import annotations

import gzip
import json
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from kg.articles.decoding import MAX_BYTES, TroubleError, too_long
from kg.model import Article, Date

__all__ = ["is_object", "read"]

ReadLine = Callable[[int], bytes]  # at most so many bytes of the next line; none at the end

_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_TIME_OF_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:?\d\d.*")


def is_object(line: bytes) -> bool:
    """Whether a line is a JSON object."""
    try:
        return isinstance(json.loads(line.decode("utf-8-sig")), dict)
    except (ValueError, RecursionError):
        return False


def read(readline: ReadLine, source: str, date: Date | None) -> Iterator[Article | str]:
    """Articles of the lines in order; for a line that gives none the reason."""
    number = 0
    while True:
        number += 1
        try:
            line = _next_line(readline)
            if not line:
                return
            if line.strip():
                yield _record(line, f"{source}#{number}", date)
        except TroubleError as trouble:
            yield f"line {number}: {trouble}"
        except (EOFError, lzma.LZMAError, zlib.error, gzip.BadGzipFile) as error:
            yield f"line {number}: the archive is damaged ({error}); the lines before it were read"
            return


def _next_line(readline: ReadLine) -> bytes:
    """Read the next line; empty at the end.

    Raises:
        TroubleError: It is too long; reading goes on behind it.
    """
    line = readline(MAX_BYTES + 1)
    if len(line) > MAX_BYTES and not line.endswith(b"\n"):
        while line and not line.endswith(b"\n"):
            line = readline(MAX_BYTES)
        raise TroubleError(too_long("several articles"))
    return line


def _record(line: bytes, default: str, date: Date | None) -> Article:
    """Article of one JSON object; ``default`` is the source of one without ``id``.

    Raises:
        TroubleError: It is no object, or a field is missing or of the wrong type.
    """
    record = _object(line)
    text = _string(record, "text")
    if not text or not text.strip():
        raise TroubleError('no article: the field "text" is missing or empty')
    if "\0" in text:
        raise TroubleError('the field "text" is binary: it has zero characters')
    return Article(
        _identifier(record) or default,
        text,
        _string(record, "title"),
        _date(record) or date,
        _string(record, "lang", "language"),
        _string(record, "url"),
        _string(record, "publisher", "source"),
    )


def _object(line: bytes) -> dict[str, Any]:
    try:
        record = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise TroubleError(f"broken UTF-8: byte {error.start} of the line fits no character") from error
    except json.JSONDecodeError as error:
        raise TroubleError(f"no JSON: {error.msg} at character {error.pos}") from error
    except (RecursionError, ValueError) as error:
        raise TroubleError("no JSON that can be read: nested too deep, or a number too long") from error
    if not isinstance(record, dict):
        raise TroubleError("no JSON object")
    return record


def _string(record: dict[str, Any], *names: str) -> str | None:
    """First of the fields that has a value."""
    name, value = next(((name, record[name]) for name in names if record.get(name) is not None), (names[0], None))
    if value is not None and not isinstance(value, str):
        raise TroubleError(f'the field "{name}" is no string')
    if value and any("\ud800" <= char <= "\udfff" for char in value):
        raise TroubleError(f'the field "{name}" has half a character (a lone surrogate)')
    return value or None


def _identifier(record: dict[str, Any]) -> str | None:
    value = record.get("id")
    return str(value) if type(value) is int else _string(record, "id")


def _date(record: dict[str, Any]) -> Date | None:
    """Date of the record: ISO 8601, with or without a time of day, or as German writes it (14.9.2022)."""
    value = (_string(record, "date") or "").strip()
    if not value:
        return None
    german, timed = _DAY_FIRST.fullmatch(value), _TIME_OF_DAY.fullmatch(value)
    iso = f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}" if german else timed[1] if timed else value
    try:
        return Date.parse(iso)
    except ValueError as error:
        raise TroubleError(f'the field "date": {error}') from error
