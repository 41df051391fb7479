"""Which of several things named before a description stands for: how near, how prominent, how well it fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.entities.antecedents import Antecedent, Memory, clause, governor, subject
from kg.entities.context import STATES, Context
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names import fold, words
from kg.names.nouns import case
from kg.trees import Token

_REACH = 4
_START = 2.0
_PER_SENTENCE = 0.5
_LEAST = 0.6
_SUBJECT = 0.8
_OF_SUBJECT = 0.2
_TOPIC = 0.9
_NAMED_SO = 0.5
_SPELLED_SO = 0.8
_PLACE = 0.3
_COORDINATED = -0.6
_OWN_CLAUSE = -0.4
_DEPENDENT = -0.3
_DISPUTED = -0.4
_FORMS = {Form.DEMONYM: -0.3, Form.METONYM: -0.2}
_OBJECTS = frozenset({"obj", "iobj", "obl:arg"})
_ENOUGH, _SOME = 1.5, 0.3
_MARGIN = 0.3
_CLEAR = 1.0
_SURE, _LIKELY = 0.8, 0.65

Test = Callable[[Entity], bool]


def choose(
    context: Context,
    memory: Memory,
    mention: Mention,
    token: Token,
    nouns: Sequence[str],
    fits: Test,
    sure: bool = False,
) -> tuple[Link, float] | None:
    """The mention that a singular description refers back to, and how sure; None unless one stands out.

    Args:
        nouns: The description's noun in its base forms; a thing that is called so by name is likelier.
        fits: Whether a thing can be meant.
        sure: Whether all that fits can be meant, be it subject of the same clause or far away.
    """
    best: dict[str, tuple[float, Link]] = {}
    actors = set() if sure else _actors(memory, mention.block, token)
    for each in _reachable(memory, mention.block, token, nouns):
        link = each.links[0]
        if not fits(link.entity) or link.entity.id in context.groups or link.entity.id in actors:
            continue
        if not sure and _is_subject_here(context, each, token):
            continue
        weight = _weight(context, memory, each, token, mention.block)
        if is_called(context, link, nouns):
            weight += _NAMED_SO + _SPELLED_SO * (each in memory.called(nouns))
        if link.entity.id not in best or weight > best[link.entity.id][0]:
            best[link.entity.id] = weight, link
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].mention.span.start))
    if not ranked or ranked[0][0] < (_SOME if sure else _ENOUGH):
        return None
    margin = ranked[0][0] - ranked[1][0] if len(ranked) > 1 else _CLEAR
    if margin < _MARGIN:
        return None
    return ranked[0][1], _SURE if margin >= _CLEAR else _LIKELY


def _actors(memory: Memory, block: int, token: Token) -> set[str]:
    """Who does what the description's own clause says, by whatever name: *Die vier Staaten drohten dem Land*."""
    acting = subject(token) if clause(token) == governor(token) else None
    return {link.entity.id for each in memory.at(block, acting) for link in each.links} if acting is not None else set()


def _reachable(memory: Memory, block: int, token: Token, nouns: Sequence[str]) -> Iterator[Antecedent]:
    """Single things near before a token, and further back the last mention of each topic and of what is called so."""
    for each in memory.before(block, token, _REACH):
        if len(each.links) == 1:
            yield each
    yield from (each for each in memory.called(nouns) if (each.block, each.token.i) < (block, token.i))
    topics = set(memory.topics)
    for each in memory.before(block, token, len(memory.all)):
        if not topics:
            break
        if len(each.links) == 1 and each.links[0].entity.id in topics:
            topics.discard(each.links[0].entity.id)
            yield each


def _is_subject_here(context: Context, each: Antecedent, token: Token) -> bool:
    """Whether something is subject of the description's own clause, said in it or above it.

    Of *warf Belgrad vor, das Land zu bedrohen* that is Belgrad; of *drohte Belgrad, das Land zu …* who threatens.
    """
    if each.token.doc is not token.doc:
        return False
    here, above = clause(token), governor(token)
    place = clause(each.token)
    if place == here or place != above:
        return each.subject and place == here
    if above.lemma in context.cues["object-control"]:
        return each.token.head == above and each.token.dep in _OBJECTS
    return each.subject


def _weight(context: Context, memory: Memory, each: Antecedent, token: Token, block: int) -> float:
    distance = memory.sentence(block, token) - each.sentence
    link = each.links[0]
    weight = max(_START - _PER_SENTENCE * distance, _LEAST) + _FORMS.get(link.mention.form, 0.0)
    share = 1.0 if distance <= 1 else 0.5
    if each.subject:
        weight += share * (_OF_SUBJECT if link.mention.form is Form.DEMONYM else _SUBJECT)
    elif each.token.dep == "nmod":
        weight += _DEPENDENT
    if case(each.token) in context.cues["descriptions/places"]:
        weight += _PLACE
    if link.entity.kind is Kind.PARTIALLY_RECOGNISED_STATE:
        weight += _DISPUTED
    if link.entity.id in memory.topics:
        weight += _TOPIC
    if each.token.dep == "conj" or any(child.dep == "conj" for child in each.token.children):
        weight += _COORDINATED
    if each.token.doc is token.doc and clause(each.token) == clause(token) and link.entity.kind in STATES:
        weight += _OWN_CLAUSE
    return weight


def is_called(context: Context, link: Link, nouns: Sequence[str]) -> bool:
    """Whether a noun is a word of a state's name, or ends one of a body's: *Wirtschaftsgemeinschaft*."""
    names = [link.mention.span.text]
    if link.entity.qid is not None:
        names += context.index.names_of(link.entity.id)
    found = (fold(word.text) for name in names for word in words(name))
    wanted = tuple(fold(noun) for noun in nouns)
    return any(word in wanted if link.entity.kind in STATES else word.endswith(wanted) for word in found)
