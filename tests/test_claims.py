"""Claims of German sentences: who says what about whom, how real it is, and in which words.

Real pipeline, slice and lexicon. A claim is written as ``said`` gives it: subject, predicate and object, then what is
not plainly asserted by the article itself. A sentence must give exactly the claims that are listed with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

import pytest

from kg import gold, lexicon
from kg.claims import gaps
from kg.documents import Refused
from kg.gold import GoldText, Report
from kg.model import Article, Claim, Date, Interval, Kind, Modality, Polarity, Quantity, Reading
from kg.pipeline import Pipeline

GOLD = Path(__file__).parent / "gold"
NATO = "North Atlantic Treaty Organization"
CSTO = "Collective Security Treaty Organization"
EU = "European Union"

Case = tuple[str, list[str]]


@lru_cache
def pipeline() -> Pipeline:
    return Pipeline(language="de")


@cache
def read(text: str) -> Reading:
    """The reading of an article of 14 September 2022."""
    (reading,) = pipeline().read([Article("a", text, date=Date(2022, 9, 14))])
    assert isinstance(reading, Reading)
    return reading


def line(claim: Claim) -> str:
    """A claim in words, without its content, time and quantity."""
    ends = (claim.subject.label if claim.subject else "-", claim.object.label if claim.object else "-")
    words = [f"{ends[0]} {claim.predicate} {ends[1]}"]
    words += ["not"] * (claim.polarity is Polarity.NEGATIVE)
    words += [claim.modality.value] * (claim.modality is not Modality.ASSERTED)
    words += ["says " + " > ".join(speaker.label for speaker in claim.attribution)] * bool(claim.attribution)
    return ", ".join(words)


def said(text: str) -> list[str]:
    return sorted(line(claim) for claim in read(text).claims)


def the(text: str, predicate: str) -> Claim:
    """The only claim of a text with a predicate."""
    (claim,) = (claim for claim in read(text).claims if claim.predicate == predicate)
    return claim


def promise(*cases: Case) -> pytest.MarkDecorator:
    """Parametrize a test with sentences and the claims that each makes."""
    return pytest.mark.parametrize(("text", "claims"), [(text, sorted(claims)) for text, claims in cases])


def fails(reason: str) -> pytest.MarkDecorator:
    """A class of sentences that is not read yet; the mark goes when it is."""
    return pytest.mark.xfail(strict=True, reason=reason)


# -- frames ----------------------------------------------------------------------------------------


@promise(
    ("Georgien wendet sich von Russland ab.", ["Georgia distancesFrom Russia"]),
    ("Ungarn nähert sich China an.", ["Hungary approaches China"]),
    ("Serbien rückt von Moskau ab.", ["Serbia distancesFrom Russia"]),
    ("Bulgarien schloss sich der Europäischen Union an.", [f"Bulgaria joins {EU}"]),
)
def test_a_verb_is_known_with_its_particle_far_away_and_with_sich(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Ägypten vermittelt zwischen Israel und der Hamas.", [f"Egypt mediatesBetween {x}" for x in ("Israel", "Hamas")]),
    ("Algerien bricht mit Marokko.", ["Algeria distancesFrom Morocco"]),
    ("Moldau grenzt an Rumänien.", ["Moldova bordersWith Romania"]),
    ("Belarus ist von Russland abhängig.", ["Belarus dependsOn Russia"]),
)
def test_a_preposition_of_the_frame_leads_to_the_object(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Armenien wird von Russland unterstützt.", ["Russia supports Armenia"]),
    ("Der Libanon wurde von Israel angegriffen.", ["Israel attacks Lebanon"]),
    ("Der Kosovo wird von Serbien nicht anerkannt.", ["Serbia refusesToRecognise Kosovo"]),
    ("Mali wurde von der Afrikanischen Union suspendiert.", ["African Union suspends Mali"]),
)
def test_a_passive_names_its_agent_as_subject(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Kasachstan versucht sich China anzunähern.", ["Kazakhstan approaches China, attempted"]),
    ("Ungarn versucht, sich von Russland zu distanzieren.", ["Hungary distancesFrom Russia, attempted"]),
    ("Moldau plant, der Europäischen Union beizutreten.", [f"Moldova joins {EU}, planned"]),
    ("Ruanda bestreitet, den Libanon angegriffen zu haben.", ["Rwanda attacks Lebanon, not, says Rwanda"]),
    (
        "Polen beschuldigt Russland, die Ukraine angegriffen zu haben.",
        ["Poland accuses Russia", "Russia attacks Ukraine, says Poland"],
    ),
)
def test_an_infinitive_shares_the_end_of_its_matrix_verb_that_controls_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Polen warf Belarus vor, Litauen angegriffen zu haben.",
        ["Poland accuses Belarus", "Belarus attacks Lithuania, says Poland"],
    ),
    (
        "Armenien wirft der OVKS vor, Aserbaidschan zu unterstützen.",
        [f"Armenia accuses {CSTO}", f"{CSTO} supports Azerbaijan, says Armenia"],
    ),
)
def test_an_infinitive_is_controlled_by_a_dative(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Russland, das die Ukraine angegriffen hat, schwieg.", ["Russia attacks Ukraine"]),
    ("Die Türkei, die von Griechenland kritisiert wurde, reagierte nicht.", ["Greece criticises Türkiye"]),
    (
        "Tadschikistan, dessen Präsident Emomalij Rahmon ist, grenzt an China.",
        ["Emomali Rahmon headOf Tajikistan", "Tajikistan bordersWith China"],
    ),
    (
        "Die Ukraine und Moldau, die beide der Nato nicht angehören, schwiegen.",
        [f"{state} memberOf {NATO}, not" for state in ("Moldova", "Ukraine")],
    ),
)
def test_a_relative_pronoun_stands_for_its_antecedent(text: str, claims: list[str]) -> None:
    assert said(text) == claims


SIX = [
    f"{state} memberOf {CSTO}" for state in ("Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan", "Russia", "Tajikistan")
]


@promise(
    ("Armenien, Belarus, Kasachstan, Kirgistan, Russland und Tadschikistan sind Mitglieder der OVKS.", SIX),
    ("Der OVKS gehören Armenien, Belarus, Kasachstan, Kirgistan, Russland und Tadschikistan an.", SIX),
    ("Die OVKS besteht aus Armenien, Belarus, Kasachstan, Kirgistan, Russland und Tadschikistan.", SIX),
)
def test_six_members_in_one_sentence_make_six_claims(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Nach einem Gespräch mit Emmanuel Macron reiste Maia Sandu nach Berlin weiter.",
        ["Maia Sandu meets Emmanuel Macron"],
    ),
    (
        "Vor dem Treffen mit Emmanuel Macron gab sich Maia Sandu gelassen.",
        ["Maia Sandu meets Emmanuel Macron, planned"],
    ),
    ("Nach einem Gespräch mit Reportern reiste Maia Sandu nach Berlin weiter.", []),
)
def test_who_does_something_after_a_meeting_has_met(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("China bot Nepal ein Handelsabkommen an.", ["China signsAgreementWith Nepal, planned"]),
    ("China bot Nepal den Abschluss eines Handels- und Zollabkommens an.", ["China signsAgreementWith Nepal, planned"]),
    ("China bot Nepal den Abschluss der Bauarbeiten an.", []),
)
def test_an_agreement_that_is_offered_is_planned(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Moldau ist Mitglied in folgenden Organisationen: GUAM (1997), Europarat (1995), Vereinte Nationen (1992).",
        [
            "Moldova memberOf Council of Europe",
            "Moldova memberOf GUAM Organization for Democracy and Economic Development",
            "Moldova memberOf United Nations",
        ],
    ),
    (
        "Moldau grenzt an folgende Staaten: Ukraine, Rumänien.",
        ["Moldova bordersWith Romania", "Moldova bordersWith Ukraine"],
    ),
    ("Moldau hat drei Sorgen: Armut, Krieg und Russland.", []),
)
def test_a_list_behind_a_colon_names_every_member(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Schweden und Finnland unterstützen die Ukraine.", [f"{x} supports Ukraine" for x in ("Sweden", "Finland")]),
    ("Israel griff den Libanon und Syrien an.", [f"Israel attacks {x}" for x in ("Lebanon", "Syria")]),
    (
        "Die USA und Großbritannien verhängten Sanktionen gegen den Iran und Syrien.",
        [f"{a} sanctions {b}" for a in ("United States", "United Kingdom") for b in ("Iran", "Syria")],
    ),
    ("Ungarn lobt Serbien und kritisiert die Ukraine.", ["Hungary praises Serbia", "Hungary criticises Ukraine"]),
)
def test_coordination_on_either_side_makes_a_claim_for_each_member(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Norwegen ist Mitglied der Nato.", [f"Norway memberOf {NATO}"]),
    ("Kuba und Venezuela sind Verbündete Russlands.", ["Cuba allyOf Russia", "Venezuela allyOf Russia"]),
    ("Japan ist ein enger Verbündeter der USA.", ["Japan allyOf United States"]),
    ("Emmanuel Macron ist Präsident Frankreichs.", ["Emmanuel Macron headOf France"]),
)
def test_a_copula_gives_its_subject_the_role(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Das Nato-Mitglied Kroatien schweigt.", [f"Croatia memberOf {NATO}"]),
    ("Das EU-Land Malta kritisierte Libyen.", [f"Malta memberOf {EU}", "Malta criticises Libya"]),
    ("US-Präsident Joe Biden lobte Polen.", ["Joe Biden headOf United States", "Joe Biden praises Poland"]),
    ("Das russisch kontrollierte Transnistrien liegt am Dnister.", ["Russia controls Transnistria"]),
)
def test_a_part_of_a_compound_fills_an_argument(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Der Angriff Aserbaidschans auf Armenien dauerte zwei Tage.", ["Azerbaijan attacks Armenia"]),
    ("Der Austritt Großbritanniens aus der Europäischen Union kostete viel.", [f"United Kingdom leaves {EU}"]),
    ("Die Anerkennung des Kosovo durch Deutschland verzögerte sich.", ["Germany recognises Kosovo"]),
    ("Der israelische Angriff auf Syrien war heftig.", ["Israel attacks Syria"]),
    (
        "Russland ignorierte die Hilferufe Armeniens.",
        ["Armenia requestsHelpFrom Russia", "Russia ignoresRequestOf Armenia"],
    ),
)
def test_a_nominalisation_finds_its_arguments_in_genitives_adjectives_and_prepositions(
    text: str, claims: list[str]
) -> None:
    assert said(text) == claims


@promise(
    ("Polen übte scharfe Kritik an Ungarn.", ["Poland criticises Hungary"]),
    ("Indien leistete den Malediven Hilfe.", ["India supports Maldives"]),
    ("Die Türkei nahm Verhandlungen mit Armenien auf.", ["Türkiye negotiatesWith Armenia"]),
    ("Frankreich lieferte Waffen an die Ukraine.", ["France suppliesArmsTo Ukraine"]),
)
def test_a_light_verb_and_its_noun_make_one_claim(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@pytest.mark.parametrize(
    ("text", "claim", "label"),
    [
        (
            "Wladimir Putin nannte die Ukraine einen „künstlichen Staat“.",
            "Vladimir Putin characterises Ukraine",
            "künstlichen Staat",
        ),
        (
            "Ungarn wird von Polen als unzuverlässiger Partner bezeichnet.",
            "Poland characterises Hungary",
            "unzuverlässiger Partner",
        ),
        (
            "Viktor Orbán nannte die Europäische Union „schwach und müde“.",
            f"Viktor Orbán characterises {EU}",
            "schwach und müde",
        ),
    ],
)
def test_who_is_called_something_is_characterised_in_the_words_of_the_label(text: str, claim: str, label: str) -> None:
    assert said(text) == [claim]
    assert the(text, "characterises").content == label


@promise(
    ("Nordkorea und Südkorea bekämpfen sich untereinander.", ["North Korea inConflictWith South Korea"]),
    ("Emmanuel Macron und Olaf Scholz trafen sich.", ["Emmanuel Macron meets Olaf Scholz"]),
    ("Indien und Nepal unterzeichneten ein Abkommen.", ["India signsAgreementWith Nepal"]),
    (
        "Armenien und Aserbaidschan bekriegen sich.",
        ["Armenia attacks Azerbaijan", "Azerbaijan attacks Armenia"],
    ),
)
def test_what_two_do_to_each_other_relates_each_to_the_other(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Im Mai 2020 griff Indien Pakistan an.", ["India attacks Pakistan"]),
    ("Seit 1974 besetzt die Türkei Zypern.", ["Türkiye occupies Cyprus"]),
    ("Laut „Bild“ unterstützt China Russland.", ["China supports Russia, says Bild"]),
)
def test_a_bare_object_after_the_subject_is_told_from_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


# -- numbers and dates -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "claim", "quantity"),
    [
        (
            "Aserbaidschan tötete 135 armenische Soldaten.",
            "Azerbaijan killed Armenia",
            Quantity("135", "Soldat"),
        ),
        ("Bei Gefechten kamen 20 kirgisische Soldaten ums Leben.", "- killed Kyrgyzstan", Quantity("20", "Soldat")),
        (
            "Bei Gefechten wurden im September auf kirgisischer Seite mehr als 60 Menschen getötet.",
            "- killed Kyrgyzstan",
            Quantity("mehr als 60", "Mensch"),
        ),
        (
            "Russische Truppen töteten 12 ukrainische Zivilisten.",
            "Russia killed Ukrainian civilians",
            Quantity("12", "Zivilist"),
        ),
        ("Mehr als 30 irakische Soldaten wurden getötet.", "- killed Iraq", Quantity("Mehr als 30", "Soldat")),
    ],
)
def test_casualties_are_those_of_the_side_that_lost_them_with_number_and_unit(
    text: str, claim: str, quantity: Quantity
) -> None:
    assert said(text) == [claim]
    assert the(text, "killed").quantity == quantity


def test_the_accession_of_a_state_is_that_states_and_not_the_alliances() -> None:
    assert said("Die Türkei lehnt den Nato-Beitritt Schwedens ab.") == ["Türkiye opposes Sweden"]
    assert said("Die USA kritisieren die EU-Politik Ungarns.") == ["United States criticises Hungary"]


def test_an_agency_behind_a_quotation_is_its_source_and_nobodys_employer() -> None:
    text = "„Serbien bleibt unser Freund“, sagte Sprecher Dmitri Peskow der Agentur Interfax zufolge."
    assert said(text) == ["Dmitry Peskov states Serbia, says Interfax"]


def test_who_is_warned_not_to_do_something_is_the_one_who_would_do_it() -> None:
    assert f"Armenia approaches {EU}, possible, says Dmitry Peskov" in said(
        "Dmitri Peskow warnte Eriwan davor, sich der EU anzunähern."
    )


def test_a_membership_that_is_not_to_end_is_a_departure_not_planned_and_nothing_else() -> None:
    text = "Armenien will seine Mitgliedschaft im von Russland geführten Militärbündnis OVKS nicht beenden."
    assert f"Armenia leaves {CSTO}, not, planned" in said(text)
    assert not any("Member" in claim for claim in said(text))


def test_a_clause_about_a_neighbour_is_read_though_its_verb_looks_like_a_participle() -> None:
    assert said("Ägypten, das an den Sudan grenzt, schweigt.") == ["Egypt bordersWith Sudan"]


def test_who_meets_somebody_is_the_president_and_not_his_country() -> None:
    text = "Der Südsudan fürchtet den Krieg. Präsident Salva Kiir traf Xi Jinping in Juba."
    assert "Salva Kiir Mayardit meets Xi Jinping" in said(text)


def test_what_stands_before_a_colon_is_not_said_by_who_speaks_behind_it() -> None:
    text = "Moskau reagierte empört: Polen habe das Abkommen verletzt, erklärte Sergej Lawrow."
    assert the(text, "states").content == "Polen habe das Abkommen verletzt"


def test_criticism_from_a_capital_is_no_source_of_oil() -> None:
    text = "Indien bezieht trotz der Kritik aus Washington weiter Öl aus Russland."
    assert "India dependsOn Russia" in said(text)
    assert "India dependsOn United States" not in said(text)


def test_what_nobody_named_says_is_only_possible() -> None:
    assert "Iran supports Hezbollah, possible" in said("Dem Iran wird vorgeworfen, die Hisbollah zu unterstützen.")
    assert "Iran supports Hezbollah" in said("Bekannt ist, dass der Iran die Hisbollah unterstützt.")


def test_the_adversaries_of_somebody_are_not_he() -> None:
    assert said("Tadschikistan unterstützt die Gegner der Taliban.") == []
    assert said("Iran bekämpft die Feinde Assads.") == []


def test_members_picked_out_of_those_counted_do_what_all_do() -> None:
    assert said("Zwölf Staaten haben Kosovo anerkannt, darunter die USA und Peru.") == [
        "Peru recognises Kosovo",
        "United States recognises Kosovo",
    ]
    assert said("Togo grenzt an drei Länder, darunter der Benin.") == ["Togo bordersWith Benin"]


def test_neighbours_are_named_direction_by_direction() -> None:
    assert said("Togo grenzt im Westen an Ghana und im Osten an Benin.") == [
        "Togo bordersWith Benin",
        "Togo bordersWith Ghana",
    ]


def test_the_dative_behind_a_subject_is_no_genitive_where_the_verb_needs_it() -> None:
    assert said("2009 schloss sich Kroatien der Nato an.") == [f"Croatia joins {NATO}"]


def test_of_two_names_without_an_article_the_verb_tells_who_acts() -> None:
    assert said("Die USA beschuldigen Iran, Drohnen geliefert zu haben.") == ["United States accuses Iran"]


def test_those_who_hold_an_office_for_two_countries_meet_and_not_the_countries() -> None:
    assert said("Die Außenminister der Türkei und Russlands, Hakan Fidan und Sergej Lawrow, trafen sich in Wien.") == [
        "Hakan Fidan holdsOffice Türkiye",
        "Hakan Fidan meets Sergey Lavrov",
        "Sergey Lavrov holdsOffice Russia",
    ]


def test_in_a_list_of_the_dead_each_side_has_its_own_number() -> None:
    claims = read("Bei den Kämpfen starben 140 Iraker, 17 Iraner und vier Ausländer.").claims
    assert {(claim.object.label, claim.quantity.value) for claim in claims if claim.object and claim.quantity} == {
        ("Iraq", "140"),
        ("Iran", "17"),
    }


@pytest.mark.parametrize(
    ("text", "predicate", "time"),
    [
        ("Im Jahr 2002 gründete Russland die OVKS.", "founded", Date(2002)),
        ("Im März 2003 griffen die USA den Irak an.", "attacks", Date(2003, 3)),
        ("Am 17. Februar 2008 erkannte Albanien den Kosovo an.", "recognises", Date(2008, 2, 17)),
        ("Seit 2014 kontrolliert Russland die Krim.", "controls", Interval(Date(2014), None)),
        ("Usbekistan war bis 2012 Mitglied der OVKS.", "formerMemberOf", Interval(None, Date(2012))),
    ],
)
def test_a_claim_holds_when_its_clause_says_and_no_more_exactly(
    text: str, predicate: str, time: Date | Interval
) -> None:
    assert the(text, predicate).time == time


@pytest.mark.parametrize(
    ("text", "predicate", "time"),
    [
        ("Am 24. Februar griff Russland die Ukraine an.", "attacks", "2022-02-24"),
        ("Am 24. Oktober griff Russland die Ukraine an.", "attacks", "2021-10-24"),
        ("Am Montag traf Scholz den französischen Präsidenten Macron.", "meets", "2022-09-12"),
        ("Scholz hat Macron am Donnerstagabend getroffen.", "meets", "2022-09-08"),
        ("Scholz wird Macron am Donnerstag treffen.", "meets", "2022-09-15"),
        ("Russland griff die Ukraine vor drei Wochen an.", "attacks", "2022-08-22/2022-08-28"),
        ("Die EU hat vergangene Woche Sanktionen gegen Russland verhängt.", "sanctions", "2022-09-05/2022-09-11"),
        ("Im vergangenen Jahr griff Russland die Ukraine an.", "attacks", "2021"),
        ("Von 1955 bis 1991 gehörte Albanien dem Warschauer Pakt an.", "formerMemberOf", "1955/1991"),
        (
            "Vom 7. bis zum 10. Mai 2021 beschoss Indien die pakistanische Stadt Lahore.",
            "attacks",
            "2021-05-07/2021-05-10",
        ),
        ("In den neunziger Jahren unterstützte der Iran die Hisbollah.", "supports", "1990/1999"),
    ],
)
def test_words_of_time_are_counted_from_the_day_of_publication(text: str, predicate: str, time: str) -> None:
    assert str(the(text, predicate).time) == time


def test_without_a_day_of_publication_only_full_dates_are_times() -> None:
    text = "Am Montag griff Russland die Ukraine an. Im Mai 2003 griffen die USA den Irak an."
    (reading,) = pipeline().read([Article("a", text)])
    assert isinstance(reading, Reading)
    assert [str(claim.time) for claim in reading.claims] == ["None", "2003-05"]


@pytest.mark.parametrize(
    ("text", "predicate", "time"),
    [
        ("Der Angriff Russlands auf die Ukraine begann am 24. Februar 2022.", "attacks", Date(2022, 2, 24)),
        ("Bei einem russischen Angriff auf Kiew starben am Montag zwei Menschen.", "attacks", Date(2022, 9, 12)),
        ("Als Putin im Mai 2021 China besuchte, traf er Xi Jinping.", "meets", Date(2021, 5)),
        ("Die EU hat Ende Mai Sanktionen gegen Russland verhängt.", "sanctions", Date(2022, 5)),
        ("Das seit 2014 von Russland besetzte Gebiet Krim gehört zur Ukraine.", "occupies", Interval(Date(2014), None)),
        ("Scholz verurteilte am Montag den Angriff Russlands auf die Ukraine.", "attacks", None),
        ("Polen kündigte am Dienstag an, Waffen an die Ukraine zu liefern.", "suppliesArmsTo", None),
        ("Der russische Präsident Wladimir Putin (geboren 1952) griff die Ukraine an.", "attacks", None),
        ("Die Nato hat Polen nach dem Putsch vom August 2021 vorläufig ausgeschlossen.", "suspends", None),
        ("Im Mai 2021 griff der russische Präsident Putin die Ukraine an.", "headOf", None),
        ("Der Iran gehört heute der OVKS an.", "memberOf", None),
    ],
)
def test_a_time_is_that_of_the_clause_that_makes_the_claim(
    text: str, predicate: str, time: Date | Interval | None
) -> None:
    assert the(text, predicate).time == time


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("Polen ist seit 1999 Mitglied der Nato und seit 2004 der EU.", ["1999/", "2004/"]),
        (
            "Moldau ist seit 1992 Mitglied der OSZE, seit 1995 des Europarats und seit 2001 der WTO.",
            ["1992/", "1995/", "2001/"],
        ),
        ("Lettland trat 2004 der Nato und 2016 der OECD bei.", ["2004", "2016"]),
        (
            "Peru ist Mitglied der Vereinten Nationen, der OAS (seit 1948) und der OPEC (1990–1992).",
            ["None", "1948/", "1990/1992"],
        ),
        ("Die Afrikanische Union suspendierte Mali (2020) und Guinea (September 2021).", ["2020", "2021-09"]),
        ("Polen erkannte 1991 die Ukraine und 1992 Georgien an.", ["1991", "1992"]),
        ("Japan grenzt an die Sowjetunion (1922–1991).", ["None"]),
        ("Der Tschad ist Mitglied der Afrikanischen Union (2002).", ["None"]),
        ("Peru ist Mitglied der OAS (siehe 1948).", ["None"]),
    ],
)
def test_a_name_of_a_list_may_have_its_own_time(text: str, times: list[str]) -> None:
    assert [str(claim.time) for claim in sorted(read(text).claims, key=lambda claim: claim.evidence.end)] == times


@promise(
    (
        "1967 brachen Algerien und Syrien die Beziehungen zu den USA ab.",
        ["Algeria distancesFrom United States", "Syria distancesFrom United States"],
    ),
    (
        "Im Jahr 1998 brachen Angola und Simbabwe ihre Beziehungen zu Ruanda ab.",
        ["Angola distancesFrom Rwanda", "Zimbabwe distancesFrom Rwanda"],
    ),
    ("Peru ist Mitglied der OAS und war Mitglied der OPEC.", ["Peru memberOf Organization of American States"]),
)
def test_what_looks_like_an_adjective_may_be_the_verb_of_a_clause(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_what_is_no_more_ended_when_it_is_said_to_be_no_more() -> None:
    claim = the("Seit 2019 ist Katar kein Mitglied der Opec mehr.", "formerMemberOf")
    assert claim.time == Interval(None, Date(2019))


def test_an_end_that_is_to_come_ends_nothing() -> None:
    claim = the("Serbien ist bis 2030 Mitglied des Europarats.", "memberOf")
    assert claim.time == Interval(None, Date(2030))


def test_what_no_date_is_said_of_has_none() -> None:
    assert the("Serbien rückt von Moskau ab.", "distancesFrom").time is None


# -- negation --------------------------------------------------------------------------------------


@promise(
    ("Ungarn unterstützt die Ukraine nicht.", ["Hungary supports Ukraine, not"]),
    ("Die Schweiz liefert keine Waffen an die Ukraine.", ["Switzerland suppliesArmsTo Ukraine, not"]),
    ("Island ist kein Mitglied der Europäischen Union.", [f"Iceland memberOf {EU}, not"]),
    (
        "Weder Frankreich noch Deutschland griffen Libyen an.",
        [f"{x} attacks Libya, not" for x in ("France", "Germany")],
    ),
)
def test_nicht_and_kein_deny_the_claim(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Statt die Ukraine zu unterstützen, kritisierte Ungarn die Europäische Union.",
        ["Hungary supports Ukraine, not", f"Hungary criticises {EU}"],
    ),
    ("Russland zog ab, ohne Armenien zu unterstützen.", ["Russia supports Armenia, not"]),
    ("Georgien schwieg, anstatt die Ukraine zu unterstützen.", ["Georgia supports Ukraine, not"]),
)
def test_statt_and_ohne_deny_their_infinitive_alone(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Serbien lehnt es ab, den Kosovo anzuerkennen.", ["Serbia refusesToRecognise Kosovo"]),
    ("Spanien weigert sich, den Kosovo anzuerkennen.", ["Spain refusesToRecognise Kosovo"]),
    ("Frankreich verzichtete darauf, Mali zu sanktionieren.", ["France sanctions Mali, not"]),
)
def test_a_refusal_denies_the_infinitive(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Serbien hat dem Kosovo die Anerkennung versagt.", ["Serbia refusesToRecognise Kosovo"]),
    ("Zypern erkennt den Kosovo nicht an.", ["Cyprus refusesToRecognise Kosovo"]),
)
def test_recognition_refused_has_a_relation_of_its_own(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Nicht die Türkei, sondern Griechenland unterstützt Armenien.",
        ["Türkiye supports Armenia, not", "Greece supports Armenia"],
    ),
)
def test_nicht_sondern_denies_the_first_alone(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Die Nato unterstützt nicht Serbien, sondern den Kosovo.",
        [f"{NATO} supports Serbia, not", f"{NATO} supports Kosovo"],
    ),
    (
        "Die Türkei kritisierte nicht Frankreich, sondern Deutschland.",
        ["Türkiye criticises France, not", "Türkiye criticises Germany"],
    ),
)
def test_nicht_sondern_denies_the_first_object_alone(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@fails("nicht of an elliptic clause is taken for that of the clause before")
@promise(
    ("Die Türkei ist Mitglied der Nato, Serbien nicht.", [f"Türkiye memberOf {NATO}", f"Serbia memberOf {NATO}, not"]),
)
def test_an_elliptic_denial_leaves_the_clause_before_alone(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Großbritannien gehört der Europäischen Union nicht mehr an.", [f"United Kingdom formerMemberOf {EU}"]),
    ("Das ehemalige OVKS-Mitglied Usbekistan schwieg.", [f"Uzbekistan formerMemberOf {CSTO}"]),
    ("Georgien war früher Mitglied der GUS.", ["Georgia formerMemberOf Commonwealth of Independent States"]),
)
def test_ended_membership_is_former_membership(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_who_held_an_office_once_holds_it_no_more() -> None:
    text = "Der ehemalige Präsident Frankreichs, François Hollande, kritisierte Russland."
    assert said(text) == ["François Hollande criticises Russia"]


# -- modality --------------------------------------------------------------------------------------


@promise(
    ("Russland drohte mit Vergeltung.", ["Russia threatens -"]),
    ("Kasachstan will die OVKS verlassen.", [f"Kazakhstan leaves {CSTO}, planned"]),
    ("Nordkorea droht, Südkorea anzugreifen.", ["North Korea attacks South Korea, threatened, says North Korea"]),
    ("Kasachstan versucht, die OVKS zu verlassen.", [f"Kazakhstan leaves {CSTO}, attempted"]),
    ("Russland schickte Ärzte, um Serbien zu unterstützen.", ["Russia supports Serbia, planned"]),
    ("Sollte Serbien der Nato beitreten, wäre Russland empört.", [f"Serbia joins {NATO}, hypothetical"]),
    ("Die Sorge wächst, dass China Taiwan angreift.", ["China attacks Taiwan, possible"]),
    ("Die Angst ist groß, dass China Taiwan angreift.", ["China attacks Taiwan, possible"]),
    ("Serbien befürchtet, dass China Taiwan angreifen wird.", ["China attacks Taiwan, possible, says Serbia"]),
    ("Ein chinesischer Angriff auf Taiwan droht.", ["China attacks Taiwan, possible"]),
    ("Ein Angriff Chinas auf Taiwan wäre ein Fehler.", ["China attacks Taiwan, hypothetical"]),
    ("Sollte es zu einem Angriff Chinas auf Taiwan kommen, flieht er.", ["China attacks Taiwan, hypothetical"]),
    ("Kein Beobachter glaubt, dass China Taiwan angreift.", ["China attacks Taiwan, not, probable"]),
    ("Der Angriff Chinas auf Taiwan wäre zu vermeiden gewesen.", ["China attacks Taiwan"]),
    ("Sollte Russland Polen angreifen, werde man handeln.", ["Russia attacks Poland, hypothetical"]),
    ("Verlässt Armenien die OVKS, wird Russland reagieren.", [f"Armenia leaves {CSTO}, hypothetical"]),
    (
        "Wenn Russland Polen angreift, würde die Nato Polen unterstützen.",
        ["Russia attacks Poland, hypothetical", f"{NATO} supports Poland, hypothetical"],
    ),
    ("Man könnte meinen, Ungarn unterstütze Russland.", ["Hungary supports Russia, possible"]),
    ("Armenien könnte die OVKS verlassen.", [f"Armenia leaves {CSTO}, possible"]),
    ("Belarus scheint Russland zu unterstützen.", ["Belarus supports Russia, possible"]),
    ("Die Türkei dürfte Aserbaidschan unterstützen.", ["Türkiye supports Azerbaijan, probable"]),
    ("Niger soll Frankreich um Hilfe gebeten haben.", ["Niger requestsHelpFrom France, possible"]),
    ("Mali erwägt, Ecowas zu verlassen.", ["Mali leaves Economic Community of West African States, possible"]),
    ("Falls Armenien die OVKS verlässt, zögert der Iran.", [f"Armenia leaves {CSTO}, hypothetical"]),
)
def test_what_is_wanted_threatened_tried_or_possible_is_no_fact(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Offenbar lieferte Nordkorea Waffen an Russland.", ["North Korea suppliesArmsTo Russia, probable"]),
    ("Angeblich unterstützt Ruanda die Rebellengruppe M23.", ["Rwanda supports March 23 Movement, possible"]),
)
def test_an_adverb_says_how_sure_the_article_is(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Georgien will der Nato beitreten.", [f"Georgia seeksMembership {NATO}"]),
)
def test_who_wants_to_join_seeks_membership(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Laut „Bild“ will Ungarn die Ukraine nicht unterstützen.", ["Hungary supports Ukraine, not, planned, says Bild"]),
    (
        "Emmanuel Macron bestritt, dass Frankreich den Iran angegriffen habe.",
        ["France attacks Iran, not, says Emmanuel Macron"],
    ),
)
def test_negation_modality_and_speaker_come_together(text: str, claims: list[str]) -> None:
    assert said(text) == claims


# -- attribution -----------------------------------------------------------------------------------


@promise(
    ("Laut „Bild“ liefert China Waffen an Russland.", ["China suppliesArmsTo Russia, says Bild"]),
    (
        "Der „Süddeutschen Zeitung“ zufolge verlässt Armenien die OVKS.",
        [f"Armenia leaves {CSTO}, says Süddeutsche Zeitung"],
    ),
    (
        "Wie der „Spiegel“ berichtet, liefert Deutschland Waffen an die Ukraine.",
        ["Germany suppliesArmsTo Ukraine, says Der Spiegel"],
    ),
    ("Nach Angaben der Nato griff Russland die Ukraine an.", [f"Russia attacks Ukraine, says {NATO}"]),
    ("Reuters meldet, dass Israel den Libanon angegriffen hat.", ["Israel attacks Lebanon, says Reuters"]),
)
def test_laut_zufolge_wie_and_nach_angaben_name_the_source(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Russland wird von China unterstützt, so Reuters.", ["China supports Russia, says Reuters"]),
    ("China liefert Waffen an Russland, so die Nato.", [f"China suppliesArmsTo Russia, says {NATO}"]),
    ("Russland unterstützt Belarus, so Olaf Scholz.", ["Russia supports Belarus, says Olaf Scholz"]),
)
def test_so_names_the_source(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_a_source_without_a_name_keeps_its_words() -> None:
    (claim,) = read("Medienberichten zufolge griff Israel Syrien an.").claims
    (source,) = claim.attribution
    assert (source.qid, source.label) == (None, "Medienberichten")


@promise(
    (
        "Wladimir Putin sagte, die Ukraine habe Belarus angegriffen.",
        ["Vladimir Putin states Belarus", "Ukraine attacks Belarus, says Vladimir Putin"],
    ),
    (
        "Die Ukraine habe Belarus angegriffen, erklärte Wladimir Putin.",
        ["Vladimir Putin states Belarus", "Ukraine attacks Belarus, says Vladimir Putin"],
    ),
    (
        "„Die Türkei unterstützt Aserbaidschan“, sagte Nikol Paschinjan.",
        ["Nikol Pashinyan states Azerbaijan", "Türkiye supports Azerbaijan, says Nikol Pashinyan"],
    ),
)
def test_what_is_said_is_a_claim_of_the_speaker_within_what_he_states(text: str, claims: list[str]) -> None:
    assert said(text) == claims
    (inner,) = (claim for claim in read(text).claims if claim.attribution)
    assert inner.within == next(claim for claim in read(text).claims if claim.predicate == "states")


@promise(
    (
        "Olaf Scholz sagte, die Lage sei ernst. Russland habe Polen angegriffen.",
        ["Olaf Scholz states -", "Russia attacks Poland, says Olaf Scholz"],
    ),
    (
        "Wladimir Putin erklärte, die Nato sei eine Gefahr. Sie habe Serbien angegriffen.",
        [f"Vladimir Putin states {NATO}", f"{NATO} attacks Serbia, says Vladimir Putin"],
    ),
)
def test_konjunktiv_keeps_the_last_speaker(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Olaf Scholz sagte, die Lage sei ernst. Russland hat Polen angegriffen.",
        ["Olaf Scholz states -", "Russia attacks Poland"],
    ),
)
def test_the_indicative_is_the_articles_own_again(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Nach Angaben der Nato ist die Lage ernst. Russland habe Polen angegriffen.",
        [f"Russia attacks Poland, says {NATO}"],
    ),
    (
        "Nikol Paschinjan kritisierte Russland. Die OVKS habe Armenien nicht unterstützt.",
        ["Nikol Pashinyan criticises Russia", f"{CSTO} supports Armenia, not, says Nikol Pashinyan"],
    ),
)
def test_konjunktiv_keeps_a_source_and_a_critic(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "„Bild“ berichtet, Xi Jinping habe erklärt, China habe den Iran unterstützt.",
        ["Xi Jinping states Iran, says Bild", "China supports Iran, says Bild > Xi Jinping"],
    ),
    (
        "Laut „Bild“ sagte Xi Jinping, dass China den Iran unterstützt.",
        ["Xi Jinping states Iran, says Bild", "China supports Iran, says Bild > Xi Jinping"],
    ),
)
def test_speakers_are_nested_outermost_first(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Togo bekam von Ghana vorgeworfen, Rebellen zu unterstützen.", ["Ghana accuses Togo"]),
    ("Chile musste sich von Peru kritisieren lassen.", ["Peru criticises Chile"]),
    ("Von Nepal um Waffenhilfe gebeten, schwieg Indien.", ["Nepal requestsHelpFrom India"]),
)
def test_what_is_done_to_the_subject_is_no_deed_of_his(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Dass Peru zögere, rügte Chile.", ["Chile criticises Peru"]),
    ("Chile kritisierte die Anerkennung Taiwans durch Paraguay.", ["Chile criticises Paraguay"]),
)
def test_a_stance_on_a_deed_is_one_on_the_doer(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Die Opposition in Lima kritisierte Chile scharf.", ["Opposition in Lima criticises Chile"]),
    ("Die slowakische Opposition kritisierte Russland scharf.", ["slowakische Opposition criticises Russia"]),
    ("Der Papst kritisierte Russland scharf.", ["Papst criticises Russia"]),
    ("Die Opposition kritisierte Chile scharf.", []),
)
def test_an_actor_who_is_not_his_state_goes_by_his_words(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("China habe Russland unterstützt, meinte ein Fachmann.", ["China supports Russia, says ein Fachmann"]),
    (
        "Serbien sei, so heißt es in einem Papier, von Russland abhängig.",
        ["Serbia dependsOn Russia, says einem Papier"],
    ),
)
def test_a_speaker_may_be_only_described(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Der Sprecher von Präsident Emmanuel Macron, Paul Mercier, sagte, die Nato habe Frankreich gedroht.",
        [
            "Emmanuel Macron headOf France",
            "Paul Mercier holdsOffice France",
            "Paul Mercier states France",
            f"{NATO} threatens France, says Paul Mercier",
        ],
    ),
)
def test_a_name_between_commas_bears_the_role_before_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Der Kreml erklärte, Russland werde nicht verhandeln.", ["Russia states -"]),
    ("Der Kreml hat nie bestätigt, dass Syrien zögert.", []),
)
def test_who_speaks_about_himself_says_it_and_who_does_not_speak_says_nothing(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Polen schließt einen Angriff Russlands auf Estland aus.",
        ["Russia attacks Estonia, not, says Poland"],
    ),
    (
        "Die Bundesregierung wies Berichte zurück, wonach die Ukraine von Russland angegriffen wurde.",
        ["Russia attacks Ukraine, not, says Germany"],
    ),
)
def test_what_is_denied_in_a_noun_is_denied_by_the_subject(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Estland unterstützt Georgien nicht mehr.", ["Estonia supports Georgia, not"]),
    ("Kein einziges Mal kritisierte Estland die Türkei.", ["Estonia criticises Türkiye, not"]),
    ("Chile hat Peru nicht, wie Bolivien behauptet, angegriffen.", ["Chile attacks Peru, not"]),
)
def test_never_and_no_longer_deny_once(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Togo half Benin, Ghana dagegen nicht.", ["Ghana supports Benin, not", "Togo supports Benin"]),
    (
        "Kuba sieht in Haiti einen Partner, Panama hingegen einen Gegner.",
        ["Cuba characterises Haiti", "Panama characterises Haiti"],
    ),
    (
        "Estland versteht sich nicht als Gegner, sondern als Partner.",
        ["Estonia positionsItself -", "Estonia positionsItself -, not"],
    ),
)
def test_what_is_set_against_each_other_is_said_twice(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "In Belgrad hieß es, man werde Kosovo nicht anerkennen.",
        ["Serbia refusesToRecognise Kosovo, says Serbia", "Serbia states Kosovo"],
    ),
)
def test_man_in_reported_words_is_the_speaker(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Ob China die Bitte Nepals um Waffen erfüllt, ist offen.", ["Nepal requestsHelpFrom China"]),
    ("Indien ersuchte Nepal um die Auslieferung eines Häftlings.", ["India demands Nepal"]),
)
def test_a_request_was_made_though_nobody_grants_it_and_not_each_is_for_help(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Das von Russland besetzte Gebiet gehöre der Ukraine, sagte Olaf Scholz.",
        ["Olaf Scholz states Russia"],
    ),
)
def test_what_is_mentioned_in_passing_is_nobodys_word(text: str, claims: list[str]) -> None:
    assert [each for each in said(text) if "occupies" not in each] == claims
    assert not any(claim.attribution for claim in read(text).claims if claim.predicate == "occupies")


# -- roles -----------------------------------------------------------------------------------------


@promise(
    (
        "Laut „Bild“ will das Nato-Mitglied Ungarn die Ukraine nicht unterstützen.",
        [f"Hungary memberOf {NATO}", "Hungary supports Ukraine, not, planned, says Bild"],
    ),
    (
        "Das Nato-Mitglied Türkei könnte Syrien angreifen.",
        [f"Türkiye memberOf {NATO}", "Türkiye attacks Syria, possible"],
    ),
)
def test_a_bare_role_in_passing_is_not_attributed(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Der französische Präsident Emmanuel Macron reiste ab.", ["Emmanuel Macron headOf France"]),
    ("Nikol Paschinjan, Ministerpräsident von Armenien, schwieg.", ["Nikol Pashinyan headOf Armenia"]),
    ("Jens Stoltenberg, Generalsekretär der Nato, schwieg.", [f"Jens Stoltenberg headOf {NATO}"]),
)
def test_a_title_beside_a_name_is_an_office(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_the_office_is_said_in_the_articles_words() -> None:
    assert the("Der deutsche Bundeskanzler Olaf Scholz reiste ab.", "headOf").content == "deutsche Bundeskanzler"


@promise(
    (
        "In Armenien wächst der Unmut. Premierminister Nikol Paschinjan kritisierte die OVKS.",
        ["Nikol Pashinyan headOf Armenia", f"Nikol Pashinyan criticises {CSTO}"],
    ),
    ("Premierminister Nikol Paschinjan kritisierte die OVKS.", [f"Nikol Pashinyan criticises {CSTO}"]),
)
def test_title_without_state_takes_it_from_the_slice_if_the_article_names_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(("Der Präsident Kasachstans schwieg.", []))
def test_a_title_without_a_holder_is_no_claim(text: str, claims: list[str]) -> None:
    assert said(text) == claims


# -- what makes no claim ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Verlässt Armenien die OVKS?",
        "Warum unterstützt Ungarn die Ukraine nicht?",
        "Will Georgien wirklich der Nato beitreten?",
        "„Wer griff Armenien an?“",
    ],
)
def test_questions_make_no_claims(text: str) -> None:
    assert said(text) == []


PAGE = """Streit im Bündnis

Armenien verlässt die OVKS. Das Land unterstützt die Ukraine.

Lesen Sie auch: Ungarn unterstützt Russland

Serbien kritisierte die Nato. Folgen Sie uns bei Facebook: Polen griff Belarus an.

Foto: Russland griff die Ukraine an / dpa

Themen: Kasachstan verlässt die OVKS
"""


def test_teasers_captions_and_topics_make_no_claims() -> None:
    assert said(PAGE) == sorted([f"Armenia leaves {CSTO}", "Armenia supports Ukraine", f"Serbia criticises {NATO}"])


@pytest.mark.parametrize("text", ["Russland griff Russland an.", "Wladimir Putin lobte Wladimir Putin."])
def test_no_claim_about_an_actor_and_itself(text: str) -> None:
    assert said(text) == []


@promise(
    ("Wolodymyr Selenskyj forderte Deutschland auf, Polen zu unterstützen.", ["Volodymyr Zelenskyy demands Germany"]),
    ("Die Nato verlangt von Serbien, den Kosovo anzuerkennen.", [f"{NATO} demands Serbia"]),
    ("Polen verlangt, dass Deutschland die Ukraine unterstützt.", ["Poland demands Germany"]),
)
def test_what_is_demanded_is_no_claim_of_its_own(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_what_is_demanded_is_the_content_of_the_demand() -> None:
    claim = the("Die Nato verlangt von Serbien, den Kosovo anzuerkennen.", "demands")
    assert claim.content == "den Kosovo anzuerkennen"


@pytest.mark.parametrize(
    "text",
    [
        "Das Wetter in Armenien war gut.",
        "In der Türkei und in Griechenland regnete es.",
        "Frankreich gewann gegen Argentinien mit 4:2.",
        "Der Zug von Polen nach Litauen hatte Verspätung.",
    ],
)
def test_names_side_by_side_make_no_claim(text: str) -> None:
    assert said(text) == []


# -- evidence --------------------------------------------------------------------------------------

GLUED = "Am Montag hatteXi Jinping die Ukraine kritisiert.\u00a0Putin-SchergeDmitri Peskow lobte Polen."


@pytest.mark.parametrize("text", [PAGE, GLUED])
def test_evidence_is_the_articles_own_words(text: str) -> None:
    claims = read(text).claims
    assert claims
    for claim in claims:
        for span in (claim.evidence, claim.cue):
            assert text[span.start : span.end] == span.text
        assert claim.evidence.start <= claim.cue.start < claim.cue.end <= claim.evidence.end


def test_evidence_goes_from_the_first_to_the_last_word_of_the_claim() -> None:
    words = [claim.evidence.text for claim in read(GLUED).claims]
    assert words == ["Xi Jinping die Ukraine kritisiert", "Dmitri Peskow lobte Polen"]


def test_the_state_that_a_person_acts_for_is_reached_by_a_link_that_the_claim_records() -> None:
    claim = the(
        "Die norwegische Außenministerin Anniken Huitfeldt reiste nach Helsinki. "
        "Huitfeldt unterzeichnete mit Finnland ein Abkommen.",
        "signsAgreementWith",
    )
    assert claim.subject
    assert claim.subject.label == "Norway"
    ((link, via),) = ((link, link.via) for link in claim.links)
    assert via is not None
    assert (link.mention.span.text, link.entity.label, via.span.text) == ("Huitfeldt", "Norway", "norwegische")


def test_who_is_named_elsewhere_is_reached_by_a_link_that_the_claim_records() -> None:
    claim = the(PAGE, "supports")
    ((link, via),) = ((link, link.via) for link in claim.links)
    assert via is not None
    assert (link.mention.span.text, via.span.text) == ("Land", "Armenien")
    assert claim.evidence.text == "Land unterstützt die Ukraine"
    named = the("Armenien unterstützt die Ukraine.", "supports")
    assert claim.confidence < named.confidence <= 1


def test_every_claim_names_a_sense_and_a_relation_of_the_lexicon() -> None:
    known = lexicon.load("de")
    senses = {sense.name: sense.reference for found in known.entries.values() for sense in found}
    for claim in read(PAGE).claims:
        assert senses[claim.sense] == claim.predicate


def test_same_input_same_claims() -> None:
    (again,) = Pipeline(language="de").read([Article("a", PAGE, date=Date(2022, 9, 14))])
    assert isinstance(again, Reading)
    assert again.claims == read(PAGE).claims


def test_the_same_said_twice_is_one_claim() -> None:
    assert said("Russland griff Polen an. Am Abend griff Russland die Polen an.") == ["Russia attacks Poland"]


# -- gold ------------------------------------------------------------------------------------------


def report(texts: Iterable[GoldText]) -> Report:
    pairs = []
    read_all = pipeline().read
    found = list(texts)
    for text, reading in zip(found, read_all(text.article for text in found), strict=True):
        assert not isinstance(reading, Refused)
        pairs.append((text, reading))
    relations = lexicon.load("de").relations
    return gold.score(pairs, frozenset(name for name, each in relations.items() if each.symmetric), gold.same_items())


def is_held_out(text: GoldText) -> bool:
    """Whether a sentence belongs to the quarter whose errors nobody looks at."""
    return int("".join(filter(str.isdigit, text.article.source))) % 4 == 3


@cache
def domain(held_out: bool) -> Report:
    return report(text for text in gold.load(GOLD / "domain") if is_held_out(text) is held_out)


@cache
def examples() -> Report:
    return report(gold.load(GOLD / "examples"))


def figures(found: Report) -> dict[str, float]:
    shares = {name: found.values[name] / found.matched for name in gold.VALUES}
    return {"precision": found.claims.precision, "recall": found.claims.recall, **shares}


# A little below what was reached when they were set; raise them with the figures.
FLOORS = {
    "examples": {"precision": 0.9, "recall": 0.68, "polarity": 0.97, "modality": 0.94, "attribution": 0.91},
    "development": {"precision": 0.83, "recall": 0.54, "polarity": 0.94, "modality": 0.95, "attribution": 0.93},
    "held out": {"precision": 0.75, "recall": 0.42, "polarity": 0.89, "modality": 0.89, "attribution": 0.89},
}


@promise(
    ("Ob Georgien der Nato beitritt, ist offen.", []),
    ("Die Frage, ob Serbien den Kosovo anerkennt, blieb offen.", []),
)
def test_an_indirect_question_makes_no_claim(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Russland ist einer der engsten Verbündeten Syriens.", ["Russia allyOf Syria"]),
    ("Die EU-Außenminister kritisierten Belarus.", [f"{EU} criticises Belarus"]),
    ("Russlands Streitkräfte zogen sich aus Syrien zurück.", ["Russia withdrawsFrom Syria"]),
)
def test_one_of_several_officials_without_a_name_and_troops_stand_for_the_state(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Österreich lehnt den Beitritt Rumäniens zur Nato ab.", ["Austria opposes Romania"]),
)
def test_what_a_stance_is_about_is_no_claim_of_its_own(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Polen und Litauen warfen einander Spionage vor.", ["Poland accuses Lithuania", "Lithuania accuses Poland"]),
    ("Frankreich und Italien lobten sich gegenseitig.", ["France praises Italy", "Italy praises France"]),
    ("Spanien wirft Marokko Erpressung vor.", ["Spain accuses Morocco"]),
)
def test_what_is_done_to_each_other_is_done_both_ways(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Berlin wies die Kritik Polens an Ungarn zurück.", ["Poland criticises Hungary"]),
    ("Es gab keine Kritik Polens an Ungarn.", ["Poland criticises Hungary, not"]),
)
def test_criticism_that_is_rejected_was_made(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def below(found: Report, name: str) -> dict[str, float]:
    """Figures that are below their floor."""
    return {key: value for key, value in figures(found).items() if value < FLOORS[name][key]}


@pytest.mark.slow
def test_claims_and_links_of_the_examples_are_mostly_those_people_marked() -> None:
    found = examples()
    assert found.texts >= 6
    assert below(found, "examples") == {}
    assert found.links.f1 >= 0.93


@pytest.mark.slow
def test_no_claim_of_the_examples_is_from_boilerplate_or_in_other_words() -> None:
    assert (examples().in_boilerplate, examples().broken_evidence) == (0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("held_out", [False, True], ids=["development", "held out"])
def test_claims_of_hard_sentences_are_mostly_those_people_marked(held_out: bool) -> None:
    found = domain(held_out)
    assert found.texts > 200
    assert below(found, "held out" if held_out else "development") == {}
    assert found.broken_evidence == 0


@pytest.mark.slow
def test_what_nobody_tuned_on_is_read_not_much_worse() -> None:
    known, new = (
        domain(False).claims.f1,
        domain(True).claims.f1,
    )  # figures alone, so that no failure shows the sentences
    assert new > known - 0.13


@promise(
    ("Der Kirchenkreis Odessa verurteilte Russland.", []),
    ("Russland griff die Hafenstadt Odessa an.", ["Russia attacks Odessa"]),
)
def test_a_place_names_the_noun_before_it_only_if_that_is_a_place(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_a_relative_pronoun_is_no_content() -> None:
    claim = the("Das Embargo, das von Polen seit Jahren gefordert wird, liegt auf Eis.", "demands")
    assert claim.content == "Embargo"


def test_a_clause_is_no_source() -> None:
    text = "Der Plan platzte, so wurden die Gespräche von Polen mit Ungarn verschoben."
    assert not [claim for claim in read(text).claims if claim.attribution]


@promise(
    ("Nepal bekam von China Hilfe zugesagt.", ["China supports Nepal, planned"]),
    ("Von Polen bekam Belarus vorgeworfen, Drohnen zu bauen.", ["Poland accuses Belarus"]),
    ("Nepal bekam von China Besuch.", []),
)
def test_a_participle_with_bekommen_has_its_dative_for_a_subject(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Die Unabhängigkeit Abchasiens erkennen die USA nicht an.",
        ["United States refusesToRecognise Republic of Abkhazia"],
    ),
    (
        "Polen verurteilte die Besetzung der Krim durch Russland.",
        ["Poland criticises Russia", "Russia occupies Crimean Peninsula"],
    ),
)
def test_who_does_it_is_told_from_whom_it_is_done_to(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_what_somebody_says_of_himself_is_said() -> None:
    claim = the("Er habe niemals gelogen, beteuerte Viktor Orbán.", "states")
    assert (line(claim), claim.content) == ("Viktor Orbán states -", "Er habe niemals gelogen")


def test_words_around_the_name_of_who_says_them_are_said() -> None:
    text = "Polens Truppen hätten sich, räumte Donald Tusk ein, aus Mali zurückziehen müssen."
    assert said(text) == ["Donald Tusk states Mali", "Poland withdrawsFrom Mali, says Donald Tusk"]


@promise(
    ("Neben Polen unterstützt auch Ungarn die Ukraine.", ["Hungary supports Ukraine", "Poland supports Ukraine"]),
    ("Neben Polen liegt Ungarn, das die Ukraine unterstützt.", ["Hungary supports Ukraine"]),
)
def test_neben_and_auch_name_one_more_subject(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Kuba, 1962 aus der Organisation Amerikanischer Staaten ausgeschlossen, lehnt eine Rückkehr ab.",
        ["Cuba formerMemberOf Organization of American States"],
    ),
    ("Eritrea, 2007 aus der Nato ausgetreten, will nun zurück.", [f"Eritrea leaves {NATO}"]),
    ("Kritik kam von den Vereinten Nationen, den USA und Österreich.", []),
)
def test_a_participle_behind_its_noun_is_a_clause_and_one_in_a_name_is_none(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Uganda lässt den Huthis Hilfe zukommen.", ["Uganda supports Houthis"]),
    ("Serbien beteiligt sich an keinen Sanktionen gegen Russland.", ["Serbia sanctions Russia, not"]),
    ("Die Afrikanische Union hat Gabun von allen Sitzungen ausgeschlossen.", []),
)
def test_support_verbs_have_their_arguments_beside_the_noun(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Die Präsidenten von Polen und Litauen, Andrzej Duda und Gitanas Nausėda, schwiegen.",
        ["Andrzej Duda headOf Poland", "Gitanas Nausėda headOf Lithuania"],
    ),
    (
        "Der Argentinier Rafael Grossi leitet die OSZE.",
        ["Rafael Grossi headOf Organization for Security and Co-operation in Europe"],
    ),
)
def test_several_heads_have_one_state_each_and_a_compatriot_is_no_state(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Der türkische Oppositionsführer kritisierte Polen.", []),
    ("Der frühere Präsident Chiles lobte Peru.", []),
    ("US-Abgeordnete kritisierten Chile.", []),
    ("Der Präsident Chiles lobte Peru.", ["Chile praises Peru"]),
    ("Der türkische Außenminister kritisierte Polen.", ["Türkiye criticises Poland"]),
)
def test_a_deputy_and_who_held_an_office_once_do_not_speak_for_the_state(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Die Türkei hat Tel Schabur erobert.", ["Türkiye occupies Tel Schabur"]),
    ("Pokrowsk wurde von Russland eingenommen.", ["Russia occupies Pokrowsk"]),
    ("Die Huthis beschossen Dahabat.", ["Houthis attacks Dahabat"]),
)
def test_a_place_that_nobody_knows_is_taken_and_shelled(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "EU-Kommissionspräsidentin Ursula von der Leyen lobte Polen.",
        ["Ursula von der Leyen headOf European Commission", "Ursula von der Leyen praises Poland"],
    ),
    ("Die EU-Ratspräsidentschaft lobte Polen.", []),
    ("Der EU-Ratsvorsitzende Slowenien lobte Polen.", ["Slovenia praises Poland"]),
)
def test_an_office_of_a_body_of_the_union_is_not_the_unions(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Polen unterstützt Ungarn nicht mehr.", ["Poland supports Hungary, not"]),
    ("Polen hängt nicht länger von Ungarn ab.", ["Poland dependsOn Hungary, not"]),
    ("Polen könnte Ungarn nicht mehr unterstützen.", ["Poland supports Hungary, not, possible"]),
    ("Polen gehört nicht mehr zur Nato.", ["Poland formerMemberOf North Atlantic Treaty Organization"]),
)
def test_no_longer_denies_once(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Armenien ist bei der Versorgung auf Russland angewiesen.", ["Armenia dependsOn Russia"]),
    ("Die Slowakei hängt von Gas aus Russland ab.", ["Slovakia dependsOn Russia"]),
    ("Die Slowakei lebt von Gästen aus Ungarn.", []),
)
def test_a_state_depends_on_where_its_goods_come_from(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Polen unterstützt Ungarn keineswegs.", ["Poland supports Hungary, not"]),
    ("Polen greift Ungarn keineswegs an.", ["Poland attacks Hungary, not"]),
    ("Es stimmt nicht, dass Polen Ungarn unterstützt.", ["Poland supports Hungary, not"]),
    ("Es ist gelogen, dass Polen Ungarn angreift.", ["Poland attacks Hungary, not"]),
    ("Weder Polen noch Litauen greift Ungarn an.", ["Poland attacks Hungary, not", "Lithuania attacks Hungary, not"]),
)
def test_words_that_deny_a_whole_clause(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Polen plant, Ungarn anzugreifen.", ["Poland attacks Hungary, planned"]),
    ("Polen wird die Nato verlassen.", [f"Poland leaves {NATO}, planned"]),
    ("Polen soll das Kosovo anerkannt haben.", ["Poland recognises Kosovo, possible"]),
    ("Litauen hofft, dass Polen der Nato beitritt.", [f"Poland joins {NATO}, possible, says Lithuania"]),
    ("Litauen zufolge unterstützt Polen Ungarn.", ["Poland supports Hungary, says Lithuania"]),
)
def test_the_verb_of_a_clause_is_found_where_a_tagger_errs(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Angegriffen wurde Polen von Ungarn.", ["Hungary attacks Poland"]),
    ("Den Iran unterstützt der Irak.", ["Iraq supports Iran"]),
    ("Serbien weigert sich, das Kosovo anzuerkennen.", ["Serbia refusesToRecognise Kosovo"]),
    (
        "Polen unterstützt weder Ungarn noch Litauen.",
        ["Poland supports Hungary, not", "Poland supports Lithuania, not"],
    ),
    (
        "Polen unterstützt Ungarn, Litauen dagegen nicht.",
        ["Poland supports Hungary", "Lithuania supports Hungary, not"],
    ),
)
def test_who_stands_behind_the_verb_is_told_by_article_agent_and_conjunction(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Deutschland lieferte der Ukraine Panzer.", ["Germany suppliesArmsTo Ukraine"]),
    ("Putin warf der Nato Aggression vor.", [f"Vladimir Putin accuses {NATO}"]),
    ("Moldau wandte sich von Moskau ab und Brüssel zu.", ["Moldova distancesFrom Russia", f"Moldova approaches {EU}"]),
    (
        "Die OVKS ignorierte Armeniens Bitte um Hilfe.",
        [f"{CSTO} ignoresRequestOf Armenia", f"Armenia requestsHelpFrom {CSTO}"],
    ),
)
def test_a_dative_a_genitive_and_a_second_particle_find_their_words(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Barack Obama reiste ab. Manuel Zelaya sei sein Freund, sagte er.",
        ["Barack Obama states Manuel Zelaya"],
    ),
    (
        "Barack Obama reiste ab. Manuel Zelaya sagte, er sei sein Freund.",
        ["Manuel Zelaya states -"],
    ),
)
def test_who_is_spoken_of_is_not_the_pronoun_that_speaks(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Litauen fürchtet einen Angriff Polens auf Ungarn.", ["Poland attacks Hungary, possible, says Lithuania"]),
    ("Litauen warnt vor einem Angriff Polens auf Ungarn.", ["Poland attacks Hungary, possible, says Lithuania"]),
)
def test_who_fears_an_event_is_its_source(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Die EU verurteilte die Verhaftung Nawalnys.", []),
    ("China unterstützt die Isolierung des Iran.", []),
    ("Serbien kritisierte die Anerkennung des Kosovo.", []),
    ("Die EU unterstützt die Bewaffnung der Ukraine.", [f"{EU} supports Ukraine"]),
    ("Serbien kritisierte die Politik des Kosovo.", ["Serbia criticises Kosovo"]),
)
def test_who_only_suffers_an_event_is_not_whom_a_stance_is_about(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Polen und Litauen schlossen ihre Grenzen.", []),
    ("Polen und Litauen sichern ihre gemeinsame Grenze.", ["Poland bordersWith Lithuania"]),
    (
        "Polen und Litauen verteidigen ihre Grenzen zu Belarus.",
        ["Lithuania bordersWith Belarus", "Poland bordersWith Belarus"],
    ),
    ("Russland und China verteidigten ihre Politik.", []),
)
def test_what_several_have_each_for_himself_is_nothing_between_them(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Russland legte sein Veto gegen eine Syrien-Resolution ein.", []),
    ("Kuba lehnt das Iran-Abkommen ab.", []),
    ("Frankreich kritisierte die US-Politik.", ["France criticises United States"]),
    ("Frankreich kritisierte die Russland-Politik Ungarns.", ["France criticises Hungary"]),
)
def test_what_a_compound_is_about_is_not_whose_it_is(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_a_genitive_behind_a_noun_is_no_second_name_of_it() -> None:
    assert said("Angela Merkel nannte den Sturz Zelayas illegal. Manuel Zelaya floh.") == []


@promise(
    ("Kanada verurteilte die Bombardierung Syriens.", []),
    ("Kanada verurteilte die israelische Bombardierung Syriens.", ["Canada criticises Israel"]),
    ("Kanada verurteilte den Sturz Mohammed Mursis.", []),
    ("Kanada verurteilte das Vorgehen Syriens.", ["Canada criticises Syria"]),
)
def test_who_suffers_a_deed_is_not_who_is_blamed_for_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Frankreich hat 1500 Soldaten im Niger stationiert, die USA rund 1000.",
        ["France stationsTroopsIn Niger", "United States stationsTroopsIn Niger"],
    ),
    (
        "Polen hat Soldaten in Ungarn, Litauen und Lettland stationiert.",
        ["Poland stationsTroopsIn Hungary", "Poland stationsTroopsIn Latvia", "Poland stationsTroopsIn Lithuania"],
    ),
)
def test_a_name_before_a_mere_number_does_the_same(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Hun Sen traf seinen thailändischen Amtskollegen Somchai Wongsawat.",
        ["Hun Sen meets Somchai Wongsawat", "Somchai Wongsawat holdsOffice Thailand"],
    ),
    ("Hun Sen traf seinen Amtskollegen Somchai Wongsawat.", ["Hun Sen meets Somchai Wongsawat"]),
)
def test_a_colleague_serves_another_state(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Die Arabische Liga, die Libyen bereits im Februar suspendiert hatte, zögerte.", ["Arab League suspends Libya"]),
    ("China forderte alle Beteiligten zu einer Waffenruhe auf.", ["China demands -"]),
    ("Kiew sprach von 300 getöteten Russen.", ["- killed Russia, says Ukraine"]),
    ("Damaskus sprach von einem israelischen Angriff auf den Irak.", ["Israel attacks Iraq, says Syria"]),
    ("In Polen sollen 300 Reservisten eingezogen werden.", []),
    (
        "Polen und Ungarn halfen Moldau. Die beiden Staaten schlossen mit dem Land ein Abkommen.",
        [
            "Hungary signsAgreementWith Moldova",
            "Hungary supports Moldova",
            "Poland signsAgreementWith Moldova",
            "Poland supports Moldova",
        ],
    ),
)
def test_news_names_who_acts_and_who_says_so(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Russland bedroht Moldau. Russland ist groß, Moldau klein. Estlands Präsident Karis sprach vom Nachbarland.",
        ["Alar Karis headOf Estonia", "Russia bordersWith Estonia", "Russia threatens Moldova"],
    ),
    (
        "Honduras zögert, Honduras ruht. US-Präsident Joe Biden kam. Manuel Zelaya sei Präsident des Landes, sagte er.",
        [
            "Joe Biden headOf United States",
            "Joe Biden states Manuel Zelaya",
            "Manuel Zelaya headOf Honduras, says Joe Biden",
        ],
    ),
    (
        "Polen und Ungarn zögerten. Die Regierungschefs Mateusz Morawiecki und Viktor Orbán schwiegen.",
        [],
    ),
)
def test_whom_somebody_serves_is_not_what_the_article_is_about(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Irfaan Ali zögerte. Der Präsident lobte Kuba.", ["Irfaan Ali praises Cuba"]),
    ("Irfaan Ali traf Joe Biden. Der Präsident lobte Kuba.", ["Irfaan Ali meets Joe Biden"]),
)
def test_the_president_is_the_only_one_whom_the_article_names(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Baku wies das zurück und beschuldigte Armenien, die Stadt Goris mit Raketen beschossen zu haben.",
        ["Armenia attacks Goris, says Azerbaijan", "Azerbaijan accuses Armenia"],
    ),
    (
        "Polen hatte die Grenze geschlossen und Ungarn um Unterstützung gebeten.",
        ["Poland requestsHelpFrom Hungary"],
    ),
    (
        "Im Streit um die Insel Zubin haben Polen und Ungarn vereinbart zu warten.",
        ["Poland signsAgreementWith Hungary"],
    ),
)
def test_subjects_and_objects_of_participles_are_told_apart(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Kuba hat Mali seit 2021 nicht mehr unterstützt.", ["Cuba supports Mali, not"]),
    ("Mali nimmt an den Manövern der Nato nicht mehr teil.", [f"Mali cooperatesWith {NATO}, not"]),
    ("Mali nimmt an den Manövern der Nato nicht teil.", [f"Mali cooperatesWith {NATO}, not"]),
    (
        "Kaum war Montenegro der Nato beigetreten, griff Togo Benin an.",
        [f"Montenegro joins {NATO}", "Togo attacks Benin"],
    ),
    ("Montenegro unterstützt Benin kaum.", ["Montenegro supports Benin, not"]),
    ("Benin will in die Afrikanische Union, hat Togo aber nie unterstützt.", ["Benin supports Togo, not"]),
    ("Benin kann und will Togo nicht unterstützen.", ["Benin supports Togo, not, possible"]),
)
def test_what_is_over_is_denied_once_and_a_will_is_that_of_its_own_clause(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Peru und Chile legten ihren Streit bei.", ["Peru inConflictWith Chile, not"]),
    ("Der Streit zwischen Peru und Chile wurde beigelegt.", ["Peru inConflictWith Chile, not"]),
    ("Peru will den Streit mit Chile überwinden.", ["Peru inConflictWith Chile, not, planned"]),
    ("Peru streitet mit Chile über Zölle.", ["Peru inConflictWith Chile"]),
    ("Peru boykottiert den Gipfel der Afrikanischen Union.", ["Peru opposes African Union"]),
)
def test_a_quarrel_ends_where_it_is_settled(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Ungarns Partner kritisieren Togo.", []),
    ("Die Türkei zögert. Der Nato-Partner kritisiert Togo.", ["Türkiye criticises Togo"]),
    ("Georgien zögert. Der EU-Kandidat kritisiert Togo.", ["Georgia criticises Togo"]),
    ("Der Ungar kritisierte Togo.", []),
    ("Die Ungarn kritisierten Togo.", ["Hungary criticises Togo"]),
    (
        "Präsident Recep Tayyip Erdoğan verlegte Soldaten auf den türkischen Stützpunkt.",
        ["Recep Tayyip Erdoğan headOf Türkiye"],
    ),
)
def test_one_of_an_alliance_or_of_a_people_is_not_all_of_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Wut in Lima: Chile wendet sich von Peru ab", ["Chile distancesFrom Peru"]),
    ("Gipfel-Krach: Chile wendet sich von Peru ab", ["Chile distancesFrom Peru"]),
    ("Polen: Tusk kritisiert Orbán", ["Donald Tusk criticises Viktor Orbán"]),
    ("Georgien erklärte den Austritt des Landes aus der GUS.", ["Georgia leaves Commonwealth of Independent States"]),
    ("Albanien trat 1968 aus dem Warschauer Pakt aus.", ["Albania leaves Warsaw Pact"]),
)
def test_headlines_and_long_phrases_have_their_subjects_and_objects(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_reported_words_behind_a_colon_are_those_of_who_acts_before_it() -> None:
    text = "Berg spottete. Albin Kurti sah sich bestätigt: Mali sei von Togo abhängig."
    assert said(text) == ["Mali dependsOn Togo, says Albin Kurti"]


@promise(
    ("Peru schließt nicht aus, dass Togo Benin angreift.", ["Togo attacks Benin, possible, says Peru"]),
    ("Peru schließt aus, dass Togo Benin angreift.", ["Togo attacks Benin, not, says Peru"]),
    ("Ein Angriff Togos auf Benin ist nicht ausgeschlossen.", ["Togo attacks Benin, possible"]),
    ("Ein Angriff Togos auf Benin kann nicht ausgeschlossen werden.", ["Togo attacks Benin, possible"]),
)
def test_what_is_not_ruled_out_is_possible(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Togo schließt einen Austritt aus der Afrikanischen Union aus.", ["Togo leaves African Union, not, says Togo"]),
    ("Togo denkt über einen Austritt aus der Afrikanischen Union nach.", ["Togo leaves African Union, possible"]),
    ("Togo droht mit dem Austritt aus der Afrikanischen Union.", ["Togo leaves African Union, threatened"]),
    ("Togo verzichtet auf einen Beitritt zur Nato.", [f"Togo joins {NATO}, not"]),
    ("Togo liebäugelt mit einer Annäherung an China.", ["Togo approaches China, possible"]),
    ("Togo sucht die Annäherung an China.", ["Togo approaches China, attempted"]),
    ("Togo will keinen Bruch mit China.", ["Togo distancesFrom China, not, planned"]),
    ("Togo kritisiert den Bruch mit China.", []),
    ("Togo droht ein Bruch mit China.", []),
    ("Maia Sandu warb um eine rasche Aufnahme Moldaus in die EU.", [f"Moldova joins {EU}, demanded"]),
    ("Die Türkei ist auf Zypern einmarschiert.", ["Türkiye attacks Cyprus"]),
)
def test_a_step_is_as_real_as_the_verb_above_its_noun_says(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_what_somebody_is_called_is_not_whom_it_is_said_of() -> None:
    claim = the('Moldau bebt. Peru hatte das Land zuvor sogar als "nächste Ukraine" bezeichnet.', "characterises")
    assert (line(claim), claim.content) == ("Peru characterises Moldova", "nächste Ukraine")


def test_a_list_goes_on_behind_the_name_that_a_parser_takes_for_its_end() -> None:
    text = "2017 haben Peru, die Vereinigten Arabischen Emirate, Mali und Togo die Beziehungen zu Katar abgebrochen."
    assert said(text) == sorted(f"{x} distancesFrom Qatar" for x in ("Peru", "United Arab Emirates", "Mali", "Togo"))


@promise(
    (
        "Donald Tusk lobte Viktor Orbán. John Bolton dagegen kritisierte ihn.",
        ["Donald Tusk praises Viktor Orbán"],
    ),
    ("Donald Tusk reiste nach Paris. Albin Kurti lobte ihn.", ["Albin Kurti praises Donald Tusk"]),
)
def test_who_is_spoken_of_after_a_reaction_may_be_either(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("1962 verlegte Moskau Soldaten nach Kuba.", ["Soviet Union stationsTroopsIn Cuba"]),
    ("2014 unterstützte Moskau Kuba.", ["Russia supports Cuba"]),
    ("Seit 1962 unterstützt Moskau Kuba.", ["Russia supports Cuba"]),
)
def test_a_seat_is_that_of_the_state_of_the_year(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Benin wird weder die Nato noch die EU verlassen.", [f"Benin leaves {x}, not, planned" for x in (NATO, EU)]),
    ("Benin unterstützt weder Togo noch Mali.", ["Benin supports Togo, not", "Benin supports Mali, not"]),
    ("Benin hat weder Togo kritisiert noch Mali gelobt.", ["Benin criticises Togo, not", "Benin praises Mali, not"]),
    ("Togo wurde weder von Benin noch von Mali unterstützt.", ["Benin supports Togo, not", "Mali supports Togo, not"]),
    ("Benin hat Togo weder im Winter noch im Sommer geholfen.", ["Benin supports Togo, not"]),
    (
        "Benin will weder mit Togo noch mit Mali verhandeln.",
        ["Benin negotiatesWith Togo, not, planned", "Benin negotiatesWith Mali, not, planned"],
    ),
    ("Benin versteht sich nicht als Gegner Chinas.", ["Benin positionsItself -, not", "Benin opposes China, not"]),
    (
        "Wolodymyr Selenskyj trat nicht als Bittsteller, sondern als Held auf.",
        ["Volodymyr Zelenskyy positionsItself -, not", "Volodymyr Zelenskyy positionsItself -"],
    ),
)
def test_neither_and_no_role_deny_all_that_they_stand_with(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_what_stands_before_a_colon_is_no_reproach_behind_it() -> None:
    text = "Auf dem Gipfel in Scharm el-Scheich im März 2003 kam es zum Eklat: Putin warf Benin vor, Togo zu helfen."
    assert the(text, "accuses").content == "Togo zu helfen"


@promise(
    (
        "Sergej Lawrow sagte, die Nato bedrohe Polen.",
        [f"{NATO} threatens Poland, says Sergey Lavrov", "Sergey Lavrov states Poland"],
    ),
    ("Polen greife Litauen an, so Sergej Lawrow.", ["Poland attacks Lithuania, says Sergey Lavrov"]),
    (
        "Sergej Lawrow sagte, Polen liefere Waffen an Ungarn.",
        ["Poland suppliesArmsTo Hungary, says Sergey Lavrov", "Sergey Lavrov states Hungary"],
    ),
    ("Wie Lawrow sagte, bedroht die Nato Polen.", [f"{NATO} threatens Poland, says Sergey Lavrov"]),
    ("Lawrow: „Die Nato bedroht Polen.“", [f"{NATO} threatens Poland, says Sergey Lavrov"]),
    ("Kreml: Die Nato bedroht Polen", [f"{NATO} threatens Poland, says Russia"]),
    ("Polen: Tusk kritisiert Ungarn", ["Donald Tusk criticises Hungary"]),
)
def test_whose_words_they_are_stands_before_a_colon_or_in_a_clause_of_its_own(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(("Mark Rutte wurde 2024 Generalsekretär der Nato.", [f"Mark Rutte headOf {NATO}"]))
def test_who_became_something_in_a_year_is_it(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Nato-Partner wenden sich von Wladimir Putin ab.", [f"{NATO} members distancesFrom Vladimir Putin"]),
    ("Die Mitgliedstaaten der EU kritisierten Ungarn.", [f"{EU} members criticises Hungary"]),
    ("Das Nato-Mitglied Polen kritisierte Ungarn.", ["Poland criticises Hungary", f"Poland memberOf {NATO}"]),
)
def test_some_members_of_an_alliance_are_neither_it_nor_each_of_them(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Immer mehr Staaten erkennen Palästina an, darunter Spanien.", ["Spain recognises Palestine"]),
    (
        "Zu den Ländern, die das Kosovo nicht anerkennen, gehören Serbien und Spanien.",
        ["Serbia refusesToRecognise Kosovo", "Spain refusesToRecognise Kosovo"],
    ),
    ("Serbien erkennt das Kosovo ebenso wenig an.", ["Serbia refusesToRecognise Kosovo"]),
    (
        "Neben Russland erkennt auch Venezuela Abchasien an.",
        ["Russia recognises Republic of Abkhazia", "Venezuela recognises Republic of Abkhazia"],
    ),
    ("Peru sicherte der Ukraine Hilfe zu.", ["Peru supports Ukraine, planned"]),
)
def test_who_is_among_several_does_what_they_do(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Polen ist groß. Dem Warschauer Pakt gehörte es von 1955 bis 1991 an.",
        ["Poland formerMemberOf Warsaw Pact"],
    ),
    ("Peru mag die Andengemeinschaft, die es 2012 verließ.", ["Peru leaves Andean Community"]),
    (
        "Russische Truppen haben die Städte Charun und Axum verlassen.",
        ["Russia withdrawsFrom Axum", "Russia withdrawsFrom Charun"],
    ),
    ("Islam Karimow schwieg. Peru unterstützte das Vorgehen Karimows.", ["Peru supports Islam Karimov"]),
)
def test_pronouns_names_and_places_that_taggers_miss(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Dabei bleibt er, doch inzwischen liefert Serbien Munition an die Ukraine.", ["Serbia suppliesArmsTo Ukraine"]),
    ("Polen zögerte und lieferte dann Munition an die Ukraine.", ["Poland suppliesArmsTo Ukraine"]),
)
def test_the_second_clause_has_a_subject_of_its_own_behind_its_verb(text: str, claims: list[str]) -> None:
    assert said(text) == claims


def test_an_active_verb_whose_subject_the_tree_has_lost_has_no_unnamed_agent() -> None:
    assert said("Die drei von Militärs regierten Länder werfen der Nato vor, sich steuern zu lassen.") == []


# -- gaps ------------------------------------------------------------------------------------------


def gaps_of(*texts: str) -> list[tuple[str, str, tuple[str, str], int]]:
    found = gaps.find(map(read, texts), lexicon.load("de"))
    return [(gap.word, gap.noun, gap.places, one.count) for gap, one in found.items()]


def test_words_that_join_two_actors_without_a_claim_are_counted_the_most_frequent_first() -> None:
    assert gaps_of("Polen jodelt für Ungarn.", "Litauen jodelt für Lettland.", "Polen schrumpft neben Ungarn.") == [
        ("jodeln", "", ("für", "subject"), 2),
        ("schrumpfen", "", ("neben", "subject"), 1),
    ]


def test_a_supported_noun_is_part_of_the_gap_and_the_lexicon_may_know_it() -> None:
    words = lexicon.load("de")
    (found,) = gaps.find([read("Polen besingt die Reise durch Ungarn.")], words)
    assert (found.word, found.noun, gaps.is_known(found, words)) == ("besingen", "Reise", False)
    assert gaps.is_known(gaps.Gap("verb", "besingen", "Besuch", ("object", "subject")), words)


@pytest.mark.parametrize(
    "text",
    [
        "Polen unterstützt Ungarn.",
        "Polen, Ungarn, Litauen.",
        "Polen sagt, dass es regnet, weil Ungarn jodelt.",
        "Der Hund jodelt für Ungarn.",
    ],
)
def test_where_a_claim_is_made_or_another_clause_stands_between_there_is_no_gap(text: str) -> None:
    assert gaps_of(text) == []


def test_a_city_that_is_no_seat_does_not_speak() -> None:
    (speaker,) = the("Laut Córdoba unterstützt China seit Jahren Russland.", "supports").attribution
    assert (speaker.label, speaker.kind, speaker.qid) == ("Córdoba", Kind.ORGANISATION, None)


# -- what stands beside ----------------------------------------------------------------------------


@promise(
    (
        "Moldau unterhält Beziehungen zu Georgien, nicht jedoch zu Syrien und dem Iran.",
        ["Moldova cooperatesWith Georgia", "Moldova cooperatesWith Iran, not", "Moldova cooperatesWith Syria, not"],
    ),
    (
        "Kenia kooperiert mit Uganda, aber nicht mit Eritrea.",
        ["Kenya cooperatesWith Eritrea, not", "Kenya cooperatesWith Uganda"],
    ),
    ("Kenia lehnt jedoch die OVKS ab.", [f"Kenya opposes {CSTO}"]),
    ("Tschad grenzt aber an Niger.", ["Chad bordersWith Niger"]),
)
def test_what_is_set_against_the_members_of_a_list_is_denied(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Gabun gehört der Arabischen Liga und der Nato an, die ihren Sitz in Brüssel hat.",
        ["Gabon memberOf Arab League", f"Gabon memberOf {NATO}", f"{NATO} locatedIn Brussels"],
    ),
    (
        "Polen und Litauen, die an Belarus grenzen, schwiegen.",
        ["Lithuania bordersWith Belarus", "Poland bordersWith Belarus"],
    ),
    (
        "Polen und Litauen, das an Belarus grenzt, schwiegen.",
        ["Lithuania bordersWith Belarus"],
    ),
    ("Moldau trat der Nato bei, was Russland als Fehler bezeichnete.", [f"Moldova joins {NATO}"]),
)
def test_a_singular_relative_pronoun_stands_for_the_last_of_a_list(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Die EU verhängte Sanktionen gegen Serbien nach der Weigerung Belgrads, den Kosovo anzuerkennen.",
        [f"{EU} sanctions Serbia", "Serbia refusesToRecognise Kosovo"],
    ),
    ("Polen reagierte mit der Drohung, die OVKS anzugreifen.", [f"Poland attacks {CSTO}, threatened"]),
)
def test_an_infinitive_behind_a_noun_is_what_its_owner_does(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Die Türkei schloss 1993 aus Solidarität mit Aserbaidschan die Grenze.", []),
    ("Bolivien schloss 1993 die Grenze zu Peru.", ["Bolivia bordersWith Peru"]),
    ("Katar beherbergt den größten Stützpunkt der USA im Nahen Osten.", ["United States stationsTroopsIn Qatar"]),
    ("Mali erklärte, man werde angreifen; Polen unterstützte Togo.", ["Mali states -", "Poland supports Togo"]),
)
def test_what_belongs_to_another_phrase_is_no_end(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "Senegal, Togo und Ghana schwiegen. Mali und Tschad warnten vor einem Angriff auf Niger. "
        "Die drei Staaten gründeten die Allianz der Sahelstaaten.",
        [f"{x} founded Alliance of Sahel States" for x in ("Chad", "Mali", "Niger")],
    ),
)
def test_so_many_as_are_counted_are_those_of_the_last_sentence(text: str, claims: list[str]) -> None:
    assert [claim for claim in said(text) if "founded" in claim] == claims


HISTORY = (
    "Das Commonwealth of Nations hat seinen Sitz in London. Das Commonwealth ist ein Bund. "
    "Im Commonwealth gilt Gleichheit. Im Commonwealth herrscht Frieden. "
)


@promise(
    ("1957 traten Ghana und Malaysia bei.", [f"{x} joins Commonwealth of Nations" for x in ("Ghana", "Malaysia")]),
    ("Fidschi schied 1987 aus.", ["Fiji leaves Commonwealth of Nations"]),
    ("Irland trat 1949 aus.", ["Ireland leaves Commonwealth of Nations"]),
    ("Irland trat 1949 aus dem Verein aus.", []),
    ("Polen trat der Nato bei. Litauen trat 2004 bei.", [f"Poland joins {NATO}"]),
    ("Der Minister Boris Johnson schied aus.", []),
)
def test_in_the_history_of_a_body_states_join_and_leave_it_without_its_name(text: str, claims: list[str]) -> None:
    found = said(HISTORY + text)
    assert [claim for claim in found if "locatedIn" not in claim] == claims


@promise(
    ("Irland trat 1949 aus. Das Commonwealth schwieg.", []),
    (
        "Finnland beantragte die Aufnahme in die Nato, der es 2023 beitrat.",
        [f"Finland joins {NATO}", f"Finland seeksMembership {NATO}"],
    ),
    ("Indien war nach Bhutan der zweite Staat, der Bangladesch anerkannte.", ["India recognises Bangladesh"]),
    ("Pakistan ist das einzige Land der Welt, das Armenien nicht anerkennt.", ["Pakistan refusesToRecognise Armenia"]),
    ("Polen wäre der erste Staat, der Somaliland anerkennt.", []),
    ("Polen ist kein Staat, der Belarus angreift.", []),
)
def test_a_relative_clause_tells_more_of_who_is_said_to_be_its_noun(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    ("Zusammen mit Brasilien gründete Uruguay den Mercosur.", ["Brazil founded Mercosur", "Uruguay founded Mercosur"]),
    ("Kenia ist gemeinsam mit Uganda Mitglied der Nato.", [f"{x} memberOf {NATO}" for x in ("Kenya", "Uganda")]),
    ("Peru führte gemeinsam mit Chile ein Manöver durch.", ["Peru cooperatesWith Chile"]),
    ("Gemeinsam mit Togo und Mali vermittelte Ghana zwischen den Kriegsparteien.", []),
    ("Polen arbeitet gemeinsam mit Litauen an einer Mauer.", []),
)
def test_who_acts_together_with_the_subject_acts_too(text: str, claims: list[str]) -> None:
    assert said(text) == claims


@promise(
    (
        "2023 suspendierte die Ecowas die Mitgliedschaft von Mali (2020, erneut 2021), Guinea (2021) und Niger.",
        [f"Economic Community of West African States suspends {x}" for x in ("Guinea", "Mali", "Niger")],
    ),
)
def test_whose_it_is_may_hang_on_the_verb(text: str, claims: list[str]) -> None:
    assert said(text) == claims
