"""How long the named queries take on a store of a million claim quads: ``benchmarks/queries.py [QUADS] [STORE]``.

Each query runs with its defaults, and with typical values where it needs some. Then the same queries run on a smaller
store in Oxigraph and in rdflib's memory, one after the other, for comparison.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path

import synthetic

from kg import queries
from kg.queries import Query
from kg.store import Store
from kg.vocab import prefixes

_RUNS = 20
_QUADS = 1_000_000
_SMALL = 50_000
_PATIENCE = 60.0  # seconds for rdflib
_PROMISE = 100.0  # milliseconds
_COMPARED = ("csto-members-bordering-china", "claims-about", "sanctions", "members-in-conflict", "timeline")
_VALUES = {
    "claims-about": {"entity": "Q192"},
    "claims-by-source": {"source": "Q192"},
    "claims-of-article": {"article": "article-7.txt"},
    "disagreement-on-proposition": {"subject": "Q76", "relation": "holdsOffice", "object": "Q15"},
    "said-about": {"by": "Q76", "about": "Q16"},
}


def main() -> None:
    """Make the stores, print a table."""
    quads = int(sys.argv[1]) if len(sys.argv) > 1 else _QUADS
    with tempfile.TemporaryDirectory() as work:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(work) / "store"
        if not path.exists():
            begin = time.perf_counter()
            print(
                f"{synthetic.make(path, quads):,} claim quads, made in {time.perf_counter() - begin:.0f} s", flush=True
            )
        with Store.open(path, read_only=True) as store:
            for query in queries.named().values():
                _report(query, store)
        small = Path(work) / "small"
        synthetic.make(small, _SMALL)
        for name in _COMPARED:
            _compare(queries.find(name), small)


def values(query: Query) -> dict[str, str]:
    """Typical values for the parameters of a query that needs some."""
    known = {parameter.name for parameter in query.parameters}
    return {name: value for name, value in _VALUES.get(query.name, {}).items() if name in known}


def _once(query: Query, store: Store) -> tuple[float, int]:
    begin = time.perf_counter()
    rows = len(queries.python(query.run(store, **values(query))))
    return 1000 * (time.perf_counter() - begin), rows


def _report(query: Query, store: Store) -> None:
    first, rows = _once(query, store)
    times = sorted(_once(query, store)[0] for _ in range(_RUNS if first < 10 * _PROMISE else 2))
    worst = times[min(len(times) - 1, round(0.95 * len(times)))]
    mark = "" if worst <= _PROMISE else "  over the promise"
    print(
        f"{query.name:34} {rows:7} rows  p50 {statistics.median(times):9.1f} ms  p95 {worst:9.1f} ms{mark}", flush=True
    )


def _compare(query: Query, path: Path) -> None:
    with Store.open(path, read_only=True) as store:
        ours = min(_once(query, store)[0] for _ in range(3))
    answer: multiprocessing.Queue[float] = multiprocessing.Queue()
    other = multiprocessing.Process(target=_in_rdflib, args=(query, path, answer))
    other.start()
    other.join(_PATIENCE + 60)
    if other.is_alive():
        other.kill()
        theirs = f"more than {_PATIENCE:.0f} s"
    else:
        theirs = f"{answer.get():.1f} ms"
    print(f"{query.name:34} {_SMALL:,} quads: Oxigraph {ours:.1f} ms, rdflib in memory {theirs}", flush=True)


def _in_rdflib(query: Query, path: Path, answer: multiprocessing.Queue[float]) -> None:
    import rdflib

    with Store.open(path, read_only=True) as store:
        loaded = rdflib.Graph().parse(data=b"\n".join(store.lines()), format="nt")
    text = query.filled(values(query))
    begin = time.perf_counter()
    list(loaded.query(text, initNs=prefixes()))
    answer.put(1000 * (time.perf_counter() - begin))


if __name__ == "__main__":
    main()
