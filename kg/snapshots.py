"""Frozen copies of a database, which a server's readers open while a build goes on.

What it means to open a database that another process writes to is undefined in RocksDB. So a server takes a place in
the store, the folder ``served/NAME``, and holds a lock there for as long as it lives. A writer puts copies into each
such place, when what it has written is consistent (``Store.publish``). Where nobody writes, a server makes the copy
itself, and keeps writers out meanwhile. A copy is hard links to files that never change, and appears under its number
by a rename: it is whole or not there.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_SERVED = "served"
_UNFINISHED = "part-"
_NOT_COPIED = ("LOG", "LOCK")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server finds copies of a store's database; closed by ``leave``.

    Attributes:
        folder: Holds copies, named by rising numbers.
        database: What they are copies of.
    """

    folder: Path
    database: Path
    _lock: int

    @classmethod
    def take(cls, store: Path) -> Place:
        """Make a place in a store; in the folder for temporary files where the store's may not be written to.

        No writer finds it there, so copies are made when nobody writes.

        Raises:
            OSError: Neither is possible.
        """
        served = store / _SERVED
        import fcntl  # which Windows does not have, and nothing to serve with either

        try:
            served.mkdir(exist_ok=True)
            made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=served))
        except OSError:
            made = Path(tempfile.mkdtemp(prefix="kg-serve-"))
        lock = os.open(made / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        fcntl.flock(lock, fcntl.LOCK_EX)
        final = made.with_name(made.name.removeprefix(_UNFINISHED))
        return cls(made.rename(final), store / "quads", lock)

    def newest(self) -> Path | None:
        """The latest copy, None before there is one."""
        return max(_copies(self.folder), key=_number, default=None)

    def forget_between(self, older: Path | None, newer: Path) -> None:
        """Remove the copies between two, which nobody has opened."""
        first = _number(older) if older else 0
        for copy in list(_copies(self.folder)):
            if first < _number(copy) < _number(newer):
                shutil.rmtree(copy, ignore_errors=True)

    def copy(self) -> bool:
        """Copy the database, unless somebody writes to it.

        Returns:
            Whether there is a new copy.

        Raises:
            OSError: It cannot be read, or the disk is full.
        """
        with _writers_kept_out(self.database) as kept:
            if kept:
                _publish(self.folder, lambda part: link(self.database, part))
        return kept

    def stamp(self) -> frozenset[tuple[str, int, int]]:
        """Names, sizes and times of the database's files: equal means that nothing has been written."""
        found = set()
        for path in self.database.iterdir():
            with suppress(FileNotFoundError):
                status = path.stat()
                if not path.name.startswith(_NOT_COPIED):
                    found.add((path.name, status.st_size, status.st_mtime_ns))
        return frozenset(found)

    def leave(self) -> None:
        """Remove the place with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)
        with suppress(OSError):  # another server has a place there
            self.folder.parent.rmdir()


def is_served(store: Path) -> bool:
    """Whether a server has, or had, a place in the store."""
    return (store / _SERVED).is_dir()


def publish(store: Path, backup: Callable[[Path], None], first: bool = False) -> None:
    """Put a copy into the place of each server of a store; places of servers that are gone are removed.

    Args:
        store: Its folder, locked for writing.
        backup: Makes a copy in a folder that is not there yet.
        first: Only where a server has none yet.
    """
    for place in [*(store / _SERVED).iterdir()] if is_served(store) else ():
        if place.name.startswith(_UNFINISHED):
            continue
        if not _is_alive(place):
            shutil.rmtree(place, ignore_errors=True)
        elif not (first and any(_copies(place))):
            _publish(place, backup)


def link(database: Path, target: Path) -> None:
    """Copy a database that nobody writes to; its large files never change, so they are shared where possible.

    Raises:
        OSError: A file cannot be copied; none is left.
    """
    try:
        shutil.copytree(database, target, copy_function=_link_or_copy, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    except shutil.Error as error:  # one line for each file that could not be copied; the first says why
        shutil.rmtree(target, ignore_errors=True)
        raise OSError(error.args[0][0][2].partition(":")[0]) from error


def _publish(place: Path, backup: Callable[[Path], None]) -> None:
    number = max(map(_number, _copies(place)), default=0) + 1
    part = place / f"{number}.part"
    for left in place.glob("*.part*"):  # by a writer that was killed
        shutil.rmtree(left, ignore_errors=True)
    backup(part)
    with suppress(OSError):  # the server has left meanwhile
        part.rename(place / str(number))


def _copies(place: Path) -> Iterator[Path]:
    return (path for path in place.iterdir() if path.name.isdecimal())


def _number(copy: Path) -> int:
    return int(copy.name)


def _is_alive(place: Path) -> bool:
    """Whether the server of a place holds its lock; no process id, for those differ between containers."""
    import fcntl

    try:
        with (place / "lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


@contextmanager
def _writers_kept_out(database: Path) -> Iterator[bool]:
    """Hold a shared lock on the file that RocksDB locks, and say whether it could be had.

    The lock belongs to the opened file, where the system has such: one of the process would fall with any other.
    """
    import fcntl

    with (database / "LOCK").open("rb") as file:
        try:
            if hasattr(fcntl, "F_OFD_SETLK"):
                fcntl.fcntl(file, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_RDLCK, os.SEEK_SET, 0, 0, 0))
            else:
                fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True


def _link_or_copy(source: str, target: str) -> None:
    if source.endswith(".sst"):
        with suppress(OSError):
            os.link(source, target)
            return
    shutil.copy(source, target)
