"""How long a push of many claims takes: ``benchmarks/push.py [CLAIMS [STORE [Virtuoso|Oxigraph]]]``.

Debian's Virtuoso and Oxigraph's server get an empty database each. The first push sends everything, the second nothing;
then the push is killed at some moments and run again. In the end each named graph is counted at the target. A proxy
counts the requests of the first two pushes.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import synthetic

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import servers

from kg.endpoint import Login
from kg.endpoint.login import PASSWORD, USER
from kg.push import Target, Wire
from kg.store import Store
from kg.vocab import KG, RDF

_CLAIMS = 100_000
_QUADS_PER_CLAIM = 48
_KILLS = 2
Start = Callable[[Path], AbstractContextManager[servers.Server]]
_SERVERS: dict[str, Start] = {"Virtuoso": servers.virtuoso, "Oxigraph": servers.oxigraph}


def main() -> None:
    """Make the store, push it, print what it took."""
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else _CLAIMS
    with tempfile.TemporaryDirectory() as work:
        path = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(work) / "store"
        if not path.exists():
            synthetic.make(path, claims * _QUADS_PER_CLAIM)
        with Store.open(path, read_only=True) as store:
            here = {graph.value: len(store.lines(graph)) for graph in store.graphs()}
            claims = sum(1 for _ in store.quads(None, RDF.type, KG.Claim))
        print(f"{claims:,} claims, {len(here):,} graphs, {sum(here.values()):,} triples", flush=True)
        for name, start in _SERVERS.items():
            if name in (sys.argv[3:] or _SERVERS):
                with _started(start, Path(work) / name) as server:
                    _measure(name, server, path, here)
                with _started(start, Path(work) / f"{name} killed") as server:
                    _killed(name, server, path, here)


@contextmanager
def _started(start: Start, folder: Path) -> Iterator[servers.Server]:
    folder.mkdir()
    with start(folder) as server:
        yield server


def _measure(name: str, server: servers.Server, path: Path, here: dict[str, int]) -> None:
    with servers.proxy(server) as before:
        for turn in ("first", "second"):
            begin, asked = time.perf_counter(), len(before.requests)
            done = subprocess.run(_command(before.endpoint, path), env=_environment(server), capture_output=True)
            taken = time.perf_counter() - begin
            assert done.returncode == 0, done.stderr
            new = before.requests[asked:]
            wrote = [request for request in new if request.writes]
            print(
                f"{name}: {turn} push {taken:.0f} s, {len(new):,} requests, {len(wrote):,} of them write, "
                f"{sum(len(request.body) for request in wrote) / 1e6:.0f} MB; counts equal: {_equal(server, here)}",
                flush=True,
            )


def _killed(name: str, server: servers.Server, path: Path, here: dict[str, int]) -> None:
    chance = random.Random(1)
    begin = time.perf_counter()
    for _ in range(_KILLS):
        process = subprocess.Popen(_command(server.endpoint, path), env=_environment(server), stderr=subprocess.DEVNULL)
        time.sleep(20 + 40 * chance.random())
        process.kill()
        process.wait()
    done = subprocess.run(_command(server.endpoint, path), env=_environment(server), capture_output=True, text=True)
    print(
        f"{name}: killed {_KILLS} times and run again, {time.perf_counter() - begin:.0f} s in all: "
        f"{done.stderr.strip()}; counts equal: {_equal(server, here)}",
        flush=True,
    )


def _command(endpoint: str, path: Path) -> list[str]:
    return [sys.executable, "-m", "kg", "push", endpoint, "--store", str(path)]


def _environment(server: servers.Server) -> dict[str, str]:
    return os.environ | ({USER: server.user, PASSWORD: "dba"} if server.user else {})


def _equal(server: servers.Server, here: dict[str, int]) -> bool:
    with _target(server) as target:
        return target.counts(list(here)) == here


@contextmanager
def _target(server: servers.Server) -> Iterator[Target]:
    with Wire(Login(server.user, "dba" if server.user else "")) as wire:
        yield Target.find(server.endpoint, wire)


if __name__ == "__main__":
    main()
