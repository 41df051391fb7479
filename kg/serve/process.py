"""A reader process, seen from the server."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGSEGV
from typing import Self

import kg
from kg.errors import StoreError
from kg.serve import errors
from kg.serve.questions import Head, Question
from kg.serve.settings import Settings
from kg.serve.watch import Snapshot

_LOW = 10  # priority, in steps below the usual one
_START = 30.0  # seconds until a reader must have opened the snapshot
_BUFFER = 1_000_000  # bytes that are taken from a pipe before it must wait
_GRACE = 5  # seconds that a reader outlives its limit, should nobody end it


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes of a media type, and the hash of the dataset that they are about."""

    data: bytes
    media_type: str
    dataset: str


@dataclass(slots=True, eq=False)
class Reader:
    """One process over one snapshot.

    Attributes:
        snapshot: What it has open.
        is_free: It can be asked.
    """

    snapshot: Snapshot
    _process: asyncio.subprocess.Process
    is_free: bool = True

    @classmethod
    async def start(cls, snapshot: Snapshot, settings: Settings) -> Self:
        """Start a process and wait until it has opened the snapshot, whose hash is known then.

        Raises:
            StoreError: It cannot be opened, or not be kept from the network.
            OSError: There can be no more processes.
        """
        limits = (settings.memory, settings.max_answer, int(settings.timeout) + _GRACE)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "kg.serve.reader", str(snapshot.folder), *map(str, limits), snapshot.dataset),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=_BUFFER,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the server
        )
        snapshot.readers += 1
        reader = cls(snapshot, process)
        try:
            async with asyncio.timeout(_START):
                head, data = await reader._receive()
            if head.error:
                raise StoreError(data.decode())
        except BaseException as error:
            await reader.end()
            if isinstance(error, TimeoutError | EOFError):
                raise StoreError(
                    f"{snapshot.folder}: this copy of the database cannot be opened; the store may be damaged"
                ) from None
            raise
        snapshot.dataset = data.decode()
        return reader

    @property
    def is_dead(self) -> bool:
        """Whether the process has ended."""
        return self._process.returncode is not None

    async def ask(self, question: Question) -> Answer:
        """Its answer, or the reason for none; only then is it free for the next question, if it does not end.

        Raises:
            AnswerError: There is none.
            EOFError: The process has ended.
        """
        assert self._process.stdin
        self.is_free = False
        try:
            self._process.stdin.write(question.line())
            await self._process.stdin.drain()
        except ConnectionError:
            raise EOFError from None
        head, data = await self._receive()
        self.is_free = not head.last
        if head.error:
            raise getattr(errors, head.error)(data.decode())
        return Answer(data, head.media_type, self.snapshot.dataset)

    async def _receive(self) -> tuple[Head, bytes]:
        """What the process writes.

        Raises:
            EOFError: It has ended.
        """
        assert self._process.stdout
        line = await self._process.stdout.readline()
        if not line.endswith(b"\n"):
            raise EOFError
        head = Head.parse(line)
        return head, await self._process.stdout.readexactly(head.length)  # its error is an EOFError, too

    def lower(self) -> None:
        """Let all other processes go first from now on."""
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW)

    async def broke(self) -> bool:
        """Whether it ended itself by breaking its stack; waits until it has ended."""
        return await self._process.wait() == -SIGSEGV

    async def end(self) -> None:
        """End the process, whatever it does, and wait until it has ended."""
        if not self.is_dead:  # not by its own kill(), which takes the exit code from asyncio if it ends just now
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, SIGKILL)
        await self._process.wait()
        self.snapshot.leave()


def _environment() -> dict[str, str]:
    """That of the server, with the folder from which it imports this package."""
    package = str(Path(kg.__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))}
