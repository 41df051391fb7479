"""W3C's tests of SPARQL 1.1 that concern a service, run against a server: ``python tests/w3c.py [REPORT.ttl]``.

The tests are read from their manifests. Those that need a service that writes are left out, each with its reason; the
report (EARL 1.0) says so, too.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from serving import serving

from kg.store import Store

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "w3c"
SUITES = "protocol", "service-description", "graph-store-protocol", "csv-tsv-res", "json-res"
_KASEI = "http://kasei.us/2009/09/sparql/data/"
_PROJECT = "https://w3id.org/alliances-kg/software"

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
_DC = NamedNode("http://purl.org/dc/terms/title")
_EARL = "http://www.w3.org/ns/earl#"
_DOAP = "http://usefulinc.com/ns/doap#"
_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

_UPDATES = "needs SPARQL UPDATE, and the service only reads"
_WRITES = "begins by writing a graph (PUT or POST), and the service only reads"
_DIRECT = "names graphs by the request's own URL, which the service does not offer"
_BY_VALUE = "Oxigraph keeps numbers by their value: 1.0E6 comes back as 1000000, a negativeInteger as an integer"
KNOWN = {"csv03": _BY_VALUE, "tsv03": _BY_VALUE}
"""Tests that fail, and why."""
_FORMATS = {
    "boolean": ("application/sparql-results+json", "application/sparql-results+xml"),
    "tabular": ("application/sparql-results+json", "application/sparql-results+xml", "text/csv"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}


@dataclass(frozen=True)
class Case:
    """A test: its IRI, its name, and what runs it against a URL; without that it is left out for a reason."""

    iri: str
    suite: str
    name: str
    run: Callable[[str], object] | None
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.suite}/{self.iri.partition('#')[2]}"


@dataclass(frozen=True)
class Wanted:
    """One request of a test, with what must come back."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    statuses: frozenset[str]
    form: str | None
    boolean: bool | None


def cases() -> list[Case]:
    """All tests of all suites, in the order of their manifests."""
    return [case for suite in SUITES for case in _READERS[suite](suite)]


def _entries(path: Path) -> tuple[Graph, Iterator[Any]]:
    graph = Graph().parse(path, format="turtle")
    return graph, (entry for head in graph.objects(None, MF.entries) for entry in Collection(graph, head))


def _protocol(suite: str) -> Iterator[Case]:
    graph, entries = _entries(FOLDER / suite / "manifest.ttl")
    for entry in entries:
        wanted = [*_requests(graph, entry)]
        writes = any(_is_update(each) for each in wanted) and "bad_" not in entry
        run = None if writes else _sender(wanted)
        yield Case(str(entry), suite, str(graph.value(entry, MF.name)), run, _UPDATES if writes else "")


def _is_update(wanted: Wanted) -> bool:
    return "update" in wanted.headers.get("content-type", "") or b"update=" in wanted.body


def _requests(graph: Graph, entry: Any) -> Iterator[Wanted]:
    requests: Any = graph.value(graph.value(entry, MF.action), HT.requests)
    for each in Collection(graph, requests):
        headers = {
            str(graph.value(header, HT.fieldName)).lower(): str(graph.value(header, HT.fieldValue))
            for header in _listed(graph, graph.value(each, HT.headers))
        }
        body = graph.value(each, HT.body)
        encoding = str(graph.value(body, CNT.characterEncoding)) if body else "UTF-8"
        response = graph.value(each, HT.resp)
        truth: Any = graph.value(response, MF.expectedBoolean)
        form = graph.value(response, MF.expectedFormat)
        yield Wanted(
            str(graph.value(each, HT.methodName)),
            str(graph.value(each, HT.absolutePath)),
            headers,
            str(graph.value(body, CNT.chars)).encode(encoding) if body else b"",
            frozenset(str(status).rpartition("#")[2] for status in graph.objects(response, MF.expectedStatus)),
            None if form is None else str(form),
            None if truth is None else bool(truth.toPython()),
        )


def _listed(graph: Graph, head: Any) -> Iterable[Any]:
    return Collection(graph, head) if head else ()


def _sender(wanted: Iterable[Wanted]) -> Callable[[str], None]:
    def run(url: str) -> None:
        for each in wanted:
            headers = {"accept": "*/*", **each.headers}
            _compare(each, httpx.request(each.method, url + each.path, headers=headers, content=each.body, timeout=30))

    return run


def _compare(wanted: Wanted, response: httpx.Response) -> None:
    assert _status(response.status_code) & wanted.statuses, f"{response.status_code}: {response.text[:200]}"
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if wanted.form:
        assert media_type in _FORMATS[wanted.form], media_type
    if wanted.boolean is not None:
        found = ox.parse_query_results(response.content, format=ox.QueryResultsFormat.from_media_type(media_type))
        assert isinstance(found, ox.QueryBoolean)
        assert bool(found) is wanted.boolean
    if wanted.form == "RDF":
        Graph().parse(data=response.content, format=media_type)


def _status(code: int) -> frozenset[str]:
    names = {200: "OK", 404: "NotFound"}
    return frozenset({f"StatusCode{code // 100}xx", names.get(code, "")})


def _service_description(suite: str) -> Iterator[Case]:
    checks = {"returns-rdf": _is_rdf, "has-endpoint-triple": _has_endpoint, "conforms-to-schema": _conforms}
    graph, entries = _entries(FOLDER / suite / "manifest.ttl")
    for entry in entries:
        yield Case(str(entry), suite, str(graph.value(entry, MF.name)), checks[str(entry).partition("#")[2]])


def _is_rdf(url: str) -> Graph:
    response = httpx.get(f"{url}/sparql", headers={"accept": "text/turtle, application/rdf+xml;q=0.5"})
    assert response.status_code == 200
    return Graph().parse(data=response.content, format=response.headers["content-type"].partition(";")[0])


def _has_endpoint(url: str) -> None:
    assert (None, _SD.endpoint, URIRef(f"{url}/sparql")) in _is_rdf(url)


def _conforms(url: str) -> None:
    """What section 3 of the Recommendation says of domains, ranges, and which instances there are."""
    graph = _is_rdf(url)
    kind = URIRef(_TYPE.value)
    assert [*graph.objects(None, _SD.endpoint)]
    for service in graph.subjects(_SD.endpoint):
        assert (service, kind, _SD.Service) in graph
    for dataset in graph.objects(None, _SD.defaultDataset):
        assert (dataset, kind, _SD.Dataset) in graph
    for default in graph.objects(None, _SD.defaultGraph):
        assert (default, kind, _SD.Graph) in graph
    known = {_SD[name] for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")}
    assert {*graph.objects(None, _SD.supportedLanguage)} <= known
    features = ("DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery")
    assert {*graph.objects(None, _SD.feature)} <= {_SD[name] for name in features}
    forms = [*graph.objects(None, _SD.resultFormat)]
    assert len(forms) > 1
    assert all(str(form).startswith("http://www.w3.org/ns/formats/") for form in forms), forms


def _graph_store(suite: str) -> Iterator[Case]:
    for name in ("manifest-direct.ttl", "manifest-indirect.ttl"):
        graph, _ = _entries(FOLDER / suite / name)
        for entry in sorted(graph.subjects(URIRef(_TYPE.value), MF.GraphStoreProtocolTest), key=str):
            wanted = [*_requests(graph, entry)]
            reason = _DIRECT if name == "manifest-direct.ttl" else ""
            if any(each.method not in ("GET", "HEAD") for each in wanted):
                reason = _WRITES
            run = None if reason else _sender([_at_store(each) for each in wanted])
            yield Case(str(entry), suite, str(graph.value(entry, MF.name)), run, reason)


def _at_store(wanted: Wanted) -> Wanted:
    path = wanted.path.replace("/gsp", "/store", 1)
    return Wanted(wanted.method, path, wanted.headers, wanted.body, wanted.statuses, wanted.form, wanted.boolean)


def _results(suite: str) -> Iterator[Case]:
    graph, entries = _entries(FOLDER / suite / "manifest.ttl")
    for entry in entries:
        action = graph.value(entry, MF.action)
        query, data = (_path(graph.value(action, name)) for name in (QT.query, QT.data))
        expected = _path(graph.value(entry, MF.result))
        name = str(graph.value(entry, MF.name))
        yield Case(str(entry), suite, name, _asker(query, data, expected), KNOWN.get(str(entry).partition("#")[2], ""))


def _path(iri: Any) -> Path:
    return Path(str(iri).removeprefix("file://"))


def _asker(query: Path, data: Path, expected: Path) -> Callable[[str], None]:
    form = {".srj": ox.QueryResultsFormat.JSON, ".csv": ox.QueryResultsFormat.CSV, ".tsv": ox.QueryResultsFormat.TSV}[
        expected.suffix
    ]

    def run(url: str) -> None:
        parameters = {"query": query.read_text(), "default-graph-uri": _data_graph(data).value}
        response = httpx.get(f"{url}/sparql", params=parameters, headers={"accept": form.media_type})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].partition(";")[0] == form.media_type.partition(";")[0]
        assert _comparable(response.content, form) == _comparable(expected.read_bytes(), form)

    return run


def _comparable(data: bytes, form: ox.QueryResultsFormat) -> object:
    """Results without what may differ: the order of rows, the order of columns, the names of blank nodes."""
    if form == ox.QueryResultsFormat.CSV:
        rows = csv.DictReader(io.StringIO(data.decode(), newline=""))
        return Counter(re.sub(r"_:\w+", "_:", str(sorted(row.items()))) for row in rows)
    found = ox.parse_query_results(data, format=form)
    if isinstance(found, ox.QueryBoolean):
        return bool(found), [*json.loads(data)]
    assert isinstance(found, ox.QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return names, Counter(tuple(_term(row[name]) for name in names) for row in found)


def _term(term: object) -> str:
    return "_:" if isinstance(term, BlankNode) else str(term)


_READERS: dict[str, Callable[[str], Iterator[Case]]] = {
    "protocol": _protocol,
    "service-description": _service_description,
    "graph-store-protocol": _graph_store,
    "csv-tsv-res": _results,
    "json-res": _results,
}


def _data_graph(path: Path) -> NamedNode:
    return NamedNode(f"http://example.org/data/{path.parent.name}/{path.name}")


def make_store(folder: Path) -> Path:
    """A store with the data of all suites, each file in a named graph."""
    files = {NamedNode(f"{_KASEI}data{number}.rdf"): FOLDER / "protocol" / f"data{number}.nt" for number in (1, 2, 3)}
    files |= {
        _data_graph(path): path for suite in ("csv-tsv-res", "json-res") for path in (FOLDER / suite).glob("data*.ttl")
    }
    with Store.open(folder, create=True) as store:
        for graph, path in files.items():
            quads = ox.parse(path=str(path))
            store.replace(graph, [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads])
        for graph, body in _written():
            store.replace(
                graph,
                [
                    Quad(quad.subject, quad.predicate, quad.object, graph)
                    for quad in ox.parse(body, format=ox.RdfFormat.TURTLE)
                ],
            )
    return folder


def _written() -> Iterator[tuple[NamedNode, bytes]]:
    """What the tests of the Graph Store Protocol would have written before they read; see ``readings``."""
    return ((NamedNode(iri), body) for iri, body, _ in readings())


def readings() -> Iterator[tuple[str, bytes, Wanted]]:
    """The reading requests of tests that write: a graph of its own for each, what it holds then, and the request."""
    graph, _ = _entries(FOLDER / "graph-store-protocol" / "manifest-indirect.ttl")
    for entry in sorted(graph.subjects(URIRef(_TYPE.value), MF.GraphStoreProtocolTest), key=str):
        body = b""
        for number, each in enumerate(_requests(graph, entry)):
            if each.method == "PUT":
                body = each.body
            elif each.method in ("GET", "HEAD") and body and "OK" in each.statuses:
                yield f"http://example.org/gsp/{str(entry).partition('#')[2]}/{number}", body, each


def report(results: Iterable[tuple[Case, str]]) -> bytes:
    """The results in EARL 1.0, as Turtle."""
    subject = NamedNode(_PROJECT)
    triples = [
        Triple(subject, _TYPE, NamedNode(f"{_EARL}TestSubject")),
        Triple(subject, _TYPE, NamedNode(f"{_EARL}Software")),
        Triple(subject, NamedNode(f"{_DOAP}name"), Literal("alliances-kg")),
    ]
    for case, outcome in results:
        triples += _assertion(subject, case, outcome)
    prefixes = {"earl": _EARL, "dcterms": "http://purl.org/dc/terms/", "doap": _DOAP}
    return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=prefixes) or b""


def _assertion(subject: NamedNode, case: Case, outcome: str) -> Iterator[Triple]:
    node, result = BlankNode(), BlankNode()
    yield Triple(node, _TYPE, NamedNode(f"{_EARL}Assertion"))
    yield Triple(node, NamedNode(f"{_EARL}assertedBy"), subject)
    yield Triple(node, NamedNode(f"{_EARL}subject"), subject)
    yield Triple(node, NamedNode(f"{_EARL}test"), NamedNode(case.iri))
    yield Triple(node, NamedNode(f"{_EARL}mode"), NamedNode(f"{_EARL}automatic"))
    yield Triple(node, NamedNode(f"{_EARL}result"), result)
    yield Triple(result, _TYPE, NamedNode(f"{_EARL}TestResult"))
    yield Triple(result, NamedNode(f"{_EARL}outcome"), NamedNode(f"{_EARL}{outcome}"))
    yield Triple(result, _DC, Literal(case.name))
    if case.reason:
        yield Triple(result, NamedNode(f"{_EARL}info"), Literal(case.reason))


def outcome(case: Case, url: str) -> str:
    """EARL's word for how a test went."""
    if case.run is None:
        return "inapplicable"
    try:
        case.run(url)
    except Exception as error:
        print(f"{case}: {type(error).__name__}: {error}", file=sys.stderr)
        return "failed"
    return "passed"


def same_graph(data: bytes, media_type: str, expected: bytes) -> bool:
    """Whether two graphs say the same."""
    return isomorphic(Graph().parse(data=data, format=media_type), Graph().parse(data=expected, format="turtle"))


def main() -> None:
    """Run all, print counts and what was left out, write the report."""
    with tempfile.TemporaryDirectory() as folder, serving(make_store(Path(folder) / "store")) as server:
        results = [(case, outcome(case, server.url)) for case in cases()]
    for suite in SUITES:
        print(suite, dict(Counter(word for case, word in results if case.suite == suite)))
    for case, word in results:
        if word != "passed":
            print(f"{word:12} {case}: {case.reason}")
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_bytes(report(results))


if __name__ == "__main__":
    main()
