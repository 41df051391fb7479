"""How fast ``kg wikidata import`` reads a dump.

Run as ``python benchmarks/wikidata_import.py [ENTITIES] [KILOBYTES]``. Makes a dump of entities as
long as Wikidata's are on average, 1 in 80 of them a person with offices, 1 in 500 a state, paper or war, reads it plain
and compressed, and prints a row each: megabytes of JSON a second, of wall time and of one core, and memory.
"""

from __future__ import annotations

import bz2
import gzip
import json
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kg.model import Kind
from kg.wikidata.dumps import Import
from kg.wikidata.selection import Selection

SEED = 7
_MILLION = 1e6


def entities(count: int, size: int) -> Iterator[bytes]:
    """Lines of a dump, each about ``size`` bytes."""
    selection, chance = Selection.load(), random.Random(SEED)
    classes = [each.id for each in selection.classes if each.pages is not None]
    yield b"[\n"
    for number in range(1, count + 1):
        kind = chance.choice(classes) if number % 500 == 0 else f"Q{chance.randrange(10**7, 10**8)}"
        claims = {"P31": [_claim("P31", kind)]}
        if number % 80 == 0:
            claims["P39"] = [_claim("P39", f"Q{chance.randrange(10**6)}") for _ in range(3)]
        while len(claims) < max(2, size // 420):
            name = f"P{chance.randrange(2000, 12000)}"
            claims[name] = [_claim(name, f"Q{chance.randrange(10**8)}")]
        labels = {language: {"language": language, "value": f"Name {number}"} for language in ("en", "de", "fr", "nl")}
        made = {"type": "item", "id": f"Q{number + 10**9}", "labels": labels, "descriptions": {}, "aliases": []}
        line = made | {"claims": claims, "sitelinks": {}, "modified": "2030-01-01T00:00:00Z"}
        yield json.dumps(line, separators=(",", ":")).encode() + (b",\n" if number < count else b"\n")
    yield b"]\n"


def _claim(name: str, value: str) -> dict[str, object]:
    item = {"value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}, "type": "wikibase-entityid"}
    snak = {"snaktype": "value", "property": name, "datavalue": item, "datatype": "wikibase-item"}
    reference = {"hash": "0" * 40, "snaks": {"P143": [snak | {"property": "P143"}]}, "snaks-order": ["P143"]}
    return {"mainsnak": snak, "type": "statement", "id": f"x${value}", "rank": "normal", "references": [reference]}


def measure(dump: Path) -> tuple[float, float, float]:
    """Seconds of wall time, seconds of one core, and the most megabytes of memory."""
    work = dump.with_suffix(".work")
    task = Import(dump, Selection.load(), {f"Q{number}": Kind.CITY for number in range(15_000)}, work)
    start, core = time.perf_counter(), time.process_time()
    task.run(lambda *_: None, once=True)
    seconds = time.perf_counter() - start, time.process_time() - core
    task.clear()
    return *seconds, _peak()


def _peak() -> float:
    """The most megabytes that this process held, 0 where the system does not say.

    Not getrusage: that counts the parent's memory, too.
    """
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def main(count: int, kilobytes: float) -> None:
    print(f"{'file':10}{'MB of JSON':>12}{'MB/s':>8}{'MB/s of a core':>16}{'memory MB':>11}")
    with tempfile.TemporaryDirectory() as name:
        content = b"".join(entities(count, int(kilobytes * 1000)))
        writers: dict[str, Callable[[bytes], bytes]] = {
            "json": bytes, "json.gz": lambda text: gzip.compress(text, 6), "json.bz2": bz2.compress
        }  # fmt: skip
        for suffix, compressed in writers.items():
            dump = Path(name) / f"dump.{suffix}"
            dump.write_bytes(compressed(content))
            with multiprocessing.get_context("spawn").Pool(1) as fresh:
                wall, core, memory = fresh.apply(measure, (dump,))
            size = len(content) / _MILLION
            print(f"{suffix:10}{size:12.1f}{size / wall:8.0f}{size / core:16.0f}{memory:11.0f}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000, float(sys.argv[2]) if len(sys.argv) > 2 else 12)
