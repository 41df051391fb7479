"""Lines of N-Triples cut into pieces that a server takes at once, and written as SPARQL reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kg.push.wire import TooMuchError

_ESCAPE = re.compile(rb"\\\\([uU])|\\.")
_HIDDEN = {b"u": rb"\\\U00000075", b"U": rb"\\\U00000055"}


def pieces(lines: Sequence[bytes], most: int, longest: int) -> Iterator[list[bytes]]:
    """Lines in pieces of at most so many lines and, unless one line alone is longer, bytes.

    >>> list(pieces([b"aa", b"b", b"c", b"ddddd"], most=2, longest=4))
    [[b'aa', b'b'], [b'c'], [b'ddddd']]
    """
    piece: list[bytes] = []
    length = 0
    for line in lines:
        if piece and (len(piece) == most or length + len(line) > longest):
            yield piece
            piece, length = [], 0
        piece.append(line)
        length += len(line)
    if piece:
        yield piece


def in_halves(lines: Sequence[bytes], write: Callable[[Sequence[bytes]], None]) -> None:
    """Write lines; what is too much at once in halves.

    Raises:
        TooMuchError: A single line is.
    """
    try:
        write(lines)
    except TooMuchError:
        if len(lines) < 2:
            raise
        half = len(lines) // 2
        in_halves(lines[:half], write)
        in_halves(lines[half:], write)


def for_sparql(line: bytes) -> bytes:
    r"""A line of N-Triples for an update.

    SPARQL 1.1 (19.2) undoes ``\u`` before it looks for strings: a backslash of the text that stands before a ``u``
    would be half of such an escape.

    >>> print(for_sparql(rb'<a:a> <a:b> "C:\\users" .').decode())
    <a:a> <a:b> "C:\\\U00000075sers" .
    """
    if rb"\\u" not in line and rb"\\U" not in line:
        return line
    return _ESCAPE.sub(lambda match: _HIDDEN[match[1]] if match[1] else match[0], line)
