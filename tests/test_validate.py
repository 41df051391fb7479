"""Faults sown one at a time into a graph in order: each is found, and the finding names the culprit."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import factories
import pyoxigraph as ox
import pytest
import yaml
from pyoxigraph import NamedNode, Quad

from kg import graph, resources
from kg.articles import Skipped
from kg.cli import main
from kg.cli.demonstration import examples
from kg.model import Article, Reading
from kg.pipeline import Pipeline
from kg.store import Store
from kg.validation import Finding, checks, gate, owl, shapes, turtle
from kg.vocab import KG, RDF, WD

DATA = Path(__file__).parent / "data" / "validate.ttl"
HERE = "https://example.org/kg/"
GRAPH = NamedNode(f"{HERE}graph/a")
ONTOLOGY = NamedNode(f"{HERE}graph/ontology")


@dataclass(frozen=True)
class Fault:
    """Words of the graph in order, what stands in their place, who is to blame, and words of the message."""

    old: str
    new: str
    culprit: str
    says: str
    found_by: str


def faults() -> dict[str, Fault]:
    rows = yaml.safe_load((DATA.parent / "faults.yaml").read_text(encoding="utf-8"))
    short = {"wd": WD.iri, "kg": KG.iri}
    found = {}
    for row in rows:
        prefix, _, name = row["culprit"].rpartition(":")
        found[row["fault"]] = Fault(row["old"], row["new"], short.get(prefix, HERE) + name, row["says"], row["by"])
    return found


FAULTS = faults()


def store_of(text: str) -> Store:
    store = Store.memory()
    parsed = ox.parse(text, format=ox.RdfFormat.TURTLE)
    store.replace(GRAPH, [Quad(quad.subject, quad.predicate, quad.object, GRAPH) for quad in parsed])
    store.replace(ONTOLOGY, ontology())
    return store


@cache
def ontology() -> tuple[Quad, ...]:
    """The ontology without the lexicon, its blank nodes as IRIs."""
    with TemporaryDirectory() as folder:
        shutil.copy(resources.folder("ontology") / "kg.ttl", folder)
        return tuple(graph.ontology(Path(folder), HERE))


def lines(store: Store) -> str:
    return b"\n".join(store.lines()).decode() + "\n"


@pytest.fixture(scope="module")
def fast() -> shapes.Fast:
    return shapes.Fast(shapes.text())


@pytest.fixture(scope="module")
def in_order() -> str:
    return DATA.read_text(encoding="utf-8")


def broken(fault: Fault, in_order: str) -> Store:
    assert in_order.count(fault.old) == 1, fault.old
    return store_of(in_order.replace(fault.old, fault.new))


def test_the_graph_in_order_passes(in_order: str, fast: shapes.Fast) -> None:
    store = store_of(in_order)
    assert shapes.findings(fast, lines(store)) == []
    assert fast.conforms(lines(store))
    assert checks.findings(store) == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_and_the_culprit_named(name: str, in_order: str, fast: shapes.Fast) -> None:
    fault = FAULTS[name]
    store = broken(fault, in_order)
    found = shapes.findings(fast, lines(store)) if fault.found_by == "shape" else checks.findings(store)
    named = [finding.message() for finding in found if finding.node == fault.culprit]
    assert [message for message in named if fault.says in message], found
    assert all(dict(finding.messages).keys() == {"de", "en"} for finding in found)


def test_both_engines_find_the_same(in_order: str, fast: shapes.Fast) -> None:
    reference = shapes.Reference(shapes.text())
    text = in_order
    for fault in FAULTS.values():
        if fault.found_by == "shape" and text.count(fault.old) == 1:
            text = text.replace(fault.old, fault.new)
    data = lines(store_of(text))
    found = [key(shapes.findings(engine, data)) for engine in (fast, reference)]
    assert len(found[0]) > 20
    assert found[0] == found[1]


def key(found: Iterable[Finding]) -> set[tuple[object, ...]]:
    """What engines must agree on; of a SPARQL constraint's messages pySHACL keeps one, without its language."""
    return {(one.node, one.rule, one.path, one.rule != "SPARQL" and one.messages) for one in found}


def test_every_class_has_a_shape_or_one_above_it_has() -> None:
    parsed = ox.Store()
    for name in ("kg.ttl", "shapes.ttl"):
        parsed.load(path=resources.folder("ontology") / name, format=ox.RdfFormat.TURTLE)
    rows: Any = parsed.query(
        """PREFIX kg: <https://w3id.org/alliances-kg/ontology#> PREFIX sh: <http://www.w3.org/ns/shacl#>
        PREFIX owl: <http://www.w3.org/2002/07/owl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        SELECT ?class { ?class a owl:Class FILTER(STRSTARTS(STR(?class), STR(kg:)))
          FILTER NOT EXISTS { ?shape sh:targetClass ?target . ?class rdfs:subClassOf* ?target } }"""
    )
    # the values and traits of the ontology itself, and relations, which are punned; tests/test_ontology.py has them
    values = {"Relation", "Polarity", "Modality", "Trait", "Outcome", "Reason", "CompleteList"}
    assert {KG.name(row["class"]) for row in rows} == values


def test_every_shape_speaks_german_and_english() -> None:
    shown = shapes.text()
    assert shown.count('"@de') == shown.count('"@en') > 150


def test_the_report_is_shacl_whoever_found_the_fault() -> None:
    found = [
        Finding(f"{HERE}claim", "shape", "MinCount", KG.evidence.value, "", (("de", "Beleg fehlt."), ("en", "None."))),
        Finding(f"{HERE}x", "check", "related-to-itself", messages=(("en", "Itself."),)),
        Finding(f"{HERE}y", "shape", "Datatype", f"{KG.evidence}/{KG.start}", '"x"@de', (("en", "Path."),)),
    ]
    assert shapes.read(as_lines(turtle(found)))[1:] == [
        replace(found[1], source="shape", rule="SPARQL"),
        replace(found[2], path=""),
    ]
    assert shapes.read(as_lines(turtle(found)))[0] == found[0]
    assert turtle(found) == turtle(reversed(found))
    assert b"conforms> true" in turtle([])


def as_lines(report: bytes) -> str:
    parsed = ox.parse(report, format=ox.RdfFormat.TURTLE)
    return (ox.serialize((quad.triple for quad in parsed), format=ox.RdfFormat.N_TRIPLES) or b"").decode()


# --- kg build


SENSE = "annaehern_approaches"


@dataclass(frozen=True)
class Prepared(Pipeline):
    """Gives readings made by hand, one of them with a fault."""

    fault: str = ""

    def read(self, found: Iterable[Article]) -> Iterator[Reading]:
        for article in found:
            claims = (replace(factories.MEMBER, sense=SENSE), replace(factories.LEAVES, sense=SENSE))
            yield factories.reading(*claims, source=article.source, text=article.text)

    def quads(self, reading: Reading) -> Iterator[Quad]:
        for quad in super().quads(reading):
            if reading.document.article.source != self.fault or quad.predicate != KG.confidence:
                yield quad


def test_an_article_that_breaks_the_shapes_is_not_written_and_the_rest_goes_on(tmp_path: Path) -> None:
    pipeline = Prepared(fault="bad.txt")
    found = [Article(source, factories.TEXT) for source in ("a.txt", "bad.txt", "c.txt")]
    with pipeline.store(tmp_path / "store") as store:
        built = list(pipeline.build(found, store))
        assert [(one.source, one.claims) for one in built] == [("a.txt", 2), ("bad.txt", 0), ("c.txt", 2)]
        reason = built[1].skipped or ""
        assert reason.startswith("breaks the shapes: A claim needs exactly one confidence")
        assert reason.endswith("; and 1 more")
        assert "\n" not in reason
        written = {quad.graph_name for quad in store.quads(None, RDF.type, KG.Article)}
        assert written == {graph.article_iri(source, pipeline.base) for source in ("a.txt", "c.txt")}


def test_what_a_store_holds_of_an_article_stays_when_its_new_reading_is_refused(tmp_path: Path) -> None:
    with Prepared().store(tmp_path / "store") as store:
        first = list(Prepared().build([Article("bad.txt", factories.TEXT)], store))
        before = sorted(store.lines(graph.article_iri("bad.txt", Prepared().base)))
        again = list(Prepared(fault="bad.txt").build([Article("bad.txt", factories.TEXT + " Neu.")], store))
        assert first[0].claims == 2
        assert again[0].skipped
        assert sorted(store.lines(graph.article_iri("bad.txt", Prepared().base))) == before


def test_a_background_entity_of_two_kinds_is_no_fault_of_the_article(tmp_path: Path) -> None:
    pipeline = Prepared()
    with pipeline.store(tmp_path / "store") as store:
        store.replace(GRAPH, [Quad(WD["Q399"], RDF.type, KG["Person"], GRAPH)])
        (built,) = pipeline.build([Article("a.txt", factories.TEXT)], store)
        assert built.claims == 2


def test_the_reason_names_culprit_value_and_how_many_more_there_are() -> None:
    one = Finding("urn:a", "shape", "In", "urn:p", "urn:b", (("de", "Falsch."), ("en", "Wrong.")))
    assert gate.reason([one]) == "breaks the shapes: Wrong. At urn:a, not urn:b"
    assert gate.reason([one, one]).endswith("; and 1 more")


# --- the command


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, in_order: str) -> dict[str, Path]:
    """A store in order, and one with two faults."""
    folder = tmp_path_factory.mktemp("stores")
    bad = in_order.replace("kg:confidence 0.86", "kg:confidence 1.86").replace(
        "a kg:Person ;", "a kg:Person , kg:Forum ;"
    )
    for name, text in (("good", in_order), ("bad", bad)):
        with Store.open(folder / name, create=True) as store:
            held = store_of(text)
            for graph_ in held.graphs():
                store.replace(graph_, held.quads(graph=graph_))
    return {name: folder / name for name in ("good", "bad")}


def test_a_store_in_order_is_0(folders: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--store", str(folders["good"])]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert " triples read in " in err
    assert "kg: shapes: 0 findings, " in err
    assert "kg: checks: 7 queries, 0 findings" in err


def test_a_broken_store_is_1_and_a_person_reads_where(
    folders: dict[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["validate", "--store", str(folders["bad"])]) == 1
    out = capsys.readouterr().out
    words = " ".join(out.split())
    assert "Nikol Pashinyan" in words
    assert "Armenia leaves Collective Security Treaty Organization" in words
    assert "from 0 to 1" in words
    assert "1.86" in words


def test_findings_are_written_as_json_and_turtle(folders: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--store", str(folders["bad"]), "-f", "json"]) == 1
    rows = json.loads(capsys.readouterr().out)
    (confidence,) = [row for row in rows if row["path"] == KG.confidence.value]
    assert confidence["node"] == f"{HERE}claim"
    assert confidence["rule"] == "MaxInclusive"
    assert set(confidence["message"]) == {"de", "en"}
    assert main(["validate", "--store", str(folders["bad"]), "-f", "turtle"]) == 1
    report = shapes.read(as_lines(capsys.readouterr().out.encode()))
    assert len(report) == len(rows) > 2


def test_the_reference_engine_can_be_asked(folders: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "--shapes", "--engine", "reference", "--store", str(folders["bad"]), "-f", "json"]) == 1
    assert any(row["path"] == KG.confidence.value for row in json.loads(capsys.readouterr().out))


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--format", "xml"], 2, "--format xml: findings are written as table, turtle, json"),
        (["--engine", "slow"], 2, "--engine slow: there is fast, reference"),
        (["--store", "nowhere"], 4, "there is no store"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str], code: int, says: str, folders: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--store", str(folders["good"]), *arguments]) == code
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


def test_without_java_owl_is_one_line(
    folders: dict[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert main(["validate", "--owl", "--store", str(folders["good"])]) == 2
    assert capsys.readouterr().err == (
        "kg: --owl: HermiT needs Java, and there is none on the PATH; install a Java runtime (11 or later)\n"
    )


# --- OWL


needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT runs on Java")


def test_the_part_for_the_reasoner_has_kinds_claims_and_dates_but_no_spans(in_order: str) -> None:
    part = owl.module(store_of(in_order))
    told = "".join(map(str, part.triples))
    assert "Pashinyan" not in told
    assert f"<{HERE}evidence>" not in told
    assert '"1994-04"' in told
    assert f"<{WD.iri}Q7035479>" in told


@pytest.mark.slow
@needs_java
def test_owl_passes_the_store_in_order_and_names_what_contradicts_in_the_other(
    folders: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["validate", "--owl", "--store", str(folders["good"])]) == 0
    err = capsys.readouterr().err
    assert "owl: ontology: consistent, 0 unsatisfiable classes" in err
    assert "of the graph: consistent, 0 unsatisfiable classes" in err
    assert main(["validate", "--owl", "--store", str(folders["bad"]), "-f", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["node"] == WD["Q7035479"].value
    assert "wd:Q7035479 a kg:Forum" in found["message"]["en"]
    assert "wd:Q7035479 a kg:Person" in found["message"]["en"]


@pytest.mark.slow
@needs_java
def test_the_demo_graph_passes_everything(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = Pipeline()
    with pipeline.store(tmp_path / "store") as store:
        built = list(pipeline.build((one for one in examples() if not isinstance(one, Skipped)), store))
    assert [one.skipped for one in built] == [None] * 6
    assert main(["validate", "--store", str(tmp_path / "store")]) == 0
    assert main(["validate", "--owl", "--store", str(tmp_path / "store")]) == 0
    assert capsys.readouterr().err.count("consistent, 0 unsatisfiable") == 2
