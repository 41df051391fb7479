"""``kg demo``: the shipped examples, a few of their claims, and answers to questions."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import NamedNode
from rich.text import Text

from kg import articles, queries
from kg.articles import Skipped
from kg.cli import answers
from kg.cli.building import Tally, run
from kg.cli.explaining import View
from kg.cli.screen import note, show, table
from kg.export import Record, claims
from kg.model import Article, Date
from kg.pipeline import Pipeline
from kg.store import Store

_EXAMPLES = Path(__file__).parent.parent / "data" / "examples"


def show_all(folder: Path | None) -> None:
    """Build the examples into a store, which is thrown away if no folder is given, and show what it knows."""
    if folder is not None:
        _show(folder, kept=True)
        return
    with TemporaryDirectory(prefix="kg-demo-") as temporary:
        _show(Path(temporary) / "store", kept=False)


def _show(folder: Path, kept: bool) -> None:
    tally = Tally()
    note("reading the shipped examples; the first run on a machine takes some seconds longer")
    run(examples(), folder, Pipeline(), tally)
    note(str(tally))
    with Store.open(folder, read_only=True) as store:
        view = View(store)
        records = list(claims(store, view.base))
        _some_claims(records, view)
        for line in (_EXAMPLES / "questions.txt").read_text(encoding="utf-8").split():
            _question(line, store)
    named = Counter(record["subject"]["qid"] for record in records if record["subject"] and record["subject"]["qid"])
    _ways_on(folder if kept else None, max(named, key=lambda qid: (named[qid], qid)))


def examples() -> Iterator[Article | Skipped]:
    """The shipped articles with their dates and publishers."""
    with (_EXAMPLES / "dates.tsv").open(encoding="utf-8", newline="") as file:
        about = {row["file"]: row for row in csv.DictReader(file, delimiter="\t")}
    for found in articles.read([str(_EXAMPLES / name) for name in sorted(about)]):
        if isinstance(found, Article):
            row = about[found.source]
            yield replace(found, date=Date.parse(row["date"]), publisher=row["publisher"])
        else:
            yield found


def _some_claims(records: Sequence[Record], view: View) -> None:
    """The richest claim of every article: with a speaker, a time, a modality or a denial."""
    best: dict[str, Record] = {}
    for record in records:
        known = best.get(record["source"])
        if record["subject"] and record["object"] and (known is None or _richness(record) > _richness(known)):
            best[record["source"]] = record
    show("", Text(f"Some of the {len(records)} claims, each in its sentence", "bold"))
    for source, record in sorted(best.items()):
        node = NamedNode(record["id"])
        show("", view.sentence(node), view.in_words(node), Text(f"  {source}, {view.label(node)}", "dim"))


def _richness(record: Record) -> tuple[int, float]:
    plain = {"positive", "asserted"}
    marks = [record["polarity"] not in plain, record["modality"] not in plain, bool(record["attribution"])]
    return sum(marks) + bool(record["time"]) + bool(record["object"].get("qid")), record["confidence"]


def _question(name: str, store: Store) -> None:
    asked = queries.find(name)
    show("", Text(asked.question["en"], "bold"), Text(f"kg query {name}", "dim"))
    answers.answer(asked, store, {}, "table")


def _ways_on(folder: Path | None, item: str) -> None:
    where = f" --store {folder}" if folder else ""
    ways = [
        ("kg demo --store demo-store", "the same, and the store stays, for the next commands"),
        (f"kg explain {item}{where}", "what the graph knows about an item; or a claim: its words, rule and links"),
        (f"kg query claims-about -p entity={item}{where}", "all claims about it"),
        ("kg queries", "all questions that have a name"),
        ("kg build FOLDER --store my-store", "your own articles: text files or JSON lines"),
    ]
    show("", table(("Go on with", ""), ways[1:] if folder else ways))
