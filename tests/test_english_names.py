"""Names in English sentences, told by capitals and neighbouring words: what is found, and what it is linked to."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from kg import documents, entities, gold, mentions
from kg.model import Article, Document, Form, Kind, Link, Reading
from kg.names import index_for
from kg.wikidata import WikidataSlice

RUSSIA, CHINA, TURKEY, BELARUS, MALI, SUDAN = "Q159", "Q148", "Q43", "Q184", "Q912", "Q1049"
USA, EU, NATO, LUKASHENKO, PUTIN, MADURO = "Q30", "Q458", "Q7184", "Q2866", "Q7747", "Q58132"

GOLD = Path(__file__).parents[2] / "shared" / "data" / "gold"


@lru_cache
def slice_() -> WikidataSlice:
    return WikidataSlice.load()


@lru_cache
def english() -> Language:
    """Words and sentence ends, without tags and trees."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    return pipeline


def read(article: Article) -> Document:
    (document,) = documents.read([article], {"en": english()})
    assert isinstance(document, Document)
    return document


def links(text: str) -> tuple[Link, ...]:
    document = read(Article("a", text, language="en"))
    return entities.link(document, mentions.find(document, slice_()), slice_())


def ids(text: str, words: str) -> list[str]:
    """What some words of a text are linked to."""
    return [link.entity.id for link in links(text) if link.mention.span.text == words]


def forms(text: str, words: str) -> list[str]:
    """How some words of a text name what they are linked to."""
    return [link.mention.form.value for link in links(text) if link.mention.span.text == words]


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("Turkey's parliament voted on Friday.", "Turkey", TURKEY),
        ("Most envoys of the EU stayed away.", "EU", EU),
        ("The U.S. has reopened its consulate.", "U.S.", USA),
        ("Planes of the US-led force took off.", "US", USA),
        ("Ships of the North Atlantic Treaty Organization (NATO) left port.", "NATO", NATO),
        ("The Organization for Security and Cooperation in Europe sent observers.",
         "Organization for Security and Cooperation in Europe", "Q81299"),
        ("A U.N. Security Council session was called.", "U.N. Security Council", "Q37470"),
        ("The Kremlin was silent.", "Kremlin", RUSSIA),
    ],
)  # fmt: skip
def test_english_names_and_abbreviations_are_linked(text: str, words: str, id: str) -> None:
    found = [link.entity.id for link in links(text) if words in link.mention.span.text]
    assert found == [id]
    assert "'s" not in "".join(link.mention.span.text for link in links(text))


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("A Belarusian court sat in secret.", "Belarusian", BELARUS),
        ("Thousands of Malians cheered.", "Malians", MALI),
        ("Pro-Russian groups gathered at noon.", "Russian", RUSSIA),
    ],
)
def test_adjectives_and_inhabitants_are_demonyms(text: str, words: str, id: str) -> None:
    assert (ids(text, words), forms(text, words)) == ([id], ["demonym"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In 1938, Moscow sent advisers to the border.", "Moscow"),
        ("The rebels kept close ties to Moscow for years.", "Moscow"),
        ("Relations with Beijing cooled.", "Beijing"),
        ("Talks between Ankara and Athens stalled.", "Athens"),
        ("The senator urged Khartoum to yield.", "Khartoum"),
        ("Moscow's demands grew.", "Moscow"),
        ("Moscow-backed fighters held the bridge.", "Moscow"),
        ("The authorities in Kabul closed two schools.", "Kabul"),
        ("Beijing became an ally of the islands.", "Beijing"),
        ("Khartoum and Beijing hold talks.", "Khartoum"),
        ("Observers feared that Beijing would not wait.", "Beijing"),
    ],
)
def test_capital_that_acts_or_is_dealt_with_is_the_government(text: str, words: str) -> None:
    assert forms(text, words) == ["metonym"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Delegates met in Moscow last week.", "Moscow"),
        ("Flights between Ankara and Athens were cancelled.", "Athens"),
        ("The capital, Khartoum, lies on the Nile.", "Khartoum"),
        ("Rebels marched on Kabul before dawn.", "Kabul"),
        ("Kabul fell within days.", "Kabul"),
        ("Tbilisi is the largest city of the country.", "Tbilisi"),
        ("Moscow's airports were shut.", "Moscow"),
        ("Troops captured Damascus.", "Damascus"),
        ("The Minsk agreements failed.", "Minsk"),
        ("Kyiv (AP) - Sirens howled all night.", "Kyiv"),
        ("A Moscow-based lawyer agreed.", "Moscow"),
    ],
)
def test_capital_as_a_place_is_the_city(text: str, words: str) -> None:
    assert forms(text, words) == ["name"]
    assert [link.entity.kind for link in links(text) if link.mention.span.text == words] == [Kind.CITY]


def test_surnames_printed_in_capitals_are_those_of_the_full_names() -> None:
    text = "Alyaksandr LUKASHENKA won again. Nicolas MADURO Moros sent a wreath. LUKASHENKA thanked MADURO."
    assert ids(text, "LUKASHENKA") == [LUKASHENKO]
    assert ids(text, "MADURO") == [MADURO]


def test_unknown_person_has_one_entity_by_full_name_and_surname() -> None:
    full, short = links("The vote went to Oumar Bakary DEMBAYE. DEMBAYE took the oath.")
    assert (full.mention.span.text, short.mention.span.text) == ("Oumar Bakary DEMBAYE", "DEMBAYE")
    assert full.entity == short.entity
    assert full.entity.qid is None


def test_surname_in_lower_case_follows_the_full_name() -> None:
    assert ids("President Vladimir Putin left early. Aides said that Putin was tired.", "Putin") == [PUTIN]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("In May the talks went on.", "May"),
        ("The Bank of England raised rates.", "England"),
        ("Fishermen of New Mexico protested.", "Mexico"),
        ("Mark Hamilton wrote the report.", "Hamilton"),
        ("Boats crossed the Congo River and Lake Chad.", "Chad"),
        ("Boats crossed the Congo River and Lake Chad.", "Congo"),
        ("Bald eagles eat turkey.", "turkey"),
        ("Let us see who is it.", "us"),
    ],
)
def test_ordinary_words_and_parts_of_longer_names_are_no_names(text: str, words: str) -> None:
    assert not ids(text, words)


def test_german_words_name_nothing_in_english_and_english_ones_nothing_in_german() -> None:
    in_english, in_german = index_for(slice_(), "en"), index_for(slice_(), "de")
    assert not in_english.lookup("Island")
    assert in_german.lookup("Island")
    assert in_english.lookup("Kyrgyzstani")
    assert not in_german.lookup("Kyrgyzstani")


def test_english_words_for_inhabitants_are_on_the_item() -> None:
    item = slice_().item("Q232")
    assert item is not None
    assert "Kazakhstani" in item.adjectives_en
    assert "Kazakhs" in item.demonyms_en


@pytest.mark.skipif(not GOLD.exists(), reason="the shared gold texts are not here")
@pytest.mark.parametrize(
    ("name", "recall"),
    [("en-armenia-factbook", 0.95), ("en-belarus-union-state-factbook", 0.9), ("en-mali-ecowas-factbook", 0.95)],
)
def test_links_of_the_english_gold_texts(name: str, recall: float) -> None:
    (text,) = gold.load(GOLD / f"{name}.json")
    document = read(text.article)
    found = entities.link(document, mentions.find(document, slice_()), slice_())
    report = gold.score([(text, Reading(document, found))], frozenset(), gold.same_items())
    assert report.links.precision >= 0.97, report.wrong
    assert report.links.recall >= recall, report.wrong


def test_no_reference_of_another_language_is_invented() -> None:
    every = links("The president said that he and his country would wait, but Mali did not.")
    assert {link.mention.form for link in every} == {Form.NAME}
