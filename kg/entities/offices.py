"""Who holds an office: by the slice and the article's day, or as the article itself said before."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.entities.context import BODIES, STATES, Context
from kg.model import Form, Link
from kg.names.nouns import case

_OF = frozenset({None, "von"})


def bodies(context: Context, block: int, noun: Token) -> Iterator[Link]:
    """States and organisations that an office is said to be of: *russische*, *Kreml-*, *der Ukraine*, *von*."""
    for link in context.at(block, noun):
        if link.mention.first == link.mention.last and len(link.mention.span.text) < len(noun.text) - 1:
            yield link
    for child in noun.children:
        if child.dep_ == "amod" or (child.dep_ in {"nmod", "nmod:poss", "det:poss"} and case(child) in _OF):
            for link in context.at(block, child):
                if link.entity.kind in STATES | BODIES:
                    yield link
            for second in child.children:
                if second.dep_ == "conj" and second.pos_ == "ADJ":
                    yield from context.at(block, second)
    if noun.i and not any(child.dep_ == "amod" for child in noun.children):
        before = noun.doc[noun.i - 1]
        yield from (link for link in context.at(block, before) if link.mention.form is Form.DEMONYM)


def holders(context: Context, body: str, roles: tuple[str, ...]) -> list[str]:
    """People who held an office of a state or body on the article's day, the likeliest first, each once."""
    found: dict[str, None] = {}
    for role in roles:
        if role == "leader":
            found.update(dict.fromkeys(context.wikidata.heads(body, context.date)))
        else:
            found.update(dict.fromkeys(context.wikidata.holders(body, role, context.date)))
    return list(found)


def ever(context: Context, body: str, roles: tuple[str, ...]) -> list[str]:
    """People who held an office at any time, as far as the slice tells, the latest first."""
    return list(
        dict.fromkeys(
            person
            for role in roles
            for person in context.wikidata.holders(body, "" if role == "leader" else role, None)
        )
    )
