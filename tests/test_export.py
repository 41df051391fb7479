"""Promises of the exports: complete, sorted, the same bytes for the same store, whole or not there."""

from __future__ import annotations

import csv
import io
import json
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from factories import ARMENIA, BASE, CLAIMS, HERALD, KILLED, LEAVES, LINKS, MEMBER, RUN, TEXT, reading
from pyoxigraph import Literal, Quad
from rdflib.compare import isomorphic

from kg import graph
from kg.errors import StoreError, UsageError
from kg.export import FORMATS, Options, export
from kg.model import Date, Interval, Reading
from kg.store import Store
from kg.vocab import KG, RDF, RDFS, WD, named_graph

OPTIONS = Options(BASE)
SOURCES = "b/bericht.txt", "a/meldung.txt", "c/analyse.txt"
RDF_SUFFIXES = tuple(FORMATS["graph"])
LIBRARY_FORMATS = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml"}


def background() -> list[Quad]:
    wikidata, ontology = named_graph(BASE, "wikidata"), named_graph(BASE, "ontology")
    names = {"Q399": ("Armenia", "Armenien"), "Q159": ("Russia", "Russland"), "Q318693": (None, "OVKS")}
    labels = [
        Quad(WD[item], RDFS.label, Literal(label, language=language), wikidata)
        for item, pair in names.items()
        for language, label in zip(("en", "de"), pair, strict=True)
        if label
    ]
    kinds = {"Q399": "SovereignState", "Q159": "SovereignState", "Q318693": "MilitaryAlliance"}
    return [
        *labels,
        *(Quad(WD[item], RDF.type, KG[kind], wikidata) for item, kind in kinds.items()),
        Quad(WD["Q399"], RDF.type, KG["State"], named_graph(BASE, "inferred")),
        Quad(KG["killed"], KG["ploverType"], Literal("ASSAULT"), ontology),
    ]


def fill(store: Store, *readings: Reading) -> Store:
    for name in ("wikidata", "ontology", "inferred"):
        node = named_graph(BASE, name)
        store.replace(node, [quad for quad in background() if quad.graph_name == node])
    for read in readings:
        source = read.document.article.source
        store.replace(graph.article_iri(source, BASE), graph.quads(read, BASE, RUN))
    return store


@pytest.fixture
def store() -> Store:
    return fill(Store.memory(), *(reading(source=source) for source in SOURCES))


def records(store: Store, path: Path, what: str) -> list[dict[str, Any]]:
    count = export(store, path / f"{what}.jsonl", what, OPTIONS).count
    lines = (path / f"{what}.jsonl").read_text().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("suffix", RDF_SUFFIXES)
def test_equal_stores_give_equal_bytes_whatever_the_order_of_building(suffix: str, tmp_path: Path) -> None:
    articles = [reading(source=source) for source in SOURCES]
    turned = [replace(read, claims=read.claims[::-1], links=read.links[::-1]) for read in reversed(articles)]
    (tmp_path / "other").mkdir()
    with Store.open(tmp_path / "one", create=True) as one, Store.open(tmp_path / "two", create=True) as two:
        fill(two, reading(MEMBER, source=SOURCES[0]))
        export(fill(one, *articles), tmp_path / f"out{suffix}", options=OPTIONS)
        export(fill(two, *turned), tmp_path / "other" / f"named{suffix}", options=OPTIONS)
    assert (tmp_path / f"out{suffix}").read_bytes() == (tmp_path / "other" / f"named{suffix}").read_bytes()


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # by rdflib's own JSON-LD parser
@pytest.mark.parametrize("suffix", LIBRARY_FORMATS)
def test_rdflib_reads_the_same_graph_from_every_format(suffix: str, store: Store, tmp_path: Path) -> None:
    written = export(store, tmp_path / f"out{suffix}", options=OPTIONS)
    parsed = rdflib.Graph().parse(tmp_path / f"out{suffix}", format=LIBRARY_FORMATS[suffix])
    assert len(parsed) == written.count
    about = [triple for triple in parsed if str(triple[0]).startswith(f"{BASE}dataset/")]
    for triple in about:
        parsed.remove(triple)
    expected = rdflib.Graph().parse(data=b"\n".join(store.lines()), format="nt")
    assert isomorphic(parsed, expected)
    assert len(about) > 20


@pytest.mark.parametrize("suffix", [".trig", ".nq"])
def test_datasets_keep_the_named_graphs(suffix: str, store: Store, tmp_path: Path) -> None:
    written = export(store, tmp_path / f"out{suffix}", options=OPTIONS)
    parsed = set(ox.parse(path=str(tmp_path / f"out{suffix}")))
    assert {quad for quad in parsed if quad.graph_name != named_graph(BASE, "dataset")} == set(store.quads())
    assert (len(parsed), "quads") == (written.count, written.unit)


def test_lines_are_sorted_and_end_alike(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "out.nt", options=OPTIONS)
    data = (tmp_path / "out.nt").read_bytes()
    subjects = [line.split()[0] for line in data.splitlines()]
    assert subjects == sorted(subjects)
    assert data.endswith(b" .\n")
    assert b"\r" not in data


def test_turtle_is_for_people(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "out.ttl", options=OPTIONS)
    text = (tmp_path / "out.ttl").read_text()
    assert f"@prefix claim: <{BASE}claim/> ." in text
    assert "wd:Q399 a kg:SovereignState" in text
    assert " a kg:Claim ;" in text


def test_an_empty_store_gives_empty_files(tmp_path: Path) -> None:
    for what, suffix in (("graph", ".nt"), ("graph", ".ttl"), ("claims", ".jsonl"), ("mentions", ".csv")):
        assert export(Store.memory(), tmp_path / f"{what}{suffix}", what).count == 0
    assert (tmp_path / "claims.jsonl").read_bytes() == b""


def test_a_claim_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    (record,) = records(fill(Store.memory(), reading(MEMBER)), tmp_path, "claims")
    assert list(record.items()) == [
        ("id", record["id"]),
        ("article", graph.article_iri("b/bericht.txt", BASE).value),
        ("source", "b/bericht.txt"),
        ("evidence", {"start": 0, "end": 30, "text": TEXT[:30]}),
        ("subject", {"id": WD["Q399"].value, "qid": "Q399", "label": "Armenia", "kind": "SovereignState"}),
        ("predicate", "memberOf"),
        ("object", {"id": WD["Q318693"].value, "qid": "Q318693", "label": "OVKS", "kind": "MilitaryAlliance"}),
        ("polarity", "positive"),
        ("modality", "asserted"),
        ("attribution", []),
        ("time", None),
        ("quantity", None),
        ("plover", None),
        ("confidence", 0.86),
        ("sense", "Mitglied_x"),
    ]
    assert record["id"].startswith(f"{BASE}claim/")


def test_speakers_come_in_order_and_a_nil_entity_has_no_qid(tmp_path: Path) -> None:
    claim = replace(LEAVES, attribution=(HERALD, ARMENIA))
    (record,) = records(fill(Store.memory(), reading(claim)), tmp_path, "claims")
    assert record["modality"] == "planned"
    assert record["attribution"] == [
        {"id": f"{BASE}entity/nil-0a1b", "qid": None, "label": "Talbote"},
        {"id": WD["Q399"].value, "qid": "Q399", "label": "Armenia"},
    ]


def test_number_time_and_event_type_are_in_the_record(tmp_path: Path) -> None:
    (record,) = records(fill(Store.memory(), reading(KILLED)), tmp_path, "claims")
    assert record["subject"] is None
    assert record["time"] == "2020-05"
    assert record["quantity"] == {"value": "12", "unit": "Soldaten"}
    assert record["plover"] == "ASSAULT"


@pytest.mark.parametrize(
    ("time", "words"),
    [(Interval(Date(1994), None), "1994/"), (Interval(None, Date(2024, 2)), "/2024-02"), (Date(2002), "2002")],
    ids=str,
)
def test_times_are_written_as_iso_8601(time: Interval | Date, words: str, tmp_path: Path) -> None:
    (record,) = records(fill(Store.memory(), reading(replace(MEMBER, time=time))), tmp_path, "claims")
    assert record["time"] == words


def test_what_is_said_takes_the_place_of_an_object_that_is_no_entity(tmp_path: Path) -> None:
    claim = replace(MEMBER, predicate="states", object=None, content="der Bund sei tot")
    (record,) = records(fill(Store.memory(), reading(claim)), tmp_path, "claims")
    assert record["object"] == {"value": "der Bund sei tot", "lang": "de"}
    (record,) = records(fill(Store.memory(), reading(replace(claim, content=None))), tmp_path, "claims")
    assert record["object"] is None


def test_records_come_by_source_and_place(store: Store, tmp_path: Path) -> None:
    found = records(store, tmp_path, "claims")
    places = [(record["source"], record["evidence"]["start"]) for record in found]
    assert len(found) == 3 * len(CLAIMS)
    assert places == sorted(places)


def test_every_mention_says_where_and_what(store: Store, tmp_path: Path) -> None:
    found = records(store, tmp_path, "mentions")
    assert len(found) == 3 * len(LINKS)
    assert all(TEXT[record["start"] : record["end"]] == record["text"] for record in found)
    first = next(record for record in found if record["source"] == "a/meldung.txt")
    assert first == {
        "article": graph.article_iri("a/meldung.txt", BASE).value,
        "source": "a/meldung.txt",
        "start": 0,
        "end": 8,
        "text": "Armenien",
        "id": WD["Q399"].value,
        "qid": "Q399",
        "kind": "SovereignState",
        "form": "name",
        "score": 0.9,
    }
    assert {record["form"] for record in found} == {"name", "description"}


def test_an_entity_without_a_label_goes_by_its_id(tmp_path: Path) -> None:
    store = Store.memory()
    store.replace(graph.article_iri("b/bericht.txt", BASE), graph.quads(reading(MEMBER), BASE, RUN))
    (record,) = records(store, tmp_path, "claims")
    assert record["subject"] == {"id": WD["Q399"].value, "qid": "Q399", "label": "Q399", "kind": None}


def test_csv_has_the_records_in_columns(store: Store, tmp_path: Path) -> None:
    count = export(store, tmp_path / "claims.csv", "claims", OPTIONS).count
    rows = list(csv.DictReader(io.StringIO((tmp_path / "claims.csv").read_text())))
    expected = records(store, tmp_path, "claims")
    assert count == len(rows) == len(expected)
    for row, record in zip(rows, expected, strict=True):
        assert row["id"] == record["id"]
        assert row["evidence.text"] == record["evidence"]["text"]
        assert row["subject.label"] == (record["subject"] or {}).get("label", "")
        assert row["attribution.label"] == " | ".join(speaker["label"] for speaker in record["attribution"])
        assert row["quantity.value"] == (record["quantity"] or {}).get("value", "")
    export(store, tmp_path / "mentions.csv", "mentions", OPTIONS)
    assert (tmp_path / "mentions.csv").read_text().startswith("article,source,start,end,text,id,qid,kind,form,score\n")


@pytest.mark.parametrize(
    ("name", "what", "message"),
    [
        ("out.xlsx", "graph", r"graph cannot be written as \.xlsx; use \.ttl, \.nt, \.jsonld, \.rdf, \.trig, \.nq"),
        ("out", "claims", r"a file without suffix; use \.jsonl, \.csv"),
        ("out.ttl", "claims", r"claims cannot be written as \.ttl"),
        ("out.ttl", "facts", "no export of 'facts'; there is graph, claims, mentions"),
        ("nowhere/out.ttl", "graph", "nowhere; make it first"),
    ],
)
def test_wrong_use_says_what_would_be_right(name: str, what: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        export(Store.memory(), tmp_path / name, what)
    assert not list(tmp_path.iterdir())


def test_a_suffix_may_be_in_capitals(tmp_path: Path) -> None:
    assert export(Store.memory(), tmp_path / "OUT.TTL").count == 0


def test_a_failed_export_leaves_the_old_file_and_nothing_else(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "out.ttl"
    target.write_text("old")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        export(store, target)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.ttl", "old")]


def test_a_target_that_cannot_be_written_is_one_line(store: Store, tmp_path: Path) -> None:
    (tmp_path / "out.ttl").mkdir()
    (tmp_path / "out.ttl").chmod(stat.S_IRWXU)
    with pytest.raises(StoreError, match=r"out\.ttl: cannot be written"):
        export(store, tmp_path / "out.ttl")
    assert [path.name for path in tmp_path.iterdir()] == ["out.ttl"]
