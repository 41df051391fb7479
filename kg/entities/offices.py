"""Who holds an office: by the slice and the article's day, or as the article itself said before."""

from __future__ import annotations

from collections.abc import Iterator

from kg.entities.context import BODIES, STATES, Context
from kg.model import Date, Form, Link
from kg.names.nouns import case
from kg.trees import Token
from kg.wikidata import HEAD_OF_GOVERNMENT, HEAD_OF_STATE, POSITION_HELD, WikidataSlice

LEADER = "leader"
_HEADS = (HEAD_OF_STATE, HEAD_OF_GOVERNMENT)
_OF = frozenset({None, "von"})


def bodies(context: Context, block: int, noun: Token) -> Iterator[Link]:
    """States and organisations that an office is said to be of: *russische*, *Kreml-*, *der Ukraine*, *von*."""
    for link in context.at(block, noun):
        if link.mention.first == link.mention.last and len(link.mention.span.text) < len(noun.text) - 1:
            yield link
    for child in noun.children:
        if child.dep == "amod" or (child.dep in {"nmod", "nmod:poss", "det:poss"} and case(child) in _OF):
            for link in context.at(block, child):
                if link.entity.kind in STATES | BODIES and _is_whole(link, child):
                    yield link
        elif child.dep == "nmod" and case(child) == "in":
            yield from (link for link in context.at(block, child) if link.mention.form is Form.METONYM)
        if child.dep == "amod":
            for second in child.children:
                if second.dep == "conj" and second.pos == "ADJ":
                    yield from context.at(block, second)
    if noun.i and not any(child.dep == "amod" for child in noun.children):
        before = noun.doc[noun.i - 1]
        yield from (link for link in context.at(block, before) if link.mention.form is Form.DEMONYM)


def _is_whole(link: Link, token: Token) -> bool:
    """Whether a name is no mere part of its word: not in *Chef der US-Raumfahrtbehörde*."""
    return link.mention.first != link.mention.last or len(link.mention.span.text) >= len(token.text) - 2


def holders(context: Context, body: str, roles: tuple[str, ...], on: Date | None = None) -> tuple[str, ...]:
    """People who held an office of a state or body on a day, else the article's, the likeliest first, each once."""
    slice_, day = context.wikidata, on or context.date or context.wikidata.date
    return context.once(
        ("holders", body, roles, on),
        lambda: tuple(
            dict.fromkeys(
                person
                for role in roles
                for person in (slice_.heads(body, day) if role == LEADER else slice_.holders(body, role, day))
            )
        ),
    )


def ever(context: Context, body: str, roles: tuple[str, ...]) -> tuple[str, ...]:
    """People who held an office at any time, as far as the slice tells, the latest first."""
    wanted = ["" if role == LEADER else role for role in roles]
    return context.once(
        ("ever", body, roles),
        lambda: tuple(
            dict.fromkeys(person for role in wanted for person in context.wikidata.holders(body, role, None))
        ),
    )


def bodies_of(context: Context, person: str) -> tuple[str, ...]:
    """States and organisations that a person heads or headed, or held an office of."""
    return context.once(("bodies", person), lambda: _bodies_of(context.wikidata, person))


def _bodies_of(wikidata: WikidataSlice, person: str) -> tuple[str, ...]:
    headed = [statement.subject for role in _HEADS for statement in wikidata.statements_about(person, role)]
    held = [statement.value.rpartition(" @")[2] for statement in wikidata.statements(person, POSITION_HELD)]
    return tuple(dict.fromkeys(headed + held))


def years(context: Context, person: str) -> int:
    """How many years somebody headed states and bodies, as far as the slice has both ends."""
    terms = [term for role in _HEADS for term in context.wikidata.statements_about(person, role)]
    return sum(term.end.year - term.start.year for term in terms if term.start is not None and term.end is not None)


def is_in_office(context: Context, person: str) -> bool:
    """Whether a person heads a state or body on the article's day."""
    return any(person in holders(context, body, (LEADER,)) for body in bodies_of(context, person))
