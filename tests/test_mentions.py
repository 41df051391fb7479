"""Names in German sentences: what is found, how far it reaches, and how it names."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import pytest

from kg import language, mentions
from kg.model import Article, Block, Document, Form, Role, Segment
from kg.names import cues, index_for
from kg.trees import Text
from kg.wikidata import WikidataSlice


@lru_cache
def slice_() -> WikidataSlice:
    return WikidataSlice.load()


def document(text: str) -> Document:
    """An article of one paragraph, parsed."""
    parsed = language.load("de")(text)
    return Document(Article("a", text, language="de"), "de", (Block(Segment(Role.BODY, 0, text), Text(parsed)),))


def found(text: str) -> dict[str, str]:
    """Text -> form of the names in a sentence."""
    naming = {Form.NAME, Form.METONYM, Form.DEMONYM}
    every = mentions.find(document(text), slice_())
    return {mention.span.text: mention.form.value for mention in every if mention.form in naming}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Der Präsident Kasachstans reiste in die Vereinigten Staaten.", {"Kasachstans", "Vereinigten Staaten"}),
        ("Er warnte die Nato und die NATO.", {"Nato", "NATO"}),
        ("Das beschloss die Organisation des Vertrags über kollektive Sicherheit.",
         {"Organisation des Vertrags über kollektive Sicherheit"}),
        ("Soldaten der Russischen Föderation verließen die Vereinigten Arabischen Emirate.",
         {"Russischen Föderation", "Vereinigten Arabischen Emirate"}),
        ("Beobachter der Europäischen Union zählten mit.", {"Europäischen Union"}),
        ("In den Niederlanden tagte der Europarat.", {"Niederlanden", "Europarat"}),
    ],
)  # fmt: skip
def test_inflected_names_are_found_whole(text: str, names: set[str]) -> None:
    assert {name for name, form in found(text).items() if form == "name"} == names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Die Fluggesellschaft Air Serbia kritisierte Ungarn.", "Serbia"),
        ("Der Chef von China Eastern warnte vor Verspätungen.", "China"),
        ("Die Gruppe Turkey Watch berichtet von Gewalt.", "Turkey"),
    ],
)
def test_a_place_in_a_longer_unknown_name_is_not_named(text: str, place: str) -> None:
    assert place not in found(text)


def test_a_body_before_an_office_is_named_whole() -> None:
    text = "EU-Kommissionspräsidentin Berg traf den EU-Kommissar und die Europaparlamentspräsidentin."
    assert found(text).keys() == {"EU-Kommission", "EU", "Europaparlament"} | {"Berg"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Putin beschuldigte den Westen der Lüge.", True),
        ("Die Sanktionen des Westens gegen Russland wirken.", True),
        ("Der Westen des Landes ist gebirgig.", False),
        ("Im Westen Libyens wird gekämpft.", False),
        ("Die Truppen rückten nach Westen vor.", False),
    ],
)
def test_the_west_is_a_bloc_where_it_is_no_part_of_a_country(text: str, named: bool) -> None:
    assert (not found(text).keys().isdisjoint({"Westen", "Westens"})) is named


def test_two_places_side_by_side_are_both_named() -> None:
    assert {"Indien", "Pakistan"} <= found("Im Mai griff Indien Pakistan an.").keys()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Der türkische Gesandte schwieg.", "türkische"),
        ("Ein russisches Schiff sank.", "russisches"),
        ("Die Kasachen stimmten zu.", "Kasachen"),
        ("Eine Armenierin gewann.", "Armenierin"),
        ("Polen will das von den Amerikanern wissen.", "Amerikanern"),
        ("Die Moskauer Führung schwieg.", "Moskauer"),
    ],
)
def test_people_and_adjectives_of_a_state_are_demonyms(text: str, form: str) -> None:
    assert found(text)[form] == "demonym"


def test_part_of_a_compound_has_the_compounds_token_and_its_own_span() -> None:
    text = "Das Anti-Nato-Bündnis verärgerte den US-Präsidenten und den Kremlchef."
    parsed = document(text)
    parts = [m for m in mentions.find(parsed, slice_()) if m.form in {Form.NAME, Form.METONYM}]
    assert [part.span.text for part in parts] == ["Nato", "US", "Kreml"]
    tokens = [parsed.blocks[0].doc[part.first].text for part in parts]
    assert tokens == ["Anti-Nato-Bündnis", "US-Präsidenten", "Kremlchef"]
    assert all(part.first == part.last and text[part.span.start : part.span.end] == part.span.text for part in parts)


@pytest.mark.parametrize(
    ("text", "capital", "form"),
    [
        ("Moskau drohte am Montag mit neuen Zöllen.", "Moskau", "metonym"),
        ("Die Gespräche zwischen Moskau und Kiew stocken.", "Kiew", "metonym"),
        ("Das Vorhaben wird von Peking unterstützt.", "Peking", "metonym"),
        ("Die Regierung in Eriwan widersprach.", "Eriwan", "metonym"),
        ("Er warf der Regierung in Tallinn Versagen vor.", "Tallinn", "metonym"),
        ("Die Minister trafen sich in Moskau.", "Moskau", "name"),
        ("Am Abend flog er nach Peking.", "Peking", "name"),
        ("Der Bürgermeister von Kiew trat zurück.", "Kiew", "name"),
        ("Teheran – Zwei Männer sind nach einem Brand gestorben.", "Teheran", "name"),
        ("Der Kreml schwieg.", "Kreml", "metonym"),
        ("Slowenien stellte sich hinter Athen.", "Athen", "metonym"),
        ("Die Armee stand hinter Athen.", "Athen", "name"),
        ("Wien verbot als erste Stadt das Böllern.", "Wien", "name"),
    ],
)
def test_a_capital_is_a_government_where_it_acts_and_a_city_where_one_goes(text: str, capital: str, form: str) -> None:
    assert found(text)[capital] == form


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Michael Jordan spielte in Chicago.", "Jordan"),
        ("Das Bild hing an der Wand.", "Bild"),
        ("Die Zeit drängt, sagte er.", "Zeit"),
        ("Die Welt sah tatenlos zu.", "Die Welt"),
        ("Ein Dorf am Niger wurde überflutet.", "Niger"),
        ("Die Elf von Georgia Tech verlor.", "Georgia"),
        ("Sie wohnt in New Jersey.", "Jersey"),
        ("Der Konzern EADS baut Flugzeuge.", "EAD"),
    ],
)
def test_nouns_rivers_and_parts_of_other_names_are_no_names(text: str, word: str) -> None:
    assert word not in found(text)


@pytest.mark.parametrize(
    ("text", "noun"),
    [("Armenische Grenzmilizen zogen ab.", "Grenzmilizen"), ("Bald üben die US-Streitkräfte.", "US-Streitkräfte")],
)
def test_a_group_that_acts_is_a_description(text: str, noun: str) -> None:
    every = mentions.find(document(text), slice_())
    assert [each.form for each in every if each.span.text == noun] == [Form.DESCRIPTION]


def test_ordinary_noun_in_quotation_marks_is_an_outlet() -> None:
    assert found("Das meldete die „Bild“ am Sonntag.")["Bild"] == "name"


@pytest.mark.parametrize(
    "text", ["Wie die Welt berichtet, regnet es.", "Das sagte Merz der Welt.", "Laut Welt regnet es."]
)
def test_ordinary_noun_that_reports_is_an_outlet(text: str) -> None:
    assert any(name.endswith("Welt") for name in found(text))


def test_ordinary_nouns_are_no_places() -> None:
    assert not {"Osterferien", "Verhör"} & set(found("In den Osterferien schwieg er im Verhör."))


def test_surname_alone_is_found_after_an_unknown_full_name() -> None:
    text = "Der Fahrer Otmar Grindelbusch wurde befragt. Später räumte Grindelbusch den Fehler ein."
    assert {"Otmar Grindelbusch", "Grindelbusch"} <= set(found(text))


def test_mentions_come_in_reading_order_and_names_do_not_overlap() -> None:
    text = "Der kasachische Präsident Kassym-Schomart Tokajew warf der Europäischen Union vor, Russland zu schaden."
    every = mentions.find(document(text), slice_())
    spans = [(m.span.start, m.span.end) for m in every if m.form in {Form.NAME, Form.METONYM, Form.DEMONYM}]
    assert spans == sorted(spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


def test_index_reads_a_phrase_as_its_name() -> None:
    index = index_for(slice_(), "de")
    assert {sense.id for sense in index.lookup("Vereinigten Staaten")} == {"Q30"}
    assert index.lookup("Wiener Schnitzel") == ()


def test_family_names_that_stand_first_are_data() -> None:
    assert "Xi" in cues("de")["family-first"]
