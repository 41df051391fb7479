"""The articles' words, kept beside the quads of a store: for showing a claim in its sentence. They are never exported.

A text is a file of the folder ``texts/``, named by its SHA-256; the graph of its article has that as ``kg:textHash``.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path

from kg.errors import StoreError

_SENTENCE_END = re.compile(r"(?<!\d)[.!?][\"“”»«’')]*\s+|\n\s*\n")


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


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of the sentence around a stretch of a text, told by its marks; never less than the stretch.

    >>> "Nein. Er kam, am 3. Mai. Ja."[slice(*sentence("Nein. Er kam, am 3. Mai. Ja.", 9, 12))]
    'Er kam, am 3. Mai.'
    """
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    found = _SENTENCE_END.search(text, max(end - 1, start))
    return max(starts, default=0), max(found.start() + len(found[0].rstrip()) if found else len(text), end)


def _path(store: Path, digest: str) -> Path:
    return store / "texts" / f"{digest}.txt"
