"""Promises of ``kg serve``: limits that hold, builds that become visible, a clean end, and nothing that leaves it."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from serving import Served, serving, wait_for

from kg import cli, snapshots
from kg.serve import confinement, identity
from kg.serve.process import Reader
from kg.serve.watch import Snapshot, Watch
from kg.snapshots import Place
from kg.store import Store
from kg.vocab import KG, RDF, SCHEMA

README = Path(__file__).parent.parent / "README.md"
HERE = "http://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s <http://example.org/says> ?o }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
RUNAWAYS = (
    PRODUCT,
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a LIMIT 1",
    "SELECT (COUNT(*) AS ?n) { ?a (<x:1>|!<x:1>)* ?b . ?b (<x:2>|!<x:2>)* ?c . ?c (<x:3>|!<x:3>)* ?d }",
)
GREEDY = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?d), STR(?g))) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def says(number: int, size: int = 200) -> tuple[NamedNode, list[Quad]]:
    """A graph with so many triples of a chain."""
    graph = NamedNode(f"{HERE}graph/{number}")
    nodes = [NamedNode(f"{HERE}{number}/{one}") for one in range(size + 1)]
    quads = [Quad(one, NamedNode(f"{HERE}says"), two, graph) for one, two in pairwise(nodes)]
    return graph, quads


def make(folder: Path, graphs: int = 1) -> Path:
    with Store.open(folder, create=True) as store:
        for number in range(graphs):
            store.replace(*says(number))
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return make(tmp_path / "store")


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with narrow limits."""
    folder = make(tmp_path_factory.mktemp("limited") / "store", 3)
    with serving(folder, "--timeout", "1.5", "--memory", "300M", "--readers", "2", "--queue", "3") as served:
        yield served


@pytest.mark.parametrize("query", RUNAWAYS)
def test_a_runaway_query_ends_with_a_reason_within_a_second_of_the_limit(limited: Served, query: str) -> None:
    begin = time.monotonic()
    response = limited.ask(query)
    assert response.status_code == 503
    assert "takes longer than 1.5 seconds" in response.text or "more memory" in response.text
    assert time.monotonic() - begin < 2.5


def test_a_greedy_query_ends_alone(limited: Served) -> None:
    response = limited.ask(GREEDY)
    assert response.status_code == 503
    assert "takes more memory than 300,000,000 bytes" in response.text or "takes longer" in response.text
    assert limited.rows(COUNT) == ["600"]


def test_memory_has_a_limit_of_its_own(store: Path) -> None:
    with serving(store, "--readers", "1", "--memory", "50M", "--timeout", "40") as served:
        response = served.ask("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i ?a LIMIT 1")
        assert (response.status_code, response.text) == (503, "the query takes more memory than 50,000,000 bytes\n")
        assert served.rows(COUNT) == ["200"]


def test_quick_queries_are_answered_beside_slow_ones(tmp_path: Path) -> None:
    with (
        serving(make(tmp_path / "store"), "--timeout", "4", "--readers", "2") as served,
        ThreadPoolExecutor(2) as pool,
    ):
        slow = [pool.submit(served.ask, PRODUCT) for _ in range(2)]
        wait_for(lambda: "kg_readers_slow 2" in served.get("/metrics").text)
        begin = time.monotonic()
        assert all(served.rows(COUNT) == ["200"] for _ in range(10))
        assert time.monotonic() - begin < 5
        assert [each.result().status_code for each in slow] == [503, 503]
        wait_for(lambda: len(served.children()) == 2)


def test_more_than_may_wait_are_told_to_come_again(limited: Served) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = [*pool.map(limited.ask, [PRODUCT] * 12)]
    assert {answer.status_code for answer in answers} == {503}
    told = [answer for answer in answers if "retry-after" in answer.headers]
    assert any("3 queries wait already" in answer.text for answer in told)
    assert limited.rows(COUNT) == ["600"]


def test_a_query_nobody_waits_for_is_ended(limited: Served) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{limited.url}/sparql", data={"query": PRODUCT}, timeout=0.3)
    wait_for(lambda: "kg_readers_busy 0" in limited.get("/metrics").text, 1.0)


def test_a_reader_that_somebody_kills_is_replaced(tmp_path: Path) -> None:
    with serving(make(tmp_path / "store"), "--readers", "2") as served:
        for number in served.children():
            os.kill(number, signal.SIGKILL)
        time.sleep(0.1)
        assert all(served.rows(COUNT) == ["200"] for _ in range(4))


def test_that_no_reader_can_be_started_is_told(tmp_path: Path) -> None:
    store = make(tmp_path / "store")
    with serving(store, "--readers", "1") as served:
        for copy in (store / "served").glob("*/[0-9]*"):
            shutil.rmtree(copy)
        (reader,) = served.children()
        os.kill(reader, signal.SIGKILL)
        time.sleep(0.1)
        assert "kg_readers_busy" in served.get("/metrics").text
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(f"{served.url}/sparql", data={"query": COUNT}, timeout=1)
        wait_for(lambda: any("no process can be started to answer queries" in line for line in served.lines))
        assert served.get("/health").status_code == 503
        time.sleep(1.5)
        assert len(served.lines) == 2


def test_a_reader_that_ends_while_it_is_ended_makes_no_noise(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def end_some() -> None:
        for _ in range(40):
            process = await asyncio.create_subprocess_exec(sys.executable, "--version", stdout=subprocess.DEVNULL)
            with suppress(ChildProcessError):
                os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            await Reader(Snapshot(tmp_path, readers=1), process).end()

    asyncio.run(end_some())
    assert not caplog.records


def test_nesting_that_breaks_a_parser_is_refused(limited: Served) -> None:
    for query in ("SELECT * " + "{" * 5000 + "}" * 5000, "SELECT * {" + " UNION ".join(["{}"] * 30_000) + "}"):
        response = limited.ask(query)
        assert response.status_code in (400, 503), response.text
        assert response.text.count("\n") == 1
    assert limited.rows(COUNT) == ["600"]


def test_a_build_becomes_visible_without_a_failed_request(store: Path) -> None:
    seen: list[list[str]] = []
    stopped = threading.Event()
    with serving(store, "--readers", "2") as served:
        first = served.get("/health").json()["dataset"]

        def ask() -> None:
            while not stopped.is_set():
                seen.append(served.rows(COUNT))

        asking = threading.Thread(target=ask)
        asking.start()
        with Store.open(store) as writer:
            for number in range(1, 4):
                writer.replace(*says(number))
                writer.publish()
                begin = time.monotonic()
                wait_for(lambda number=number: served.rows(COUNT) == [str(200 * (number + 1))])
                assert time.monotonic() - begin < 5
        stopped.set()
        asking.join()
        assert served.get("/health").json()["dataset"] != first
        wait_for(lambda: len([*(store / "served").glob("*/[0-9]*")]) == 1)
    assert len(seen) > 20
    assert [int(rows[0]) for rows in seen] == sorted(int(rows[0]) for rows in seen)
    assert {int(rows[0]) % 200 for rows in seen} == {0}


def test_what_a_writer_leaves_without_a_word_becomes_visible_too(store: Path) -> None:
    with serving(store, "--readers", "2") as served:
        with Store.open(store) as writer:
            writer.replace(*says(1))
            time.sleep(1)
            assert served.rows(COUNT) == ["200"]
        wait_for(lambda: served.rows(COUNT) == ["400"])


def test_a_server_that_starts_beside_a_writer_waits_for_its_word(store: Path) -> None:
    with Store.open(store) as writer, serving(store, "--readers", "2") as served:
        assert served.get("/health").status_code == 503
        response = served.ask(COUNT)
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        writer.publish(first=True)
        wait_for(lambda: served.get("/health").status_code == 200)
        assert served.rows(COUNT) == ["200"]


def test_a_build_that_finds_nothing_new_leaves_the_server_whole(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    digest(folder, "article/a x", "graph/inferred z")  # complete, so that its hash is that of its content
    versions = f"SELECT (COUNT(*) AS ?n) {{ ?s <{SCHEMA.version.value}> ?o }}"
    with serving(folder, "--readers", "1") as served:
        for _ in range(2):
            before = {*(folder / "served").glob("*/[0-9]*")}
            with Store.open(folder) as writer:
                writer.publish()
            wait_for(lambda before=before: not before & {*(folder / "served").glob("*/[0-9]*")})
            time.sleep(1.2)  # it looks again
        for number in served.children():
            os.kill(number, signal.SIGKILL)  # what comes in its place must find the copy
        time.sleep(0.1)
        assert served.rows(versions) == ["2"]


def test_queries_under_way_when_a_build_ends_leave_no_readers_behind(tmp_path: Path) -> None:
    store = make(tmp_path / "store")
    with serving(store, "--readers", "2", "--timeout", "4") as served, ThreadPoolExecutor(4) as pool:
        slow = [pool.submit(served.ask, PRODUCT) for _ in range(4)]
        wait_for(lambda: "kg_readers_busy 4" in served.get("/metrics").text)
        with Store.open(store) as writer:
            writer.replace(*says(1))
        wait_for(lambda: served.rows(COUNT) == ["400"])
        assert not slow[-1].done()
        assert [each.result().status_code for each in slow] == [503] * 4
        wait_for(lambda: "kg_readers_busy 0" in served.get("/metrics").text)
        time.sleep(1)
        assert len(served.children()) == 2


def test_a_copy_that_cannot_be_read_costs_nothing_of_the_one_before(store: Path) -> None:
    place = Place.take(store)
    watch = Watch(place)
    first = watch.look()
    assert first
    with Store.open(store) as writer:
        writer.replace(*says(1))
    second = watch.look()
    assert second
    for _ in range(2):
        watch.again()
        found = watch.look()
        assert found
        assert (found.folder, first.folder.exists()) == (second.folder, True)
    place.leave()


def test_kg_build_shows_its_articles(tmp_path: Path) -> None:
    article = tmp_path / "bund.txt"
    article.write_text("Armenien ist Mitglied der OVKS.", encoding="utf-8")
    folder = tmp_path / "store"
    assert cli.main(["build", str(article), "--store", str(folder), "--date", "2022-09-14"]) == 0
    claims = "SELECT ?c { ?c a kg:Claim } ORDER BY ?c"
    with serving(folder, "--readers", "2") as served:
        before = served.rows(claims)
        article.write_text("Armenien ist Mitglied der OVKS. Belarus ist Mitglied der OVKS.", encoding="utf-8")
        assert cli.main(["build", str(article), "--store", str(folder), "--date", "2022-09-14"]) == 0
        wait_for(lambda: len(served.rows(claims)) > len(before))


def test_the_end_is_clean(store: Path) -> None:
    with serving(store, "--readers", "2", "--timeout", "3") as served, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(served.ask, PRODUCT)
        wait_for(lambda: "kg_readers_busy 1" in served.get("/metrics").text)
        readers = served.children()
        assert served.stop() == 0
        assert slow.result().status_code == 503  # the query had its time
    assert served.lines[-1] == "kg: stopped\n"
    assert len(served.lines) == 2
    assert not (store / "served").exists()
    assert not any(Path(f"/proc/{number}").exists() for number in readers)


def test_ctrl_c_ends_it_as_well(store: Path) -> None:
    with serving(store, "--readers", "2") as served:
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(20) == 0


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
def test_the_readmes_commands_answer(tmp_path: Path) -> None:
    graph = NamedNode("https://w3id.org/alliances-kg/graph/ontology")
    with Store.open(tmp_path / "store", create=True) as writer:
        writer.replace(graph, [Quad(graph, RDF.type, KG.Claim, graph)])
    block = re.search(r"## Serve\n.*?```sh\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    with serving(tmp_path / "store", "--readers", "1") as served:
        script = block[1].replace("http://127.0.0.1:7878", served.url)
        answer = subprocess.run(["bash", "-ec", script], capture_output=True, text=True, check=True).stdout
    assert answer.split("\n") == ["claims", "1", f"{graph} {RDF.type} {KG.Claim} .", ""]


def test_a_second_server_takes_a_place_of_its_own(store: Path) -> None:
    with serving(store, "--readers", "1") as one, serving(store, "--readers", "1") as two:
        assert one.rows(COUNT) == two.rows(COUNT) == ["200"]
        with Store.open(store) as writer:
            writer.replace(*says(1))
            writer.publish()
            wait_for(lambda: one.rows(COUNT) == two.rows(COUNT) == ["400"])


def test_a_port_that_is_taken_is_one_line(store: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert cli.main(["serve", "--store", str(store), "--port", str(port)]) == 4
    error = capfd.readouterr().err
    assert re.fullmatch(rf"kg: 127.0.0.1:{port}: Address already in use; .*--port.*\n", error)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--timeout", "0"], 2),
        (["--memory", "lots"], 2),
        (["--max-answer", "0"], 2),
        (["--readers", "0"], 2),
        (["--port", "70000"], 2),
        (["--host", "192.0.2.1"], 4),
    ],
)
def test_wrong_options_are_one_line(
    store: Path, options: list[str], code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["serve", "--store", str(store), *options]) == code
    error = capfd.readouterr().err
    assert error.startswith("kg: ")
    assert error.count("\n") == 1


def test_the_place_of_a_server_that_was_killed_is_tidied_up(store: Path) -> None:
    with serving(store, "--readers", "1") as served:
        readers = served.children()
        served.process.kill()
        served.process.wait()
    assert [*(store / "served").iterdir()]
    wait_for(lambda: not any(Path(f"/proc/{number}").exists() for number in readers))
    with Store.open(store) as writer:
        writer.publish()
    assert not [*(store / "served").iterdir()]


def test_a_store_that_is_damaged_is_one_line(store: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for path in (store / "quads").glob("MANIFEST*"):
        path.write_bytes(b"damaged")
    assert cli.main(["serve", "--store", str(store), "--port", "0"]) == 4
    error = capfd.readouterr().err
    assert error.startswith("kg: ")
    assert error.count("\n") == 1
    assert not (store / "served").exists()


def test_a_page_takes_only_so_much_and_keeps_nobody_waiting(store: Path) -> None:
    product = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT "
    with serving(store, "--readers", "2") as served, ThreadPoolExecutor(1) as pool:
        much = pool.submit(served.get, "/query", run="1", query=product + "30000")
        times = []
        while not much.done():
            begin = time.monotonic()
            assert served.get("/health").status_code == 200
            times.append(time.monotonic() - begin)
        assert much.result().status_code == 200
        assert max(times) < 0.6
        more = served.get("/query", run="1", query=product + "80000")
        assert more.status_code == 413
        assert "/sparql gives it whole" in more.text


def test_other_commands_do_not_load_the_server() -> None:
    code = "import sys; from kg import cli; cli.main(['--help']); import kg.store; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"starlette", "uvicorn", "kg.serve.app", "spacy", "jinja2"} & set(loaded)


def test_a_server_and_its_writer_keep_off_each_other(store: Path) -> None:
    place = Place.take(store)
    with Store.open(store):
        assert not place.copy()
    assert place.copy()
    newest = place.newest()
    assert newest
    assert len(ox.Store.read_only(str(newest))) == 400  # each quad is in the union, too
    with ThreadPoolExecutor(1) as pool:
        with snapshots._writers_kept_out(store / "quads") as kept:
            assert kept
            opening = pool.submit(Store.open, store)
            time.sleep(0.3)
            assert not opening.done()
        opening.result(5).close()
    place.leave()


def test_a_store_that_nobody_may_write_to_is_served(store: Path, tmp_path: Path) -> None:
    def closed(folder: Path, mode: int) -> None:
        for path in (folder, *folder.rglob("*")):
            path.chmod(mode if path.is_dir() else mode & 0o666)

    closed(store, 0o555)
    try:
        with serving(store, "--readers", "1") as served:
            assert served.rows(COUNT) == ["200"]
    finally:
        closed(store, 0o755)


def digest(folder: Path, *versions: str) -> str:
    """The hash of a store whose graphs have these versions, written in this order."""
    with Store.open(folder, create=True) as store:
        for name, _, version in (each.partition(" ") for each in versions):
            graph = NamedNode(HERE + name)
            store.replace(graph, [Quad(graph, SCHEMA.version, Literal(version), graph)])
    return identity.digest(ox.Store.read_only(str(folder / "quads")), folder / "quads")


def test_equal_stores_have_one_hash_and_other_ones_another(tmp_path: Path) -> None:
    one = digest(tmp_path / "1", "article/a x", "article/b y", "graph/inferred z")
    assert digest(tmp_path / "2", "graph/inferred z", "article/b y", "article/a x") == one
    assert digest(tmp_path / "3", "article/a x", "article/b changed", "graph/inferred z") != one
    assert digest(tmp_path / "4", "article/a x", "graph/inferred z") != one


def test_an_unfinished_build_has_a_hash_of_its_own(tmp_path: Path) -> None:
    before = digest(tmp_path / "1", "article/a x")
    with Store.open(tmp_path / "1") as store:
        store.replace(*says(1))
    assert digest(tmp_path / "1") != before


def in_child(work: Callable[[], bool]) -> bool:
    """Whether something is true in a process of its own, which it may spoil."""
    child = os.fork()
    if child == 0:
        os._exit(0 if work() else 1)
    return os.waitpid(child, 0)[1] == 0


def test_a_confined_process_has_no_sockets(store: Path) -> None:
    def confined() -> bool:
        confinement.refuse_sockets()
        quads = ox.Store.read_only(str(store / "quads"))
        return confinement.close_off(store / "quads") and len(quads) == 400

    assert in_child(confined)


def test_a_process_that_cannot_be_confined_is_told_apart(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = store / "quads"
    monkeypatch.setattr(confinement, "_all_open", lambda folder: False)
    assert not confinement.close_off(database)
    monkeypatch.undo()
    assert in_child(lambda: confinement.close_off(database))  # by forbidding files, which are open already
