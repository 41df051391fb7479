"""What the service is (SPARQL 1.1 Service Description), and the question of what the dataset is."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from pyoxigraph import NamedNode, QueryResultsFormat, RdfFormat, Triple
from starlette.requests import Request
from starlette.responses import Response

from kg.negotiation import choose, content_type
from kg.serve.errors import UnacceptableError
from kg.serve.formats import GRAPHS, ROWS
from kg.serve.questions import Question
from kg.serve.requests import site
from kg.vocab import RDF, SD, VOID

_JSON_LD = "http://www.w3.org/ns/formats/JSON-LD"
_PREFIXES = {"sd": SD.iri, "void": VOID.iri}


def service(request: Request) -> Response:
    """The description of the endpoint.

    Raises:
        AnswerError: The client takes none of its formats, or names a host that cannot be.
    """
    accept = ",".join(request.headers.getlist("accept"))
    media_type = choose(accept, GRAPHS) or ("text/turtle" if "text/html" in accept else None)
    if media_type is None:
        raise UnacceptableError(f"the description of the service is written in one of: {', '.join(GRAPHS)}")
    data = ox.serialize(_triples(site(request)), format=GRAPHS[media_type], prefixes=_PREFIXES)
    return Response(data, headers={"Content-Type": content_type(media_type), "Vary": "Accept"})


def dataset(request: Request) -> Question:
    """The question for the description of the dataset.

    Raises:
        RefusedError: The client names a host that cannot be.
    """
    accept = ",".join(request.headers.getlist("accept"))
    return Question(site(request), graph=choose(accept, GRAPHS), kind="description")


def _triples(site: str) -> Iterator[Triple]:
    endpoint = NamedNode(f"{site}sparql")
    node, everything, union = (NamedNode(f"{endpoint.value}#{name}") for name in ("service", "dataset", "union"))
    yield Triple(node, RDF.type, SD.Service)
    yield Triple(node, SD.endpoint, endpoint)
    yield Triple(node, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(node, SD.feature, SD.UnionDefaultGraph)
    forms: list[QueryResultsFormat | RdfFormat] = [*ROWS.values(), *GRAPHS.values()]
    for iri in dict.fromkeys(map(_iri, forms)):
        yield Triple(node, SD.resultFormat, NamedNode(iri))
    yield Triple(node, SD.defaultDataset, everything)
    yield Triple(everything, RDF.type, SD.Dataset)
    yield Triple(everything, RDF.type, VOID.Dataset)
    yield Triple(everything, SD.defaultGraph, union)
    yield Triple(union, RDF.type, SD.Graph)


def _iri(form: QueryResultsFormat | RdfFormat) -> str:
    """W3C's name of a format (https://www.w3.org/ns/formats/)."""
    return _JSON_LD if form == RdfFormat.JSON_LD else form.iri
