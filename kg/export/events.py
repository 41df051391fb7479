"""Events as political scientists count them: who did what to whom, in the codes of PLOVER and CAMEO.

Which code a relation has, and which polarity, modality or time gives an auxiliary mode, is read from ``graph/ontology``
of the store, where ``ontology/kg.ttl`` and ``ontology/plover.ttl`` have put it.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from pyoxigraph import Literal, NamedNode

from kg.export.records import Record, claims
from kg.model import Date
from kg.store import Store
from kg.vocab import BASE, CAMEO, DCTERMS, KG, PLOVER, SKOS, named_graph

_MAPPINGS = SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch
_KEPT = "polarity", "modality", "attribution", "time", "quantity", "confidence"


def events(store: Store, base: str = BASE) -> Iterator[Record]:
    """Each claim of the store that is an event between two: its relation has a PLOVER type, and both ends are entities.

    ``actor`` and ``recipient`` are subject and object; of a symmetric relation (*meets*) there is one record, in the
    order of the text. ``mode`` and ``cameo``, the CAMEO root code, are None where there is none. ``auxiliary`` lists
    what sets the event apart from plain news: ``future``, ``historical``, ``hypothetical``, ``negated``. ``published``
    is the article's date.

    Returns:
        In the order of ``claims``.
    """
    codes = _Codes(store, named_graph(base, "ontology"))
    rules = AuxiliaryModes.read(store, named_graph(base, "ontology"))
    for claim in claims(store, base):
        actor, recipient = claim["subject"], claim["object"]
        if claim["plover"] and actor and recipient and "id" in recipient:
            published = _text(store, NamedNode(claim["article"]), DCTERMS.issued)
            yield {
                **{name: claim[name] for name in ("id", "article", "source")},
                "published": published,
                "actor": actor,
                "recipient": recipient,
                "predicate": claim["predicate"],
                **codes.of(claim["predicate"]),
                "auxiliary": rules.of(claim["polarity"], claim["modality"], claim["time"], published),
                **{name: claim[name] for name in _KEPT},
            }


@dataclass(frozen=True, slots=True)
class AuxiliaryModes:
    """The rules of ``ontology/plover.ttl``: when an event is negated, hypothetical, future or historical.

    Attributes:
        values: Polarity or modality -> the modes that it gives.
        over: Mode -> how many days before publication the event must be over.
        ahead: Mode -> how many days after publication the event must begin.
    """

    values: Mapping[str, frozenset[str]]
    over: Mapping[str, int]
    ahead: Mapping[str, int]

    @classmethod
    def read(cls, store: Store, graph: NamedNode) -> AuxiliaryModes:
        """Read the rules that a store holds; without any, no event has an auxiliary mode."""
        modes = {
            quad.subject: _text(store, quad.subject, SKOS.notation, graph) or ""
            for quad in store.quads(None, SKOS.inScheme, PLOVER["auxiliary-modes"], graph)
            if isinstance(quad.subject, NamedNode)
        }
        values: defaultdict[str, set[str]] = defaultdict(set)
        for mode, notation in modes.items():
            for mapping in _MAPPINGS:
                for quad in store.quads(None, mapping, mode, graph):
                    values[KG.name(quad.subject) or ""].add(notation)
        return cls(
            {value: frozenset(given) for value, given in values.items()},
            _days(store, graph, PLOVER.endsDaysBefore, modes),
            _days(store, graph, PLOVER.beginsDaysAfter, modes),
        )

    def of(self, polarity: str, modality: str, time: str | None, published: str | None) -> list[str]:
        """The auxiliary modes of an event, sorted; without both dates only polarity and modality count.

        Args:
            polarity, modality: Local names of the values.
            time: When it happens: a date, or an interval like ``1994/2001`` with one end open.
            published: The article's date.

        >>> rules = AuxiliaryModes({"planned": frozenset({"future"})}, {"historical": 30}, {"future": 1})
        >>> rules.of("positive", "planned", None, None), rules.of("positive", "asserted", "1999", "2022-09-14")
        (['future'], ['historical'])
        """
        found = {*self.values.get(polarity, ()), *self.values.get(modality, ())}
        if time and published:
            first, last = _ends(time)
            earliest, latest = _ends(published)
            if last and earliest:
                found |= {mode for mode, days in self.over.items() if last <= _moved(earliest, -days)}
            if first and latest:
                found |= {mode for mode, days in self.ahead.items() if first >= _moved(latest, days)}
        return sorted(found)


@dataclass(frozen=True, slots=True)
class _Codes:
    """The codes of each relation, looked up once."""

    store: Store
    graph: NamedNode
    known: dict[str, Record] = field(default_factory=dict)

    def of(self, predicate: str) -> Record:
        if predicate not in self.known:
            relation = KG[predicate]
            self.known[predicate] = {
                "plover": _text(self.store, relation, KG["ploverType"], self.graph),
                "mode": _text(self.store, relation, KG["ploverMode"], self.graph),
                "quad": _text(self.store, relation, KG["ploverQuad"], self.graph),
                "cameo": self._cameo(relation),
            }
        return self.known[predicate]

    def _cameo(self, relation: NamedNode) -> str | None:
        codes = {quad.subject for quad in self.store.quads(None, SKOS.inScheme, CAMEO.codes, self.graph)}
        targets = (
            quad.object for mapping in _MAPPINGS for quad in self.store.quads(relation, mapping, graph=self.graph)
        )
        found = (target for target in targets if isinstance(target, NamedNode) and target in codes)
        return min((_text(self.store, code, SKOS.notation, self.graph) or "" for code in found), default=None)


def _text(store: Store, node: NamedNode, predicate: NamedNode, graph: NamedNode | None = None) -> str | None:
    """The smallest literal, so that an answer does not depend on the order of the store."""
    found = store.quads(node, predicate, graph=graph)
    return min((quad.object.value for quad in found if isinstance(quad.object, Literal)), default=None)


def _days(store: Store, graph: NamedNode, condition: NamedNode, modes: Mapping[NamedNode, str]) -> dict[str, int]:
    said = {notation: _text(store, mode, condition, graph) for mode, notation in modes.items()}
    return {notation: int(days) for notation, days in said.items() if days is not None}


def _ends(time: str) -> tuple[date | None, date | None]:
    """First and last day that a date or an interval may mean; None for an open end.

    >>> _ends("2024-02"), _ends("1994/")
    ((datetime.date(2024, 2, 1), datetime.date(2024, 2, 29)), (datetime.date(1994, 1, 1), None))
    """
    start, bar, end = time.partition("/")
    until = end if bar else start
    return (_day(Date.parse(start).first()) if start else None, _day(Date.parse(until).last()) if until else None)


def _day(triple: tuple[int, int, int]) -> date:
    """A day of Python's calendar, which knows the years 1 to 9999; the nearest for all others."""
    year, month, day = triple
    if not 1 <= year <= 9999:
        return date.min if year < 1 else date.max
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _moved(day: date, days: int) -> date:
    """The day so many days later, or the calendar's end."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return date.min if days < 0 else date.max
