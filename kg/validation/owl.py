"""OWL: whether the ontology, alone and with what the graph says, is free of contradiction, by HermiT.

HermiT is a Java program that comes with owlready2. It is given a part of the graph: relations, kinds, claims and
their propositions, and the dated statements about the entities in them, but no texts and spans. A contradiction in
the part is one in the whole; what is left out has few axioms, and SHACL looks at it.
"""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Triple

from kg import resources
from kg.errors import StoreError, UsageError
from kg.store import Store
from kg.validation.base import Finding
from kg.vocab import KG, OWL, RDF, WD, XSD

_TEXT = frozenset({KG.evidence, KG.cue, KG.refersTo, KG.antecedent, KG.lexicalSense})
_DATES = frozenset({KG.validFrom, KG.validUntil})
_MOST_AXIOMS = 6


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the reasoner says.

    Attributes:
        consistent: Whether there is no contradiction.
        unsatisfiable: IRIs of classes that can have no member; empty where it is not consistent.
        seconds: How long the reasoner took.
        triples: How many triples it was given beside the ontology's.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    seconds: float
    triples: int = 0


def check(individuals: Sequence[Triple] = ()) -> Verdict:
    """Reason over the ontology and what is said of individuals.

    Raises:
        UsageError: There is no Java.
    """
    if shutil.which("java") is None:
        raise UsageError(
            "--owl: HermiT needs Java, and there is none on the PATH; install a Java runtime (11 or later)"
        )
    import owlready2 as untyped

    owlready2: Any = untyped
    started = time.monotonic()
    world = owlready2.World()
    world.get_ontology(KG.iri).load(fileobj=io.BytesIO(_ontology() + _lines(individuals)), format="ntriples")
    try:
        # what is no datatype of OWL 2, such as a year, HermiT is told to leave alone
        owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    except owlready2.OwlReadyInconsistentOntologyError:
        return Verdict(False, (), time.monotonic() - started, len(individuals))
    except owlready2.OwlReadyJavaError as error:
        raise StoreError(f"HermiT failed: {str(error).strip().splitlines()[-1]}") from error
    empty = {cls.iri for cls in world.inconsistent_classes() if cls is not owlready2.Nothing}
    return Verdict(True, tuple(sorted(empty)), time.monotonic() - started, len(individuals))


@dataclass(frozen=True, slots=True)
class Module:
    """The part of a graph that the reasoner is given; both sorted.

    Attributes:
        said: What articles say, and what was inferred from it, with the kinds of all that is in it.
        background: The dated statements about the entities in that.
    """

    said: tuple[Triple, ...]
    background: tuple[Triple, ...] = ()

    @property
    def triples(self) -> tuple[Triple, ...]:
        """All of it."""
        return self.said + self.background


_NO_ARTICLES = ("/graph/ontology", "/graph/wikidata", "/graph/inferred", "/graph/agreement")
"""What no article says; what follows by rules is left to the reasoner."""


def module(store: Store) -> Module:
    """The part of a graph to reason over.

    Dates go in as words: of their years and months HermiT knows nothing, but equal ones must stay equal for keys.
    """
    relations = _object_properties() - _TEXT
    backgrounds = {graph for graph in store.graphs() if any(name in graph.value for name in _NO_ARTICLES)}
    said = {
        quad.triple
        for quad in store.quads()
        if quad.graph_name not in backgrounds and quad.predicate in relations and isinstance(quad.object, NamedNode)
    }
    entities = {node for triple in said for node in _ends(triple)}
    statements = {
        quad.subject
        for entity in entities
        for quad in store.quads(None, KG.subject, entity)
        if isinstance(quad.subject, NamedNode)
    }
    dated = {triple for node in statements for triple in _statement(store, node, relations)}
    said |= _kinds(store, said)
    return Module(_sorted(said), _sorted((dated | _kinds(store, dated)) - said))


def _sorted(triples: Iterable[Triple]) -> tuple[Triple, ...]:
    return tuple(sorted(triples, key=str))


def _statement(store: Store, node: NamedNode, relations: frozenset[NamedNode]) -> Iterator[Triple]:
    for quad in store.quads(node):
        if quad.predicate in relations:
            yield quad.triple
        elif quad.predicate in _DATES and isinstance(quad.object, Literal):
            yield Triple(node, quad.predicate, Literal(quad.object.value, datatype=XSD["string"]))


def _ends(triple: Triple) -> Iterator[NamedNode]:
    return (node for node in (triple.subject, triple.object) if isinstance(node, NamedNode))


def _kinds(store: Store, triples: Iterable[Triple]) -> set[Triple]:
    nodes = {node for triple in triples for node in _ends(triple)}
    types = (quad for node in nodes for quad in store.quads(node, RDF.type))
    return {quad.triple for quad in types if KG.name(quad.object) and quad.object != KG.Span}


def culprits(part: Module) -> list[Triple]:
    """A smallest part of what contradicts the ontology that already does so: without any one of them it would not.

    Takes a run of the reasoner for each halving, some ten for each triple of the answer; what articles say is tried
    without the background first.

    Source: QuickXplain (Junker 2004).
    """
    enough = not check(part.said).consistent
    return _explain([], False, list(part.said if enough else part.triples))


def _explain(kept: list[Triple], has_grown: bool, open_: list[Triple]) -> list[Triple]:
    if has_grown and not check(kept).consistent:
        return []
    if len(open_) == 1:
        return open_
    half = len(open_) // 2
    first, second = open_[:half], open_[half:]
    of_second = _explain(kept + first, bool(first), second)
    of_first = _explain(kept + of_second, bool(of_second), first)
    return of_first + of_second


def in_itself() -> Finding:
    """That the ontology contradicts itself before any graph is looked at."""
    messages = (
        ("de", "Die Ontologie widerspricht sich selbst; der Graph wurde nicht angesehen."),
        ("en", "The ontology contradicts itself; the graph was not looked at."),
    )
    return Finding(KG.iri.rstrip("#"), "owl", "Inconsistent", messages=messages)


def unsatisfiable(verdict: Verdict) -> list[Finding]:
    """The classes that can have no member, as findings."""
    messages = (
        ("de", "Diese Klasse kann nach der Ontologie kein Mitglied haben."),
        ("en", "By the ontology this class can have no member."),
    )
    return [Finding(iri, "owl", "Unsatisfiable", messages=messages) for iri in verdict.unsatisfiable]


def finding(contradiction: Sequence[Triple]) -> Finding:
    """A contradiction as a finding about the node that most of its triples are about."""
    subjects = [triple.subject.value for triple in contradiction if isinstance(triple.subject, NamedNode)]
    node = max(sorted(set(subjects)), key=subjects.count)
    said = "; ".join(map(_words, contradiction[:_MOST_AXIOMS]))
    messages = (
        ("de", f"Dies widerspricht zusammen der Ontologie: {said}."),
        ("en", f"Together this contradicts the ontology: {said}."),
    )
    return Finding(node, "owl", "Inconsistent", messages=messages)


def _words(triple: Triple) -> str:
    predicate = "a" if triple.predicate == RDF.type else f"kg:{KG.name(triple.predicate)}"
    return f"{_short(triple.subject)} {predicate} {_short(triple.object)}"


def _short(term: object) -> str:
    if name := WD.name(term):
        return f"wd:{name}"
    if name := KG.name(term):
        return f"kg:{name}"
    return str(term)


def _ontology() -> bytes:
    path = resources.folder("ontology") / "kg.ttl"
    return _lines(quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def _object_properties() -> frozenset[NamedNode]:
    path = resources.folder("ontology") / "kg.ttl"
    return frozenset(
        quad.subject
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)
        if quad.object == OWL.ObjectProperty and isinstance(quad.subject, NamedNode) and KG.name(quad.subject)
    )


def _lines(triples: Iterable[Triple]) -> bytes:
    return ox.serialize(chain(triples), format=ox.RdfFormat.N_TRIPLES) or b""
