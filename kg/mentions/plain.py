"""Names in a text without tags or trees, told by capitals and by the words beside them: English."""

from __future__ import annotations

from kg.mentions.page import Page
from kg.mentions.plain_seats import is_government
from kg.mentions.surroundings import Place, Surroundings, place
from kg.model import Form, Kind
from kg.names import Hit, fold
from kg.names.index import family_name, is_printed_surname

_REACH = 3
_TITLE_CASE = 2


def scan(page: Page) -> None:
    """Note every name of the slice that the block holds, the longest form at each word."""
    at = 0
    while at < len(page.words):
        at = _take(page, at) or at + 1


def _take(page: Page, at: int) -> int | None:
    around = Surroundings(page)
    for hit in page.index.hits(page.text, page.words, at):
        where = place(page, hit.first, hit.last)
        form = _form(around, hit, where)
        if form is not None:
            page.add(where.start, where.end, form)
            return hit.last + 1
    return None


def _form(around: Surroundings, hit: Hit, where: Place) -> Form | None:
    """How the words name something here, None if they do not."""
    page = around.page
    forms = {sense.form for sense in hit.senses}
    if forms == {Form.DEMONYM}:
        return None if around.next(where) in page.cues["not-names/seas"] else Form.DEMONYM
    if not _is_name(around, hit, where):
        return None
    if Form.METONYM not in forms:
        return Form.NAME
    kinds = {page.index.kind(sense.id) for sense in hit.senses if sense.form is Form.NAME}
    if kinds - {Kind.CITY}:
        return Form.NAME
    always = page.text[where.start : where.end] in page.cues["seats/always"]
    if always or is_government(around, where):
        return Form.METONYM
    return Form.NAME if kinds else None


def _is_name(around: Surroundings, hit: Hit, where: Place) -> bool:
    """Whether words are a name of their own here, and no ordinary word or part of a longer name."""
    page, cues = around.page, around.page.cues
    text = page.text[where.start : where.end]
    if text in cues["ordinary"] and not _is_cued(around, where, text):
        return False
    if hit.last > hit.first or (text.isupper() and len(text) <= _REACH):
        return True
    if around.previous(where) in cues["not-names/leaders"] or around.next(where) in cues["not-names/followers"]:
        return False
    kinds = {page.index.kind(sense.id) for sense in hit.senses}
    seat = any(sense.form is Form.METONYM for sense in hit.senses)
    personal = kinds <= {Kind.CITY, Kind.PERSON} or seat or text in cues["not-names/people"]
    if personal and (_has_given_name(around, where) or _goes_on(around, where, person=kinds == {Kind.PERSON})):
        return False
    return kinds == {Kind.PERSON} or not _ends_longer_name(around, where)


def _is_cued(around: Surroundings, where: Place, text: str) -> bool:
    """Whether an ordinary word is a name here: it is named after a cue, or has a capital without need."""
    cues = around.page.cues
    previous = around.previous(where)
    if previous and previous in cues["ordinary-cues"]:
        return text not in cues["never-alone"]
    if text in cues["never-alone"]:
        return False
    return not around.is_first(where)


def _has_given_name(around: Surroundings, where: Place) -> bool:
    """Whether a capitalised word in front, no title, makes the words somebody's surname: *Mark Hamilton*."""
    previous = around.previous(where)
    if not previous[:1].isupper() or previous.isupper():
        return False
    cues = around.page.cues
    return not (
        previous in cues["openers"]
        or previous in cues["titles"]
        or cues.is_office(previous)
        or around.is_known(where.first - 1)
        or cues.any("seats/city-nouns", previous.lower())
    )


def _goes_on(around: Surroundings, where: Place, person: bool) -> bool:
    """Whether a capitalised word behind makes the words a given name, or a part of a title: *David Cole*."""
    following = around.next(where)
    if not following[:1].isupper() or following.isupper() or around.is_known(where.last + 1):
        return False
    cues = around.page.cues
    behind = following in cues["seats/city-events"] or cues.is_office(following)
    return not behind and not (person and following in cues["openers"])


def _ends_longer_name(around: Surroundings, where: Place) -> bool:
    """Whether a noun in front begins a name that ends here: *Bank of England*, *Mission in Mali*."""
    words, cues, at = around.page.words, around.page.cues, where.first - 1
    if at < 1 or words[at].text not in cues["not-names/joints"] or not around.is_joined(at):
        return False
    while at > 0 and words[at].text in cues["not-names/joints"] and around.is_joined(at - 1):
        at -= 1
    head = words[at].text
    return head in cues["not-names/heads"] and around.is_joined(at)


def people(page: Page) -> None:
    """Note persons whom the slice does not know so: behind an office, and with a surname printed in capitals."""
    around = Surroundings(page)
    for at, word in enumerate(page.words):
        if is_printed_surname(word.text) and not page.taken[word.start]:
            _add_printed(around, at)
    for at, word in enumerate(page.words):
        if page.cues.is_office(word.text):
            _add_behind_office(around, at)


def _add_behind_office(around: Surroundings, at: int) -> None:
    page, last = around.page, at
    while around.is_joined(last, "-" if last > at else "") and _is_part_of_name(around, last + 1, last > at):
        last += 1
    while last > at and not page.words[last].text[0].isupper():
        last -= 1
    if last > at and page.words[last].text not in page.cues["not-names/bodies"]:
        page.add(page.words[at + 1].start, page.words[last].end, Form.NAME)


def _is_part_of_name(around: Surroundings, at: int, inside: bool) -> bool:
    page, word = around.page, around.page.words[at]
    if not page.is_free(word.start, word.end) or word.text in page.cues["openers"] or page.cues.is_office(word.text):
        return False
    if word.text in page.cues["not-names/heads"] or word.text in page.cues["not-names/followers"]:
        return False
    return (word.text[0].isupper() and not word.text.isdigit()) or (inside and word.text in page.cues["particles"])


def _add_printed(around: Surroundings, at: int) -> None:
    """A surname in capitals behind given names: *Ibrahim Boubacar KEITA*; an acronym has none."""
    page, first, last = around.page, at, at
    while first > 0 and around.is_joined(first - 1, "'’-") and _is_given(around, first - 1):
        first -= 1
    while (
        last + 1 < len(page.words) and around.is_joined(last, "'’-") and is_printed_surname(page.words[last + 1].text)
    ):
        last += 1
    given = [word.text for word in page.words[first:at] if word.text.istitle() and len(word.text) >= _TITLE_CASE]
    start, end = page.words[first].start, page.words[last].end
    if given and page.is_free(start, end):
        page.add(start, end, Form.NAME)


def _is_given(around: Surroundings, at: int) -> bool:
    page, text = around.page, around.page.words[at].text
    if text in page.cues["particles"]:
        return True
    title = text in page.cues["titles"] or page.cues.is_office(text)
    small = len(text) == 1 and text.isupper()
    return (text.istitle() or small) and text not in page.cues["openers"] and not title and not around.is_known(at)


def surnames(page: Page, known: frozenset[str]) -> None:
    """Note surnames that stand alone, of people whom the article names in full.

    Args:
        known: Folded surnames.
    """
    around = Surroundings(page)
    at = 0
    while at < len(page.words):
        longer = around.is_joined(at, "'’-") and _is_surname(page, at, at + 1, known)
        where = place(page, at, at + longer)
        if page.is_free(where.start, where.end) and _stands_alone(around, where, known):
            page.add(where.start, where.end, Form.NAME)
        at = where.last + 1


def _stands_alone(around: Surroundings, where: Place, known: frozenset[str]) -> bool:
    """Whether words are a surname without given name, and no date: not in *in May*, *May 5*."""
    page, cues = around.page, around.page.cues
    if not page.text[where.start].isupper() or not _is_surname(page, where.first, where.last, known):
        return False
    if page.text[where.start : where.end] in cues["never-alone"]:
        dated = around.next(where).isdigit() or around.previous(where).lower() in cues["dates"]
        return not dated and not around.is_first(where)
    return not _has_given_name(around, where)


def _is_surname(page: Page, first: int, last: int, known: frozenset[str]) -> bool:
    return fold(page.text[page.words[first].start : page.words[last].end]) in known


def full_names(page: Page) -> frozenset[str]:
    """Folded surnames of the persons that the page names in full."""
    result = set()
    for start, end in page.found:
        text = page.text[start:end]
        senses = page.index.lookup(text)
        person = all(page.index.is_person(sense.id) for sense in senses) if senses else True
        if " " in text and person and page.found[start, end].form is Form.NAME:
            result.add(fold(family_name(text, page.cues["family-first"])))
    return frozenset(result)
