"""``kg lexicon``: what the lexicon lacks, seen from articles, and what is wrong in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.claims.gaps import Found, Gap
    from kg.lexicon import Lexicon
    from kg.model import Article, Reading
    from kg.pipeline import Pipeline

app = typer.Typer(
    name="lexicon",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Look for what the lexicon lacks, and check it.",
)

_FORMATS = ("table", "json")


@app.command()
def gaps(
    inputs: Annotated[
        list[str], typer.Argument(help="Text files, JSON lines, folders of them, or `-`.", metavar="INPUT…")
    ],
    top: Annotated[int, typer.Option(min=1, help="How many are shown.", metavar="N")] = 30,
    examples: Annotated[int, typer.Option(min=0, help="How many sentences for each.", metavar="N")] = 1,
    new: Annotated[bool, typer.Option("--new", help="Only words that the lexicon has for no relation.")] = False,
    format_: Annotated[str, typer.Option("--format", "-f", help="table or json.", metavar="FORMAT")] = "table",
) -> int:
    """Count the words that join two named actors of a sentence and yield no claim.

    A verb or noun with the noun that it supports (*Kritik üben*), and where the two actors hang on it: subject, object,
    dative, owner, or a preposition. Words that the lexicon has for a relation are marked: there it is not the word that
    is missing.

    Example: `kg lexicon gaps articles/ --top 50 --examples 2`
    """
    from kg import articles, lexicon
    from kg.claims import gaps
    from kg.errors import UsageError
    from kg.pipeline import Pipeline

    if format_ not in _FORMATS:
        raise UsageError(f"--format {format_}: there is {', '.join(_FORMATS)}")
    words, skipped = lexicon.load("de"), [0]
    found = gaps.find(_readings(articles.read(inputs), Pipeline(), skipped), words, examples)
    shown = [(gap, one) for gap, one in found.items() if not (new and gaps.is_known(gap, words))][:top]
    _print(shown, words, format_)
    return 1 if skipped[0] else 0


def _readings(found: Iterable[object], pipeline: Pipeline, skipped: list[int]) -> Iterator[Reading]:
    """Readings of all articles; what cannot be read is told and counted."""
    from kg.articles import Skipped
    from kg.cli.screen import note
    from kg.documents import Refused

    def kept() -> Iterator[Article]:
        for one in found:
            if isinstance(one, Skipped):
                note(f"skipped {one.source}: {one.reason}")
                skipped[0] += 1
            else:
                yield one  # type: ignore[misc]

    for reading in pipeline.read(kept()):
        if isinstance(reading, Refused):
            note(f"skipped {reading.article.source}: {reading.reason}")
            skipped[0] += 1
        else:
            yield reading


def _print(shown: list[tuple[Gap, Found]], words: Lexicon, form: str) -> None:
    import json

    from kg.claims.gaps import is_known
    from kg.cli.screen import note, show, table, write

    if form == "json":
        for gap, found in shown:
            record: dict[str, object] = {"part": gap.part, "word": gap.word, "noun": gap.noun, "places": gap.places}
            record |= {"count": found.count, "known": is_known(gap, words)}
            record |= {"examples": [{"source": source, "text": text} for source, text in found.examples]}
            write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
    elif shown:
        rows = [
            (
                str(found.count),
                f"{gap.word} + {gap.noun}" if gap.noun else gap.word,
                " – ".join(gap.places),
                "known" if is_known(gap, words) else "",
                "\n".join(text for _, text in found.examples),
            )
            for gap, found in shown
        ]
        show(table(("times", "word", "actors", "lexicon", "sentences"), rows))
    else:
        note("no gaps")


@app.command()
def coverage(
    gold: Annotated[list[Path], typer.Argument(help="Annotated files or folders of them.", metavar="GOLD…")],
    unseen: Annotated[bool, typer.Option("--unseen", help="List the senses that no sentence has.")] = False,
) -> int:
    """Count the gold sentences of each relation: with a claim of it, and such as have its words but no claim of it.

    Exit code 1 if a relation has fewer than 12 or 6. Of senses whose words stand in no sentence only the number is
    said.

    Example: `kg lexicon coverage tests/gold/domain --unseen`
    """
    from kg import gold as annotated
    from kg import lexicon
    from kg.cli.screen import note, show, table
    from kg.errors import InputError
    from kg.gold.coverage import NEGATIVE, POSITIVE, Coverage
    from kg.pipeline import Pipeline

    texts = {text.article: text for path in gold for text in annotated.load(path)}
    if not texts:
        raise InputError(f"{', '.join(map(str, gold))}: no gold texts; they are files named .json or .jsonl")
    found, skipped = Coverage(lexicon.load("de")), [0]
    for reading in _readings(texts, Pipeline(), skipped):
        found.add(texts[reading.document.article], reading)
    covers = found.relations()
    rows = [
        (each.relation, str(each.positive), str(each.negative), "short" if each.is_short else "") for each in covers
    ]
    show(table(("relation", f"claimed (of {POSITIVE})", f"only alike (of {NEGATIVE})", ""), rows))
    missing = found.unseen()
    if unseen:
        show("\n".join(missing))
    short = sum(each.is_short for each in covers)
    note(f"{len(texts)} texts; {short} of {len(covers)} relations short; {len(missing)} senses in no sentence")
    return 1 if short or skipped[0] else 0


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Option("--ontology", help="A folder in place of the shipped ontology.", metavar="DIR")
    ] = None,
) -> int:
    """Run the checks of ontology and lexicon; exit code 1 if one finds anything.

    Each is a query in `ontology/checks`, with a line that says what it looks for.

    Example: `kg lexicon check`
    """
    import pyoxigraph as ox

    from kg import resources
    from kg.cli.screen import note, show, table
    from kg.errors import InputError
    from kg.queries import text_of

    shipped = folder or resources.folder("ontology")
    store = ox.Store()
    for path in sorted(shipped.glob("*.ttl")):
        try:
            store.load(path=path, format=ox.RdfFormat.TURTLE)
        except SyntaxError as error:
            raise InputError(f"{path}: {error}") from error
    checks = sorted((resources.folder("ontology") / "checks").rglob("*.rq"))
    rows = []
    for path in checks:
        text = path.read_text(encoding="utf-8")
        what = text.splitlines()[0].removeprefix("#+ summary: ")
        found = store.query(text)
        assert isinstance(found, ox.QuerySolutions)
        rows += [(path.stem, " ".join(text_of(term).rpartition("#")[2] for term in row if term), what) for row in found]
    if rows:
        show(table(("check", "found", "what it looks for"), rows))
    note(f"{len(checks)} checks, {len(rows)} findings")
    return 1 if rows else 0
