"""Definite descriptions of one thing: *das Land*, *das Bündnis*, *der Gerichtshof*, *das Nachbarland*."""

from __future__ import annotations

from collections.abc import Iterable

from kg.entities import groups, holders, offices
from kg.entities.antecedents import Memory, subject
from kg.entities.context import ALLIANCES, BODIES, STATES, Context, roles
from kg.entities.salience import Test, choose, is_called
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names.nouns import bases, case
from kg.trees import Token

_KINDS = {
    "state": STATES,
    "alliance": ALLIANCES,
    "military": frozenset({Kind.MILITARY_ALLIANCE}),
    "economic": frozenset({Kind.ECONOMIC_UNION, Kind.POLITICAL_UNION}),
    "organisation": BODIES,
    "territory": frozenset({Kind.TERRITORY}),
    "area": frozenset({Kind.TERRITORY, Kind.PARTIALLY_RECOGNISED_STATE}),
    "outlet": frozenset({Kind.MEDIA_OUTLET}),
}
_NEAR = 0.75
_FAR = 0.6
_DEMONSTRATIVE = "PDAT"
_BORDERS, _CONTINENT, _MEMBER = "P47", "P30", "P463"
_POSSESSIVE = "PPOSAT"
_RELATIVE = "acl:relcl"
_FURTHER = frozenset({"nmod", "acl"})


def resolve(context: Context, memory: Memory, mention: Mention) -> tuple[Link, ...]:
    """Links of a description, one for each thing that it stands for; empty if nobody can tell."""
    token = context.doc(mention)[mention.last]
    if context.cues.solid_prefix(token.text) and token.text.endswith(tuple(context.cues["solid/governments"])):
        return tuple(
            Link(mention, link.entity, link.score, "government") for link in context.at(mention.block, token)[:1]
        )
    if groups.is_plural(context, token):
        if _are_neighbours(context, token):
            return _neighbours(context, memory, mention, token)
        return groups.resolve(context, memory, mention, token)
    if _says_more(context, mention.block, token):
        return ()
    named = roles(context.cues, token)
    return holders.resolve(context, memory, mention, token, named) if named else _one(context, memory, mention, token)


def _says_more(context: Context, block: int, token: Token) -> bool:
    """Whether the phrase says more than a reference would: *das größte Land*, *das Land der Berge*."""
    if groups.names_other_things(context, block, token):
        return True
    state = context.cues.any("descriptions/state", *bases(token))
    further, loose = (_FURTHER | {_RELATIVE}, groups.LOOSE) if state else (_FURTHER, groups.LOOSE | {"in"})
    return not roles(context.cues, token) and groups.is_further_described(token, further, loose)


def _one(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    names = bases(token)
    cues = context.cues
    neighbour = cues.any("descriptions/neighbour", *names)
    if any(child.tag == _POSSESSIVE for child in token.children):
        if neighbour:
            return _neighbour(context, memory, mention, token)
        return _own(context, mention, token) if cues.any("descriptions/state", *names) else ()
    if neighbour:
        return _neighbour(context, memory, mention, token)
    if case(token) in cues["descriptions/countryside"] and cues.any("descriptions/countryside-nouns", *names):
        return ()  # auf dem Land
    named = [link for link in context.at(mention.block, token) if link.mention.form is not Form.DEMONYM]
    if named:  # of EU-Land and Nato-Staat the name says what it is of
        return _member(context, memory, mention, token, named[0].entity)
    if _is_home(context, token):
        home = _home(context, memory, mention.block, token)
        return _chosen(context, memory, mention, token, _is_one_of(home), True) if len(home) == 1 else ()
    for kind, kinds in _KINDS.items():
        if cues.any(f"descriptions/{kind}", *names):
            return _chosen(context, memory, mention, token, _is_of(kinds))
    if cues.any("descriptions/described", *names) and _is_described(token):
        return _chosen(context, memory, mention, token, lambda entity: entity.kind in STATES)
    if cues.any("descriptions/island", *names):
        return _chosen(context, memory, mention, token, lambda entity: _is_island(context, entity))
    if cues.any("descriptions/by-name", *names):
        return _by_name(context, memory, mention, token)
    return ()


def _is_described(token: Token) -> bool:
    """Whether a noun that may mean anything is narrowed down: *der mittelamerikanische Staat*, *dieser Staat*."""
    return any(child.dep == "amod" or child.tag == _DEMONSTRATIVE for child in token.children if child.i < token.i)


def _is_island(context: Context, entity: Entity) -> bool:
    """Whether something may be an island: a territory that is no continent, or a state without a border on land."""
    if entity.kind is Kind.TERRITORY:
        return entity.qid is not None and not context.wikidata.statements_about(entity.id, _CONTINENT)
    return entity.kind in STATES and not context.wikidata.statements(entity.id, _BORDERS)


def _is_of(kinds: frozenset[Kind]) -> Test:
    return lambda entity: entity.kind in kinds


def _is_one_of(ids: frozenset[str]) -> Test:
    return lambda entity: entity.id in ids


def _chosen(
    context: Context, memory: Memory, mention: Mention, token: Token, fits: Test, sure: bool = False
) -> tuple[Link, ...]:
    said = _said_state(context, mention.block, token)
    if said:
        return (_link(mention, said, _NEAR, "description"),) if fits(said.entity) else ()
    found = choose(context, memory, mention, token, bases(token), fits, sure)
    return (_link(mention, found[0], found[1], "description"),) if found else ()


def _is_home(context: Context, token: Token) -> bool:
    """*holte Söldner ins Land*: into that of who acts."""
    into = any(child.tag == "APPRART" for child in token.children) and case(token) == "in"
    return (
        into
        and context.cues.any("descriptions/countryside-nouns", token.lemma)
        and str(token.head.lemma) in context.cues["descriptions/home"]
    )


def _said_state(context: Context, block: int, token: Token) -> Link | None:
    """The state of the adjective before a noun: *die türkische Republik*."""
    for child in token.children:
        if child.dep == "amod":
            for link in context.at(block, child):
                if link.mention.form is Form.DEMONYM:
                    return link
    return None


def _member(context: Context, memory: Memory, mention: Mention, token: Token, body: Entity) -> tuple[Link, ...]:
    """*das Nato-Mitglied*, *der EU-Kandidat*: a state that the slice knows for one, or for none yet."""
    is_member = context.cues.any("descriptions/member", *bases(token))
    if body.kind not in ALLIANCES or not (is_member or context.cues.any("descriptions/candidate", *bases(token))):
        return ()
    members = {each.subject for each in context.wikidata.statements_about(body.id, _MEMBER)}
    found = choose(
        context,
        memory,
        mention,
        token,
        (),
        lambda entity: entity.kind in STATES and (entity.id in members) == is_member,
    )
    return (_link(mention, found[0], found[1], "member"),) if found else ()


def _by_name(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """The body near before whose name ends in the noun: *der Gerichtshof*, *die Kommission*."""
    names = [token.lemma]
    called = {
        link.entity.id
        for each in memory.before(mention.block, token, len(memory.all))
        if len(each.links) == 1 and (link := each.links[0]).entity.kind in BODIES and is_called(context, link, names)
    }
    found = choose(context, memory, mention, token, names, lambda entity: entity.id in called)
    return (_link(mention, found[0], found[1], "short for its name"),) if found else ()


def _own(context: Context, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*sein Land*: the state that the owner is or speaks for; pronouns are resolved before."""
    owners = [link for child in token.children if child.tag == _POSSESSIVE for link in context.at(mention.block, child)]
    if len(owners) != 1:
        return _speakers_own(context, mention, token)
    owner = owners[0]
    state = groups.state_of(context, owner.entity)
    if state is None:
        return ()
    if owner.entity == state:
        return (_link(mention, owner, _NEAR, "description"),)
    return (Link(mention, state, _FAR, "own state", owner.mention),)


def _speakers_own(context: Context, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*sein Land* of a speaker without a name: *sagte der algerische Regierungssprecher*."""
    for noun in reversed(token.doc.tokens[token.sent.start : token.i]):
        if noun.pos == "NOUN" and any(context.cues.is_office(base) for base in bases(noun)):
            states = [link for link in offices.bodies(context, mention.block, noun) if link.entity.kind in STATES]
            return tuple(Link(mention, link.entity, _FAR, "own state", link.mention) for link in states[:1])
    return ()


# -- neighbours ------------------------------------------------------------------------------------


def _neighbour(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*das Nachbarland*: a state named before that is not the one whose neighbour it is, and borders on it."""
    home = _home(context, memory, mention.block, token)
    if not home:
        return ()
    borders = frozenset(each.value for id in home for each in context.wikidata.statements(id, _BORDERS))
    found = choose(context, memory, mention, token, (), _is_one_of(borders - home), sure=True) or choose(
        context, memory, mention, token, (), lambda entity: entity.kind in STATES and entity.id not in home
    )
    return (_link(mention, found[0], min(found[1], _NEAR), "neighbour"),) if found else ()


def _are_neighbours(context: Context, token: Token) -> bool:
    return context.cues.any("descriptions/neighbour", *bases(token)) and groups.count(context, token) is None


def _neighbours(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*zwischen den Nachbarn*: the state that the text is about, and the neighbour that it has just named."""
    if case(token) not in context.cues["descriptions/between"]:
        return ()
    home = _home(context, memory, mention.block, token)
    about = choose(context, memory, mention, token, (), _is_one_of(home), sure=True) if len(home) == 1 else None
    other = _neighbour(context, memory, mention, token)
    return (_link(mention, about[0], _FAR, "neighbour"), *other) if about is not None and other else ()


def _home(context: Context, memory: Memory, block: int, token: Token) -> frozenset[str]:
    """The state whose neighbour is meant: the owner's, the subject's, or the one that the article is about."""
    owners = [child for child in token.children if child.tag == _POSSESSIVE]
    acting = subject(token)
    for noun in (*owners, *([acting] if acting is not None else [])):
        states = frozenset(_states(context, block, noun))
        if states:
            return states
    return frozenset(id for id in memory.topics if (entity := context.entity(id)) is not None and entity.kind in STATES)


def _states(context: Context, block: int, noun: Token) -> Iterable[str]:
    """States that a noun names or belongs to: *Türkei*, *die türkische Regierungschefin*, *Toqajew*."""
    links = context.at(block, noun) or list(offices.bodies(context, block, noun))
    named = [child for child in noun.children if child.dep in {"appos", "flat"}]
    for link in [*links, *(link for child in named for link in context.at(block, child))]:
        state = groups.state_of(context, link.entity)
        if state is not None:
            yield state.id


def _link(mention: Mention, antecedent: Link, score: float, why: str) -> Link:
    return Link(mention, antecedent.entity, min(score, antecedent.score), why, antecedent.mention)
