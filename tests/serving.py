"""A real server for tests: ``kg serve`` in a process of its own, on a port that is free."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

_START = 60.0
_URL = re.compile(r"served at (http://\S+?)/,")


@dataclass
class Served:
    """A server under test.

    Attributes:
        url: Without a slash at its end.
        lines: What it has written to stderr.
    """

    process: subprocess.Popen[str]
    url: str = ""
    lines: list[str] = field(default_factory=list)

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", params=parameters or None, timeout=60)

    def ask(self, query: str, accept: str = "text/csv") -> httpx.Response:
        """A query as a form."""
        return httpx.post(f"{self.url}/sparql", data={"query": query}, headers={"Accept": accept}, timeout=60)

    def rows(self, query: str) -> list[str]:
        response = self.ask(query)
        assert response.status_code == 200, response.text
        return response.text.splitlines()[1:]

    def stop(self) -> int:
        """Ask it to stop, and give its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def children(self) -> list[int]:
        """Its processes."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in path.read_text().split()]

    def read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.lines.append(line)


@contextmanager
def serving(store: Path, *options: str) -> Iterator[Served]:
    """A server over a store, ready to answer; it is stopped at the end."""
    words = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    served = Served(process)
    reading = threading.Thread(target=served.read)
    reading.start()
    try:
        until = time.monotonic() + _START
        while not (found := _URL.search("".join(served.lines))):
            assert process.poll() is None, f"it did not start: {served.lines}"
            assert time.monotonic() < until, "it takes too long to start"
            time.sleep(0.01)
        served.url = found[1]
        yield served
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
        reading.join()
        assert process.stderr
        process.stderr.close()


def wait_for(condition: object, seconds: float = 20.0) -> None:
    """Wait until a function gives something true."""
    until = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
