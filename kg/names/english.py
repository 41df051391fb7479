"""Adjectives of states and territories in English, as labels of groups need them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import lru_cache

from kg.wikidata import SHIPPED


@lru_cache
def adjectives() -> Mapping[str, str]:
    """Item -> its usual adjective.

    >>> adjectives()["Q1049"]
    'Sudanese'
    """
    with (SHIPPED / "english.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["id"]: first for row in rows if (first := row["adjectives_en"].split("|")[0])}
