"""What is news in a page's text and what stands around it: paragraphs, and stretches with a role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kg.documents.patterns import abbreviations, function_words, rules
from kg.model import Role

# The parser keeps a whole stretch in memory; a longer one is cut at the end of a sentence.
MAX_STRETCH = 6000

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(f"[^{_BREAKS}]+")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_FLAT = dict.fromkeys(map(ord, f"{_BREAKS}\t\x1c\x1d\x1e\x1f\xa0\u202f\u205f\u3000"), " ")
_FLAT |= dict.fromkeys(range(0x2000, 0x200C), " ") | {0xFEFF: " ", 0xAD: "\u2010"}
_BULLET = re.compile(r"(?:[-*•·▪■►–]|#{1,6}) +")
_FINAL = re.compile(r"[.!?…:;][\"“”»«)\]’'*]*\Z")
_CALL = re.compile(r"[!?][\"“”»«)\]’']*\Z")
_SENTENCE_END = re.compile(r"(\w*)([.!?…]+)[\"“”»«)\]’']* +(?=[\"„“»«(\[]*[^\W_])")
_WORD = re.compile(r"\w+")
_LONGEST_LINE_RULE, _TAIL, _MOST_TAILS = 300, 200, 3
_LONGEST_CAPTION, _CAPTION_SENTENCES = 300, 2
_LONGEST_HEADING, _LONGEST_TITLE, _LONGEST_CALL = 120, 200, 100
_NARROWEST_WRAP, _WIDEST_WRAP, _FEWEST_WRAPPED, _SENTENCE_BEGUN = 40, 200, 3, 30
_PROSE_WORDS, _PROSE_SHARE = 10, 0.2


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


def stretches(text: str, titled: bool) -> list[Stretch]:
    """Stretches of the text in reading order; all but blanks and list marks is in one of them.

    Args:
        text: The article as it was read.
        titled: Whether its title is known from elsewhere: then the first paragraph may be the lead.
    """
    flat = text.translate(_FLAT)
    found = [part for line in _paragraphs(text, flat) for part in _parts(flat, line)]
    for step in (_sections, _captions, _headings):
        found = step(flat, found)
    return [short for part in _lead(found, titled) for short in _short(flat, part)]


# --- paragraphs: lines, joined again where they were wrapped at a width


def _paragraphs(text: str, flat: str) -> list[Stretch]:
    groups: list[list[Stretch]] = []
    lines = list(_lines(text, flat))
    width = _wrap_width(flat, lines)
    for line in lines:
        if groups and groups[-1][-1].block == line.block and _continues(flat, groups[-1][-1], line, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [replace(group[0], end=group[-1].end, line=number) for number, group in enumerate(groups)]


def _lines(text: str, flat: str) -> Iterator[Stretch]:
    block = done = 0
    for number, match in enumerate(_LINE.finditer(text)):
        start, end = _trim(flat, *match.span())
        if start == end:
            continue
        block += len(_BREAK.findall(text, done, start)) > 1
        done = end
        bullet = _BULLET.match(flat, start, end)
        yield Stretch(bullet.end() if bullet else start, end, Role.BODY, number, block, bullet=bullet is not None)


def _trim(flat: str, start: int, end: int) -> tuple[int, int]:
    """Span without the blanks at its ends."""
    words = flat[start:end].strip()
    return (start + flat[start:end].index(words), start + flat[start:end].index(words) + len(words))


def _wrap_width(flat: str, lines: Sequence[Stretch]) -> int:
    """Width at which the text was wrapped, 0 if it was not: then most lines do not end a sentence."""
    width = max((line.end - line.start for line in lines), default=0)
    full = [line for line in lines if line.end - line.start > 0.75 * width]
    open_ended = sum(not _FINAL.search(flat[line.start : line.end]) for line in full)
    wrapped = _NARROWEST_WRAP <= width <= _WIDEST_WRAP and len(full) >= _FEWEST_WRAPPED
    return width if wrapped and open_ended > len(full) / 2 else 0


def _continues(flat: str, before: Stretch, line: Stretch, width: int) -> bool:
    """Whether a line goes on with the one before: begun small, or wrapped since its first word did not fit."""
    last, words = flat[before.start : before.end], flat[line.start : line.end]
    if line.bullet or _line_role(last) or _line_role(words):
        return False
    if len(last) >= _SENTENCE_BEGUN and (words[0].islower() or words[0] == "(") and not _FINAL.search(last):
        return True
    return 0 < width < len(last) + 1 + len(words.split(" ", 1)[0])


# --- what the rules say about one paragraph


def _line_role(words: str) -> Role | None:
    if len(words) > _LONGEST_LINE_RULE:
        return None
    return next((rule.role for rule in rules()["line"] if rule.pattern.fullmatch(words)), None)


def _parts(flat: str, line: Stretch) -> list[Stretch]:
    """Paragraph as a whole if a rule knows it, else its head, its sentences and its tails."""
    role = _line_role(flat[line.start : line.end])
    if role:
        return [replace(line, role=role, place="line")]
    head = _head(flat, line)
    rest = replace(line, start=_trim(flat, head.end, line.end)[0]) if head else line
    rest, tails = _tails(flat, rest)
    middle = list(_sentence_runs(flat, rest)) if rest.start < rest.end else []
    return [*([head] if head else []), *middle, *tails]


def _head(flat: str, line: Stretch) -> Stretch | None:
    for rule in rules()["head"]:
        match = rule.pattern.match(flat, line.start, line.end)
        if match and match.end() < line.end:
            return replace(line, end=match.end(), role=rule.role or Role.BODY, place="head")
    return None


def _tails(flat: str, line: Stretch) -> tuple[Stretch, list[Stretch]]:
    """Rest of the paragraph, and the credits and signs at its end."""
    tails: list[Stretch] = []
    for _ in range(_MOST_TAILS):
        tail = _tail(flat, line)
        if tail is None:
            break
        tails.insert(0, tail)
        start, end = _trim(flat, line.start, tail.start)
        line = replace(line, start=start, end=end)
    return line, tails


def _tail(flat: str, line: Stretch) -> Stretch | None:
    for place in ("tail", "credit", "source"):
        for rule in rules()[place]:
            match = rule.pattern.search(flat, max(line.start, line.end - _TAIL), line.end)
            if match and line.start < line.end:
                start, end = _trim(flat, *match.span())
                return replace(line, start=start, end=end, role=rule.role or Role.BODY, place=place)
    return None


def _sentence_runs(flat: str, line: Stretch) -> Iterator[Stretch]:
    """Paragraph, cut where sentences that invite the reader begin and end."""
    run: Stretch | None = None
    for start, end in _sentences(flat, line.start, line.end):
        role = next((rule.role for rule in rules()["sentence"] if rule.pattern.match(flat, start, end)), None)
        role, place = (role, "sentence") if role else (Role.BODY, "")
        if run and run.role is role:
            run = replace(run, end=end)
        else:
            if run:
                yield run
            run = replace(line, start=start, end=end, role=role, place=place)
    if run:
        yield run


def _sentences(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of sentences without the blanks between; only good enough to find where one begins."""
    for match in _SENTENCE_END.finditer(flat, start, end):
        word = match[1]
        if match[2] == "." and (word.isdigit() or len(word) == 1 or word in abbreviations()):
            continue
        yield _trim(flat, start, match.end())
        start = match.end()
    if start < end:
        yield _trim(flat, start, end)


# --- what the rules say about neighbours


def _sections(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Entries below a heading such as "Weblinks" get its role, until prose comes again."""
    result: list[Stretch] = []
    role: Role | None = None
    for part, following in pairwise([*found, None]):
        assert part
        words = flat[part.start : part.end]
        opened = _section_role(words)
        if opened:
            role = opened
        elif role and (_is_prose(words) or (role is Role.BOILERPLATE and _resumes(flat, part, following))):
            role = None
        result.append(replace(part, role=role, place="section") if role and (opened or part.plain) else part)
    return result


def _section_role(words: str) -> Role | None:
    return next((rule.role for rule in rules()["section"] if rule.pattern.fullmatch(words)), None)


def _is_prose(words: str) -> bool:
    """Whether the words are sentences of a report, not an entry of a list."""
    found = _WORD.findall(words)
    common = sum(word.lower() in function_words() for word in found)
    full = len(found) >= _PROSE_WORDS and bool(_FINAL.search(words)) and common >= _PROSE_SHARE * len(found)
    return full and not any(rule.pattern.fullmatch(words) for rule in rules()["cite"])


def _resumes(flat: str, part: Stretch, following: Stretch | None) -> bool:
    """Whether a line in a list is the next heading of the report: no end of a sentence, prose below."""
    alone = following is not None and not part.bullet and not _FINAL.search(flat[part.start : part.end])
    return alone and following is not None and _is_prose(flat[following.start : following.end])


def _captions(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Mark the words that a credit belongs to: before it in its paragraph, or in the line above."""
    result = list(found)
    for number, part in enumerate(found):
        if number == 0 or part.role is not Role.CAPTION:
            continue
        before = result[number - 1]
        if before.plain and _is_caption(flat, before) and _belongs(flat, result, number):
            result[number - 1] = replace(before, role=Role.CAPTION, place="credit")
    for number, (before, part) in enumerate(pairwise(result)):
        above = before.plain and part.role is Role.CAPTION and before.line < part.line
        if above and _same_words(flat, before, _whole_line(result, part)):
            result[number] = replace(before, role=Role.CAPTION, place="credit")
    return result


def _is_caption(flat: str, part: Stretch) -> bool:
    short = part.end - part.start <= _LONGEST_CAPTION
    return short and len(list(_sentences(flat, part.start, part.end))) <= _CAPTION_SENTENCES


def _belongs(flat: str, found: list[Stretch], number: int) -> bool:
    """Whether the words before a credit are its caption.

    In one paragraph they are, but "Quelle:" at the end of an article names the source of the words. In the line above
    they are if the two make a block of their own.
    """
    before, part = found[number - 1], found[number]
    more = any(_is_prose(flat[later.start : later.end]) for later in found[number + 1 :] if later.plain)
    if before.line == part.line:
        return part.place == "credit" or (part.place == "source" and more)
    block = {other.line for other in found if other.block == part.block}
    return part.place == "line" and before.block == part.block and len(block) == 2 and before.line > 0


def _whole_line(found: list[Stretch], part: Stretch) -> Stretch:
    parts = [other for other in found if other.line == part.line]
    return replace(part, start=parts[0].start, end=parts[-1].end)


def _same_words(flat: str, one: Stretch, other: Stretch) -> bool:
    """Whether the second stretch begins with the words of the first: portals repeat captions."""
    words = _WORD.findall(flat[one.start : one.end])
    return len(words) > 2 and _WORD.findall(flat[other.start : other.end])[: len(words)] == words


# --- title and lead


def _headings(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Headlines and sub-headings: short lines that end no sentence, before other text."""
    plain = [part for part in found if part.plain]
    lines = Counter({part.line: 0 for part in plain})
    lines.update(part.line for part in found if part.plain or part.place in ("head", "sentence"))
    in_block = Counter(part.block for part in plain)
    titles: set[int] = set()
    opening = True
    for part, following in pairwise([*plain, None]):
        assert part
        words = flat[part.start : part.end]
        alone = in_block[part.block] == 1 or (following is not None and _begins_text(flat, part, following, plain))
        if lines[part.line] == 1 and _looks_like_heading(words, part, opening, alone):
            titles.add(part.start)
        else:
            opening = False
    if opening:
        titles = {start for start in titles if start == plain[0].start}
    return [replace(part, role=Role.TITLE) if part.start in titles and part.plain else part for part in found]


def _begins_text(flat: str, part: Stretch, following: Stretch, plain: list[Stretch]) -> bool:
    """Whether a line without a blank line below stands first in its block, before a sentence."""
    first = next(other for other in plain if other.block == part.block)
    return (
        first is part and following.block == part.block and bool(_FINAL.search(flat[following.start : following.end]))
    )


def _looks_like_heading(words: str, part: Stretch, opening: bool, alone: bool) -> bool:
    if part.bullet or words[0].islower() or not any(letter.isalpha() for letter in words):
        return False
    if _FINAL.search(words):
        return bool(_CALL.search(words)) and in_one_call(words) and (alone or opening)
    return len(words) <= (_LONGEST_TITLE if opening else _LONGEST_HEADING) and (alone or opening)


def in_one_call(words: str) -> bool:
    """Whether the words are one short question or exclamation, as headlines are."""
    return len(words) <= _LONGEST_CALL and len(list(_sentences(words, 0, len(words)))) == 1


def _lead(found: list[Stretch], titled: bool) -> list[Stretch]:
    """Make the first paragraph the lead if it has a title before it and text behind it."""
    body = [part for part in found if part.role is Role.BODY]
    known = titled or any(part.role is Role.TITLE and part.start < body[0].start for part in found if body)
    if not known or len({part.line for part in body}) < 2:
        return found
    first = body[0].line
    return [replace(part, role=Role.LEAD) if part.role is Role.BODY and part.line == first else part for part in found]


# --- no stretch longer than the parser likes


def _short(flat: str, part: Stretch) -> Iterator[Stretch]:
    start = part.start
    while part.end - start > MAX_STRETCH:
        limit = start + MAX_STRETCH
        ends = [match.end() for match in _SENTENCE_END.finditer(flat, start + MAX_STRETCH // 2, limit)]
        cut = ends[-1] if ends else max(flat.rfind(" ", start, limit), start) + 1
        cut = cut if cut > start + 1 else limit
        begin, end = _trim(flat, start, cut)
        yield replace(part, start=begin, end=end)
        start = cut
    begin, end = _trim(flat, start, part.end)
    if begin < end:
        yield replace(part, start=begin, end=end)
