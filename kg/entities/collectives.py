"""Groups that act but have no item: *äthiopische Milizen*, *Sudans Streitkräfte*, *Bauern aus dem Sudan*."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.entities.antecedents import Memory
from kg.entities.context import ALLIANCES, STATES, Context, nil
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names import english
from kg.names.nouns import bases, case
from kg.trees import Token

_SURE = 0.8
_NEAR = 0.7
_FAR = 0.6
_REACH = 3
_OF = frozenset({None, "von"})
_FROM, _IN = "aus", "in"
_POSSESSIVE = "PPOSAT"
_NAMING = frozenset({"appos", "flat"})
_NOMINATIVE = frozenset({"nsubj", "nsubj:pass", "conj", "ROOT"})
_PLACES = frozenset({Kind.TERRITORY, Kind.CITY})
_OWNERS = frozenset({"nmod", "nmod:poss", "obl:arg"})


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a group is.

    Attributes:
        attribute: English words before the group's noun, empty where only the place is known.
        link: The state or place, None for a people.
        friend: Whether it only tells whose side the group takes: *prorussisch*.
    """

    attribute: str
    link: Link | None
    friend: bool = False


def link(context: Context, mentions: Iterable[Mention]) -> list[Link]:
    """Links of the groups whose phrases say by name whose they are, one for each owner; they are made known."""
    found = [each for mention in mentions for each in _owned(context, mention)]
    for each in found:
        context.place(each)
    return found


def resolve(context: Context, memory: Memory, mention: Mention) -> tuple[Link, ...]:
    """Links of a group whose owner was named before, or that was itself: *seine Armee*, *die Milizen*."""
    found = _owned(context, mention)
    token = context.doc(mention)[mention.last]
    if found or not _is_bare(context, token):
        return found
    before = _before(context, memory, mention, token)
    return before or _of_only_state(context, mention, token)


def turn(context: Context, mention: Mention) -> float:
    """The token after which a group's owners are known: *die Streitkräfte des Landes*."""
    token = context.doc(mention)[mention.last]
    return max([float(token.i), *(each.i + 0.5 for each in _genitives(token))])


def is_collective(context: Context, mention: Mention) -> bool:
    """Whether a mention is the noun of a group."""
    return mention.form is Form.DESCRIPTION and _noun(context, context.doc(mention)[mention.last]) is not None


def _noun(context: Context, token: Token) -> str | None:
    noun = context.cues.collective(*bases(token)) if token.pos == "NOUN" else None
    if noun is None or noun not in context.cues["collectives/only-many"]:
        return noun
    return None if token.text.lower().endswith(noun.lower()) else noun


def _is_one(context: Context, token: Token) -> bool:
    """Whether the words before a noun say that it is one; its form alone does not: *Estlands Kämpfer*."""
    words = {child.lower for child in token.children if child.dep == "det" and child.i < token.i}
    return not words.isdisjoint(context.cues["collectives/one"]) or (words == {"der"} and token.dep in _NOMINATIVE)


def _owned(context: Context, mention: Mention) -> tuple[Link, ...]:
    token = context.doc(mention)[mention.last]
    noun = _noun(context, token)
    if noun is None or any(child.dep in _NAMING and child.i > token.i for child in token.children):
        return ()
    owners = _owners(context, mention.block, token, noun)
    return tuple(
        Link(mention, entity, _SURE, "group", owner.link.mention if owner.link else None)
        for owner in owners
        if (entity := _entity(context, token, noun, owner)) is not None
    )


def _entity(context: Context, token: Token, noun: str, owner: _Owner) -> Entity:
    """The group's NIL entity; what it has as a name of its own is its label."""
    words = context.cues.collectives[noun][not _is_one(context, token)]
    if owner.attribute or owner.link is None:
        label = f"{owner.attribute} {words}"
    else:
        label = f"{words} in {owner.link.entity.label}"
    entity = nil(context.cues.proper.get(label, label), Kind.ORGANISATION)
    context.groups[entity.id] = words
    return entity


def _owners(context: Context, block: int, token: Token, noun: str) -> list[_Owner]:
    """Whose a group is, by the first of the ways to say it; none if another name says which group it is."""
    genitives = _genitives(token)
    named = [link for link in context.at(block, token) if link.mention.form is not Form.DESCRIPTION]
    fits = _fitting(context, noun)
    if named or genitives:
        links = [*named, *(link for each in genitives for link in _members(context, block, each))]
        if not links or any(link.entity.kind not in fits for link in links):
            return []
        return [owner for link in links for owner in _of_link(link)]
    adjectives = [*_of_adjectives(context, block, token, fits)]
    places = [*_of_place(context, block, token, noun, fits)]
    if places and any(owner.friend for owner in adjectives):
        return []
    return adjectives or [*_of_possessive(context, block, token, fits)] or places


def _genitives(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep in _OWNERS and case(child) in _OF]


def _fitting(context: Context, noun: str) -> frozenset[Kind]:
    if noun in context.cues["collectives/of-state"]:
        return STATES
    return STATES | {Kind.TERRITORY} | (ALLIANCES if noun in context.cues["collectives/of-alliance"] else frozenset())


def _members(context: Context, block: int, token: Token) -> Iterator[Link]:
    """What a phrase and those coordinated with it name."""
    yield from (link for link in context.at(block, token) if context.head(link.mention) == token)
    for child in token.children:
        if child.dep == "conj":
            yield from _members(context, block, child)


def _of_link(link: Link) -> Iterator[_Owner]:
    attribute = english.adjectives().get(link.entity.id)
    if attribute is None and link.entity.kind in ALLIANCES:
        attribute = link.entity.label
    if attribute is not None:
        yield _Owner(attribute, link)


def _of_adjectives(context: Context, block: int, token: Token, fits: frozenset[Kind]) -> Iterator[_Owner]:
    for child in token.children:
        if child.dep == "amod":
            for each in (child, *(second for second in child.children if second.dep == "conj")):
                yield from _of_adjective(context, block, each, fits)


def _of_adjective(context: Context, block: int, adjective: Token, fits: frozenset[Kind]) -> Iterator[_Owner]:
    """*syrische*, *prorussische*, *kurdische*."""
    links = [link for link in context.at(block, adjective) if link.mention.form is Form.DEMONYM]
    people = context.cues.peoples.get(adjective.lemma.lower())
    if not links and people is not None:
        yield _Owner(people, None)
    for link in links:
        before = adjective.text[: -len(link.mention.span.text)].lower()
        whole = adjective.text.endswith(link.mention.span.text)
        if link.entity.kind in fits and whole and (not before or before in context.cues.adjective_prefixes):
            for owner in _of_link(link):
                yield _Owner(f"{before}-{owner.attribute}", link, friend=True) if before else owner


def _of_possessive(context: Context, block: int, token: Token, fits: frozenset[Kind]) -> Iterator[_Owner]:
    for child in token.children:
        if child.tag == _POSSESSIVE:
            for link in context.at(block, child):
                if link.entity.kind in fits:
                    yield from _of_link(link)


def _of_place(context: Context, block: int, token: Token, noun: str, fits: frozenset[Kind]) -> Iterator[_Owner]:
    """*Bauern aus dem Sudan*, *Rebellen in Idlib*: where they are from, or where they are if that is their home."""
    for place in _places(token):
        preposition = case(place)
        home = noun in context.cues["collectives/at-home"]
        if preposition == _FROM or (preposition == _IN and home):
            for link in _members(context, block, place):
                known = [*_of_link(link)] if link.entity.kind in fits else []
                yield from known
                if not known and preposition == _IN and link.entity.kind in _PLACES and Kind.TERRITORY in fits:
                    yield _Owner("", link)


def _places(token: Token) -> Iterator[Token]:
    """Phrases of place of a noun: its own, or the one that follows at once, wherever a parser hangs it."""
    own = [child for child in token.children if child.dep == "nmod" and child.i > token.i]
    yield from own
    after = token.next or token
    if not own and after.dep == "case" and after.head.i > token.i:
        yield after.head


# -- groups named before ---------------------------------------------------------------------------


def _is_bare(context: Context, token: Token) -> bool:
    """Whether a group's noun stands with a definite article and nothing that says which group it is."""
    if _noun(context, token) is None:
        return False
    articles = [child for child in token.children if child.i < token.i and child.dep in {"det", "case"}]
    definite = tuple(context.cues["definite"])
    if not any(child.tag == "APPRART" or child.lower.startswith(definite) for child in articles):
        return False
    return not any(child.dep in {*_OWNERS, *_NAMING, "amod", "nummod", "acl:relcl", "acl"} for child in token.children)


def _before(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """The group of the same noun that was named near before, or the only one in the article so far."""
    words = context.cues.collectives[_noun(context, token) or ""]
    for reach in (_REACH, len(memory.all)):
        found = {
            each.links[0].entity.id: each.links[0]
            for each in reversed(memory.before(mention.block, token, reach))
            if len(each.links) == 1 and context.groups.get(each.links[0].entity.id) in words
        }
        if len(found) == 1:
            link = next(iter(found.values()))
            return (Link(mention, link.entity, _NEAR, "description", link.mention),)
        if found:
            return ()
    return ()


def _of_only_state(context: Context, mention: Mention, token: Token) -> tuple[Link, ...]:
    noun = _noun(context, token) or ""
    if noun not in context.cues["collectives/of-state"]:
        return ()
    states = {link.entity.id: link for link in context.links.values() if link.entity.kind in STATES}
    owners = [owner for link in states.values() for owner in _of_link(link)] if len(states) == 1 else []
    return tuple(
        Link(mention, _entity(context, token, noun, owner), _FAR, "group", owner.link.mention if owner.link else None)
        for owner in owners
    )
