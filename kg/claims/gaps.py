"""What stands between two named actors and yields no claim: where the lexicon, or the engine, has a gap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from kg.claims import syntax
from kg.lexicon import Lexicon, Sense
from kg.model import Form, Link, Reading
from kg.trees import Stretch, Token

_NAMED = frozenset({Form.NAME, Form.METONYM, Form.DEMONYM})
_ACTORS = frozenset({"State", "Alliance", "Organisation", "Person"})
_ASIDE = frozenset({"appos", "conj", "flat", "parataxis", "dep", "punct"})  # a list, a result of a match
_FARTHEST = 4  # words from an actor up to what joins the two
_PLACES = {"nsubj": "subject", "nsubj:pass": "object", "obj": "object", "iobj": "dative", "obl:agent": "subject"}
_PARTS = {"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"}


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A word with what hangs on it on the way to either actor.

    Attributes:
        part: verb, noun or adjective.
        word: Its lemma.
        noun: Lemma of the noun between it and an actor, empty if there is none: *Kritik* of *übt Kritik an*.
        places: Where the two ways begin: subject, object, dative, owner, or a preposition.
    """

    part: str
    word: str
    noun: str
    places: tuple[str, str]


@dataclass(slots=True)
class Found:
    """How often a gap was seen, and its first sentences as (source of the article, words)."""

    count: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)


def find(readings: Iterable[Reading], lexicon: Lexicon, examples: int = 2) -> dict[Gap, Found]:
    """Count the sentences in which a word joins two actors between whom nothing is claimed.

    Args:
        examples: How many sentences are kept for each.

    Returns:
        The most frequent first, then in the order of the alphabet.
    """
    found: dict[Gap, Found] = defaultdict(Found)
    for reading in readings:
        for gap, sentence in dict.fromkeys(_gaps(reading, lexicon)):
            one = found[gap]
            one.count += 1
            if len(one.examples) < examples:
                one.examples.append((reading.document.article.source, " ".join(sentence.text.split())))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].count, pair[0])))


def is_known(gap: Gap, lexicon: Lexicon) -> bool:
    """Whether the lexicon has a relation for the word, or for the noun that it supports."""
    words = [(gap.part, gap.word), *([("noun", gap.noun)] if gap.noun else [])]
    senses = (sense for part, word in words for sense in _senses(part, word, lexicon))
    return any(sense.reference in lexicon.relations for sense in senses)


def _senses(part: str, word: str, lexicon: Lexicon) -> tuple[Sense, ...]:
    return lexicon.noun(word) if part == "noun" else lexicon.senses(part, word)


def _gaps(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[Gap, Stretch]]:
    said = {frozenset((c.subject.id, c.object.id)) for c in reading.claims if c.subject and c.object}
    for number, block in enumerate(reading.document.blocks):
        heads: dict[int, list[tuple[Token, str]]] = defaultdict(list)
        for link in reading.links:
            if link.mention.block == number and _is_actor(link, lexicon):
                token = Stretch(block.doc, link.mention.first, link.mention.last + 1).root
                heads[token.sent.start].append((token, link.entity.id))
        for sentence in block.doc.sents:
            for (one, a), (other, b) in combinations(heads.get(sentence.start, ()), 2):
                gap = _between(one, other) if a != b and frozenset((a, b)) not in said else None
                if gap is not None:
                    yield gap, sentence


def _is_actor(link: Link, lexicon: Lexicon) -> bool:
    return link.mention.form in _NAMED and bool(lexicon.kinds.get(link.entity.kind, frozenset()) & _ACTORS)


def _between(one: Token, other: Token) -> Gap | None:
    """The word under which two tokens meet, if it is near and says something."""
    ways = [[token, *token.ancestors] for token in (one, other)]
    top = next((token for token in ways[0] if token in ways[1]), None)
    if top is None or top in (one, other) or top.pos not in _PARTS:
        return None
    steps = [way[: way.index(top)] for way in ways]
    if max(map(len, steps)) > _FARTHEST or any(token.pos in syntax.VERBAL for way in steps for token in way):
        return None  # another clause stands between
    places = sorted(_place(way[-1]) for way in steps)
    if _ASIDE & set(places):
        return None
    nouns = sorted(token.lemma for way in steps for token in way[1:] if token.pos == "NOUN")
    return Gap(_PARTS[top.pos], top.lemma, nouns[0] if nouns else "", (places[0], places[1]))


def _place(token: Token) -> str:
    return syntax.case(token) or _PLACES.get(token.dep) or ("owner" if token.dep in {"nmod", "amod"} else token.dep)
