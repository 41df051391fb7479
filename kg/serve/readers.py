"""Reader processes over the newest snapshot: who waits, who answers, who is ended.

Beside the readers for which a query waits there is a slow lane. A query that takes longer than a second moves there
with its reader, at low priority, and a new reader takes its seat: so slow queries cannot keep quick ones out. When the
lane is full, they stay where they are.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from kg.errors import StoreError
from kg.serve.around import to_stderr
from kg.serve.errors import BadQueryError, BusyError, MemoryLimitError, TimedOutError
from kg.serve.process import Answer, Reader
from kg.serve.questions import Question
from kg.serve.settings import Settings
from kg.serve.watch import Snapshot

_SLOW = 1.0  # seconds
_AGAIN = 1.0  # seconds until a reader that could not be started is tried again


def _silent(line: str) -> None:
    pass


@dataclass(slots=True)
class _Seat:
    """A reader that answers; left when it has gone to the slow lane, and another has taken the seat."""

    reader: Reader
    is_left: bool = False


@dataclass(slots=True)
class Readers:
    """A pool of reader processes; ``switch`` gives it a snapshot, ``stop`` ends it.

    Attributes:
        settings: Limits.
        started: How many processes have been started.
    """

    settings: Settings
    started: int = 0
    _snapshot: Snapshot | None = None
    _idle: deque[Reader] = field(default_factory=deque)
    _waiting: deque[asyncio.Future[Reader]] = field(default_factory=deque)
    _busy: set[Reader] = field(default_factory=set)
    _slow: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def snapshot(self) -> str:
        """Hash of the dataset that is answered from; "" before there is one."""
        return self._snapshot.dataset if self._snapshot else ""

    @property
    def waiting(self) -> int:
        """How many questions wait."""
        return len(self._waiting)

    @property
    def busy(self) -> int:
        """How many processes answer, slow ones among them."""
        return len(self._busy)

    @property
    def alive(self) -> int:
        """Readers that answer or could."""
        return len(self._idle) + len(self._busy)

    @property
    def slow(self) -> int:
        """How many processes are in the slow lane."""
        return self._slow

    async def answer(
        self,
        sparql: str,
        media_type: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
    ) -> bytes:
        """The answer to a query, written in a media type.

        Raises:
            AnswerError: There is none; see ``kg.serve.errors``.
        """
        chosen = tuple(default_graphs), tuple(named_graphs)
        graphs = chosen if any(chosen) else (None, None)
        return (await self.ask(Question(sparql, media_type, media_type, *graphs))).data

    async def ask(self, question: Question) -> Answer:
        """The answer to a question.

        Raises:
            AnswerError: There is none; see ``kg.serve.errors``.
        """
        seat = _Seat(await self._borrowed())
        self._busy.add(seat.reader)
        timer = asyncio.get_running_loop().call_later(_SLOW, self._set_aside, seat)
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await seat.reader.ask(question)
        except TimeoutError:
            raise TimedOutError(f"the query takes longer than {self.settings.timeout:g} seconds") from None
        except EOFError:
            raise await self._died(seat.reader) from None
        finally:
            timer.cancel()
            self._done(seat)

    async def _died(self, reader: Reader) -> BadQueryError | MemoryLimitError:
        if await reader.broke():
            return BadQueryError("the query is nested too deeply")
        return MemoryLimitError(f"the query takes more memory than {self.settings.memory:,} bytes")

    def _set_aside(self, seat: _Seat) -> None:
        """Move a reader with its query to the slow lane, if there is room."""
        if self._slow < self.settings.readers:
            self._slow += 1
            seat.is_left = True
            seat.reader.lower()
            self._refill(seat.reader)

    def _done(self, seat: _Seat) -> None:
        self._busy.discard(seat.reader)
        self._slow -= seat.is_left
        if seat.reader.is_free and not seat.is_left and seat.reader.snapshot is self._snapshot:
            self._offer(seat.reader)
            return
        self._spawn(seat.reader.end())
        if not seat.is_left:
            self._refill(seat.reader)

    def _refill(self, gone: Reader) -> None:
        """Have another reader take the seat of one, unless that had a snapshot before: since then all are taken."""
        if gone.snapshot is self._snapshot:
            self._spawn(self._fill(self._snapshot))

    async def _borrowed(self) -> Reader:
        if self._snapshot is None:
            raise BusyError("the store is being built, and nothing of it can be read yet")
        while self._idle:
            reader = self._idle.pop()
            if not reader.is_dead:
                return reader
            self._spawn(reader.end())  # somebody else has killed it
            self._spawn(self._fill(self._snapshot))
        if len(self._waiting) >= self.settings.queue:
            raise BusyError(f"{self.settings.queue} queries wait already")
        place: asyncio.Future[Reader] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(self.settings.timeout):
                return await place
        except BaseException as error:
            if place.done() and not place.cancelled():
                self._offer(place.result())
            if isinstance(error, TimeoutError):
                raise BusyError(f"no reader became free in {self.settings.timeout:g} seconds") from None
            raise
        finally:
            with suppress(ValueError):
                self._waiting.remove(place)

    def _offer(self, reader: Reader) -> None:
        """Give a reader to the question that has waited longest."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(reader)
                return
        self._idle.append(reader)

    async def switch(self, snapshot: Snapshot) -> bool:
        """Answer from another snapshot from now on; questions under way stay with the one before.

        One that holds the same takes its place, too: the newest copy is always the one that is read, and numbers rise.

        Returns:
            Whether it holds something else than the one before.

        Raises:
            StoreError: It cannot be read. The one before stays.
        """
        first = await self._started(snapshot)
        is_other = snapshot.dataset != self.snapshot
        more = (self._started(snapshot) for _ in range(self.settings.readers - 1))
        others = await asyncio.gather(*more, return_exceptions=True)
        before, self._snapshot = self._snapshot, snapshot
        old, self._idle = self._idle, deque()
        for reader in (first, *others):
            if isinstance(reader, Reader):
                self._offer(reader)
            else:
                self._spawn(self._fill(snapshot))
        for reader in old:
            self._spawn(reader.end())
        if before:
            before.retire()
        return is_other

    async def _started(self, snapshot: Snapshot) -> Reader:
        self.started += 1
        return await Reader.start(snapshot, self.settings)

    async def _fill(self, snapshot: Snapshot | None) -> None:
        """Start a reader for an empty seat, unless the snapshot is no longer the newest; trouble is told once."""
        tell = to_stderr
        while snapshot is not None and snapshot is self._snapshot:
            try:
                reader = await self._started(snapshot)
            except (OSError, StoreError) as error:  # no process, no memory: of the machine, and it may pass
                tell(f"kg: no process can be started to answer queries, trying again: {error}")
                tell = _silent
                await asyncio.sleep(_AGAIN)
                continue
            if snapshot is self._snapshot:
                self._offer(reader)
            else:
                await reader.end()
            return

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """End all processes."""
        self._snapshot = None
        readers = [*self._idle, *self._busy]
        self._idle.clear()
        await asyncio.gather(*(reader.end() for reader in readers), *self._tasks, return_exceptions=True)
