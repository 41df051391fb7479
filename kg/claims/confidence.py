"""How sure a claim is, learned from what people marked: the sum of what speaks for it and against it.

The weights in ``kg/data/claims/confidence.tsv`` are log-odds of a logistic regression over the gold sentences;
``training/confidence.py`` makes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kg.claims.scene import Filler
from kg.lexicon import Sense
from kg.model import Claim, Form, Kind, Modality, Polarity
from kg.trees import Token

TABLE = Path(__file__).parent.parent / "data" / "claims" / "confidence.tsv"
"""Feature and weight, tab-separated, with a heading."""
_LONG = 14
"""Words of a sentence that is easy to read."""
_INNER = frozenset({"amod", "nmod", "obl", "obj", "conj", "ccomp"})
_SURE_LINK = 0.9


def of(claim: Claim, token: Token, sense: Sense, ends: list[Filler]) -> float:
    """How likely it is that a person marks the claim, too, from 0 to 1."""
    weights = table()
    odds = weights["base"] + sum(weights.get(name, 0.0) for name in features(claim, token, sense, ends))
    return round(1 / (1 + math.exp(-odds)), 3)


def features(claim: Claim, token: Token, sense: Sense, ends: list[Filler]) -> Iterator[str]:
    """Names of what holds of a claim.

    Args:
        token: The word that carries the claim.
        ends: What was found at the ends that are named.
    """
    yield claim.predicate
    entities = [entity for entity in (claim.subject, claim.object) if entity is not None]
    holds = {
        "no object": claim.object is None,
        "territory": any(entity.kind is Kind.TERRITORY for entity in entities),
        "through a noun": any(end.steps for end in ends),
        "inner word": token.dep in _INNER,
        "long sentence": token.sent.end - token.sent.start > _LONG,
        "no trait": not sense.flags,
        "not asserted": claim.modality is not Modality.ASSERTED,
        "reference": any(end.link.mention.form in {Form.PRONOUN, Form.DESCRIPTION} for end in ends),
        "no item": any(entity.qid is None for entity in entities),
        "unsure link": any(end.link.score < _SURE_LINK for end in ends),
        "attributed": bool(claim.attribution),
        "denied": claim.polarity is Polarity.NEGATIVE,
        "noun": token.pos == "NOUN",
    }
    yield from (name for name, true in holds.items() if true)


@cache
def table() -> dict[str, float]:
    """Weight of each feature, in log-odds; ``base`` is that of a claim without any."""
    rows = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:])
    return {name: float(weight) for name, weight in rows}
