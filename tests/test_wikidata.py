"""The slice knows what news speaks of, says what it does not know, and refuses to be read when it is broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.model import Date, Form, Kind
from kg.wikidata import SHIPPED, Item, Name, Statement, WikidataSlice

STATES = {Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE}
ROOT = Path(__file__).parent.parent

MEMBERSHIPS = {
    ("Q318693", Date(1995, 6, 1)): "Q159 Q184 Q227 Q230 Q232 Q265 Q399 Q813 Q863",
    ("Q318693", Date(2004, 1, 1)): "Q159 Q184 Q232 Q399 Q813 Q863",
    ("Q318693", Date(2026, 11, 1)): "Q159 Q184 Q232 Q399 Q813 Q863",
    ("Q485207", Date(2012, 6, 1)): "Q148 Q159 Q232 Q265 Q813 Q863",
    ("Q243630", Date(2012, 6, 1)): "Q148 Q155 Q159 Q258 Q668",
    ("Q7779", Date(2004, 1, 1)): "Q159 Q184 Q212 Q217 Q227 Q230 Q232 Q265 Q399 Q813 Q863 Q874",
    ("Q4173083", Date(2026, 11, 1)): "Q159 Q184 Q232 Q399 Q813",
}

MEANINGS = [
    ("Kasachstan", "Q232", Form.NAME, False),
    ("Kasache", "Q232", Form.DEMONYM, False),
    ("Kasachin", "Q232", Form.DEMONYM, False),
    ("kasachisch", "Q232", Form.DEMONYM, True),
    ("US-amerikanisch", "Q30", Form.DEMONYM, True),
    ("Weißrussland", "Q184", Form.NAME, False),
    ("Kirgistan", "Q813", Form.NAME, False),
    ("Moldawien", "Q217", Form.NAME, False),
    ("Elfenbeinküste", "Q1008", Form.NAME, False),
    ("VR China", "Q148", Form.NAME, False),
    ("Großbritannien", "Q145", Form.NAME, False),
    ("Kosovare", "Q1246", Form.DEMONYM, False),
    ("DDR", "Q16957", Form.NAME, False),
    ("UdSSR", "Q15180", Form.NAME, False),
    ("OVKS", "Q318693", Form.NAME, False),
    ("GUS", "Q7779", Form.NAME, False),
    ("EAWU", "Q4173083", Form.NAME, False),
    ("UNO", "Q1065", Form.NAME, False),
    ("OSZE", "Q81299", Form.NAME, False),
    ("IStGH", "Q47488", Form.NAME, False),
    ("Weltsicherheitsrat", "Q37470", Form.NAME, False),
    ("EU-Kommission", "Q8880", Form.NAME, False),
    ("Kreml", "Q159", Form.METONYM, False),
    ("Moskau", "Q159", Form.METONYM, False),
    ("Moskau", "Q649", Form.NAME, False),
    ("Weißes Haus", "Q30", Form.METONYM, False),
    ("Eriwan", "Q399", Form.METONYM, False),
    ("Brüssel", "Q458", Form.METONYM, False),
    ("Brüssel", "Q31", Form.METONYM, False),
    ("Ukraine-Krieg", "Q110999040", Form.NAME, False),
    ("Gazastreifen", "Q39760", Form.NAME, False),
    ("Bild-Zeitung", "nil-bild", Form.NAME, False),
    ("Spiegel", "Q131478", Form.NAME, False),
]

SPELLINGS = {
    "Q7747": "Wladimir Putin",
    "Q200881": "Qassym-Schomart Toqajew",
    "Q2866": "Alexander Lukaschenko",
    "Q58217": "Sergej Lawrow",
    "Q32024": "Sergei Schoigu",
    "Q7035479": "Nikol Paschinjan",
    "Q3874799": "Wolodymyr Selenskyj",
    "Q57371": "Ilham Alijew",
    "Q43330": "Micheil Saakaschwili",
    "Q57336": "Ali Chamenei",
    "Q39259": "Recep Tayyip Erdogan",
    "Q47139": "Slobodan Milosevic",
    "Q57634": "Hashim Thaci",
    "Q30487": "Michail Gorbatschow",
}

GENERATED = {
    "Dimitar Stoyanov": "Dimitar Stojanow",
    "Vano Merabishvili": "Wano Merabischwili",
    "Ara Babloyan": "Ara Bablojan",
    "Anatoliy Hrytsenko": "Anatolij Hryzenko",
    "Alexander Bortnikov": "Alexander Bortnikow",
}


@pytest.fixture(scope="module")
def wikidata() -> WikidataSlice:
    return WikidataSlice.load()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "slice")


def holds(statement: Statement, on: Date) -> bool:
    started = statement.start is None or statement.start.first() <= on.last()
    return started and (statement.end is None or on.first() <= statement.end.last())


def test_the_whole_slice_can_be_read(wikidata: WikidataSlice) -> None:
    wikidata.check()


def test_it_is_small_and_loads_at_once() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 8_000_000
    times = []
    for _ in range(3):
        begin = time.process_time()
        WikidataSlice.load().names()
        times.append(time.process_time() - begin)
    assert min(times) < 0.6


def test_every_statement_is_about_items_and_has_a_known_source(wikidata: WikidataSlice) -> None:
    literal = re.compile(r"P159|P571|P576|P580|P582")
    codes = wikidata.sources()
    for item in wikidata.items():
        assert set(item.source) <= codes.keys()
        for statement in wikidata.statements(item.id):
            assert set(statement.source.split("|")) <= codes.keys()
            value = statement.value.rpartition("@")[2]
            assert literal.fullmatch(statement.property) or wikidata.item(value), statement


def test_no_statement_ends_before_it_starts(wikidata: WikidataSlice) -> None:
    dated = [s for item in wikidata.items() for s in wikidata.statements(item.id) if s.start and s.end]
    assert len(dated) > 10_000
    assert [s for s in dated if s.start and s.end and s.start.first() > s.end.last()] == []


def test_a_subject_is_an_item(wikidata: WikidataSlice) -> None:
    subjects = {line.partition("\t")[0] for line in (SHIPPED / "statements.tsv").read_text("utf-8").splitlines()[1:]}
    assert all(wikidata.item(subject) for subject in subjects)


def test_borders_go_both_ways(wikidata: WikidataSlice) -> None:
    borders = {(s.subject, s.value) for item in wikidata.items() for s in wikidata.statements(item.id, "P47")}
    assert len(borders) > 600
    assert borders == {(other, state) for state, other in borders}


def test_every_state_has_a_german_name_and_a_capital_or_reason(wikidata: WikidataSlice) -> None:
    states = [item for item in wikidata.items() if item.kind in STATES]
    assert len(states) >= 193 + 13
    assert [item.id for item in states if not item.label_de] == []
    without = {item.label for item in states if item.id[0] == "Q" and not item.adjectives}
    assert len(without) < 10, without


@pytest.mark.parametrize(("surface", "id", "form", "adjective"), MEANINGS, ids=str)
def test_a_surface_names_its_item(wikidata: WikidataSlice, surface: str, id: str, form: Form, adjective: bool) -> None:
    assert Name(id, form, adjective) in wikidata.names()[surface]


@pytest.mark.parametrize(("id", "spelling"), SPELLINGS.items())
def test_persons_are_found_in_german_spelling(wikidata: WikidataSlice, id: str, spelling: str) -> None:
    assert Name(id, Form.NAME) in wikidata.names()[spelling]


@pytest.mark.parametrize(("english", "german"), GENERATED.items())
def test_spellings_that_nobody_wrote_down_follow_the_newsroom(
    wikidata: WikidataSlice, english: str, german: str
) -> None:
    (name,) = wikidata.names()[english]
    assert Name(name.id, Form.NAME) in wikidata.names()[german]


def test_the_best_known_meaning_comes_first(wikidata: WikidataSlice) -> None:
    for names in wikidata.names().values():
        known = [item.prominence for name in names if (item := wikidata.item(name.id))]
        assert known == sorted(known, reverse=True)


def test_no_acronym_of_an_obscure_body_is_a_name(wikidata: WikidataSlice) -> None:
    assert not wikidata.names().keys() & {"ECA", "IDB", "MAK", "BASIC", "MINT", "SHARE", "IDEA", "ERA", "BOL"}
    short = [
        (name, each) for name in wikidata.names() if re.fullmatch("[A-Z]{2}", name) for each in _items(wikidata, name)
    ]
    bodies = {Kind.ORGANISATION, Kind.ALLIANCE, Kind.POLITICAL_UNION, Kind.ECONOMIC_UNION, Kind.FORUM}
    assert {name for name, item in short if item.kind in bodies} == {"EU", "UN", "AU", "IS"}


def _items(wikidata: WikidataSlice, surface: str) -> list[Item]:
    return [item for name in wikidata.names()[surface] if (item := wikidata.item(name.id))]


@pytest.mark.parametrize(("alliance", "on"), MEMBERSHIPS, ids=str)
def test_members_on_a_day(wikidata: WikidataSlice, alliance: str, on: Date) -> None:
    statements = wikidata.statements_about(alliance, "P463")
    assert {s.subject for s in statements if holds(s, on)} == set(MEMBERSHIPS[alliance, on].split())


def test_the_european_union_shrank(wikidata: WikidataSlice) -> None:
    members = wikidata.statements_about("Q458", "P463")
    assert [sum(holds(s, Date(year, 6, 1)) for s in members) for year in (1960, 1990, 2004, 2014, 2021)] == [
        *(6, 12, 25, 28, 27)
    ]


@pytest.mark.parametrize(
    ("state", "on", "heads"),
    [
        ("Q159", Date(2010, 6, 1), "Dmitry Medvedev, Vladimir Putin"),
        ("Q159", None, "Vladimir Putin, Mikhail Mishustin"),
        ("Q183", Date(2015, 1, 1), "Joachim Gauck, Angela Merkel"),
        ("Q1246", Date(2008, 3, 1), "Fatmir Sejdiu, Hashim Thaçi"),
        ("Q232", Date(2022, 3), "Kassym-Jomart Tokayev, Alihan Smaiylov"),
        ("Q7184", Date(2022, 2, 24), "Jens Stoltenberg"),
        ("Q1065", Date(2003), "Kofi Annan"),
        ("Q458", Date(2022, 1, 1), "Ursula von der Leyen"),
    ],
    ids=str,
)
def test_heads_on_a_day(wikidata: WikidataSlice, state: str, on: Date | None, heads: str) -> None:
    found = [item.label for id in wikidata.heads(state, on) if (item := wikidata.item(id))]
    assert ", ".join(found) == heads


def test_a_stale_open_term_does_not_outlive_a_later_holder(wikidata: WikidataSlice) -> None:
    (minister,) = wikidata.holders("Q159", "defence minister", Date(2026, 11, 1))
    assert minister != "Q32024"
    assert wikidata.holders("Q159", "defence minister", Date(2022, 3, 1)) == ("Q32024",)


def test_holders_of_all_times_come_latest_first(wikidata: WikidataSlice) -> None:
    presidents = wikidata.holders("Q212", "head of state", None)
    assert presidents[0] == "Q3874799"
    assert {"Q58077", "Q1459658", "Q1459699"} < set(presidents)


def test_what_is_not_there_is_no_error(wikidata: WikidataSlice) -> None:
    assert wikidata.item("Q0") is None
    assert wikidata.statements("Q0") == ()
    assert wikidata.statements_about("Q0", "P463") == ()
    assert wikidata.heads("Q0", None) == ()
    assert wikidata.holders("Q0", "foreign minister", Date(2020)) == ()


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("entities.tsv", "Q1\tPerson", "2 columns instead of 13"),
        ("entities.tsv", "Q159" + "\t" * 10 + "\t0\town", "Q159 has a row already"),
        ("entities.tsv", "Q999\tPlanet" + "\t" * 9 + "\t0\town", "'Planet' is not a valid Kind"),
        ("entities.tsv", "Q999\tPerson" + "\t" * 9 + "\thigh\town", "invalid literal"),
        ("statements.tsv", "Q159\tP463\tQ1065\tlong ago\t\t\town", "'long ago' is no date"),
        ("statements.tsv", "Q159 P463 Q1065", "1 columns instead of 7"),
    ],
    ids=str,
)
def test_a_broken_line_is_an_error_with_its_place(copy: Path, file: str, line: str, reason: str) -> None:
    path = copy / file
    text = path.read_text("utf-8")
    path.write_text(text + line + "\n", "utf-8")
    with pytest.raises(InputError, match=rf"{file}, line {text.count(chr(10)) + 1}: .*{re.escape(reason)}"):
        WikidataSlice.load(copy).check()


def test_a_folder_that_is_no_slice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no part of a Wikidata slice"):
        WikidataSlice.load(tmp_path)


def test_the_builder_makes_a_slice_of_any_collection(tmp_path: Path) -> None:
    (tmp_path / "entities.tsv").write_text(
        "qid\tkind\tlabel_en\tlabel_de\taliases_en\taliases_de\tiso3\tsource\n"
        "Q159\tstate\tRussia\tRussland\t\t\tRUS\town facts\n"
        "Q649\tcity\tMoscow\tMoskau\t\t\t\town facts\n"
        "Q900001\tleader\tYuriy Shchukin\t\t\t\t\town facts\n"
        "Q900002\tleader\tAn Emperor\t\t\t\t\town facts\n".replace("own facts", "pypi:rigour 2.6.1 (territories)"),
        "utf-8",
    )
    (tmp_path / "statements.tsv").write_text(
        "subject_qid\tproperty\tobject\tstart\tend\tsource\n"
        "Q159\tP36\tQ649\t\t\tX\nQ159\tP35\tQ900001\t2001-05-00\t\tX\nQ159\tP35\tQ900002\t1901\t1917\tX\n"
        "Q900001\tP39\tMinister of Defence @Q159\t1999\t2000\tX\n".replace("X", "pypi:rigour 2.6.1 (territories)"),
        "utf-8",
    )
    command = [sys.executable, str(ROOT / "slice" / "build.py"), str(tmp_path), str(tmp_path / "out")]
    subprocess.run(command, check=True, capture_output=True)
    built = WikidataSlice.load(tmp_path / "out")
    built.check()
    assert built.names()["Juri Schtschukin"] == (Name("Q900001", Form.NAME),)
    assert Name("Q159", Form.METONYM) in built.names()["Moskau"]
    assert built.heads("Q159", Date(2002)) == ("Q900001",)
    assert built.holders("Q159", "defence minister", Date(1999)) == ("Q900001",)
    assert built.item("Q900002") is None
