"""What all ways of validating give: findings, each about one node, that a person and a program can read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.vocab import RDF, SH


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A node that breaks a promise of the graph.

    Attributes:
        node: Its IRI; what is no IRI, as N-Triples have it.
        source: What found it: ``shape``, ``check`` or ``owl``.
        rule: Name of the constraint (``MinCount``), of the check, or the axiom's kind.
        path: The property that it is about, an IRI or a SPARQL path; empty where it is about the node.
        value: What stands there and should not, as N-Triples have it; empty where something is missing.
        messages: Language code -> what is wrong, ``de`` and ``en``.
    """

    node: str
    source: str
    rule: str
    path: str = ""
    value: str = ""
    messages: tuple[tuple[str, str], ...] = field(default=())

    def message(self, language: str = "en") -> str:
        """What is wrong, in this language where there is one.

        >>> Finding("urn:a", "check", "x", messages=(("de", "Falsch."), ("en", "Wrong."))).message("de")
        'Falsch.'
        """
        known = dict(self.messages)
        return known.get(language) or next(iter(known.values()), self.rule)


def turtle(findings: Iterable[Finding]) -> bytes:
    """A ``sh:ValidationReport`` of all findings (SHACL, section 3.6), also of those that no shape found."""
    report = BlankNode("report")
    listed = sorted(set(findings))
    triples = [
        Triple(report, RDF.type, SH.ValidationReport),
        Triple(report, SH.conforms, Literal(not listed)),
    ]
    for number, finding in enumerate(listed):
        node = BlankNode(f"r{number}")
        triples += [Triple(report, SH.result, node), *_result(node, finding)]
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE) or b""
    return written.rstrip() + b"\n"


def _result(node: BlankNode, finding: Finding) -> Iterable[Triple]:
    yield Triple(node, RDF.type, SH.ValidationResult)
    yield Triple(node, SH.resultSeverity, SH.Violation)
    yield Triple(node, SH.focusNode, _term(finding.node))
    component = f"{finding.rule}ConstraintComponent" if finding.source == "shape" else "SPARQLConstraintComponent"
    yield Triple(node, SH.sourceConstraintComponent, SH[component])
    for language, text in finding.messages:
        yield Triple(node, SH.resultMessage, Literal(text, language=language))
    if finding.path and "<" not in finding.path:  # a path of several properties stays out
        yield Triple(node, SH.resultPath, NamedNode(finding.path))
    if finding.value:
        yield Triple(node, SH.value, _term(finding.value))


def _term(text: str) -> NamedNode | Literal | BlankNode:
    """A term written as N-Triples have it; a bare text is an IRI."""
    if text.startswith(('"', "_:")):
        parsed = next(iter(ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)))
        assert isinstance(parsed.object, Literal | BlankNode)
        return parsed.object
    return NamedNode(text)
