"""What a reference may stand for: the named things before it, with sentence, grammar and whether they were subject."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.entities.context import BODIES, STATES, Context
from kg.model import Form, Kind, Link, Role
from kg.names import fold, words
from kg.names.nouns import bases
from kg.trees import Token

_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_VERBAL = frozenset({"VERB", "AUX"})
_GENDERS = {"Masc": "masculine", "Fem": "feminine", "Neut": "neuter"}
PLURAL = "plural"
ANYBODY = "anybody"
_DESCRIBED = (
    *("state", "described", "neighbour", "alliance", "military", "economic", "organisation", "territory", "area"),
    *("island", "outlet", "by-name"),
)
_UNIONS = frozenset({Kind.MILITARY_ALLIANCE, Kind.POLITICAL_UNION, Kind.ECONOMIC_UNION})
_OFTEN = 3
_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Antecedent:
    """A named thing, or a common noun that competes with one.

    Attributes:
        links: What it is; several for a coordination, empty for a common noun or an unknown name.
        token: Where its phrase hangs in the parse.
        block, sentence: Where it stands; sentences are counted through the article.
        gender: masculine, feminine, neuter or plural; anybody for a name of which nothing is known, else None if
            nobody knows.
        subject: Whether it is subject of its clause.
    """

    links: tuple[Link, ...]
    token: Token
    block: int
    sentence: int
    gender: str | None
    subject: bool


class Memory:
    """All antecedents of an article, in reading order."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._sentences: dict[tuple[int, int], int] = {}
        for block, each in enumerate(context.document.blocks):
            for sentence in each.doc.sents:
                self._sentences[block, sentence.start] = len(self._sentences)
        self.all: list[Antecedent] = []
        self.topics: frozenset[str] = frozenset()
        self._called: dict[tuple[str, ...], list[Antecedent]] = {}
        self.parties: list[Link] = []  # whom *beide Seiten* meant before: an article has one conflict

    def sentence(self, block: int, token: Token) -> int:
        """Number of a token's sentence in the article."""
        return self._sentences[block, token.sent.start]

    def fill(self) -> None:
        """Take in what is linked so far, and the common nouns and unknown names that compete with it."""
        for block, each in enumerate(self.context.document.blocks):
            for token in each.doc:
                if token.pos in {"NOUN", "PROPN"} or self.context.at(block, token):
                    self.all.extend(self._of(block, token))
        self.topics = frozenset(self._topics())

    def _topics(self) -> Iterator[str]:
        """What the article is about: what its title names, and the state that it names most."""
        blocks = self.context.document.blocks
        if blocks and blocks[0].segment.role is Role.TITLE:
            yield from (each.links[0].entity.id for each in self.all if each.block == 0 and each.links)
        title = self.context.document.article.title or ""
        found = words(title)
        for at in range(len(found)):
            hits = self.context.index.hits(title, found, at)
            yield from (sense.id for hit in hits for sense in hit.senses if sense.id in self.context.counts)
        states = Counter(
            each.links[0].entity.id for each in self.all if len(each.links) == 1 and each.links[0].entity.kind in STATES
        )
        for id, count in states.most_common(1):
            if count >= _OFTEN and count >= _SHARE * states.total():
                yield id

    def _of(self, block: int, token: Token) -> Iterator[Antecedent]:
        here = self.context.at(block, token)
        links = [link for link in here if self._is_head(link, token)] if here else []
        attribute = next((link for link in here if self._is_attribute(link, token)), None)
        if attribute is not None and not links:
            yield Antecedent((attribute,), token, block, self.sentence(block, token), None, is_subject(token))
        if links:
            yield self.antecedent(block, token, tuple(links[:1]))
        elif not here and token.pos == "NOUN":
            yield from self._of_noun(block, token)
        elif not here and token.dep in _SUBJECTS:  # a name that was not found, or it would be a common noun
            yield Antecedent((), token, block, self.sentence(block, token), ANYBODY, True)
        conjuncts = [child for child in token.children if child.dep == "conj"] if links else []
        if conjuncts:
            members = [links[0], *self._members(block, conjuncts)]
            if len(members) > 1:
                yield Antecedent(tuple(members), token, block, self.sentence(block, token), PLURAL, is_subject(token))

    def _is_attribute(self, link: Link, token: Token) -> bool:
        """Whether a word is a people or an adjective of a state as a whole, or an alliance's office.

        *Nato-Generalsekretär* is one, *proamerikanisch* is none.
        """
        whole = len(link.mention.span.text) >= len(token.text) - 1
        if not whole and link.entity.kind in _UNIONS and token.text.startswith(link.mention.span.text):
            return any(self.context.cues.is_office(base) for base in bases(token))
        return link.mention.form is Form.DEMONYM and whole and (token.pos != "ADJ" or token.dep == "amod")

    def _of_noun(self, block: int, noun: Token) -> Iterator[Antecedent]:
        """A common noun: what it says of a named thing, or a rival; a predicate is nothing of its own."""
        predicate = any(child.dep == "cop" for child in noun.children)
        same = self._described(block, noun, predicate)
        if predicate and not same:
            return
        gender = PLURAL if "Plur" in noun.morph.get("Number", ()) else _gender_of_noun(self.context, noun)
        if same and same[0].entity.kind is Kind.PERSON:
            gender = gender_of(self.context, same[0], self.context.head(same[0].mention))
        yield Antecedent(same, noun, block, self.sentence(block, noun), gender, predicate or is_subject(noun))

    def _described(self, block: int, noun: Token, predicate: bool) -> tuple[Link, ...]:
        """The named thing of which a noun tells what it is: *das Bündnis OVKS*, *Die OVKS ist ein Bündnis*."""
        if "Plur" in noun.morph.get("Number", ()):
            return ()
        near = [child for child in noun.children if child.dep in {"appos", "flat"}]
        if noun.dep == "appos":
            near.append(noun.head)
        elif any(self.context.cues.is_office(base) for base in bases(noun)):
            near += self._bearers(noun)
        elif predicate:
            near += [child for child in noun.children if child.dep == "nsubj"]
        links = [link for token in near for link in self.context.at(block, token) if self._is_head(link, token)]
        return tuple(link for link in links[:1] if self._fits(noun, link, predicate))

    def _bearers(self, office: Token) -> Iterator[Token]:
        """Names that tell who somebody with an office is, further off: *der Sprecher der Union, Otto Kurz*."""
        for token in office.subtree:
            if token.i > office.i and token.pos == "PROPN" and token.dep in {"appos", "flat"}:
                titles = (each for each in token.ancestors if each.pos == "NOUN")
                nearest = next((t for t in titles if any(self.context.cues.is_office(b) for b in bases(t))), None)
                if nearest is not None and (nearest == office or nearest.dep == "conj"):
                    yield token

    def _fits(self, noun: Token, link: Link, predicate: bool) -> bool:
        cues = self.context.cues
        if link.entity.kind is Kind.PERSON:
            return not predicate
        return any(cues.any(f"descriptions/{kind}", *bases(noun)) for kind in _DESCRIBED)

    def _members(self, block: int, conjuncts: Sequence[Token]) -> list[Link]:
        found: list[Link] = []
        for token in conjuncts:
            found.extend([link for link in self.context.at(block, token) if self._is_head(link, token)][:1])
            found.extend(self._members(block, [child for child in token.children if child.dep == "conj"]))
        return found

    def _is_head(self, link: Link, token: Token) -> bool:
        if link.mention.form is Form.DEMONYM:
            return False
        whole = len(link.mention.span.text) >= len(token.text) - 2 or link.mention.first != link.mention.last
        return whole and self.context.head(link.mention) == token

    def antecedent(self, block: int, token: Token, links: tuple[Link, ...]) -> Antecedent:
        """A named thing at a token."""
        gender = PLURAL if len(links) > 1 else gender_of(self.context, links[0], token)
        return Antecedent(links, token, block, self.sentence(block, token), gender, is_subject(token))

    def add(self, block: int, token: Token, links: tuple[Link, ...]) -> None:
        """Take in a reference that was resolved, at its place, where it was but a noun before."""
        at = bisect_left(self.all, (block, token.i), key=_place)
        while at < len(self.all) and self.all[at].token == token:
            if self.all[at].links:
                at += 1
            else:
                del self.all[at]
        insort_right(self.all, self.antecedent(block, token, links), key=_place)

    def called(self, nouns: Sequence[str]) -> list[Antecedent]:
        """Bodies whose name in the article ends in one of the nouns: *der Warschauer Pakt*."""
        endings = tuple(map(fold, nouns))
        if endings not in self._called:
            named = [each for each in self.all if len(each.links) == 1 and each.links[0].mention.form is Form.NAME]
            bodies = [each for each in named if each.links[0].entity.kind in BODIES]
            self._called[endings] = [e for e in bodies if fold(e.links[0].mention.span.text).endswith(endings)]
        return self._called[endings]

    def at(self, block: int, token: Token) -> list[Antecedent]:
        """Antecedents at a token."""
        start = bisect_left(self.all, (block, token.i), key=_place)
        end = bisect_right(self.all, (block, token.i), key=_place)
        return self.all[start:end]

    def before(self, block: int, token: Token, sentences: int) -> list[Antecedent]:
        """Antecedents before a token, at most so many sentences back, the nearest first."""
        first = self.sentence(block, token) - sentences
        end = bisect_left(self.all, (block, token.i), key=_place)
        start = bisect_left(self.all, first, key=_sentence)
        return self.all[start:end][::-1]


def _place(antecedent: Antecedent) -> tuple[int, int]:
    return antecedent.block, antecedent.token.i


def _sentence(antecedent: Antecedent) -> int:
    return antecedent.sentence


def is_subject(token: Token) -> bool:
    """Whether a token is subject of a clause, or coordinated with one."""
    while token.dep in {"conj", "appos", "flat", "amod"} and token.head is not token:
        token = token.head
    following = token.next.text if token.next else ""
    return token.dep in _SUBJECTS and not (following == ":" and token.is_sent_start)


def clause(token: Token) -> Token:
    """The verb or predicate of the clause that a token stands in."""
    while token.head is not token and token.dep not in {
        "ROOT",
        "ccomp",
        "advcl",
        "acl",
        "acl:relcl",
        "parataxis",
        "xcomp",
        "csubj",
    }:
        if token.dep == "conj" and token.pos in _VERBAL:
            break
        token = token.head
    return token


def governor(token: Token) -> Token:
    """The clause whose subject is also that of a token's clause: *droht, das Land anzugreifen*."""
    verb = clause(token)
    while verb.head is not verb and verb.dep in {"xcomp", "conj", "acl", "advcl"}:
        if any(child.dep in _SUBJECTS for child in verb.children):
            break
        verb = clause(verb.head)
    return verb


def subject(token: Token) -> Token | None:
    """The subject of the clause that a token stands in, its own or the one that it shares."""
    return next((child for child in governor(token).children if child.dep in _SUBJECTS and child != token), None)


def _gender_of_noun(context: Context, token: Token) -> str | None:
    """The gender that a noun's article shows, else a tagger's word."""
    if any(child.dep == "det" and child.lower in context.cues["neuter-articles"] for child in token.children):
        return "neuter"
    genders = token.morph.get("Gender", ())
    return _GENDERS.get(genders[0]) if genders else None


def gender_of(context: Context, link: Link, token: Token) -> str | None:
    """Grammatical gender of a named thing, by its name, else by its kind."""
    cues, entity = context.cues, link.entity
    if entity.kind is Kind.PERSON:
        return "feminine" if _is_woman(context, link, token) else "masculine"
    if entity.id in context.groups and "Plur" in token.morph.get("Number", ()):
        return PLURAL
    if link.mention.form is Form.DESCRIPTION and token.pos == "NOUN":
        return _gender_of_noun(context, token)
    names = {sense.name for sense in context.index.lookup(link.mention.span.text)} | {link.mention.span.text}
    for gender in ("plural", "feminine", "masculine"):
        if not cues[f"gender/{gender}"].isdisjoint(names):
            return gender
    if entity.kind in STATES or entity.kind in {Kind.CITY, Kind.TERRITORY}:
        return "neuter"
    if entity.kind in BODIES:
        return _gender_of_body(context, link.mention.span.text)
    return _gender_of_noun(context, token)


def _gender_of_body(context: Context, text: str) -> str | None:
    for word in words(text):
        if word.text.isupper():
            return "feminine"
        if word.text[0].isupper():
            for gender in ("feminine", "masculine", "neuter"):
                if fold(word.text).removesuffix("s").endswith(tuple(map(fold, context.cues[f"noun-gender/{gender}"]))):
                    return gender
    return None


def _is_woman(context: Context, link: Link, token: Token) -> bool:
    given = next(iter(context.full_name(link).split()), "")
    if given in context.cues["female-given-names"]:
        return True
    near = [token.head] if token.dep in {"appos", "flat"} else []
    if link.mention.first:
        near.append(token.doc[link.mention.first - 1])
    return any(context.cues.is_feminine(base) for each in near if each.pos == "NOUN" for base in bases(each)[:2])
