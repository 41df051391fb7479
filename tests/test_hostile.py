"""Promises under attack: whatever arrives, no traceback, no error 500, and nothing leaves the server."""

from __future__ import annotations

import random
import socket
import string
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from serving import Served, serving, wait_for

from kg.store import Store

SEED = 20261125
COUNT = 1000
PROBE = b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
WHERE = ("{url}", "http://127.0.0.1:{port}/", "http://localhost:{port}/x", "http://[::1]:{port}/", "file:///etc/passwd")
ELSEWHERE = (
    "SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE SILENT <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ sErViCe\t<{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE#\n<{0}>{{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} SERVICE ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ BIND(IRI('{0}') AS ?x) SERVICE SILENT ?x {{ ?s ?p ?o }} }}",
    "SELECT * {{ FILTER(1<2)SERVICE?x#>\n{{ ?s ?p ?o }} VALUES ?x {{ <{0}> }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} FILTER(1<2)SERVICE?x#>\n{{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?x {{ <{0}> }} FILTER(1<2)SERVICE SILENT?x#>\n{{ ?s ?p ?o }} }}",
    "PREFIX s: <{0}> SELECT * {{ SERVICE s: {{ ?s ?p ?o }} }}",
    "BASE <{0}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
    "ASK {{ {{ SELECT * {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ OPTIONAL {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ FILTER EXISTS {{ SERVICE <{0}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ \\u0053ERVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ S\\U00000045RVICE <{0}> {{ ?s ?p ?o }} }}",
    "SELECT * FROM <{0}> {{ ?s ?p ?o }}",
    "SELECT * FROM NAMED <{0}> {{ GRAPH <{0}> {{ ?s ?p ?o }} }}",
    "DESCRIBE <{0}>",
    "LOAD <{0}>",
    "LOAD SILENT <{0}> INTO GRAPH <http://example.org/g>",
    "INSERT DATA {{ <{0}> <{0}> <{0}> }}",
    "CREATE GRAPH <{0}>; LOAD <{0}>",
)
QUERIES = (
    "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 5",
    'SELECT (COUNT(*) AS ?n) { ?s rdfs:label "Käse"@de FILTER(?n > 1.5e3) }',
    "CONSTRUCT { ?s a <x:y> } WHERE { GRAPH ?g { ?s (kg:a/^kg:b)+ ?o } }",
    "PREFIX a: <http://a/> ASK { a:b !(a:c|^a:d)* [] . OPTIONAL { ?x ?y '''z''' } MINUS { ?a ?b ?c } }",
    "DESCRIBE <http://example.org/one>",
)
PATHS = (
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2fetc/passwd",
    "//etc/passwd",
    "/sparql/../..",
    "/store?graph=file:///etc/passwd",
    "/store?graph=../../x",
    "/store?graph=%00",
    "/store?graph=http://127.0.0.1/",
    "/%",
    "/%ff%fe",
    "/sparql%00",
    "/.well-known/void/..",
    "/sparql;x=1?query=ASK{}",
    "/sparql?" + "a=b&" * 2000,
    "/" + "a" * 5000,
    "/sparql?query=" + "%7B" * 2000,
    "/sparql?query=%u0041",
    "/sparql?query=ASK{}&default-graph-uri=file:///etc/passwd",
    "*",
    "http://127.0.0.1:PORT/",
    "/metrics?x=%0d%0aX: y",
)


@dataclass
class Trap:
    """A socket that listens, and that nobody may call."""

    listener: socket.socket
    calls: int = 0

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def watch(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()


@pytest.fixture(scope="module")
def trap() -> Iterator[Trap]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Trap(listener)
        watching = threading.Thread(target=found.watch)
        watching.start()
        yield found
        listener.shutdown(socket.SHUT_RDWR)
        watching.join()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile") / "store"
    graph = NamedNode("http://example.org/one")
    words = ("<script>alert(1)</script>", "SERVICE <http://127.0.0.1/>", '"; DROP', "\u202e\u0000")
    with Store.open(folder, create=True) as store:
        store.replace(graph, [Quad(graph, graph, Literal(word), graph) for word in words])
    with serving(folder, "--timeout", "3", "--readers", "2", "--access-log") as served:
        yield served
        assert not [line for line in served.lines if "Traceback" in line or "defect" in line]


def sent(server: Served, data: bytes, wait: float = 10.0) -> int:
    """Send raw bytes, give the status that comes back, 0 for none."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=wait) as connection:
        try:
            connection.sendall(data)
            answer = connection.recv(65536)
        except OSError:
            return 0
    words = answer.split(maxsplit=2)
    return int(words[1]) if len(words) > 1 else 0


def request(method: str, target: str, *headers: str, body: bytes = b"") -> bytes:
    length = (f"Content-Length: {len(body)}",) if body else ()
    lines = (f"{method} {target} HTTP/1.1", "Host: example.org", "Connection: close", *headers, *length)
    return "\r\n".join((*lines, "", "")).encode("utf-8", "surrogateescape") + body


def fuzzed(chance: random.Random, text: str) -> bytes:
    """A query with some bytes or pieces taken out, doubled or put in."""
    data = bytearray(text.encode())
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                del data[place : place + chance.randint(1, 8)]
            case 1:
                data[place:place] = data[: chance.randint(1, 40)]
            case 2:
                data[place:place] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 5)))
            case 3:
                data[place:place] = chance.choice(b"{}()<>\"'\\#;,.?$@^|/*").to_bytes(1, "big") * chance.randint(1, 300)
            case _:
                data[place:place] = chance.choice(("\u0000", "\ufeff", "\U0001f600", "\\u0000", "\\")).encode()
    return bytes(data)


def attacks(port: int, url: str) -> Iterator[bytes]:
    """So many requests, always the same."""
    chance = random.Random(SEED)
    for where in WHERE:
        for text in ELSEWHERE:
            query = text.format(where.format(url=url, port=port))
            yield from (_get(query), _form("query", query), _direct("query", query), _form("update", query))
    for path in PATHS:
        yield request(chance.choice(("GET", "HEAD")), path.replace("PORT", str(port)))
    while True:
        match chance.randrange(6):
            case 0:
                yield _direct("query", fuzzed(chance, chance.choice(QUERIES)))
            case 1:
                yield _get(fuzzed(chance, chance.choice(QUERIES)))
            case 2:
                yield fuzzed(chance, request("GET", "/sparql?query=ASK%7B%7D", "Accept: text/csv;q=0.5").decode())
            case 3:
                yield request("GET", "/sparql?query=ASK%7B%7D", *_headers(chance))
            case 4:
                body = bytes(chance.randrange(256) for _ in range(chance.randint(0, 2000)))
                yield request(chance.choice(("POST", "PUT", "PATCH", "BREW")), "/sparql", *_headers(chance), body=body)
            case _:
                yield bytes(chance.randrange(256) for _ in range(chance.randint(1, 4000))) + b"\r\n\r\n"


def _headers(chance: random.Random) -> list[str]:
    word = "".join(chance.choice(string.printable[:94]) for _ in range(chance.randint(0, 30)))
    return chance.sample(
        [
            f"X-Long: {'a' * chance.choice((10, 5_000, 100_000))}",
            f"Accept: {word}",
            f"Accept: {'text/csv;q=' + '0' * 1000}, */*;q=x",
            f"Host: {word}",
            "Host: a b/<c>",
            f"If-None-Match: {word}",
            f"Content-Type: {word}",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: application/sparql-query; charset=" + word,
            "Content-Length: 99999999999999999999",
            "Content-Length: -1",
            "Transfer-Encoding: chunked",
            "Expect: 100-continue",
            "Upgrade: websocket",
            "Accept-Encoding: gzip;q=x, *",
            "Origin: null",
            "Range: bytes=0-5,-1",
            "X-Forwarded-Host: evil.example",
            *(f"X-{number}: {number}" for number in range(chance.choice((1, 300)))),
        ],
        chance.randint(1, 4),
    )


def _get(query: str | bytes) -> bytes:
    return request("GET", f"/sparql?query={quote(query)}")


def _form(name: str, query: str) -> bytes:
    body = f"{name}={quote(query)}".encode()
    return request("POST", "/sparql", "Content-Type: application/x-www-form-urlencoded", body=body)


def _direct(kind: str, query: str | bytes) -> bytes:
    body = query.encode() if isinstance(query, str) else query
    return request("POST", "/sparql", f"Content-Type: application/sparql-{kind}", body=body)


def test_hostile_requests_are_refused_and_nothing_leaves(server: Served, trap: Trap) -> None:
    stream = attacks(trap.port, f"{server.url}/sparql")
    with ThreadPoolExecutor(8) as pool:
        statuses = [*pool.map(lambda data: sent(server, data), (next(stream) for _ in range(COUNT)))]
    assert not {status for status in statuses if status >= 500 and status != 503}
    assert statuses.count(0) < COUNT / 10  # connections that end without an answer
    assert trap.calls == 0
    assert sent(server, PROBE) == 200


@pytest.mark.parametrize("text", ELSEWHERE)
def test_no_spelling_reaches_another_endpoint(server: Served, trap: Trap, text: str) -> None:
    query = text.format(f"http://127.0.0.1:{trap.port}/")
    status = sent(server, _direct("query", query))
    may_pass = text.startswith(
        ("SELECT * FROM", "DESCRIBE", "SELECT * {{ BIND", "SELECT * {{ VALUES ?x {{ <{0}> }} FILTER")
    )
    assert status == 400 or (may_pass and status == 200)
    assert trap.calls == 0


def test_a_client_that_sends_nothing_is_let_go(tmp_path: Path) -> None:
    graph = NamedNode("http://example.org/one")
    with Store.open(tmp_path / "store", create=True) as store:
        store.replace(graph, [Quad(graph, graph, graph, graph)])
    with serving(tmp_path / "store", "--readers", "1", "--timeout", "1") as served:
        host, port = served.url.removeprefix("http://").split(":")
        beginnings = (b"", b"GET /sparql", b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nqu")
        begin = time.monotonic()
        with ExitStack() as stack:
            slow = [stack.enter_context(socket.create_connection((host, int(port)), timeout=8)) for _ in range(30)]
            for number, connection in enumerate(slow):
                connection.sendall(beginnings[number % 3])
            assert sent(served, PROBE) == 200
            for connection in slow:
                while connection.recv(4096):
                    pass
        assert time.monotonic() - begin < 5


def test_a_client_that_does_not_take_its_answer_is_let_go(tmp_path: Path) -> None:
    graph = NamedNode("http://example.org/one")
    with Store.open(tmp_path / "store", create=True) as store:
        store.replace(graph, [Quad(graph, graph, Literal("x" * 1000 + str(number)), graph) for number in range(20_000)])
    with serving(tmp_path / "store", "--readers", "1", "--timeout", "2") as served:
        host, port = served.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=8) as connection:
            connection.sendall(_get("SELECT * { ?s ?p ?o }"))
            wait_for(lambda: "kg_held_bytes 0" not in served.get("/metrics").text)
            wait_for(lambda: "kg_held_bytes 0" in served.get("/metrics").text)
        assert not [line for line in served.lines if "defect" in line]
