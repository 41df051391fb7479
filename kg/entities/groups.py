"""Descriptions of several things: *die drei Länder*, *beide Seiten*, *die Nachbarn*, *die baltischen Staaten*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kg.entities import offices
from kg.entities.antecedents import PLURAL, Antecedent, Memory, clause, governor
from kg.entities.context import BODIES, STATES, Context, roles
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names.nouns import bases, case
from kg.trees import Token

_NEAR = 0.75
_FAR = 0.6
_KNOWN = 0.7
_REACH = 3
_COUNTED_REACH = 6
_PAIR = 2
_MUCH_MORE = 2
_POSSESSIVE = "PPOSAT"
_FURTHER = frozenset({"nmod", "acl", "acl:relcl"})
LOOSE = frozenset({"zu", "mit", "seit", "bis"})
_PEOPLE = frozenset({Kind.PERSON})
_STATES_ONLY = (STATES,)
_PARTIES = STATES, STATES | BODIES
_SORTS = (_PEOPLE, STATES, BODIES)


def resolve(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """Links of a description of several things, one for each; empty if nobody can tell which."""
    known = _known_group(context, mention, token)
    if known:
        return known
    if names_other_things(context, mention.block, token) or is_further_described(token, _FURTHER):
        return ()
    if any(link.mention.form is not Form.DEMONYM for link in context.at(mention.block, token)):
        return ()  # of EU-Staaten and Nato-Partner the name says of what they are
    sorts = _sorts(context, token)
    number = count(context, token)
    counted = number is not None or any(child.dep == "nummod" for child in token.children)
    if (counted and number is None) or (not counted and context.cues.any("descriptions/counted", *bases(token))):
        return ()
    if not sorts or any(child.tag == _POSSESSIVE for child in token.children):
        return ()
    if sorts == _PARTIES and memory.parties and number in {None, len(memory.parties)}:
        return tuple(_link(mention, link, _FAR) for link in memory.parties)
    members = _coordinated(memory, mention, token, number, sorts)
    if sorts == _PARTIES and not _are_topical(context, members):
        return ()
    if members:
        memory.parties = members if sorts == _PARTIES else memory.parties
        return tuple(_link(mention, link, _NEAR) for link in members)
    if number is None and not (case(token) in context.cues["descriptions/between"] and STATES in sorts):
        return ()
    members = _scattered(context, memory, mention, token, number or _PAIR, sorts)
    if members:
        memory.parties = members if sorts == _PARTIES else memory.parties
        return tuple(_link(mention, link, _FAR) for link in members)
    return _states_of_people(context, memory, mention, token) if number == _PAIR and STATES in sorts else ()


def _states_of_people(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*beide Länder* after their leaders: *Putin traf Xi*."""
    near = [each for each in memory.before(mention.block, token, 1) if len(each.links) == 1]
    people = distinct(_of_sort(near[::-1], _PEOPLE))
    states = [(state_of(context, person.entity), person) for person in people]
    if len({state.id for state, _ in states if state is not None}) != _PAIR or len(people) != _PAIR:
        return ()
    return tuple(Link(mention, state, _FAR, "own state", person.mention) for state, person in states if state)


def state_of(context: Context, entity: Entity) -> Entity | None:
    """The state that somebody is or serves, as the article or the slice says."""
    if entity.kind in STATES:
        return entity
    if entity.kind is not Kind.PERSON:
        return None
    said = [body for (body, _), person in context.offices.items() if person == entity]
    served = offices.bodies_of(context, entity.id) if entity.qid else ()
    now = [body for body in served if entity.id in offices.holders(context, body, (offices.LEADER,))]
    for id in (*said, *(body for body in served if body in context.counts), *now):
        state = context.entity(id)
        if state is not None and state.kind in STATES:
            return state
    return None


def is_plural(context: Context, token: Token) -> bool:
    """Whether a description stands for several things."""
    if token.pos != "NOUN" or count(context, token):
        return True
    plural = "Plur" in token.morph.get("Number", ())
    article = next((child.lower for child in token.children if child.dep == "det" and child.i < token.i), "")
    if roles(context.cues, token):  # den Präsidenten is one more often than several
        feminine = any(context.cues.is_feminine(base) for base in bases(token))
        return not feminine and (article == "die" or (article == "der" and plural))
    neuter = context.cues.any("descriptions/state", token.lemma) and not context.cues.any("feminine", token.lemma)
    return plural or (article == "die" and neuter and token.text != token.lemma)


def count(context: Context, token: Token) -> int | None:
    """How many things a phrase counts: two of *beide*, three of *die drei*."""
    for word in (token, *(child for child in token.children if child.i < token.i)):
        if word.lower in context.cues["descriptions/both"]:
            return _PAIR
        number = context.cues.numbers.get(word.lower)
        if number is not None:
            return number
    return None


def names_other_things(context: Context, block: int, token: Token) -> bool:
    """Whether an adjective says that something else is meant: *andere Länder*, *das größte Land*."""
    for child in token.children:
        if child.dep == "amod" and not context.at(block, child):
            if child.text[0].isupper() and not child.is_sent_start:
                return True  # Basler Zeitung
            if child.lemma.lower().startswith(tuple(context.cues["other-things"])):
                return True
            if "Sup" in child.morph.get("Degree", ()):
                return True
    return False


def is_further_described(token: Token, relations: frozenset[str], loose: frozenset[str] = LOOSE) -> bool:
    """Whether words after a noun say which one is meant: *das Land der Berge*.

    Args:
        loose: Prepositions whose phrase belongs to the verb more often: *gehört das Gebiet zu Moldau*.
    """
    return any(child.i > token.i and child.dep in relations and case(child) not in loose for child in token.children)


def _sorts(context: Context, token: Token) -> tuple[frozenset[Kind], ...]:
    """Kinds of which the things can be, alike or mixed within a sort."""
    names = bases(token)
    if token.pos != "NOUN":
        return _SORTS
    if context.cues.any("descriptions/plural", *names):
        return _STATES_ONLY
    if context.cues.any("descriptions/parties", *names):
        return _PARTIES
    if roles(context.cues, token) or context.cues.any("descriptions/people", *names):
        return (_PEOPLE,)
    return ()


def _coordinated(
    memory: Memory, mention: Mention, token: Token, number: int | None, sorts: Sequence[frozenset[Kind]]
) -> list[Link]:
    """Members of the nearest coordination before that is of the right kind and number."""
    for each in memory.before(mention.block, token, _COUNTED_REACH if number else _REACH):
        members = distinct(each.links)
        alike = any(all(link.entity.kind in sort for link in members) for sort in sorts)
        if each.subject and each.token.sent == token.sent and clause(each.token) == governor(token):
            continue  # A und B riefen beide Seiten auf
        if each.gender == PLURAL and alike and (len(members) == number if number else len(members) > 1):
            return members
    return []


def _are_topical(context: Context, members: Sequence[Link]) -> bool:
    """Whether those who take sides may be who the article is about: it names none of the others much more often."""
    most = max(
        (context.counts[link.entity.id] for link in context.links.values() if link.entity.kind in STATES), default=0
    )
    return not members or _MUCH_MORE * max(context.counts[link.entity.id] for link in members) >= most


def _scattered(
    context: Context,
    memory: Memory,
    mention: Mention,
    token: Token,
    number: int,
    sorts: Sequence[frozenset[Kind]],
) -> list[Link]:
    """As many things as are counted, named apart in one sentence, or the ones that the article is about."""
    near = [each for each in memory.before(mention.block, token, _REACH) if len(each.links) == 1]
    for _, sentence in groupby(near, key=lambda each: each.sentence):
        here = [*sentence][::-1]
        found = {sort: distinct(_of_sort(here, sort)) for sort in sorts}
        for members in found.values():
            if len(members) == number and (sorts != _PARTIES or _are_named(members)):
                return members
        if any(members for sort, members in found.items() if sort != _PEOPLE):
            break  # somebody else is spoken of since those further back
    pair = _most_named(context, memory, mention, token, number) if number == _PAIR and STATES in sorts else []
    topical = all(link.entity.id in memory.topics for link in pair)
    return pair if sorts == _STATES_ONLY or (topical and context.cues.any("descriptions/sides", *bases(token))) else []


def _are_named(members: Sequence[Link]) -> bool:
    return all(link.mention.form is not Form.DEMONYM for link in members)


def _of_sort(antecedents: Sequence[Antecedent], sort: frozenset[Kind]) -> Iterator[Link]:
    return (each.links[0] for each in antecedents if each.links[0].entity.kind in sort)


def _most_named(context: Context, memory: Memory, mention: Mention, token: Token, number: int) -> list[Link]:
    """The two states that an article names much more than any third."""
    before = memory.before(mention.block, token, len(memory.all))
    last = {each.links[0].entity.id: each.links[0] for each in reversed(before) if len(each.links) == 1}
    states = [id for id, link in last.items() if link.entity.kind in STATES]
    ranked = sorted(states, key=lambda id: -context.counts[id])
    if len(ranked) < number:
        return []
    rest = context.counts[ranked[number]] if len(ranked) > number else 0
    if context.counts[ranked[number - 1]] < _MUCH_MORE * max(rest, 1):
        return []
    return [last[id] for id in ranked[:number]]


def _known_group(context: Context, mention: Mention, token: Token) -> tuple[Link, ...]:
    """Groups of states that go by an adjective: *die baltischen Staaten*."""
    names = bases(token)
    members = next((found for name in names if (found := context.cues.groups.get(name))), None)
    if members is None and context.cues.any("descriptions/plural", *names):
        adjectives = [child.lemma.lower() for child in token.children if child.dep == "amod"]
        members = next((found for name in adjectives if (found := context.cues.groups.get(name))), None)
    if members is None or count(context, token) not in {None, len(members)}:
        return ()
    states = [_named(context, name) for name in members]
    return tuple(Link(mention, state, _KNOWN, "group of states") for state in states if state is not None)


def _named(context: Context, name: str) -> Entity | None:
    senses = [sense for sense in context.index.lookup(name) if context.index.kind(sense.id) in STATES]
    return context.entity(senses[0].id) if senses else None


def distinct(links: Sequence[Link] | Iterator[Link]) -> list[Link]:
    """Links of different things, the last of each."""
    return [*{link.entity.id: link for link in links}.values()]


def _link(mention: Mention, antecedent: Link, score: float) -> Link:
    return Link(mention, antecedent.entity, min(score, antecedent.score), "description", antecedent.mention)
