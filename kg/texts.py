"""The articles' words, kept beside the quads of a store: for showing a claim in its sentence. They are never exported.

A text is a file of the folder ``texts/``, named by its SHA-256; the graph of its article has that as ``kg:textHash``.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from kg.errors import StoreError


def keep(store: Path | None, text: str) -> None:
    """Keep a text; nothing happens for a store in memory, or where it is kept already.

    Raises:
        StoreError: It cannot be written.
    """
    if store is None:
        return
    path = _path(store, sha256(text.encode()).hexdigest())
    if path.exists():
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if not path.parent.exists():
            path.parent.mkdir(exist_ok=True)
        part.write_bytes(text.encode())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{store}: {error.strerror or error}") from error


def forget(store: Path | None, digest: str) -> None:
    """Remove a text that no article has any more."""
    if store is not None:
        _path(store, digest).unlink(missing_ok=True)


def find(store: Path | None, digest: str) -> str | None:
    """The text of this SHA-256, None if it is not kept."""
    if store is None or not (path := _path(store, digest)).is_file():
        return None
    return path.read_bytes().decode()


def _path(store: Path, digest: str) -> Path:
    return store / "texts" / f"{digest}.txt"
