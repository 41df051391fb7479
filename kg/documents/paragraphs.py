"""A text in paragraphs and sentences, by its line ends and full stops only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.documents.patterns import abbreviations
from kg.model import Role

# The parser keeps a whole stretch in memory; a longer one is cut at the end of a sentence.
MAX_STRETCH = 6000

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_FLAT = dict.fromkeys(map(ord, f"{_BREAKS}\t\x1c\x1d\x1e\x1f\xa0\u202f\u205f\u3000"), " ")
_FLAT |= dict.fromkeys(range(0x2000, 0x200C), " ") | {0xFEFF: " ", 0xAD: "\u2010"}
_MARK = re.compile(r"(?:(?P<bullet>[-*•·▪■►–])|#{1,6}) +")
_FINAL = re.compile(r"[.!?…:;][\"“”»«)\]’'*]*(?: ?\[\d{1,3}\])*\Z")
_SENTENCE_END = re.compile(r"(?<!\w)(\w*)([.!?…]+)[\"“”»«)\]’']* +(?=[\"„“»«(\[]*[^\W_])")
_NARROWEST_WRAP, _WIDEST_WRAP, _FEWEST_WRAPPED, _SENTENCE_BEGUN = 40, 200, 3, 30


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the text with one role.

    Attributes:
        line: Number of its paragraph.
        block: Number of its block: blocks have blank lines between.
        place: The kind of rule that gave the role; empty for plain text.
        bullet: Whether it is an entry of a list.
    """

    start: int
    end: int
    role: Role
    line: int
    block: int
    place: str = ""
    bullet: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is text that no rule has claimed."""
        return self.role is Role.BODY and not self.place


def flatten(text: str) -> str:
    """Text of the same length with a blank for everything that is blank."""
    return text.translate(_FLAT)


def is_final(words: str) -> bool:
    """Whether the words end like a sentence, or announce what follows."""
    return bool(_FINAL.search(words, max(0, len(words) - 40)))


def paragraphs(text: str, flat: str, stands_alone: Callable[[str], object]) -> list[Stretch]:
    """Lines in order, joined again where they were wrapped at a width.

    Args:
        text: The article as it was read.
        flat: The same, flattened.
        stands_alone: Whether a line is known to be no part of a sentence.
    """
    groups: list[list[Stretch]] = []
    lines = list(_lines(text, flat))
    width = _wrap_width(flat, lines)
    for line in lines:
        if (
            groups
            and groups[-1][-1].block == line.block
            and _continues(flat, groups[-1][-1], line, width)
            and not (
                stands_alone(flat[groups[-1][-1].start : groups[-1][-1].end])
                or stands_alone(flat[line.start : line.end])
            )
        ):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [replace(group[0], end=group[-1].end, line=number) for number, group in enumerate(groups)]


def _lines(text: str, flat: str) -> Iterator[Stretch]:
    block = done = 0
    for number, match in enumerate(_LINE.finditer(text)):
        start, end = trim(flat, *match.span())
        if start == end:
            continue
        block += len(_BREAK.findall(text, done, start)) > 1
        done = end
        mark = _MARK.match(flat, start, end)
        bullet = bool(mark and mark["bullet"])
        yield Stretch(mark.end() if mark else start, end, Role.BODY, number, block, bullet=bullet)


def trim(flat: str, start: int, end: int) -> tuple[int, int]:
    """Span without the blanks at its ends."""
    words = flat[start:end]
    left = len(words) - len(words.lstrip())
    return start + left, start + max(left, len(words.rstrip()))


def _wrap_width(flat: str, lines: Sequence[Stretch]) -> int:
    """Width at which the text was wrapped, 0 if it was not: then most lines do not end a sentence."""
    width = max((line.end - line.start for line in lines), default=0)
    full = [line for line in lines if line.end - line.start > 0.75 * width]
    open_ended = sum(not is_final(flat[line.start : line.end]) for line in full)
    wrapped = _NARROWEST_WRAP <= width <= _WIDEST_WRAP and len(full) >= _FEWEST_WRAPPED
    return width if wrapped and open_ended > len(full) / 2 else 0


def _continues(flat: str, before: Stretch, line: Stretch, width: int) -> bool:
    """Whether a line goes on with the one before: begun small, or wrapped since its first word did not fit."""
    last, words = flat[before.start : before.end], flat[line.start : line.end]
    if line.bullet:
        return False
    if len(last) >= _SENTENCE_BEGUN and (words[0].islower() or words[0] == "(") and not is_final(last):
        return True
    return 0 < width < len(last) + 1 + len(words.split(" ", 1)[0])


def sentences(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of sentences without the blanks between; only good enough to find where one begins."""
    for match in _SENTENCE_END.finditer(flat, start, end):
        word = match[1]
        if match[2] == "." and (word.isdigit() or len(word) == 1 or word in abbreviations()):
            continue
        yield trim(flat, start, match.end())
        start = match.end()
    if start < end:
        yield trim(flat, start, end)


def short(flat: str, part: Stretch) -> Iterator[Stretch]:
    """The stretch in parts that the parser can hold."""
    start = part.start
    while part.end - start > MAX_STRETCH:
        limit = start + MAX_STRETCH
        ends = [match.end() for match in _SENTENCE_END.finditer(flat, start + MAX_STRETCH // 2, limit)]
        cut = ends[-1] if ends else max(flat.rfind(" ", start, limit), start) + 1
        cut = cut if cut > start + 1 else limit
        begin, end = trim(flat, start, cut)
        yield replace(part, start=begin, end=end)
        start = cut
    begin, end = trim(flat, start, part.end)
    if begin < end:
        yield replace(part, start=begin, end=end)
