"""Nouns of a parsed text as the lists of cues know them."""

from __future__ import annotations

from spacy.tokens import Token

_ENDINGS = ("nen", "en", "es", "er", "n", "s", "e")


def bases(token: Token) -> tuple[str, ...]:
    """What may be the base form of a noun, its last part too if it is a compound with a hyphen."""
    found = [str(token.lemma_), str(token.text)]
    found.extend(token.text.removesuffix(ending) for ending in _ENDINGS if token.text.endswith(ending))
    if "-" in token.text:
        found.extend([word.rsplit("-", 1)[-1] for word in found])
    return tuple(dict.fromkeys(found))


def case(token: Token) -> str | None:
    """The preposition of a phrase, in its own form without the article."""
    for child in token.children:
        if child.dep_ == "case" and child.i < token.i:
            return str(child.lemma_).lower() if child.tag_ == "APPRART" else str(child.lower_)
    return None
