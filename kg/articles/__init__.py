"""Files, folders, standard input and JSON lines -> articles; one that cannot be read is skipped with its reason."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from kg.articles import decoding, json_lines
from kg.articles.decoding import MAX_BYTES, TroubleError
from kg.errors import InputError
from kg.model import Article, Date

__all__ = ["MAX_BYTES", "Skipped", "read"]

_TEXT = (".txt", ".md")
_JSON = (".jsonl", ".jsonl.gz", ".jsonl.xz")
_STDIN = Path("-")
_KINDS = ", ".join((*_TEXT, *_JSON))


@dataclass(frozen=True, slots=True)
class Skipped:
    """An input that gave no article, and why in one line."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file to read; ``given`` if the user named it, not a folder around it."""

    path: Path
    source: str
    given: bool


def read(inputs: Iterable[str], date: Date | None = None) -> Iterator[Article | Skipped]:
    """Read articles from text files, folders, JSON lines and standard input.

    Args:
        inputs: Paths, or ``-`` for standard input. Of a folder all files of a known kind are read, with those in
            folders below, in the order of their paths; hidden ones are left out.
        date: Day of publication of articles that do not carry their own.

    Returns:
        A stream: at most one article is in memory. Sources are unique; a second article with the same is skipped.

    Raises:
        InputError: An input is missing or unreadable, or a folder without articles. Raised before anything is read.
    """
    entries = [entry for given in inputs for entry in _entries(given)]
    return _unique(found for entry in entries for found in _articles(entry, date))


def _unique(found: Iterable[Article | Skipped]) -> Iterator[Article | Skipped]:
    seen: set[str] = set()
    for one in found:
        if isinstance(one, Skipped):
            yield one
        elif one.source in seen:
            yield Skipped(one.source, "an article with this source was read before: the first one is kept")
        else:
            seen.add(one.source)
            yield one


# --- which files there are


def _entries(given: str) -> list[_Entry]:
    if given == "-":
        return [_Entry(_STDIN, "stdin", True)]
    path = Path(given)
    if not path.exists():
        raise InputError(f"{given}: no such file or folder; check the path, or give - to read standard input")
    if not os.access(path, os.R_OK):
        raise InputError(f"{given}: may not be read; change its permissions, or copy it to where you may")
    return _folder(given, path) if path.is_dir() else [_Entry(path, _source(path.name), True)]


def _folder(given: str, folder: Path) -> list[_Entry]:
    files = [path for path in folder.rglob("*") if not path.is_dir() and not _hidden(path.relative_to(folder))]
    entries = [_Entry(path, _source(path.relative_to(folder).as_posix()), False) for path in files if _kind(path)]
    if not entries:
        others = sorted({path.suffix.lower() or path.name for path in files})
        found = f"only {', '.join(others[:5])}" if others else "nothing"
        raise InputError(f"{given}: no articles in this folder, {found}; articles are files named {_KINDS}")
    return sorted(entries, key=lambda entry: entry.source)


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _kind(path: Path) -> str | None:
    """Known suffix of a file, None for others."""
    return next((suffix for suffix in (*_TEXT, *_JSON) if path.name.lower().endswith(suffix)), None)


def _source(name: str) -> str:
    """Name of an input as it identifies the article: the same on a machine that stores names decomposed."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


# --- one file


def _articles(entry: _Entry, date: Date | None) -> Iterator[Article | Skipped]:
    """Articles of one input.

    Raises:
        InputError: The user named the file, and the system does not let it be read.
    """
    try:
        yield from _opened(entry, date)
    except TroubleError as trouble:
        yield Skipped(entry.source, str(trouble))
    except OSError as error:
        if entry.given:
            raise InputError(f"{entry.path}: cannot be read ({error.strerror or error}); check the file") from error
        yield Skipped(entry.source, f"cannot be read ({error.strerror or error})")


def _opened(entry: _Entry, date: Date | None) -> Iterator[Article | Skipped]:
    if entry.path is _STDIN:
        yield from _standard_input(sys.stdin.buffer, date)
        return
    lines = _kind(entry.path) in _JSON
    with _open(entry.path) if lines else entry.path.open("rb") as file:
        if lines:
            yield from _lines(file.readline, entry.source, date)
        else:
            yield Article(entry.source, decoding.text(file.read(MAX_BYTES + 1)), date=date)


def _open(path: Path) -> IO[bytes]:
    """Open JSON lines, unpacked."""
    openers: dict[str, Callable[[Path, str], object]] = {".gz": gzip.open, ".xz": lzma.open}
    return cast(IO[bytes], openers.get(path.suffix.lower(), io.open)(path, "rb"))


def _standard_input(stream: IO[bytes], date: Date | None) -> Iterator[Article | Skipped]:
    """Articles of JSON lines if the first line is a JSON object, else one article."""
    first = stream.readline(MAX_BYTES + 1)
    if json_lines.is_object(first):
        yield from _lines(_again(first, stream.readline), "stdin", date)
    else:
        rest = stream.read(max(0, MAX_BYTES + 1 - len(first)))
        yield Article("stdin", decoding.text(first + rest), date=date)


def _again(first: bytes, readline: json_lines.ReadLine) -> json_lines.ReadLine:
    """Give the first line once more, then the others."""
    waiting = [first]
    return lambda size: waiting.pop() if waiting else readline(size)


def _lines(readline: json_lines.ReadLine, source: str, date: Date | None) -> Iterator[Article | Skipped]:
    for found in json_lines.read(readline, source, date):
        yield found if isinstance(found, Article) else Skipped(source, found)
