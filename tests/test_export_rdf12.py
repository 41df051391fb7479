"""Promises of the export in RDF 1.2: each claim reifies the triple of its proposition, asserted or not."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from factories import BASE, dataset, reading
from pyoxigraph import NamedNode

from kg import cli, graph
from kg.errors import UsageError
from kg.export import Options, check, export
from kg.store import Store

RDF12 = Options(BASE, rdf12=True)
SUFFIXES = (".ttl", ".nt", ".trig", ".nq")


@pytest.fixture
def store() -> Store:
    made = Store.memory()
    made.replace_all(dataset(reading(), reading(source="a/meldung.txt")))
    return made


def loaded(path: Path) -> ox.Store:
    made = ox.Store()
    made.load(path=str(path), format=ox.RdfFormat.from_extension(path.suffix[1:]))
    return made


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_claim_with_two_ends_reifies_its_triple(suffix: str, store: Store, tmp_path: Path) -> None:
    written = export(store, tmp_path / f"out{suffix}", options=RDF12)
    plain = export(store, tmp_path / f"plain{suffix}", options=Options(BASE))
    assert written.count == plain.count + 6  # of the eight claims two have no subject
    rows = loaded(tmp_path / f"out{suffix}").query(
        """PREFIX kg: <https://w3id.org/alliances-kg/ontology#>
        SELECT ?claim { ?claim kg:proposition ?said ; rdf:reifies <<( ?s ?p ?o )>> .
            ?said kg:subject ?s ; kg:predicate ?p ; kg:object ?o }""",
        prefixes={"rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
        use_default_graph_as_union=True,
    )
    assert isinstance(rows, ox.QuerySolutions)
    assert len({row["claim"] for row in rows}) == 6
    found = check(tmp_path / f"out{suffix}")
    assert found.digest == found.told == written.digest != plain.digest


def test_a_planned_triple_is_named_but_not_asserted(store: Store, tmp_path: Path) -> None:
    export(store, tmp_path / "out.trig", options=RDF12)
    parsed = list(ox.parse(path=str(tmp_path / "out.trig"), format=ox.RdfFormat.TRIG))
    leaves = NamedNode("https://w3id.org/alliances-kg/ontology#leaves")
    named = [quad for quad in parsed if isinstance(quad.object, ox.Triple) and quad.object.predicate == leaves]
    homes = {graph.article_iri(source, BASE) for source in ("b/bericht.txt", "a/meldung.txt")}
    assert {quad.graph_name for quad in named} == homes
    assert not [quad for quad in parsed if quad.predicate == leaves]


def test_equal_stores_give_equal_bytes(store: Store, tmp_path: Path) -> None:
    other = Store.memory()
    other.replace_all(dict(reversed(dataset(reading(source="a/meldung.txt"), reading()).items())))
    for name, made in (("one", store), ("two", other)):
        export(made, tmp_path / f"{name}.ttl", options=RDF12)
    assert (tmp_path / "one.ttl").read_bytes() == (tmp_path / "two.ttl").read_bytes()


@pytest.mark.parametrize("suffix", [".rdf", ".jsonld"])
def test_formats_without_triple_terms_are_refused(suffix: str, store: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no triple terms; RDF 1\.2 can be written as \.ttl, \.nt, \.trig, \.nq"):
        export(store, tmp_path / f"out{suffix}", options=RDF12)
    with pytest.raises(UsageError, match="a way to write the graph, not claims"):
        export(store, tmp_path / "out.csv", "claims", RDF12)
    assert not list(tmp_path.iterdir())


def test_the_command_has_the_option(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True) as opened:
        opened.replace_all(dataset(reading()))
    assert cli.main(["export", str(tmp_path / "out.ttl"), "--rdf12", "--store", str(tmp_path / "store")]) == 0
    assert "rdf:reifies <<( wd:Q399 kg:leaves wd:Q318693 )>>" in (tmp_path / "out.ttl").read_text()
