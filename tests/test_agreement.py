"""Promises of kg check: planted errors are found, none is invented, changes are no contradictions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from factories import RUN, reading, span
from pyoxigraph import Quad

from kg import articles, graph, queries, resources, rules
from kg.cli import checking, main
from kg.model import Claim, Date, Entity, Interval, Kind, Modality, Polarity
from kg.pipeline import Pipeline
from kg.rules import rule as rule_files
from kg.store import Store
from kg.vocab import BASE, KG, RDF
from kg.wikidata import WikidataSlice

DATA = Path(__file__).parent / "data" / "contradictions"
GOLD = Path(__file__).parent.parent.parent / "shared" / "data" / "gold"
ONTOLOGY = resources.folder("ontology")
NATO, EU, CSTO, ASEAN = "Q7184", "Q458", "Q318693", "Q7768"
UK, FRANCE, UKRAINE, RUSSIA, POLAND = "Q145", "Q142", "Q212", "Q159", "Q36"
KINDS = {item.id: item.kind for item in WikidataSlice.load().items()}


def build(inputs: Iterable[Path], store: Path, date: Date | None = None) -> None:
    pipeline = Pipeline()
    with pipeline.store(store) as opened:
        list(pipeline.build(articles.read([str(path) for path in inputs], date), opened))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the twelve articles, by a real build."""
    path = tmp_path_factory.mktemp("agreement") / "store"
    build([DATA / "articles.jsonl"], path)
    return path


def test_all_planted_errors_are_found_and_none_is_invented(
    read: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    capfdbinary.readouterr()
    assert main(["check", "--store", str(read), "--format", "json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    keys = "article", "subject", "predicate", "object", "reason"
    planted = [*csv.DictReader(io.StringIO((DATA / "planted.csv").read_text(encoding="utf-8")))]
    assert [{key: row[key] for key in keys} for row in found["verdicts"]] == planted
    assert found["articles"] == []


def test_the_right_claims_are_corroborated(read: Path) -> None:
    with Store.open(read, read_only=True) as store:
        rows = queries.python(queries.load(checking._FOLDER / "verdicts.rq").run(store))
    outcomes = {row["claim"]: row["outcome"] for row in rows}
    assert sorted(outcomes.values()) == ["contradicted"] * 6 + ["corroborated"] * 33


@pytest.mark.parametrize("form", ["table", "csv", "turtle"])
def test_each_format_names_the_reason(form: str, read: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    capfdbinary.readouterr()
    assert main(["check", "--store", str(read), "--format", form]) == 0
    out, err = capfdbinary.readouterr()
    assert b"noSuchBorder" in out
    assert form == "turtle" or b"39 claims compared with Wikidata: 6 contradicted, 33 corroborated, 0 unknown" in err
    if form == "turtle":
        triples = list(ox.parse(out, format=ox.RdfFormat.TURTLE))
        assert sum(triple.predicate == KG["contradictedBy"] for triple in triples) == 6


def test_explain_shows_the_verdict_and_why_a_triple_was_inferred(read: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Store.open(read, read_only=True) as store:
        (claim,) = {
            quad.subject
            for quad in store.quads(None, KG["reason"], KG["membershipEnded"])
            for quad in store.quads(quad.subject, KG["judges"])  # type: ignore[arg-type]
            for quad in store.quads(quad.object, RDF.type, KG.Claim)  # type: ignore[arg-type]
        }
    assert main(["explain", str(claim).strip("<>"), "--store", str(read)]) == 0
    assert "contradicted, membershipEnded" in capfd.readouterr().out
    assert main(["explain", "Q7747 representsMemberIn Q318693", "--store", str(read)]) == 0
    assert "by the rule representation" in capfd.readouterr().out
    assert main(["explain", "Q7747 praises Q318693", "--store", str(read)]) == 2


def test_wrong_use_is_one_line(read: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--store", str(read), "--format", "yaml"]) == 2
    assert capfd.readouterr().err == "kg: --format yaml: there is table, csv, json, turtle\n"
    with Store.open(tmp_path / "old", create=True):
        pass
    assert main(["check", "--store", str(tmp_path / "old")]) == 4
    assert "have not been compared; build it again" in capfd.readouterr().err


@pytest.mark.skipif(not GOLD.is_dir(), reason="the shared gold is not here")
def test_the_founding_and_the_six_memberships_of_the_gold_article_get_their_verdicts(tmp_path: Path) -> None:
    (path,) = GOLD.glob("news-de-ovks*.json")
    gold = json.loads(path.read_text(encoding="utf-8"))
    (tmp_path / "a.txt").write_text(gold["text"], encoding="utf-8")
    build([tmp_path / "a.txt"], tmp_path / "store", Date(2022, 9, 20))
    with Store.open(tmp_path / "store", read_only=True) as store:
        rows = queries.python(queries.load(checking._FOLDER / "verdicts.rq").run(store))
    verdicts = {(row["predicate"], row["outcome"], row["reason"]): 0 for row in rows}
    for row in rows:
        verdicts[row["predicate"], row["outcome"], row["reason"]] += 1
    assert verdicts["founded", "contradicted", "wrongDate"] == 1
    assert verdicts["memberOf", "corroborated", "heldThen"] == 6
    assert not [row for row in rows if row["outcome"] == "contradicted" and row["predicate"] != "founded"]


# --- one claim at a time, against the whole slice


@pytest.fixture(scope="module")
def background(tmp_path_factory: pytest.TempPathFactory) -> Iterable[Store]:
    """The slice and what follows from it."""
    with Pipeline().store(tmp_path_factory.mktemp("background") / "store") as opened:
        yield opened


def says(subject: str, predicate: str, thing: str, **other: Any) -> Claim:
    ends = [Entity(one, one, Kind(KINDS[one])) for one in (subject, thing)]
    words = span("Armenien ist Mitglied der OVKS")
    made = Claim(ends[0], predicate, ends[1], Polarity.POSITIVE, Modality.ASSERTED, words, span("Mitglied"), "x", 0.8)
    return replace(made, **other)


@pytest.fixture
def verdict(background: Store) -> Iterable[Callable[..., set[tuple[str, str]]]]:
    """Adds articles, a claim and a date each, and gives the outcome and reasons of the last one's claim."""
    written = []

    def compare(*dated: tuple[Claim, str]) -> set[tuple[str, str]]:
        for number, (claim, date) in enumerate(dated):
            made = reading(claim, source=f"v{number}", links=())
            article = replace(made.document.article, date=Date.parse(date))
            quads = [*graph.quads(replace(made, document=replace(made.document, article=article)), BASE, RUN)]
            node = graph.article_iri(article.source, BASE)
            kept = rules.Consequences(background, BASE, ONTOLOGY)
            kept.change(quads)
            background.replace(node, quads)
            kept.finish()
            written.append((node, quads))
        answer = background.query(
            """SELECT DISTINCT ?outcome ?reason { ?claim prov:wasDerivedFrom ?article ; kg:agreement ?outcome .
            ?article dcterms:identifier ?source OPTIONAL { ?verdict kg:judges ?claim ; kg:reason ?reason } }"""
        )
        return {(row["outcome"], row["reason"]) for row in queries.python(answer)}

    yield compare
    for node, quads in dict(written).items():
        kept = rules.Consequences(background, BASE, ONTOLOGY)
        kept.change(quads)
        background.remove(node)
        kept.finish()


NEGATIVE = {"polarity": Polarity.NEGATIVE}
CASES = [
    (says(UK, "memberOf", EU), "2019-01-01", "corroborated", "heldThen"),
    (says(UK, "memberOf", EU), "2020-02-01", "contradicted", "membershipEnded"),
    (says(UK, "memberOf", EU), "1970-01-01", "contradicted", "membershipNotBegun"),
    (says(UK, "memberOf", EU, time=Date(2010)), "2022-01-01", "corroborated", "heldThen"),
    (says(UK, "memberOf", EU, time=Interval(Date(1985), None)), "2000-01-01", "contradicted", "wrongDate"),
    (says(UK, "memberOf", EU, time=Interval(Date(1973), None)), "2000-01-01", "corroborated", "heldThen"),
    (says(UKRAINE, "memberOf", NATO), "2022-01-01", "contradicted", "wrongMember"),
    (says(UKRAINE, "memberOf", NATO, **NEGATIVE), "2022-01-01", "corroborated", "notListed"),
    (says(FRANCE, "memberOf", NATO, **NEGATIVE), "2022-01-01", "contradicted", "deniedThoughHeld"),
    (says(UK, "memberOf", EU, **NEGATIVE), "2022-01-01", "corroborated", "notHeldThen"),
    (says(UKRAINE, "memberOf", "Q7809"), "2022-01-01", "corroborated", "heldThen"),
    (says("Q7747", "headOf", RUSSIA), "2022-01-01", "corroborated", "heldThen"),
    (says("Q329", "headOf", FRANCE), "2015-01-01", "contradicted", "officeNotHeldThen"),
    (says("Q329", "headOf", RUSSIA), "2015-01-01", "contradicted", "anotherHeldIt"),
    (says(POLAND, "bordersWith", "Q218"), "2022-01-01", "contradicted", "noSuchBorder"),
    (says(POLAND, "bordersWith", UKRAINE), "2022-01-01", "corroborated", "heldThen"),
    (says(POLAND, "bordersWith", "Q218", **NEGATIVE), "2022-01-01", "corroborated", "notListed"),
    (says(POLAND, "bordersWith", UKRAINE, **NEGATIVE), "2022-01-01", "contradicted", "deniedThoughHeld"),
    (says("Q252", "founded", ASEAN), "2022-01-01", "corroborated", "founderAgrees"),
    (says("Q881", "founded", ASEAN), "2022-01-01", "contradicted", "wrongFounder"),
    (says("Q159", "founded", CSTO, time=Date(2002)), "2022-01-01", "contradicted", "wrongDate"),
    (says(POLAND, "joins", NATO, time=Date(1999)), "2022-01-01", "corroborated", "dateAgrees"),
    (says(POLAND, "joins", NATO, time=Date(2004)), "2022-01-01", "contradicted", "wrongDate"),
    (says(UK, "leaves", EU, time=Date(2020)), "2022-01-01", "corroborated", "dateAgrees"),
    (says(UK, "leaves", EU, time=Date(2016)), "2022-01-01", "contradicted", "wrongDate"),
    (says(UK, "formerMemberOf", EU), "2022-01-01", "corroborated", "membershipEnded"),
    (says(FRANCE, "formerMemberOf", EU), "2022-01-01", "contradicted", "stillMember"),
    (says(UKRAINE, "memberOf", "Q37470"), "2022-01-01", "unknown", ""),
]


@pytest.mark.parametrize(
    ("claim", "date", "outcome", "reason"), CASES, ids=[f"{case[0].predicate}-{case[2]}-{case[3]}" for case in CASES]
)
def test_a_claim_is_judged_at_its_date(
    claim: Claim, date: str, outcome: str, reason: str, verdict: Callable[..., set[tuple[str, str]]]
) -> None:
    found = verdict((claim, date))
    assert {one for one, _ in found} == {outcome}
    assert reason in {why for _, why in found}


@pytest.mark.parametrize("modality", [one for one in Modality if one is not Modality.ASSERTED])
def test_what_is_not_asserted_is_not_judged(modality: Modality, verdict: Callable[..., set[tuple[str, str]]]) -> None:
    assert verdict((says(UKRAINE, "memberOf", NATO, modality=modality), "2022-01-01")) == set()


def followed(store: Store) -> set[Quad]:
    """All that rules gave."""
    parts = ("/graph/agreement", "/graph/inferred")
    named = [one for one in store.graphs() if any(part in one.value for part in parts)]
    return {quad for one in named for quad in store.quads(graph=one)}


def links(store: Store, name: str) -> int:
    return sum(1 for _ in store.quads(None, KG[name]))


@pytest.mark.parametrize(
    ("first", "second", "disagree", "change"),
    [
        ((says(UK, "memberOf", EU), "2019-01-01"), (says(UK, "memberOf", EU, **NEGATIVE), "2023-01-01"), 0, 1),
        ((says(FRANCE, "memberOf", EU), "2019-01-01"), (says(FRANCE, "memberOf", EU, **NEGATIVE), "2023-01-01"), 2, 0),
        ((says(UK, "attacks", FRANCE), "2019-01-01"), (says(UK, "attacks", FRANCE, **NEGATIVE), "2019-01-09"), 2, 0),
        ((says(UK, "attacks", FRANCE), "2019-01-01"), (says(UK, "attacks", FRANCE, **NEGATIVE), "2021-01-09"), 0, 1),
        ((says(UK, "meets", FRANCE), "2019-01-01"), (says(FRANCE, "meets", UK, **NEGATIVE), "2019-01-01"), 2, 0),
        ((says(UK, "attacks", FRANCE), "2019-01-01"), (says(FRANCE, "attacks", UK, **NEGATIVE), "2019-01-01"), 0, 0),
        (
            (says(UK, "recognises", "Q1246"), "2019-01-01"),
            (says(UK, "refusesToRecognise", "Q1246"), "2019-01-02"),
            2,
            0,
        ),
        ((says(UK, "memberOf", EU), "2019-01-01"), (says(UK, "formerMemberOf", EU), "2023-01-01"), 0, 1),
        ((says(UK, "meets", FRANCE), "2019-01-01"), (says(UK, "meets", FRANCE), "2019-01-01"), 0, 0),
    ],
    ids=["left", "stayed", "days", "years", "symmetric", "directed", "refused", "former", "agree"],
)
def test_articles_that_disagree_are_told_from_changes(
    first: tuple[Claim, str],
    second: tuple[Claim, str],
    disagree: int,
    change: int,
    verdict: Callable[..., set[tuple[str, str]]],
    background: Store,
) -> None:
    verdict(first, second)
    assert (links(background, "disagreesWith"), links(background, "changesTo")) == (disagree, change)


def test_verdicts_go_with_their_article_and_claims_stay(
    verdict: Callable[..., set[tuple[str, str]]], background: Store
) -> None:
    before = followed(background)
    claim = says(UKRAINE, "memberOf", NATO)
    verdict((claim, "2022-01-01"))
    node = graph.article_iri("v0", BASE)
    stepwise = followed(background)
    assert any(background.quads(None, RDF.type, KG.Claim, node)), "a contradicted claim stays"
    rules.complete(background, BASE, ONTOLOGY)
    assert followed(background) == stepwise
    kept = rules.Consequences(background, BASE, ONTOLOGY)
    kept.change(background.quads(graph=node))
    background.remove(node)
    kept.finish()
    assert followed(background) == before


def test_every_reason_is_a_term_of_the_ontology_and_given_by_a_rule() -> None:
    triples = list(ox.parse(path=str(ONTOLOGY / "kg.ttl"), format=ox.RdfFormat.TURTLE))
    reasons = {KG.name(quad.subject) for quad in triples if quad.predicate == RDF.type and quad.object == KG["Reason"]}
    texts = [rule.text for rule in rules.load(ONTOLOGY, rules.AGREEMENT)]
    assert reasons == {name for name in reasons if any(f"kg:reason kg:{name} " in text for text in texts)}
    assert rule_files.FOLDERS[rules.AGREEMENT] == "agreement"
