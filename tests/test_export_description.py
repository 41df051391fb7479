"""Promises of an export about itself: its description is right, and its hash tells tampering."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from factories import BASE, RUN, dataset, reading
from pyoxigraph import Literal, NamedNode, Quad
from rdflib import DCAT, DCTERMS, PROV, RDF, VOID, Namespace, URIRef

from kg import __version__, cli
from kg.export import Options, check, export
from kg.export.formats import FORMATS
from kg.graph import Run
from kg.store import Store
from kg.vocab import DCAT as OUR_DCAT
from kg.vocab import DCTERMS as OUR_DCTERMS
from kg.vocab import KG, RDFS, WD, named_graph
from kg.vocab import PROV as OUR_PROV
from kg.vocab import VOID as OUR_VOID

MOMENT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
OPTIONS = Options(BASE, MOMENT)
SPDX = Namespace("http://spdx.org/rdf/terms#")


def stored() -> Store:
    store = Store.memory()
    store.replace_all(dataset(reading(), reading(source="a/meldung.txt")))
    return store


@pytest.fixture
def store() -> Store:
    return stored()


@pytest.fixture
def described(store: Store, tmp_path: Path) -> tuple[rdflib.Graph, URIRef]:
    export(store, tmp_path / "out.ttl", options=OPTIONS)
    graph = rdflib.Graph().parse(tmp_path / "out.ttl")
    (node,) = graph.subjects(RDF.type, DCAT.Dataset)
    assert isinstance(node, URIRef)
    return graph, node


def number(graph: rdflib.Graph, node: Any, term: URIRef) -> int:
    return int(str(graph.value(node, term, any=False)))


def test_its_counts_are_those_of_the_rest(described: tuple[rdflib.Graph, URIRef]) -> None:
    graph, node = described
    rest = rdflib.Graph()
    for triple in graph:
        if not str(triple[0]).startswith(str(node)):
            rest.add(triple)
    assert number(graph, node, VOID.triples) == len(rest)
    assert number(graph, node, VOID.distinctSubjects) == len(set(rest.subjects()))
    assert number(graph, node, VOID.distinctObjects) == len(set(rest.objects()))
    assert number(graph, node, VOID.properties) == len(set(rest.predicates()))
    for name, count in (("Claim", 8), ("Article", 2), ("Proposition", 4), ("Run", 1)):
        (part,) = graph.subjects(VOID["class"], URIRef(KG[name].value))
        assert (node, VOID.classPartition, part) in graph
        assert number(graph, part, VOID.entities) == count
    links = {str(graph.value(link, VOID.linkPredicate)): link for link in graph.subjects(RDF.type, VOID.Linkset)}
    refers = links[KG.refersTo.value]
    found = [thing for thing in rest.objects(None, URIRef(KG.refersTo.value)) if str(thing).startswith(WD.iri)]
    assert number(graph, refers, VOID.triples) == len(found) > 0
    assert str(graph.value(graph.value(refers, VOID.objectsTarget), VOID.uriSpace)) == WD.iri
    assert {KG.iri, WD.iri} & set(map(str, graph.objects(node, VOID.vocabulary))) == {KG.iri}


def test_it_says_who_made_it_when_out_of_what_and_under_which_licence(described: tuple[rdflib.Graph, URIRef]) -> None:
    graph, node = described
    software = graph.value(node, DCTERMS.creator)
    assert str(graph.value(software, rdflib.RDFS.label)) == f"alliances-kg {__version__}"
    assert any("states their licence" in str(words) for words in graph.objects(node, DCTERMS.rights))
    assert str(graph.value(node, DCTERMS.issued)) == "2026-11-25T09:30:00+00:00"
    activity = graph.value(node, PROV.wasGeneratedBy)
    assert (activity, PROV.wasAssociatedWith, software) in graph
    (run,) = graph.subjects(RDF.type, URIRef(KG.Run.value))
    assert (activity, PROV.wasInformedBy, run) in graph
    assert [str(language) for language in graph.objects(node, DCTERMS.language)] == ["de"]
    period = graph.value(node, DCTERMS.temporal)
    assert str(graph.value(period, DCAT.startDate)) == str(graph.value(period, DCAT.endDate)) == "2020-06-01"
    distribution = graph.value(node, DCAT.distribution)
    assert str(graph.value(distribution, DCAT.mediaType)).endswith("/media-types/text/turtle")
    assert {len(list(graph.objects(node, term))) for term in (DCTERMS.title, DCTERMS.description)} == {2}


def test_without_a_moment_the_latest_run_dates_it_and_without_that_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def issued() -> object:
        export(stored(), tmp_path / "out.ttl", options=Options(BASE))
        graph = rdflib.Graph().parse(tmp_path / "out.ttl")
        value = graph.value(next(graph.subjects(RDF.type, DCAT.Dataset)), DCTERMS.issued)
        return value.toPython() if isinstance(value, rdflib.Literal) else None

    assert issued() is None
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    monkeypatch.setattr("factories.RUN", Run(RUN.software, RUN.parts, moment))
    assert issued() == moment


def test_every_term_is_one_of_its_vocabulary(described: tuple[rdflib.Graph, URIRef]) -> None:
    graph, node = described
    vocabularies: list[Any] = [VOID, DCAT, PROV, DCTERMS]
    for subject, predicate, thing in graph:
        if str(subject).startswith(str(node)):
            for term in (predicate, thing) if predicate == RDF.type else (predicate,):
                for vocabulary in vocabularies:
                    if str(term).startswith(str(vocabulary)):
                        assert term in vocabulary, term
    pairs: list[tuple[Any, Any]] = [(OUR_VOID, VOID), (OUR_DCAT, DCAT), (OUR_PROV, PROV), (OUR_DCTERMS, DCTERMS)]
    for ours, theirs in pairs:
        assert all(URIRef(ours[name].value) in theirs for name in type(ours).__annotations__)


# --- the hash


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_hash_is_that_of_the_canonical_form_and_the_same_in_every_format(
    suffix: str, store: Store, tmp_path: Path
) -> None:
    written = export(store, tmp_path / f"out{suffix}", options=OPTIONS)
    union = (Quad(quad.subject, quad.predicate, quad.object) for quad in store.quads())
    content = ox.Dataset(store.quads() if FORMATS[suffix].is_dataset else union)
    content.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in content)
    assert written.digest == sha256("".join(lines).encode()).hexdigest()
    found = check(tmp_path / f"out{suffix}")
    assert (found.digest, found.told, found.count) == (written.digest, written.digest, written.count)


def test_the_hash_can_be_had_without_us(store: Store, tmp_path: Path) -> None:
    written = export(store, tmp_path / "out.nq", options=OPTIONS)
    command = f"grep -v '/graph/dataset> .$' '{tmp_path / 'out.nq'}' | LC_ALL=C sort | sha256sum"
    assert subprocess.check_output(command, shell=True, text=True).split()[0] == written.digest


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_changed_word_is_noticed(suffix: str, store: Store, tmp_path: Path) -> None:
    written = export(store, tmp_path / f"out{suffix}", options=OPTIONS)
    data = (tmp_path / f"out{suffix}").read_bytes()
    (tmp_path / f"out{suffix}").write_bytes(data.replace(b"schwierigen", b"verlorenen"))
    found = check(tmp_path / f"out{suffix}")
    assert found.told == written.digest != found.digest


def test_blank_nodes_of_others_are_hashed_by_their_canonical_names(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("_:x <a:b> _:y . _:y <a:b> 1 .")
    (tmp_path / "b.ttl").write_text("_:second <a:b> 1 . _:x1 <a:b> _:second .")
    assert check(tmp_path / "a.ttl").digest == check(tmp_path / "b.ttl").digest


# --- the command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(MOMENT.timestamp())))
    with Store.open(tmp_path / "store", create=True) as opened:
        opened.replace_all(dataset(reading()))
    return tmp_path


def test_the_command_prints_the_hash_and_checks_it(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = folder / "out.trig"
    assert cli.main(["export", str(out), "--store", str(folder / "store")]) == 0
    digest = check(out).told
    assert digest
    assert f" quads, sha256 {digest}\n" in capfd.readouterr().err
    assert "2026-11-25T09:30:00+00:00" in out.read_text()
    assert cli.main(["export", str(out), "--check"]) == 0
    assert "as its description says" in capfd.readouterr().err
    out.write_text(out.read_text().replace("schwierigen", "verlorenen"))
    assert cli.main(["export", str(out), "--check"]) == 1
    assert f"its description says sha256 {digest}" in capfd.readouterr().err


def test_what_cannot_be_checked_is_one_line(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "plain.nt").write_text("<a:b> <a:c> <a:d> .\n")
    (folder / "broken.ttl").write_text("<a:b> <a:c> .\n")
    for name, code, says in (
        ("plain.nt", 1, "it has no description"),
        ("broken.ttl", 3, "broken.ttl: "),
        ("nowhere.ttl", 3, "No such file"),
        ("claims.csv", 3, "ends in .ttl"),
    ):
        assert cli.main(["export", str(folder / name), "--check"]) == code
        err = capfd.readouterr().err
        assert says in err
        assert err.count("\n") == 1


def test_a_dataset_of_another_base_is_described_there(tmp_path: Path) -> None:
    store = Store.memory()
    home = named_graph("https://example.com/x#", "wikidata")
    store.replace(home, [Quad(NamedNode("https://example.com/x#entity/nil-1"), RDFS.label, Literal("x"), home)])
    export(store, tmp_path / "out.nq", options=Options("https://example.com/x#"))
    found = check(tmp_path / "out.nq")
    assert found.digest == found.told
