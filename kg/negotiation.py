"""Which of the formats at hand a client wants (RFC 9110, section 12.5.1), and what an answer calls its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

_RANGE = re.compile(r"([\w!#$&^.+-]+|\*)/([\w!#$&^.+-]+|\*)", re.ASCII)
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """The media type that a client likes best, the earlier offered where it does not care; None if it takes none.

    Args:
        accept: The header's value; parts that are no media range count for nothing, no part at all for ``*/*``.
        offered: Media types without parameters.

    >>> choose("text/csv;q=0.5, application/json", ["text/csv", "application/json"])
    'application/json'
    >>> choose("text/*", ["application/json", "text/csv"])
    'text/csv'
    >>> choose("image/png", ["text/csv"])
    """
    ranges = dict(_ranges(accept))
    if not ranges and not accept.strip():
        ranges = {"*/*": 1.0}
    qualities = {name: _quality(name, ranges) for name in offered}
    best = max(qualities, key=lambda name: qualities[name], default="")
    return best if qualities.get(best) else None


def content_type(media_type: str) -> str:
    """The header's value: all formats are written in UTF-8, which text must say."""
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _ranges(accept: str) -> Iterable[tuple[str, float]]:
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        if _RANGE.fullmatch(name):
            found = next((match for match in map(_QUALITY.fullmatch, parameters) if match), None)
            yield name, float(found[1]) if found else 1.0


def _quality(name: str, ranges: dict[str, float]) -> float:
    """By the most exact range that fits."""
    kind = name.partition("/")[0]
    return next((ranges[wanted] for wanted in (name, f"{kind}/*", "*/*") if wanted in ranges), 0.0)
