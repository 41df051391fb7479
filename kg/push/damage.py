"""What a triple store is known to change in what it is given: ``kg/data/push/damages.tsv``, measured on real ones."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "push" / "damages.tsv"
_LONG = 1_000


@dataclass(frozen=True, slots=True)
class Damage:
    """A store, a pattern for terms as N-Triples has them, and what happens to those that match."""

    store: str
    pattern: re.Pattern[bytes]
    en: str
    de: str

    def text(self, language: str) -> str:
        """What happens, in German or, for any other language, in English."""
        return self.de if language == "de" else self.en


@cache
def known(store: str | None) -> tuple[Damage, ...]:
    """All damages that a store is known to do, none for one that is not known."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["store"] == store]
    return tuple(Damage(row["store"], re.compile(row["pattern"].encode()), row["en"], row["de"]) for row in rows)


def count(lines: Iterable[bytes], damages: Iterable[Damage]) -> Counter[Damage]:
    """How many terms of lines of N-Triples each damage is going to happen to.

    >>> line = b'<a:b> <a:c> "-0044-03-15"^^<http://www.w3.org/2001/XMLSchema#date> .'
    >>> [(damage.en[:12], n) for damage, n in count([line], known("virtuoso")).items()]
    [('years before', 1)]
    """
    wanted = tuple(damages)
    terms = Counter(term for line in lines for term in _special(line)) if wanted else Counter()
    found: Counter[Damage] = Counter()
    for term, times in terms.items():
        for damage in wanted:
            if damage.pattern.fullmatch(term):
                found[damage] += times
    return found


def _special(line: bytes) -> Iterable[bytes]:
    """Terms that are neither short IRIs nor plain strings: few, and often the same."""
    subject, _, thing = line.removesuffix(b" .").split(b" ", 2)
    if len(thing) > _LONG or (thing.startswith(b'"') and not thing.endswith(b'"')):
        yield thing
    if len(subject) > _LONG:
        yield subject
