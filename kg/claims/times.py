"""When a claim holds: dates and spans of years in its clause, as exact as the words are."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from kg.claims import syntax
from kg.claims.scene import Scene
from kg.model import Date, Interval, Time
from kg.trees import Token

_DATA = Path(__file__).parent.parent / "data" / "language"
_YEAR = re.compile(r"(?:19|20)\d\d|1[5-8]\d\d")


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    lines = (_DATA / "months_de.tsv").read_text(encoding="utf-8").splitlines()
    return {name.casefold(): int(number) for number, *names in (line.split("\t") for line in lines) for name in names}


def of(scene: Scene, token: Token, published: Date | None) -> Time | None:
    """The time said in the clause of a predicate; a day without a year takes the article's."""
    for node in _governors(token):
        for child in node.children:
            if child.dep in {"obl", "advmod", "nmod", "nummod", "appos"} and child.pos != "PROPN":
                date = _date([each for each in child.subtree if each.sent == token.sent], published)
                if date is not None:
                    return _bounded(scene, child, date)
    return None


def _governors(token: Token) -> list[Token]:
    result = [token]
    while (
        token.dep in {"xcomp", "conj", "obj", "nsubj", "nsubj:pass", "acl"}
        and token.head.pos in syntax.VERBAL
        and len(result) < 4
    ):
        token = token.head
        result.append(token)
    return result


def _date(tokens: list[Token], published: Date | None) -> Date | None:
    if len(tokens) > 8:
        return None
    year = month = day = 0
    for token in tokens:
        text = token.lower
        if _YEAR.fullmatch(text.rstrip(".")):
            text = text.rstrip(".")
        if _YEAR.fullmatch(text):
            year = year or int(text)
        elif text in _months():
            month = month or _months()[text]
        elif re.fullmatch(r"[0-3]?\d\.", text):
            day = day or int(text[:-1])
    if month and not year and published is not None:
        year = published.year
    if not year or (day and not month):
        return Date(year) if year else None
    return Date(year, month, day if 0 < day < 32 else 0)


def _bounded(scene: Scene, phrase: Token, date: Date) -> Time:
    marker = syntax.case(phrase)
    until = scene.lexicon.markers.get("until", frozenset())
    ends = [token for token in phrase.subtree if token.i > phrase.i and token.lower in until]
    if ends and marker in {"von", "vom", "zwischen"}:
        end = _date([token for token in phrase.subtree if token.i > ends[0].i], None)
        return Interval(date, end)
    if marker in scene.lexicon.markers.get("since", frozenset()):
        return Interval(date, None)
    if marker in scene.lexicon.markers.get("until", frozenset()):
        return Interval(None, date)
    return date
