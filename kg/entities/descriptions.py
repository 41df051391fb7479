"""Definite descriptions: *das Land*, *das Bündnis*, *der Kreml-Chef*, *die beiden Staaten*."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from kg.entities import offices
from kg.entities.antecedents import PLURAL, Antecedent, Memory, clause
from kg.entities.context import ALLIANCES, BODIES, STATES, Context, roles
from kg.model import Entity, Form, Kind, Link, Mention, Span
from kg.names.nouns import bases

_KINDS = {
    "state": STATES,
    "alliance": ALLIANCES,
    "organisation": BODIES,
    "territory": frozenset({Kind.TERRITORY}),
    "outlet": frozenset({Kind.MEDIA_OUTLET}),
}
_NEAR = 0.75
_FAR = 0.6
_REACH = 3
_POSSESSIVE = "PPOSAT"


def resolve(context: Context, memory: Memory, mention: Mention) -> tuple[Link, ...]:
    """Links of a description, one for each thing that it stands for; empty if nobody can tell."""
    token = context.doc(mention)[mention.last]
    if context.cues.solid_prefix(token.text) and token.text.endswith(tuple(context.cues["solid/governments"])):
        return tuple(
            Link(mention, link.entity, link.score, "government") for link in context.at(mention.block, token)[:1]
        )
    if _names_other_things(context, mention.block, token):
        return ()
    named = roles(context.cues, token)
    if named:
        return _by_office(context, memory, mention, token, named)
    names = bases(token)
    if _is_plural(context, token):
        return _several(context, memory, mention, token) if context.cues.any("descriptions/plural", *names) else ()
    for kind, kinds in _KINDS.items():
        if context.cues.any(f"descriptions/{kind}", *names):
            return _one(context, memory, mention, token, kinds)
    return ()


def _names_other_things(context: Context, block: int, token: Token) -> bool:
    """Whether the phrase says more than a reference would: *andere Länder*, *das Land der Berge*."""
    for child in token.children:
        if child.dep_ == "amod" and not context.at(block, child):
            if str(child.lemma_).lower().startswith(tuple(context.cues["other-things"])):
                return True
            if "Sup" in child.morph.get("Degree", []):
                return True
        if child.i > token.i and child.dep_ in {"nmod", "acl", "acl:relcl"} and not roles(context.cues, token):
            return True
    return False


def _is_plural(context: Context, token: Token) -> bool:
    if _both(context, token) or "Plur" in token.morph.get("Number", []):
        return True
    article = next((child.lower_ for child in token.children if child.dep_ == "det" and child.i < token.i), "")
    neuter = context.cues.any("descriptions/state", token.lemma_)
    return article == "die" and neuter and token.lemma_ != "Republik" and token.text != token.lemma_


def _both(context: Context, token: Token) -> bool:
    return any(child.lower_ in context.cues["descriptions/both"] for child in token.children)


def _one(context: Context, memory: Memory, mention: Mention, token: Token, kinds: frozenset[Kind]) -> tuple[Link, ...]:
    """The nearest fitting thing; a subject before what is nearer in its sentence, but not that of its own clause."""
    if any(child.tag_ == _POSSESSIVE for child in token.children):
        return _own(context, mention, token) if kinds == STATES else ()
    near = [
        each
        for each in memory.before(mention.block, token, _REACH)
        if len(each.links) == 1
        and each.links[0].entity.kind in kinds
        and (each.links[0].mention.form is not Form.METONYM or kinds != STATES)
        and not _is_own_subject(each, token)
    ]
    if not near:
        return ()
    last = [each for each in near if each.sentence == near[0].sentence]
    chosen = next((each for each in last if each.subject), None)
    rivals = {each.links[0].entity.id for each in last}
    if chosen is None:
        if len(rivals) > 1 and kinds == STATES:
            return ()
        chosen = last[0]
    score = _NEAR if len(rivals) == 1 else _FAR
    return (_link(mention, chosen.links[0], score, "description"),)


def _own(context: Context, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*sein Land*: the state that the owner is or speaks for; pronouns are resolved before."""
    owners = [
        link for child in token.children if child.tag_ == _POSSESSIVE for link in context.at(mention.block, child)
    ]
    if len(owners) != 1:
        return ()
    owner = owners[0]
    if owner.entity.kind in STATES:
        return (_link(mention, owner, _NEAR, "description"),)
    said = [body for (body, _), person in context.offices.items() if person == owner.entity]
    known = said or [body for body in offices.bodies_of(context, owner.entity.id) if body in context.counts]
    state = context.entity(known[0]) if known else None
    if state is None or state.kind not in STATES:
        return ()
    return (Link(mention, state, _FAR, "own state", owner.mention),)


def _is_own_subject(each: Antecedent, token: Token) -> bool:
    return each.subject and each.token.doc is token.doc and clause(each.token) == clause(token)


def _several(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """The members of the last coordination of states; for *beide* of two, or the last two states of one sentence."""
    both = _both(context, token)
    near = memory.before(mention.block, token, _REACH + both)
    for each in near:
        members = _distinct(each.links)
        fits = len(members) == 2 if both else len(members) > 1
        if each.gender == PLURAL and fits and all(link.entity.kind in STATES for link in members):
            return tuple(_link(mention, link, _NEAR, "description") for link in members)
    if not both:
        return ()
    sentences = sorted({each.sentence for each in near if each.links}, reverse=True)
    for sentence in sentences[:2]:
        here = _distinct(
            [each.links[0] for each in reversed(near) if each.sentence == sentence and len(each.links) == 1]
        )
        states = [link for link in here if link.entity.kind in STATES]
        if len(states) == 2:
            return tuple(_link(mention, link, _FAR, "description") for link in states)
    return ()


def _distinct(links: Sequence[Link]) -> list[Link]:
    return list({link.entity.id: link for link in links}.values())


def _by_office(
    context: Context, memory: Memory, mention: Mention, token: Token, named: tuple[str, ...]
) -> tuple[Link, ...]:
    """Who holds the office: named with it before, or by the slice on the article's day."""
    bodies = [link for link in offices.bodies(context, mention.block, token) if link.mention.span != mention.span]
    former = any(
        str(child.lemma_).startswith(tuple(context.cues["former"])) for child in token.children if child.dep_ == "amod"
    )
    itself = token.dep_ == "nmod" and context.cues.any("office-itself", *bases(token.head))
    if former or itself or _is_plural_office(context, token):
        return ()
    people = [
        each.links[0]
        for each in memory.before(mention.block, token, 10_000)
        if len(each.links) == 1 and each.links[0].entity.kind is Kind.PERSON
    ]
    if bodies:
        return _held(context, mention, bodies[0].entity, named, people)
    return _said(context, mention, token, named, people)


def _is_plural_office(context: Context, token: Token) -> bool:
    feminine = any(context.cues.is_feminine(base) for base in bases(token))
    return not feminine and any(child.lower_ == "die" and child.dep_ == "det" for child in token.children)


def _held(
    context: Context, mention: Mention, body: Entity, named: tuple[str, ...], people: Sequence[Link]
) -> tuple[Link, ...]:
    holders = offices.holders(context, body.id, named)
    for link in people:
        if link.entity.id in holders or context.offices.get((body.id, named[0])) == link.entity:
            return (_link(mention, link, _NEAR, "office"),)
    for id in holders[:1]:
        entity = context.entity(id)
        if entity is not None:
            return (Link(mention, entity, _FAR, "office on the day"),)
    return ()


def _said(
    context: Context, mention: Mention, token: Token, named: tuple[str, ...], people: Sequence[Link]
) -> tuple[Link, ...]:
    """Somebody whom the article gave this office before, in so many words or by the slice."""
    for link in people:
        given = context.titles.get(link.entity.id, frozenset())
        if not given.isdisjoint(named):
            return (_link(mention, link, _NEAR, "office"),)
    return ()


def _link(mention: Mention, antecedent: Link, score: float, why: str) -> Link:
    return Link(mention, antecedent.entity, min(score, antecedent.score), why, antecedent.mention)


def note_offices(context: Context) -> None:
    """Remember which office the article gives to whom: *der Außenminister Omar Qamar al-Din*."""
    for link in context.ordered():
        if link.entity.kind is not Kind.PERSON or link.mention.form is not Form.NAME:
            continue
        for noun in _titles(context, link.mention):
            named = roles(context.cues, noun)
            if named:
                known = context.titles.get(link.entity.id, frozenset())
                context.titles[link.entity.id] = known | frozenset(named)
                for body in offices.bodies(context, link.mention.block, noun):
                    context.offices.setdefault((body.entity.id, named[0]), link.entity)


def bodies_left_unsaid(context: Context) -> list[Link]:
    """Of what a title is that stands without it: *Präsident Obama*, where the article names the United States.

    Returns:
        Links of the title's noun to the state or body that the slice says its bearer serves on the day.
    """
    known = {link.entity.id: link for link in reversed(context.ordered())}
    result = []
    for link in context.ordered():
        if link.entity.kind is not Kind.PERSON or link.entity.qid is None or link.mention.form is not Form.NAME:
            continue
        for noun in dict.fromkeys(_titles(context, link.mention)):
            named = roles(context.cues, noun)
            if not named or any(True for _ in offices.bodies(context, link.mention.block, noun)):
                continue
            for body in offices.bodies_of(context, link.entity.id):
                serve = offices.holders if context.date else offices.ever
                if body in known and link.entity.id in serve(context, body, named):
                    mention = _noun(context, link.mention.block, noun)
                    result.append(Link(mention, known[body].entity, _NEAR, "office on the day", known[body].mention))
                    break
    return result


def _noun(context: Context, block: int, noun: Token) -> Mention:
    segment = context.document.blocks[block].segment
    start, end = segment.source(noun.idx), segment.source(noun.idx + len(noun.text) - 1) + 1
    return Mention(block, noun.i, noun.i, Span(start, end, context.document.article.text[start:end]), Form.DESCRIPTION)


def _titles(context: Context, mention: Mention) -> list[Token]:
    head = context.head(mention)
    near = [child for child in head.children if child.dep_ == "appos" and child.pos_ == "NOUN"]
    if head.dep_ in {"appos", "flat", "nmod"} and head.head.pos_ == "NOUN":
        near.append(head.head)
    if mention.first and head.doc[mention.first - 1].pos_ == "NOUN":
        near.append(head.doc[mention.first - 1])
    return near
