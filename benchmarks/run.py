"""Prints the figures that we promise: how fast commands start, how fast articles are read, and in how much memory.

``python benchmarks/run.py [FOLDER OR FILE]`` reads these articles for the throughput, by default
``../shared/data/reading``, else the shipped examples several times over. Beside the time on the wall stands
that of the processor, which other work on the machine does not stretch.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

_ROOT = Path(__file__).parent.parent
_EXAMPLES = _ROOT / "kg" / "data" / "examples"
_READING = _ROOT.parent / "shared" / "data" / "reading"
_TIMES = 3
_MOST_ARTICLES = 766


def main() -> None:
    """Print all figures, a line each, with the promise behind it."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        os.environ["XDG_CACHE_HOME"] = str(work / "cache")
        _commands(work)
        _loading()
        _throughput(work, Path(sys.argv[1]) if len(sys.argv) > 1 else _READING)


def _line(what: str, value: str, promise: str = "") -> None:
    print(f"{what:58} {value:>18}   {promise}", flush=True)


# --- commands in processes of their own


def _commands(work: Path) -> None:
    article, store = str(_EXAMPLES / "erklaerstueck-ovks.txt"), str(work / "store")
    _line("kg build, one article, first on this machine", _seconds(_run("build", article, "--store", store)))
    again = [_run("build", article, "--store", str(work / f"store-{number}")) for number in range(_TIMES)]
    _line("kg build, one article, cold, new store", _seconds(min(again)), "under 5 s")
    _line("kg build, one article, unchanged", _seconds(_best("build", article, "--store", store)))
    _line("kg --help, cold", _seconds(_best("--help")), "under 0.5 s")
    query = "query", "csto-members-bordering-china", "--store", store
    _line("kg query csto-members-bordering-china, cold", _seconds(_best(*query)), "under 0.5 s")


def _run(*arguments: str) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    started, before = time.perf_counter(), _children()
    subprocess.run([sys.executable, "-m", "kg", *arguments], check=True, capture_output=True, cwd=_ROOT)
    return time.perf_counter() - started, _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _best(*arguments: str) -> tuple[float, float]:
    return min(_run(*arguments) for _ in range(_TIMES))


def _seconds(value: tuple[float, float]) -> str:
    return f"{value[0]:.2f} s ({value[1]:.2f})"


# --- parts


def _loading() -> None:
    _line("import kg.pipeline", _seconds(_timed(lambda: __import__("kg.pipeline"))))
    from kg import language, lexicon
    from kg.wikidata import WikidataSlice

    _line("load the language pipeline", _seconds(_timed(lambda: language.load("de"))))
    _line("load the lexicon", _seconds(_timed(lambda: lexicon.load("de"))))
    _line("load the slice", _seconds(_timed(WikidataSlice.load)))
    _line("its names", _seconds(_timed(lambda: WikidataSlice.load().names())))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    started, before = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - started, time.thread_time() - before


# --- throughput


class _Clock:
    """Seconds of the main thread's processor time, by name of the step."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def function(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            started = time.thread_time()
            try:
                return work(*arguments, **options)
            finally:
                self._add(name, started)

        return timed

    def stream(self, name: str, work: Callable[..., Iterable[Any]]) -> Callable[..., Iterator[Any]]:
        def timed(*arguments: Any, **options: Any) -> Iterator[Any]:
            items = iter(work(*arguments, **options))
            while True:
                started = time.thread_time()
                item = next(items, None)
                self._add(name, started)
                if item is None:
                    return
                yield item

        return timed

    def _add(self, name: str, started: float) -> None:
        self.spent[name] = self.spent.get(name, 0.0) + time.thread_time() - started


def _throughput(work: Path, reading: Path) -> None:
    from kg import articles, claims, entities, language, mentions
    from kg.model import Article
    from kg.pipeline import Pipeline
    from kg.store import Store

    clock = _Clock()
    nlp = language.load("de")
    nlp.pipe = clock.stream("language pipeline", nlp.pipe)  # type: ignore[method-assign]
    mentions.find = clock.function("mentions", mentions.find)
    entities.link = clock.function("links", entities.link)
    claims.extract = clock.function("claims", claims.extract)
    Store.replace_all = clock.function("graph and store", Store.replace_all)  # type: ignore[method-assign]

    found = [one for one in _articles(reading, articles.read) if isinstance(one, Article)]
    pipeline = Pipeline()
    with pipeline.store(work / "throughput") as store:
        list(pipeline.build(_examples(articles.read, "warm"), store))
        clock.spent.clear()
        started, thread, every = time.perf_counter(), time.thread_time(), time.process_time()
        built = list(pipeline.build(iter(found), store))
        wall, cpu = time.perf_counter() - started, time.process_time() - every
        threads = cpu - (time.thread_time() - thread)
    read = sum(1 for one in built if not one.skipped and not one.unchanged)
    characters = sum(len(one.text) for one in found)
    _line(
        f"warm build of {read} articles, {characters} characters, wall", f"{read / wall:.1f} /s", "10 articles a second"
    )
    _line("the same by processor time", f"{read / cpu:.1f} /s", "10 articles a second")
    _line("claims", str(sum(one.claims for one in built)))
    _line(
        "share that is not the language pipeline", f"{1 - clock.spent['language pipeline'] / cpu:.1%}", "at most 20 %"
    )
    for name, seconds in sorted(clock.spent.items(), key=lambda pair: -pair[1]):
        _line(f"  {name}", f"{seconds / cpu:.1%}")
    _line("  threads of the store beside the program", f"{threads / cpu:.1%}")
    rest = cpu - threads - sum(clock.spent.values())
    _line("  reading, roles, language, quads, and the rest", f"{rest / cpu:.1%}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    _line("peak memory", f"{peak:.0f} MB", "under 1500 MB")


def _examples(read: Callable[[list[str]], Iterable[Any]], round: object) -> Iterator[Any]:
    paths = [str(path) for path in sorted(_EXAMPLES.glob("*-*.txt"))]
    return (replace(one, source=f"{round}-{one.source}") for one in read(paths))


def _articles(reading: Path, read: Callable[[list[str]], Iterable[Any]]) -> Iterator[Any]:
    if reading.exists():
        paths = [reading] if reading.is_file() else sorted(reading.glob("*.jsonl*"))
        yield from islice(read([str(path) for path in paths]), _MOST_ARTICLES)
        return
    for number in range(20):
        yield from _examples(read, number)


if __name__ == "__main__":
    main()
