"""``kg wikidata``: the commands that show the slice, look into it, and make it anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg.wikidata import Item, Statement, WikidataSlice
    from kg.wikidata.making import Made
    from kg.wikidata.selection import Selection

app = typer.Typer(
    name="wikidata",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help="Show the slice of Wikidata, look up names, and make it anew from an endpoint or a dump.",
)

SliceOption = Annotated[
    Path | None, typer.Option("--slice", help="A slice in place of the shipped one.", metavar="DIR")
]
OutOption = Annotated[
    Path, typer.Option("--out", help="The slice's folder; one that is there is replaced.", metavar="DIR")
]

_OUT = Path("wikidata-slice")
_MANY = 40


@app.command()
def show(
    id: Annotated[str, typer.Argument(help="A QID, or the local id of an item without one.", metavar="QID")],
    slice_: SliceOption = None,
    all_: Annotated[bool, typer.Option("--all", help="All statements, however many.")] = False,
) -> None:
    """Show an item: its names, what is said of it and what names it, with dates and sources.

    Example: `kg wikidata show Q232`
    """
    from kg.cli.screen import note, show, table
    from kg.errors import UsageError
    from kg.wikidata.difference import named
    from kg.wikidata.selection import Selection

    wikidata = _load(slice_)
    item = wikidata.item(id) or wikidata.item(id.upper())
    if not item:
        raise UsageError(f"the slice has no {id}; look for its name with `kg wikidata find NAME`")
    show(table(("what", "value"), _names(item), title=f"{item.label} ({item.id})"))
    selection = Selection.load()
    said = [_row(named(wikidata, each.value), each, selection) for each in wikidata.statements(item.id)]
    about = [_row(named(wikidata, each.subject), each, selection) for each in wikidata.references(item.id)]
    for title, rows in (("what is said of it", said), ("what names it", about)):
        shown = rows if all_ else rows[:_MANY]
        if rows:
            columns = "property", "value" if rows is said else "subject", "when", "source"
            show(table(columns, shown, title=title))
        if len(shown) < len(rows):
            note(f"{len(rows) - len(shown)} more of {title}: --all shows them")


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A name in German or English, or its beginning.")],
    slice_: SliceOption = None,
    limit: Annotated[int, typer.Option(min=1, help="The most items to show.")] = 10,
) -> int:
    """Find items by name: the name itself, its beginning, or one that is nearly the same.

    Example: `kg wikidata find Kirgistan`
    """
    from kg.cli.screen import note, show, table
    from kg.wikidata.search import find

    hits = find(_load(slice_), name, limit)
    rows = [
        (hit.item.id, hit.item.kind, hit.item.label_de, hit.item.label_en, hit.name, _match(hit.score)) for hit in hits
    ]
    if not rows:
        note(f"no name like {name!r} in the slice")
        return 1
    show(table(("id", "kind", "German", "English", "found by", "match"), rows))
    return 0


@app.command()
def coverage(slice_: SliceOption = None) -> None:
    """Count what the slice holds, and list the years in which a member of the United Nations has no known head.

    Example: `kg wikidata coverage`
    """
    from kg.cli.screen import show, table
    from kg.wikidata.coverage import counts, holes

    wikidata = _load(slice_)
    rows = [
        (each.what, each.number, each.target or "", ("short" if each.short else "") + " ".join(each.missing))
        for each in counts(wikidata)
    ]
    show(table(("what", "number", "wanted", "missing"), rows, title=f"The slice of {wikidata.date}"))
    missing = [(hole.label, hole.state, str(hole)) for hole in holes(wikidata)]
    if missing:
        show(table(("state", "id", "years"), missing, title=f"No head known: {len(missing)} members"))


@app.command()
def refresh(
    endpoint: Annotated[
        str | None, typer.Option(help="A SPARQL endpoint; by default Wikidata's own.", metavar="URL")
    ] = None,
    out: OutOption = _OUT,
    agent: Annotated[
        str | None, typer.Option(help="The User-Agent; Wikimedia asks for a name and an address.", metavar="TEXT")
    ] = None,
) -> int:
    """Make the slice anew from a SPARQL endpoint that serves Wikidata's RDF model.

    Names, spellings and statements of the project's own are kept. Until all answers are whole and the new slice has
    been read, the old one stays in place. `kg build --slice DIR` uses it.

    Example: `kg wikidata refresh --out my-slice`
    """
    from kg import __version__
    from kg.endpoint import Endpoint
    from kg.errors import UsageError
    from kg.wikidata.making import from_endpoint
    from kg.wikidata.selection import Selection

    selection = Selection.load()
    url = endpoint or selection.settings["endpoint"]
    if not url.startswith(("http://", "https://")):
        raise UsageError(f"--endpoint: {url!r} must begin with http:// or https://")
    asked = Endpoint(url, agent or selection.settings["agent"].format(version=__version__))
    with _progress() as progress:
        made = from_endpoint(asked, out, _told(progress), selection)
    return _report(made, out)


@app.command("import")
def import_(
    dump: Annotated[Path, typer.Argument(help="A Wikidata JSON dump: .json, .json.gz or .json.bz2.", metavar="DUMP")],
    out: OutOption = _OUT,
    once: Annotated[
        bool,
        typer.Option("--once", help="Read the dump once; who stands before what names them is missed."),
    ] = False,
) -> int:
    """Make the slice anew out of a full Wikidata JSON dump, or a part of one.

    The dump is read twice: the second time for persons and cities that stand before what names them. After Ctrl-C or a
    crash the same command goes on where it was. Lines that are no entity are counted and skipped.

    Example: `kg wikidata import latest-all.json.bz2 --out my-slice`
    """
    from kg.wikidata.making import from_dump

    with _progress(sizes=True) as progress:
        made = from_dump(dump, out, _told(progress), once=once)
    return _report(made, out)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The folder of a slice.", metavar="OLD")],
    new: Annotated[Path, typer.Argument(help="The folder of another.", metavar="NEW")],
) -> None:
    """List the entities and statements that were added (+), removed (-) and changed (~) between two slices.

    Example: `kg wikidata diff old-slice new-slice`
    """
    from kg.cli.screen import note
    from kg.wikidata.difference import compare

    changes = compare(_load(old), _load(new))
    for change in changes:
        print(change.sign, change.what, change.id, change.text, sep="\t")
    signs = [(change.what, change.sign) for change in changes]
    for what, plural in (("entity", "entities"), ("statement", "statements")):
        added, removed, changed = (signs.count((what, sign)) for sign in "+-~")
        note(f"{plural}: {added} added, {removed} removed, {changed} changed")


def _load(folder: Path | None) -> WikidataSlice:
    from kg.wikidata import WikidataSlice

    return WikidataSlice.load(folder)


def _names(item: Item) -> list[tuple[str, str]]:
    rows = [
        ("kind", item.kind.value),
        ("German", item.label_de),
        ("English", item.label_en),
        ("other names", " · ".join(item.aliases)),
        ("surnames", " · ".join(item.surnames)),
        ("inhabitants", " · ".join(item.demonyms)),
        ("adjectives", " · ".join(item.adjectives)),
        ("seats", " · ".join(item.seats)),
        ("sources", "|".join(item.source)),
    ]
    return [(what, value) for what, value in rows if value]


def _row(value: str, statement: Statement, selection: Selection) -> tuple[str, str, str, str]:
    from kg.wikidata.difference import when

    name = f"{statement.property} {selection.names.get(statement.property, '')}".strip()
    return name, value, when(statement), statement.source


def _match(score: float) -> str:
    return {3.0: "name", 2.0: "beginning", 1.5: "word"}.get(score, f"alike {score:.2f}")


def _progress(sizes: bool = False) -> Progress:
    """A bar on stderr; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    counts = DownloadColumn() if sizes else MofNCompleteColumn()
    columns = TextColumn("{task.description}"), BarColumn(), counts, TimeRemainingColumn()
    return Progress(*columns, console=console, disable=not console.is_terminal, transient=True)


def _told(progress: Progress) -> Callable[[str, int, int], None]:
    task = progress.add_task("", total=None)
    return lambda what, done, of: progress.update(task, description=what, completed=done, total=of)


def _report(made: Made, out: Path) -> int:
    from kg.cli.screen import note

    note(
        f"{out}: {made.entities} entities ({made.fresh} as Wikidata has them now), {made.statements} statements,"
        f" state of {made.date}; use it with --slice {out}"
    )
    if made.unknown_ends:
        note(f"{made.unknown_ends} statements left out: they ended on a day that Wikidata does not know")
    if made.malformed:
        numbers = ", ".join(map(str, made.numbers[:10])) + (" ..." if made.malformed > len(made.numbers[:10]) else "")
        note(f"{made.malformed} lines skipped, no entities: {numbers}")
    return 1 if made.malformed else 0
