"""Words of a phrase -> a date, no more exact than they are: *am 3. Mai*, *vor zwei Jahren*, *Ende Vorjahr*.

What the words mean lies in ``kg/data/language/times_de.tsv``. Relative words count from the day of publication;
without one they give no date.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from kg.model import Date, Interval

_DATA = Path(__file__).parent.parent / "data" / "language"
_YEAR = re.compile(r"(?:(?:19|20)\d\d|1[5-8]\d\d)\.?")
_DAY = re.compile(r"([0-3]?\d)\.")
_FULL = re.compile(r"([0-3]?\d)\.([01]?\d)\.((?:19|20)\d\d)")
_ISO = re.compile(r"((?:19|20)\d\d)-([01]\d)-([0-3]\d)")
_DECADE = re.compile(r"((?:18|19|20)\d0)er")


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Kind of word -> form -> value."""
    found: dict[str, dict[str, str]] = {}
    for line in (_DATA / "times_de.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, value, *forms = line.split("\t")
            found.setdefault(kind, {}).update(dict.fromkeys(forms, value))
    return found


def is_time(word: str) -> bool:
    """Whether a word in lower case names a day of the week, a month, a year, or a stretch of such."""
    table = _table()
    named = any(word in table[kind] for kind in ("month", "day", "unit", "units", "year", "month-step", "week"))
    return named or _weekday(word) is not None or bool(_YEAR.fullmatch(word))


def date(words: Sequence[str], published: Date | None, ahead: bool = False) -> Date | Interval | None:
    """The date that a phrase says.

    Args:
        words: In lower case, without what hangs on other words.
        published: The article's day.
        ahead: What is told lies in the future: *am Montag* is the next one.

    >>> friday = Date(2024, 5, 3)
    >>> str(date(["am", "3.", "mai", "2022"], None)), str(date(["im", "oktober"], friday))
    ('2022-05-03', '2023-10')
    >>> str(date(["vor", "zwei", "jahren"], friday)), str(date(["am", "dienstagabend"], friday))
    ('2022', '2024-04-30')
    >>> date(["gestern"], None) is None
    True
    """
    absolute, year = _absolute(words), next((int(w[:4]) for w in words if _YEAR.fullmatch(w)), 0)
    if absolute is not None:
        return absolute
    decade = _decade(words)
    if decade:
        return Interval(Date(decade), Date(decade + 9))
    month = next((int(_table()["month"][w]) for w in words if w in _table()["month"]), 0)
    if month:
        day = next((int(m[1]) for m in map(_DAY.fullmatch, words) if m), 0)
        day = day if 0 < day < 32 else 0
        if year:
            return Date(year, month, day)
        return _nearest_month(month, day, words, published, ahead) if published else None
    if year:
        return Date(year)
    return _relative(words, published, ahead) if published is not None and published.day else None


def _decade(words: Sequence[str]) -> int | None:
    """The first year of a decade: *in den 1990er Jahren*, *in den neunziger Jahren*."""
    written = next((int(match[1]) for match in map(_DECADE.fullmatch, words) if match), None)
    return written or _value("decade", words)


def _absolute(words: Sequence[str]) -> Date | None:
    for word in words:
        if match := _FULL.fullmatch(word):
            return _valid(int(match[3]), int(match[2]), int(match[1]))
        if match := _ISO.fullmatch(word):
            return _valid(*map(int, match.groups()))
    return None


def _valid(year: int, month: int, day: int) -> Date | None:
    return Date(year, month, day) if 0 < month < 13 and 0 < day < 32 else None


def _nearest_month(month: int, day: int, words: Sequence[str], published: Date, ahead: bool) -> Date:
    """A month without its year: the last one, the next one for what is to come."""
    step = _value("step", words)
    now = (published.month or 12, published.day or 31)
    later = (month, day or 1) > now if day else month > now[0]
    earlier = (month, day or 31) < now if day else month < now[0]
    forward = ahead if step is None else step > 0
    shift = (1 if earlier else 0) if forward else (-1 if later else 0)
    return Date(published.year + shift, month, day)


def _relative(words: Sequence[str], published: Date, ahead: bool) -> Date | None:
    today = dt.date(published.year, published.month, min(published.day, 28 if published.month == 2 else 30))
    if published.day > today.day:
        today += dt.timedelta(published.day - today.day)
    if (days := _value("day", words[:1])) is not None:  # am Morgen is no day
        return _on(today + dt.timedelta(days))
    weekday = next((number for number in map(_weekday, words) if number is not None), None)
    step = _value("step", words)
    if weekday is not None:
        return _on(_that_weekday(today, weekday, step, ahead))
    if (years := _value("year", words)) is not None:
        return Date(today.year + years)
    if (months := _value("month-step", words)) is not None:
        return _month(today, months)
    if (weeks := _value("week", words)) is not None:
        return _week(today, weeks)
    one, several = (next((_table()[kind][w] for w in words if w in _table()[kind]), None) for kind in ("unit", "units"))
    if words[0] in _table()["ago"]:
        number, unit = _number(words), one or several
        return None if number is None or unit is None else _moved(today, unit, -number)
    return None if step is None or one is None else _moved(today, one, step)  # in den letzten Jahren is no year


def _weekday(word: str) -> int | None:
    for name, number in _table()["weekday"].items():
        if word.startswith(name) and (word == name or word[len(name) :] in _table()["daytime"]):
            return int(number)
    return None


def _that_weekday(today: dt.date, weekday: int, step: int | None, ahead: bool) -> dt.date:
    back = (today.weekday() - weekday) % 7
    if step is None or step == 0:
        return today + dt.timedelta((-back) % 7) if ahead else today - dt.timedelta(back)
    if step < 0:
        return today - dt.timedelta(back or 7)
    return today + dt.timedelta((-back) % 7 or 7)


def _value(kind: str, words: Sequence[str]) -> int | None:
    table = _table()[kind]
    return next((int(table[word]) for word in words if word in table), None)


def _number(words: Sequence[str]) -> int | None:
    digits = next((int(word) for word in words if word.isdigit()), None)
    return digits if digits is not None else _value("number", words)


def _moved(today: dt.date, unit: str, steps: int) -> Date | None:
    if unit == "day":
        return _on(today + dt.timedelta(steps)) if steps else None
    if unit == "week":
        return _week(today, steps)
    if unit == "month":
        return _month(today, steps)
    return Date(today.year + steps)


def _on(day: dt.date) -> Date:
    return Date(day.year, day.month, day.day)


def _week(today: dt.date, steps: int) -> Date:
    """A week, no more exactly than by the month, or the year, that all its days are in."""
    monday = today + dt.timedelta(7 * steps - today.weekday())
    sunday = monday + dt.timedelta(6)
    return Date(monday.year, monday.month) if monday.month == sunday.month else Date(monday.year)


def _month(today: dt.date, steps: int) -> Date:
    count = today.year * 12 + today.month - 1 + steps
    return Date(count // 12, count % 12 + 1)
