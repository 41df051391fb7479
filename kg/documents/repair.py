"""Words repaired for the parser, with the way back to the article's offsets."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from kg.documents.patterns import function_words, rules, words
from kg.model import Role, Segment

Edit = tuple[int, int, str]  # start and end in the raw words, and what stands there instead

_LOW, _UP = "a-zäöüßáéíóúçñøåšžćčłń", "A-ZÄÖÜÁÉÍÓÚÇÑØÅŠŽĆČŁ"
_BLANKS = re.compile(r"\s+")
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]+")
_COMBINED = re.compile(r"\w[\u0300-\u036f]+")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
_HYPHEN = re.compile(rf"(?<=[{_LOW}])-[ \t]*\r?\n[ \t]*(?=[{_LOW}{_UP}])(\w+)")
_PROTECTED = re.compile(
    r"(?<!\w)\w{2,8}://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+|(?<![\w-])[\w-]{1,64}(?:\.[\w-]{1,64}){0,6}"
    r"\.(?:de|at|ch|li|lu|com|org|net|info|eu|tv|uk|us|ru|io|news|media|html?|pdf|php)\b(?:/\S*)?"
)
_HUMP = re.compile(rf"(?<![\w@#-])(?P<left>(?:\w+-)*[{_UP}]?[{_LOW}]+)(?P<right>[{_UP}][\w-]*)")
_NEW_HUMP = re.compile(rf"[{_LOW}][{_UP}]")
_MARK = re.compile(r"(?<=\S)[.!?:…,;)(\"“”„»«](?=[^\W\d_]|[(„\"»«][^\W\d_])")
_ENDED = re.compile(rf"(?:[{_LOW}]{{2}}[.!?:…]|[.!?…][\"“”»«])\Z")
_BEGINS = re.compile(rf"„?[{_UP}][{_LOW}{_UP}]")
_ORDINAL = re.compile(r"(?<!\d)\d\d?\.\Z")
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?=([^\W\d_]{3,}))")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_WORD = re.compile(r"[Ii]nnen?\b|R\b|(?:Com|Org|Net|De)\b")  # Bürger:Innen, Booking.Com


@dataclass(frozen=True, slots=True)
class Shortened(Segment):
    """A segment whose ``text`` also lacks characters of the article: surplus blanks, soft hyphens, footnote marks.

    Attributes:
        cuts: For every left-out character a place in ``text``, ascending: offsets behind it are moved by one.
    """

    cuts: tuple[int, ...] = ()

    def source(self, offset: int) -> int:
        """Offset in the article for an offset in ``text``."""
        return self.start + offset - bisect_right(self.gaps, offset - 1) + bisect_left(self.cuts, offset)


def segment(role: Role, start: int, raw: str) -> Segment:
    r"""Segment of the words ``raw`` that stand at ``start``, repaired.

    >>> segment(Role.BODY, 0, "Gestern hatteAnna Berg\nkeine Zeit,sagte sie.").text
    'Gestern hatte Anna Berg keine Zeit, sagte sie.'
    """
    text, gaps, cuts = _apply(raw, _edits(raw))
    return Shortened(role, start, text, gaps, cuts) if cuts else Segment(role, start, text, gaps)


def _apply(raw: str, edits: list[Edit]) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """Text after the edits, the places of the added and of the left-out characters."""
    parts: list[str] = []
    gaps: list[int] = []
    cuts: list[int] = []
    done = length = 0
    for start, end, new in edits:
        parts += raw[done:start], new
        length += start - done
        surplus = len(new) - (end - start)
        gaps += range(length + len(new) - surplus, length + len(new))
        length += len(new)
        # Inside a word what follows is moved, at its end what comes after the next character: "Pakt[1], der".
        moved = bool(new) or raw[end : end + 1].isalnum()
        cuts += [length - moved] * -surplus
        done = end
    return "".join((*parts, raw[done:])), tuple(gaps), tuple(cuts)


def _edits(raw: str) -> list[Edit]:
    """All edits in order; of two that overlap the first one."""
    kept: list[Edit] = []
    for edit in sorted((*_characters(raw), *_glued(raw)), key=lambda edit: (edit[0], -edit[1])):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def _characters(raw: str) -> Iterator[Edit]:
    """Edits of blanks, of characters that nobody sees, and of marks that are no words."""
    if "\n" in raw:
        yield from _hyphens(raw)
    if not raw.isascii():
        yield from ((m.start(), m.end(), "") for m in _THOUSANDS.finditer(raw))
        yield from ((m.start(), m.end(), unicodedata.normalize("NFC", m[0])) for m in _COMBINED.finditer(raw))
    yield from ((m.start(), m.end(), "") for m in _INVISIBLE.finditer(raw))
    yield from ((m.start(), m.end(), " ") for m in _BLANKS.finditer(raw) if m[0] != " ")
    if "&" in raw:
        yield from ((m.start(), m.end(), html.unescape(m[0])) for m in _ENTITY.finditer(raw))
    if "[" in raw:
        yield from _marks(raw)


def _hyphens(raw: str) -> Iterator[Edit]:
    """Words that a line end divides are joined; "Außen-" before "und" stays apart."""
    for match in _HYPHEN.finditer(raw):
        follower = match[1]
        if follower[0].isupper():
            yield match.start(), match.start(1), "-"
        elif follower not in function_words():
            yield match.start(), match.start(1), ""


def _marks(raw: str) -> Iterator[Edit]:
    """Footnote marks go; the blank that follows stays in their place."""
    for rule in rules()["cut"]:
        for match in rule.pattern.finditer(raw):
            start, end = match.span()
            while start and raw[start - 1].isspace():
                start -= 1
            blank = _BLANKS.match(raw, end)
            yield start, blank.end() if blank else end, " " if blank or end == len(raw) else ""


def _glued(raw: str) -> Iterator[Edit]:
    """Blanks between words, and behind punctuation, where the page lost it."""
    places = sorted({*_humps(raw), *_stops(raw)})
    safe = [match.span() for match in _PROTECTED.finditer(raw)] if places else []
    for place in places:
        if not any(start < place < end for start, end in safe):
            yield place, place, " "


def _humps(raw: str) -> Iterator[int]:
    """Places inside a word where a name begins: "hatteAnna", "Ex-MinisterPeter Berg"."""
    for match in _HUMP.finditer(raw):
        if _two_words(raw, match):
            yield match.start("right")


def _two_words(raw: str, match: re.Match[str]) -> bool:
    """Whether a capital inside a word begins a new one: the left part is a word, the right part a name."""
    name = _LETTERS.match(match["right"])
    first, last = name[0] if name else "", match["left"].rpartition("-")[2]
    if any(match[0].startswith(known) for known in words("camel")) or _NO_WORD.match(first):
        return False
    if not last.islower():
        return len(last) > 3 and first in words("given-names") and _capital_follows(raw, match)
    known = len(last) > 3 or last in function_words()
    return known and not _NEW_HUMP.search(first) and (len(first) > 2 or first.isupper() or _capital_follows(raw, match))


def _capital_follows(raw: str, match: re.Match[str]) -> bool:
    return raw[match.end() : match.end() + 1] in (" ", "\xa0") and raw[match.end() + 1 : match.end() + 2].isupper()


def _stops(raw: str) -> Iterator[int]:
    """Places where punctuation sticks to the next word: "sagte,die", "Ende.Der", "Wort)Die", "3.März"."""
    for match in _MARK.finditer(raw):
        place = match.end()
        if match[0] in ",;":
            if raw[place - 2].isalpha() or raw[place - 2] in '"“”»)':
                yield place
        elif match[0] in "()":
            yield from _bracket(raw, match)
        elif match[0] in ".!?:…":
            if _new_sentence(raw, place):
                yield place
        elif raw[place - 2].isalpha() or raw[place - 2] in ",:.!?":
            yield place - 1 if _opens(raw, place - 1) else place
    for match in _YEAR.finditer(raw):
        if match[1] in function_words():
            yield match.end()


def _new_sentence(raw: str, place: int) -> bool:
    """Whether words begin behind the full stop (or other end) before ``place``."""
    before = raw[max(0, place - 4) : place]
    if not _BEGINS.match(raw, place) or _NO_WORD.match(raw, place):
        return False
    after_number = bool(_ORDINAL.search(before)) and raw[place + 1 : place + 3].islower()
    return after_number or bool(_ENDED.search(before))


def _bracket(raw: str, match: re.Match[str]) -> Iterator[int]:
    """Place beside a bracket that touches a word, unless it stands inside one: "Bürger(innen)", "(un)klar"."""
    if match[0] == "(":
        if raw[match.start() - 1].isalpha() and raw[match.end()].isupper() and not _NO_WORD.match(raw, match.end()):
            yield match.start()
        return
    opening = raw.rfind("(", 0, match.start())
    inside = raw[opening + 1 : match.start()]
    whole = not raw[:opening][-1:].isalpha() and inside[-1:] != "-"
    if whole and (raw[match.end()].isupper() or inside.isupper() or " " in inside):
        yield match.end()


def _opens(raw: str, place: int) -> bool:
    """Whether the quotation mark at ``place`` between two letters begins a quotation: the count before it tells."""
    mark, before = raw[place], raw[:place]
    if mark == "“":
        return before.count("„") <= before.count("“")
    if mark in "»«":
        return (before.count("»") + before.count("«")) % 2 == 0
    return mark == "„" or (mark == '"' and before.count('"') % 2 == 0)
