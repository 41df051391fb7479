"""Mentions -> links: which item of the slice is meant, or that it is none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.entities import collectives, descriptions, holders, naming, pronouns
from kg.entities.antecedents import Memory
from kg.entities.context import Context
from kg.entities.people import People
from kg.model import Document, Form, Link, Mention
from kg.wikidata import WikidataSlice

__all__ = ["link"]

_NAMING = frozenset({Form.NAME, Form.METONYM, Form.DEMONYM})


def link(document: Document, found: Sequence[Mention], wikidata: WikidataSlice) -> tuple[Link, ...]:
    """Decide what the mentions of a document mean.

    Args:
        document: The parsed article; its date says who was in office.
        found: Its mentions, as `kg.mentions.find` gives them.
        wikidata: The slice that knows the names.

    Returns:
        In reading order. A mention has one link, or none if nobody can tell; only words that stand
        for several things (*die beiden Staaten*) have one for each, with equal mentions. Names that
        the slice does not know get a NIL entity, the same for a name and kind everywhere; so do groups
        that act (*syrische Rebellen*, why "group"), with their state's mention as ``via``.
    """
    context = Context(document, wikidata)
    named = [mention for mention in found if mention.form in _NAMING]
    short = [mention for mention in named if _is_short(context, mention)]
    people = People(context)
    persons = people.among([mention for mention in named if mention not in short])
    naming.link_names(context, [mention for mention in named if mention not in short and mention not in persons])
    people.link(persons)
    for mention in short:
        naming.link_short(context, mention)
    for step in (naming.link_acronyms, naming.link_misspelled, naming.link_nil):
        step(context, [mention for mention in named if mention not in context.links and mention not in short])
    holders.note_offices(context)
    return _with_references(context, [mention for mention in found if mention.form not in _NAMING])


def _is_short(context: Context, mention: Mention) -> bool:
    """Whether a noun in the singular is short for a name: *die Volksrepublik*, but not *die Volksrepubliken*."""
    word = context.doc(mention)[mention.last].text
    single = mention.first == mention.last and not context.senses(mention)
    return single and context.cues.any("short-names", word, word.removesuffix("s"), word.removesuffix("n"))


def _with_references(context: Context, references: Sequence[Mention]) -> tuple[Link, ...]:
    memory = Memory(context)
    owned = collectives.link(context, references)
    memory.fill()
    several: list[Link] = [*context.ordered(), *owned]
    done = {link.mention for link in owned}
    for mention in sorted(references, key=lambda mention: _turn(context, mention)):
        links = _referents(context, memory, mention) if mention not in done else ()
        if links:
            memory.add(mention.block, context.doc(mention)[mention.last], links)
            context.place(links[0])
            several.extend(links)
    several = [*_with_countrymen(context, memory, several), *holders.bodies_left_unsaid(context)]
    return tuple(sorted(several, key=lambda link: (link.mention.span.start, -link.mention.span.end)))


def _turn(context: Context, mention: Mention) -> tuple[int, float]:
    """When a reference is to be resolved: in reading order, unless what comes later says whose it is."""
    if collectives.is_collective(context, mention):
        return mention.block, collectives.turn(context, mention)
    return pronouns.turn(context, mention)


def _referents(context: Context, memory: Memory, mention: Mention) -> tuple[Link, ...]:
    if mention.form is Form.PRONOUN:
        return pronouns.resolve(context, memory, mention)
    if collectives.is_collective(context, mention):
        return collectives.resolve(context, memory, mention)
    return descriptions.resolve(context, memory, mention)


def _with_countrymen(context: Context, memory: Memory, links: Sequence[Link]) -> Iterator[Link]:
    """The links, where the name of a people stands for its leader with a link to that person."""
    for link in links:
        alone = link.mention.form is Form.DEMONYM and link.mention.span.text[0].isupper()
        yield (holders.countryman(context, memory, link) if alone else None) or link
