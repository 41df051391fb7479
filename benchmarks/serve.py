"""What HTTP costs, and whether a crowd is served beside runaway queries: ``benchmarks/serve.py STORE [SECONDS]``.

The named queries run over HTTP and in this process by turns, on the same store. Then 200 clients ask small queries for
a minute while two send queries that never end. The memory is that of all processes of the server together.
"""

from __future__ import annotations

import asyncio
import http.client
import itertools
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg import queries
from kg.serve.settings import Settings
from kg.store import Store
from queries import values

_CLIENTS = 200
_SECONDS = 60.0
_TURNS, _RUNS = 3, 5
_JSON = "application/sparql-results+json"
_SMALL = (
    "SELECT ?p ?o { wd:Q%d ?p ?o } LIMIT 50",
    "SELECT ?label { wd:Q%d rdfs:label ?label }",
    "ASK { wd:Q%d a kg:State }",
    "SELECT ?claim { ?proposition kg:subject wd:Q%d . ?claim kg:proposition ?proposition } LIMIT 20",
)
_ITEMS = (159, 212, 148, 30, 142, 183, 145, 43, 399, 227, 813, 863, 794, 801, 865, 884)
_RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT (COUNT(*) AS ?n) { ?a (kg:subject|kg:object|!kg:subject)* ?b . ?b (rdf:type|!rdf:type)* ?c }",
)


def main() -> None:
    """Start a server and print a table."""
    path = Path(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else _SECONDS
    with _server(path) as (process, url):
        _compare(path, url)
        before = _memory(process.pid)
        crowd = _Crowd(url)
        asyncio.run(crowd.run(seconds))
        time.sleep(3)
        crowd.report(seconds)
        print(f"memory of all processes: {before:.0f} MB before, {_memory(process.pid):.0f} MB after", flush=True)


@contextmanager
def _server(path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    words = [sys.executable, "-m", "kg", "serve", "--store", str(path), "--port", "0"]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr
        match = re.search(r"served at (\S+)/,", process.stderr.readline())
        assert match, "the server did not start"
        yield process, match[1]
    finally:
        process.terminate()
        process.wait()


def _memory(pid: int) -> float:
    """Megabytes of a process and its children; what they share counts once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for number in (str(pid), *children):
        found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1000


def _compare(path: Path, url: str) -> None:
    ratios, costs = [], []
    with Store.open(path, read_only=True) as store:
        client = http.client.HTTPConnection(urlsplit(url).netloc)
        for query in queries.named().values():
            here, there = _times(query.filled(values(query)), store, client)
            ratios.append(there / here)
            costs.append(there - here)
            print(f"{query.name:34} here {here:9.1f} ms  HTTP {there:9.1f} ms  {ratios[-1]:5.2f}", flush=True)
    ratio, cost = statistics.median(ratios), statistics.median(costs)
    print(f"HTTP takes {ratio:.2f} times as long, {cost:.1f} ms more (medians of {len(ratios)} queries)", flush=True)


def _times(text: str, store: Store, client: http.client.HTTPConnection) -> tuple[float, float]:
    """Medians in milliseconds, in this process and over HTTP, by turns of some runs each, so that caches are warm."""

    def here() -> bytes:
        answer = store.query(text)
        assert isinstance(answer, ox.QuerySolutions)
        return answer.serialize(format=ox.QueryResultsFormat.JSON) or b""

    def there() -> bytes:
        client.request("POST", "/sparql", text.encode(), {"Accept": _JSON, "Content-Type": "application/sparql-query"})
        response = client.getresponse()
        assert response.status == 200
        return response.read()

    assert len(here()) == len(there())
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(_TURNS):
        for ask, found in zip((here, there), times, strict=True):
            found += [_timed(ask) for _ in range(_RUNS)]
    return statistics.median(times[0]), statistics.median(times[1])


def _timed(ask: Callable[[], bytes]) -> float:
    begin = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - begin)


@dataclass
class _Crowd:
    """Clients that keep their connections; they read HTTP themselves, for a library would need most of the time."""

    url: str
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    ended: list[tuple[float, int]] = field(default_factory=list)

    async def run(self, seconds: float) -> None:
        """All clients at once."""
        until = time.monotonic() + seconds
        small = [query % item for query in _SMALL for item in _ITEMS]
        clients = [self._quick(itertools.islice(itertools.cycle(small), n, None), until) for n in range(_CLIENTS)]
        await asyncio.gather(*clients, *(self._runaway(number, until) for number in range(2)))

    async def _quick(self, texts: Iterator[str], until: float) -> None:
        async with _Connection(self.url) as connection:
            while time.monotonic() < until:
                begin = time.monotonic()
                self.statuses[await connection.get(next(texts))] += 1
                self.times.append(time.monotonic() - begin)

    async def _runaway(self, number: int, until: float) -> None:
        async with _Connection(self.url) as connection:
            for turn in itertools.count(number):
                if time.monotonic() >= until:
                    return
                begin = time.monotonic()
                status = await connection.get(_RUNAWAYS[turn % len(_RUNAWAYS)])
                self.ended.append((time.monotonic() - begin, status))

    def report(self, seconds: float) -> None:
        """Print what was measured."""
        ordered = sorted(self.times)
        p50, p99 = (1000 * ordered[int(len(ordered) * share)] for share in (0.5, 0.99))
        errors = sum(count for status, count in self.statuses.items() if status != 200)
        print(
            f"{_CLIENTS} clients, {seconds:.0f} s: {len(ordered)} answers ({len(ordered) / seconds:.0f} a second), "
            f"{errors} errors, p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {1000 * ordered[-1]:.0f} ms"
        )
        limit = Settings().timeout
        over = [each - limit for each, status in self.ended if status == 503]
        print(
            f"{len(self.ended)} runaway queries, {len(over)} of them ended with 503, "
            f"the last {max(over):.2f} s after the limit of {limit:g} s"
        )


class _Connection:
    """One connection that stays open."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80

    async def __aenter__(self) -> _Connection:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()

    async def get(self, query: str) -> int:
        """Ask, read the whole answer, give the status."""
        request = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\n\r\n"
        self._writer.write(request.encode())
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"content-length: (\d+)", head)
        assert length
        await self._reader.readexactly(int(length[1]))
        return int(head.split(maxsplit=2)[1])


if __name__ == "__main__":
    main()
