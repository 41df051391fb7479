"""Events: which claims are one, their codes, and the auxiliary modes that the rules of the ontology give them."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from factories import ARMENIA, CSTO, KILLED, LEAVES, MEMBER, RUN, RUSSIA, claim, reading
from pyoxigraph import Quad

from kg import graph, resources
from kg.export import export
from kg.export.events import AuxiliaryModes
from kg.model import Claim, Date, Interval, Modality, Polarity
from kg.store import Store
from kg.vocab import BASE, named_graph

DAY = "2022-09-14"
ONTOLOGY = named_graph(BASE, "ontology")


def store_of(*claims: Claim, published: Date | None = None, ontology: bool = True) -> Store:
    store = Store.memory()
    if ontology:
        triples = [triple for name in ("kg.ttl", "plover.ttl") for triple in parsed(name)]
        store.replace(ONTOLOGY, [Quad(each.subject, each.predicate, each.object, ONTOLOGY) for each in triples])
    read = reading(*claims, source="a.txt")
    article = replace(read.document.article, date=published)
    read = replace(read, document=replace(read.document, article=article))
    store.replace(graph.article_iri("a.txt", BASE), graph.quads(read, BASE, RUN))
    return store


def parsed(name: str) -> list[Quad]:
    return list(ox.parse(path=str(resources.folder("ontology") / name), format=ox.RdfFormat.TURTLE))


def events(store: Store, folder: Path) -> list[dict[str, Any]]:
    export(store, folder / "events.jsonl", "events")
    return [json.loads(line) for line in (folder / "events.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def rules() -> AuxiliaryModes:
    return AuxiliaryModes.read(store_of(MEMBER), ONTOLOGY)


def test_an_event_has_its_sides_codes_and_dates(tmp_path: Path) -> None:
    (event,) = events(store_of(replace(LEAVES, time=Date(2022, 12)), published=Date(2022, 9, 14)), tmp_path)
    assert list(event) == [
        *("id", "article", "source", "published", "actor", "recipient", "predicate", "plover", "mode", "quad", "cameo"),
        *("auxiliary", "polarity", "modality", "attribution", "time", "quantity", "confidence"),
    ]
    assert (event["actor"]["qid"], event["recipient"]["qid"]) == (ARMENIA.qid, CSTO.qid)
    codes = [event[name] for name in ("predicate", "plover", "mode", "quad", "cameo")]
    assert codes == ["leaves", "SANCTION", "withdraw", "material conflict", "16"]
    assert (event["published"], event["time"], event["auxiliary"]) == (DAY, "2022-12", ["future"])


def test_states_of_affairs_and_claims_with_one_side_are_no_events(tmp_path: Path) -> None:
    assert KILLED.subject is None
    says = replace(claim(ARMENIA, "demands", None, "will das Land", "will"), content="das Ende")
    assert events(store_of(MEMBER, KILLED, says), tmp_path) == []
    assert len(events(store_of(MEMBER, KILLED, says, replace(KILLED, subject=RUSSIA)), tmp_path)) == 1


def test_no_event_without_the_ontology(tmp_path: Path) -> None:
    assert events(store_of(LEAVES, ontology=False), tmp_path) == []


def test_the_columns_are_those_of_the_records(tmp_path: Path) -> None:
    negated = replace(LEAVES, polarity=Polarity.NEGATIVE)
    export(store_of(negated), tmp_path / "events.csv", "events")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "events.csv").read_text()))
    assert (row["actor.qid"], row["auxiliary"], row["published"]) == ("Q399", "future | negated", "")
    assert (row["plover"], row["mode"], row["cameo"]) == ("SANCTION", "withdraw", "16")
    assert row["attribution.id"].endswith("/entity/nil-0a1b")


@pytest.mark.parametrize(
    ("value", "modes"),
    [
        (Polarity.POSITIVE, []),
        (Polarity.NEGATIVE, ["negated"]),
        (Modality.ASSERTED, []),
        (Modality.PROBABLE, []),
        (Modality.ATTEMPTED, []),
        (Modality.PLANNED, ["future"]),
        (Modality.THREATENED, ["future"]),
        (Modality.DEMANDED, ["future"]),
        (Modality.POSSIBLE, ["hypothetical"]),
        (Modality.HYPOTHETICAL, ["hypothetical"]),
    ],
)
def test_polarity_and_modality_give_auxiliary_modes(value: str, modes: list[str], rules: AuxiliaryModes) -> None:
    polarity = value if isinstance(value, Polarity) else "positive"
    modality = value if isinstance(value, Modality) else "asserted"
    assert rules.of(polarity, modality, None, DAY) == modes


@pytest.mark.parametrize(
    ("time", "published", "modes"),
    [
        (Date(2022, 9, 13), DAY, []),  # yesterday is news
        (Date(2022, 8, 15), DAY, ["historical"]),  # thirty days
        (Date(2022, 8, 16), DAY, []),
        (Date(2022, 8), DAY, []),
        (Date(2022, 7), DAY, ["historical"]),
        (Date(2022), DAY, []),
        (Date(1994), DAY, ["historical"]),
        ("-0044-03-15", DAY, ["historical"]),
        (Date(2022, 9, 14), DAY, []),
        (Date(2022, 9, 15), DAY, ["future"]),
        (Date(2023), DAY, ["future"]),
        (Interval(Date(1994), None), DAY, []),  # since 1994: may go on
        (Interval(None, Date(1994)), DAY, ["historical"]),
        (Interval(Date(1994), Date(2001)), DAY, ["historical"]),
        (Interval(Date(2022, 10), None), DAY, ["future"]),
        (Date(2021), "2022", []),  # no more than a day may lie between
        (Date(2020), "2022", ["historical"]),
        (Date(2022), "2022", []),
        (Date(2023), "2022", ["future"]),
        (Date(1994), None, []),
    ],
    ids=str,
)
def test_the_time_gives_auxiliary_modes(
    time: Date | Interval | str, published: str | None, modes: list[str], rules: AuxiliaryModes
) -> None:
    assert rules.of("positive", "asserted", str(time), published) == modes


def test_modes_add_up(rules: AuxiliaryModes) -> None:
    assert rules.of("negative", "possible", "1994", DAY) == ["historical", "hypothetical", "negated"]


def test_without_rules_no_mode() -> None:
    assert AuxiliaryModes.read(Store.memory(), ONTOLOGY).of("negative", "planned", "1994", DAY) == []
