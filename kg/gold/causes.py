"""Why a claim was missed: a name was not found, the lexicon has no word for it, or the engine did not find it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kg.gold.forms import GoldClaim
from kg.lexicon import Lexicon, Sense
from kg.model import Reading
from kg.trees import Token

_PARTS = {"VERB": "verb", "AUX": "verb", "ADJ": "adjective", "ADV": "adverb", "ADP": "adposition"}


class Cause(StrEnum):
    """What failed; a wrong tree is the engine's failure, too."""

    NAME = "name"
    LEXICON = "lexicon"
    ENGINE = "engine"
    UNKNOWN = ""


def cause(expected: GoldClaim, named: Sequence[bool], reading: Reading, lexicon: Lexicon) -> Cause:
    """Tell why a claim was missed.

    Args:
        named: For each end, whether something in the text is linked to what gold means.
    """
    if not all(named):
        return Cause.NAME
    ends = [rel for rel in lexicon.relations.values() if expected.predicate in (rel.when_negated, rel.when_ended)]
    wanted = {expected.predicate, *(relation.name for relation in ends)}
    tokens = (
        token
        for block in reading.document.blocks
        for token in block.doc
        if expected.start is None
        or expected.end is None
        or expected.start <= block.segment.source(token.idx) < expected.end
    )
    found = any(sense.reference in wanted for token in tokens for sense in _senses(token, lexicon))
    return Cause.ENGINE if found else Cause.LEXICON


def _senses(token: Token, lexicon: Lexicon) -> tuple[Sense, ...]:
    if token.pos in {"NOUN", "PROPN"}:
        return lexicon.noun(token.lemma)
    senses = lexicon.senses(_PARTS.get(token.pos, ""), token.lemma)
    return senses + lexicon.senses("verb", token.verb_lemma) if token.verb_lemma else senses
