"""Counts what a server does, in the text format of Prometheus (version 0.0.4)."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(slots=True)
class Metrics:
    """Requests by route and status, with their times; answers; changes of the snapshot."""

    switches: int = 0
    _requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    _buckets: list[int] = field(default_factory=lambda: [0] * (len(_BOUNDS) + 1))
    _seconds: float = 0.0
    _bytes: int = 0

    def add(self, route: str, status: int, seconds: float, sent: int) -> None:
        """Count a request that has been answered.

        Args:
            route: Its pattern, not its path: there are few.
            sent: Bytes of the body, as they went over the wire.
        """
        self._requests[route, status] += 1
        self._buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds += seconds
        self._bytes += sent

    def text(self, gauges: dict[str, int]) -> str:
        """All figures, and those of the moment by name."""
        return "\n".join([*self._counters(), *self._histogram(), *_gauges(gauges)]) + "\n"

    def _counters(self) -> Iterator[str]:
        yield "# TYPE kg_requests_total counter"
        for (route, status), count in sorted(self._requests.items()):
            yield f'kg_requests_total{{route="{route}",status="{status}"}} {count}'
        yield from _single("kg_sent_bytes_total", "counter", self._bytes)
        yield from _single("kg_snapshot_switches_total", "counter", self.switches)

    def _histogram(self) -> Iterator[str]:
        yield "# TYPE kg_request_seconds histogram"
        below = 0
        for bound, count in zip((*map(str, _BOUNDS), "+Inf"), self._buckets, strict=True):
            below += count
            yield f'kg_request_seconds_bucket{{le="{bound}"}} {below}'
        yield f"kg_request_seconds_sum {self._seconds:.6f}"
        yield f"kg_request_seconds_count {below}"


def _gauges(values: dict[str, int]) -> Iterator[str]:
    for name, value in values.items():
        yield from _single(f"kg_{name}", "counter" if name.endswith("_total") else "gauge", value)


def _single(name: str, kind: str, value: int) -> Iterator[str]:
    yield f"# TYPE {name} {kind}"
    yield f"{name} {value}"
