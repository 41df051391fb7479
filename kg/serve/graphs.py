"""Reads requests of the SPARQL 1.1 Graph Store HTTP Protocol (sections 4.1 and 5.2) into questions."""

from __future__ import annotations

from starlette.requests import Request

from kg.negotiation import choose
from kg.serve.errors import RefusedError
from kg.serve.formats import DATASETS, GRAPHS
from kg.serve.questions import Question
from kg.serve.requests import fields_of


def question(request: Request) -> Question:
    """The graph that a request names: ``?graph=IRI``, ``?default``, or all graphs without either.

    Raises:
        RefusedError: It names several.
    """
    fields = fields_of(request.url.query)
    named = fields.get("graph", [])
    if len(named) + ("default" in fields) > 1 or "" in named:
        raise RefusedError(400, "name one graph: ?graph=IRI or ?default")
    accept = ",".join(request.headers.getlist("accept"))
    if named or "default" in fields:
        return Question(named[0] if named else "", graph=choose(accept, GRAPHS), kind="graph")
    return Question("", graph=choose(accept, DATASETS), kind="dataset")
