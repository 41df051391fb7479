"""Names of the slice in a block: the longest form at each word, unless its neighbours make it something else."""

from __future__ import annotations

from kg.mentions.page import Page
from kg.mentions.references import is_definite
from kg.mentions.seats import is_government
from kg.model import Form, Kind
from kg.names import Cues, Hit, Word, fold
from kg.names.nouns import bases, case
from kg.trees import Token

_NAMES = frozenset({"PROPN", "NOUN", "X"})
_VERBAL = frozenset({"VERB", "AUX"})
_SMALL = frozenset({"ADP", "DET", "PRON", "CCONJ", "SCONJ", "ADV", "AUX", "PART", "NUM"})
_PLACES = frozenset(
    (Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE, Kind.HISTORICAL_STATE, Kind.TERRITORY, Kind.CITY)
)
_STATES = _PLACES - {Kind.TERRITORY, Kind.CITY}
_ADJECTIVES = frozenset({"ADJ", "ADV", "NOUN", "PROPN"})


def scan(page: Page) -> None:
    """Note every name of the slice that the block holds."""
    at = 0
    while at < len(page.words):
        word = page.words[at]
        after = _body(page, at) or (_take(page, at) if page.index.may_begin(word.text) else None)
        if after is None and page.cues.may_begin_with_name(word.text):
            _inside(page, word)
        at = after or at + 1


def _take(page: Page, at: int) -> int | None:
    """Note the longest name at a word; gives the number of the word after it."""
    for hit in page.index.hits(page.text, page.words, at):
        form = _form(page, hit)
        if form is not None:
            page.add(page.words[hit.first].start, page.words[hit.last].end, form)
            return hit.last + 1
    return None


def _body(page: Page, at: int) -> int | None:
    """Note a body with a hyphen in its name before an office: *EU-Kommission* of *EU-Kommissionspräsidentin*."""
    start, end = page.words[at].start, page.words[at].end
    if page.text[end : end + 1] != "-":
        return None
    token = page.token(start)
    if token.idx != start or not _solid(page, Word(start, start + len(token.text), token.text)):
        return None
    return next(
        (i for i in range(at, len(page.words)) if page.words[i].start >= start + len(token.text)), len(page.words)
    )


def _inside(page: Page, word: Word) -> None:
    """A name at the beginning of a word without a hyphen: *Kremlchef*, *prorussisch*."""
    if word.text[0].isupper() and _solid(page, word):
        return
    prefix = next((each for each in page.cues.adjective_prefixes if word.text.lower().startswith(each)), None)
    if prefix is None or (word.text[0].isupper() and not page.token(word.start).is_sent_start):
        return
    rest = Word(word.start + len(prefix), word.end, word.text[len(prefix) :])
    if rest.text and _is_adjective(page, rest):
        page.add(rest.start, rest.end, Form.DEMONYM)


def _solid(page: Page, word: Word) -> bool:
    prefix = page.cues.solid_prefix(word.text)
    if prefix is None:
        return False
    form = Form.DEMONYM
    if page.cues.solid[prefix].casefold() == prefix.casefold():
        form = page.index.lookup(prefix)[0].form if page.index.lookup(prefix) else Form.NAME
    page.add(word.start, word.start + len(prefix), form)
    return True


def _is_adjective(page: Page, word: Word) -> bool:
    hits = page.index.hits(page.text, [word], 0)
    return any(sense.form is Form.DEMONYM and sense.name[0].islower() for hit in hits for sense in hit.senses)


def _form(page: Page, hit: Hit) -> Form | None:
    """How the words name something here, None if they do not."""
    start, end = page.words[hit.first].start, page.words[hit.last].end
    first, last = page.token(start), page.token(end - 1)
    if hit.last > hit.first and first == last and start > first.idx:
        return None  # of Anti-Nato-Bündnis the name is Nato
    forms = {sense.form for sense in hit.senses}
    if forms == {Form.DEMONYM}:
        return Form.DEMONYM if _is_demonym(page, hit, first, start) else None
    if last.pos in _VERBAL and last.text[0].islower():
        return None
    if hit.last > hit.first and _is_group(page, first, last):
        return None
    surname_only = all(sense.surname for sense in hit.senses)
    if hit.last == hit.first + 1 and first.pos == "DET" and _is_ordinary(page, hit, last):
        return None
    if hit.first == hit.last and not _is_name(page, hit, first, start, end):
        return None
    if surname_only or forms == {Form.NAME}:
        return Form.NAME
    if Form.NAME not in forms:
        return Form.METONYM
    if any(sense.form is Form.NAME and page.index.kind(sense.id) is not Kind.CITY for sense in hit.senses):
        return Form.NAME
    part = start > first.idx or end < last.idx + len(last.text)
    if part:
        return Form.NAME
    bare = any(fold(sense.name) == fold(page.text[start:end]) for sense in hit.senses)
    return Form.METONYM if is_government(first, page.cues, genitive=not bare) else Form.NAME


def _is_group(page: Page, first: Token, last: Token) -> bool:
    """Whether the words are a description of states that go by an adjective: *die baltischen Staaten*."""
    known = page.cues.groups.get(first.lemma.lower()) is not None
    return known and page.cues.any("descriptions/plural", *bases(last)) and is_definite(page, last)


def _is_ordinary(page: Page, hit: Hit, noun: Token) -> bool:
    """Whether a noun with its article is no outlet here: *die Welt hielt den Atem an*."""
    cues = page.cues
    if noun.text not in cues["ordinary"] or noun.dep == "appos":
        return False
    reports = noun.dep == "nsubj" and noun.head.lemma in cues["outlet-cues/verbs"]
    start, end = page.words[hit.first].start, page.words[hit.last].end
    return not (reports or _has_cue(page, noun, start, end) or case(noun) in cues["outlet-cues/strong"])


def _is_demonym(page: Page, hit: Hit, token: Token, start: int) -> bool:
    word = page.text[start : page.words[hit.last].end]
    following = token.next
    if hit.senses[0].name[0].isupper() and any(fold(word).startswith(fold(s.name) + "er") for s in hit.senses):
        return following is not None and page.cues.any("seats/adjective-nouns", *bases(following))
    adjective = hit.senses[0].name[0].islower()
    if not adjective:
        return token.pos in _NAMES or "-" in token.text
    if token.pos not in _ADJECTIVES and "-" not in token.text:
        return False
    if word[0].isupper() and not token.is_sent_start:
        if fold(word) == fold(hit.senses[0].name):  # the language: auf Russisch
            return "-" in token.text
        return following is None or not following.text[:1].isupper() or "-" in token.text
    return True


def _is_name(page: Page, hit: Hit, token: Token, start: int, end: int) -> bool:
    """Whether a single word is a name here, and not a noun, a river, a club or a part of a longer name."""
    cues = page.cues
    names = {sense.name for sense in hit.senses}
    part = start > token.idx or end < token.idx + len(token.text)
    acronym = page.text[start:end].isupper() and end - start > 1
    if token.pos in _SMALL and not (part or acronym or token.entity or _is_state(page, token)):
        return False
    if not cues["ordinary"].isdisjoint(names) and not _has_cue(page, token, start, end):
        return False
    if part:
        return _is_compound_name(page, token, start, end)
    if all(page.index.kind(sense.id) is Kind.PERSON for sense in hit.senses):
        return any(sense.surname for sense in hit.senses) or not _goes_on(token)
    rivers = "not-names/rivers/"
    if not cues[rivers + "names"].isdisjoint(names) and (
        case(token) == "an" or cues.any(rivers + "nouns", *bases(token.head))
    ):
        return False
    return not (_is_part_of_longer_name(page, token) or (not acronym and _is_part_of_unknown_name(page, hit, token)))


def _goes_on(token: Token) -> bool:
    """Whether a name goes on behind a word: *Jean Berg* is not the Jean who needs no surname."""
    following = token.next
    return following is not None and following.dep == "flat" and following.head in (token, token.head)


def _is_part_of_unknown_name(page: Page, hit: Hit, token: Token) -> bool:
    """Whether a place is a word in the name of something else: *Air Serbia*, *China Eastern*."""
    if not all(page.index.kind(sense.id) in _PLACES for sense in hit.senses):
        return False
    before, after = token.head, page.doc[token.i + 1] if token.i + 1 < len(page.doc) else token
    if token.dep == "flat" and before.i == token.i - 1 and _is_unknown(page, before):
        return page.is_free(before.idx, before.idx + len(before.text))
    if after.dep == "flat" and after.head == token and _is_unknown(page, after):
        following = hit.last + 1
        return following == len(page.words) or not any(page.index.hits(page.text, page.words, following))
    return False


def _is_unknown(page: Page, token: Token) -> bool:
    """Whether a word is a name that no person bears, nor an office."""
    proper = token.pos == "PROPN" and token.is_title and token.entity != "PER"
    return proper and not any(page.cues.is_office(base) for base in bases(token))


def _is_compound_name(page: Page, token: Token, start: int, end: int) -> bool:
    """Whether a part of a word with hyphens is a name of its own: not in *Sachsen-Anhalt*, *Jordan-Smith*."""
    return not (token.entity == "PER" and token.pos == "PROPN" and end == token.idx + len(token.text))


def _is_part_of_longer_name(page: Page, token: Token) -> bool:
    cues = page.cues
    following = token.next
    before = token.previous
    if following is not None and (
        following.text in cues["not-names/followers"] or following.text in cues["not-names/streets"]
    ):
        return True
    if before is not None and (before.text in cues["not-names/clubs"] or before.text in cues["not-names/leaders"]):
        return True
    if token.entity == "PER":
        around = [each for each in (before, following) if each is not None and each.entity == "PER"]
        return any(each.pos == "PROPN" and each.is_title and not _is_state(page, each) for each in around)
    return False


def _is_state(page: Page, token: Token) -> bool:
    """Whether a word names a state and nothing else: *Greift Russland Polen an* has no person in it.

    No small word of German is spelt like one, so that it is a name whatever the tagger says of *Äthiopiens*.
    """
    senses = page.index.lookup(token.text)
    kinds = {page.index.kind(sense.id) for sense in senses}
    return not kinds.isdisjoint(_STATES) and kinds <= _STATES | {Kind.TERRITORY}


def _has_cue(page: Page, token: Token, start: int, end: int) -> bool:
    """Whether something says that an ordinary noun is a name here: quotation marks, *laut*, *-Zeitung*."""
    cues = page.cues
    before = page.text[start - 1 : start]
    after = page.text[end : end + 1]
    if before in cues.quotes and before and after in cues.quotes and after:
        return True
    rest = page.text[end : token.idx + len(token.text)].lower()
    if rest.startswith("-"):
        return rest.strip("-").rstrip("sne").startswith(tuple(cues["outlet-cues/compounds"]))
    previous = token.previous
    if previous is not None and previous.lower in cues["outlet-cues/strong"]:
        return True
    if previous is not None and cues.any("outlet-cues/nouns", *bases(previous)):
        return True
    if _is_told(token, cues):
        return True
    bare = not any(child.dep in {"det", "amod", "nmod"} for child in token.children)
    return token.dep == "nsubj" and bare and token.head.lemma in cues["outlet-cues/verbs"]


def _is_told(token: Token, cues: Cues) -> bool:
    """Whether somebody says something to it, also where a parser hangs it on his name: *sagte Merz der Welt*."""
    if token.dep == "nmod" and token.head.pos == "PROPN":
        return token.head.dep == "nsubj" and token.head.head.lemma in cues["outlet-cues/verbs"]
    return token.dep in {"obl:arg", "iobj"} and token.head.lemma in cues["outlet-cues/verbs"]
