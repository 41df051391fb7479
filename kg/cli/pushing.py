"""``kg push``: a bar while it sends, warnings before, and a summary; all on stderr."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kg import push, queries
from kg.cli.screen import language, note
from kg.errors import UsageError
from kg.push import Login, Mode, Plan, Target, Tell, Wire
from kg.store import Store
from kg.vocab import BASE


def run(endpoint: str, path: Path, mode: Mode, user: str | None, graphs: str | None, update: str | None) -> int:
    """Push a store, and say what became of it.

    Returns:
        The exit code, 0.
    """
    started = time.monotonic()
    for address in filter(None, (endpoint, graphs, update)):
        _check(address)
    login = Login.of(endpoint, user)
    with Store.open(path, read_only=True) as store, Wire(login) as wire, _bar() as tell:
        base = queries.base_of(store) or BASE
        target = Target.find(endpoint, wire, graphs, update)
        todo = push.plan(store, target, mode, base, tell)
        _warn(target, todo)
        done = push.push(store, target, todo, base, tell)
    removed = f", {done.removed} removed" if done.removed else ""
    note(
        f"{endpoint} ({target.name}, by {target.way}): {done.graphs} graphs with {done.triples} triples sent{removed},"
        f" {done.same} unchanged; counts agree; {time.monotonic() - started:.1f} s"
    )
    return 0


def _check(address: str) -> None:
    if not address.startswith(("http://", "https://")):
        raise UsageError(f"{address}: an address begins with http:// or https://")


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
