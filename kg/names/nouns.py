"""Nouns of a parsed text as the lists of cues know them."""

from __future__ import annotations

from functools import lru_cache

from kg.trees import Token

# The closed class of prepositions with an article, as UD lists them under APPRART.
_CONTRACTIONS = {
    "am": "an", "ans": "an", "aufs": "auf", "beim": "bei", "durchs": "durch", "fürs": "für", "hinterm": "hinter",
    "im": "in", "ins": "in", "übers": "über", "ums": "um", "unterm": "unter", "vom": "von", "vorm": "vor",
    "zum": "zu", "zur": "zu",
}  # fmt: skip
_ENDINGS = ("nen", "en", "es", "er", "n", "s", "e")


def bases(token: Token) -> tuple[str, ...]:
    """What may be the base form of a noun, its last part too if it is a compound with a hyphen."""
    return _bases(token.lemma, token.text)


@lru_cache(1 << 14)
def _bases(lemma: str, text: str) -> tuple[str, ...]:
    found = [lemma, text]
    found.extend(text.removesuffix(ending) for ending in _ENDINGS if text.endswith(ending))
    if "-" in text:
        found.extend([word.rsplit("-", 1)[-1] for word in found])
    return tuple(dict.fromkeys(found))


def case(token: Token) -> str | None:
    """The preposition of a phrase, in its own form without the article."""
    for child in token.children:
        if child.dep == "case" and child.i < token.i:
            return _CONTRACTIONS.get(child.lower, child.lower)
    return None
