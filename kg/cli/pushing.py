"""``kg push``: a bar while it sends, warnings before, and a summary; all on stderr."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kg import push, queries
from kg.cli.screen import language, note
from kg.endpoint import Login, check_address
from kg.push import Mode, Plan, Pushed, Target, Tell, Wire
from kg.store import Store
from kg.vocab import BASE


@dataclass(frozen=True, slots=True)
class Place:
    """Where to push: an endpoint; who writes; and where, if that is not found out."""

    endpoint: str
    user: str | None = None
    graphs: str | None = None
    update: str | None = None

    def __post_init__(self) -> None:
        for address in filter(None, (self.endpoint, self.graphs, self.update)):
            check_address(address)


def run(place: Place, path: Path, mode: Mode) -> int:
    """Push a store, and say what became of it.

    Returns:
        The exit code, 0.
    """
    started = time.monotonic()
    login = Login.of(place.endpoint, place.user)
    with Store.open(path, read_only=True) as store, Wire(login) as wire, _bar() as tell:
        base = queries.base_of(store) or BASE
        target = Target.find(place.endpoint, wire, place.graphs, place.update)
        todo = push.plan(store, target, mode, base, tell)
        _warn(target, todo)
        done = push.push(store, target, todo, base, tell)
    _sum_up(f"{place.endpoint} ({target.name}, by {target.way})", done, time.monotonic() - started)
    return 0


def _sum_up(where: str, done: Pushed, seconds: float) -> None:
    removed = f", {done.removed} removed" if done.removed else ""
    sent = f"{done.graphs} graphs with {done.triples} triples sent{removed}, {done.same} unchanged"
    note(f"{where}: {sent}; counts agree; {seconds:.1f} s")


def _warn(target: Target, todo: Plan) -> None:
    """Say what the target is going to change, in the user's language."""
    for damage, count in todo.damages.items():
        note(f"{target.name}: {damage.text(language())} ({count} {'term' if count == 1 else 'terms'})")


@contextmanager
def _bar() -> Iterator[Tell]:
    """Give the function that moves the bar on; without a terminal it shows nothing."""
    console = Console(stderr=True)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("asking", total=None)
        yield lambda step, done, total: progress.update(task, description=step, completed=done, total=total)
