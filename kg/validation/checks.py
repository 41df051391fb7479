"""Checks of the data: queries in ``ontology/checks/data`` that must give no row.

The header has ``summary`` and ``message`` in ``de`` and ``en``; a row's ``?node`` is the culprit, and its other
variables stand in the message in braces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import yaml

from kg import resources
from kg.errors import InputError
from kg.store import Store
from kg.validation.base import Finding
from kg.vocab import KG, WD


@dataclass(frozen=True, slots=True)
class Check:
    """A query that must give no row; ``messages`` by language code."""

    name: str
    messages: Mapping[str, str]
    text: str


def load(folder: Path | None = None) -> list[Check]:
    """All checks of the data, by name.

    Raises:
        InputError: A file cannot be read, or has no message in German and English.
    """
    where = folder or resources.folder("ontology") / "checks" / "data"
    return [_read(path) for path in sorted(where.glob("*.rq"))]


def _read(path: Path) -> Check:
    text = path.read_text(encoding="utf-8")
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    messages = (yaml.safe_load(header) or {}).get("message") or {}
    if set(messages) != {"de", "en"}:
        raise InputError(f"{path}: the header needs a message in de and en")
    return Check(path.stem, messages, text)


def findings(store: Store, checks: list[Check] | None = None) -> list[Finding]:
    """What the checks find in a store with its ontology, sorted."""
    found = [finding for check in (load() if checks is None else checks) for finding in _of(check, store)]
    return sorted(set(found))


def _of(check: Check, store: Store) -> Iterator[Finding]:
    rows: Any = store.query(check.text)
    names = [variable.value for variable in rows.variables]
    for row in rows:
        words = {name: _short(row[name]) for name in names if row[name] is not None}
        messages = tuple((language, text.format(**words)) for language, text in sorted(check.messages.items()))
        yield Finding(row["node"].value, "check", check.name, messages=messages)


def _short(term: object) -> str:
    """Wikidata items and terms of the ontology by their short names; others as they are."""
    name = WD.name(term) or KG.name(term)
    return name or (term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term))
