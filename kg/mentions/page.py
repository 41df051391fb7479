"""One parsed block, prepared for finding names: its words, and which token each character belongs to."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from kg.model import Block, Form, Mention, Span
from kg.names import Cues, Index, Word, words
from kg.trees import Text, Token


class Page:
    """A block with what was found in it so far; every character belongs to one name at most."""

    def __init__(self, number: int, block: Block, index: Index, cues: Cues) -> None:
        self.number = number
        self.block = block
        self.doc: Text = block.doc
        self.index = index
        self.cues = cues
        self.text = block.doc.text
        self.words: list[Word] = words(self.text)
        self.found: dict[tuple[int, int], Mention] = {}
        self.tokens = block.doc.tokens
        self._starts = [token.idx for token in self.tokens]
        self.taken = bytearray(len(self.text))

    def token(self, offset: int) -> Token:
        """The token that holds a character."""
        return self.tokens[bisect_right(self._starts, offset) - 1]

    def is_free(self, start: int, end: int) -> bool:
        """Whether no name was found in this stretch."""
        return not any(self.taken[start:end])

    def add(self, start: int, end: int, form: Form) -> None:
        """Note a mention and keep its stretch from others."""
        self.taken[start:end] = b"\1" * (end - start)
        self.found[start, end] = self.mention(start, end, form)

    def drop(self, start: int, end: int) -> None:
        """Give up the mentions inside a stretch."""
        for at in [at for at in self.found if at[0] >= start and at[1] <= end]:
            del self.found[at]
            self.taken[at[0] : at[1]] = bytes(at[1] - at[0])

    def mention(self, start: int, end: int, form: Form) -> Mention:
        """A mention of the stretch, with its place in the article."""
        segment = self.block.segment
        raw_start, raw_end = segment.source(start), segment.source(end - 1) + 1
        span = Span(raw_start, raw_end, self.text[start:end])
        return Mention(self.number, self.token(start).i, self.token(end - 1).i, span, form)

    def mentions(self) -> Iterator[Mention]:
        """What was found, in reading order."""
        return (self.found[at] for at in sorted(self.found))
