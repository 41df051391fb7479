"""Values of options, read once for all commands."""

from __future__ import annotations

import re

from kg.errors import UsageError
from kg.model import Date

_LONGEST = 86_400
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+[/#]")


def day(text: str | None) -> Date | None:
    """The value of ``--date``.

    Raises:
        UsageError: It is no date.
    """
    try:
        return Date.parse(text) if text else None
    except ValueError as error:
        raise UsageError(f"--date: {error}") from error


def base_iri(text: str) -> str:
    """The value of ``--base``.

    Raises:
        UsageError: It is no absolute IRI that other words can follow.
    """
    if not _IRI.fullmatch(text):
        raise UsageError(
            f"--base: {text!r} must be an absolute IRI that ends with / or #, like https://example.org/kg/"
        )
    return text


def seconds(option: str, number: float) -> float:
    """A time limit.

    Raises:
        UsageError: No time at all, or without end.
    """
    if not 0 < number <= _LONGEST:
        raise UsageError(f"{option}: {number:g} must be more than 0 and at most {_LONGEST} seconds")
    return number
