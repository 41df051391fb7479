"""An endpoint answers named queries as a store does, byte for byte; what is no whole answer is a line that says why."""

from __future__ import annotations

import base64
import hashlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs
from urllib.request import parse_http_list, parse_keqv_list

import pyoxigraph as ox
import pytest
import servers
import small

from kg import cli, queries, sparql
from kg import open as opened
from kg.endpoint import Endpoint, Handshake, Login, Patience
from kg.errors import StoreError, UsageError
from kg.export import claims
from kg.store import Store

DATA = Path(__file__).parent / "data"
CASES = sorted((DATA / "queries").glob("*.csv"))
FORMATS = ("table", "csv", "tsv", "json", "xml")
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'
JSON = "application/sparql-results+json"
QUICK = Patience(timeout=2, deadline=2, attempts=3, pause=0.01, longest=5)
SELECT = "SELECT ?x { BIND('a' AS ?x) }"
Kg = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the small dataset."""
    return small.built(tmp_path_factory.mktemp("small") / "store")


@pytest.fixture(scope="module")
def url(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's server with the store's export."""
    with servers.exported(store, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture
def kg(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run a command in this process."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object) -> tuple[int, str, str]:
        capfdbinary.readouterr()
        code = cli.main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return run


def parameters(case: Path) -> list[str]:
    first = case.read_text(encoding="utf-8").partition("\n")[0]
    return [word for value in first.removeprefix("#").split() for word in ("-p", value)]


# --- the same answers


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_an_endpoint_gives_the_bytes_that_the_store_gives(case: Path, store: Path, url: str, kg: Kg) -> None:
    asked = ["query", case.stem.split(".")[0], *parameters(case)]
    for form in FORMATS:
        assert kg(*asked, "-f", form, "--endpoint", url) == kg(*asked, "-f", form, "--store", store), form


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?c kg:polarity ?p } { ?c kg:polarity ?p }",
        "DESCRIBE wd:Q399",
        "ASK { ?c a kg:Claim }",
        "ASK { ?c a kg:Nothing }",
        "SELECT ?x { ?x a kg:Nothing }",
        "# DELETE, DROP and CONSTRUCT are words of a comment\n#+ ADD\nSELECT (COUNT(*) AS ?n) { ?c a kg:Claim }",
        "PREFIX kg: <urn:other#> SELECT ?x { ?x a kg:Claim }",
        'SELECT ("a b: c" AS ?x) (<urn:d:e> AS ?y) ("ü\\n\\"" AS ?z) (1.50 AS ?n) ("x"@de-AT AS ?l) {}',
        "SELECT ?x WHERE { ",
        "SELECT ?x { ?x nothing:here ?y }",
        "DROP ALL",
    ],
)
def test_any_query_is_answered_or_refused_as_by_the_store(
    text: str, store: Path, url: str, kg: Kg, tmp_path: Path
) -> None:
    (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
    asked = "query", tmp_path / "mine.rq"
    assert kg(*asked, "--endpoint", url) == kg(*asked, "--store", store)


def test_blank_nodes_and_numbers_arrive_as_they_are(url: str) -> None:
    answer = Endpoint.at(url).query('SELECT (BNODE() AS ?b) ("1"^^<urn:type> AS ?n) ("" AS ?e) (?u AS ?v) {}')
    assert isinstance(answer, ox.QuerySolutions)
    (row,) = answer
    assert isinstance(row["b"], ox.BlankNode)
    assert str(row["n"]) == '"1"^^<urn:type>'
    assert (row["e"], row["v"]) == (ox.Literal(""), None)


def test_a_named_query_that_the_store_refuses_is_refused_before_the_endpoint_is_asked(kg: Kg) -> None:
    code, _, err = kg("query", "claims-about", "--endpoint", "http://127.0.0.1:9/")
    assert code == 2
    assert "needs the parameter entity" in err


@pytest.mark.skipif(not servers.VIRTUOSO, reason="Virtuoso is not installed")
@pytest.mark.slow
def test_virtuoso_gives_the_same_rows_but_sorts_texts_in_its_own_way(store: Path, kg: Kg, tmp_path: Path) -> None:
    assert kg("export", tmp_path / "graph.nq", "--store", store)[0] == 0
    with servers.virtuoso_with(tmp_path / "graph.nq", tmp_path, rows=100) as address:
        for case in CASES:
            asked = "query", case.stem.split(".")[0], *parameters(case), "-f", "csv"
            there, here = kg(*asked, "--endpoint", address), kg(*asked, "--store", store)
            assert (there[0], sorted(there[1].splitlines())) == (here[0], sorted(here[1].splitlines())), case.stem
        with Store.open(store, read_only=True) as inner:
            assert list(opened(address).claims()) == list(claims(inner))
        code, out, err = _all_triples(kg, address, tmp_path)
        assert (code, out) == (4, "")
        assert "at most 100 rows" in err


def _all_triples(kg: Kg, address: str, folder: Path) -> tuple[int, str, str]:
    (folder / "all.rq").write_text("SELECT ?s ?p ?o { ?s ?p ?o }")
    return kg("query", folder / "all.rq", "--endpoint", address)


def test_the_named_queries_are_plain_sparql() -> None:
    """No function or keyword of one engine: rdflib, which has none of them, reads them all."""
    from rdflib.plugins.sparql import prepareQuery

    for query in queries.named().values():
        prepareQuery(query.text)


# --- prefixes


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("ASK { ?x a kg:Claim }", ["kg"]),
        ("PREFIX kg: <urn:x> ASK { ?x a kg:Claim ; prov:used wd:Q1 }", ["prov", "wd"]),
        ("prefix kg:<urn:x> ASK { ?x a kg:Claim }", []),
        ("ASK { ?x ?p 'kg:Claim' } # prov:used", []),
        ("ASK { <urn:kg:x> ?kg ?p }", []),
        ("SELECT (COUNT(DISTINCT ?x)AS ?n) { ?x a|rdfs:label/^skos:altLabel ?y }", ["rdfs", "skos"]),
        ('ASK { ?x ?p "1"^^xsd:integer }', ["xsd"]),
        ("ASK { ?x ?p [ kg:start 1 ] . FILTER(!wdt:P31(?x)) }", ["kg", "wdt"]),
        ("ASK { ?x ?p my-kg:start }", []),
    ],
)
def test_prefixes_that_a_query_uses_without_a_word_are_declared(text: str, added: list[str]) -> None:
    made = sparql.with_prefixes(text)
    assert made.endswith(text)
    assert [word.removesuffix(":") for word in made.removesuffix(text).split() if word.endswith(":")] == added


# --- an endpoint that does not do what it should


@dataclass
class Told:
    """What a scripted server is to answer, one after the other, and what it was asked."""

    answers: list[tuple[int, str, bytes, dict[str, str]]] = field(default_factory=list)
    allows: Callable[[str], bool] = lambda _: True
    challenges: tuple[str, ...] = ()
    asked: list[dict[str, str]] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)


@contextmanager
def scripted(told: Told) -> Iterator[str]:
    handler = type("Handler", (_Scripted,), {"told": told})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as listening:
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{listening.server_address[1]}/sparql"
        listening.shutdown()


class _Scripted(BaseHTTPRequestHandler):
    told: Told

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        told = self.told
        told.asked.append({name.lower(): value for name, value in self.headers.items()})
        told.bodies.append(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())
        if not told.allows(self.headers.get("Authorization", "")):
            self.send_response(401)
            for challenge in told.challenges:
                self.send_header("WWW-Authenticate", challenge)
            self.end_headers()
            return
        status, kind, content, headers = told.answers.pop(0) if told.answers else (200, JSON, ROWS, {})
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def values(answer: object) -> list[str]:
    assert isinstance(answer, ox.QuerySolutions)
    return [row["x"].value for row in answer]


@pytest.mark.parametrize(
    "first",
    [
        (200, JSON, ROWS[:-20], {"Content-Length": str(len(ROWS) - 20)}),
        (200, JSON, ROWS[:-20], {"Content-Length": str(len(ROWS))}),
        (200, JSON, b'{"head":{}}', {}),
        (503, "text/plain", b"busy", {"Retry-After": "0"}),
        (500, "text/plain", b"fault", {}),
    ],
    ids=["cut", "short", "empty", "busy", "fault"],
)
def test_what_is_no_whole_answer_is_asked_again(first: tuple[int, str, bytes, dict[str, str]]) -> None:
    told = Told([first, first])
    with scripted(told) as address:
        assert values(Endpoint(address, patience=QUICK).query(SELECT)) == ["a"]
    assert len(told.asked) == 3


def test_an_answer_in_xml_is_an_answer_too() -> None:
    xml = ox.parse_query_results(ROWS, format=ox.QueryResultsFormat.JSON)
    assert isinstance(xml, ox.QuerySolutions)
    content = xml.serialize(format=ox.QueryResultsFormat.XML) or b""
    with scripted(Told([(200, "application/sparql-results+xml; charset=utf-8", content, {})])) as address:
        assert values(Endpoint(address, patience=QUICK).query(SELECT)) == ["a"]


@pytest.mark.parametrize(
    ("query", "answer", "says"),
    [
        (SELECT, (200, "text/html", b"<h1>Hello</h1>", {}), "the answer is text/html, not SPARQL results: <h1>Hello"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", (200, "text/html", b"<p>", {}), "the answer is text/html, not RDF"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", (200, "text/turtle", b"<urn:a> <urn:b>", {}), "cut, or no RDF"),
        (SELECT, (200, JSON, ROWS, {"X-SPARQL-MaxRows": "1"}), "the server gives at most 1 rows"),
        (SELECT, (400, "text/plain", b"no bif:contains here", {}), "badly formed: no bif:contains here"),
        (SELECT, (404, "text/plain", b"nobody", {}), "nobody"),
        (SELECT, (403, "text/plain", b"not you", {}), "HTTP status 403: not you"),
    ],
)
def test_what_is_no_answer_is_one_line(query: str, answer: tuple[int, str, bytes, dict[str, str]], says: str) -> None:
    with scripted(Told([answer] * 3)) as address, pytest.raises(StoreError) as caught:
        Endpoint(address, patience=QUICK).query(query)
    assert str(caught.value).startswith(address)
    assert says in str(caught.value)


def test_a_service_is_not_asked_from_here_when_an_endpoint_refuses_a_query() -> None:
    other, told = Told(), Told([(400, "text/plain", b"no", {})])
    with scripted(other) as elsewhere, scripted(told) as address, pytest.raises(StoreError):
        Endpoint(address, patience=QUICK).query(f"ASK {{ SERVICE <{elsewhere}> {{ ?s ?p ?o }} }}")
    assert not other.asked


def test_no_endpoint_is_one_line_and_exit_code_4(kg: Kg) -> None:
    told = Told()
    with scripted(told) as address:
        pass
    code, out, err = kg("query", "articles-read", "--endpoint", address)
    assert (code, out) == (4, "")
    assert err.count("\n") == 1
    assert "refused" in err


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("sparql.example.org", "must begin with http:// or https://"),
        ("ftp://example.org/sparql", "must begin with http:// or https://"),
        ("http://", "must begin with http:// or https://"),
        ("http://[::1/sparql", "must begin with http:// or https://"),
        ("https://me:secret@example.org/sparql", "can be seen by others"),
    ],
)
def test_an_address_that_is_none_is_wrong_use(address: str, says: str, kg: Kg) -> None:
    code, _, err = kg("query", "articles-read", "--endpoint", address)
    assert code == 2
    assert says in err
    assert "secret" not in err


# --- who asks


def bearer(header: str) -> bool:
    return header == "Bearer t0ken"


def basic(header: str) -> bool:
    return header == "Basic " + base64.b64encode("Jörg:pass:word".encode()).decode()


def digest(algorithm: str) -> Callable[[str], bool]:
    """What a server does by RFC 7616, 3.4.1, to check a response."""

    def hashed(text: str) -> str:
        return hashlib.new(algorithm.replace("-", ""), text.encode()).hexdigest()

    def allows(header: str) -> bool:
        if not header.startswith("Digest "):
            return False
        sent = parse_keqv_list(parse_http_list(header.removeprefix("Digest ")))
        secret, request = hashed("Jörg:a realm:pass:word"), hashed(f"POST:{sent['uri']}")
        parts = (secret, sent["nonce"], sent["nc"], sent["cnonce"], sent["qop"], request)
        return sent["uri"] == "/sparql" and sent["nonce"] == "n0" and sent["response"] == hashed(":".join(parts))

    return allows


@pytest.mark.parametrize(
    ("allows", "challenges", "requests"),
    [
        (bearer, ('Bearer realm="x"',), 1),
        (basic, ('Basic realm="x"',), 2),
        (digest("MD5"), ('Digest realm="a realm", nonce="n0", qop="auth", algorithm=MD5',), 2),
        (digest("SHA-256"), ('Digest realm="a realm", nonce="n0", qop="auth, auth-int", algorithm=SHA-256',), 2),
        (digest("MD5"), ('Basic realm="x"', 'Digest realm="a realm", nonce="n0", qop="auth"'), 2),
    ],
    ids=["bearer", "basic", "digest", "digest SHA-256", "the safer of two"],
)
def test_who_asks_stands_in_the_environment(
    allows: Callable[[str], bool],
    challenges: tuple[str, ...],
    requests: int,
    kg: Kg,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if allows is bearer:
        monkeypatch.setenv("KG_TOKEN", "t0ken")
    else:
        monkeypatch.setenv("KG_USER", "Jörg")
        monkeypatch.setenv("KG_PASSWORD", "pass:word")
    told = Told(allows=allows, challenges=challenges)
    with scripted(told) as address:
        code, out, err = kg("query", "articles-read", "--endpoint", address, "-f", "csv")
    assert (code, out, err) == (0, "x\na\n".replace("\n", "\r\n"), "")
    assert len(told.asked) == requests


def test_nobody_is_named_where_nobody_asks(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_USER", "me")
    monkeypatch.setenv("KG_PASSWORD", "secret")
    told = Told()
    with scripted(told) as address:
        Endpoint.at(address).query(SELECT)
    assert "authorization" not in told.asked[0]


@pytest.mark.parametrize(
    ("environment", "challenge", "says"),
    [
        ({}, 'Basic realm="x"', "it asks for Basic (HTTP status 401); set KG_USER and KG_PASSWORD, or KG_TOKEN"),
        ({"KG_USER": "me", "KG_PASSWORD": "secret"}, 'Basic realm="x"', "does not know 'me' with this password"),
        ({"KG_TOKEN": "secret"}, 'Basic realm="x"', "refuses this login"),
        ({"KG_USER": "me", "KG_PASSWORD": "secret"}, "Negotiate", "refuses this login"),
        ({"KG_USER": "me", "KG_PASSWORD": "secret"}, "Digest nonsense", "refuses this login"),
    ],
)
def test_a_login_that_is_missing_or_wrong_is_one_line(
    environment: dict[str, str], challenge: str, says: str, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with scripted(Told(allows=lambda _: False, challenges=(challenge,))) as address:
        code, out, err = kg("query", "articles-read", "--endpoint", address)
    assert (code, out) == (4, "")
    assert says in err
    assert "secret" not in err


@pytest.mark.parametrize(
    ("environment", "address", "says"),
    [
        ({"KG_USER": "me"}, "https://example.org/", "me has no password: set KG_PASSWORD, or write it into a netrc"),
        ({"KG_PASSWORD": "x"}, "https://example.org/", "KG_PASSWORD is set without a name: set KG_USER"),
        ({"KG_USER": "me", "KG_PASSWORD": "x", "KG_TOKEN": "y"}, "https://example.org/", "two ways to log in"),
        ({"KG_TOKEN": "x\nHost: elsewhere"}, "https://example.org/", "line break"),
        ({"KG_TOKEN": "x…"}, "https://example.org/", "KG_TOKEN has a letter that no token has"),
        ({"KG_TOKEN": "x"}, "http://example.org/sparql", "in clear; use https://"),
        ({}, "https://me:secret@example.org/", "in an address can be seen by others"),
    ],
)
def test_a_login_that_would_do_harm_is_refused(environment: dict[str, str], address: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Login.of(address, environment={"NETRC": os.devnull} | environment)


NETRC = "machine example.org login me password secret\nmachine 127.0.0.1 login Jörg password pass:word\n"


@pytest.mark.parametrize(
    ("url", "user", "environment", "expected"),
    [
        ("https://example.org/", None, {}, Login("me", "secret")),
        ("https://example.org/", "me", {}, Login("me", "secret")),
        ("https://example.org/", None, {"KG_USER": "me"}, Login("me", "secret")),
        ("https://example.org/", "you", {"KG_USER": "me", "KG_PASSWORD": "x"}, Login("you", "x")),
        ("https://example.org/", None, {"KG_TOKEN": "t"}, Login(token="t")),
        ("https://example.com/", None, {}, Login()),
    ],
)
def test_a_netrc_file_is_asked_where_nothing_else_says_it(
    url: str, user: str | None, environment: dict[str, str], expected: Login, tmp_path: Path
) -> None:
    file = tmp_path / "netrc"
    file.write_text(NETRC, encoding="utf-8")
    assert Login.of(url, user, {"NETRC": str(file)} | environment) == expected


def test_a_netrc_file_has_no_password_for_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text(NETRC, encoding="utf-8")
    with pytest.raises(UsageError, match=r"you has no password.*netrc file for example\.org"):
        Login.of("https://example.org/", "you", {"NETRC": str(tmp_path / "netrc")})


def test_a_netrc_file_will_do_for_a_query(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "netrc").write_text(NETRC, encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with scripted(Told(allows=basic, challenges=("Basic",))) as address:
        assert kg("query", "articles-read", "--endpoint", address, "-f", "csv")[0] == 0


def test_a_netrc_file_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("host example.org login me\n", encoding="utf-8")
    with pytest.raises(UsageError, match="netrc: cannot be read"):
        Login.of("https://example.org/", environment={"NETRC": str(tmp_path / "netrc")})


@pytest.mark.parametrize(
    ("challenge", "begins"), [('Digest realm="x", nonce="n0", qop="auth"', "Digest "), ("Basic", None)]
)
def test_over_the_network_a_password_is_given_as_a_digest_only(challenge: str, begins: str | None) -> None:
    handshake, url = Handshake(Login("me", "secret")), "http://example.org/sparql"
    if begins:
        assert (handshake.answer([challenge], "POST", url) or "").startswith(begins)
    else:
        with pytest.raises(UsageError, match="the password would go over the network in clear"):
            handshake.answer([challenge], "POST", url)


def test_a_login_is_never_shown() -> None:
    assert repr(Login("me", "secret", "")) == "Login(user='me')"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_gets_neither_the_login_nor_an_answer(
    status: int, kg: Kg, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KG_TOKEN", "secret")
    other = Told()
    with scripted(other) as elsewhere, scripted(Told([(status, "text/plain", b"", {"Location": elsewhere})])) as here:
        code, out, err = kg("query", "articles-read", "--endpoint", here)
    assert (code, out) == (4, "")
    assert err.count("\n") == 1
    assert not any("authorization" in headers for headers in other.asked)


def test_a_query_goes_as_a_form_with_nothing_else_in_it() -> None:
    told = Told()
    with scripted(told) as address:
        Endpoint(address, patience=QUICK).query("SELECT ?x { ?x a kg:Claim } # DROP")
    assert parse_qs(told.bodies[0]) == {"query": [sparql.with_prefixes("SELECT ?x { ?x a kg:Claim } # DROP")]}
    assert told.asked[0]["user-agent"].startswith("alliances-kg")
