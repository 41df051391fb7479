"""German spellings and surnames of persons, from tables that state the rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

Rules = Mapping[str, Sequence[tuple[re.Pattern[str], str]]]
GivenNames = Mapping[str, Mapping[str, Sequence[str]]]

_REGNAL = re.compile(r"(.+ [IVX]+)(?:,? of .*|, .*)?")
_PARTICLES = frozenset(
    ("ad", "al", "ar", "as", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "el", "ibn")
) | {"la", "le", "ten", "ter", "van", "von", "zu"}
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "dj", "Đ": "Dj", "ə": "a", "ð": "d"})
_LIMIT = 8


def regnal(name: str) -> str | None:
    """Name of a monarch as German writes it, None for other names.

    >>> regnal("Albert II, Prince of Monaco")
    'Albert II.'
    """
    match = _REGNAL.fullmatch(name)
    return match[1] + "." if match else None


def plain(name: str) -> str:
    """The name without marks over and through its letters.

    >>> plain("Zoran Đinđić")
    'Zoran Djindjic'
    """
    decomposed = unicodedata.normalize("NFKD", name.translate(_LETTERS))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if not unicodedata.combining(c)))


def german(name: str, areas: Sequence[str], rules: Rules, given: GivenNames) -> Iterator[str]:
    """German newsroom spellings of a name in its English form, the likeliest first, at most eight."""
    words = [list(_word(word, areas, rules, given)) for word in name.split()]
    for choice in islice(product(*words), _LIMIT):
        yield " ".join(choice)


def _word(word: str, areas: Sequence[str], rules: Rules, given: GivenNames) -> Iterator[str]:
    for area in areas:
        if word.lower() in given.get(area, {}):
            yield from given[area][word.lower()]
            return
    parts = [list(_part(part, areas, rules)) for part in word.split("-")]
    yield from dict.fromkeys("-".join(choice) for choice in product(*parts))


def _part(part: str, areas: Sequence[str], rules: Rules) -> Iterator[str]:
    forms = [part.lower()]
    for area in areas:
        for pattern, replacement in rules[area]:
            forms = list(dict.fromkeys(pattern.sub(r, f) for f in forms for r in replacement.split("|")))
    yield from (f.lower() if part[:1].islower() else f.lower().capitalize() for f in forms)


def surnames(names: Iterable[str], family_first: bool) -> Iterator[str]:
    """Surnames of a person, each once; a name with a particle gives two: "al-Assad", "Assad".

    >>> list(surnames(["Ursula von der Leyen", "Bashar al-Assad"], family_first=False))
    ['von der Leyen', 'Leyen', 'al-Assad', 'Assad']
    >>> list(surnames(["Xi Jinping"], family_first=True))
    ['Xi']
    """
    yield from dict.fromkeys(s for name in names for s in _surnames(name, family_first) if len(s) > 1)


def _surnames(name: str, family_first: bool) -> Iterator[str]:
    words = name.partition(",")[0].split()
    if len(words) < 2 or regnal(name.rstrip(".")) or "(" in name:
        return
    if family_first and len(words) <= 3 and "-" not in words[0]:
        yield words[0]
        return
    last = len(words) - 1
    while last > 1 and words[last - 1].lower() in _PARTICLES:
        last -= 1
    yield " ".join(words[last:])
    if last < len(words) - 1:
        yield words[-1]
    particle, hyphen, rest = words[-1].partition("-")
    if hyphen and particle.lower() in _PARTICLES:
        yield rest
