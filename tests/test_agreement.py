"""Promises of the comparison: each planted error in an article is found, no true sentence is contradicted."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg
from kg import cli, queries
from kg.store import Store

ARTICLES = Path(__file__).parent / "data" / "contradictions" / "articles.jsonl"
GOLD = Path(__file__).parent.parent.parent / "shared" / "data" / "gold" / "news-de-ovks.json"
ERRORS = {
    ("w01-kiew", "Ukraine", "memberOf", "wrongMember"),
    ("w02-dover", "United Kingdom", "memberOf", "membershipEnded"),
    ("w03-paris", "Nicolas Sarkozy", "headOf", "officeNotHeldThen"),
    ("w04-karpaten", "Poland", "bordersWith", "noSuchBorder"),
    ("w05-gruender", "Vietnam", "founded", "wrongFounder"),
    ("w06-warschau", "Poland", "joins", "wrongDate"),
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("agreement") / "store"
    assert not [one for one in kg.build([str(ARTICLES)], made) if one.skipped]
    return made


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, read_only=True) as opened:
        yield opened


def found(store: Store) -> set[tuple[str, str, str, str]]:
    rows = queries.python(queries.find("contradictions-with-wikidata").run(store))
    return {(row["article"], row["subject"], row["predicate"], row["reason"]) for row in rows}


def test_every_planted_error_is_found_and_none_is_invented(store: Store) -> None:
    assert found(store) == ERRORS


def test_half_of_the_articles_are_right_and_something_in_each_is_confirmed(store: Store) -> None:
    articles = [json.loads(line)["id"] for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    assert len(articles) == 12
    confirmed = queries.python(
        store.query(
            "SELECT DISTINCT ?id { ?claim kg:agreement kg:corroborated ; prov:wasDerivedFrom/dcterms:identifier ?id }"
        )
    )
    assert {row["id"] for row in confirmed} == set(articles)


def test_the_command_lists_them_and_says_how_many_were_compared(
    path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["check", "--store", str(path), "--format", "csv"]) == 1
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(out.splitlines()))
    assert {(row["article"], row["what"]) for row in rows} == {(error[0], "contradiction") for error in ERRORS}
    assert "6 contradicted, 0 unknown; 0 disagreements, 0 changes over time" in err
    cli.main(["check", "--store", str(path), "-f", "json"])
    assert len(json.loads(capsys.readouterr().out)) == 6
    cli.main(["check", "--store", str(path)])
    assert "officeNotHeldThen" in capsys.readouterr().out


def test_the_explanation_of_a_claim_has_its_verdict(
    path: Path, store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    rows = queries.python(queries.find("contradictions-with-wikidata").run(store))
    (claim,) = (row["claim"] for row in rows if row["article"] == "w02-dover")
    assert cli.main(["explain", claim, "--store", str(path)]) == 0
    assert "contradicted: membership ended" in capsys.readouterr().out


def test_an_unknown_format_is_refused(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--store", str(path), "--format", "turtle"]) == 2
    assert "written as table, csv or json" in capsys.readouterr().err


def build(tmp_path: Path, *texts: tuple[str, str]) -> Path:
    lines = (json.dumps({"id": f"a{i}", "date": date, "text": text}) for i, (date, text) in enumerate(texts))
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kg.build([str(tmp_path / "articles.jsonl")], tmp_path / "store", language="de")
    return tmp_path / "store"


def names(path: Path, query: str) -> list[tuple[str, str, str]]:
    with Store.open(path, read_only=True) as opened:
        rows = queries.python(queries.find(query).run(opened))
    return [(row["subject"], row["predicate"], row["object"]) for row in rows]


def test_opposite_claims_of_one_time_disagree_and_of_two_times_are_a_change(tmp_path: Path) -> None:
    near = build(
        tmp_path,
        ("2021-05-03", "Peru unterstützt Chile."),
        ("2021-05-10", "Peru unterstützt Chile nicht."),
    )
    assert names(near, "disagreements") == [("Peru", "supports", "Chile")]
    assert names(near, "changes-over-time") == []
    (tmp_path / "far").mkdir()
    far = build(
        tmp_path / "far",
        ("2019-05-03", "Peru unterstützt Chile."),
        ("2023-05-10", "Peru unterstützt Chile nicht."),
    )
    assert names(far, "disagreements") == []
    assert names(far, "changes-over-time") == [("Peru", "supports", "Chile")]


def test_what_the_slice_cannot_say_is_unknown(tmp_path: Path) -> None:
    path = build(tmp_path, ("2021-05-03", "Peru unterstützt Chile."))
    with Store.open(path, read_only=True) as opened:
        assert queries.python(opened.query("ASK { ?claim kg:agreement ?any }")) is False
        assert found(opened) == set()


@pytest.mark.skipif(not GOLD.is_file(), reason="the gold texts are not part of the project")
def test_the_founding_and_the_six_memberships_of_the_article_we_began_with_have_their_verdicts(tmp_path: Path) -> None:
    text = json.loads(GOLD.read_text(encoding="utf-8"))
    path = build(tmp_path, ("2022-09-14", text["text"]))
    with Store.open(path, read_only=True) as opened:
        rows = queries.python(
            opened.query(
                """SELECT ?s ?p ?o { ?claim kg:agreement ?o ; kg:proposition ?said . ?said kg:object wd:Q318693 ;
                kg:subject ?s ; kg:predicate ?p FILTER(?p IN (kg:memberOf, kg:founded)) }"""
            )
        )
    verdicts = {(row["s"], row["p"]): row["o"] for row in rows}
    members = {"Q399", "Q184", "Q232", "Q813", "Q159", "Q863"}
    assert {state for (state, relation), _ in verdicts.items() if relation == "memberOf"} >= members
    assert all(verdicts[state, "memberOf"] == "corroborated" for state in members)
    assert any(relation == "founded" for _, relation in verdicts)
