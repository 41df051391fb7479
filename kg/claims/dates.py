"""What words of time mean on the day of publication; the words lie in ``kg/data/language/times_de.tsv``.

A phrase becomes a string of one letter a word (``SwW`` would be *vergangener Woche Montag*), and patterns over such
strings say what it means. What no pattern reads has no time: better none than a wrong one.

Of the expressions in ``tests/data/times_de.tsv`` dateparser 1.5 reads 37 % rightly and 20 % wrongly, ctparse 0.3 22 %
and 61 %; recognizers-text has no German for Python. Neither knows intervals of German, nor how exact its dates are.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812
from datetime import timedelta
from functools import lru_cache, partial
from pathlib import Path

from kg.model import Date, Interval, Time

_TABLE = Path(__file__).parent.parent / "data" / "language" / "times_de.tsv"
_ENDINGS = ("e", "en", "er", "es", "em")
_LETTERS = {
    "month": "M", "weekday": "W", "season": "E", "deictic": "T", "still": "n", "day": "d", "week": "w",
    "month-long": "m", "year-long": "j", "days": "P", "weekend": "k", "shift": "S", "part": "G", "number": "N",
    "decade": "C", "century": "H", "since": "s", "from": "b", "until": "u", "ago": "A", "after": "a", "between": "z",
    "and": "&", "within": "i", "holding": "h", "onto": "o", "filler": "f",
}  # fmt: skip
_UNITS = {"d": "day", "w": "week", "m": "month", "j": "year"}
_YEAR = re.compile(r"(?:19|20)\d\d|1[5-8]\d\d")
_YEARS = re.compile(rf"({_YEAR.pattern})[-–/]({_YEAR.pattern}|\d\d)")
_FULL = re.compile(rf"([0-3]?\d)\.([01]?\d)\.({_YEAR.pattern})")
_DECADE = re.compile(r"((?:1[5-9]|20)?\d0)(\D+)")
_SHORT_DECADES = range(30, 100)  # "die 20er" may be those of either century
_OLD = 1900
_ANCIENT = 9  # centuries that may be before Christ
_MANY = 1000  # nobody counts so many weeks

_Word = tuple[str, int | str | Date | Interval]


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Kind -> form -> value; a form is in small letters unless it begins with a capital that tells it apart."""
    result: dict[str, dict[str, str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            kind, value, forms = line.split("\t")
            for form in forms.split():
                inflected = [form[:-1] + ending for ending in _ENDINGS] if form.endswith("-") else [form]
                result.setdefault(kind, {}).update(dict.fromkeys(inflected, value))
    return result


@lru_cache
def words(kind: str) -> frozenset[str]:
    """The forms of a kind, as the table has them."""
    return frozenset(_table()[kind])


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[_Word, ...]]:
    table = _table()
    found: dict[str, tuple[_Word, ...]] = {}
    for kind, letter in _LETTERS.items():
        for form, value in table[kind].items():
            found[form] = ((letter, int(value) if value.lstrip("-").isdigit() else value),)
    for kind, letter in (("week-of", "w"), ("month-of", "m"), ("year-of", "j")):
        for form, value in table[kind].items():
            found[form] = (("S", int(value)), (letter, 0))
    for day in table["weekday"]:
        for part in table["daypart"]:
            found[day + part] = found[day]
    for name, decade in table["decade"].items():
        for end in table["decade-end"]:
            found[name + end] = (("C", int(decade)),)
    return found


@lru_cache(1 << 12)
def _read(text: str) -> tuple[_Word, ...]:
    """The letters and values of a word."""
    known = _known()
    found = known.get(text) or known.get(text.lower()) or known.get(text.capitalize() if text.isupper() else "")
    if found:
        return found
    plain = text.rstrip(".")
    if full := _FULL.fullmatch(plain):
        day, month, year = map(int, full.groups())
        return (("X", Date(year, month, day)),) if _is_day(year, month, day) else (("x", 0),)
    if _YEAR.fullmatch(plain):
        return (("Y", int(plain)),)
    if years := _YEARS.fullmatch(plain):
        start, end = int(years[1]), int(years[1][: 4 - len(years[2])] + years[2])
        return (("R", Interval(Date(start), Date(end))),) if start < end else (("x", 0),)
    if re.fullmatch(r"0?[1-9]\.|[12]\d\.|3[01]\.", text):
        return (("D", int(plain)),)
    if plain.isdigit():
        return (("N", int(plain)),)
    decade = _DECADE.fullmatch(text.lower())
    if decade and decade[2] in _table()["decade-end"]:
        number = int(decade[1])
        if number > _OLD or number in _SHORT_DECADES:
            return (("C", number if number > _OLD else _OLD + number),)
    return (("x", 0),)


def is_temporal(text: str) -> bool:
    """Whether a word may name a time: the cheap look before ``resolve``."""
    return any(letter in "MWETXYRCHPkSdwmj" for letter, _ in _read(text))


def is_known(text: str) -> bool:
    """Whether a word is one of those that phrases of time are made of."""
    return all(letter != "x" for letter, _ in _read(text))


def resolve(phrase: Sequence[str], published: Date | None, ahead: bool = False) -> Time | None:
    """The time that a phrase means, with its preposition.

    A weekday, a month or a day without a year is the nearest one before the day of publication, that day included;
    the nearest one after it if the clause looks ahead. What is no single day, month or year is the interval it lies
    in: a week its Monday to Sunday, a decade its years. *Anfang*, *Mitte* and *Ende* leave a span as it is.

    Args:
        phrase: Its words, without what is said about them in clauses.
        published: Without it relative words mean nothing.
        ahead: Whether the clause is about what is to come.

    >>> str(resolve("seit Ende Mai".split(), Date(2024, 6, 20)))
    '2024-05/'
    >>> str(resolve("am Freitag".split(), Date(2024, 6, 20), ahead=True))
    '2024-06-21'
    """
    symbols = [symbol for text in phrase for symbol in _read(text)]
    return _Reader(published, ahead).phrase(symbols)


def _is_day(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _letters(symbols: Sequence[_Word]) -> str:
    return "".join(letter for letter, _ in symbols)


def _date(day: Day) -> Date:
    return Date(day.year, day.month, day.day)


def _days(first: Day, length: int) -> Interval:
    return Interval(_date(first), _date(first + timedelta(length - 1)))


def _first(time: Time) -> Date | None:
    return time.start if isinstance(time, Interval) else time


def _last(time: Time) -> Date | None:
    return time.end if isinstance(time, Interval) else time


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads symbols as seen from a day."""

    published: Date | None
    ahead: bool

    # -- phrases -------------------------------------------------------------------------------

    def phrase(self, symbols: list[_Word]) -> Time | None:
        """The time of a phrase with its preposition."""
        bare = [symbol for symbol in symbols if symbol[0] != "f"]
        letters = _letters(bare)
        if letters.startswith("o"):
            return None
        if "T" in letters and ("n" in letters or letters.startswith("uT")):
            return None
        if re.match(r"\w?f*Y[xPdwm]", _letters(symbols)):
            return None  # a number of things
        bare = [symbol for symbol in bare if symbol[0] not in "no"]
        letters = _letters(bare)
        if letters[:1] == "z" or "u" in letters[1:]:
            return self._between(bare, letters.find("&" if letters[0] == "z" else "u", 1))
        if "&" in letters:
            parts = bare[: letters.index("&")], bare[letters.index("&") + 1 :]
            if all(self._moment(part) for part in parts):
                return None  # two times are none that a claim can have
        return self._bounded(bare, letters)

    def _bounded(self, bare: list[_Word], letters: str) -> Time | None:
        """The time of a phrase with one moment: its preposition makes it a beginning, an end or a time."""
        head, counted = letters[:1], re.match(".N[Pdwmj]", letters)
        reader = _Reader(self.published, False) if head == "s" else self
        if head in {"s", "A"} and counted:
            found = self._counted(bare, -1)
            return Interval(_first(found), None) if found and head == "s" else found
        if head == "i" and counted:
            return self._counted(bare, 1) if self.ahead else None
        if head in {"s", "b", "u"}:
            found = reader._lent(bare[1:])
        elif head in {"i", "h"}:
            found = self._lent(bare)
        else:
            found = self._moment(bare[1:] if head in {"A", "a"} else bare, anchored=True)
        if found and head in {"s", "b", "a"}:
            return Interval(_first(found), None)
        return Interval(None, _last(found)) if found and head in {"u", "A"} else found

    def _lent(self, bare: list[_Word]) -> Time | None:
        """The time of a phrase that may name an event with its date, *im Wahlkampf 2019*: not what is beside that."""
        letters = _letters(bare)
        if re.search("AN[Pdwmj]", letters):
            return None  # Montag vor einer Woche
        turn = re.search("[Aa]", letters)
        return self._moment(bare[: turn.start()] if turn else bare)

    def _between(self, bare: list[_Word], cut: int) -> Time | None:
        """*von 1994 bis 1999*, *zwischen Mai und Juli*, *vom 7. bis zum 10. Mai*."""
        if cut < 1:
            return None
        left, right = bare[:cut], bare[cut + 1 :]
        if re.match("[Aa]", _letters(left)):
            return None
        end = self._moment(right, anchored=True)
        if isinstance(end, Interval) or end is None:
            return None
        start = _Reader(end, ahead=False)._start(left, end)
        if start is None or start.first() > end.last():
            return None
        return Interval(start, end)

    def _start(self, left: list[_Word], end: Date) -> Date | None:
        days = [value for letter, value in left if letter == "D"]
        if days and "M" not in _letters(left) and end.day:
            day = int(str(days[-1]))
            return Date(end.year, end.month, day) if day < end.day else None
        start = self._moment(left)
        return start if isinstance(start, Date) else None

    # -- moments -------------------------------------------------------------------------------

    def _moment(self, bare: Sequence[_Word], anchored: bool = False) -> Time | None:
        """The first moment, prepositions set aside.

        Args:
            anchored: Whether no other words may stand before it.
        """
        symbols = [symbol for symbol in bare if symbol[0] not in "hian"]
        letters = _letters(symbols)
        for pattern, read in _PATTERNS:
            found = pattern.search(letters)
            if found and not (anchored and "x" in letters[: found.start()]):
                groups = {name: symbols[found.start(name)][1] for name, value in found.groupdict().items() if value}
                return read(self, **groups)
        return None

    def full(self, time: Time) -> Time | None:
        return time

    def day(self, day: int, month: int, year: int | None = None, years: int | None = None) -> Time | None:
        year = self._year(year, years)
        if year is None and self.published and self.published.day:
            year = self.published.year + self._turn((month, day), (self.published.month, self.published.day), 0)
        return Date(year, month, day) if year and _is_day(year, month, day) else None

    def month(
        self, month: int, shift: int | None = None, year: int | None = None, years: int | None = None
    ) -> Time | None:
        year = self._year(year, years)
        if year is None and self.published and self.published.month:
            turn = 0 if shift == 0 else self._turn((month,), (self.published.month,), shift or 0)
            year = self.published.year + turn
        return Date(year, month) if year else None

    def season(
        self, season: int, shift: int | None = None, year: int | None = None, years: int | None = None
    ) -> Time | None:
        year = self._year(year, years)
        found = self.month(season, shift, year) if season else None
        year = found.year if isinstance(found, Date) else year
        return Date(year) if year else None

    def _year(self, year: int | None, years: int | None) -> int | None:
        """A year that is named, or counted from that of publication."""
        return self.published.year + years if years is not None and self.published else year

    def _turn(self, moment: tuple[int, ...], here: tuple[int, ...], shift: int) -> int:
        """Years from this one to the nearest such moment on the side looked to; a shift leaves the present one out."""
        if moment == here:
            return shift
        return (moment < here) if shift > 0 or (self.ahead and not shift) else -(moment > here)

    def year(self, year: int) -> Time | None:
        return Date(year)

    def decade(self, first: int) -> Time | None:
        return Interval(Date(first), Date(first + 9))

    def century(self, number: int) -> Time | None:
        return Interval(Date(100 * number - 99), Date(100 * number)) if number > _ANCIENT else None

    def _today(self) -> Day | None:
        published = self.published
        if published and _is_day(published.year, published.month, published.day):
            return Day(published.year, published.month, published.day)
        return None

    def weekday(
        self, weekday: int, shift: int | None = None, weeks: int | None = None, week: int | None = None
    ) -> Time | None:
        today = self._today()
        if not today:
            return None
        if week is not None or shift == 0:
            return _date(today + timedelta(7 * (weeks or 0) + weekday - today.isoweekday()))
        ahead = shift > 0 if shift else self.ahead
        away = (weekday - today.isoweekday()) % 7 if ahead else -((today.isoweekday() - weekday) % 7)
        return _date(today + timedelta(away or 7 * (shift or 0)))

    def weekend(self, shift: int | None = None) -> Time | None:
        today = self._today()
        if not today:
            return None
        saturday = today + timedelta(6 - today.isoweekday())
        is_now = today >= saturday
        if shift is None:
            shift = 0 if self.ahead or is_now else -1
        elif shift > 0 and not is_now:
            shift -= 1  # the coming weekend is that of this week
        return _days(saturday + timedelta(7 * shift), 2)

    def span(self, unit: str, shift: int = 0) -> Time | None:
        """The unit so many units from the present one."""
        published, today = self.published, self._today()
        if published and unit == "year":
            return Date(published.year + shift)
        if published and published.month and unit == "month":
            months = 12 * published.year + published.month - 1 + shift
            return Date(months // 12, months % 12 + 1)
        if today and unit == "day":
            return _date(today + timedelta(shift))
        return _days(today + timedelta(7 * shift + 1 - today.isoweekday()), 7) if today and unit == "week" else None

    def _counted(self, bare: Sequence[_Word], sign: int) -> Time | None:
        """*vor drei Wochen*: the week so many weeks ago."""
        count, (letter, unit) = bare[1][1], bare[2]
        name = _UNITS.get(letter) or str(unit)
        return self.span(name, sign * count) if isinstance(count, int) and count < _MANY else None


def _patterns() -> Iterator[tuple[re.Pattern[str], Callable[..., Time | None]]]:
    year = "(?:j?(?P<year>Y)|(?P<years>S)j)?"
    yield re.compile("(?P<time>[XR])"), _Reader.full
    yield re.compile(f"(?P<day>D)(?P<month>M){year}"), _Reader.day
    yield re.compile(f"(?P<shift>S)?(?P<month>M){year}"), _Reader.month
    yield re.compile("(?P<number>D)H"), _Reader.century
    yield re.compile("(?P<first>C)"), _Reader.decade
    yield re.compile("(?P<shift>S)?k"), _Reader.weekend
    yield re.compile("(?<!N)(?P<shift>S)?(?P<weekday>W)(?:(?P<weeks>S)?(?P<week>w))?"), _Reader.weekday
    yield re.compile("(?P<shift>T)"), partial(_Reader.span, unit="day")
    yield re.compile(f"(?P<shift>S)?(?P<season>E){year}"), _Reader.season
    yield re.compile("(?<![NS])(?<!Sj)j?(?P<year>Y)"), _Reader.year
    for letter in "jmw":
        yield re.compile(f"(?:(?P<shift>S)|G){letter}"), partial(_Reader.span, unit=_UNITS[letter])


_PATTERNS = tuple(_patterns())
