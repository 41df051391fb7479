"""Persons by their office: *der Kremlchef*, *die Regierungschefin*, and of what a title beside a name is."""

from __future__ import annotations

from collections.abc import Sequence

from kg.entities import offices
from kg.entities.antecedents import Memory, clause
from kg.entities.context import Context, roles
from kg.model import Date, Entity, Form, Kind, Link, Mention, Span
from kg.names.nouns import bases, case
from kg.trees import Token

_NEAR = 0.75
_FAR = 0.6
_THEN_REACH = 3
_KNOWN_REACH = 2
_YEAR_DIGITS, _YEARS = 4, range(1800, 2100)
_TO_BE = frozenset({"zu", "als"})
_OF = frozenset({None, "von"})
_PRONOUNS = frozenset({"PRON", "DET"})


def resolve(
    context: Context, memory: Memory, mention: Mention, token: Token, named: tuple[str, ...]
) -> tuple[Link, ...]:
    """Who holds the office, if the article names him or her: by what it says, or by the slice on its day.

    An office whose holder the article never names stands for itself; only *der Kremlchef* and the like are
    always somebody.

    Args:
        named: Roles that the noun may mean.
    """
    if _is_the_office(context, token):
        return ()
    bodies = [link for link in offices.bodies(context, mention.block, token) if link.mention.span != mention.span]
    people = _people(memory, mention, token, len(memory.all))
    if bodies:
        then = _people(memory, mention, token, _THEN_REACH)
        return _held(context, mention, bodies[0].entity, named, people, then, _told_year(token))
    if any(child.dep == "nmod" and child.i > token.i and case(child) in _OF for child in token.children):
        return ()  # der Führer der Truppen
    return _said(context, mention, named, people) or _known(context, memory, mention, token, named)


def _people(memory: Memory, mention: Mention, token: Token, sentences: int) -> list[Link]:
    return [
        each.links[0]
        for each in memory.before(mention.block, token, sentences)
        if len(each.links) == 1 and each.links[0].entity.kind is Kind.PERSON
    ]


def _told_year(token: Token) -> Date | None:
    """The year that the paragraph has named last before a word."""
    years = (each.text for each in reversed(token.doc.tokens[: token.i]) if each.text.isdecimal())
    found = next((year for year in years if len(year) == _YEAR_DIGITS), None)
    return Date(int(found)) if found is not None and int(found) in _YEARS else None


def _is_the_office(context: Context, token: Token) -> bool:
    """Whether an office is meant and not who holds it, or who held it: *das Amt des Präsidenten*."""
    if any(child.lemma.startswith(tuple(context.cues["former"])) for child in token.children if child.dep == "amod"):
        return True
    if case(token) in _TO_BE:
        return True
    owner = token.head
    return token.dep == "nmod" and (owner.pos in _PRONOUNS or context.cues.any("office-itself", *bases(owner)))


def _held(
    context: Context,
    mention: Mention,
    body: Entity,
    named: tuple[str, ...],
    people: Sequence[Link],
    near: Sequence[Link],
    year: Date | None,
) -> tuple[Link, ...]:
    holders = offices.holders(context, body.id, named)
    known = holders if context.date else offices.ever(context, body.id, named)
    for link in people:
        if link.entity.id in known or context.offices.get((body.id, named[0])) == link.entity:
            return (_link(mention, link),)
    then = offices.holders(context, body.id, named, year) if year is not None else ()
    for link in near:
        if link.entity.id in then:
            return (_link(mention, link),)
    later = [link for link in context.ordered() if context.date and link.entity.id in holders[:1]]
    if later:
        return (Link(mention, later[0].entity, _FAR, "office", later[0].mention),)
    leader = context.entity(holders[0]) if holders and offices.LEADER in named else None
    return (Link(mention, leader, _FAR, "office on the day"),) if leader is not None else ()


def _said(context: Context, mention: Mention, named: tuple[str, ...], people: Sequence[Link]) -> tuple[Link, ...]:
    """Somebody whom the article gave this office before, in so many words or by the slice."""
    untitled = {link.entity.id for link in people if _holds(context, link, named)}
    for link in people:
        if not context.titles.get(link.entity.id, frozenset()).isdisjoint(named):
            return (_link(mention, link),)
        if untitled == {link.entity.id}:
            return (_link(mention, link),)
    return ()


def _holds(context: Context, link: Link, named: tuple[str, ...]) -> bool:
    """Whether the slice says that somebody without a title in the article holds the office on its day."""
    if link.entity.qid is None or link.entity.id in context.titles or context.date is None:
        return False
    bodies = offices.bodies_of(context, link.entity.id)
    return any(link.entity.id in offices.holders(context, body, named) for body in bodies)


def _known(
    context: Context, memory: Memory, mention: Mention, token: Token, named: tuple[str, ...]
) -> tuple[Link, ...]:
    """The only one near before who holds such an office by the slice: *Orbán reist nach Rom. Der Regierungschef …*."""
    found: dict[str, Link] = {}
    for each in memory.before(mention.block, token, _KNOWN_REACH):
        if len(each.links) != 1 or clause(each.token) == clause(token):
            continue
        link = each.links[0]
        served = offices.bodies_of(context, link.entity.id) if link.entity.kind is Kind.PERSON else ()
        if any(link.entity.id in offices.holders(context, body, named) for body in served):
            found.setdefault(link.entity.id, link)
    return tuple(Link(mention, link.entity, _FAR, "office", link.mention) for link in found.values() if len(found) == 1)


def _link(mention: Mention, antecedent: Link) -> Link:
    return Link(mention, antecedent.entity, min(_NEAR, antecedent.score), "office", antecedent.mention)


def countryman(context: Context, memory: Memory, link: Link) -> Link | None:
    """The head of a state who goes by the name of its people: *der Ungar*; None if the article named none before."""
    token = context.doc(link.mention)[link.mention.last]
    whole = len(link.mention.span.text) >= len(token.text) - 1
    single = (
        whole
        and "Plur" not in token.morph.get("Number", ())
        and any(child.lower in context.cues["single"] and child.dep == "det" for child in token.children)
    )
    counted = any(child.dep == "nummod" for child in token.children)
    if token.pos not in {"NOUN", "PROPN"} or not single or counted or link.mention.first != link.mention.last:
        return None
    for each in memory.before(link.mention.block, token, len(memory.all)):
        if len(each.links) != 1 or each.links[0].entity.kind is not Kind.PERSON:
            continue
        person = each.links[0]
        serves = {body for (body, _), holder in context.offices.items() if holder == person.entity}
        if link.entity.id in serves or link.entity.id in offices.bodies_of(context, person.entity.id):
            mention = Mention(
                link.mention.block, link.mention.first, link.mention.last, link.mention.span, Form.DESCRIPTION
            )
            return Link(mention, person.entity, _FAR, "countryman", person.mention)
    return None


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
        if any(child.dep == "conj" and child.pos == "PROPN" for child in context.head(link.mention).children):
            continue  # die Außenminister A und B serve two states
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
    """Nouns that stand beside a name as its title."""
    head = context.head(mention)
    near = [child for child in head.children if child.dep == "appos" and child.pos == "NOUN"]
    if head.dep in {"appos", "flat", "nmod"} and head.head.pos == "NOUN" and not _is_anothers(head):
        near.append(head.head)
    if mention.first and head.doc[mention.first - 1].pos == "NOUN":
        near.append(head.doc[mention.first - 1])
    return near


def _is_anothers(name: Token) -> bool:
    """Whether a name after a comma may explain what comes before its noun: *ein Kritiker des Präsidenten, Müller*."""
    noun = name.head
    apart = any(token.text == "," for token in name.doc.tokens[noun.i + 1 : name.left_edge.i + 1])
    return apart and noun.dep == "nmod" and case(noun) is None
