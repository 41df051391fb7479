"""What the files in ``kg/data/reading`` say about layout, words and languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from kg.model import Role

_DATA = Path(__file__).parent.parent / "data" / "reading"
_MACRO = re.compile(r"<([a-z]+)>")
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]| \?| ")


class Rules(NamedTuple):
    """The patterns of one role at one place, as one expression."""

    role: Role | None
    place: str
    pattern: re.Pattern[str]


@cache
def rules() -> dict[str, tuple[Rules, ...]]:
    """Rules by place, each place's in the order of the files; ``patterns.any.tsv`` tells the form."""
    grouped: dict[str, dict[str, list[str]]] = {}
    for role, place, pattern in _rows():
        grouped.setdefault(place, {}).setdefault(role, []).append(pattern)
    return {
        place: tuple(
            Rules(Role(role) if role != "-" else None, place, re.compile(_alternatives(patterns, place)))
            for role, patterns in by_role.items()
        )
        for place, by_role in grouped.items()
    }


def _alternatives(patterns: list[str], place: str) -> str:
    """One expression for all patterns; those for an end of a paragraph are bound to it."""
    end = r"\Z" if place in ("tail", "credit", "source") else ""
    return f"(?:{'|'.join(f'(?:{pattern})' for pattern in patterns)}){end}"


def _rows() -> Iterator[tuple[str, str, str]]:
    """Role, place and pattern with its named parts filled in, of every file."""
    parts: dict[str, str] = {}
    for path in sorted(_DATA.glob("patterns.*.tsv")):
        for line in _lines(path):
            fields = [field.strip("\n") for field in line.split("\t")]
            pattern = _MACRO.sub(lambda match: f"(?:{parts[match[1]]})", _blanks(fields[-1]))
            if fields[0].startswith("@"):
                parts[fields[0][1:]] = pattern
            else:
                yield fields[0], fields[1], pattern


def _blanks(pattern: str) -> str:
    """Let a blank outside of a character class stand for any number of blanks."""
    return _PART.sub(lambda match: {" ?": " *", " ": " +"}.get(match[0], match[0]), pattern)


def _lines(path: Path) -> Iterator[str]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


@cache
def words(name: str) -> frozenset[str]:
    """Words of a list: ``words.de``, ``camel``, ``given-names`` ..."""
    return frozenset(word for line in _lines(_DATA / f"{name}.txt") for word in line.split())


@cache
def frequent_words() -> dict[str, frozenset[str]]:
    """Frequent words of each language that has a list, by its code."""
    return {path.name.split(".")[1]: words(path.stem) for path in sorted(_DATA.glob("words.*.txt"))}


@cache
def function_words() -> frozenset[str]:
    """Frequent words of all languages together."""
    return frozenset().union(*frequent_words().values())


@cache
def abbreviations() -> frozenset[str]:
    """Words whose full stop ends no sentence."""
    return frozenset().union(*(words(path.stem) for path in sorted(_DATA.glob("abbreviations.*.txt"))))


@cache
def languages() -> dict[str, str]:
    """English names of languages by their two-letter codes."""
    return {code: name for code, name, _ in _languages()}


@cache
def language_codes() -> dict[str, str]:
    """Two-letter codes by every name and code that an article may carry, in lower case."""
    return {name: code for code, english, others in _languages() for name in (code, english.lower(), *others.split())}


def _languages() -> Iterator[tuple[str, str, str]]:
    for line in _lines(_DATA / "languages.tsv"):
        code, english, others = line.split("\t")
        yield code, english, others
