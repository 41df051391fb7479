"""What an export says of itself: VoID, DCAT 3 and PROV, with counts and a hash of all the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, QuerySolution, QuerySolutions

from kg.export.base import Options
from kg.export.formats import Format
from kg.store import Store
from kg.vocab import DCAT, DCTERMS, KG, PROV, RDF, RDFS, SCHEMA, SPDX, VOID, WD, XSD, named_graph

_Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]

_TEMPLATE = Path(__file__).parent.parent / "data" / "export" / "dataset.ttl"
_SOFTWARE = "alliances-kg"
_EXPORT = "export:"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_NAMESPACE = re.compile(r".*[/#]")

_TERMS = "SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) { ?s ?p ?o }"
_ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_PROPERTIES = "SELECT DISTINCT ?p { ?s ?p ?o }"
_CLASSES = "SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY ?class"
_LINKS = """SELECT ?p (COUNT(*) AS ?n) {
    ?s ?p ?o FILTER (isIRI(?o) && STRSTARTS(STR(?o), "%(wd)s") && STRSTARTS(STR(?s), "%(base)s"))
} GROUP BY ?p ORDER BY ?p"""
_ENTITIES = """SELECT (COUNT(DISTINCT ?s) AS ?n) {
    ?s a ?kind FILTER (STRSTARTS(STR(?s), "%(wd)s") || STRSTARTS(STR(?s), "%(base)sentity/"))
}"""
_RUNS = "SELECT ?run ?moment { ?run a kg:Run OPTIONAL { ?run prov:startedAtTime ?moment } } ORDER BY ?run"
_LANGUAGES = "SELECT DISTINCT ?language { ?a a kg:Article ; dcterms:language ?language } ORDER BY ?language"
_DAYS = "SELECT ?day { ?a a kg:Article ; dcterms:issued ?day } ORDER BY STR(?day)"
_BACKGROUND = "SELECT ?date { ?graph dcterms:date ?date FILTER (?graph = <%s>) }"


def lines(store: Store, format_: Format, count: int, digest: str, options: Options) -> list[bytes]:
    """The description of an export as lines of N-Triples; subjects are its IRI, or that and ``/`` with a name.

    Args:
        store: What is exported.
        format_: Into what.
        count: How many triples or quads, without the description.
        digest: ``canonical.digest`` of those; the IRI is made of it, so that equal content has one name.
    """
    node = NamedNode(f"{options.base}dataset/{digest[:32]}")
    export = _Export(store, node, options)
    triples = [*_template(node), *_format(export, format_, digest), *_counts(export, count), *_origin(export)]
    return [f"{subject} {predicate} {thing} .".encode() for subject, predicate, thing in dict.fromkeys(triples)]


def served(store: Store, node: NamedNode, options: Options) -> Iterator[_Triple]:
    """The description of a dataset that is no file: without format, hash and making of one.

    Args:
        store: What is served.
        node: The dataset's IRI.
    """
    export = _Export(store, node, options)
    count = next((int(row["n"].value) for row in export.rows(_ALL)), 0)
    of_files = {export.part(name) for name in ("distribution", "hash", "export")}
    for triple in dict.fromkeys((*_template(node), *_counts(export, count), *_origin(export))):
        if not of_files & {triple[0], triple[2]}:
            yield triple


@dataclass(frozen=True, slots=True)
class _Export:
    store: Store
    node: NamedNode
    options: Options

    def part(self, name: str) -> NamedNode:
        return NamedNode(f"{self.node.value}/{name}")

    def rows(self, query: str) -> Iterator[QuerySolution]:
        answer = self.store.query(query % {"wd": WD.iri, "base": self.options.base} if "%(" in query else query)
        return iter(answer) if isinstance(answer, QuerySolutions) else iter(())


def _template(node: NamedNode) -> Iterator[_Triple]:
    for quad in ox.parse(path=str(_TEMPLATE), format=ox.RdfFormat.TURTLE):
        yield _named(quad.subject, node), quad.predicate, _named(quad.object, node)


def _named(term: Any, node: NamedNode) -> Any:
    """An IRI of the template as that of this export; other terms as they are."""
    if isinstance(term, NamedNode) and term.value.startswith(_EXPORT):
        return NamedNode(term.value.replace(_EXPORT, node.value, 1))
    return term


def _format(export: _Export, format_: Format, digest: str) -> Iterator[_Triple]:
    distribution = export.part("distribution")
    yield export.node, VOID.feature, NamedNode(format_.format.iri)
    yield distribution, DCAT.mediaType, NamedNode(_MEDIA_TYPES + format_.format.media_type)
    yield export.part("hash"), SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary)


def _counts(export: _Export, count: int) -> Iterator[_Triple]:
    node = export.node
    yield node, VOID.triples, Literal(count)
    yield node, VOID.uriSpace, Literal(export.options.base)
    for row in export.rows(_TERMS):
        yield node, VOID.distinctSubjects, _copy(row["subjects"])
        yield node, VOID.distinctObjects, _copy(row["objects"])
    for row in export.rows(_ENTITIES):
        yield node, VOID.entities, _copy(row["n"])
    properties = [row["p"].value for row in export.rows(_PROPERTIES)]
    classes = [(row["class"], row["n"]) for row in export.rows(_CLASSES)]
    yield node, VOID.properties, Literal(len(properties))
    yield node, VOID.classes, Literal(len(classes))
    for iri in sorted({m[0] for m in map(_NAMESPACE.match, (*properties, *(c.value for c, _ in classes))) if m}):
        yield node, VOID.vocabulary, NamedNode(iri)
    for kind, number in classes:
        if name := KG.name(kind):
            yield from _partition(export, name, kind, number)
    for row in export.rows(_LINKS):
        yield from _links(export, row["p"], row["n"])


def _partition(export: _Export, name: str, kind: NamedNode, number: Literal) -> Iterator[_Triple]:
    part = export.part(name)
    yield export.node, VOID.classPartition, part
    yield part, RDF.type, VOID.Dataset
    yield part, VOID["class"], kind
    yield part, VOID.entities, _copy(number)


def _links(export: _Export, predicate: NamedNode, number: Literal) -> Iterator[_Triple]:
    links = export.part(f"wikidata-by-{_NAMESPACE.sub('', predicate.value)}")
    yield export.node, VOID.subset, links
    yield links, RDF.type, VOID.Linkset
    yield links, VOID.linkPredicate, predicate
    yield links, VOID.subjectsTarget, export.node
    yield links, VOID.objectsTarget, export.part("wikidata")
    yield links, VOID.triples, _copy(number)


def _origin(export: _Export) -> Iterator[_Triple]:
    node, activity, software = export.node, export.part("export"), export.part("software")
    yield software, RDFS.label, Literal(f"{_SOFTWARE} {version(_SOFTWARE)}")
    yield software, SCHEMA.softwareVersion, Literal(version(_SOFTWARE))
    background = named_graph(export.options.base, "wikidata")
    for row in export.rows(_BACKGROUND % background.value):
        yield node, PROV.wasDerivedFrom, background
        yield export.part("wikidata"), DCTERMS.date, row["date"]
    runs = [(row["run"], row["moment"]) for row in export.rows(_RUNS)]
    for run, _ in runs:
        yield activity, PROV.wasInformedBy, run
    for row in export.rows(_LANGUAGES):
        yield node, DCTERMS.language, row["language"]
    yield from _dates(export, [moment for _, moment in runs if moment])


def _dates(export: _Export, moments: list[Literal]) -> Iterator[_Triple]:
    """When it was made: by the options, else by the latest run; and of what time the articles are."""
    made = export.options.moment
    if made:
        moment = Literal(made.isoformat(), datatype=XSD.dateTime)
        yield export.part("export"), PROV.endedAtTime, moment
        moments = [moment]
    if moments:
        yield export.node, DCTERMS.issued, max(moments, key=lambda moment: moment.value)
    if days := [row["day"] for row in export.rows(_DAYS)]:
        period = export.part("period")
        yield export.node, DCTERMS.temporal, period
        yield period, RDF.type, DCTERMS.PeriodOfTime
        yield period, DCAT.startDate, days[0]
        yield period, DCAT.endDate, days[-1]


def _copy(number: Literal) -> Literal:
    return Literal(int(number.value))
