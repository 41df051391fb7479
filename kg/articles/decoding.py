"""Bytes -> text: the encoding is told from the bytes; what is no text is refused with the reason."""

from __future__ import annotations

import re

__all__ = ["MAX_BYTES", "TroubleError", "text", "too_long"]

MAX_BYTES = 5_000_000

# How a file begins that is no text, and what it is.
_SIGNATURES = (
    (b"%PDF", "a PDF file: save its words as .txt"),
    (b"PK\x03\x04", "a ZIP archive or an office document: unpack it, or save its words as .txt"),
    (b"\xd0\xcf\x11\xe0", "an old office document: save its words as .txt"),
    (b"{\\rtf", "a rich text file: save it as plain text"),
    (b"\x89PNG", "a PNG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"\xfd7zXZ", "an xz archive: unpack it"),
    (b"BZh", "a bzip2 archive: unpack it"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it"),
    (b"SQLite format", "an SQLite database"),
)
_MARKED = (  # byte order marks; UTF-32 first, since UTF-16's is its beginning
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MOST_CONTROLS = 0.001
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
# Encodings that Western Europe used before UTF-8, and the characters beyond ASCII that its texts have.
_WESTERN = ("cp1252", "mac_roman")
_WESTERN_LETTERS = frozenset("äöüÄÖÜßéèêëáàâãåæçñíìîïóòôõøúùûýÉÈÁÀÅÇÑÓØ„“”‚‘’»«›‹–—…€§°·•©®½²³ \u00a0\u00ad")
_ENOUGH_WESTERN, _MOST_FOREIGN = 0.9, 0.3


class TroubleError(Exception):
    """Why one article cannot be read; the others can."""


def text(data: bytes) -> str:
    """Read the bytes of a file as they are, without a byte order mark.

    Raises:
        TroubleError: It is too long, empty, or no text.
    """
    if len(data) > MAX_BYTES:
        raise TroubleError(too_long("one article a file, or put one article on each line of a .jsonl file"))
    words = _decode(data)
    if not words.strip():
        raise TroubleError("empty")
    if _HTML.match(words):
        raise TroubleError("an HTML page, not text: save its words as .txt")
    return words


def too_long(way_out: str) -> str:
    """Reason for a text above the limit; ``way_out`` says into what it is to be split."""
    return f"longer than {MAX_BYTES // 1_000_000} MB: split it into {way_out}"


def _decode(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _MARKED if data.startswith(mark)), None)
    if not marked:
        _refuse_binary(data)
    try:
        return data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise TroubleError(f"broken {error.encoding}: byte {error.start} fits no character") from error
        return _decode_other(data, error.start)


def _refuse_binary(data: bytes) -> None:
    known = next((what for start, what in _SIGNATURES if data.startswith(start)), None)
    if known:
        raise TroubleError(f"no text but {known}")
    if b"\0" in data:
        raise TroubleError(f"a binary file, no text: byte {data.index(0)} is zero")
    if len(_CONTROLS.findall(data)) > max(1, _MOST_CONTROLS * len(data)):
        raise TroubleError("a binary file, no text: it is full of control characters")


def _decode_other(data: bytes, broken: int) -> str:
    """Text in an encoding that the bytes themselves tell.

    Western encodings come before the guess of charset-normalizer: on short texts that differs between its versions.
    """
    replaced = data.decode("utf-8", "replace")
    faults = replaced.count("\ufffd")
    if sum(not char.isascii() for char in replaced) > 2 * faults:
        raise TroubleError(f"broken UTF-8: byte {broken} fits no character; save the file again as UTF-8")
    western = (_western(data, encoding) for encoding in _WESTERN)
    return next((words for words in western if words), None) or _guess(data, broken)


def _western(data: bytes, encoding: str) -> str | None:
    try:
        words = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    foreign = [char for char in words if not char.isascii()]
    expected = sum(char in _WESTERN_LETTERS for char in foreign)
    letters = sum(char.isalpha() for char in words)
    return words if expected >= _ENOUGH_WESTERN * len(foreign) and len(foreign) <= _MOST_FOREIGN * letters else None


def _guess(data: bytes, broken: int) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None:
        raise TroubleError(f"neither UTF-8 (byte {broken} fits no character) nor another encoding: save it as UTF-8")
    return str(best)
