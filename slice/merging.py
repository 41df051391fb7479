"""Lays the project's own facts over the collected ones, and notes where the two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from rows import HEADS, Fact, agree, overlap, triple

CONFLICT_COLUMNS = ("subject", "property", "value", "what", "collected", "kept", "source")

_DATES = frozenset({"P571", "P576", "P580", "P582"})
_TERMS = HEADS | {"P39"}
_CLOSE = 31


@dataclass(frozen=True, order=True)
class Conflict:
    """Two sources differ: what the collected facts say, and what the slice keeps."""

    subject: str
    property: str
    value: str
    what: str
    collected: str
    kept: str
    source: str


def merge(
    collected: Iterable[Fact], own: Sequence[Fact], complete: Collection[str]
) -> tuple[list[Fact], list[Conflict]]:
    """Own facts and the collected ones that they do not replace.

    An own date replaces a collected one; an own membership all collected dates of this membership; an own term the
    terms of this person in this office that it overlaps. What is replaced stays a source of a date that it shares.

    Args:
        complete: Bodies whose own list of members is whole; collected members beside it are left out.

    Returns:
        The facts, and the differences sorted.
    """
    mine: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    replaced: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    kept: list[Fact] = []
    conflicts: list[Conflict] = []
    for fact in own:
        mine[_group(fact)].append(fact)
    for fact in collected:
        rivals = [each for each in mine[_group(fact)] if _replaces(each, fact)]
        if rivals:
            replaced[_group(fact)].append(fact)
            conflicts += _differences(fact, rivals)
        elif fact.property == "P463" and fact.value in complete:
            conflicts.append(_conflict(fact, "member", "yes", "no"))
        else:
            kept.append(fact)
    kept += [_sourced(fact, replaced[_group(fact)]) for fact in own]
    return kept, sorted(conflicts)


def _group(fact: Fact) -> tuple[str, str, str]:
    return triple(fact) if fact.property not in _DATES else (fact.subject, fact.property, "")


def _replaces(own: Fact, collected: Fact) -> bool:
    return own.property not in _TERMS or not collected.start or overlap(own, collected)


def _differences(fact: Fact, rivals: Sequence[Fact]) -> Iterable[Conflict]:
    if fact.property in _DATES:
        if not any(agree(each.value, fact.value) for each in rivals):
            yield _conflict(fact, "date", fact.value, rivals[0].value)
        return
    yield from _difference(fact, rivals, "start", lambda each: each.start)
    if fact.end:
        yield from _difference(fact, rivals, "end", lambda each: each.end)
    elif all(each.end for each in rivals):
        yield _conflict(fact, "end", "open", max(each.end for each in rivals))


def _difference(fact: Fact, rivals: Sequence[Fact], what: str, of: Callable[[Fact], str]) -> Iterable[Conflict]:
    if not any(agree(of(each), of(fact), _CLOSE) for each in rivals):
        yield _conflict(fact, what, of(fact), "; ".join(dict.fromkeys(of(each) for each in rivals)))


def _conflict(fact: Fact, what: str, collected: str, kept: str) -> Conflict:
    value = "" if fact.property in _DATES else fact.value
    return Conflict(fact.subject, fact.property, value, what, collected, kept, "|".join(fact.source))


def _sourced(own: Fact, collected: Sequence[Fact]) -> Fact:
    codes = [code for fact in collected if _says(fact, own) for code in fact.source]
    return Fact(own.subject, own.property, own.value, own.start, own.end, tuple(dict.fromkeys([*codes, *own.source])))


def _says(collected: Fact, own: Fact) -> bool:
    if own.property in _DATES:
        return agree(collected.value, own.value)
    return agree(collected.start, own.start, _CLOSE) and (not collected.end or agree(collected.end, own.end, _CLOSE))
