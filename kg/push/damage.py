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


@dataclass(frozen=True, slots=True)
class Damage:
    """A store, a pattern for lines of N-Triples without their end, and what happens to what it matches."""

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
    """How many lines of N-Triples each damage is going to happen to.

    >>> line = b'<a:b> <a:c> "-0044-03-15"^^<http://www.w3.org/2001/XMLSchema#date> .'
    >>> [(damage.en[:12], n) for damage, n in count([line], known("virtuoso")).items()]
    [('years before', 1)]
    """
    found: Counter[Damage] = Counter()
    text = [line.removesuffix(b" .") for line in lines]
    for damage in damages:
        if hits := sum(1 for line in text if damage.pattern.search(line)):
            found[damage] = hits
    return found
