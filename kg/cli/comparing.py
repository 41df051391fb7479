"""``kg diff``: the claims in which two stores differ, for a person or a program."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg import queries
from kg.changes import READ, Change, Comparison, between
from kg.cli.screen import note, show, table, write
from kg.errors import UsageError
from kg.export import Record
from kg.store import Store
from kg.vocab import BASE

FORMATS = "table", "json"
_SIGNS = {(True, False): "-", (False, True): "+", (True, True): "~"}


def diff(a: Path, b: Path, format_: str) -> int:
    """Compare two stores, on stdout; how many claims differ goes to stderr.

    Returns:
        The exit code: 0 if they have the same claims, else 1.
    """
    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: a comparison is written as {' or '.join(FORMATS)}")
    with Store.open(a, read_only=True) as one, Store.open(b, read_only=True) as other:
        found = between(one, other, queries.base_of(one) or BASE, queries.base_of(other) or BASE)
    if format_ == "json":
        write((json.dumps(_json(found), ensure_ascii=False, indent=2) + "\n").encode())
    elif found.changes:
        show(table(("", "article", "claim", "words", "what"), map(_row, found.changes)))
    signs = Counter(map(_sign, found.changes))
    note(f"{found.same} claims in both, {signs['-']} only in {a}, {signs['+']} only in {b}, {signs['~']} changed")
    return 1 if found.changes else 0


def _sign(change: Change) -> str:
    return _SIGNS[change.a is not None, change.b is not None]


def _row(change: Change) -> tuple[str, ...]:
    claim = change.claim
    said = " ".join((_name(claim["subject"]), claim["predicate"], _name(claim["object"])))
    return _sign(change), claim["source"], said, claim["evidence"]["text"], "; ".join(_what(change))


def _what(change: Change) -> Iterator[str]:
    """What changed; of a claim that one store lacks, how it is meant."""
    if change.a and change.b:
        for field in change.fields:
            values = "cue or outer claim" if field == READ else f"{_value(change.a[field])} → {_value(change.b[field])}"
            yield f"{field}: {values}"
    else:
        yield f"{change.claim['polarity']}, {change.claim['modality']}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return " › ".join(map(_name, value)) or "nobody"
    if isinstance(value, dict):
        return " ".join(map(str, value.values()))
    return "none" if value is None else str(value)


def _name(end: Record | None) -> str:
    return str((end or {}).get("label", (end or {}).get("value", "–")))


def _json(found: Comparison) -> Record:
    changes: dict[str, list[Any]] = {"only_in_a": [], "only_in_b": [], "changed": []}
    for change in found.changes:
        if change.a and change.b:
            changes["changed"].append({"fields": change.fields, "a": change.a, "b": change.b})
        else:
            changes["only_in_a" if change.a else "only_in_b"].append(change.claim)
    return {"same": found.same, **changes}
