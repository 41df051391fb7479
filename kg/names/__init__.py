"""Names of a slice as texts write them, and what a language does with names."""

from __future__ import annotations

from kg.names.cues import Cues, cues
from kg.names.index import Hit, Index, Sense, Usage, Word, fold, index, stem, words
from kg.wikidata import WikidataSlice

__all__ = ["Cues", "Hit", "Index", "Sense", "Word", "cues", "fold", "index_for", "stem", "words"]


def index_for(wikidata: WikidataSlice, language: str) -> Index:
    """The index of a slice for texts of a language, made on the first call."""
    known = cues(language)
    usage = Usage(language, known["family-first"], known.aliases, known.buildings, known.spellings)
    return index(wikidata, usage)
