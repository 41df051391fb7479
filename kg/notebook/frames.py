"""Columns with types, out of RDF terms or of records; pandas is asked for only here.

What is not bound is a missing value, and never an empty text: strings and whole numbers are pandas' nullable types.
A year or a month becomes its first day, and a column ``NAME_precision`` beside says so: nobody wrote the first day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal

from kg.errors import UsageError
from kg.model import Modality, Polarity
from kg.notebook.result import text_of
from kg.vocab import XSD

if TYPE_CHECKING:
    from pandas import DataFrame, Series

_WHOLE = frozenset(
    XSD[name]
    for name in (
        *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger"),
        *("nonPositiveInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_NUMBERS = _WHOLE | {XSD["decimal"], XSD["double"], XSD["float"]}
_DATES = {XSD["gYear"]: "year", XSD["gYearMonth"]: "month", XSD["date"]: "day", XSD["dateTime"]: "second"}
_PRECISIONS = tuple(_DATES.values())
_TIME = re.compile(r"(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?(T[\d:.]+)?(Z|[+-]\d\d:\d\d)?")
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_CATEGORIES: Mapping[str, tuple[str, ...]] = {
    "polarity": tuple(str(value) for value in Polarity),
    "modality": tuple(str(value) for value in Modality),
}


def pandas() -> Any:
    """The module.

    Raises:
        UsageError: It is not installed.
    """
    try:
        import pandas as found
    except ImportError:
        raise UsageError("data frames need pandas; pip install 'alliances-kg[notebook]'") from None
    return found


def frame(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> DataFrame:
    """A data frame of RDF terms, None for what is not bound: a column for each variable, each of one type.

    Whole numbers are Int64, other numbers float64, truth values boolean, days and moments datetime64, polarity and
    modality categories with all their values, all else string; so are columns of mixed types.

    Raises:
        UsageError: pandas is not installed.
    """
    pd = pandas()
    made: dict[str, Series[Any]] = {}
    for number, name in enumerate(columns):
        made |= _column(pd, name, [row[number] for row in rows])
    return pd.DataFrame(made, index=range(len(rows)))


def _column(pd: Any, name: str, terms: list[Any]) -> dict[str, Any]:
    bound = [term for term in terms if term is not None]
    types = {term.datatype for term in bound if isinstance(term, Literal)}
    if not bound or any(not isinstance(term, Literal) for term in bound):
        return {name: _texts(pd, name, terms)}
    if types <= set(_DATES):
        return _dates(pd, name, terms)
    try:
        return {name: _values(pd, name, terms, types)}
    except (ValueError, LookupError, OverflowError):  # a literal that is not of its type, or beyond 64 bits
        return {name: _texts(pd, name, terms)}


def _values(pd: Any, name: str, terms: list[Any], types: set[Any]) -> Any:
    texts = [None if term is None else term.value for term in terms]
    if types <= _WHOLE:
        return pd.array([None if text is None else int(text) for text in texts], dtype="Int64")
    if types <= _NUMBERS:
        return pd.array([float("nan") if text is None else float(text) for text in texts], dtype="float64")
    if types == {XSD["boolean"]}:
        return pd.array([None if text is None else _TRUTH[text] for text in texts], dtype="boolean")
    return _texts(pd, name, terms)


def _texts(pd: Any, name: str, terms: list[Any]) -> Any:
    texts = [None if term is None else text_of(term) for term in terms]
    known = _CATEGORIES.get(name, ())
    if known and {text for text in texts if text is not None} <= set(known):
        return pd.Categorical(texts, categories=list(known))
    return pd.array(texts, dtype="string")


def _dates(pd: Any, name: str, terms: list[Any]) -> dict[str, Any]:
    moments = [None if term is None else _moment(term.value) for term in terms]
    if any(term is not None and moment is None for term, moment in zip(terms, moments, strict=True)):
        return {name: _texts(pd, name, terms)}
    try:
        days = pd.array(pd.Series(moments, dtype="object").to_numpy().astype("datetime64[us]"))
    except (ValueError, OverflowError):  # a 31st of February
        return {name: _texts(pd, name, terms)}
    exact = [None if term is None else _DATES[term.datatype] for term in terms]
    made = {name: days}
    if {"year", "month"} & set(exact):
        made[f"{name}_precision"] = pd.Categorical(exact, categories=list(_PRECISIONS))
    return made


def _moment(text: str) -> str | None:
    """A date as numpy reads it, moments in UTC; None for what it cannot read.

    >>> _moment("2022"), _moment("2022-09-14"), _moment("2022-09-14T10:00:00+02:00"), _moment("soon")
    ('2022-01-01', '2022-09-14', '2022-09-14T08:00:00', None)
    """
    found = _TIME.fullmatch(text)
    if not found:
        return None
    year, month, day, time, zone = found.groups()
    date = f"{year}-{month or '01'}-{day or '01'}"
    if not time:
        return date
    if not zone or zone == "Z":
        return f"{date}{time}"
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None).isoformat()
    except (ValueError, OverflowError):
        return None


def records(found: Iterable[Mapping[str, Any]]) -> DataFrame:
    """A data frame of claims as records, in flat columns: ``subject``, ``subject_label`` …, one row for each.

    Times are as for ``frame``: the first and the last day, with their precision; an open end is missing.

    Raises:
        UsageError: pandas is not installed.
    """
    columns = ("id", "source", "article", *_ENDS, "polarity", "modality", "speakers", "time_start", "time_end")
    rest = ("quantity_value", "quantity_unit", "plover", "confidence", "sense", "start", "end", "text")
    return frame((*columns, *rest), [_flat(record) for record in found])


_ENDS = ("subject", "subject_label", "subject_kind", "predicate", "object", "object_label", "object_kind", "content")


def _flat(record: Mapping[str, Any]) -> tuple[Any, ...]:
    begin, end = _ends(record["time"])
    subject, thing, quantity, evidence = (record[key] or {} for key in ("subject", "object", "quantity", "evidence"))
    values = (
        *(record["id"], record["source"], record["article"]),
        *(_name(subject), subject.get("label"), subject.get("kind"), record["predicate"]),
        *(_name(thing), thing.get("label"), thing.get("kind"), thing.get("value")),
        *(record["polarity"], record["modality"]),
        " › ".join(speaker["label"] for speaker in record["attribution"]) or None,
        *(begin, end),
        *(quantity.get("value"), quantity.get("unit") or None, record["plover"], record["confidence"]),
        *(record["sense"], evidence["start"], evidence["end"], evidence["text"]),
    )
    return tuple(value if value is None or isinstance(value, Literal) else Literal(value) for value in values)


def _name(entity: Mapping[str, Any]) -> str | None:
    return entity.get("qid") or entity.get("id")


def _ends(time: str | None) -> tuple[Literal | None, Literal | None]:
    """First and last date of ``1994``, ``1994-05-01/`` or ``1994/1996``."""
    begin, interval, end = (time or "").partition("/")
    return _date(begin), _date(end if interval else begin)


def _date(text: str) -> Literal | None:
    if not text:
        return None
    parts = len(text.removeprefix("-").split("-"))
    return Literal(text, datatype=[XSD["gYear"], XSD["gYearMonth"], XSD["date"]][parts - 1])
