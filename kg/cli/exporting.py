"""``kg export``: a part of a store into a file, and whether a file is as it was written."""

from __future__ import annotations

from pathlib import Path

from kg import export as exports
from kg import graph, queries
from kg.cli.screen import language, note
from kg.export import Options
from kg.push import bulk
from kg.store import Store
from kg.vocab import BASE


def export(out: Path, what: str, path: Path, rdf12: bool, key: Path | None) -> int:
    """Write a part of a store into a file; how much, and the hash of a graph, goes to stderr."""
    with Store.open(path, read_only=True) as store:
        options = Options(queries.base_of(store) or BASE, graph.epoch(), rdf12, key)
        written = exports.export(store, out, what, options)
    note(f"{out}: {written.count} {written.unit}{f', sha256 {written.digest}' if written.digest else ''}")
    return 0


def for_loader(out: Path, loader: str, path: Path) -> int:
    """Write a folder for the bulk loader of a triple store."""
    with Store.open(path, read_only=True) as store:
        made = bulk.write(store, out, loader, Options(queries.base_of(store) or BASE, graph.epoch()))
    for damage, count in made.damages.items():
        note(f"{loader}: {damage.text(language())} ({count} {'term' if count == 1 else 'terms'})")
    written = made.written
    note(
        f"{out}: {written.count} quads in {len(made.files)} files, sha256 {written.digest}; how to load them: README.md"
    )
    return 0


def check(out: Path) -> int:
    """Compare what a file says with the hash in its description.

    Returns:
        The exit code: 0 if they agree, else 1.
    """
    found = exports.check(out)
    told = "it has no description" if found.told is None else f"its description says sha256 {found.told}"
    agrees = found.digest == found.told
    note(f"{out}: sha256 {found.digest}, {'as its description says' if agrees else told}")
    return 0 if agrees else 1
