"""What a claim is an example of: negation, modality, attribution, coordination; of a read one also how it was read."""

from __future__ import annotations

from collections.abc import Iterator

from kg.gold.forms import GoldClaim, GoldText
from kg.model import Claim, Modality, Polarity, Reading
from kg.trees import Token

PHENOMENA = ("negation", "modality", "attribution", "coordination", "passive", "nominal", "coreference")
READ_ONLY = frozenset({"passive", "nominal", "coreference"})
"""Gold does not say how a claim is worded: of these there is a precision, but no recall."""

_PLAIN = frozenset({"asserted", "reported"})
_PASSIVE = frozenset({"aux:pass", "nsubj:pass"})


def of_gold(claim: GoldClaim, text: GoldText) -> Iterator[str]:
    """What a gold claim shows; one of a coordination has a sister in the same words that differs in one end."""
    if claim.polarity == "negative":
        yield "negation"
    if claim.modality not in _PLAIN:
        yield "modality"
    if claim.attributed:
        yield "attribution"
    same = [c for c in text.claims if (c.predicate, c.start, c.end) == (claim.predicate, claim.start, claim.end)]
    if any((c.subject == claim.subject) != (c.object == claim.object) for c in same):
        yield "coordination"


def of_read(claim: Claim, reading: Reading) -> Iterator[str]:
    """What a read claim shows, by its values, its cue's word and tree, and the links that it was reached by."""
    if claim.polarity is Polarity.NEGATIVE:
        yield "negation"
    if claim.modality is not Modality.ASSERTED:
        yield "modality"
    if claim.attribution:
        yield "attribution"
    same = [c for c in reading.claims if (c.predicate, c.cue) == (claim.predicate, claim.cue)]
    if any((c.subject == claim.subject) != (c.object == claim.object) for c in same):
        yield "coordination"
    if claim.links:
        yield "coreference"
    cue = _token(reading, claim.cue.start)
    if cue is not None and cue.pos == "NOUN":
        yield "nominal"
    if cue is not None and any(child.dep in _PASSIVE for child in cue.children):
        yield "passive"


def _token(reading: Reading, offset: int) -> Token | None:
    """The token that begins at an offset of the article."""
    blocks = ((block.segment, token) for block in reading.document.blocks for token in block.doc)
    return next((token for segment, token in blocks if segment.source(token.idx) == offset), None)
