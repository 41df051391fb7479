"""Document -> mentions: the words that name something, and those that refer back to it."""

from __future__ import annotations

from collections.abc import Sequence

from kg import names
from kg.mentions import plain
from kg.mentions.page import Page
from kg.mentions.references import references
from kg.mentions.rest import acronyms, blocs, full_names, others, people, places, surnames
from kg.mentions.scan import scan
from kg.model import Document, Mention
from kg.wikidata import WikidataSlice

__all__ = ["find"]


def find(document: Document, wikidata: WikidataSlice) -> tuple[Mention, ...]:
    """Find the words of a document that name or stand for something.

    Args:
        document: A parsed article.
        wikidata: The slice whose names are looked for.

    Returns:
        In reading order. Names overlap no other names; a description may lie over the part of its
        compound that is a name (*Kreml* in *Kreml-Chef*). That a mention is here does not say that
        it has a meaning: `kg.entities.link` leaves out what it cannot decide.
    """
    cues = names.cues(document.language)
    index = names.index_for(wikidata, document.language)
    pages = [Page(number, block, index, cues) for number, block in enumerate(document.blocks)]
    if cues.plain:
        _find_plain(pages)
    else:
        _find_tagged(pages, cues["family-first"])
    for page in pages:
        acronyms(page)
        references(page)
    return tuple(mention for page in pages for mention in page.mentions())


def _find_tagged(pages: Sequence[Page], family_first: frozenset[str]) -> None:
    """Names in a language whose parse tells what is a name."""
    for page in pages:
        scan(page)
        people(page)
    surnames(pages, full_names(pages, family_first))
    for page in pages:
        others(page)
        places(page)
        blocs(page)


def _find_plain(pages: Sequence[Page]) -> None:
    """Names in a language where capitals and neighbouring words tell."""
    for page in pages:
        plain.scan(page)
        plain.people(page)
    known = frozenset(surname for page in pages for surname in plain.full_names(page))
    for page in pages:
        plain.surnames(page, known)
