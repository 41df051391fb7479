"""What is read of a Wikidata entity, in one shape for endpoints and dumps."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.wikidata.selection import Selection

INSTANCE_OF = "P31"
SUBCLASS_OF = "P279"
JURISDICTION = "P1001"
COUNTRY = "P17"
DEMONYM = "P1549"
START = "P580"
END = "P582"

UNKNOWN = "?"
"""An end that Wikidata knows to have come, on a day that it does not know."""

_TIME = re.compile(r"([+-]?)0*(\d+)-(\d\d)-(\d\d)T.*")
_YEAR, _MONTH, _DAY = 9, 10, 11
_LANGUAGES = ("en", "de", "mul")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as Wikidata has it, deprecated ones left out.

    Attributes:
        value: A QID, or a date.
        start, end: As exact as Wikidata says; empty where it does not, ``UNKNOWN`` for an unknown end.
        rank: "preferred" or empty.
    """

    property: str
    value: str
    start: str = ""
    end: str = ""
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What is read of an entity.

    Attributes:
        label_en, label_de: Where a language has none, the label for all languages; else empty.
        aliases_en, aliases_de, demonyms_de: Each once, sorted.
        classes, superclasses: Best-ranked values of P31 and P279.
        pages: How many pages of Wikimedia projects are about it; 0 if nobody counted.
        modified: Day of its last change, empty if not known.
        said: Statements of the selected properties, sorted.
    """

    id: str
    label_en: str = ""
    label_de: str = ""
    aliases_en: tuple[str, ...] = ()
    aliases_de: tuple[str, ...] = ()
    demonyms_de: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    superclasses: tuple[str, ...] = ()
    pages: int = 0
    modified: str = ""
    said: tuple[Said, ...] = ()

    def values(self, property: str) -> tuple[str, ...]:
        """Values of the statements of a property."""
        return tuple(said.value for said in self.said if said.property == property)

    def line(self) -> str:
        """The record as one line, for ``parse``."""
        cells = [getattr(self, name) for name in self.__slots__[:-1]]
        return json.dumps([*cells, [_cells(said) for said in self.said]], ensure_ascii=False, separators=(",", ":"))


def parse(line: str | bytes) -> Record:
    """The record that a line holds.

    >>> parse(Record("Q1", said=(Said("P463", "Q2", "2004"),)).line()).said[0].start
    '2004'
    """
    *cells, said = json.loads(line)
    own: list[Any] = [tuple(cell) if isinstance(cell, list) else cell for cell in cells]
    return Record(*own, *[tuple(Said(*each) for each in said)])


def wanted(selection: Selection) -> frozenset[str]:
    """Properties of which statements are read: those of the slice, and where an office belongs."""
    return frozenset(selection.properties) | {JURISDICTION, COUNTRY}


def named(labels: Mapping[str, str], aliases: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    """The naming fields of a record from texts by language; texts that the slice's format cannot hold are left out."""
    shared = _clean(labels.get("mul", ""))
    english, german = (_clean(labels.get(language, "")) or shared for language in ("en", "de"))
    known = {
        language: {text for each in aliases.get(language, ()) if (text := _clean(each))} for language in _LANGUAGES
    }
    return {
        "label_en": english,
        "label_de": german,
        "aliases_en": tuple(sorted((known["en"] | known["mul"]) - {english})),
        "aliases_de": tuple(sorted(known["de"] - {german})),
    }


def moment(time: str, precision: int | None) -> str:
    """A date no more exact than its source; empty for one before year 1, or less exact than a year.

    Args:
        time: As Wikidata writes it.
        precision: 9 year, 10 month, 11 day; None if not said: then a first of January is a year and another first
            of a month a month, because that is how Wikidata fills what it does not know.

    >>> moment("+2004-05-01T00:00:00Z", 10), moment("2004-01-01T00:00:00Z", None), moment("+1900-00-00T00:00:00Z", 7)
    ('2004-05', '2004', '')
    """
    match = _TIME.fullmatch(time)
    if not match or match[1] == "-":
        return ""
    year, month, day = f"{int(match[2]):04}", match[3], match[4]
    if precision is None:
        precision = _DAY if day > "01" else _MONTH if month > "01" else _YEAR
    if precision < _YEAR or year == "0000":
        return ""
    if precision == _YEAR or month == "00":
        return year
    return f"{year}-{month}" if precision == _MONTH or day == "00" else f"{year}-{month}-{day}"


def from_json(entity: Mapping[str, Any], properties: Iterable[str]) -> Record:
    """The record of an entity of a JSON dump.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: It is not shaped like one.
    """
    claims = entity.get("claims") or {}
    labels = {
        language: entity["labels"][language]["value"] for language in _LANGUAGES if language in _map(entity, "labels")
    }
    aliases = {language: [each["value"] for each in texts] for language, texts in _map(entity, "aliases").items()}
    demonyms = (_value(claim["mainsnak"]) for claim in _kept(claims.get(DEMONYM, ())))
    return Record(
        id=entity["id"],
        **named(labels, aliases),
        demonyms_de=tuple(sorted({text for each in demonyms if (text := _german(each))})),
        classes=_best(claims.get(INSTANCE_OF, ())),
        superclasses=_best(claims.get(SUBCLASS_OF, ())),
        pages=len(_map(entity, "sitelinks")),
        modified=str(entity.get("modified", ""))[:10],
        said=ordered(said for name in properties for claim in claims.get(name, ()) for said in _said(name, claim)),
    )


def ordered(said: Iterable[Said]) -> tuple[Said, ...]:
    """Statements, each once, sorted."""
    return tuple(sorted(set(said), key=_cells))


def _said(name: str, claim: Mapping[str, Any]) -> Iterator[Said]:
    value = _text(claim["mainsnak"])
    if value and claim.get("rank") != "deprecated":
        qualifiers = claim.get("qualifiers") or {}
        start = _bound(qualifiers.get(START, ()), min)
        end = _bound(qualifiers.get(END, ()), max)
        yield Said(name, value, start if start != UNKNOWN else "", end, _rank(claim))


def _rank(claim: Mapping[str, Any]) -> str:
    return "preferred" if claim.get("rank") == "preferred" else ""


def _bound(snaks: Sequence[Mapping[str, Any]], choose: Callable[[list[str]], str]) -> str:
    """The first start or the last end of several; an end said only as "some value" is unknown, not missing."""
    found = [_text(snak) for snak in snaks]
    dates = [text for text in found if text]
    if dates:
        return choose(dates)
    return UNKNOWN if any(snak["snaktype"] != "novalue" for snak in snaks) else ""


def _text(snak: Mapping[str, Any]) -> str:
    value = _value(snak)
    if isinstance(value, Mapping):
        return str(value.get("id", "")) or moment(value.get("time", ""), value.get("precision"))
    return ""


def _value(snak: Mapping[str, Any]) -> Any:
    return snak["datavalue"]["value"] if snak["snaktype"] == "value" else None


def _german(value: object) -> str:
    return _clean(value["text"]) if isinstance(value, Mapping) and value.get("language") == "de" else ""


def _best(claims: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    kept = _kept(claims)
    preferred = [claim for claim in kept if claim.get("rank") == "preferred"]
    return tuple(sorted({text for claim in preferred or kept if (text := _text(claim["mainsnak"]))}))


def _kept(claims: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [claim for claim in claims if claim.get("rank") != "deprecated"]


def _map(entity: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    # an empty object is written as an empty list in dumps
    return entity.get(name) or {}


def _clean(text: str) -> str:
    plain = " ".join(text.split())
    return "" if "|" in plain else plain


def _cells(said: Said) -> tuple[str, ...]:
    return said.property, said.value, said.start, said.end, said.rank
