"""Precision, recall and F1 against texts that people annotated, with every miss in readable form.

Gold comes in two forms (tests/gold/GUIDE.md): one JSON file a text, with exact offsets, entities and
boilerplate; or JSON lines of single sentences with claims by surface and name. Matching follows the rules
of the annotation guide: predicate, subject and object must agree, a name left open in gold agrees with any.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import InputError
from kg.model import Article, Claim, Date, Entity, Form, Link, Modality, Reading

VALUES = ("polarity", "modality", "attribution")
"""What is compared on claims that match."""

_SAME_ITEMS = Path(__file__).parent / "data" / "gold" / "same-items.tsv"
_FORMS = frozenset({Form.NAME, Form.METONYM})
_SAME_PREDICATE = {"holdsOffice": "headOf"}
_OPEN_SET = "other"
_MODALITY = {"reported": Modality.ASSERTED, "probable": Modality.POSSIBLE, "hypothetical": Modality.POSSIBLE}


@dataclass(frozen=True, slots=True)
class GoldEnd:
    """One end of a claim; without QID and names it is left open."""

    qid: str | None
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, qid: str | None, *names: str | None) -> GoldEnd:
        """An end with the names that are not missing."""
        return cls(qid, tuple(name for name in names if name))

    def __bool__(self) -> bool:
        return bool(self.qid or self.names)

    def __str__(self) -> str:
        return self.names[0] if self.names else str(self.qid)


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as people marked it; ``start`` and ``end`` are None where only the sentence is known."""

    predicate: str
    subject: GoldEnd
    object: GoldEnd
    polarity: str
    modality: str
    attributed: bool
    core: bool
    start: int | None
    end: int | None
    words: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """An annotated text: ``entities`` are (start, end, qid or None, surface)."""

    article: Article
    claims: tuple[GoldClaim, ...]
    entities: tuple[tuple[int, int, str | None, str], ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()


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
        wrong: One line a miss or extra: kind, source, predicate, subject, object, words, sense.
    """

    claims: Counts = field(default_factory=Counts)
    dyads: Counts = field(default_factory=Counts)
    links: Counts = field(default_factory=Counts)
    relations: dict[str, Counts] = field(default_factory=lambda: defaultdict(Counts))
    values: Counter[str] = field(default_factory=Counter)
    matched: int = 0
    texts: int = 0
    in_boilerplate: int = 0
    broken_evidence: int = 0
    wrong: list[tuple[str, ...]] = field(default_factory=list)


def load(path: Path) -> Iterator[GoldText]:
    """Read gold texts from a JSON file, a JSON-lines file, or every such file of a folder.

    Raises:
        InputError: The file is missing or is no gold; says where.
    """
    if path.is_dir():
        for each in sorted((*path.glob("*.json"), *path.glob("*.jsonl"))):
            yield from load(each)
        return
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    try:
        if path.suffix == ".jsonl":
            for line in text.splitlines():
                yield _sentence(json.loads(line))
        else:
            yield _text(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: no gold annotation ({error!r}); the form is described in tests/gold/GUIDE.md"
        ) from error


def _text(record: dict[str, object]) -> GoldText:
    data: dict = record  # type: ignore[type-arg]
    article = Article(
        source=data["id"],
        text=data["text"],
        date=Date.parse(data["date"][:10]) if data.get("date") else None,
        language=data["lang"],
    )
    claims = tuple(
        GoldClaim(
            predicate=claim["predicate"],
            subject=GoldEnd.of(claim["subject_qid"], claim["subject"]),
            object=GoldEnd.of(claim["object_qid"], claim["object"]),
            polarity=claim["polarity"],
            modality=claim["modality"],
            attributed=bool(claim["attribution"]),
            core=claim.get("core", True),
            start=claim["start"],
            end=claim["end"],
            words=data["text"][claim["start"] : claim["end"]],
        )
        for claim in data["claims"]
    )
    entities = tuple((e["start"], e["end"], e["qid"], e["surface"]) for e in data["entities"])
    return GoldText(article, claims, entities, tuple((b["start"], b["end"]) for b in data.get("boilerplate", ())))


def _sentence(record: dict[str, object]) -> GoldText:
    data: dict = record  # type: ignore[type-arg]
    claims = tuple(
        GoldClaim(
            predicate=claim["predicate"],
            subject=_end(claim["subject"]),
            object=_end(claim["object"]),
            polarity=claim["polarity"],
            modality=claim["modality"],
            attributed=bool(claim["attribution"]),
            core=True,
            start=None,
            end=None,
            words=data["text"],
        )
        for claim in data["claims"]
    )
    return GoldText(Article(source=data["id"], text=data["text"], language="de"), claims)


def _end(record: dict[str, str | None] | None) -> GoldEnd:
    known = record or {}
    return GoldEnd.of(known.get("qid"), known.get("name"), known.get("surface"))


@cache
def same_items() -> dict[str, str]:
    """QID -> the QID that counts as the same in gold: a kingdom and its country."""
    rows = (line.split("\t") for line in _SAME_ITEMS.read_text(encoding="utf-8").splitlines()[1:])
    return {item: other for item, other, _ in rows}


def score(pairs: Iterable[tuple[GoldText, Reading]], symmetric: frozenset[str], same_item: Mapping[str, str]) -> Report:
    """Compare readings with gold.

    Args:
        symmetric: Predicates whose ends may be turned.
        same_item: QID -> the QID that counts as the same item (a kingdom and its country).
    """
    report = Report()
    for gold, reading in pairs:
        report.texts += 1
        _score_claims(gold, reading.claims, symmetric, same_item, report)
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
    gold: GoldText, claims: Sequence[Claim], symmetric: frozenset[str], same_item: Mapping[str, str], report: Report
) -> None:
    mine = _distinct(claims)
    free = dict(enumerate(mine))
    for expected in gold.claims:
        if expected.predicate == _OPEN_SET:
            continue
        hit = next((i for i, claim in free.items() if _fits(expected, claim, symmetric, same_item)), None)
        if hit is not None:
            claim = free.pop(hit)
            report.claims.tp += 1
            report.relations[expected.predicate].tp += 1
            _count_values(expected, claim, gold, report)
        elif expected.core:
            report.claims.fn += 1
            report.relations[expected.predicate].fn += 1
            ends = (str(expected.subject), str(expected.object))
            report.wrong.append(("miss", gold.article.source, expected.predicate, *ends, expected.words, ""))
    for claim in free.values():
        report.claims.fp += 1
        report.relations[claim.predicate].fp += 1
        report.wrong.append(("extra", gold.article.source, *_readable(claim)))
    for claim in mine:
        span = claim.evidence
        report.broken_evidence += gold.article.text[span.start : span.end] != span.text
        report.in_boilerplate += any(min(b, span.end) > max(a, span.start) for a, b in gold.boilerplate)


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
