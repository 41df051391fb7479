"""``kg check``: what Wikidata's slice says to the claims, and where articles disagree."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import queries, rules
from kg.cli.screen import Labels, note, show, table, write
from kg.errors import StoreError, UsageError
from kg.store import Store
from kg.vocab import BASE, prefixes

FORMATS = ("table", "csv", "json", "turtle")
_FOLDER = Path(__file__).parent.parent / "data" / "check"
_ASIDE = {"corroborated", "unknown"}
_COLUMNS = "outcome", "reason", "subject", "predicate", "object", "date", "background", "words", "article", "claim"
_PAIRS = "articles", "reads", "claim", "words", "article", "other claim", "other words", "other article"
_SHOWN = "outcome", "reason", "claim", "reads", "date", "Wikidata", "words", "article"


def check(path: Path, form: str, everything: bool) -> None:
    """Write the contradictions, disagreements and changes of a store; with ``everything`` also the rest.

    Raises:
        UsageError: There is no such format.
        StoreError: The last build was cut short, or was one of a version without rules.
    """
    if form not in FORMATS:
        raise UsageError(f"--format {form}: there is {', '.join(FORMATS)}")
    with Store.open(path, read_only=True) as store:
        base = queries.base_of(store) or BASE
        if not rules.ready(store, base):
            raise StoreError(
                f"{path}: its claims have not been compared; build it again: kg build INPUT --store {path}"
            )
        if form == "turtle":
            write(_turtle(store, base))
            return
        verdicts, between = _rows(store, "verdicts"), _rows(store, "between")
        shown = [row for row in verdicts if everything or row["outcome"] not in _ASIDE]
        _write(shown, between, form, Labels(store, base))
        note(_summary(verdicts, between))


def _rows(store: Store, name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = queries.python(queries.load(_FOLDER / f"{name}.rq").run(store))
    return found


def _write(verdicts: Sequence[dict[str, str]], between: Sequence[dict[str, str]], form: str, labels: Labels) -> None:
    if form == "json":
        write(json.dumps({"verdicts": verdicts, "articles": between}, ensure_ascii=False, indent=1).encode() + b"\n")
    elif form == "csv":
        write(_csv(verdicts, between))
    else:
        _tables(verdicts, between, labels)


def _csv(verdicts: Sequence[dict[str, str]], between: Sequence[dict[str, str]]) -> bytes:
    """One table: where two articles are compared, the background is the other article's words and name."""
    out = io.StringIO()
    rows = csv.DictWriter(out, _COLUMNS, extrasaction="ignore", lineterminator="\n")
    rows.writeheader()
    rows.writerows(verdicts)
    rows.writerows(row | {"background": f"{row['otherArticle']}: {row['otherWords']}"} for row in between)
    return out.getvalue().encode()


def _tables(verdicts: Sequence[dict[str, str]], between: Sequence[dict[str, str]], labels: Labels) -> None:
    if verdicts:
        show(table(_SHOWN, [_verdict(row, labels) for row in verdicts]))
    if between:
        show(table(_PAIRS, [_pair(row, labels) for row in between]))


def _verdict(row: dict[str, str], labels: Labels) -> tuple[str, ...]:
    found = row["outcome"], row["reason"], labels.of(row["claim"]), _reads(row)
    return *found, row["date"], row["background"], _line(row["words"]), row["article"]


def _pair(row: dict[str, str], labels: Labels) -> tuple[str, ...]:
    one = labels.of(row["claim"]), _line(row["words"]), row["article"]
    other = labels.of(row["other"]), _line(row["otherWords"]), row["otherArticle"]
    return row["outcome"], _reads(row), *one, *other


def _reads(row: dict[str, str]) -> str:
    return f"{row['subject']} {row['predicate']} {row['object']}"


def _line(words: str) -> str:
    return " ".join(words.split())


def _summary(verdicts: Sequence[dict[str, str]], between: Sequence[dict[str, str]]) -> str:
    counts = Counter({row["claim"]: row["outcome"] for row in verdicts}.values())
    links = Counter(row["outcome"] for row in between)
    said = ", ".join(f"{counts[name]} {name}" for name in ("contradicted", "corroborated", "unknown"))
    return (
        f"{sum(counts.values())} claims compared with Wikidata: {said}; "
        f"between claims: {links['disagreement']} disagreements, {links['change']} changes"
    )


def _turtle(store: Store, base: str) -> bytes:
    answer: Any = queries.load(_FOLDER / "graph.rq").run(store)
    ordered = sorted(set(answer), key=str)
    known = prefixes(base) | {"verdict": f"{base}verdict/"}
    used = {name: iri for name, iri in known.items() if any(f"<{iri}" in str(triple) for triple in ordered)}
    return ox.serialize(ordered, format=ox.RdfFormat.TURTLE, prefixes=used) or b""
