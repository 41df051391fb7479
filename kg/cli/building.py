"""``kg build``: a bar while it reads, and a summary of what became of the inputs; both on stderr."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from kg import articles, language
from kg.articles import Skipped
from kg.cli.screen import note
from kg.errors import InputError, KgError, UsageError
from kg.model import Article, Date
from kg.pipeline import Built, Pipeline

_MOST_LINES = 20


class StoppedError(KgError):
    """Ctrl-C in the middle of a build."""

    code = 130


@dataclass(slots=True)
class Tally:
    """Counts of what became of inputs."""

    built: int = 0
    claims: int = 0
    unchanged: int = 0
    skipped: list[Built] = field(default_factory=list)

    def add(self, one: Built) -> None:
        self.claims += one.claims
        if one.skipped:
            self.skipped.append(one)
        elif one.unchanged:
            self.unchanged += 1
        else:
            self.built += 1

    def __str__(self) -> str:
        parts = [f"{_count(self.built, 'article')} read, {_count(self.claims, 'claim')}"]
        parts += [f"{self.unchanged} unchanged"] if self.unchanged else []
        parts += [f"{len(self.skipped)} skipped"] if self.skipped else []
        return "; ".join(parts)


def build(inputs: Sequence[str], path: Path, date: Date | None, pipeline: Pipeline) -> int:
    """Build a store, and say what became of the inputs.

    Returns:
        The exit code: 0, 1 if something was skipped, 3 if everything was.
    """
    started = time.monotonic()
    if pipeline.language not in (None, *language.available()):
        known = ", ".join(("auto", *language.available()))
        raise UsageError(f"--lang {pipeline.language}: there is no pipeline for it; there is {known}")
    found = articles.read(inputs, date)
    tally = Tally()
    try:
        run(found, path, pipeline, tally, _total(inputs))
    except KeyboardInterrupt:
        raise StoppedError(f"stopped: {tally}; the same command goes on from there") from None
    _tell_skipped(tally.skipped)
    note(f"{tally}; {time.monotonic() - started:.1f} s; in {path}")
    nothing = not tally.built and not tally.unchanged
    return InputError.code if tally.skipped and nothing else 1 if tally.skipped else 0


def run(
    found: Iterable[Article | Skipped], path: Path, pipeline: Pipeline, tally: Tally, total: int | None = None
) -> None:
    """Build articles into the store of a folder, with a bar on a terminal."""
    with _bar(total) as advance, pipeline.store(path) as store:
        for one in pipeline.build(found, store):
            tally.add(one)
            advance(one)


def _total(inputs: Sequence[str]) -> int | None:
    """How many articles there are, if somebody looks and it can be told."""
    if not sys.stderr.isatty() or "-" in inputs:
        return None
    return sum(1 for _ in articles.read(inputs))


@contextmanager
def _bar(total: int | None) -> Iterator[Callable[[Built], None]]:
    """Give the function that moves the bar on; without a terminal it does nothing."""
    if not sys.stderr.isatty():
        yield lambda one: None
        return
    columns = (
        SpinnerColumn(),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("preparing", total=total)
        yield lambda one: progress.update(task, advance=1, description=one.source[-40:])


def _tell_skipped(skipped: Sequence[Built]) -> None:
    """A line for each; of very many the first, and the reasons of the rest with their counts."""
    for one in skipped[:_MOST_LINES]:
        note(f"skipped {one.source}: {one.skipped}")
    for reason, count in Counter(one.skipped for one in skipped[_MOST_LINES:]).most_common(_MOST_LINES):
        note(f"skipped {count} more: {reason}")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
