"""Promises of the store: whole or absent, an exact union, and every trouble in one line."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.errors import StoreError, UsageError
from kg.store import FORMAT, Store
from kg.vocab import KG, RDF, SCHEMA

A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")
BIG = 400


def article(graph: NamedNode, *words: str) -> list[Quad]:
    """A graph with its version and a triple for each word."""
    return [
        Quad(graph, SCHEMA.version, Literal(" ".join(words)), graph),
        *(Quad(KG["x"], KG.content, Literal(word), graph) for word in words),
    ]


def numbers(store: Store, query: str) -> list[int]:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    return [int(row[0].value) for row in rows]


def words(store: Store) -> list[str]:
    rows = store.query("SELECT ?w { kg:x kg:content ?w } ORDER BY ?w")
    assert isinstance(rows, QuerySolutions)
    return [row["w"].value for row in rows]


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store.memory() if request.param == "memory" else Store.open(tmp_path / "store", create=True)


def test_what_was_written_is_there_after_opening_again(tmp_path: Path) -> None:
    with Store.open(tmp_path / "deep" / "store", create=True) as store:
        store.replace(A, article(A, "eins"))
    for read_only in (False, True):
        with Store.open(tmp_path / "deep" / "store", read_only=read_only) as store:
            assert set(store.quads()) == set(article(A, "eins"))
            assert store.state(A) == "eins"


def test_replacing_a_graph_leaves_nothing_of_the_old_one(store: Store) -> None:
    store.replace(A, article(A, "eins", "zwei"))
    store.replace(A, article(A, "zwei", "drei"))
    assert set(store.quads()) == set(article(A, "zwei", "drei"))
    assert words(store) == ["drei", "zwei"]


def test_removing_a_graph_keeps_what_others_say(store: Store) -> None:
    store.replace(A, article(A, "eins", "zwei"))
    store.replace(B, article(B, "zwei"))
    assert store.graphs() == [A, B]
    store.remove(A)
    assert store.graphs() == [B]
    assert words(store) == ["zwei"]
    assert store.state(A) is None
    store.remove(A)


def test_a_triple_of_two_articles_counts_once_in_the_union(store: Store) -> None:
    store.replace(A, article(A, "eins"))
    store.replace(B, article(B, "eins"))
    assert numbers(store, "SELECT (COUNT(*) AS ?n) { ?s kg:content ?o }") == [1]
    assert numbers(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s kg:content ?o } }") == [2]


def test_words_of_every_kind_survive_being_replaced(store: Store) -> None:
    odd = 'quote" back\\slash \n\r\t {brace} . } \x07 \x7f \u2028 \U0001f600 ä <x> # ?y'
    for _ in range(2):
        store.replace(A, article(A, "vorher"))
        store.replace(A, article(A, odd))
        assert words(store) == [odd]


def test_a_quad_of_another_graph_is_refused_and_nothing_is_written(store: Store) -> None:
    store.replace(A, article(A, "eins"))
    with pytest.raises(ValueError, match="not in the graph"):
        store.replace(A, [*article(A, "zwei"), *article(B, "drei")])
    assert words(store) == ["eins"]


def test_a_large_graph_is_filled_once_for_each_version(store: Store) -> None:
    facts = [Quad(KG["x"], KG.content, Literal(str(number)), A) for number in range(50)]
    assert store.fill(A, facts, "v1")
    assert not store.fill(A, iter(()), "v1")
    assert store.state(A) == "v1"
    assert len(words(store)) == 50
    assert store.fill(A, facts[:10], "v2")
    assert store.state(A) == "v2"
    assert len(words(store)) == 10


def test_a_filling_that_was_cut_short_is_done_again(store: Store) -> None:
    facts = [Quad(KG["x"], KG.content, Literal(str(number)), A) for number in range(50)]
    store.inner.bulk_extend([*facts[:20], Quad(KG["x"], KG.content, Literal("stale"), A)])
    assert store.fill(A, facts, "v1")
    assert len(words(store)) == 50


def test_rdflib_sees_the_union_and_knows_the_prefixes(store: Store) -> None:
    store.replace(A, article(A, "eins"))
    store.replace(B, article(B, "eins"))
    graph = store.graph()
    assert isinstance(graph, rdflib.Graph)
    assert len(graph) == 3
    assert [str(row[0]) for row in graph.query("SELECT ?w { kg:x kg:content ?w }")] == ["eins"]  # type: ignore[index]
    assert {str(subject) for subject in graph.subjects()} == {KG["x"].value, A.value, B.value}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/sparql> { ?s ?p ?o } }",
        "select * { ?s ?p ?o .service silent ?s { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<http://127.0.0.1:9/> { } }",
        "SELECT * { ?s ?p <http://e/\\u0041#> . SERVICE <http://127.0.0.1:9/> {} }",
        "# 'x\nSELECT * { SERVICE <http://127.0.0.1:9/> {} } # '",
        'SELECT * { ?s ?p """a"b""" . SERVICE <http://127.0.0.1:9/> {} }',
        "PREFIX e: <http://127.0.0.1:9/> SELECT * { SERVICE\ne:x {} }",
        "SELECT * { FILTER(1<2)SERVICE <http://127.0.0.1:9/> {} FILTER(2>1) }",
    ],
)
def test_no_query_asks_another_endpoint(query: str) -> None:
    with pytest.raises(UsageError, match="SERVICE"):
        Store.memory().query(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { ?service kg:service 'SERVICE <x>' } # SERVICE <x>",
        "PREFIX s: <http://e/SERVICE/> SELECT * { ?s a s:SERVICE ; s:p <http://e/SERVICE> }",
        'SELECT * { ?s ?p """a " SERVICE <x> \\""" """ , \'SERVICE\' }',
    ],
)
def test_the_word_service_is_no_harm_elsewhere(query: str) -> None:
    rows = Store.memory().query(query)
    assert isinstance(rows, QuerySolutions)
    assert not list(rows)


def test_a_broken_query_says_where() -> None:
    with pytest.raises(SyntaxError, match="1:"):
        Store.memory().query("SELECT ?x WHERE")


def test_a_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store; make one with: kg build INPUT --store"):
        Store.open(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("create", [True, False])
def test_a_folder_or_file_that_is_something_else_is_left_alone(tmp_path: Path, create: bool) -> None:
    (tmp_path / "letter.txt").write_text("Dear all")
    for path in (tmp_path, tmp_path / "letter.txt"):
        with pytest.raises(StoreError, match="is not a store"):
            Store.open(path, create=create)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_store_whose_first_build_was_killed_at_once_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text(FORMAT)
    with pytest.raises(StoreError, match="the store is empty yet; fill it: kg build INPUT --store"):
        Store.open(tmp_path, read_only=True)


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    Store.open(tmp_path / "store", create=True).close()
    (tmp_path / "store" / "FORMAT").write_text("alliances-kg store 99\n")
    with pytest.raises(StoreError, match="'alliances-kg store 99' is not the format"):
        Store.open(tmp_path / "store")


def test_a_damaged_store_is_one_line(tmp_path: Path) -> None:
    with Store.open(tmp_path / "store", create=True) as store:
        store.replace(A, article(A, "eins"))
    (tmp_path / "store" / "quads" / "CURRENT").write_text("nonsense")
    with pytest.raises(StoreError) as error:
        Store.open(tmp_path / "store")
    assert str(error.value).startswith(f"{tmp_path / 'store'}: ")
    assert "\n" not in str(error.value)


def test_a_closed_store_says_so(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.state(A)


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True)


HOLD = """
import sys, time
from pathlib import Path
from kg.store import Store
store = Store.open(Path(sys.argv[1]), create=True)
print("open", flush=True)
time.sleep(60)
"""


def test_a_second_writer_learns_who_the_first_is_and_readers_may_come(tmp_path: Path) -> None:
    with run(HOLD, tmp_path / "store") as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(StoreError, match=f"already open for writing by process {holder.pid}; wait for it"):
            Store.open(tmp_path / "store", create=True)
        with Store.open(tmp_path / "store", read_only=True) as reader:
            assert not list(reader.quads())
        holder.kill()
    Store.open(tmp_path / "store").close()


WRITE = f"""
import sys
from itertools import count
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.store import Store
from kg.vocab import KG, SCHEMA
store = Store.open(Path(sys.argv[1]), create=True)
for turn in count():
    graph = NamedNode(f"https://example.org/{{turn % 4}}")
    quads = [Quad(graph, KG[str(n)], Literal(turn), graph) for n in range({BIG})]
    store.replace(graph, [*quads, Quad(graph, SCHEMA.version, Literal(str(turn)), graph)])
    print(turn, flush=True)
"""


def test_many_new_graphs_are_written_together_beside_one_that_is_replaced(store: Store) -> None:
    shared = [f"Satz {number}" for number in range(600)]
    graphs = [NamedNode(f"https://example.org/many/{number}") for number in range(5)]
    store.replace(graphs[0], article(graphs[0], "alt"))
    store.replace_all({graph: article(graph, *shared, graph.value) for graph in graphs})
    for graph in graphs:
        assert set(store.quads(graph=graph)) == set(article(graph, *shared, graph.value))
    union = {(quad.subject, quad.predicate, quad.object) for quad in store.quads()}
    assert len(store.lines()) == len(union)


TOGETHER = f"""
import sys
from itertools import count
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.store import Store
from kg.vocab import KG
store = Store.open(Path(sys.argv[1]), create=True)
for turn in count():
    graphs = [NamedNode(f"https://example.org/{{turn}}/{{number}}") for number in range(20)]
    store.replace_all({{g: [Quad(g, KG[str(n)], Literal(turn), g) for n in range({BIG})] for g in graphs}})
    print(turn, flush=True)
"""


@pytest.mark.parametrize("moment", [0.02, 0.11, 0.2])
def test_graphs_that_are_written_together_are_all_there_or_none_when_the_program_is_killed(
    tmp_path: Path, moment: float
) -> None:
    with run(TOGETHER, tmp_path / "store") as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "0\n"
        time.sleep(moment)
        os.kill(writer.pid, signal.SIGKILL)
        turns = 1 + len(writer.stdout.read().split("\n")[:-1])
    with Store.open(tmp_path / "store") as store:
        graphs = store.graphs()
        assert len(graphs) in (20 * turns, 20 * turns + 20)
        assert all(sum(1 for _ in store.quads(graph=graph)) == BIG for graph in graphs)
        assert len(store.lines()) == len(graphs) * BIG


@pytest.mark.parametrize("moment", [0.02, 0.11, 0.2])
def test_a_killed_build_leaves_each_article_whole_or_absent(tmp_path: Path, moment: float) -> None:
    with run(WRITE, tmp_path / "store") as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "0\n"
        time.sleep(moment)
        os.kill(writer.pid, signal.SIGKILL)
        told = [0, *map(int, writer.stdout.read().split("\n")[:-1])]
    with Store.open(tmp_path / "store") as store:
        for graph in store.graphs():
            quads = list(store.quads(graph=graph))
            turns = {quad.object.value for quad in quads if isinstance(quad.object, Literal)}
            assert turns == {store.state(graph)}
            assert len(quads) == BIG + 1
        states = [store.state(NamedNode(f"https://example.org/{number}")) for number in range(4)]
        assert max(int(state) for state in states if state) in (told[-1], told[-1] + 1)
        union = {(quad.subject, quad.predicate, quad.object) for quad in store.quads()}
        assert {
            (q.subject, q.predicate, q.object)
            for q in store.inner.quads_for_pattern(None, None, None, ox.DefaultGraph())
        } == union


FULL = """
import resource, sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.errors import StoreError
from kg.store import Store
from kg.vocab import KG
store = Store.open(Path(sys.argv[1]), create=True)
first, second = (NamedNode(f"https://example.org/{name}") for name in "ab")
store.replace(first, [Quad(KG["x"], KG.content, Literal("eins"), first)])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
try:
    store.replace(second, [Quad(KG["x"], KG.content, Literal("much " * 9 + str(n)), second) for n in range(9000)])
except StoreError as error:
    print(error)
"""


def test_a_full_disk_is_one_line_and_loses_nothing_that_was_written(tmp_path: Path) -> None:
    with run(FULL, tmp_path / "store") as writer:
        message = writer.communicate()[0]
    assert message.startswith(f"{tmp_path / 'store'}: ")
    assert message.count("\n") == 1
    with Store.open(tmp_path / "store") as store:
        assert words(store) == ["eins"]


FULL_AT_ONCE = """
import resource, sys
from pathlib import Path
from kg.errors import StoreError
from kg.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    Store.open(Path(sys.argv[1]), create=True, template=Path(sys.argv[2]))
except StoreError as error:
    print(error)
"""


def test_a_disk_that_is_full_before_the_first_article_is_one_line_too(tmp_path: Path) -> None:
    with Store.open(tmp_path / "first", create=True) as store:
        store.replace(A, [Quad(A, RDF.type, KG.Article, A)])
        store.save(tmp_path / "template")
    with run(FULL_AT_ONCE, tmp_path / "store", tmp_path / "template") as writer:
        message = writer.communicate()[0]
    assert message.startswith(f"{tmp_path / 'store'}: ")
    assert message.count("\n") == 1
    assert len(message) < 300


def test_a_store_may_lie_in_an_empty_folder_or_where_a_creation_was_cut_short(tmp_path: Path) -> None:
    (tmp_path / "FORMAT.part").write_text("alli")
    with Store.open(tmp_path, create=True) as store:
        store.replace(A, [Quad(A, RDF.type, KG.Article, A)])
        assert store.graphs() == [A]
