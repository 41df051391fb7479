"""What differs between two stores, in claims: what one article is read to say, not how it is written as triples."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pyoxigraph import NamedNode

from kg.export import Record, claims
from kg.store import Store
from kg.vocab import BASE, KG

READ = "reading"
"""The field that differs where two claims say the same, but by another cue or within another claim."""

FIELDS = ("polarity", "modality", "attribution", "time", "quantity", "confidence", "sense")
"""What may change while a claim stays the same claim: that of an article, a place in it, and a proposition."""


@dataclass(frozen=True, slots=True)
class Change:
    """One claim that differs; a store that lacks it has None.

    Attributes:
        fields: Names of ``FIELDS`` that differ, or ``READ``; empty where one store lacks the claim.
    """

    a: Record | None
    b: Record | None
    fields: tuple[str, ...] = ()

    @property
    def claim(self) -> Record:
        """The claim, as the second store has it where both do."""
        return self.b or self.a or {}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, by article and place, and how many claims the stores share unchanged."""

    changes: tuple[Change, ...]
    same: int


def between(a: Store, b: Store, base_a: str = BASE, base_b: str = BASE) -> Comparison:
    """Compare the claims of two stores; labels, IRIs' bases and the background make no difference.

    Args:
        a, b: The stores; of each, one article at a time is held.
        base_a, base_b: Where their instances live.
    """
    changes: list[Change] = []
    same = 0
    marked = heapq.merge(
        (("a", claim) for claim in _claims(a, base_a)),
        (("b", claim) for claim in _claims(b, base_b)),
        key=lambda pair: pair[1].source,
    )
    for _, group in groupby(marked, key=lambda pair: pair[1].source):
        found, equal = _article(group)
        changes += found
        same += equal
    return Comparison(tuple(changes), same)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A record with what identifies it and what may change, both without the base of its store."""

    record: Record
    source: str
    key: tuple[Any, ...]
    values: Mapping[str, Any]

    def differs(self, other: _Claim) -> tuple[str, ...]:
        """Fields in which it differs; the reading as a whole only where no field says why."""
        fields = tuple(field for field in FIELDS if self.values[field] != other.values[field])
        return fields or ((READ,) if self.values[READ] != other.values[READ] else ())


def _claims(store: Store, base: str) -> Iterator[_Claim]:
    for record in claims(store, base):
        propositions = store.quads(NamedNode(record["id"]), KG.proposition)
        said = sorted(str(quad.object).removeprefix(f"<{base}") for quad in propositions)
        place = record["evidence"]
        values = {field: record[field] for field in FIELDS}
        values["attribution"] = [speaker["id"].removeprefix(base) for speaker in record["attribution"]]
        values[READ] = record["id"].removeprefix(base)
        yield _Claim(record, record["source"], (place["start"], place["end"], place["text"], *said), values)


def _article(group: Iterable[tuple[str, _Claim]]) -> tuple[list[Change], int]:
    """The changes of one article, by place, and how many of its claims have none."""
    by_key: defaultdict[tuple[Any, ...], tuple[list[_Claim], list[_Claim]]] = defaultdict(lambda: ([], []))
    for store, claim in group:
        by_key[claim.key][store == "b"].append(claim)
    pairs = [pair for key in sorted(by_key) for pair in _pairs(*by_key[key])]
    changes = [pair for pair in pairs if pair.fields or not (pair.a and pair.b)]
    return changes, len(pairs) - len(changes)


def _pairs(here: list[_Claim], there: list[_Claim]) -> Iterator[Change]:
    """Pair claims about the same words and proposition, those that differ least first; what is left stands alone."""
    ranked = sorted(
        (sum(field != READ for field in fields), bool(fields), i, j, fields)
        for i, one in enumerate(here)
        for j, other in enumerate(there)
        for fields in [one.differs(other)]
    )
    free_a, free_b = dict(enumerate(here)), dict(enumerate(there))
    for *_, i, j, fields in ranked:
        if i in free_a and j in free_b:
            yield Change(free_a.pop(i).record, free_b.pop(j).record, fields)
    yield from (Change(claim.record, None) for claim in free_a.values())
    yield from (Change(None, claim.record) for claim in free_b.values())
