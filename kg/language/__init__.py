"""The language pipelines that ship with the program: Universal Dependencies, lemmas, sentence ends, names."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import spacy
from spacy.language import Language

from kg.errors import KgError
from kg.language import repairs as repairs  # registers the components that the pipelines name

_PIPELINES = Path(__file__).parent


def available() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that we have a pipeline for, sorted."""
    return tuple(sorted(path.parent.name for path in _PIPELINES.glob("*/meta.json")))


@lru_cache
def load(language: str) -> Language:
    """The pipeline of a language, loaded once; it holds tagger, lemmatizer, parser, names and the repairs.

    Args:
        language: ISO 639-1 code, like ``de``.

    Raises:
        KgError: There is no pipeline for the language.
    """
    if language not in available():
        known = ", ".join(available())
        raise KgError(f"there is no language pipeline for {language!r}; give a text in one of: {known}")
    return spacy.load(_PIPELINES / language)
