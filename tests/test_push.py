"""Promises of ``kg push``: what is here is there, nothing is sent twice, and no end leaves it half done."""

from __future__ import annotations

import base64
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import rdflib
import servers
from factories import MEMBER, PARTNER, dataset, reading
from pyoxigraph import Literal, NamedNode, Quad
from servers import Proxy, Reply, Request, Server

from kg import cli, push
from kg.endpoint import Login, Patience
from kg.endpoint.login import PASSWORD, TOKEN, USER
from kg.errors import StoreError, UsageError
from kg.push import Mode, Target, Wire, damage, ledger, pieces, writing
from kg.push.ledger import UNFINISHED, Ledger
from kg.push.stores import Addresses, kinds
from kg.push.target import batches
from kg.push.wire import Message
from kg.store import Store
from kg.vocab import SKOS, SPDX, WD, XSD, named_graph

ODD = 'Pfad C:\\users\\U1 „so“ "so" \\u0041 \n\t\r ein Umbruch\u00a0, \U0001f600 & <b>, \u2028 %20 \x07'
NAMES = "oxigraph", "virtuoso"


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers.oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not servers.VIRTUOSO:
        pytest.skip("Debian's virtuoso-opensource is not installed")
    with servers.virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(params=NAMES)
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    with servers.proxy(server) as made:
        yield made


@pytest.fixture
def near(oxigraph: Server) -> Iterator[Proxy]:
    """A proxy before Oxigraph, for what does not depend on the store."""
    with servers.proxy(oxigraph) as made:
        yield made


@pytest.fixture
def base(request: pytest.FixtureRequest) -> str:
    """Where a test's IRIs begin, so that tests share a server and nothing else."""
    return f"https://example.org/{abs(hash(request.node.nodeid))}/"


Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)

    def command(*arguments: object) -> tuple[int, str]:
        capfdbinary.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert not out
        return code, err.decode()

    return command


def made(path: Path, base: str, *sources: str) -> Path:
    """A store of some articles."""
    readings = [
        reading(replace(PARTNER, content=ODD), MEMBER, source=source) for source in sources or ("a.txt", "b.txt")
    ]
    graphs = dataset(*readings, base=base)
    home = named_graph(base, "wikidata")
    graphs[home] += [Quad(WD["Q399"], SKOS.altLabel, Literal(name), home) for name in (ODD, "", "\\", "\\\\u")]
    graphs[home] += [Quad(WD["Q399"], SKOS["note"], Literal("1991-12", datatype=XSD["gYearMonth"]), home)]
    long = named_graph(base, "long")
    graphs[long] = [Quad(WD["Q399"], SKOS.altLabel, Literal("x" * 200_000), long)]
    with Store.open(path, create=True) as store:
        store.replace_all(graphs)
    return path


Reach = Callable[..., Target]


@pytest.fixture
def target() -> Iterator[Reach]:
    """Reach a server; ``by`` updates alone, or as is found."""
    wires: list[Wire] = []

    def reach(endpoint: str, user: str = "", waits: list[float] | None = None, by: str = "found") -> Target:
        waited = waits if waits is not None else []
        wires.append(Wire(Login(user, "dba" if user else ""), Patience(attempts=4), sleep=waited.append))
        found = Target.find(endpoint, wires[-1])
        if by == "updates":
            found.addresses = Addresses(found.addresses.query, found.addresses.update)
        return found

    yield reach
    for wire in wires:
        wire.close()


def pushed(path: Path, there: Target, base: str, mode: Mode = Mode.REPLACE) -> push.Pushed:
    with Store.open(path, read_only=True) as store:
        return push.push(store, there, push.plan(store, there, mode, base), base)


def triples(server: Server, graph: str) -> set[ox.Triple]:
    """What a graph has at a server."""
    query = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"}
    answer = httpx.post(
        server.endpoint, data=query, headers={"Accept": "text/ntriples, application/n-triples"}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}


def agree(server: Server, path: Path) -> bool:
    with Store.open(path, read_only=True) as store:
        return all(
            triples(server, graph.value) == {quad.triple for quad in store.quads(graph=graph)}
            for graph in store.graphs()
        )


# --- what is here is there


@pytest.mark.parametrize("by", ["graph store", "updates"])
def test_what_was_pushed_is_there_letter_by_letter(
    target: Reach, server: Server, by: str, base: str, tmp_path: Path
) -> None:
    path = made(tmp_path / "store", base)
    there = target(server.endpoint, server.user, by=by)
    assert there.name.lower() in ("oxigraph", "virtuoso")
    done = pushed(path, there, base)
    assert (done.graphs, done.removed, done.same) == (6, 0, 0)
    assert agree(server, path)


def test_what_was_left_unfinished_is_told_wherever_the_ledger_is_cut(
    target: Reach, oxigraph: Server, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, home = target(oxigraph.endpoint), f"{base}graph/pushed"
    done = {f"{base}{name}": "1" for name in "aceg"}
    Ledger(there, home).done(done)
    for graph in done:  # as a push leaves it that is killed between the two
        insert = f'INSERT DATA {{ GRAPH <{home}> {{ <{graph}> <{SPDX.checksumValue.value}> "{UNFINISHED}" }} }}'
        there.update(insert.encode())
    for size in range(2, 12):
        monkeypatch.setattr(ledger, "_PAGE", size)
        assert Ledger(there, home).entered() == dict.fromkeys(done, UNFINISHED), size


@pytest.mark.parametrize("by", ["graph store", "updates"])
def test_the_second_push_sends_nothing(
    target: Reach, server: Server, proxy: Proxy, by: str, base: str, tmp_path: Path
) -> None:
    path = made(tmp_path / "store", base)
    pushed(path, target(proxy.endpoint, server.user, by=by), base)
    assert proxy.writes
    proxy.requests.clear()
    again = pushed(path, target(proxy.endpoint, server.user, by=by), base)
    assert (again.graphs, again.triples, again.same) == (0, 0, 6)
    assert proxy.requests
    assert not proxy.writes


def test_another_machine_goes_on_where_the_first_was(target: Reach, near: Proxy, base: str, tmp_path: Path) -> None:
    path = made(tmp_path / "here", base)
    pushed(path, target(near.endpoint), base)
    near.requests.clear()
    assert pushed(made(tmp_path / "elsewhere", base), target(near.endpoint), base).same == 6
    assert not near.writes


def test_only_what_changed_is_sent_and_only_ours_is_removed(
    target: Reach, server: Server, proxy: Proxy, base: str, tmp_path: Path
) -> None:
    pushed(made(tmp_path / "before", base, "a.txt", "b.txt", "c.txt"), target(proxy.endpoint, server.user), base)
    theirs = f"{base}theirs"
    target(server.endpoint, server.user).on_graph("PUT", theirs, [b'<urn:a> <urn:b> "c" .'])
    after = made(tmp_path / "after", base, "a.txt", "b.txt")
    with Store.open(after) as store:
        changed, *_ = [graph for graph in store.graphs() if "/article/" in graph.value]
        store.change(changed, [], [Quad(changed, SKOS["note"], Literal("new"), changed)])
    proxy.requests.clear()
    done = pushed(after, target(proxy.endpoint, server.user), base)
    assert (done.graphs, done.removed) == (1, 1)
    assert [request.graph for request in proxy.writes if request.method == "PUT" and request.body][-1] == changed.value
    assert {request.graph for request in proxy.writes if request.method == "PUT"} == {changed.value}
    assert agree(server, after)
    (gone,) = {request.graph for request in proxy.writes if request.method == "DELETE"}
    assert not triples(server, gone)
    assert triples(server, theirs)


def test_what_somebody_damaged_there_is_sent_again(target: Reach, oxigraph: Server, base: str, tmp_path: Path) -> None:
    path = made(tmp_path / "store", base)
    pushed(path, target(oxigraph.endpoint), base)
    there = target(oxigraph.endpoint)
    there.update(f"DELETE WHERE {{ GRAPH <{named_graph(base, 'wikidata').value}> {{ ?s a ?o }} }}".encode())
    there.on_graph("DELETE", named_graph(base, "ontology").value)
    assert pushed(path, there, base).graphs == 1
    assert agree(oxigraph, path)


@pytest.mark.parametrize("by", ["graph store", "updates"])
def test_add_removes_nothing(target: Reach, oxigraph: Server, by: str, base: str, tmp_path: Path) -> None:
    pushed(made(tmp_path / "before", base, "a.txt", "b.txt"), target(oxigraph.endpoint, by=by), base)
    home = named_graph(base, "wikidata").value
    there = target(oxigraph.endpoint, by=by)
    there.on_graph("POST", home, [b'<urn:a> <urn:b> "theirs" .']) if by == "graph store" else there.update(
        f'INSERT DATA {{ GRAPH <{home}> {{ <urn:a> <urn:b> "theirs" }} }}'.encode()
    )
    before = triples(oxigraph, home)
    done = pushed(made(tmp_path / "after", base, "c.txt"), target(oxigraph.endpoint, by=by), base, Mode.ADD)
    assert done.removed == 0
    assert before <= triples(oxigraph, home)


# --- large graphs


@pytest.mark.parametrize("by", ["graph store", "updates"])
def test_a_large_graph_goes_and_leaves_in_pieces(
    target: Reach, server: Server, proxy: Proxy, by: str, base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for way in (writing.ByGraphStore, writing.ByUpdate):
        monkeypatch.setattr(way, "most", 100)
    monkeypatch.setattr(writing, "_LONG", 200)
    monkeypatch.setattr(writing, "_CLEARED", 150)
    home = named_graph(base, "wikidata")

    def filled(name: str, count: int) -> Path:
        path = made(tmp_path / name, base)
        with Store.open(path) as store:
            labels = (Literal(f"{name} {number}") for number in range(count))
            store.change(home, [], [Quad(WD["Q399"], SKOS.altLabel, label, home) for label in labels])
        return path

    for path in (filled("large", 500), filled("other", 450)):
        proxy.requests.clear()
        pushed(path, target(proxy.endpoint, server.user, by=by), base)
        assert len(proxy.writes) > 5
        assert max(request.body.count(b"\n") for request in proxy.writes) < 110
        assert agree(server, path)


def test_what_is_too_much_at_once_goes_in_halves(
    target: Reach, near: Proxy, oxigraph: Server, base: str, tmp_path: Path
) -> None:
    path = made(tmp_path / "store", base)
    near.rule = lambda request: Reply(413) if request.graph and request.body.count(b"\n") > 12 else None
    pushed(path, target(near.endpoint), base)
    assert agree(oxigraph, path)


# --- trouble on the way


def test_a_refusal_for_now_is_waited_out_as_long_as_the_server_asks(
    target: Reach, near: Proxy, base: str, tmp_path: Path
) -> None:
    answers = iter([Reply(503, {"Retry-After": "7"}), Reply(429), Reply(0), None])
    near.rule = lambda request: next(answers, None) if request.method == "PUT" else None
    waits: list[float] = []
    assert pushed(made(tmp_path / "store", base), target(near.endpoint, waits=waits), base).graphs == 6
    assert waits == [7, 2, 4]


def test_a_server_that_never_recovers_is_given_up_with_one_line(
    near: Proxy, base: str, tmp_path: Path, run: Run
) -> None:
    path = made(tmp_path / "store", base)
    near.rule = lambda request: Reply(503, {"Retry-After": "0"}, b"full") if request.method == "PUT" else None
    code, err = run("push", near.endpoint, "--store", path)
    assert code == 4
    assert err == f"kg: {near.endpoint.replace('query', 'store')}: HTTP status 503: full, tried 6 times; " + (
        "the same command goes on from here\n"
    )


KILLS = ("oxigraph", 1), ("oxigraph", 2), ("virtuoso", 3)


def killing(proxy: Proxy, process: subprocess.Popen[bytes], at: int, is_late: bool, request: Request) -> Reply | None:
    """Kill a process at its so-manieth request that writes, which gets lost or is carried out."""
    if len(proxy.writes) < at:
        return None
    process.send_signal(signal.SIGKILL)
    return None if is_late else Reply(0)


@pytest.mark.parametrize(("server", "seed"), KILLS, indirect=["server"])
def test_after_a_kill_at_any_moment_the_same_command_ends_as_if_undisturbed(
    target: Reach, server: Server, proxy: Proxy, seed: int, base: str, tmp_path: Path
) -> None:
    """The process is killed before, or just after, a request that writes; then again, a little later."""
    path = made(tmp_path / "store", base, *(f"{number}.txt" for number in range(20)))
    chance = random.Random(seed)
    command = [sys.executable, "-m", "kg", "push", proxy.endpoint, "--store", str(path)]
    login = {USER: server.user, PASSWORD: "dba"} if server.user else {}
    for _ in range(2):
        kill_at, is_late = len(proxy.writes) + chance.randrange(1, 24), chance.random() < 0.5
        process = subprocess.Popen(command, env=os.environ | login, stderr=subprocess.PIPE)

        proxy.rule = partial(killing, proxy, process, kill_at, is_late)
        process.communicate()
        proxy.rule = lambda request: None
        assert process.returncode in (-signal.SIGKILL, 0)
    done = subprocess.run(command, env=os.environ | login, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert agree(server, path)
    with Store.open(path) as store:  # what was begun before the kill is not taken for something else afterwards
        store.remove(next(graph for graph in store.graphs() if "/article/" in graph.value))
    assert pushed(path, target(server.endpoint, server.user), base).removed == 1


def failing_at(number: int, proxy: Proxy) -> servers.Rule:
    """Let some graphs through, then no more."""
    count = iter(range(1000))
    return lambda request: Reply(410) if request.method == "PUT" and next(count) >= number else None


def test_a_graph_that_was_sent_before_the_end_is_not_forgotten(
    target: Reach, near: Proxy, oxigraph: Server, base: str, tmp_path: Path
) -> None:
    """It has gone from the store before it could be entered as done."""
    path = made(tmp_path / "store", base, "a.txt", "b.txt", "c.txt")
    near.rule = failing_at(2, near)
    with pytest.raises(StoreError, match="410"):
        pushed(path, target(near.endpoint), base)
    first = next(request.graph for request in near.writes if request.method == "PUT")
    assert triples(oxigraph, first)
    with Store.open(path) as store:
        store.remove(NamedNode(first))
    assert pushed(path, target(oxigraph.endpoint), base).removed == 1
    assert not triples(oxigraph, first)


def test_what_is_as_it_was_before_a_push_that_failed_is_sent_again(
    target: Reach, near: Proxy, oxigraph: Server, base: str, tmp_path: Path
) -> None:
    """Its hash is the one of the push before, and its count is right, but another text was written in between."""
    path = made(tmp_path / "store", base)
    home = named_graph(base, "ontology")
    old, new = (Quad(home, SKOS["note"], Literal(text), home) for text in ("old", "new"))
    with Store.open(path) as store:
        store.change(home, [], [old])
    pushed(path, target(near.endpoint), base)
    with Store.open(path) as store:
        store.change(home, [old], [new])
    entries = iter(range(1000))  # as unfinished, then as done
    near.rule = lambda request: Reply(410) if request.path == "/update" and next(entries) else None
    with pytest.raises(StoreError, match="410"):
        pushed(path, target(near.endpoint), base)
    assert new.triple in triples(oxigraph, home.value)
    with Store.open(path) as store:
        store.change(home, [new], [old])
    pushed(path, target(oxigraph.endpoint), base)
    assert agree(oxigraph, path)


def test_what_a_server_swallows_is_found_by_counting(near: Proxy, base: str, tmp_path: Path, run: Run) -> None:
    path = made(tmp_path / "store", base)
    lost = named_graph(base, "ontology").value
    near.rule = lambda request: Reply(204) if request.graph == lost else None
    code, err = run("push", near.endpoint, "--store", path)
    assert code == 4
    assert err.count("\n") == 1
    assert f"the graph <{lost}> has 0 triples there and " in err
    near.rule = lambda request: None
    assert run("push", near.endpoint, "--store", path)[0] == 0


# --- who writes


def asks_for(authorization: str, challenge: str) -> Callable[[Request], Reply | None]:
    def rule(request: Request) -> Reply | None:
        is_known = request.headers.get("Authorization") == authorization
        return None if is_known else Reply(401, {"WWW-Authenticate": challenge})

    return rule


def test_virtuoso_gets_its_digest_and_never_the_password(
    virtuoso: Server, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "store", base)
    with servers.proxy(virtuoso) as before:
        code, err = run("push", before.endpoint, "--store", path)
        assert (code, err.count("\n")) == (4, 1)
        assert "it wants to know who writes" in err
        monkeypatch.setenv(PASSWORD, "wrong")
        code, err = run("push", before.endpoint, "--store", path, "--user", "dba")
        assert (code, err.count("\n")) == (4, 1)
        assert "does not let 'dba' do this with this password" in err
        monkeypatch.setenv(PASSWORD, "dba")
        code, err = run("push", before.endpoint, "--store", path, "--user", "dba")
        assert code == 0
        sent = [request.headers.get("Authorization", "") for request in before.writes]
        assert all(one.startswith("Digest ") and "dba:dba" not in one for one in sent if one)


def test_basic_is_answered_only_where_it_is_asked(
    near: Proxy, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, "anna")
    monkeypatch.setenv(PASSWORD, "geh:eim")
    word = base64.b64encode(b"anna:geh:eim").decode()
    near.rule = asks_for(f"Basic {word}", 'Basic realm="store"')
    code, err = run("push", near.endpoint, "--store", made(tmp_path / "store", base))
    assert (code, "geh:eim" in err) == (0, False)
    assert "Authorization" not in near.requests[0].headers


def test_a_netrc_file_will_do(
    near: Proxy, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine 127.0.0.1 login anna password geheim\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    near.rule = asks_for(f"Basic {base64.b64encode(b'anna:geheim').decode()}", "Basic")
    assert run("push", near.endpoint, "--store", made(tmp_path / "store", base))[0] == 0


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_a_nonce_is_used_again_and_counted(algorithm: str) -> None:
    counts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent = request.headers.get("Authorization", "")
        counts.extend(re.findall(r"nonce=\"n0\".*nc=(\w+)", sent) or ["none"])
        challenge = f'Digest realm="x", nonce="n0", qop="auth", algorithm={algorithm}'
        return httpx.Response(204 if sent else 401, headers={"WWW-Authenticate": challenge})

    with Wire(Login("anna", "geheim"), transport=httpx.MockTransport(answer)) as wire:
        for graph in ("urn:a", "urn:b"):
            wire.send(Message("PUT", "http://example.org/store", b"", graph=graph))
    assert counts == ["none", "00000001", "00000002"]


def test_a_token_is_sent_with_every_request(
    near: Proxy, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path / "store", base)
    near.rule = asks_for("Bearer t0ken", "Bearer")
    monkeypatch.setenv(TOKEN, "other")
    code, err = run("push", near.endpoint, "--store", path)
    assert (code, "does not accept the token in KG_TOKEN" in err, "other" in err) == (4, True, False)
    monkeypatch.setenv(TOKEN, "t0ken")
    assert run("push", near.endpoint, "--store", path)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["http://anna:geheim@127.0.0.1/sparql"], {}, "a password in an address can be seen by others"),
        (["http://127.0.0.1/sparql", "--update", "http://anna:geheim@127.0.0.1/"], {}, "can be seen by others"),
        (["http://127.0.0.1/sparql", "--graph-store", "ftp://127.0.0.1/"], {}, "must begin with http:// or https://"),
        (["http://127.0.0.1/sparql", "--user", "anna"], {}, "anna has no password: set KG_PASSWORD"),
        (["http://127.0.0.1/sparql", "--user", "anna"], {USER: "bert"}, "anna has no password"),
        (["http://127.0.0.1/sparql", "--user", "anna"], {TOKEN: "t"}, "two ways to log in"),
    ],
)
def test_a_login_that_others_could_see_is_refused(
    arguments: list[str],
    environment: dict[str, str],
    said: str,
    tmp_path: Path,
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    code, err = run("push", *arguments, "--store", made(tmp_path / "store", "https://example.org/"))
    assert (code, err.count("\n")) == (2, 1)
    assert said in err
    assert "geheim" not in err


@pytest.mark.parametrize("login", [Login("anna", "geheim"), Login(token="geheim")], ids=["password", "token"])
def test_a_secret_is_not_given_in_clear_over_the_network(login: Login) -> None:
    sent: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("Authorization", ""))
        return httpx.Response(401, headers={"WWW-Authenticate": "Basic"})

    clear = pytest.raises(UsageError, match="would go over the network in clear")
    with Wire(login, transport=httpx.MockTransport(answer)) as wire, clear:
        wire.send(Message("GET", "http://example.org/sparql"))
    assert not any(sent)


def test_a_redirect_is_not_followed_with_the_login(near: Proxy, base: str, tmp_path: Path, run: Run) -> None:
    near.rule = lambda request: Reply(307, {"Location": "http://127.0.0.2/"}) if request.method == "PUT" else None
    code, err = run("push", near.endpoint, "--store", made(tmp_path / "store", base))
    assert (code, err.count("\n")) == (4, 1)
    assert "push to http://127.0.0.2/" in err


# --- which store it is


def test_a_store_that_is_not_known_gets_updates(
    near: Proxy, oxigraph: Server, base: str, tmp_path: Path, run: Run
) -> None:
    path = made(tmp_path / "store", base)
    near.server = ""
    code, err = run("push", near.endpoint, "--store", path, "--update", near.endpoint.replace("query", "update"))
    assert code == 0
    assert "by SPARQL UPDATE" in err
    assert {request.path for request in near.writes} == {"/update"}
    assert agree(oxigraph, path)


def test_a_store_that_takes_its_updates_elsewhere_says_how_to_name_the_place(
    near: Proxy, base: str, tmp_path: Path, run: Run
) -> None:
    near.server = ""
    code, err = run("push", near.endpoint, "--store", made(tmp_path / "store", base))
    assert (code, err.count("\n")) == (4, 1)
    assert err.endswith("name that with --update\n")


def test_the_graph_store_can_be_named(near: Proxy, oxigraph: Server, base: str, tmp_path: Path, run: Run) -> None:
    path = made(tmp_path / "store", base)
    near.server = ""
    places = (
        "--update",
        near.endpoint.replace("query", "update"),
        "--graph-store",
        near.endpoint.replace("query", "store"),
    )
    assert run("push", near.endpoint, "--store", path, *places)[0] == 0
    assert {request.path for request in near.writes if request.method == "PUT"} == {"/store"}
    assert agree(oxigraph, path)


def test_where_the_graph_store_is_switched_off_updates_do(near: Proxy, base: str, tmp_path: Path, run: Run) -> None:
    near.rule = lambda request: Reply(405) if request.path == "/store" else None
    code, err = run("push", near.endpoint, "--store", made(tmp_path / "store", base))
    assert (code, "by SPARQL UPDATE" in err) == (0, True)


@pytest.mark.parametrize(
    ("endpoint", "kind", "update", "graphs"),
    [
        ("http://h/ds/query", "fuseki", "http://h/ds/update", "http://h/ds/data"),
        ("http://h/ds", "fuseki", "http://h/ds/update", "http://h/ds/data"),
        ("http://h/ds/sparql", "fuseki", "http://h/ds/update", "http://h/ds/data"),
        ("http://h:7200/repositories/r", "graphdb", "http://h:7200/repositories/r/statements", None),
        ("https://x.neptune.amazonaws.com:8182/sparql", "neptune", "https://x.neptune.amazonaws.com:8182/sparql", None),
        ("http://h:7878/", "oxigraph", "http://h:7878/update", "http://h:7878/store"),
        ("http://h/sparql/", "virtuoso", "http://h/sparql-auth", "http://h/sparql-graph-crud-auth"),
    ],
)
def test_the_addresses_of_a_store_are_found_from_its_endpoint(
    endpoint: str, kind: str, update: str, graphs: str | None
) -> None:
    found = kinds()[kind].addresses(endpoint, logs_in=True)
    assert found.update == update
    assert graphs in (None, found.graphs)


def test_virtuoso_is_known_behind_a_proxy_that_hides_its_name(target: Reach, virtuoso: Server) -> None:
    with servers.proxy(virtuoso) as before:
        before.server = "nginx"
        assert target(before.endpoint, "dba").name == "Virtuoso"


def test_nobody_there_is_one_line(tmp_path: Path, run: Run) -> None:
    (port,) = servers.free_ports(1)
    path = made(tmp_path / "store", "https://example.org/")
    code, err = run("push", f"http://127.0.0.1:{port}/sparql", "--store", path)
    assert (code, err.count("\n")) == (4, 1)
    assert "is the address right, and does it run?" in err


def test_what_is_no_endpoint_is_one_line(near: Proxy, tmp_path: Path, run: Run) -> None:
    near.rule = lambda request: Reply(200, {"Content-Type": "text/html"}, b"<html>")
    code, err = run("push", near.endpoint, "--store", made(tmp_path / "store", "https://example.org/"))
    assert (code, err.count("\n")) == (4, 1)
    assert "the answer is text/html, no rows in JSON" in err


def test_an_empty_store_removes_nothing_there(near: Proxy, tmp_path: Path, run: Run) -> None:
    Store.open(tmp_path / "empty", create=True).close()
    code, err = run("push", near.endpoint, "--store", tmp_path / "empty")
    assert (code, "it holds nothing that could be pushed" in err) == (2, True)
    assert not near.writes


# --- known damage


def typed(datatype: str, *values: str) -> list[str]:
    return [str(Literal(value, datatype=XSD[datatype])) for value in values]


DAMAGED = {
    "years before 1": [
        *typed("date", "-0044-03-15"),
        *typed("gYear", "-0044"),
        *typed("gYearMonth", "-0044-03"),
        *typed("dateTime", "-0044-03-15T00:00:00Z"),
    ],
    "moments finer": typed("dateTime", "2022-09-14T10:00:00.123456789Z"),
    "decimals are written": typed("decimal", "0.120", "1.0", "1.", "+1.5", "01.5", ".5", "-0.0", "10.0"),
    "decimals come back": typed("decimal", "0.1234567890123456"),
    "whole numbers are": [*typed("integer", "007", "+5"), *typed("nonNegativeInteger", "05")],
    "whole numbers beyond": typed("integer", "2147483648", "-99999999999"),
    "floating-point": typed("double", "1.0E5"),
    "the booleans": typed("boolean", "1", "0"),
    "durations": [*typed("dayTimeDuration", "P31D"), *typed("duration", "P1M")],
    "language tags": ['"a"@de-AT', '"a \\" b"@DE'],
    "IRIs of more": ["<http://example.org/" + "y" * 1862 + ">"],
}
UNHARMED = [
    *typed("date", "0044-03-15", "1582-10-10", "1991-12-08", "2022-09-14+02:00", "12022-01-01"),
    *typed("decimal", "0.12", "0", "10", "100", "-3.5", "0.123456789012345", "123456789012345678901.5"),
    *typed("integer", "0", "10", "999999999", "-5"),
    *typed("gYear", "0987", "1991"),
    *typed("dateTime", "2022-09-14T10:00:00.123456Z"),
    *typed("boolean", "true"),
    *typed("double", "1.5"),
    '"a"@de-at',
    '"A@DE"@de',
    '"foo"^^<http://example.org/Type>',
    "<http://example.org/" + "y" * 1860 + ">",
]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damage_that_is_warned_of_does_happen(target: Reach, name: str, virtuoso: Server) -> None:
    (known,) = [one for one in damage.known("virtuoso") if one.en.startswith(name)]
    assert known.de != known.en
    there = target(virtuoso.endpoint, virtuoso.user)
    for number, term in enumerate(DAMAGED[name]):
        assert damage.count([f"<urn:a> <urn:b> {term} .".encode()], damage.known("virtuoso"))[known] == 1, term
        there.on_graph("PUT", f"urn:damage:{number}", [f"<urn:a> <urn:b> {term} .".encode()])
        assert stored(virtuoso, f"urn:damage:{number}") != term


def test_every_known_damage_is_tried() -> None:
    assert len(damage.known("virtuoso")) == len(DAMAGED)


def test_what_is_not_warned_of_comes_back_as_it_was(target: Reach, virtuoso: Server) -> None:
    there = target(virtuoso.endpoint, virtuoso.user)
    for term in UNHARMED:
        assert not damage.count([f"<urn:a> <urn:b> {term} .".encode()], damage.known("virtuoso")), term
        there.on_graph("PUT", "urn:unharmed", [f"<urn:a> <urn:b> {term} .".encode()])
        assert stored(virtuoso, "urn:unharmed") == term


def stored(server: Server, graph: str) -> str:
    """The one object of a graph, as Virtuoso spells it."""
    query = {"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"}
    answer = httpx.post(server.endpoint, data=query, headers={"Accept": "text/ntriples"})
    return answer.text.strip().split("\t")[2].removesuffix(" .").strip()


@pytest.mark.parametrize(("language", "said"), [("de_DE.UTF-8", "Jahre vor 1 verlieren"), ("C", "years before 1 lose")])
def test_damage_is_warned_of_before_it_happens(
    language: str, said: str, virtuoso: Server, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_terms(tmp_path, base, Literal("-0044-03-15", datatype=XSD.date))
    monkeypatch.setenv("LC_ALL", language)
    monkeypatch.setenv(PASSWORD, "dba")
    code, err = run("push", virtuoso.endpoint, "--store", path, "--user", "dba")
    assert code == 0
    warning, summary = err.splitlines()
    assert said in warning
    assert "(1 term)" in warning
    assert "counts agree" in summary


def test_a_count_that_damage_explains_says_so(
    virtuoso: Server, base: str, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = (f"2022-09-14T10:00:00.123456{digit}Z" for digit in "78")
    path = with_terms(tmp_path, base, *(Literal(moment, datatype=XSD.dateTime) for moment in moments))
    monkeypatch.setenv(PASSWORD, "dba")
    code, err = run("push", virtuoso.endpoint, "--store", path, "--user", "dba")
    assert code == 4
    assert f"the graph <{named_graph(base, 'wikidata').value}> has " in err
    assert "it is known that moments finer than a microsecond are cut" in err.splitlines()[-1]


def with_terms(folder: Path, base: str, *terms: Literal) -> Path:
    path = made(folder / "store", base)
    home = named_graph(base, "wikidata")
    with Store.open(path) as store:
        store.change(home, [], [Quad(WD["Q399"], SKOS["note"], term, home) for term in terms])
    return path


# --- the command


def test_the_help_has_an_example_and_no_place_for_a_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["push", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "Example: kg push" in shown
    assert not {"--password", "--token"} & set(re.findall(r"--[a-z]+", shown))


def test_nothing_heavy_is_loaded(near: Proxy, base: str, tmp_path: Path) -> None:
    code = "import sys; from kg.cli import main; main(sys.argv[1:]); print(sorted(sys.modules))"
    for arguments, unwanted in ((["--help"], {"httpx"}), (["push", near.endpoint], {"spacy", "rdflib", "pandas"})):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            env=os.environ | {"KG_STORE": str(made(tmp_path / arguments[0], base))},
            capture_output=True,
            text=True,
            check=True,
        )
        assert not any(f"'{name}'" in done.stdout for name in unwanted)


@pytest.mark.parametrize("text", [ODD, "\\u0041", "\\\\U1", "\\\\\\u0041", "C:\\users", '\\"u'])
def test_an_update_says_the_same_to_those_who_undo_escapes_first(text: str) -> None:
    """As rdflib does, and as the standard has it."""
    line = f"<urn:a> <urn:b> {Literal(text)} .".encode()
    graph = rdflib.Graph()
    graph.update(f"INSERT DATA {{ {pieces.for_sparql(line).decode()} }}")
    assert [str(thing) for thing in graph.objects()] == [text]


def test_pieces_keep_every_line_in_its_order() -> None:
    lines = [b"x" * (number % 7 + 1) for number in range(100)]
    cut = list(pieces.pieces(lines, most=9, longest=20))
    assert [line for piece in cut for line in piece] == lines
    assert all(len(piece) <= 9 and sum(map(len, piece)) <= 20 for piece in cut)
    assert [len(batch) for batch in batches(lines, 40)] == [40, 40, 20]
