"""The words beside a name, for languages whose names are told by them."""

from __future__ import annotations

from dataclasses import dataclass

from kg.mentions.page import Page

_CLOSING = frozenset(".!?:;\n•")
_QUOTES = " \"“”‘'(["


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name stands: characters from ``start`` to ``end``, end left out; words ``first`` to ``last``."""

    start: int
    end: int
    first: int
    last: int


def place(page: Page, first: int, last: int) -> Place:
    """The place of some words; the full stop of an abbreviation with several belongs to it, as in *U.S.*."""
    start, end = page.words[first].start, page.words[last].end
    if page.text[end - 2 : end - 1] == "." and page.text[end : end + 1] == ".":
        end += 1
    return Place(start, end, first, last)


class Surroundings:
    """What stands before and behind places of a page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def is_joined(self, at: int, also: str = "") -> bool:
        """Whether only a blank lies between a word and the next, or one of some marks."""
        words = self.page.words
        if not 0 <= at < len(words) - 1:
            return False
        gap = self.page.text[words[at].end : words[at + 1].start]
        return gap == " " or (len(gap) == 1 and gap in also)

    def previous(self, where: Place) -> str:
        """The word before, empty if a mark lies between."""
        return self.page.words[where.first - 1].text if self.is_joined(where.first - 1) else ""

    def next(self, where: Place) -> str:
        """The word behind, empty if a mark lies between; behind *U.S.* too."""
        words, text = self.page.words, self.page.text
        if where.last + 1 >= len(words) or text[where.end : words[where.last + 1].start] != " ":
            return ""
        return words[where.last + 1].text

    def is_first(self, where: Place) -> bool:
        """Whether a sentence begins here."""
        before = self.page.text[: where.start].rstrip(_QUOTES)
        return not before or before[-1] in _CLOSING

    def is_known(self, at: int) -> bool:
        """Whether a word belongs to a name that was found before, or begins one."""
        word = self.page.words[at]
        return not self.page.is_free(word.start, word.end) or any(
            True for _ in self.page.index.hits(self.page.text, self.page.words, at)
        )
