"""Names of a slice as texts write them, and what a language does with names."""

from __future__ import annotations

from kg.names.cues import Cues, cues
from kg.names.index import Hit, Index, Item, Named, Names, Sense, Word, fold, index, stem, words

__all__ = ["Cues", "Hit", "Index", "Item", "Named", "Names", "Sense", "Word", "cues", "fold", "index", "stem", "words"]
