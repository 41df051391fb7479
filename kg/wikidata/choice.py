"""Which of many records belong into a slice, and as what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.model import Kind
from kg.wikidata.records import COUNTRY, JURISDICTION, Record, Said
from kg.wikidata.selection import Property, Selection
from kg.wikidata.slices import POSITION_HELD

STATES = frozenset({Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE})
_DISSOLVED = "P576"
# Whose last term ended before is not in the news.
_EARLIEST = "1945"

Records = Callable[[], Iterable[Record]]
"""Gives all records, as often as it is called, so that they need not fit into memory."""


@dataclass(frozen=True, slots=True)
class Office:
    """An office of a state or body, with the role that the selection gives it."""

    title: str
    state: str
    role: str

    @property
    def value(self) -> str:
        """As the value of a statement."""
        return f"{self.title} @{self.state}"


def chosen(records: Records, selection: Selection, known: Mapping[str, Kind]) -> dict[str, Kind]:
    """Kinds of all that the selection takes out of the records, and of the known items among them."""
    kinds: dict[str, Kind] = {}
    for record in records():
        kind = known.get(record.id) or selection.kind(record.classes, record.pages)
        if kind:
            kinds[record.id] = _ended(kind, record) if record.id not in known else kind
    held = offices(records(), selection, {**known, **kinds})
    named = dict(_named(records(), selection, kinds))
    for record in records():
        if record.id not in kinds and (takes := named.get(record.id) or _holder(record, held)):
            kind = selection.kind(record.classes, record.pages, named=True)
            if kind == takes or (takes != Kind.PERSON and kind != Kind.PERSON):
                kinds[record.id] = kind or takes
    return kinds


def missing(records: Records, selection: Selection, known: Mapping[str, Kind]) -> set[str]:
    """What statements of the slice name and take in, and is not among the records."""
    kinds = chosen(records, selection, known)
    named = {id for id, _ in _named(records(), selection, kinds)}
    for record in records():
        named.discard(record.id)
    return named


def _ended(kind: Kind, record: Record) -> Kind:
    return Kind.HISTORICAL_STATE if kind in STATES and record.values(_DISSOLVED) else kind


def _named(found: Iterable[Record], selection: Selection, kinds: Mapping[str, Kind]) -> Iterator[tuple[str, Kind]]:
    for record in found:
        for said in record.said if record.id in kinds else ():
            property = applicable(selection, said, kinds[record.id])
            if property and property.takes and property.value == "item" and (said.end or "9") >= _EARLIEST:
                yield said.value, property.takes


def _holder(record: Record, held: Mapping[str, Office]) -> Kind | None:
    terms = (said for said in record.said if said.property == POSITION_HELD and said.value in held)
    return Kind.PERSON if any((said.end or "9") >= _EARLIEST for said in terms) else None


def applicable(selection: Selection, said: Said, kind: Kind) -> Property | None:
    """The selected property of a statement about a subject of a kind; None if it is not kept."""
    found = selection.properties.get(said.property)
    return found if found and (not found.of or kind in found.of) else None


def offices(found: Iterable[Record], selection: Selection, kinds: Mapping[str, Kind]) -> dict[str, Office]:
    """Offices that have a role and belong to a state or body of the slice, by QID."""
    held = {}
    for record in found:
        role = selection.role((*record.classes, *record.superclasses))
        title = record.label_en or record.label_de
        states = [id for id in record.values(JURISDICTION) or record.values(COUNTRY) if id in kinds]
        if role and title and states:
            held[record.id] = Office(title, states[0], role)
    return held
