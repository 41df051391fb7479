"""Promises of the count of gold sentences. Own sentences, real pipeline."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from kg import gold, lexicon
from kg.gold import GoldClaim, GoldEnd, GoldText
from kg.gold.coverage import Cover, Coverage
from kg.model import Article, Reading
from kg.pipeline import Pipeline

GOLD = Path(__file__).parent / "gold"
OPEN = GoldEnd(None)


@lru_cache
def pipeline() -> Pipeline:
    return Pipeline(language="de")


def covered(text: str, *claims: tuple[str, int | None, int | None]) -> Coverage:
    article = Article("a", text)
    expected = tuple(
        GoldClaim(name, OPEN, OPEN, "positive", "asserted", False, True, start, end, "") for name, start, end in claims
    )
    (reading,) = pipeline().read([article])
    assert isinstance(reading, Reading)
    found = Coverage(lexicon.load("de"))
    found.add(GoldText(article, expected), reading)
    return found


def counts(found: Coverage, relation: str) -> tuple[int, int]:
    (cover,) = (cover for cover in found.relations() if cover.relation == relation)
    return cover.positive, cover.negative


def test_a_sentence_with_a_claim_is_positive_and_one_with_only_its_word_negative() -> None:
    text = "Armenien lobte Ungarn."
    assert counts(covered(text, ("praises", None, None)), "praises") == (1, 0)
    assert counts(covered(text), "praises") == (0, 1)
    assert counts(covered("Armenien schlief."), "praises") == (0, 0)


def test_a_verb_without_the_noun_that_it_needs_is_not_alike() -> None:
    assert counts(covered("Armenien übte Kritik an Ungarn."), "criticises") == (0, 1)
    assert counts(covered("Armenien übte Klavier."), "criticises") == (0, 0)


def test_a_gold_sentence_counts_once_and_an_article_by_its_sentences() -> None:
    text = "Armenien lobte Ungarn. Armenien lobte Island."
    assert counts(covered(text, ("praises", None, None)), "praises") == (1, 0)
    assert counts(covered(text, ("praises", 0, 22)), "praises") == (1, 1)


def test_a_sense_is_seen_where_its_word_stands() -> None:
    praise = {sense.name for sense in lexicon.load("de").senses("verb", "loben") if not sense.fixed}
    assert praise
    assert not praise & set(covered("Armenien lobte Ungarn.").unseen())
    assert praise <= set(covered("Armenien schlief.").unseen())


def test_twelve_and_six_are_enough() -> None:
    assert not Cover("meets", 12, 6).is_short
    assert Cover("meets", 11, 6).is_short
    assert Cover("meets", 12, 5).is_short


@pytest.mark.slow
def test_every_relation_has_its_sentences_in_our_own_gold() -> None:
    texts = list(gold.load(GOLD / "domain"))
    found = Coverage(lexicon.load("de"))
    for text, reading in zip(texts, pipeline().read(text.article for text in texts), strict=True):
        assert isinstance(reading, Reading)
        found.add(text, reading)
    assert not [cover.relation for cover in found.relations() if cover.is_short]
