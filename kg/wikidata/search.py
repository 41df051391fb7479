"""Finds items of a slice by name: as written, by its beginning, or nearly so."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from kg.wikidata.slices import Item, WikidataSlice

_EXACT, _BEGINNING, _WORD = 3.0, 2.0, 1.5
_ALIKE = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """An item and the name by which it was found.

    Attributes:
        score: 3 the name itself, 2 its beginning, 1.5 the beginning of one of its words; below 1 how alike they are.
    """

    item: Item
    name: str
    score: float


def find(wikidata: WikidataSlice, text: str, limit: int = 10) -> list[Hit]:
    """Items with such a name in German or English, case, accents and umlauts apart.

    Returns:
        The best first, then the best known; each item once, with its best name. Names that are only alike are looked at
        where too few are found.

    >>> [hit.item.id for hit in find(WikidataSlice.load(), "kirgisistan", 1)]
    ['Q813']
    """
    wanted = folded(text)
    names = [(item, name, folded(name)) for item in wikidata.items() for name in _names(item)] if wanted else []
    hits = [Hit(item, name, score) for item, name, plain in names if (score := _begins(plain, wanted))]
    if len({hit.item.id for hit in hits}) < limit:
        grams = _grams(wanted)
        alike = (Hit(item, name, _alike(grams, _grams(plain))) for item, name, plain in names)
        hits += [hit for hit in alike if hit.score >= _ALIKE]
    best: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, -hit.item.prominence, len(hit.name), hit.item.id)):
        best.setdefault(hit.item.id, hit)
    return list(best.values())[:limit]


def folded(text: str) -> str:
    """A name without case, accents and umlauts.

    >>> folded("Weißrussland"), folded("Türkei"), folded("Tuerkei")
    ('weissrussland', 'turkei', 'tuerkei')
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _names(item: Item) -> Iterator[str]:
    known = (item.label_de, item.label_en, *item.aliases, *item.surnames, *item.demonyms, item.id)
    return (name for name in dict.fromkeys(known) if name)


def _begins(name: str, wanted: str) -> float:
    if name == wanted:
        return _EXACT
    if name.startswith(wanted):
        return _BEGINNING
    return _WORD if f" {wanted}" in name else 0


def _grams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient of the letters taken by threes, below 1."""
    return 2 * len(one & other) / (len(one) + len(other) + 1)
