"""Promises of the endpoint's protocol: W3C's tests that concern a service that reads, and what they leave open."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
import w3c
from pyoxigraph import Literal, NamedNode, Quad
from serving import Served, serving

from kg.serve.formats import GRAPHS, ROWS
from kg.store import Store

HERE = "http://example.org/"
SELECT = "SELECT ?s ?o { ?s <http://example.org/says> ?o } ORDER BY ?o"
CONSTRUCT = "CONSTRUCT WHERE { ?s <http://example.org/says> ?o }"
UNION = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

needs_w3c = pytest.mark.skipif(not w3c.FOLDER.is_dir(), reason="W3C's tests are not here")
CASES = w3c.cases() if w3c.FOLDER.is_dir() else []
READINGS = [*w3c.readings()] if w3c.FOLDER.is_dir() else []


@pytest.fixture(scope="module")
def w3c_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(w3c.make_store(tmp_path_factory.mktemp("w3c") / "store"), "--readers", "2") as served:
        yield served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Two graphs that share a triple."""
    folder = tmp_path_factory.mktemp("protocol") / "store"
    with Store.open(folder, create=True) as store:
        for name, words in (("one", "both alone"), ("two", "both this that")):
            graph, said = NamedNode(HERE + name), map(Literal, words.split())
            store.replace(graph, [Quad(NamedNode(f"{HERE}a"), NamedNode(f"{HERE}says"), word, graph) for word in said])
    with serving(folder, "--readers", "2", "--cors", "--access-log", "--max-answer", "20K") as served:
        yield served


def numbers(count: int) -> str:
    """A query with so many rows."""
    return f"SELECT ?i {{ VALUES ?i {{ {' '.join(map(str, range(count)))} }} }}"


@needs_w3c
@pytest.mark.parametrize("case", [case for case in CASES if case.run], ids=str)
def test_w3c(case: w3c.Case, w3c_server: Served, request: pytest.FixtureRequest) -> None:
    if case.reason:
        request.applymarker(pytest.mark.xfail(reason=case.reason, strict=True))
    assert case.run
    case.run(w3c_server.url)


@needs_w3c
def test_w3c_tests_are_left_out_for_writing_only() -> None:
    left_out = [case for case in CASES if not case.run]
    assert all(case.reason for case in left_out)
    assert {str(case).partition("/")[0] for case in left_out} == {"protocol", "graph-store-protocol"}
    assert sum(case.suite == "protocol" for case in left_out) == 7


@needs_w3c
@pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading[0])
def test_w3c_reading_of_graphs(reading: tuple[str, bytes, w3c.Wanted], w3c_server: Served) -> None:
    graph, expected, wanted = reading
    response = httpx.request(
        wanted.method, f"{w3c_server.url}/store", params={"graph": graph}, headers=dict(wanted.headers)
    )
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/turtle; charset=utf-8"
    assert wanted.method == "HEAD" or w3c.same_graph(response.content, "turtle", expected)


@needs_w3c
def test_the_report_of_w3c_tests_is_earl(w3c_server: Served) -> None:
    some = [case for case in CASES if case.suite == "json-res" or not case.run]
    data = w3c.report((case, w3c.outcome(case, w3c_server.url)) for case in some)
    store = ox.Store()
    store.load(data, format=ox.RdfFormat.TURTLE)
    query = """PREFIX earl: <http://www.w3.org/ns/earl#> SELECT ?outcome (COUNT(*) AS ?n) {
        ?assertion a earl:Assertion ; earl:subject ?subject ; earl:test ?test ; earl:result ?result .
        ?result a earl:TestResult ; earl:outcome ?outcome
    } GROUP BY ?outcome ORDER BY ?outcome"""
    rows = store.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    found = {row["outcome"].value.rpartition("#")[2]: int(row["n"].value) for row in rows}
    assert found == {"passed": 4, "inapplicable": len(some) - 4}


@pytest.mark.parametrize("media_type", ROWS)
def test_rows_come_in_every_format(server: Served, media_type: str) -> None:
    response = server.ask(SELECT, media_type)
    assert response.headers["content-type"].partition(";")[0] == media_type
    rows = ox.parse_query_results(response.content, format=ROWS[media_type]) if "csv" not in media_type else None
    assert len([*rows]) == 4 if isinstance(rows, ox.QuerySolutions) else response.text.count("\n") == 5


@pytest.mark.parametrize("media_type", GRAPHS)
def test_graphs_come_in_every_format(server: Served, media_type: str) -> None:
    response = server.ask(CONSTRUCT, media_type)
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert len([*ox.parse(response.content, format=GRAPHS[media_type])]) == 4


def test_the_default_graph_is_the_union_and_a_triple_is_in_it_once(server: Served) -> None:
    assert server.rows(UNION) == ["4"]


def test_the_dataset_of_the_protocol_takes_the_place_of_the_querys(server: Served) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{HERE}one> {{ ?s ?p ?o }}"
    both = httpx.get(
        f"{server.url}/sparql",
        params=[("query", query), ("default-graph-uri", f"{HERE}two"), ("default-graph-uri", f"{HERE}none")],
        headers={"Accept": "text/csv"},
    )
    assert server.rows(query) == ["2"]
    assert both.text.split() == ["n", "3"]


@pytest.mark.parametrize(
    ("accept", "status", "media_type"),
    [
        ("", 200, "application/sparql-results+json"),
        ("*/*", 200, "application/sparql-results+json"),
        ("text/html, */*;q=0.1", 200, "application/sparql-results+json"),
        ("text/*", 200, "text/csv"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.2", 200, "application/sparql-results+xml"),
        ("text/csv;q=0, text/*", 200, "text/tab-separated-values"),
        ("TEXT/CSV", 200, "text/csv"),
        ("text/turtle", 406, "text/plain"),
        ("image/png", 406, "text/plain"),
        ("text/csv;q=0", 406, "text/plain"),
        ("nonsense", 406, "text/plain"),
    ],
)
def test_the_client_chooses_the_format(server: Served, accept: str, status: int, media_type: str) -> None:
    response = server.ask(SELECT, accept)
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (status, media_type)


def test_a_syntax_error_is_told_with_its_place(server: Served) -> None:
    response = server.ask("SELECT * {\n  ?s ?p\n}")
    assert response.status_code == 400
    assert response.text.startswith("line 3, column 2: expected")
    assert response.text.count("\n") == 1


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", "/sparql", {"content-type": "text/plain"}, "ASK {}", 415),
        ("POST", "/sparql", {}, "ASK {}", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query; charset=latin-1"}, "ASK {}", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query", "content-encoding": "gzip"}, "ASK {}", 415),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, b"\xff\xfe", 400),
        ("POST", "/sparql", {"content-type": "application/sparql-query"}, "ASK {} #" + "x" * 1_000_000, 413),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, "q=ASK", 400),
        ("POST", "/sparql", {"content-type": "application/x-www-form-urlencoded"}, "update=CLEAR ALL", 400),
        ("POST", "/sparql", {"content-type": "application/sparql-update"}, "LOAD <http://example.org/>", 400),
        ("GET", "/sparql?query=ASK{}&query=ASK{}", {}, None, 400),
        ("GET", "/sparql?query=", {}, None, 400),
        ("GET", "/sparql?query=%FF", {}, None, 400),
        ("GET", "/sparql?default-graph-uri=x", {}, None, 400),
        ("GET", "/sparql?query=ASK{}&default-graph-uri=x", {}, None, 400),
        ("PUT", "/sparql", {}, "ASK {}", 405),
        ("DELETE", "/store?graph=http://example.org/one", {}, None, 405),
        ("GET", "/store?graph=http://example.org/three", {}, None, 404),
        ("GET", "/store?graph=x", {}, None, 400),
        ("GET", "/store?graph=http://example.org/one&default", {}, None, 400),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    server: Served, method: str, path: str, headers: dict[str, str], body: str | bytes | None, status: int
) -> None:
    response = httpx.request(method, server.url + path, headers=headers, content=body, timeout=30)
    assert response.status_code == status
    assert response.text.count("\n") == 1
    assert "Traceback" not in response.text


def test_head_says_what_get_would(server: Served) -> None:
    parameters = {"query": SELECT}
    get, head = (httpx.request(name, f"{server.url}/sparql", params=parameters) for name in ("GET", "HEAD"))
    assert head.status_code == 200
    assert head.content == b""
    assert {name: head.headers[name] for name in ("etag", "content-type", "content-length")} == {
        name: get.headers[name] for name in ("etag", "content-type", "content-length")
    }


def test_options_say_what_may_be_done(server: Served) -> None:
    response = httpx.options(f"{server.url}/sparql")
    assert response.status_code == 204
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


def test_pages_of_other_sites_may_ask_if_that_is_wanted(server: Served) -> None:
    headers = {"Origin": "https://example.com", "Access-Control-Request-Method": "POST"}
    assert httpx.options(f"{server.url}/sparql", headers=headers).headers["access-control-allow-origin"] == "*"
    response = httpx.get(f"{server.url}/sparql", params={"query": SELECT}, headers={"Origin": "https://example.com"})
    assert response.headers["access-control-allow-origin"] == "*"


def test_a_client_that_has_the_answer_gets_none(server: Served) -> None:
    parameters = {"query": SELECT}
    tag = server.get("/sparql", **parameters).headers["etag"]
    again = httpx.get(f"{server.url}/sparql", params=parameters, headers={"If-None-Match": f'"x", {tag}'})
    other = httpx.get(f"{server.url}/sparql", params=parameters, headers={"If-None-Match": tag, "Accept": "text/csv"})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert other.status_code == 200


@pytest.mark.parametrize("word", ["NOW()", "rand ()", "UUID()", "STRUUID()"])
def test_what_is_different_each_time_is_never_the_same(server: Served, word: str) -> None:
    assert "etag" not in server.get("/sparql", query=f"SELECT ({word} AS ?x) {{}}").headers


def test_answers_are_compressed_for_those_who_can_read_that(server: Served) -> None:
    query = numbers(200)
    with httpx.stream("GET", f"{server.url}/sparql", params={"query": query}) as response:
        raw = b"".join(response.iter_raw())
    assert response.headers["content-encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(raw))["results"]["bindings"]) == 200
    plain = httpx.get(f"{server.url}/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]


def test_an_answer_that_is_too_long_is_refused_whole(server: Served) -> None:
    query = numbers(5000)
    response = server.ask(query)
    assert response.status_code == 413
    assert "20,000 bytes" in response.text
    assert server.ask(numbers(3000)).text.count("\n") == 3001


def test_graphs_are_read_by_name_and_all_together(server: Served) -> None:
    one = server.get("/store", graph=f"{HERE}one")
    default = httpx.get(f"{server.url}/store?default", headers={"Accept": "application/n-triples"})
    everything = httpx.get(f"{server.url}/store", headers={"Accept": "application/n-quads"})
    assert len([*ox.parse(one.content, format=ox.RdfFormat.TURTLE)]) == 2
    assert len(default.text.splitlines()) == 4
    assert len(everything.text.splitlines()) == 5
    assert httpx.head(f"{server.url}/store?graph={HERE}one").status_code == 200
    assert httpx.head(f"{server.url}/store?graph={HERE}none").status_code == 404


def test_the_dataset_is_described(server: Served) -> None:
    response = httpx.get(f"{server.url}/.well-known/void", headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    assert f"<http://rdfs.org/ns/void#sparqlEndpoint> <{server.url}/sparql>" in response.text
    assert '<http://rdfs.org/ns/void#triples> "4"' in response.text


def test_the_version_of_the_server_is_not_told(server: Served) -> None:
    for path in ("/sparql", "/nowhere", "/health", "/metrics"):
        headers = server.get(path).headers
        assert "server" not in headers
        assert headers["x-content-type-options"] == "nosniff"


def test_the_log_has_requests_and_no_queries(server: Served) -> None:
    server.ask("ASK { <http://example.org/secret> ?p ?o }")
    server.get("/sparql", query="ASK { <http://example.org/secret> ?p ?o }")
    assert any("POST /sparql 200" in line for line in server.lines)
    assert any("GET /sparql 200" in line for line in server.lines)
    assert "secret" not in "".join(server.lines)


def test_figures_are_there_for_prometheus(server: Served) -> None:
    server.ask(SELECT)
    text = server.get("/metrics").text
    assert 'kg_requests_total{route="/sparql",status="200"}' in text
    assert "kg_readers_busy 0" in text
    buckets = [int(line.split()[1]) for line in text.splitlines() if line.startswith("kg_request_seconds_bucket")]
    assert buckets == sorted(buckets)


def test_health_names_the_dataset(server: Served) -> None:
    body = server.get("/health").json()
    assert body["status"] == "ok"
    assert server.get("/sparql", query=SELECT).headers["etag"].startswith(f'W/"{body["dataset"][:32]}')


def test_an_unused_folder_is_needed(tmp_path: Path) -> None:
    from kg import cli

    assert cli.main(["serve", "--store", str(tmp_path / "none")]) == 4
