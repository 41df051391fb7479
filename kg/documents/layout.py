"""What is news in a page's text and what stands around it: paragraphs, and stretches with a role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from kg.documents.paragraphs import Stretch, flatten, is_final, paragraphs, sentences, short, trim
from kg.documents.patterns import function_words, rules
from kg.model import Role

_CALL = re.compile(r"[!?][\"“”»«)\]’']*\Z")
_WORD = re.compile(r"\w+")
_LONGEST_LINE_RULE, _TAIL, _MOST_TAILS = 300, 200, 3
_LONGEST_CAPTION, _CAPTION_SENTENCES = 300, 2
_LONGEST_HEADING, _LONGEST_TITLE, _TITLE_CALLS = 120, 200, 3
_PROSE_WORDS, _PROSE_SHARE = 10, 0.2


def stretches(text: str, titled: bool) -> list[Stretch]:
    """Stretches of the text in reading order; all but blanks and list marks is in one of them.

    Args:
        text: The article as it was read.
        titled: Whether its title is known from elsewhere: then the first paragraph may be the lead.
    """
    flat = flatten(text)
    found = [part for line in paragraphs(text, flat, _line_role) for part in _parts(flat, line)]
    for step in (_sections, _captions, _headings):
        found = step(flat, found)
    return [piece for part in _lead(found, titled) for piece in short(flat, part)]


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
    rest = replace(line, start=trim(flat, head.end, line.end)[0]) if head else line
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
        start, end = trim(flat, line.start, tail.start)
        line = replace(line, start=start, end=end)
    return line, tails


def _tail(flat: str, line: Stretch) -> Stretch | None:
    for place in ("credit", "source", "tail"):
        for rule in rules()[place]:
            match = rule.pattern.search(flat, max(line.start, line.end - _TAIL), line.end)
            if match and line.start < line.end:
                start, end = trim(flat, *match.span())
                return replace(line, start=start, end=end, role=rule.role or Role.BODY, place=place)
    return None


def _sentence_runs(flat: str, line: Stretch) -> Iterator[Stretch]:
    """Paragraph, cut where sentences that invite the reader begin and end."""
    run: Stretch | None = None
    for start, end in sentences(flat, line.start, line.end):
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
    full = len(found) >= _PROSE_WORDS and is_final(words) and common >= _PROSE_SHARE * len(found)
    return full and not _is_entry(words)


def _is_entry(words: str) -> bool:
    return any(rule.pattern.fullmatch(words) for rule in rules()["cite"])


def _resumes(flat: str, part: Stretch, following: Stretch | None) -> bool:
    """Whether a line in a list is the next heading of the report: no end of a sentence, prose below."""
    words = flat[part.start : part.end]
    if following is None or part.bullet or is_final(words) or _is_entry(words):
        return False
    return _is_prose(flat[following.start : following.end])


def _captions(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Mark the words that a credit belongs to: before it in its paragraph, or in the line above."""
    if not any(part.role is Role.CAPTION for part in found):
        return found
    result = list(found)
    last_prose = max((part.start for part in found if part.plain and _is_prose(flat[part.start : part.end])), default=0)
    blocks = Counter(block for block, _ in {(part.block, part.line) for part in found})
    for number, (before, part) in enumerate(pairwise(found)):
        if before.plain and part.role is Role.CAPTION and _is_caption(flat, before):
            alone = blocks[part.block] == 2 and before.line > 0
            if _belongs(before, part, alone, more=last_prose > part.start):
                result[number] = replace(before, role=Role.CAPTION, place="credit")
    return _repeated(flat, result)


def _is_caption(flat: str, part: Stretch) -> bool:
    brief = part.end - part.start <= _LONGEST_CAPTION
    return brief and len(list(sentences(flat, part.start, part.end))) <= _CAPTION_SENTENCES


def _belongs(before: Stretch, part: Stretch, alone: bool, more: bool) -> bool:
    """Whether the words before a credit are its caption.

    In one paragraph they are, but "Quelle:" at the end of an article (without ``more`` prose) names the source of the
    words. In the line above they are if the two make a block of their own (``alone``).
    """
    if before.line == part.line:
        return part.place == "credit" or (part.place == "source" and more)
    return alone and part.place == "line" and before.block == part.block


def _repeated(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Mark a line with the words of the caption below: portals repeat captions."""
    result = list(found)
    for number, (before, part) in enumerate(pairwise(found)):
        if before.plain and part.role is Role.CAPTION and before.line < part.line:
            words = _WORD.findall(flat[before.start : before.end])
            below = _WORD.findall(flat[part.start : part.end + before.end - before.start])
            if len(words) > 2 and below[: len(words)] == words:
                result[number] = replace(before, role=Role.CAPTION, place="credit")
    return result


# --- title and lead


def _headings(flat: str, found: list[Stretch]) -> list[Stretch]:
    """Mark headlines and sub-headings: short lines that end no sentence, before other text."""
    plain = [part for part in found if part.plain]
    parts_of_line = Counter(part.line for part in found if part.plain or part.place in ("head", "sentence"))
    titles: set[int] = set()
    opening = True
    for before, part, following in zip([None, *plain], plain, [*plain[1:], None], strict=False):
        whole = parts_of_line[part.line] == 1
        if whole and _looks_like_heading(flat, part, opening, _stands_out(flat, before, part, following)):
            titles.add(part.start)
        else:
            opening = False
    if opening:
        titles = {plain[0].start} if plain else set()
    return [replace(part, role=Role.TITLE) if part.start in titles and part.plain else part for part in found]


def _stands_out(flat: str, before: Stretch | None, part: Stretch, following: Stretch | None) -> bool:
    """Whether blank lines or whole sentences stand around a line: then it is no entry of a list."""
    beside = [other for other in (before, following) if other and other.block == part.block]
    sentence_below = following in beside
    return not beside or (sentence_below and all(is_final(flat[other.start : other.end]) for other in beside))


def _looks_like_heading(flat: str, part: Stretch, opening: bool, alone: bool) -> bool:
    words = flat[part.start : part.end]
    if part.bullet or words[0].islower() or not any(letter.isalpha() for letter in words):
        return False
    if is_final(words):
        return alone and _calls(words, most=_TITLE_CALLS if opening else 1)
    return len(words) <= (_LONGEST_TITLE if opening else _LONGEST_HEADING) and (alone or opening)


def _calls(words: str, most: int) -> bool:
    """Whether the words are a few short questions and exclamations, as headlines are."""
    calls = [words[start:end] for start, end in sentences(words, 0, len(words))]
    return len(words) <= _LONGEST_HEADING and len(calls) <= most and all(_CALL.search(call) for call in calls)


def _lead(found: list[Stretch], titled: bool) -> list[Stretch]:
    """Make the first paragraph the lead if it has a title before it and text behind it."""
    body = [part for part in found if part.role is Role.BODY]
    known = titled or any(part.role is Role.TITLE and part.start < body[0].start for part in found if body)
    if not known or len({part.line for part in body}) < 2:
        return found
    first = body[0].line
    return [replace(part, role=Role.LEAD) if part.role is Role.BODY and part.line == first else part for part in found]
