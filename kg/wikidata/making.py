"""A new slice out of an endpoint or a dump: collected, merged with an old one, and put in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from kg.endpoint import Endpoint
from kg.wikidata import dumps, folders, refresh
from kg.wikidata.choice import Records
from kg.wikidata.selection import Selection
from kg.wikidata.slices import SHIPPED
from kg.wikidata.weaving import Tables, weave


@dataclass(frozen=True, slots=True)
class Made:
    """What a new slice holds.

    Attributes:
        fresh: Entities that the endpoint or the dump had.
        unknown_ends: Statements left out because they ended on an unknown day.
        malformed, numbers: Lines of a dump that are no entity, and the first of their numbers.
    """

    entities: int
    fresh: int
    statements: int
    date: str
    unknown_ends: int
    malformed: int = 0
    numbers: tuple[int, ...] = ()


def from_endpoint(endpoint: Endpoint, out: Path, told: refresh.Told, selection: Selection | None = None) -> Made:
    """Make the slice in ``out`` anew from a SPARQL endpoint.

    What only the project knows is taken from the slice in ``out``, or from the shipped one if there is none yet.

    Raises:
        UsageError: ``out`` holds something else.
        InputError: The old slice or the selection cannot be read.
        StoreError: The endpoint gave no whole answer. In each case an old slice stays as it is.
    """
    folders.check(out)
    selected, old = selection or Selection.load(), _old(out)
    found = refresh.collect(endpoint, selected, old.kinds(), told)
    return _make(old, found.values, selected, endpoint.url, out)


def from_dump(dump: Path, out: Path, told: dumps.Told, selection: Selection | None = None, once: bool = False) -> Made:
    """Make the slice in ``out`` anew from a Wikidata JSON dump, plain or compressed by gzip or bzip2.

    Stopped at any moment, the same call goes on and ends in the same slice: beside ``out`` lies a folder with what was
    found and how far the dump was read. Memory grows with the slice, not with the dump.

    Args:
        once: Do not read the dump again for those whom a statement names and who stood before it.

    Raises:
        UsageError: ``out`` holds something else.
        InputError: The dump is cut or cannot be read. An old slice stays as it is.
    """
    folders.check(out)
    selected, old = selection or Selection.load(), _old(out)
    task = dumps.Import(dump, selected, old.kinds(), out.with_name(f"{out.name}.import"))
    progress = task.run(told, once)
    made = _make(old, task.records, selected, f"Wikidata JSON dump {dump.name}", out)
    task.clear()
    return replace(made, malformed=progress.malformed, numbers=tuple(progress.numbers))


def _old(out: Path) -> Tables:
    return Tables.read(out if out.is_dir() and any(out.iterdir()) else SHIPPED)


def _make(old: Tables, records: Records, selection: Selection, source: str, out: Path) -> Made:
    made = weave(old, records, selection, source)
    folders.replace(out, made)
    return Made(len(made.entities), made.fresh, len(set(made.facts)), made.date, made.unknown_ends)
