"""Promises of building: same input, same bytes; articles are replaced as a whole; nothing is read twice in vain."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import kg
from kg import articles, graph, queries, texts
from kg.errors import UsageError
from kg.export import export
from kg.model import Article, Date
from kg.pipeline import Built, Pipeline
from kg.store import Store
from kg.vocab import BASE, KG, RDF
from kg.wikidata import SHIPPED

MEMBERS = "Armenien, Kasachstan und Kirgistan sind Mitglieder der OVKS."
AWAY = "Die Regierung in Astana hat sich von Russland distanziert."
BORDER = "Kasachstan grenzt an China."
KEPT = {"Q399", "Q232", "Q813", "Q159", "Q148", "Q318693"}


@pytest.fixture(scope="session")
def small_slice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few items of the shipped slice, so that a store is made quickly."""
    folder = tmp_path_factory.mktemp("slice")
    for path in SHIPPED.glob("*.t*"):
        shutil.copy(path, folder)
    for name, columns in (("entities.tsv", (0,)), ("statements.tsv", (0, 2))):
        header, *lines = (folder / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines if all(line.split("\t")[column] in KEPT for column in columns)]
        (folder / name).write_text("\n".join([header, *kept, ""]), encoding="utf-8")
    return folder


def build(pipeline: Pipeline, inputs: Iterable[Path], store: Path) -> list[Built]:
    found = articles.read([str(path) for path in inputs], Date(2022, 9, 14))
    with pipeline.store(store) as opened:
        return list(pipeline.build(found, opened))


def written(store: Path, path: Path) -> bytes:
    with Store.open(store, read_only=True) as opened:
        export(opened, path)
    return path.read_bytes()


def rows(store: Path, name: str, **values: str) -> list[dict[str, str]]:
    return list(kg.open(store).query(name, **values))


@pytest.mark.parametrize("suffix", [".ttl", ".trig"])
def test_the_same_articles_give_the_same_bytes_in_any_folder_and_order(
    suffix: str, tmp_path: Path, small_slice: Path
) -> None:
    made = []
    for folder, order in (("one", "abc"), ("two", "abc"), ("three", "cab")):
        (tmp_path / folder).mkdir()
        for name, text in (("a", MEMBERS), ("b", AWAY), ("c", f"{BORDER} {MEMBERS}")):
            (tmp_path / folder / f"{name}.txt").write_text(text, encoding="utf-8")
        inputs = [tmp_path / folder / f"{name}.txt" for name in order]
        build(Pipeline(small_slice), inputs, tmp_path / folder / "store")
        made.append(written(tmp_path / folder / "store", tmp_path / f"{folder}{suffix}"))
    assert made[0] == made[1] == made[2]
    assert b"approaches" in made[0]
    assert b"_:" not in made[0]


def test_an_article_built_again_is_replaced_as_a_whole(tmp_path: Path, small_slice: Path) -> None:
    path, store = tmp_path / "a.txt", tmp_path / "store"
    path.write_text(MEMBERS, encoding="utf-8")
    assert build(Pipeline(small_slice), [path], store) == [Built("a.txt", 3)]
    path.write_text(BORDER, encoding="utf-8")
    build(Pipeline(small_slice), [path], store)
    assert [row["predicate"] for row in rows(store, "claims-of-article", article="a.txt")] == ["bordersWith"]
    once = tmp_path / "once"
    build(Pipeline(small_slice), [path], once)
    assert written(store, tmp_path / "a.ttl") == written(once, tmp_path / "b.ttl")
    assert [text.read_text(encoding="utf-8") for text in (store / "texts").iterdir()] == [BORDER]


def test_a_build_goes_on_where_an_earlier_one_stopped(tmp_path: Path, small_slice: Path) -> None:
    inputs = [tmp_path / "a.txt", tmp_path / "b.txt"]
    for path, text in zip(inputs, (MEMBERS, AWAY), strict=True):
        path.write_text(text, encoding="utf-8")
    build(Pipeline(small_slice), inputs[:1], tmp_path / "store")
    assert build(Pipeline(small_slice), inputs, tmp_path / "store") == [
        Built("a.txt", unchanged=True),
        Built("b.txt", 1),
    ]
    build(Pipeline(small_slice), inputs, tmp_path / "whole")
    assert written(tmp_path / "store", tmp_path / "a.ttl") == written(tmp_path / "whole", tmp_path / "b.ttl")


def test_unchanged_articles_need_no_language_pipeline(
    tmp_path: Path, small_slice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(MEMBERS, encoding="utf-8")
    build(Pipeline(small_slice), [tmp_path / "a.txt"], tmp_path / "store")
    monkeypatch.setattr("kg.language.load", lambda code: pytest.fail(f"the pipeline for {code} was loaded"))
    assert build(Pipeline(small_slice), [tmp_path / "a.txt"], tmp_path / "store")[0].unchanged


def test_articles_share_the_graph_of_their_run_and_it_goes_with_the_last_of_them(
    tmp_path: Path, small_slice: Path
) -> None:
    other = tmp_path / "slice"
    shutil.copytree(small_slice, other)
    facts = other / "statements.tsv"
    facts.write_text("\n".join(facts.read_text(encoding="utf-8").splitlines()[:-1]) + "\n", encoding="utf-8")
    for name, text in (("a.txt", MEMBERS), ("b.txt", AWAY)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    store = tmp_path / "store"
    build(Pipeline(small_slice), [tmp_path / "a.txt", tmp_path / "b.txt"], store)
    first = graph.run_iri(Pipeline(small_slice).run, BASE)
    assert runs(store) == {first}
    build(Pipeline(other), [tmp_path / "a.txt"], store)
    second = graph.run_iri(Pipeline(other).run, BASE)
    assert runs(store) == {first, second}
    build(Pipeline(other), [tmp_path / "b.txt"], store)
    assert runs(store) == {second}


def runs(path: Path) -> set[NamedNode]:
    """Runs that a store describes, each in the graph with its name."""
    with Store.open(path, read_only=True) as store:
        found = {quad.graph_name: quad.subject for quad in store.quads(None, RDF.type, KG.Run)}
    assert all(name == run for name, run in found.items())
    return {name for name in found if isinstance(name, NamedNode)}


def test_a_source_that_comes_twice_in_a_build_is_the_later_one(tmp_path: Path, small_slice: Path) -> None:
    pipeline = Pipeline(small_slice)
    twice = [Article("a", MEMBERS, language="de"), Article("a", BORDER, language="de")]
    with pipeline.store(tmp_path / "store") as store:
        assert [one.claims for one in pipeline.build(iter(twice), store)] == [3, 1]
    assert [row["predicate"] for row in rows(tmp_path / "store", "claims-of-article", article="a")] == ["bordersWith"]
    assert [text.read_text(encoding="utf-8") for text in (tmp_path / "store" / "texts").iterdir()] == [BORDER]


def test_what_has_been_read_is_written_when_the_reader_stops(tmp_path: Path, small_slice: Path) -> None:
    pipeline = Pipeline(small_slice)
    with pipeline.store(tmp_path / "store") as store:
        stream = pipeline.build(iter([Article(f"a{n}", MEMBERS, language="de") for n in range(3)]), store)
        next(stream)
        stream.close()  # type: ignore[attr-defined]
    assert [row["source"] for row in rows(tmp_path / "store", "articles-read")] == ["a0"]


def test_another_date_or_another_slice_reads_again(tmp_path: Path, small_slice: Path) -> None:
    article = Article("a.txt", MEMBERS, language="de")
    small, shipped = Pipeline(small_slice), Pipeline()
    assert graph.state(article, small.run) == graph.state(article, Pipeline(small_slice).run)
    assert graph.state(article, small.run) != graph.state(article, shipped.run)
    assert {name for name, _ in small.run.parts} >= {"code", "ontology", "wikidata", "language/de"}


def test_skipped_and_refused_articles_are_reported_with_their_reason(tmp_path: Path, small_slice: Path) -> None:
    (tmp_path / "a.txt").touch()
    (tmp_path / "b.txt").write_text("The ministers have agreed that Armenia will sign the treaty.", encoding="utf-8")
    (tmp_path / "c.txt").write_text(BORDER, encoding="utf-8")
    made = {one.source: one for one in build(Pipeline(small_slice), sorted(tmp_path.glob("*.txt")), tmp_path / "store")}
    assert made["a.txt"].skipped == "empty"
    assert str(made["b.txt"].skipped).startswith("English text: no pipeline")
    assert made["c.txt"] == Built("c.txt", 1)


def test_a_language_can_be_forced(tmp_path: Path, small_slice: Path) -> None:
    (tmp_path / "a.txt").write_text("Armenia", encoding="utf-8")
    assert build(Pipeline(small_slice, "de"), [tmp_path / "a.txt"], tmp_path / "store") == [Built("a.txt")]


def test_another_base_needs_another_store(tmp_path: Path, small_slice: Path) -> None:
    (tmp_path / "a.txt").write_text(BORDER, encoding="utf-8")
    base = "https://example.org/kg/"
    build(Pipeline(small_slice, base=base), [tmp_path / "a.txt"], tmp_path / "store")
    assert rows(tmp_path / "store", "articles-read")[0]["claims"] == "1"
    with Store.open(tmp_path / "store", read_only=True) as store:
        assert queries.base_of(store) == base
        assert all(name.value.startswith(base) for name in store.graphs())
    with pytest.raises(UsageError, match=f"built with --base {base}"):
        Pipeline(small_slice).store(tmp_path / "store")


def test_the_language_is_told_apart_inside_one_build(tmp_path: Path, small_slice: Path) -> None:
    found = [Article("x", BORDER), Article("y", "Les ministres ont signé un traité avec la Russie et la Chine.")]
    with Pipeline(small_slice).store(tmp_path / "store") as store:
        made = list(Pipeline(small_slice).build(found, store))
    assert [one.source for one in made if one.skipped] == ["y"]


def test_the_library_builds_and_answers_in_three_lines(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(MEMBERS, encoding="utf-8")
    built = kg.build(tmp_path / "a.txt", tmp_path / "store", date="2022-09-14")
    assert [one.claims for one in built] == [3]
    opened = kg.open(tmp_path / "store")
    bordering = opened.query("csto-members-bordering-china")
    assert [row["label"] for row in bordering] == ["Kazakhstan", "Kyrgyzstan"]
    claims = opened.graph.query("SELECT ?c { ?c a kg:Claim }")
    assert len(claims) == 3


def test_importing_the_library_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = "import sys, kg; print([n for n in ('spacy', 'rdflib', 'pyoxigraph', 'yaml', 'typer') if n in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout == "[]\n"


def test_texts_are_kept_once_and_found_by_their_hash(tmp_path: Path) -> None:
    texts.keep(tmp_path, MEMBERS)
    texts.keep(tmp_path, MEMBERS)
    (path,) = (tmp_path / "texts").iterdir()
    assert texts.find(tmp_path, path.stem) == MEMBERS
    texts.forget(tmp_path, path.stem)
    assert texts.find(tmp_path, path.stem) is None
    assert texts.find(None, path.stem) is None
