"""Follows a store while somebody may build it: each new state becomes a snapshot for the readers."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import StoreError
from kg.snapshots import Place


@dataclass(slots=True, eq=False)
class Snapshot:
    """A copy of a database, removed when a newer one has taken its place and its last reader has left.

    Attributes:
        dataset: The hash of what it holds; "" until a reader has opened it.
        readers: How many processes have it open.
    """

    folder: Path
    dataset: str = ""
    readers: int = 0
    _is_old: bool = False

    def leave(self) -> None:
        """One process less."""
        self.readers -= 1
        self._tidy()

    def retire(self) -> None:
        """No process more."""
        self._is_old = True
        self._tidy()

    def _tidy(self) -> None:
        if self._is_old and not self.readers:
            shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(slots=True)
class Watch:
    """Finds new states of a store."""

    place: Place
    _seen: Path | None = None
    _before: Path | None = None
    _stamp: frozenset[tuple[str, int, int]] = field(default_factory=frozenset)

    def again(self) -> None:
        """Let the next look find what the last one has found; what was found before that is still read."""
        self._seen = self._before

    def look(self) -> Snapshot | None:
        """A snapshot that has not been seen yet, the newest if there are several; None if nothing is new.

        Raises:
            StoreError: The database cannot be copied.
        """
        try:
            if (now := self.place.stamp()) != self._stamp and self.place.copy():
                self._stamp = now
            newest = self.place.newest()
        except OSError as error:
            raise StoreError(f"{self.place.database.parent}: {error.strerror or error}") from error
        if newest is None or newest == self._seen:
            return None
        self.place.forget_between(self._seen, newest)
        self._before, self._seen = self._seen, newest
        return Snapshot(newest)
