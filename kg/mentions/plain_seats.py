"""Capitals in a text without trees: the city, or the government that sits there."""

from __future__ import annotations

from kg.mentions.surroundings import Place, Surroundings, place
from kg.names import Cues

_GENITIVES = ("'s", "’s")
_REACH = 3


def is_government(around: Surroundings, where: Place) -> bool:
    """Whether the name of a capital stands for the government: as who acts, speaks or is dealt with.

    *Moscow placed*, *ties to Moscow*, *between Moscow and Kyiv*, *Moscow-backed* are governments; *in Moscow*,
    *the capital, Minsk*, *marched on Kabul* are cities.
    """
    cues, page = around.page.cues, around.page
    behind = page.text[where.end :]
    if _is_dateline(around, where) or _is_called_city(around, where):
        return False
    if behind[:1] == "-" and behind[1:2].isalpha():
        return not cues.any("seats/city-hyphen", page.words[where.last + 1].text)
    if page.text[where.start - 1 : where.start] == "-":
        return page.words[where.first - 1].text.lower() in cues.adjective_prefixes
    if behind.startswith(_GENITIVES):
        return _is_owner(around, where)
    following = around.next(where)
    if following in cues["seats/power-behind"]:
        return True
    if following in cues["seats/city-events"] or _is_of_city(around, following):
        return False
    first, last = _coordination(around, where)
    return _is_dealt_with(around, first) or (_stands_free(around, first) and _acts(around, last, several=first != last))


def _is_dateline(around: Surroundings, where: Place) -> bool:
    """*Kyiv (AP) -*, *MINSK, 4 May*: the place of a report before its text."""
    behind = around.page.text[where.end : where.end + 3]
    mark = behind.startswith((" (", " –", " —", " -", "/")) or (behind.startswith(", ") and behind[2:].isdigit())
    return mark and around.is_first(where) and not around.page.text[: where.start].strip()


def _is_called_city(around: Surroundings, where: Place) -> bool:
    """*the capital Minsk*, *the capital, Minsk*, *Minsk, the capital*."""
    page, cues = around.page, around.page.cues
    before = page.text[: where.start].rstrip(" ,")
    word = before.rpartition(" ")[2].strip("\"'(“‘").lower()
    if cues.any("seats/city-nouns", word):
        return True
    behind = page.text[where.end : where.end + 40]
    article = behind.removeprefix(",").removeprefix(" ").removeprefix("(").partition(" ")[0]
    if behind.startswith((", ", " (")) and article in cues["seats/articles"]:
        nouns = [each.strip(",.;)").lower() for each in behind.split()[1 : 2 + _REACH]]
        return any(cues.any("seats/city-nouns", each) for each in nouns)
    return False


def _is_owner(around: Surroundings, where: Place) -> bool:
    """Whether what follows a genitive is a government's and not a city's: *Moscow's demands*."""
    behind = around.page.words[where.last + 2 : where.last + 4]
    return not any(_is_of_city(around, word.text) for word in behind)


def _is_of_city(around: Surroundings, noun: str) -> bool:
    return around.page.cues.any("seats/city-behind", noun, noun.removesuffix("s"))


def _coordination(around: Surroundings, where: Place) -> tuple[Place, Place]:
    """The first and the last of the names that a name is listed with: *between Minsk and Moscow*."""
    first, last = where, where
    while (before := _neighbour(around, first, -1)) is not None:
        first = before
    while (behind := _neighbour(around, last, 1)) is not None:
        last = behind
    return first, last


def _neighbour(around: Surroundings, where: Place, step: int) -> Place | None:
    page, words = around.page, around.page.words
    if step < 0:
        gap_end, at = where.start, where.first - 1
        at -= at >= 0 and words[at].text in page.cues["seats/coordinators"]
        if at < 0 or not words[at].text[0].isupper():
            return None
        first = next((i for i in range(max(0, at - _REACH), at + 1) if _is_name(around, i, at)), None)
        gap = page.text[words[at].end : gap_end].strip()
        return place(page, first, at) if first is not None and _joins(gap, page.cues) else None
    at = where.last + 1
    at += at < len(words) and words[at].text in page.cues["seats/coordinators"]
    if at >= len(words) or not words[at].text[0].isupper():
        return None
    hit = next((hit for hit in page.index.hits(page.text, words, at)), None)
    gap = page.text[where.end : words[at].start].strip()
    return place(page, at, hit.last) if hit is not None and _joins(gap, page.cues) else None


def _joins(gap: str, cues: Cues) -> bool:
    """Whether what stands between two names lists them: a comma, a word, or both."""
    comma, word = gap.startswith(","), gap.lstrip(", ")
    return word in cues["seats/coordinators"] or (comma and not word)


def _is_name(around: Surroundings, first: int, last: int) -> bool:
    return any(hit.last == last for hit in around.page.index.hits(around.page.text, around.page.words, first))


def _is_dealt_with(around: Surroundings, where: Place) -> bool:
    """Whether the words before make a government of the name: *ties to Moscow*, *urged Beijing*."""
    cues = around.page.cues
    before = around.previous(where)
    lowered = before.lower()
    if lowered in cues["seats/city-prepositions"]:
        return lowered in cues["seats/based"] and _follows(around, where, "seats/power", 1)
    if lowered in cues["seats/listed"]:
        return _follows(around, where, f"seats/{lowered}", _REACH)
    if lowered in cues["seats/with"]:
        return not _follows(around, where, "seats/ways", _REACH)
    return lowered in cues["seats/addressed"]


def _follows(around: Surroundings, where: Place, path: str, reach: int) -> bool:
    """Whether a word of a list stands among the words before the preposition."""
    words = around.page.words
    at = where.first - 1
    near = words[max(0, at - reach) : at]
    return any(around.page.cues.any(path, word.text, word.text.lower()) for word in near)


def _stands_free(around: Surroundings, where: Place) -> bool:
    """Whether no preposition and no noun stands before the name, so that it may be a subject."""
    before = around.previous(where)
    cues = around.page.cues
    if not before:
        return True
    lowered = before.lower()
    taken = (
        lowered in cues["seats/city-prepositions"] or lowered in cues["seats/listed"] or lowered in cues["seats/with"]
    )
    return not taken and (lowered in cues["seats/free"] or before in cues["openers"])


def _acts(around: Surroundings, where: Place, several: bool) -> bool:
    """Whether a verb follows whose subject is a government: *Moscow placed*, not *Kabul fell*, *Minsk is a city*."""
    cues, words = around.page.cues, around.page.words
    at = where.last + 1
    if not around.next(where):
        return False
    while at < len(words) and (
        words[at].text in cues["seats/adverbs"] or words[at].text.endswith(tuple(cues["seats/adverb-endings"]))
    ):
        at += 1
    if at >= len(words):
        return False
    verb = words[at].text
    if verb in cues["seats/city-subject"] or verb in cues["seats/not-verbs"] or not verb.islower():
        return False
    if (
        not (several and _may_be_plural(verb, cues))
        and verb not in cues["seats/verbs"]
        and not verb.endswith(tuple(cues["seats/verb-endings"]))
    ):
        return False
    rest = [word.text for word in words[at + 1 : at + 1 + _REACH]]
    state = verb in cues["seats/to-be"] or (
        verb in cues["seats/perfect"] and cues.any("seats/participle-to-be", *rest[:1])
    )
    return not (state and (cues.any("seats/is-city", *rest) or cues.any("seats/city-nouns", *rest)))


def _may_be_plural(word: str, cues: Cues) -> bool:
    """Whether a word behind two names may be a verb in the plural: *Minsk and Kyiv share a river*."""
    prepositions = word in cues["seats/listed"] or word in cues["seats/city-prepositions"] or word in cues["seats/with"]
    return not prepositions and word not in cues["seats/not-plural"] and word not in cues["seats/city-behind"]
