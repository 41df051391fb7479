"""Promises of the comparison of stores: in claims, each paired with the one it was, and nothing else counted."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from factories import ARMENIA, BASE, HERALD, KILLED, LEAVES, MEMBER, PARTNER, RUSSIA, dataset, reading
from pyoxigraph import Literal, Quad

from kg import cli
from kg.changes import READ, Comparison, between
from kg.graph import Run
from kg.model import Claim, Date, Modality, Polarity, Quantity, Reading
from kg.store import Store
from kg.vocab import RDFS, WD, named_graph

OTHER = "https://example.com/other/"


def stored(*readings: Reading, base: str = BASE) -> Store:
    store = Store.memory()
    store.replace_all(dataset(*readings, base=base))
    return store


def compared(here: tuple[Claim, ...], there: tuple[Claim, ...]) -> Comparison:
    return between(stored(reading(*here)), stored(reading(*there)), BASE, BASE)


def test_a_store_is_equal_to_itself_and_to_one_under_another_base() -> None:
    one, other = stored(reading()), stored(reading(), base=OTHER)
    assert between(one, one, BASE, BASE) == Comparison((), 4)
    assert between(one, other, BASE, OTHER) == Comparison((), 4)


def test_labels_and_runs_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    one = stored(reading())
    monkeypatch.setattr("factories.RUN", Run("alliances-kg 9"))
    other = stored(reading())
    assert {*map(str, one.quads())} != {*map(str, other.quads())}
    home = named_graph(BASE, "wikidata")
    other.replace(
        home, [*other.quads(graph=home), Quad(WD["Q399"], RDFS.label, Literal("Armenia", language="en"), home)]
    )
    assert between(one, other, BASE, BASE).changes == ()


def test_claims_of_one_store_alone_are_told_by_article_and_place() -> None:
    found = between(
        stored(reading(MEMBER, KILLED), reading(MEMBER, source="a.txt")),
        stored(reading(KILLED, PARTNER), reading(LEAVES, source="z.txt")),
        BASE,
        BASE,
    )
    assert found.same == 1
    assert [
        (bool(change.a), bool(change.b), change.claim["source"], change.claim["predicate"]) for change in found.changes
    ] == [
        (True, False, "a.txt", "memberOf"),
        (True, False, "b/bericht.txt", "memberOf"),
        (False, True, "b/bericht.txt", "characterises"),
        (False, True, "z.txt", "leaves"),
    ]


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        (replace(MEMBER, polarity=Polarity.NEGATIVE), ("polarity",)),
        (replace(MEMBER, modality=Modality.POSSIBLE), ("modality",)),
        (replace(MEMBER, attribution=(HERALD,)), ("attribution",)),
        (replace(MEMBER, time=Date(2002)), ("time",)),
        (replace(MEMBER, quantity=Quantity("3", "Mal")), ("quantity",)),
        (replace(MEMBER, confidence=0.5), ("confidence",)),
        (replace(MEMBER, sense="anders"), ("sense",)),
        (replace(MEMBER, cue=MEMBER.evidence), (READ,)),
        (replace(MEMBER, modality=Modality.PLANNED, confidence=0.1), ("modality", "confidence")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_claim_that_is_read_otherwise_is_one_change(other: Claim, fields: tuple[str, ...]) -> None:
    (change,) = compared((MEMBER, KILLED), (other, KILLED)).changes
    assert change.fields == fields
    assert change.a
    assert change.b


@pytest.mark.parametrize(
    "other",
    [
        replace(MEMBER, subject=RUSSIA),
        replace(MEMBER, predicate="joins"),
        replace(MEMBER, evidence=MEMBER.cue),
        replace(MEMBER, content="x"),
    ],
    ids=["subject", "predicate", "evidence", "content"],
)
def test_another_place_or_proposition_is_another_claim(other: Claim) -> None:
    found = compared((MEMBER,), (other,))
    assert [change.fields for change in found.changes] == [(), ()]
    assert found.same == 0


def test_of_several_about_one_thing_those_that_differ_least_are_pairs() -> None:
    denied, feared = replace(MEMBER, polarity=Polarity.NEGATIVE), replace(MEMBER, modality=Modality.POSSIBLE)
    surer = replace(feared, confidence=0.9)
    both = replace(denied, modality=Modality.PLANNED, confidence=0.2)
    found = compared((MEMBER, denied, feared), (surer, MEMBER, both))
    assert found.same == 1
    assert {change.fields for change in found.changes} == {("confidence",), ("modality", "confidence")}
    assert len(compared((MEMBER, denied, feared), (surer,)).changes) == 3
    for sense in "stuv":  # in whatever order they are written
        found = compared((feared, both), (replace(feared, sense=sense), replace(both, sense=sense)))
        assert [change.fields for change in found.changes] == [("sense",), ("sense",)]


# --- the command


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    said = replace(LEAVES, modality=Modality.ASSERTED, attribution=(ARMENIA, HERALD))
    for name, claims in (("a", (MEMBER, LEAVES)), ("b", (said, PARTNER))):
        with Store.open(tmp_path / name, create=True) as store:
            store.replace_all(dataset(reading(*claims)))
    return str(tmp_path / "a"), str(tmp_path / "b")


def test_the_command_tells_what_changed_and_ends_with_1(
    folders: tuple[str, str], capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "250")
    assert cli.main(["diff", *folders]) == 1
    out, err = capfd.readouterr()
    assert [line.split()[:2] for line in out.splitlines() if line.split()[:1] and line.split()[0] in "+-~"] == [
        [sign, "b/bericht.txt"] for sign in "-~+"
    ]
    assert "modality: planned → asserted; attribution: Talbote → Q399 › Talbote" in out
    assert f"0 claims in both, 1 only in {folders[0]}, 1 only in {folders[1]}, 1 changed" in err


def test_equal_stores_end_with_0_and_nothing_on_stdout(
    folders: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", folders[0], folders[0]]) == 0
    assert capfd.readouterr().out == ""


def test_programs_get_the_records_of_both(folders: tuple[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", *folders, "--format", "json"]) == 1
    told = json.loads(capfd.readouterr().out)
    assert [len(told[key]) for key in ("only_in_a", "only_in_b", "changed")] == [1, 1, 1]
    assert told["same"] == 0
    assert told["changed"][0]["fields"] == ["modality", "attribution"]
    assert told["changed"][0]["a"]["modality"] == "planned"
    assert cli.main(["diff", *folders, "--format", "xml"]) == 2


def test_a_folder_that_is_no_store_is_one_line(folders: tuple[str, str], tmp_path: Path) -> None:
    assert cli.main(["diff", folders[0], str(tmp_path / "nowhere")]) == 4
