"""Streams the entities of interest out of a Wikidata JSON dump, and goes on where it was stopped.

What is found waits as lines in a folder beside the slice, with a checkpoint that says how far the dump was read. A
second lap looks for those whom a statement names and who stood before it, so the order of a dump does not matter.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import re
import shutil
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, BinaryIO

from kg.errors import InputError, UsageError
from kg.model import Kind
from kg.wikidata import records
from kg.wikidata.choice import missing
from kg.wikidata.records import Record
from kg.wikidata.selection import Selection
from kg.wikidata.slices import POSITION_HELD

if sys.platform != "win32":
    import fcntl

Told = Callable[[str, int, int], None]
"""Is told what is done, how many bytes of the file are read, and of how many."""

_STEP = 1 << 24
_LONGEST = 1 << 26
_BUFFER = 1 << 20
_SAMPLE = 1 << 16
_SHOWN = 1000
_ID = re.compile(rb'"id"\s*:\s*"([QPLM]\d+)')
_ITEMS = re.compile(rb'"(Q\d+)"')
# Whoever held an office is kept until all offices are known, and every capital: few are left for the second lap.
_ALWAYS = (POSITION_HELD, "P1376")
_SIGNS = tuple(f'"{name}"'.encode() for name in _ALWAYS)


@dataclass
class Progress:
    """How far a dump was read.

    Attributes:
        fingerprint: Of the dump and of what is looked for; another one means that all begins anew.
        lap: 1, or 2 for those whom something names.
        offset, line: Bytes of JSON and lines that are done in this lap.
        kept: Bytes of the records that were found up to there.
        malformed: How many lines are no entity; ``numbers`` has the first thousand.
        begun, ended: Whether the brackets around a dump's lines were seen.
    """

    fingerprint: str
    lap: int = 1
    offset: int = 0
    line: int = 0
    kept: int = 0
    malformed: int = 0
    numbers: list[int] = field(default_factory=list)
    begun: bool = False
    ended: bool = False

    def skip(self) -> None:
        """Note the current line as malformed."""
        self.malformed += 1
        if len(self.numbers) < _SHOWN:
            self.numbers.append(self.line)


class Import:
    """The import of one dump into a folder of its own.

    Args:
        known: Kinds by QID of what is kept in any case.
        work: Holds the records and the checkpoint; made if need be.
    """

    def __init__(self, dump: Path, selection: Selection, known: Mapping[str, Kind], work: Path) -> None:
        self._dump, self._selection, self._known, self._work = dump, selection, known, work
        self._spool, self._checkpoint = work / "records.jsonl", work / "checkpoint.json"
        self._bytes = frozenset(id.encode() for id in known)
        self._named: frozenset[bytes] | None = None
        self._classes = frozenset(id.encode() for id in selection.ids)
        self._properties = sorted(records.wanted(selection))

    def run(self, told: Told, once: bool = False) -> Progress:
        """Read the dump to its end, from the checkpoint on if there is one.

        Args:
            once: Leave the second lap out.

        Raises:
            InputError: The dump cannot be read, or is cut; what was found up to there is kept for the next run.
            UsageError: Another import works in the same folder.
        """
        try:
            self._work.mkdir(parents=True, exist_ok=True)
            with (self._work / "lock").open("wb") as lock, self._dump.open("rb", buffering=_BUFFER) as raw:
                _own(lock, self._work)
                return self._read(raw, told, once)
        except (OSError, EOFError, zlib.error) as error:
            raise InputError(f"{self._dump}: cannot be read to its end: {error}") from error

    def records(self) -> Iterator[Record]:
        """What was found, in the order of the dump."""
        with self._spool.open("rb") as lines:
            yield from map(records.parse, lines)

    def clear(self) -> None:
        """Throw away the folder with the records and the checkpoint."""
        shutil.rmtree(self._work, ignore_errors=True)

    def _read(self, raw: BinaryIO, told: Told, once: bool) -> Progress:
        size = os.fstat(raw.fileno()).st_size
        progress = self._progress(self._fingerprint(raw, size))
        if progress.lap == 1:
            self._lap(raw, progress, lambda done: told("reading", done, size))
            if progress.begun and not progress.ended:
                raise InputError(f"{self._dump}: is cut: it begins with [ and ends without ]; get the whole dump")
        named = set() if once else missing(self.records, self._selection, self._known)
        if named:
            self._named = frozenset(id.encode() for id in named)
            if progress.lap == 1:
                progress.lap, progress.offset, progress.line = 2, 0, 0
            what = f"reading again, for {len(named)} that were named"
            self._lap(raw, progress, lambda done: told(what, done, size))
        told("read", size, size)
        return progress

    def _lap(self, raw: BinaryIO, progress: Progress, told: Callable[[int], None]) -> None:
        raw.seek(0)
        with self._spool.open("ab") as spool:
            spool.truncate(progress.kept)
            stream = _opened(raw)
            stream.seek(progress.offset)
            while self._step(stream, spool, progress):
                self._save(spool, progress)
                told(raw.tell())
            self._save(spool, progress)

    def _step(self, stream: IO[bytes], spool: IO[bytes], progress: Progress) -> bool:
        """Read some megabytes; False at the end of the dump."""
        end = progress.offset + _STEP
        while progress.offset < end:
            line = stream.readline(_LONGEST)
            if not line:
                return False
            progress.offset += len(line)
            progress.line += 1
            found = self._record(line, progress)
            if found:
                content = found.line().encode() + b"\n"
                spool.write(content)
                progress.kept += len(content)
            while len(line) == _LONGEST and not line.endswith(b"\n"):
                line = stream.readline(_LONGEST)
                progress.offset += len(line)
        return True

    def _record(self, line: bytes, progress: Progress) -> Record | None:
        text = line.strip(b" \t\r\n,")
        if text in (b"[", b"]", b""):
            progress.begun |= text == b"["
            progress.ended |= text == b"]"
            return None
        id = _ID.search(text)
        if not id or text[:1] != b"{" or text[-1:] != b"}":
            self._skip(progress)
            return None
        return self._parsed(text, progress) if self._worth(id[1], text) else None

    def _worth(self, id: bytes, text: bytes) -> bool:
        """Whether an entity may be of interest, told from its bytes: most of a dump is never parsed."""
        if self._named is not None:
            return id in self._named
        return (
            id in self._bytes
            or any(sign in text for sign in _SIGNS)
            or not self._classes.isdisjoint(_ITEMS.findall(text))
        )

    def _parsed(self, text: bytes, progress: Progress) -> Record | None:
        try:
            entity = json.loads(text)
            record = records.from_json(entity, self._properties)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self._skip(progress)
            return None
        return record if self._kept(record, entity) else None

    def _skip(self, progress: Progress) -> None:
        if self._named is None:
            progress.skip()

    def _kept(self, record: Record, entity: Mapping[str, Any]) -> bool:
        claims = entity.get("claims") or ()
        return record.id[:1] == "Q" and (
            self._named is not None
            or record.id in self._known
            or self._selection.kind(record.classes, record.pages) is not None
            or self._selection.role((*record.classes, *record.superclasses)) is not None
            or any(name in claims for name in _ALWAYS)
        )

    def _fingerprint(self, raw: BinaryIO, size: int) -> str:
        content = sha256(raw.read(_SAMPLE))
        raw.seek(0)
        content.update(repr((size, sorted(self._known), sorted(self._properties), self._selection.classes)).encode())
        content.update(repr(sorted(self._selection.roles)).encode())
        return content.hexdigest()

    def _progress(self, fingerprint: str) -> Progress:
        try:
            found = Progress(**json.loads(self._checkpoint.read_text(encoding="utf-8")))
            whole = found.fingerprint == fingerprint and self._spool.stat().st_size >= found.kept
        except (OSError, ValueError, TypeError):
            whole = False
        return found if whole else Progress(fingerprint)

    def _save(self, spool: IO[bytes], progress: Progress) -> None:
        """Make the records safe, then say so."""
        spool.flush()
        os.fsync(spool.fileno())
        beside = self._checkpoint.with_suffix(".new")
        beside.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        beside.replace(self._checkpoint)


def _own(lock: IO[bytes], work: Path) -> None:
    """Hold the folder until the file is closed, where the system has such locks."""
    if sys.platform != "win32":
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError(f"{work}: another import works here; wait for it or name another --out") from error


def _opened(raw: BinaryIO) -> IO[bytes]:
    """The JSON in a dump, by what the file begins with; its name does not matter."""
    magic = raw.read(3)
    raw.seek(0)
    if magic[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=raw), _BUFFER)
    return io.BufferedReader(bz2.BZ2File(raw), _BUFFER) if magic == b"BZh" else raw
