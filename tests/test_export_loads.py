"""Promises to those who load an export elsewhere: no warning, the same number of triples, the same graph."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jena
import pyoxigraph as ox
import pytest
import rdflib
from factories import BASE, MEMBER, PARTNER, dataset, reading
from pyoxigraph import Literal, Quad
from rdflib.compare import isomorphic

from kg import graph, resources
from kg.errors import UsageError
from kg.export import Options, Written, export
from kg.store import Store
from kg.vocab import KG, SKOS, WD, XSD, named_graph

OPTIONS = Options(BASE)
ODD = 'Zitat „so“ "so" \\ und\n\tein Umbruch, ein geschütztes Leerzeichen\u00a0, \U0001f600 & <b>, \u2028 %20'


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Articles with odd words, the whole ontology, and every kind of date."""
    folder = tmp_path_factory.mktemp("ontology")
    shutil.copy(resources.folder("ontology") / "kg.ttl", folder)
    graphs = dataset(reading(), reading(replace(PARTNER, content=ODD), MEMBER, source=f"b/{ODD}.txt"))
    home, words = named_graph(BASE, "wikidata"), named_graph(BASE, "ontology")
    graphs[words] += graph.ontology(folder, BASE)
    values = [Literal("1991", datatype=XSD["gYear"]), Literal("-0044-03", datatype=XSD["gYearMonth"])]
    graphs[home] += [Quad(WD["Q399"], KG.validFrom, value, home) for value in values]
    graphs[home] += [
        Quad(WD["Q399"], SKOS.altLabel, Literal(name), home) for name in (ODD, "", "O\u2019Neill", "Åland")
    ]
    made = Store.memory()
    made.replace_all(graphs)
    return made


def written(store: Store, path: Path) -> Written:
    return export(store, path, options=OPTIONS)


LIBRARY = {".ttl": "turtle", ".nt": "nt", ".jsonld": "json-ld", ".rdf": "xml", ".trig": "trig", ".nq": "nquads"}


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # these are of rdflib's own parsers
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated")
@pytest.mark.parametrize("suffix", LIBRARY)
def test_rdflib_loads_it_without_a_word(
    suffix: str, store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rdflib.term._reset_bindings()  # owlrl, where another test has used it, reads dates in a way of its own
    count = written(store, tmp_path / f"out{suffix}").count
    with caplog.at_level(logging.WARNING):
        parsed = rdflib.Dataset().parse(data=(tmp_path / f"out{suffix}").read_bytes(), format=LIBRARY[suffix])
    assert len(list(parsed.quads())) == count
    assert not caplog.records


@pytest.mark.parametrize("suffix", LIBRARY)
def test_oxigraph_loads_it_in_this_process_and_at_the_command_line(suffix: str, store: Store, tmp_path: Path) -> None:
    file, lines = tmp_path / f"out{suffix}", tmp_path / "lines.nq"
    count = written(store, file).count
    loaded = ox.Store()
    loaded.load(path=str(file), format=ox.RdfFormat.from_extension(suffix[1:]))
    assert len(loaded) == count
    oxigraph = Path(sys.executable).with_name("oxigraph")
    done = subprocess.run(
        [oxigraph, "convert", "--from-file", file, "--to-file", lines], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert len(set(lines.read_bytes().splitlines())) == count


@pytest.mark.skipif(not jena.IS_THERE, reason="Debian's libapache-jena-java is not installed")
@pytest.mark.parametrize("suffix", [".ttl", ".rdf", ".trig"])
def test_riot_finds_nothing_to_warn_of_and_counts_the_same(suffix: str, store: Store, tmp_path: Path) -> None:
    done = written(store, tmp_path / f"out{suffix}")
    said = jena.riot(tmp_path / f"out{suffix}", tmp_path / "mended", "--check", "--count")
    assert re.fullmatch(rf"file://\S+ : {done.unit.capitalize()} = {done.count:,}\n", said), said


@pytest.mark.skipif(not jena.IS_THERE, reason="Debian's libapache-jena-java is not installed")
def test_riot_would_warn_of_a_day_that_is_none(tmp_path: Path) -> None:
    line = str(Quad(WD["Q399"], KG.validFrom, Literal("2020-13-01", datatype=XSD.date)))
    (tmp_path / "odd.ttl").write_text(f"{line} .", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError) as error:
        jena.riot(tmp_path / "odd.ttl", tmp_path / "mended", "--check", "--count")
    assert "WARN" in error.value.stdout


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
@pytest.mark.parametrize("suffix", [".jsonld", ".rdf"])
def test_a_graph_comes_back_as_it_was(suffix: str, store: Store, tmp_path: Path) -> None:
    """Out by Oxigraph, in and out by rdflib, in again: the graph that Turtle has, and the lines of the store."""
    for end in (suffix, ".ttl"):
        written(store, tmp_path / f"out{end}")
    parsed = rdflib.Graph().parse(tmp_path / f"out{suffix}", format=LIBRARY[suffix])
    assert len(parsed) > 2000
    again = rdflib.Graph().parse(data=parsed.serialize(format=LIBRARY[suffix]), format=LIBRARY[suffix])
    assert isomorphic(again, parsed)
    about = f"{BASE}dataset/"
    here, turtle = (
        {triple for triple in graph if not str(triple[0]).startswith(about)}
        for graph in (parsed, rdflib.Graph().parse(tmp_path / "out.ttl"))
    )
    assert here == turtle
    lines = {str(quad) for quad in ox.parse(path=str(tmp_path / f"out{suffix}"))}
    assert {line.decode().removesuffix(" .") for line in store.lines()} == {
        line for line in lines if not line.startswith(f"<{about}")
    }


def test_what_xml_cannot_have_is_refused_as_rdf_xml_alone(tmp_path: Path) -> None:
    home = named_graph(BASE, "wikidata")
    for name, is_bad in (("a\x07b", True), ("a\x0cb", True), ("a\ufffeb", True), ("a\\b", False), ("a\\\\f\t", False)):
        store = Store.memory()
        store.replace(home, [Quad(WD["Q399"], SKOS.altLabel, Literal(name), home)])
        written(store, tmp_path / "out.ttl")
        if is_bad:
            with pytest.raises(UsageError, match=r"Q399> has a control character, .* write \.ttl"):
                written(store, tmp_path / "out.rdf")
        else:
            written(store, tmp_path / "out.rdf")
