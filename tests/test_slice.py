"""What the shipped slice promises to a researcher, and how its builder treats facts that differ."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from kg.model import Date, Kind
from kg.wikidata import SHIPPED, Statement, WikidataSlice

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "slice" / "facts"
STATES = {Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE}
BLOCS = {Kind.ALLIANCE, Kind.MILITARY_ALLIANCE, Kind.POLITICAL_UNION, Kind.ECONOMIC_UNION, Kind.FORUM}
TODAY = Date(2026, 11, 24)
DAYS = (Date(2004, 1, 1), Date(2012, 6, 1), TODAY)

CSTO, NATO, EU, SCO, BRICS, EAEU = "Q318693", "Q7184", "Q458", "Q485207", "Q243630", "Q4173083"
NATO_1999 = "BEL CAN CZE DEU DNK ESP FRA GBR GRC HUN ISL ITA LUX NLD NOR POL PRT TUR USA"
NATO_2009 = f"{NATO_1999} ALB BGR EST HRV LTU LVA ROU SVK SVN"
EU_1995 = "AUT BEL DEU DNK ESP FIN FRA GBR GRC IRL ITA LUX NLD PRT SWE"
EU_2007 = f"{EU_1995} BGR CYP CZE EST HUN LTU LVA MLT POL ROU SVK SVN"

# Body, where the lists were read, and the members (ISO 3166-1) on the three days.
MEMBERS = [
    (
        CSTO,
        "Treaty of 1992-05-15, Protocol of 1999-04-02, Uzbekistan's return 2006 and exit 2012",
        ("ARM BLR KAZ KGZ RUS TJK", "ARM BLR KAZ KGZ RUS TJK UZB", "ARM BLR KAZ KGZ RUS TJK"),
    ),
    (
        NATO,
        "North Atlantic Treaty and its Protocols of accession 1951 to 2023, by the depositary's list",
        (NATO_1999, NATO_2009, f"{NATO_2009} FIN MKD MNE SWE"),
    ),
    (
        EU,
        "Treaties of accession 1972 to 2011; withdrawal agreement of 2020-01-31",
        (EU_1995, EU_2007, EU_2007.replace(" GBR", "") + " HRV"),
    ),
    (
        SCO,
        "Charter of 2002; summits of Astana 2017, Delhi 2023 and Astana 2024",
        ("CHN KAZ KGZ RUS TJK UZB",) * 2 + ("BLR CHN IND IRN KAZ KGZ PAK RUS TJK UZB",),
    ),
    (
        BRICS,
        "Declarations of Yekaterinburg 2009, Sanya 2011, Johannesburg 2023; Brazil's chair, 2025-01-06",
        ("", "BRA CHN IND RUS ZAF", "ARE BRA CHN EGY ETH IDN IND IRN RUS ZAF"),
    ),
    (
        EAEU,
        "Treaty of 2014-05-29 with the accessions of Armenia and Kyrgyzstan",
        ("", "", "ARM BLR KAZ KGZ RUS"),
    ),
]
DEFACTO = {
    "Q1246": "Kosovo",
    "Q865": "Taiwan",
    "Q31354462": "Republik Abchasien",
    "Q23427": "Südossetien",
    "Q907112": "Transnistrien",
    "Q23681": "Türkische Republik Nordzypern",
    "Q16150196": "Volksrepublik Donezk",
    "Q16746854": "Volksrepublik Lugansk",
    "Q244165": "Republik Arzach",
    "Q40362": "Demokratische Arabische Republik Sahara",
    "Q34754": "Somaliland",
}
COVERAGE = [
    ("alliances and blocs", BLOCS, "P571", 120),
    ("organisations", {Kind.ORGANISATION}, "P571", 500),
    ("outlets", {Kind.MEDIA_OUTLET}, "", 120),
    ("conflicts with a start", {Kind.CONFLICT}, "P580", 100),
    ("conflicts with parties", {Kind.CONFLICT}, "P710", 95),
    ("ended states with an end", {Kind.HISTORICAL_STATE}, "P576", 70),
    ("territories with claims", {Kind.TERRITORY}, "P1336", 30),
    ("citizens", {Kind.PERSON}, "P27", 800),
]


@pytest.fixture(scope="module")
def wikidata() -> WikidataSlice:
    return WikidataSlice.load()


def table(path: Path) -> Iterator[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def codes() -> dict[str, str]:
    return {row["code"]: row["id"] for row in table(FACTS / "codes.tsv")}


def holds(statement: Statement, on: Date) -> bool:
    started = statement.start is None or statement.start.first() <= on.last()
    return started and (statement.end is None or on.first() <= statement.end.last())


def members(wikidata: WikidataSlice, body: str, on: Date) -> set[str]:
    return {each.subject for each in wikidata.statements_about(body, "P463") if holds(each, on)}


@pytest.mark.parametrize(
    ("body", "source", "on", "expected"),
    [(body, source, *pair) for body, source, lists in MEMBERS for pair in zip(DAYS, lists, strict=True)],
    ids=str,
)
def test_members_on_three_days(wikidata: WikidataSlice, body: str, source: str, on: Date, expected: str) -> None:
    assert members(wikidata, body, on) == {codes()[code] for code in expected.split()}, source


@pytest.mark.parametrize(
    ("body", "state", "inside", "outside"),
    [
        ("Q318693", "GEO", Date(1998), Date(2000)),
        ("Q318693", "AZE", Date(1998), Date(2000)),
        ("Q7779", "GEO", Date(2008, 8, 1), Date(2010)),
        ("Q7779", "TKM", Date(1995), Date(2006)),
        ("Q193272", "NER", Date(2024), Date(2025, 2, 1)),
        ("Q8908", "RUS", Date(2021), Date(2022, 4, 1)),
        ("Q7795", "QAT", Date(2018), Date(2019)),
        ("Q7159", "MAR", Date(2018), Date(2016)),
        ("Q166546", "GBR", Date(1965), Date(1975)),
        ("Q41644", "ALB", Date(1960), Date(1970)),
        ("nil-group-of-eight", "RUS", Date(2006), Date(2015)),
        ("nil-eurozone", "BGR", TODAY, Date(2025, 12, 31)),
    ],
    ids=str,
)
def test_who_left_is_no_member_any_more(
    wikidata: WikidataSlice, body: str, state: str, inside: Date, outside: Date
) -> None:
    assert codes()[state] in members(wikidata, body, inside)
    assert codes()[state] not in members(wikidata, body, outside)


def test_the_united_nations_have_193_members(wikidata: WikidataSlice) -> None:
    assert len(members(wikidata, "Q1065", TODAY)) == 193


def test_every_member_state_has_a_head_in_every_year_or_is_a_known_hole(wikidata: WikidataSlice) -> None:
    known = {
        (row["state"], year)
        for row in table(FACTS / "holes.tsv")
        for year in range(int(row["from"]), int(row["to"]) + 1)
    }
    missing = {
        (state, year)
        for state in members(wikidata, "Q1065", TODAY)
        for year in range(1990, TODAY.year + 1)
        if not wikidata.heads(state, Date(year))
    }
    assert missing == known


@pytest.mark.parametrize(("id", "name"), DEFACTO.items())
def test_de_facto_states_have_a_kind_a_name_and_leaders(wikidata: WikidataSlice, id: str, name: str) -> None:
    item = wikidata.item(id)
    assert item is not None
    assert item.kind == Kind.PARTIALLY_RECOGNISED_STATE
    assert name == item.label_de
    assert wikidata.holders(id, "head of state")


def test_ended_states_have_german_names(wikidata: WikidataSlice) -> None:
    named = [item for item in wikidata.items() if item.kind == Kind.HISTORICAL_STATE and item.label_de]
    assert len(named) >= 150
    for statement in (s for item in wikidata.items() for s in wikidata.statements(item.id, "P576")):
        item = wikidata.item(statement.subject)
        if item and item.kind == Kind.HISTORICAL_STATE and statement.value >= "1990":
            assert item.label_de, item.label


@pytest.mark.parametrize(("what", "kinds", "property", "least"), COVERAGE, ids=[case[0] for case in COVERAGE])
def test_coverage(wikidata: WikidataSlice, what: str, kinds: set[Kind], property: str, least: int) -> None:
    found = [item for item in wikidata.items() if item.kind in kinds]
    assert sum(not property or bool(wikidata.statements(item.id, property)) for item in found) >= least, what


def test_bodies_have_heads(wikidata: WikidataSlice) -> None:
    bodies = [item.id for item in wikidata.items() if item.kind in BLOCS | {Kind.ORGANISATION}]
    assert sum(bool(wikidata.holders(id, "head of organisation")) for id in bodies) >= 40


def test_dated_memberships_do_not_overlap(wikidata: WikidataSlice) -> None:
    for item in wikidata.items():
        spans = Counter((s.value, str(s.start)) for s in wikidata.statements(item.id, "P463"))
        assert max(spans.values(), default=1) == 1, item.label


def test_english_words_for_all_states(wikidata: WikidataSlice) -> None:
    words = {row["id"]: row for row in table(SHIPPED / "english.tsv")}
    assert all(wikidata.item(id) for id in words)
    without = [item.label for item in wikidata.items() if item.kind in STATES and item.id not in words]
    assert sorted(without) == ["Donetsk People's Republic", "Luhansk People's Republic"]
    assert words["Q232"]["adjectives_en"].split("|")[0] == "Kazakh"
    assert {"Kazakh", "Kazakhs"} <= set(words["Q232"]["demonyms_en"].split("|"))


def test_labels_are_english(wikidata: WikidataSlice) -> None:
    odd = ("Papa ", " da Suécia", " do Reino", " da Arábia", " de Marrocos", " da Noruega", " dos Países")
    assert [item.label_en for item in wikidata.items() if any(word in item.label_en for word in odd)] == []
    francis = wikidata.item("Q450675")
    assert francis
    assert (francis.label_en, francis.label_de) == ("Pope Francis", "Franziskus")


def test_every_list_of_states_resolves() -> None:
    for name, column in (("memberships", "members"), ("conflicts", "parties"), ("claims", "claimants")):
        for row in table(FACTS / f"{name}.tsv"):
            for word in row[column].split():
                assert word in codes() or word.startswith(("Q", "nil-")), row


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    """Collected facts that are stale, wrong or less exact than the project's own."""
    source = "pypi:rigour 2.6.1 (territories)"
    names = {"Q159": "Russia", "Q183": "Germany", "Q77": "Uruguay"}
    entities = [f"{id}\tstate\t{name}\t\t\t\t\t{source}\n" for id, name in names.items()]
    facts = [
        *("Q159\tP463\tQ8908\t\t", "Q183\tP463\tQ7184\t1955\t", "Q77\tP463\tQ7184\t\t", "Q77\tP463\tQ123759\t1950\t"),
        "Q159\tP39\tQ7747\t\t",
    ]
    header = "qid\tkind\tlabel_en\tlabel_de\taliases_en\taliases_de\tiso3\tsource\n"
    (tmp_path / "entities.tsv").write_text(header + "".join(entities), "utf-8")
    header = "subject_qid\tproperty\tobject\tstart\tend\tsource\n"
    (tmp_path / "statements.tsv").write_text(header + "".join(f"{fact}\t{source}\n" for fact in facts), "utf-8")
    return tmp_path


def build(source: Path, target: Path) -> Path:
    command = [sys.executable, str(ROOT / "slice" / "build.py"), str(source), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_own_dates_win_and_differences_are_reported(collection: Path) -> None:
    folder = build(collection, collection / "out")
    built = WikidataSlice.load(folder)
    built.check()
    (germany,) = built.statements_about("Q7184", "P463")
    assert (germany.subject, str(germany.start), germany.source) == ("Q183", "1955-05-06", "rig|own")
    reported = {(row["subject"], row["value"], row["what"], row["kept"]) for row in table(folder / "conflicts.tsv")}
    assert reported == {
        ("Q159", "Q8908", "end", "2022-03-16"),
        ("Q77", "Q7184", "member", "no"),
        ("Q77", "Q123759", "start", "1948-04-30"),
    }


def test_same_facts_give_same_bytes(collection: Path) -> None:
    first, second = (build(collection, collection / name) for name in ("one", "two"))
    assert [path.name for path in sorted(first.iterdir())] == [path.name for path in sorted(second.iterdir())]
    assert all(path.read_bytes() == (second / path.name).read_bytes() for path in first.iterdir())
