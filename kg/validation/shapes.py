"""SHACL: the graph against ``ontology/shapes.ttl``, by a fast engine or by the reference implementation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode

from kg import resources
from kg.errors import InputError, UsageError
from kg.validation import kinds
from kg.validation.base import Finding
from kg.vocab import RDF, SH


class Engine(Protocol):
    """A SHACL engine with its shapes compiled."""

    def report(self, data: str) -> str:
        """The validation report of a graph, both N-Triples."""


class Fast:
    """The engine of the package ``shacl``, in Rust: some two microseconds a triple."""

    def __init__(self, shapes: str) -> None:
        import shacl  # takes longer to import than most commands to run

        try:
            self._shapes = shacl.Shapes.from_turtle(shapes)
        except ValueError as error:
            raise InputError(f"the shapes cannot be read: {error}") from error

    def report(self, data: str) -> str:
        """The validation report of a graph, both N-Triples."""
        return self._shapes.validate_text(data, format="ntriples").serialize("ntriples")

    def conforms(self, data: str) -> bool:
        """Whether there is nothing to report; stops at the first that there is."""
        return self._shapes.validate_text(data, format="ntriples", max_results=1).conforms


class Reference:
    """pySHACL, by which the fast engine is checked: some hundred microseconds a triple.

    Raises:
        UsageError: It is not installed.
    """

    def __init__(self, shapes: str) -> None:
        try:
            import pyshacl
        except ImportError as error:
            raise UsageError("the reference engine is not there; install it with: pip install pyshacl") from error
        import rdflib

        self._validate: Any = pyshacl.validate
        self._shapes = rdflib.Graph().parse(data=shapes, format="turtle")

    def report(self, data: str) -> str:
        """The validation report of a graph, both N-Triples."""
        import rdflib

        graph = rdflib.Graph().parse(data=data, format="nt")
        _, report, _ = self._validate(graph, shacl_graph=self._shapes)
        return str(report.serialize(format="nt"))


@cache
def text(folder: Path | None = None) -> str:
    """Turtle of all shapes: those of the file, and those that follow from the ontology beside it.

    Raises:
        InputError: A file is missing.
    """
    where = folder or resources.folder("ontology")
    try:
        return (where / "shapes.ttl").read_text(encoding="utf-8") + kinds.shapes(where / "kg.ttl")
    except OSError as error:
        raise InputError(f"{error.filename}: {error.strerror}") from error


def findings(engine: Engine, data: str) -> list[Finding]:
    """What an engine finds in a graph of N-Triples, sorted; empty where the graph conforms."""
    return read(engine.report(data))


def read(report: str) -> list[Finding]:
    """The findings of a validation report in N-Triples, sorted."""
    about: defaultdict[object, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for triple in ox.parse(report, format=ox.RdfFormat.N_TRIPLES):
        name = SH.name(triple.predicate) or triple.predicate.value
        about[triple.subject][name].append(triple.object)
    results = [node for values in about.values() for node in values.get("result", ())]  # those of details are left out
    return sorted({_finding(about[node], about) for node in results})


def _finding(values: Mapping[str, Sequence[Any]], about: Mapping[object, Mapping[str, Sequence[Any]]]) -> Finding:
    component = SH.name(values["sourceConstraintComponent"][0]) or ""
    found = [message for message in values.get("resultMessage", ()) if isinstance(message, Literal)]
    return Finding(
        node=_plain(values["focusNode"][0]),
        source="shape",
        rule=component.removesuffix("ConstraintComponent"),
        path=_path(values.get("resultPath", [None])[0], about),
        value=_plain(values["value"][0]) if values.get("value") else "",
        messages=tuple(sorted({message.language or "en": message.value for message in found}.items())),
    )


def _plain(term: NamedNode | BlankNode | Literal) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _path(node: object, about: Mapping[object, Mapping[str, Sequence[Any]]]) -> str:
    """An IRI; of a sequence of properties, SPARQL's way to write it."""
    if isinstance(node, NamedNode):
        return node.value
    steps = []
    while node in about and (first := about[node].get(_FIRST)):
        steps.append(str(first[0]))
        node = about[node][_REST][0]
    return "/".join(steps)


_FIRST, _REST = RDF["first"].value, RDF["rest"].value
