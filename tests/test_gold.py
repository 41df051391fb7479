"""Promises of the scoring: what counts as the same claim, and what is held against a reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from factories import ARMENIA, CSTO, LEAVES, MEMBER, PARTNER, RUSSIA, claim, reading

from kg import gold, lexicon
from kg.errors import InputError
from kg.gold import Bin, GoldClaim, GoldEnd, GoldText, Report
from kg.gold.causes import with_tree
from kg.gold.forms import Node
from kg.model import Article, Claim, Document, Reading
from kg.pipeline import Pipeline

SYMMETRIC = frozenset({"bordersWith"})


def marked(said: Claim, **changes: object) -> GoldClaim:
    """What a person marks who reads a claim as the extractor did."""
    ends = [GoldEnd.of(entity.qid, entity.label) if entity else GoldEnd(None) for entity in (said.subject, said.object)]
    plain = GoldClaim(
        predicate=said.predicate,
        subject=ends[0],
        object=ends[1],
        polarity=said.polarity,
        modality=said.modality,
        attributed=bool(said.attribution),
        core=True,
        start=said.evidence.start,
        end=said.evidence.end,
        words=said.evidence.text,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def scored(expected: list[GoldClaim], *said: Claim) -> Report:
    text = reading(*said)
    article: Article = text.document.article
    return gold.score([(GoldText(article, tuple(expected)), text)], SYMMETRIC, gold.same_items())


def counts(report: Report) -> tuple[int, int, int]:
    return report.claims.tp, report.claims.fp, report.claims.fn


def test_equal_claims_match_and_their_values_are_compared() -> None:
    report = scored([marked(MEMBER), marked(LEAVES, modality="possible")], MEMBER, LEAVES)
    assert counts(report) == (2, 0, 0)
    assert (report.values["polarity"], report.values["modality"], report.matched) == (2, 1, 2)
    assert [line[0] for line in report.wrong] == ["modality"]


def test_another_object_is_a_miss_and_an_extra() -> None:
    report = scored([marked(MEMBER, object=GoldEnd.of("Q7184", "NATO"))], MEMBER)
    assert counts(report) == (0, 1, 1)
    assert sorted(line[0] for line in report.wrong) == ["extra", "miss"]
    assert (report.dyads.fp, report.dyads.fn) == (1, 1)


def test_a_name_left_open_agrees_with_any() -> None:
    assert counts(scored([marked(MEMBER, object=GoldEnd(None))], MEMBER)) == (1, 0, 0)


def test_only_symmetric_relations_may_be_turned() -> None:
    borders = claim(RUSSIA, "bordersWith", ARMENIA, "Russland nannte Armenien", "nannte")
    turned = marked(borders, subject=GoldEnd.of("Q399", "Armenia"), object=GoldEnd.of("Q159", "Russia"))
    assert counts(scored([turned], borders)) == (1, 0, 0)
    away = replace(borders, predicate="distancesFrom")
    assert counts(scored([replace(turned, predicate="distancesFrom")], away)) == (0, 1, 1)


def test_a_side_remark_is_no_miss_but_right_when_found() -> None:
    side = marked(PARTNER, core=False)
    assert counts(scored([side], MEMBER)) == (0, 1, 0)
    assert counts(scored([side], PARTNER)) == (1, 0, 0)


def test_the_same_proposition_counts_once() -> None:
    assert counts(scored([marked(MEMBER)], MEMBER, replace(MEMBER, confidence=0.5, cue=PARTNER.cue))) == (1, 0, 0)


def test_a_kingdom_is_its_country() -> None:
    assert gold.same_items()["Q756617"] == "Q35"


def test_broken_gold_says_where(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"id": "x"}', encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.json: no gold annotation"):
        list(gold.load(path))


def test_our_own_gold_loads_and_its_evidence_stands_in_the_text() -> None:
    texts = list(gold.load(Path(__file__).parent / "gold" / "examples"))
    assert len(texts) >= 6
    for text in texts:
        for one in text.claims:
            assert one.start is not None
            assert text.article.text[one.start : one.end] == one.words
        assert {CSTO.id, ARMENIA.id} <= {qid for *_, qid, _ in texts[3].entities}


def test_claims_are_counted_by_what_they_are_an_example_of() -> None:
    report = scored([marked(MEMBER), marked(LEAVES, polarity="negative", modality="planned")], MEMBER)
    assert {name: (each.tp, each.fp, each.fn) for name, each in report.phenomena.items()} == {
        "negation": (0, 0, 1),
        "modality": (0, 0, 1),
        "attribution": (0, 0, 1),
    }


def test_members_of_a_coordination_are_counted_as_such() -> None:
    other = replace(MEMBER, subject=RUSSIA)
    report = scored([marked(MEMBER), marked(other)], MEMBER)
    assert (report.phenomena["coordination"].tp, report.phenomena["coordination"].fn) == (1, 1)


@pytest.mark.parametrize(
    ("text", "claim", "why"),
    [
        ("Polen grenzt an das Wunderland.", ("bordersWith", "Poland", "Wonderland"), "name"),
        ("Polen schwieg neben Litauen.", ("bordersWith", "Poland", "Lithuania"), "lexicon"),
        ("Die Grenze ist zu, schwiegen Polen, Litauen.", ("bordersWith", "Poland", "Lithuania"), "engine"),
    ],
)
def test_a_miss_says_what_failed(text: str, claim: tuple[str, str, str], why: str) -> None:
    predicate, *names = claim
    ends = [GoldEnd.of(None, name) for name in names]
    article = Article("a", text, language="de")
    expected = GoldClaim(predicate, ends[0], ends[1], "positive", "asserted", False, True, None, None, text)
    (read,) = Pipeline(language="de").read([article])
    assert isinstance(read, Reading)
    words = lexicon.load("de")
    pairs = [(GoldText(article, (expected,)), replace(read, claims=()))]
    assert dict(gold.score(pairs, SYMMETRIC, gold.same_items(), words).causes) == {why: 1}


@pytest.mark.parametrize(("corrected", "why"), [(True, "tree"), (False, "engine")])
def test_the_tree_failed_where_a_corrected_one_gives_the_claim(corrected: bool, why: str) -> None:
    article = Article("a", "Armenien lobte Russland.", language="de")
    (read,) = Pipeline(language="de").read([article])
    assert isinstance(read, Reading)
    right = nodes(read.document)
    broken = with_tree(read.document, [replace(node, dep="dep", head=0) for node in right])
    assert broken is not None
    text = GoldText(article, (marked(read.claims[0]),), tree=tuple(right) if corrected else ())
    pairs = [(text, replace(read, document=broken, claims=()))]
    assert dict(gold.score(pairs, SYMMETRIC, gold.same_items(), lexicon.load("de")).causes) == {why: 1}


def nodes(document: Document) -> list[Node]:
    return [Node(t.text, t.lemma, t.pos, t.head.i, t.dep) for block in document.blocks for t in block.doc]


def test_a_tree_of_other_words_is_not_used() -> None:
    first, other = Pipeline(language="de").read([Article("a", "Armenien schwieg."), Article("b", "Island schwieg.")])
    assert isinstance(first, Reading)
    assert isinstance(other, Reading)
    assert with_tree(first.document, nodes(other.document)) is None
    assert with_tree(first.document, []) is None


def test_trees_are_found_beside_the_sentences(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"id": "x1", "text": "Es ging.", "claims": []}\n', encoding="utf-8")
    rows = ("1\tEs\tes\tPRON\t_\t_\t2\tnsubj\t_\t_", "2\tging\tgehen\tVERB\t_\t_\t0\troot\t_\t_")
    (tmp_path / "x.conllu").write_text("# sent_id = x1\n" + "\n".join(rows) + "\n\n", encoding="utf-8")
    (text,) = gold.load(tmp_path)
    assert text.tree == (Node("Es", "es", "PRON", 1, "nsubj"), Node("ging", "gehen", "VERB", 1, "ROOT"))


def test_confidence_is_held_against_the_share_that_is_right() -> None:
    sure, unsure, false = (
        replace(MEMBER, confidence=0.91),
        replace(PARTNER, confidence=0.3),
        replace(LEAVES, confidence=0.93),
    )
    report = scored([marked(sure)], sure, unsure, false)
    low, high = gold.reliability(report.judged)
    assert low == Bin(0.0, 0.5, right=0, claims=1, expected=0.3)
    assert (high.low, high.high, high.right, high.claims, round(high.expected, 4)) == (0.9, 0.95, 1, 2, 0.92)
    assert gold.calibration_error([low, high]) == pytest.approx((0.3 + 2 * 0.42) / 3, abs=1e-4)
    assert gold.calibration_error([]) == 0.0
