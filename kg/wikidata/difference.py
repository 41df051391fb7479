"""What changed between two slices, as lines for a person."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.wikidata.slices import Item, Statement, WikidataSlice
from kg.wikidata.tables import order

_LISTS = ("aliases", "demonyms", "adjectives", "seats", "surnames")
_TEXTS = ("kind", "label_en", "label_de", "prominence")

_ITEM = re.compile(r"(?:.+ @)?(?:Q\d+|nil-\S+)")

_Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        sign: "+" added, "-" removed, "~" changed.
        what: "entity" or "statement".
        id: The entity, or the statement's subject.
        text: What is there now, or was, or both.
    """

    sign: str
    what: str
    id: str
    text: str


def compare(old: WikidataSlice, new: WikidataSlice) -> list[Change]:
    """Differences of two slices: entities, then statements, each by QID.

    Sources alone make no difference: a statement that more sources confirm is the same statement.
    """
    return [*_entities(old, new), *_statements(old, new)]


def when(statement: Statement) -> str:
    """When a statement holds: "no dates known" where no source dates it, empty where the value is a date or text.

    >>> when(Statement("Q232", "P463", "Q1065", None, None, "own"))
    'no dates known'
    """
    if not statement.start and not statement.end:
        return "no dates known" if _ITEM.fullmatch(statement.value) else ""
    return f"{statement.start or '?'} to {statement.end or '?'}"


def _entities(old: WikidataSlice, new: WikidataSlice) -> Iterator[Change]:
    before, after = ({item.id: item for item in each.items()} for each in (old, new))
    for id in sorted(before.keys() | after.keys(), key=order):
        if id not in after:
            yield Change("-", "entity", id, f"{before[id].label} ({before[id].kind})")
        elif id not in before:
            yield Change("+", "entity", id, f"{after[id].label} ({after[id].kind})")
        elif changes := list(_cells(before[id], after[id])):
            yield Change("~", "entity", id, f"{after[id].label}: {'; '.join(changes)}")


def _cells(before: Item, after: Item) -> Iterator[str]:
    for name in _TEXTS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield f"{name} {was or 'none'} -> {now or 'none'}"
    for name in _LISTS:
        gone, come = (
            [text for text in getattr(one, name) if text not in getattr(other, name)]
            for one, other in ((before, after), (after, before))
        )
        signed = [f"-{text}" for text in gone] + [f"+{text}" for text in come]
        if signed:
            yield f"{name} {', '.join(signed)}"


def _statements(old: WikidataSlice, new: WikidataSlice) -> Iterator[Change]:
    before, after = _dated(old), _dated(new)
    for triple in sorted(before.keys() | after.keys(), key=lambda each: (order(each[0]), each[1], order(each[2]))):
        was, now = before.get(triple, []), after.get(triple, [])
        if was != now:
            said = _said(triple, new if now else old)
            if was and now:
                yield Change("~", "statement", triple[0], f"{said}: {', '.join(was)} -> {', '.join(now)}")
            else:
                times = ", ".join(now or was)
                yield Change("+" if now else "-", "statement", triple[0], f"{said}: {times}" if times else said)


def _dated(wikidata: WikidataSlice) -> Mapping[_Triple, list[str]]:
    found: dict[_Triple, list[str]] = defaultdict(list)
    for said in _all(wikidata):
        rank = f" ({said.rank})" if said.rank else ""
        found[said.subject, said.property, said.value].append(when(said) + rank)
    return {triple: sorted(times) for triple, times in found.items()}


def _all(wikidata: WikidataSlice) -> Iterable[Statement]:
    return (said for item in wikidata.items() for said in wikidata.statements(item.id))


def _said(triple: _Triple, wikidata: WikidataSlice) -> str:
    subject, property, value = triple
    return f"{named(wikidata, subject)} {property} {named(wikidata, value)}"


def named(wikidata: WikidataSlice, value: str) -> str:
    """A value with the label of the item in it: "Q232 (Kazakhstan)"."""
    item = wikidata.item(value.rpartition(" @")[2])
    return f"{value} ({item.label})" if item else value
