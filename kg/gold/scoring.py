"""Precision, recall and F1 against texts that people annotated, with every miss in readable form.

Matching follows the rules of the annotation guide: predicate, subject and object must agree, a name left open in
gold agrees with any.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.gold.causes import Cause, cause
from kg.gold.forms import GoldClaim, GoldEnd, GoldText
from kg.gold.phenomena import READ_ONLY, of_gold, of_read
from kg.lexicon import Lexicon
from kg.model import Claim, Entity, Form, Link, Modality, Reading

VALUES = ("polarity", "modality", "attribution")
"""What is compared on claims that match."""

_SAME_ITEMS = Path(__file__).parent.parent / "data" / "gold" / "same-items.tsv"
_FORMS = frozenset({Form.NAME, Form.METONYM})
_SAME_PREDICATE = {"holdsOffice": "headOf"}
_OPEN_SET = "other"
_MODALITY = {"reported": Modality.ASSERTED, "probable": Modality.POSSIBLE, "hypothetical": Modality.POSSIBLE}


@dataclass(slots=True)
class Counts:
    """True positives, false positives and false negatives."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0


@dataclass(slots=True)
class Report:
    """Figures over a set of gold texts.

    Attributes:
        dyads: Pairs of items between which anything is claimed, whatever the relation.
        values: How often polarity, modality and attribution agree on matched claims; ``matched`` of them.
        phenomena: Counts of negation, modality, attribution, coordination ... (``kg.gold.phenomena``).
        causes: How many misses are of a name, the lexicon, the tree, or the engine (``kg.gold.causes``).
        judged: Confidence of every claim that was read, and whether gold has it.
        wrong: One line a miss or extra: kind, source, predicate, subject, object, words, and the sense that fired, or
            what failed.
    """

    claims: Counts = field(default_factory=Counts)
    dyads: Counts = field(default_factory=Counts)
    links: Counts = field(default_factory=Counts)
    relations: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    phenomena: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    causes: Counter[str] = field(default_factory=Counter)
    judged: list[tuple[float, bool]] = field(default_factory=list)
    values: Counter[str] = field(default_factory=Counter)
    matched: int = 0
    texts: int = 0
    in_boilerplate: int = 0
    broken_evidence: int = 0
    wrong: list[tuple[str, ...]] = field(default_factory=list)


@cache
def same_items() -> dict[str, str]:
    """QID -> the QID that counts as the same in gold: a kingdom and its country."""
    rows = (line.split("\t") for line in _SAME_ITEMS.read_text(encoding="utf-8").splitlines()[1:])
    return {item: other for item, other, _ in rows}


def score(
    pairs: Iterable[tuple[GoldText, Reading]],
    symmetric: frozenset[str],
    same_item: Mapping[str, str],
    lexicon: Lexicon | None = None,
) -> Report:
    """Compare readings with gold.

    Args:
        symmetric: Predicates whose ends may be turned.
        same_item: QID -> the QID that counts as the same item (a kingdom and its country).
        lexicon: Tells why claims were missed; without it nothing is said of that.
    """
    report = Report()
    for gold, reading in pairs:
        report.texts += 1
        _score_claims(gold, reading, symmetric, same_item, report, lexicon)
        _score_dyads(gold, reading.claims, report)
        _score_links(gold, reading.links, same_item, report)
    return report


def _words(label: str | None) -> set[str]:
    plain = unicodedata.normalize("NFKD", label or "").encode("ascii", "ignore").decode().lower()
    return set(re.sub(r"[^a-z0-9 ]", " ", re.sub(r"^(the|der|die|das) ", "", plain)).split())


def _same(gold: GoldEnd, entity: Entity | None, same_item: Mapping[str, str]) -> bool:
    if not gold:
        return True
    if entity is None:
        return False
    if gold.qid and entity.qid:
        return same_item.get(gold.qid, gold.qid) == same_item.get(entity.qid, entity.qid)
    return any(_alike(_words(name), _words(entity.label)) for name in gold.names)


def _alike(a: set[str], b: set[str]) -> bool:
    return bool(a & b) and (a <= b or b <= a or len(a & b) / len(a | b) >= 0.5)


def _distinct(claims: Sequence[Claim]) -> list[Claim]:
    found: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        thing = claim.object.id if claim.object else claim.content
        found.setdefault((claim.predicate, claim.subject.id if claim.subject else None, thing), claim)
    return list(found.values())


def _fits(gold: GoldClaim, claim: Claim, symmetric: frozenset[str], same_item: Mapping[str, str]) -> bool:
    predicate = _SAME_PREDICATE.get(gold.predicate, gold.predicate)
    if predicate != _SAME_PREDICATE.get(claim.predicate, claim.predicate):
        return False
    straight = _same(gold.subject, claim.subject, same_item) and _same(gold.object, claim.object, same_item)
    turned = (
        predicate in symmetric
        and _same(gold.subject, claim.object, same_item)
        and _same(gold.object, claim.subject, same_item)
    )
    if not (straight or turned):
        return False
    if gold.start is None or gold.end is None or (gold.subject and gold.object):
        return True
    return min(gold.end, claim.evidence.end) > max(gold.start, claim.evidence.start)


def _score_claims(
    gold: GoldText,
    reading: Reading,
    symmetric: frozenset[str],
    same_item: Mapping[str, str],
    report: Report,
    lexicon: Lexicon | None,
) -> None:
    mine = _distinct(reading.claims)
    free = dict(enumerate(mine))
    for expected in gold.claims:
        if expected.predicate == _OPEN_SET:
            continue
        hit = next((i for i, claim in free.items() if _fits(expected, claim, symmetric, same_item)), None)
        if hit is not None:
            claim = free.pop(hit)
            report.claims.tp += 1
            report.judged.append((claim.confidence, True))
            report.relations[expected.predicate].tp += 1
            for name in {*of_gold(expected, gold), *(READ_ONLY & set(of_read(claim, reading)))}:
                report.phenomena[name].tp += 1
            _count_values(expected, claim, gold, report)
        elif expected.core:
            report.claims.fn += 1
            report.relations[expected.predicate].fn += 1
            for name in of_gold(expected, gold):
                report.phenomena[name].fn += 1
            _count_miss(expected, gold, reading, symmetric, same_item, report, lexicon)
    for claim in free.values():
        report.claims.fp += 1
        report.judged.append((claim.confidence, False))
        report.relations[claim.predicate].fp += 1
        for name in of_read(claim, reading):
            report.phenomena[name].fp += 1
        report.wrong.append(("extra", gold.article.source, *_readable(claim)))
    for claim in mine:
        span = claim.evidence
        report.broken_evidence += gold.article.text[span.start : span.end] != span.text
        report.in_boilerplate += any(min(b, span.end) > max(a, span.start) for a, b in gold.boilerplate)


def _count_miss(
    expected: GoldClaim,
    gold: GoldText,
    reading: Reading,
    symmetric: frozenset[str],
    same_item: Mapping[str, str],
    report: Report,
    lexicon: Lexicon | None,
) -> None:
    def fits(claim: Claim) -> bool:
        return _fits(expected, claim, symmetric, same_item)

    named = [
        any(_same(end, link.entity, same_item) for link in reading.links) for end in (expected.subject, expected.object)
    ]
    why = cause(expected, gold, named, reading, lexicon, fits) if lexicon else Cause.UNKNOWN
    report.causes[why] += 1
    ends = (str(expected.subject), str(expected.object))
    report.wrong.append(("miss", gold.article.source, expected.predicate, *ends, expected.words, why.value))


def _score_dyads(gold: GoldText, claims: Sequence[Claim], report: Report) -> None:
    expected = {frozenset((c.subject.qid, c.object.qid)) for c in gold.claims if c.subject.qid and c.object.qid}
    ends = ((c.subject.qid, c.object.qid) for c in claims if c.subject and c.object)
    found = {frozenset(pair) for pair in ends if all(pair) and pair[0] != pair[1]}
    report.dyads.tp += len(expected & found)
    report.dyads.fp += len(found - expected)
    report.dyads.fn += len(expected - found)


def _readable(claim: Claim) -> tuple[str, str, str, str, str]:
    subject = claim.subject.label if claim.subject else "None"
    thing = claim.object.label if claim.object else str(claim.content)
    return claim.predicate, subject, thing, claim.evidence.text, claim.sense


def _count_values(expected: GoldClaim, claim: Claim, gold: GoldText, report: Report) -> None:
    report.matched += 1
    agreed = {
        "polarity": expected.polarity == claim.polarity,
        "modality": _MODALITY.get(expected.modality, expected.modality)
        == _MODALITY.get(claim.modality, claim.modality),
        "attribution": expected.attributed == bool(claim.attribution),
    }
    for name, holds in agreed.items():
        report.values[name] += holds
        if not holds:
            report.wrong.append((name, gold.article.source, *_readable(claim)))


def _score_links(gold: GoldText, links: Sequence[Link], same_item: Mapping[str, str], report: Report) -> None:
    named = [link for link in links if link.entity.qid and link.mention.form in _FORMS]

    def item(qid: str | None) -> str | None:
        return same_item.get(qid, qid) if qid else None

    def overlaps(link: Link, start: int, end: int) -> bool:
        return min(link.mention.span.end, end) > max(link.mention.span.start, start)

    if not gold.entities:
        return
    for link in named:
        marked = next((e for e in gold.entities if overlaps(link, e[0], e[1])), None)
        if marked is not None and marked[2] is None:
            continue
        if marked is not None and item(marked[2]) == item(link.entity.qid):
            report.links.tp += 1
        else:
            report.links.fp += 1
            span = link.mention.span
            report.wrong.append(
                ("link", gold.article.source, "extra", link.entity.label, span.text, str(span.start), link.why)
            )
    for start, end, qid, surface in gold.entities:
        if qid and not any(overlaps(link, start, end) and item(link.entity.qid) == item(qid) for link in named):
            report.links.fn += 1
            report.wrong.append(("link", gold.article.source, "miss", qid, surface, str(start), ""))
