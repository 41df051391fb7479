"""Links of German sentences: which item a name means, and what pronouns and descriptions stand for."""

from __future__ import annotations

from functools import lru_cache

import pytest

from kg import entities, language, mentions
from kg.model import Article, Block, Date, Document, Form, Kind, Link, Role, Segment
from kg.trees import Text
from kg.wikidata import WikidataSlice

RUSSIA, CHINA, ARMENIA, KAZAKHSTAN, TURKEY, CSTO = "Q159", "Q148", "Q399", "Q232", "Q43", "Q318693"
GEORGIA, AZERBAIJAN, CAMBODIA, ESTONIA, LATVIA, LITHUANIA = "Q230", "Q227", "Q424", "Q191", "Q211", "Q37"
PUTIN, MEDVEDEV, XI, ERDOGAN = "Q7747", "Q23530", "Q15031", "Q39259"
KOSOVO = "Q1246"


@lru_cache
def slice_() -> WikidataSlice:
    return WikidataSlice.load()


def links(text: str, date: Date | None = None) -> tuple[Link, ...]:
    parsed = language.load("de")(text)
    article = Article("a", text, date=date, language="de")
    document = Document(article, "de", (Block(Segment(Role.BODY, 0, text), Text(parsed)),))
    return entities.link(document, mentions.find(document, slice_()), slice_())


def ids(text: str, words: str, date: Date | None = None) -> list[str]:
    """What some words of a text are linked to."""
    return [link.entity.id for link in links(text, date) if link.mention.span.text == words]


@pytest.mark.parametrize(
    ("text", "words", "id"),
    [
        ("Die Türkei schwieg.", "Türkei", TURKEY),
        ("Armeniens Armee zog ab.", "Armeniens", ARMENIA),
        ("Der Kreml drohte.", "Kreml", RUSSIA),
        ("Der Kasache winkte ab.", "Kasache", KAZAKHSTAN),
        ("Prorussische Gruppen marschierten.", "russische", RUSSIA),
        ("Das Bündnis OVKS zerfällt.", "OVKS", CSTO),
        ("Wladimir Putin lachte.", "Wladimir Putin", PUTIN),
        ("Das Treffen mit Putins Leuten fiel aus.", "Putins", PUTIN),
    ],
)
def test_a_name_is_linked_to_its_item(text: str, words: str, id: str) -> None:
    assert ids(text, words) == [id]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Im US-Bundesstaat Georgia regnet es.", "Georgia"),
        ("Der Gouverneur des Bundesstaats New York trat zurück.", "New York"),
        ("Die Provinz Luxemburg liegt im Süden.", "Luxemburg"),
    ],
)
def test_a_part_of_a_state_is_not_the_state_or_city_of_its_name(text: str, words: str) -> None:
    (link,) = (link for link in links(text) if link.mention.span.text == words)
    assert (link.entity.qid, link.entity.kind) == (None, Kind.TERRITORY)


def test_a_state_that_others_call_their_province_is_a_state() -> None:
    assert ids("Die serbische Provinz Kosovo erklärte sich für unabhängig.", "Kosovo") == [KOSOVO]


def test_capital_means_state_or_city_and_the_link_says_which() -> None:
    by_form = {link.mention.form: link.entity.kind for link in links("In Moskau sagte Moskau nichts zu.")}
    assert by_form[Form.METONYM] is Kind.SOVEREIGN_STATE
    assert by_form[Form.NAME] is Kind.CITY


def test_peoples_republics_are_told_from_the_cities_by_the_word_before() -> None:
    text = "Anerkannt wurden die „Volksrepubliken“ Donezk und Luhansk."
    assert ids(text, "Donezk") + ids(text, "Luhansk") == ["Q16150196", "Q16746854"]


def test_transposed_acronym_needs_the_right_one_in_the_article() -> None:
    assert ids("Die OVKS tagte. Die OKVS beschloss nichts.", "OKVS") == [CSTO]
    assert CSTO not in ids("Die OKVS beschloss nichts.", "OKVS")


def test_misspelled_state_is_linked_beside_the_right_spelling() -> None:
    assert ids("Kasachstan zögert. In Kasachtsan wird gewählt.", "Kasachtsan") == [KAZAKHSTAN]


def test_office_on_the_articles_day_decides_who_is_meant() -> None:
    text = "Der russische Präsident reiste ab. Zurück blieben Wladimir Putin und Dmitri Medwedew."
    assert ids(text, "Präsident", Date(2010, 6, 1)) == [MEDVEDEV]
    assert ids(text, "Präsident", Date(2015, 6, 1)) == [PUTIN]


def test_office_whose_holder_the_article_never_names_is_nobody_but_a_despot_is_somebody() -> None:
    assert (
        ids("Das Haus gehört dem niederländischen Ministerpräsidenten.", "Ministerpräsidenten", Date(2014, 3, 1)) == []
    )
    assert ids("Das gefiel dem Kreml-Despoten nicht.", "Kreml-Despoten", Date(2022, 9, 1)) == [PUTIN]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Armenien, Georgien und die Türkei tagten. Zuvor hatten die drei Länder gestritten.", "Länder",
         [ARMENIA, GEORGIA, TURKEY]),
        ("Armenien warf Aserbaidschan Verrat vor. Beide Seiten drohen.", "Seiten", [ARMENIA, AZERBAIJAN]),
        ("Wladimir Putin und Xi Jinping kamen. Die beiden schwiegen.", "beiden", [PUTIN, XI]),
        ("Gestern trafen sich die baltischen Staaten.", "Staaten", [ESTONIA, LATVIA, LITHUANIA]),
    ],
)  # fmt: skip
def test_description_of_several_things_has_a_link_for_each(text: str, words: str, expected: list[str]) -> None:
    every = [link for link in links(text) if link.mention.span.text == words]
    assert sorted(link.entity.id for link in every) == sorted(expected)
    assert len({link.mention for link in every}) == 1


def test_sides_are_none_of_those_whom_the_article_hardly_names() -> None:
    text = "Georgien tobt. Georgien droht. Georgien klagt. Armenien und Estland warten. Rom ruft beide Seiten auf."
    assert ids(text, "Seiten") == []


def test_members_of_an_alliance_are_not_the_states_named_before() -> None:
    assert ids("Armenien und Georgien zögern. Die EU-Staaten helfen.", "EU-Staaten") == []


def test_neighbouring_country_is_another_than_who_acts_and_borders_on_it() -> None:
    text = "Zwischen Kambodscha und Thailand schwelt ein Streit. Thailand will mit dem Nachbarland verhandeln."
    assert ids(text, "Nachbarland") == [CAMBODIA]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Der Internationale Strafgerichtshof klagt an. Der Gerichtshof sitzt in Den Haag.", "Gerichtshof", ["Q47488"]),
        ("Armenien gehört der OVKS an. Das Militärbündnis zerfällt.", "Militärbündnis", [CSTO]),
        ("Armenien wirft der Türkei vor, das Land zu bedrohen.", "Land", [ARMENIA]),
        ("Die Regierung Armeniens holte Söldner ins Land.", "Land", [ARMENIA]),
        ("Der armenische Außenminister sagte, sein Land bleibe.", "Land", [ARMENIA]),
        ("Die von Georgien geführte Liga habe seinem Land geholfen, sagte Nikol Paschinjan.", "Land", [ARMENIA]),
        (
            "Der Warschauer Pakt blieb stumm. Die Nato tagte. Es schneite. Es taute. Der Pakt zerfiel.",
            "Pakt",
            ["Q41644"],
        ),
        ("Armenien und Georgien zögern. Das EU-Land Polen hilft.", "EU-Land", []),
        ("Schweden traf die Türkei. Die Schweiz sah zu. Das Nato-Mitglied droht.", "Nato-Mitglied", []),
        ("Die Schweiz traf die Türkei. Das Nato-Mitglied droht.", "Nato-Mitglied", [TURKEY]),
    ],
)
def test_description_of_one_thing_stands_for_what_fits(text: str, words: str, expected: list[str]) -> None:
    assert ids(text, words) == expected


def test_name_of_a_people_in_the_singular_is_its_leader_where_he_was_named() -> None:
    text = "Der türkische Präsident Recep Tayyip Erdogan reiste nach Minsk. Dort sprach der Türke lange."
    assert ids(text, "Türke") == [ERDOGAN]
    assert ids("Dort sprach der Türke lange.", "Türke") == [TURKEY]


def test_an_office_is_held_by_who_was_named_for_the_year_that_is_told_of() -> None:
    text = "Im März 1966 schrieb Charles de Gaulle. Der französische Staatspräsident war zornig. Macron schweigt."
    assert ids(text, "Staatspräsident", Date(2025, 3, 1)) == ids(text, "Charles de Gaulle", Date(2025, 3, 1))
    text = "Emmanuel Macron und Viktor Orbán kamen an. Dort sprach der Ministerpräsident zuerst."
    assert ids(text, "Ministerpräsident", Date(2024, 3, 1)) == ids(text, "Viktor Orbán", Date(2024, 3, 1))


def test_the_office_itself_and_former_holders_are_nobody() -> None:
    assert ids("Das Amt des russischen Präsidenten ist mächtig.", "Präsidenten") == []
    assert ids("Der frühere russische Präsident kam.", "Präsident") == []


def test_other_adjective_before_a_seat_makes_it_another_body() -> None:
    assert ids("Die äthiopische Bundesregierung verhandelt.", "Bundesregierung") == []
    assert ids("Die Bundesregierung verhandelt.", "Bundesregierung") == ["Q183"]


def test_unknown_person_has_one_nil_entity_under_full_name_and_surname() -> None:
    every = links("Der Sprecher Otmar Grindelbusch bestritt das. Grindelbusch nannte es erfunden.")
    people = {link.entity for link in every if link.mention.form is Form.NAME}
    assert [(person.label, person.kind, person.qid) for person in people] == [("Otmar Grindelbusch", Kind.PERSON, None)]
    again = links("Otmar Grindelbusch, ein Sprecher, kam.")[0].entity
    assert again in people


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Wladimir Putin kam nach Minsk. Dort traf er Soldaten.", "er", [PUTIN]),
        ("Armenien zögert. Seit Jahren will das Land Reformen.", "Land", [ARMENIA]),
        ("Russland gründete die OVKS. Heute zerfällt das Bündnis.", "Bündnis", [CSTO]),
        ("Armenien zögerte lange. Erst 2002 trat es der OVKS bei.", "es", [ARMENIA]),
        ("Armenien und Russland stritten. Nun verhandeln die beiden Staaten.", "Staaten", [ARMENIA, RUSSIA]),
        ("Armenien schützt seine Grenzen.", "seine", [ARMENIA]),
        ("China zögerte. Später stimmte die Volksrepublik zu.", "Volksrepublik", [CHINA]),
        ("Armenien und Georgien kamen. Beide Länder schwiegen. Dann wandten sie sich ab.", "sie", [ARMENIA, GEORGIA]),
        ("Kasachstan wächst. Der Binnenstaat grenzt an China, ein Meer hat er nicht.", "er", [KAZAKHSTAN]),
        ("Die OVKS ist ein Militärbündnis. Es wird oft verspottet.", "Es", [CSTO]),
        ("Wladimir Putin gründete die OVKS. Es wird oft als Drohung bezeichnet.", "Es", [CSTO]),
        ("Die Türkei schloss sich der OVKS an und geriet in deren Schuld.", "deren", [CSTO]),
        ("Ihre Waffen kauft die Türkei in China.", "Ihre", [TURKEY]),
        ("Armenien und Russland stritten. China und die Türkei riefen beide Seiten auf.", "Seiten", [ARMENIA, RUSSIA]),
        ("Er habe nie gezögert, beteuerte Wladimir Putin.", "Er", [PUTIN]),
        ("Wladimir Putin kam. Xi Jinping habe nie gezögert, sagte er.", "er", [PUTIN]),
        ("OVKS-Generalsekretär Imangali Tasmagambetow warnte. Das Bündnis werde helfen.", "Bündnis", [CSTO]),
    ],
)
def test_reference_is_linked_to_what_it_stands_for(text: str, words: str, expected: list[str]) -> None:
    assert ids(text, words) == expected


def test_reference_says_over_which_mention_it_was_reached() -> None:
    text = "Armenien zögert. Seit Jahren will das Land Reformen."
    land = next(link for link in links(text) if link.mention.span.text == "Land")
    assert land.via is not None
    assert (land.via.span.text, land.why, land.mention.form) == ("Armenien", "description", Form.DESCRIPTION)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Armenien, Russland und China schwiegen. Andere Länder halfen.", "Länder"),
        ("Wladimir Putin traf Xi Jinping. Dem Dolmetscher gefiel er nicht.", "Land"),
        ("Russland droht. Es regnet seit Tagen.", "Es"),
        ("Das Land hat nie gelitten.", "Land"),
        ("China zögerte. Dann erkannten die Volksrepubliken einander an.", "Volksrepubliken"),
        ("Armenien zögert. Auf dem Land fehlen Ärzte.", "Land"),
        ("Wladimir Putin kam nach Minsk. Xerxos gilt als Terrorist. Er soll fliehen.", "Er"),
        ("Die Bürgermeisterin (FDP) zögerte. Gegenüber der Zeitung lobte sie den Plan.", "sie"),
    ],
)
def test_reference_without_a_clear_antecedent_is_not_linked(text: str, words: str) -> None:
    assert ids(text, words) == []


def groups(text: str) -> list[tuple[str, str, str | None]]:
    """Words, label and words of the owner of the groups in a text."""
    made = [link for link in links(text) if link.entity.qid is None and link.mention.form is Form.DESCRIPTION]
    return [(link.mention.span.text, link.entity.label, link.via.span.text if link.via else None) for link in made]


@pytest.mark.parametrize(
    ("text", "words", "label", "owner"),
    [
        ("Armenische Milizen zogen ab.", "Milizen", "Armenian militias", "Armenische"),
        ("Armenische Grenzmilizen zogen ab.", "Grenzmilizen", "Armenian militias", "Armenische"),
        ("Kasachstans Streitkräfte üben.", "Streitkräfte", "Kazakh Armed Forces", "Kasachstans"),
        ("Die Streitkräfte der Türkei üben.", "Streitkräfte", "Turkish Armed Forces", "Türkei"),
        ("Er half Bauern aus dem Sudan.", "Bauern", "Sudanese farmers", "Sudan"),
        ("Er half den Rebellen in Georgien.", "Rebellen", "Georgian rebels", "Georgien"),
        ("Er half den Rebellen in Idlib.", "Rebellen", "rebels in Idlib", "Idlib"),
        ("Er traf russische Söldner in Georgien.", "Söldner", "Russian mercenaries", "russische"),
        ("Er traf prorussische Rebellen.", "Rebellen", "pro-Russian rebels", "russische"),
        ("Er traf paschtunische Kämpfer.", "Kämpfer", "Pashtun fighters", None),
        ("Er traf einen estnischen Polizisten.", "Polizisten", "Estonian police officer", "estnischen"),
        ("Die US-Streitkräfte üben.", "US-Streitkräfte", "United States Armed Forces", "US"),
        ("Friedenstruppen der Nato rückten ein.", "Friedenstruppen", "NATO peacekeeping forces", "Nato"),
    ],
)
def test_a_group_is_named_after_whose_it_is(text: str, words: str, label: str, owner: str | None) -> None:
    assert groups(text) == [(words, label, owner)]


def test_a_group_of_two_states_is_two() -> None:
    assert [label for _, label, _ in groups("Die Streitkräfte Estlands und Polens üben.")] == [
        "Estonian Armed Forces",
        "Polish Armed Forces",
    ]


def test_a_group_is_the_same_however_its_owner_is_said() -> None:
    one, other = (
        link.entity
        for text in ("Armenische Rebellen kamen.", "Er sah Rebellen aus Armenien.")
        for link in links(text)
        if link.mention.span.text == "Rebellen"
    )
    assert one == other


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Armenische Rebellen kamen nach Georgien. Später gingen die Rebellen.", "Armenian rebels"),
        ("Georgien rüstet auf. Bald üben die Streitkräfte.", "Georgian Armed Forces"),
        ("Georgien rüstet auf. Bald üben die Streitkräfte des Landes.", "Georgian Armed Forces"),
    ],
)
def test_a_group_named_before_is_referred_back_to(text: str, label: str) -> None:
    assert groups(text)[-1][1] == label


@pytest.mark.parametrize(
    "text",
    [
        "Rebellen der M23 griffen Goma an.",
        "Die kurdischen Kämpfer der YPG zogen ab.",
        "Armenische Soldaten zogen ab.",
        "Die armenische Armee zog ab.",
        "Flüchtlinge in Georgien froren.",
        "Russland stationiert Streitkräfte in Armenien.",
        "Armenien und Georgien streiten. Bald üben die Streitkräfte.",
    ],
)
def test_soldiers_and_what_has_another_name_are_no_groups(text: str) -> None:
    assert groups(text) == []


def test_of_two_groups_neither_is_referred_back_to() -> None:
    text = "Armenische Rebellen trafen georgische Rebellen. Später gingen die Rebellen."
    assert [label for _, label, _ in groups(text)] == ["Armenian rebels", "Georgian rebels"]


def test_links_are_the_same_on_every_run() -> None:
    text = "Der Kreml und Peking einigten sich. Beide Länder wollen, dass Xi Jinping kommt. Er zögert."
    assert [str(link) for link in links(text)] == [str(link) for link in links(text)]
