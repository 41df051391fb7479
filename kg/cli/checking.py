"""``kg check``: where claims and Wikidata, or claims of several articles, do not agree."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kg import queries
from kg.cli.screen import note, show, table, write
from kg.errors import UsageError
from kg.store import Store

FORMATS = "table", "csv", "json"
_COLUMNS = ("what", "claim", "words", "article", "against", "claim IRI", "against IRI")
_OUTCOMES = "SELECT ?outcome (COUNT(?claim) AS ?claims) { ?claim kg:agreement ?outcome } GROUP BY ?outcome"


def check(path: Path, format_: str) -> int:
    """List what does not agree, on stdout; how many claims were compared goes to stderr.

    Returns:
        The exit code: 1 if there is anything.
    """
    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: findings are written as {', '.join(FORMATS[:-1])} or {FORMATS[-1]}")
    with Store.open(path, read_only=True) as store:
        rows = [*_contradictions(store), *_pairs(store)]
        outcomes = Counter({row["outcome"]: int(row["claims"]) for row in queries.python(store.query(_OUTCOMES))})
    _write(rows, format_)
    counts = ", ".join(f"{outcomes[name]} {name}" for name in ("corroborated", "contradicted", "unknown"))
    kinds = Counter(row[0] for row in rows)
    note(
        f"compared with Wikidata: {counts}; {kinds['disagreement']} disagreements, {kinds['change']} changes over time"
    )
    return 1 if rows else 0


def _contradictions(store: Store) -> Iterator[tuple[str, ...]]:
    for row in queries.python(queries.find("contradictions-with-wikidata").run(store)):
        dates = f" ({row['from']} to {row['until']})" if row["from"] or row["until"] else ""
        claim = f"{'not ' if row['polarity'] == 'negative' else ''}{_said(row)}"
        against = f"Wikidata: {row['reason']}{dates}"
        yield "contradiction", claim, row["words"], row["article"], against, row["claim"], row["against"]


def _pairs(store: Store) -> Iterator[tuple[str, ...]]:
    for what, name, one, other in (
        ("disagreement", "disagreements", "claim", "denial"),
        ("change", "changes-over-time", "earlier", "later"),
    ):
        for row in queries.python(queries.find(name).run(store)):
            against = f"{row[f'{other}In']}: {row[f'{other}Words']}"
            yield what, _said(row), row[f"{one}Words"], row[f"{one}In"], against, row[one], row[other]


def _said(row: dict[str, str]) -> str:
    return f"{row['subject']} {row['predicate']} {row['object']}"


def _write(rows: list[tuple[str, ...]], format_: str) -> None:
    if format_ == "json":
        records = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        write((json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode())
    elif format_ == "csv":
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([_COLUMNS, *rows])
        write(text.getvalue().encode())
    elif rows:
        show(table(_COLUMNS[:5], (row[:5] for row in rows)))
