"""What the graph knows of the world on a day: an alliance's members, borders, conflicts, and what articles say of them.

``kg.pages.days`` asks for it. Things are IRIs throughout, dates are texts as precise as the background gives them.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from kg.pages.static import WEB
from kg.vocab import WD

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a state or territory is drawn.

    Attributes:
        shape: Its key in the atlas: the ISO 3166-1 numeric code, or the atlas's name where ISO has none; may be empty.
        point: Longitude and latitude in degrees, for those without a shape.
    """

    shape: str
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Member:
    """A state in an alliance; ``articles`` say so, dates may be empty."""

    state: str
    since: str
    until: str
    articles: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """A conflict that has begun and not ended on the day; ``until`` may be empty."""

    iri: str
    since: str
    until: str
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """How many claims say this between two states or territories."""

    one: str
    relation: str
    other: str
    polarity: str
    claims: int

    @property
    def denied(self) -> bool:
        """Whether they say that it is not so."""
        return short(self.polarity) == "negative"


@dataclass(frozen=True, slots=True)
class World:
    """All of it on a day; ``names`` has a label for each thing."""

    day: datetime.date
    alliance: str | None
    members: tuple[Member, ...]
    borders: tuple[Pair, ...]
    conflicts: tuple[Conflict, ...]
    said: tuple[Said, ...]
    names: Mapping[str, str]

    def neighbours(self) -> dict[str, list[str]]:
        """States outside the alliance -> its members that border them, by label."""
        inside = {member.state for member in self.members}
        found: defaultdict[str, list[str]] = defaultdict(list)
        for pair in self.borders:
            for state, other in (pair, pair[::-1]):
                if state in inside and other not in inside:
                    found[other].append(state)
        return dict(sorted(found.items(), key=lambda item: self.names[item[0]].casefold()))


def short(iri: str) -> str:
    """The last part of an IRI.

    >>> short("http://www.wikidata.org/entity/Q232"), short("https://w3id.org/alliances-kg/ontology#attacks")
    ('Q232', 'attacks')
    """
    return re.split("[/#]", iri)[-1]


def holds(since: str, until: str, day: datetime.date) -> bool:
    """Whether a day may lie in a stretch of time; a mere year or month counts as a whole, no date as open.

    >>> holds("1999", "2012-06", datetime.date(2012, 6, 28)), holds("", "2012-06", datetime.date(2012, 7, 1))
    (True, False)
    """
    return since <= day.isoformat() and (not until or f"{until}-99" >= day.isoformat())


@cache
def places() -> Mapping[str, Place]:
    """IRI of each state and territory on the map -> where it is drawn."""
    with (WEB / "places.tsv").open(encoding="utf-8", newline="") as lines:
        return {WD[row["id"]].value: _place(row) for row in csv.DictReader(lines, delimiter="\t")}


def _place(row: Mapping[str, str]) -> Place:
    point = (float(row["longitude"]), float(row["latitude"])) if row["longitude"] else None
    return Place(row["shape"], point)
