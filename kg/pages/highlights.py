"""Cuts a text at the ends of all that is marked in it, so that marks may overlap and yet be written as HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SENTENCE_END = re.compile(r"(?<!\d)[.!?…][\"“”»«’')\]]*\s+|\n\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text that means something; start and end count code points, end left out.

    Attributes:
        kind: ``claim``, ``cue`` or ``mention``.
        key: Which one of its kind.
    """

    start: int
    end: int
    kind: str
    key: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same marks cover from the first letter to the last.

    Attributes:
        marks: In the order they were given.
        begins, ends: Those of the marks of which this is the first piece, and the last.
    """

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[Mark, ...]
    ends: tuple[Mark, ...]

    def keys(self, kind: str) -> tuple[int, ...]:
        return tuple(mark.key for mark in self.marks if mark.kind == kind)


def pieces(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """A stretch of a text as pieces, in order; together they are the stretch.

    Args:
        text: The whole text.
        marks: May overlap, nest and repeat. What lies outside the stretch does not matter; empty ones are not shown.
        start, end: The stretch; by default all of the text. A mark that begins before it has no first piece here.

    >>> [(piece.text, len(piece.marks)) for piece in pieces("abcdef", [Mark(0, 4, "claim", 0), Mark(2, 6, "claim", 1)])]
    [('ab', 1), ('cd', 2), ('ef', 1)]
    """
    last = len(text) if end is None else min(end, len(text))
    inside = [mark for mark in marks if mark.start < mark.end and mark.start < last and mark.end > start]
    cuts = {start, last, *(cut for mark in inside for cut in (mark.start, mark.end) if start < cut < last)}
    return [_piece(text, first, after, inside) for first, after in pairwise(sorted(cuts))]


def _piece(text: str, start: int, end: int, marks: Sequence[Mark]) -> Piece:
    over = tuple(mark for mark in marks if mark.start <= start and end <= mark.end)
    begins = tuple(mark for mark in over if mark.start == start)
    ends = tuple(mark for mark in over if min(mark.end, len(text)) == end)
    return Piece(text[start:end], over, begins, ends)


def stretches(text: str, marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """A text cut after each sentence in which a mark ends, and between paragraphs; no cut goes through a mark.

    Returns:
        Start and end of each, in order, without gaps; none for an empty text.
    """
    whole = list(_joined(marks))
    firsts = [first for first, _ in whole]
    start = 0
    for found in _SENTENCE_END.finditer(text):
        cut = found.end()
        before = whole[
            max(bisect_left(firsts, cut) - 1, 0) : bisect_left(firsts, cut)
        ]  # the last that begins before the cut
        goes_through = any(end > cut for _, end in before)
        is_used = any(end > start for _, end in before)
        if not goes_through and (is_used or "\n" in found[0]):
            yield start, cut
            start = cut
    if start < len(text):
        yield start, len(text)


def _joined(marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """Start and end of what marks cover together, in order; those that only touch stay apart."""
    start = end = -1
    for mark in sorted(marks, key=lambda mark: mark.start):
        if mark.start < end:
            end = max(end, mark.end)
        elif mark.start < mark.end:
            if start >= 0:
                yield start, end
            start, end = mark.start, mark.end
    if start >= 0:
        yield start, end


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Start and end of the sentence around a stretch, told by its marks; never less than the stretch.

    >>> sentence("So. Togo droht Benin. Ende.", 4, 14)
    (4, 21)
    """
    first = max((found.end() for found in _SENTENCE_END.finditer(text, 0, start)), default=0)
    after = _SENTENCE_END.search(text, max(end - 1, start))
    return min(first, start), max(after.start() + len(after[0].rstrip()) if after else len(text), end)
