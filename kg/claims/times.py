"""When a claim holds: dates and spans of years in its clause, as exact as the words are."""

from __future__ import annotations

from collections.abc import Iterable

from kg.claims import calendar, syntax
from kg.claims.scene import Scene
from kg.model import Date, Interval, Time
from kg.trees import Token

_PHRASES = frozenset({"obl", "advmod", "nmod", "nummod", "appos", "obj", "nsubj"})
_LONGEST = 8


def of(
    scene: Scene, token: Token, published: Date | None, ahead: bool = False, in_passing: bool = False
) -> Time | None:
    """The time said in the clause of a predicate.

    Args:
        published: The article's day, from which *gestern* and *im Mai* count.
        ahead: What is told lies in the future.
        in_passing: The predicate only says who somebody is; when the clause holds is not about that.
    """
    for node in [token] if in_passing else _governors(token):
        for child in node.children:
            named = child.pos == "PROPN" or child.dep in {"obj", "nsubj"}
            if child.dep not in _PHRASES or (named and (child.entity == "PER" or not calendar.is_time(child.lower))):
                continue
            time = _time(scene, child, _own(child), published, ahead)
            if time is not None:
                return time
        for child in node.children:
            year = child.next  # der OVKS 2006 beigetreten: a parser may hang the year on the name
            if year is not None and child.i in scene.whole and year.head is child and not year.children:
                time = calendar.date([year.lower], None)
                if time is not None:
                    return time
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


def _own(phrase: Token) -> list[Token]:
    """The words of a phrase, without what says more about its nouns: not of *bei der Bewerbung zur EM 2013*."""
    near = [phrase, *phrase.children]
    deep = [token for child in phrase.children if calendar.is_time(child.lower) for token in child.subtree]
    found = {token.i: token for token in (*near, *deep) if token.sent is phrase.sent}
    if calendar.is_time(phrase.lower):
        found |= {token.i: token for token in phrase.subtree if token.sent is phrase.sent}
    return [found[i] for i in sorted(found)]


def _time(scene: Scene, phrase: Token, tokens: list[Token], published: Date | None, ahead: bool) -> Time | None:
    if len(tokens) > _LONGEST:
        return None
    marker = syntax.case(phrase)
    markers = scene.lexicon.markers
    until = markers.get("until", frozenset())
    ends = [token for token in tokens if token.i > phrase.i and token.lower in until]
    if ends and (marker in {"von", "vom", "zwischen"} or phrase.lower in {"jahre", "jahren"}):
        before = calendar.date(_words(each for each in tokens if each.i < ends[0].i), published, ahead)
        after = calendar.date(_words(each for each in tokens if each.i > ends[0].i), published, ahead)
        return Interval(before, after) if isinstance(before, Date) and isinstance(after, Date) else before
    date = calendar.date(_words(tokens), published, ahead)
    if isinstance(date, Interval) and marker in markers.get("since", frozenset()):
        return Interval(date.start, None)
    if not isinstance(date, Date):
        return date
    if marker in markers.get("since", frozenset()):
        return Interval(date, None)
    return Interval(None, date) if marker in until else date


def _words(tokens: Iterable[Token]) -> list[str]:
    return [token.lower for token in tokens]
