"""A nanopublication for each claim (https://nanopub.net/guidelines/working_draft/).

Its assertion is the claim with its proposition, and the bare triple where the article itself makes the claim as
certain; its provenance is article, evidence and run. Its IRI is a trusty one: a hash of its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import IO, Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.export.base import Options, Write, Written
from kg.export.formats import FORMATS
from kg.export.records import Page, Record, readings
from kg.store import Store
from kg.vocab import DCTERMS, KG, NP, NPX, PROV, RDF, RDFS, SCHEMA, XSD, prefixes

SUFFIXES = tuple(suffix for suffix, format_ in FORMATS.items() if format_.is_dataset)

Seal = Callable[[list[Quad], str, NamedNode], list[Quad]]
"""Gives a draft its trusty IRIs, and perhaps a signature: its quads, its namespace, its publication info."""

_Triple = tuple[NamedNode, NamedNode, Any]

_HOW_READ = {KG.evidence, KG.cue, KG.confidence, KG.lexicalSense, PROV.wasInfluencedBy}
_ORIGIN = {PROV.wasDerivedFrom, PROV.wasGeneratedBy}
_OF_THE_STORE = {SCHEMA.version, KG.claimCount}
_OF_A_RUN = {RDF.type, PROV.wasAssociatedWith, PROV.startedAtTime}


def writer(suffix: str) -> Write:
    """Find the function that writes a store's claims as nanopublications in a format with named graphs."""
    return partial(_write, suffix)


def _write(suffix: str, store: Store, out: IO[bytes], options: Options) -> Written:
    seal = _seal(options)
    count = 0

    def quads() -> Iterator[Quad]:
        nonlocal count
        for page, record in readings(store, options.base):
            draft = _Draft(store, page, record, f"{options.base}nanopub/draft#", options)
            yield from seal(sorted(set(draft.quads()), key=_order), draft.namespace, draft.pubinfo)
            count += 1

    known = prefixes(options.base) | {"np": NP.iri, "npx": NPX.iri}
    ox.serialize(quads(), out, FORMATS[suffix].format, prefixes=known if suffix == ".trig" else None)
    return Written(count, "nanopublications")


def _seal(options: Options) -> Seal:
    if not options.base.endswith("/"):
        raise UsageError(f"nanopublications need a base that ends with /, not {options.base}")
    try:
        from kg.export import trusty  # brings the package nanopub, which is not always there
    except ImportError as error:
        raise UsageError(
            f"nanopublications need the package nanopub ({error}): pip install 'alliances-kg[nanopubs]'"
        ) from error
    return partial(trusty.seal, trusty.read_key(options.key) if options.key else None)


def _order(quad: Quad) -> tuple[bool, str, str, bool, str, str]:
    """Head first, then the graphs by name; subjects together, their types first."""
    graph = str(quad.graph_name)
    return (
        not graph.endswith("#Head>"),
        graph,
        str(quad.subject),
        quad.predicate != RDF.type,
        str(quad.predicate),
        str(quad.object),
    )


@dataclass(frozen=True)
class _Draft:
    """One nanopublication before it has its own IRI."""

    store: Store
    page: Page
    record: Record
    namespace: str
    options: Options

    @property
    def pubinfo(self) -> NamedNode:
        return self._own("pubinfo")

    def quads(self) -> Iterator[Quad]:
        """All four graphs; a quad may come twice."""
        claim = NamedNode(self.record["id"])
        graphs = {
            "Head": self._head(),
            "assertion": self._assertion(claim),
            "provenance": self._provenance(claim),
            "pubinfo": self._info(claim),
        }
        for name, triples in graphs.items():
            yield from (Quad(*triple, self._own(name)) for triple in triples)

    def _own(self, name: str) -> NamedNode:
        return NamedNode(self.namespace + name)

    def _about(self, node: NamedNode) -> Iterator[_Triple]:
        """What the article's graph says of a node."""
        for predicate, things in self.page.triples.get(node, {}).items():
            yield from ((node, predicate, thing) for thing in things)

    def _head(self) -> Iterator[_Triple]:
        itself = self._own("")
        yield itself, RDF.type, NP.Nanopublication
        yield itself, NP.hasAssertion, self._own("assertion")
        yield itself, NP.hasProvenance, self._own("provenance")
        yield itself, NP.hasPublicationInfo, self._own("pubinfo")

    def _assertion(self, claim: NamedNode) -> Iterator[_Triple]:
        said = [triple for triple in self._about(claim) if triple[1] not in _HOW_READ | _ORIGIN]
        said += [triple for node in self.page.nodes(claim, KG.proposition) for triple in self._about(node)]
        yield from said
        for thing in {thing for *_, thing in said if isinstance(thing, NamedNode)}:
            if thing.value.startswith(f"{self.options.base}entity/"):
                yield from (triple for triple in self._about(thing) if triple[1] in (RDF.type, RDFS.label))
        yield from self._bare()

    def _bare(self) -> Iterator[_Triple]:
        """The triple that the claim asserts: the article itself says so, as certain."""
        record = self.record
        certain = (record["polarity"], record["modality"]) == ("positive", "asserted") and not record["attribution"]
        within = self.page.nodes(NamedNode(record["id"]), KG.withinClaim)
        subject, thing = record["subject"] or {}, record["object"] or {}
        if certain and not within and "id" in subject and "id" in thing:
            yield NamedNode(subject["id"]), KG[record["predicate"]], NamedNode(thing["id"])

    def _provenance(self, claim: NamedNode) -> Iterator[_Triple]:
        assertion = self._own("assertion")
        for triple in self._about(claim):
            if triple[1] in _ORIGIN:
                yield assertion, triple[1], triple[2]
            if triple[1] in _HOW_READ:
                yield triple
        for part in (KG.evidence, KG.cue, PROV.wasInfluencedBy):
            for span in self.page.nodes(claim, part):
                yield from self._span(span)
        for article in self.page.nodes(claim, PROV.wasDerivedFrom):
            yield from (triple for triple in self._about(article) if triple[1] not in _OF_THE_STORE)
        for run in self.page.nodes(claim, PROV.wasGeneratedBy):
            yield from self._run(run)

    def _span(self, span: NamedNode) -> Iterator[_Triple]:
        """A place, and those that its words refer back to."""
        spans = [span]
        for node in spans:  # grows while it is read
            spans += [back for back in self.page.nodes(node, KG.antecedent) if back not in spans]
            yield from self._about(node)

    def _run(self, run: NamedNode) -> Iterator[_Triple]:
        for quad in self.store.quads(run, graph=run):
            if quad.predicate in _OF_A_RUN and isinstance(quad.object, NamedNode | Literal):
                yield run, quad.predicate, quad.object
                if quad.predicate == PROV.wasAssociatedWith and isinstance(quad.object, NamedNode):
                    for about in self.store.quads(quad.object, graph=run):
                        yield quad.object, about.predicate, about.object

    def _info(self, claim: NamedNode) -> Iterator[_Triple]:
        itself = self._own("")
        yield itself, RDFS.label, Literal(self._label(), language="en")
        yield itself, NPX.introduces, claim
        yield itself, NPX.hasNanopubType, KG.Claim
        for run in self.page.nodes(claim, PROV.wasGeneratedBy):
            for quad in self.store.quads(run, PROV.wasAssociatedWith, graph=run):
                yield itself, PROV.wasAttributedTo, quad.object
            if not self.options.moment:
                for quad in self.store.quads(run, PROV.startedAtTime, graph=run):
                    yield itself, DCTERMS.created, quad.object
        if self.options.moment:
            yield itself, DCTERMS.created, Literal(self.options.moment.isoformat(), datatype=XSD.dateTime)

    def _label(self) -> str:
        subject, thing = self.record["subject"] or {}, self.record["object"] or {}
        ends = subject.get("label", "somebody"), thing.get("label") or thing.get("value", "")
        words = f"{ends[0]} {self.record['predicate']} {ends[1]}".strip()
        return f"{words} ({self.record['polarity']}, {self.record['modality']})"
