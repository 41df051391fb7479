"""The ontology: what it declares, that it is sound, and that every check sees the fault it is for."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import owlready2 as untyped_owlready2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kg import resources
from kg.model import Form, Kind, Modality, Polarity

owlready2: Any = untyped_owlready2
ONTOLOGY = resources.folder("ontology")
KG = rdflib.Namespace("https://w3id.org/alliances-kg/ontology#")
WD = rdflib.Namespace("http://www.wikidata.org/entity/")
CHECKS = sorted((ONTOLOGY / "checks").glob("*.rq"))
CLOSED_LIST = {
    "structure": "memberOf formerMemberOf founded headOf holdsOffice locatedIn bordersWith allyOf dependsOn controls",
    "joining": "seeksMembership joins leaves suspends recognises refusesToRecognise",
    "stance": "supports opposes distancesFrom approaches positionsItself characterises praises criticises accuses",
    "speech": "states demands threatens requestsHelpFrom ignoresRequestOf",
    "dealing": "cooperatesWith meets negotiatesWith mediatesBetween signsAgreementWith suppliesArmsTo "
    "guaranteesSecurityOf sanctions",
    "force": "attacks inConflictWith disputesTerritoryWith occupies stationsTroopsIn withdrawsFrom mobilises killed",
}
SYMMETRIC = {
    *("bordersWith", "allyOf", "cooperatesWith", "meets", "negotiatesWith", "signsAgreementWith"),
    *("inConflictWith", "disputesTerritoryWith"),
}
PREFIXES = """
@prefix kg: <https://w3id.org/alliances-kg/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
# One broken graph per check, and the words that its rows must name.
BROKEN = {
    "class-without-parent": ("kg:Bloc a owl:Class .", ["Bloc"]),
    "kind-outside-domain": (
        "kg:relatesTo a owl:ObjectProperty . kg:Actor a owl:Class . kg:Place a owl:Class . kg:Fog rdfs:label 'fog' ."
        "kg:City a owl:Class ; rdfs:subClassOf kg:Place . kg:State a owl:Class ; rdfs:subClassOf kg:Actor , kg:Place ."
        "kg:visits rdfs:subPropertyOf kg:relatesTo ; rdfs:domain kg:Actor ; kg:subjectKind kg:City , kg:State ;"
        "  rdfs:range [ owl:unionOf ( kg:Place ) ] ; kg:objectKind kg:City , kg:State , kg:Fog .",
        ["visits City", "visits Fog"],
    ),
    "plover-quad": (
        "kg:a kg:ploverType 'AID' ; kg:ploverQuad 'verbal conflict' . kg:b kg:ploverMode 'visit' ."
        "kg:c kg:ploverType 'YELL' ; kg:ploverQuad 'verbal conflict' ."
        "kg:d kg:ploverType 'AID' ; kg:ploverQuad 'material cooperation' .",
        ["a AID verbal conflict", "b", "c YELL verbal conflict"],
    ),
    "property-without-domain": (
        "kg:visits a owl:ObjectProperty ; rdfs:domain kg:Actor ."
        "kg:size a owl:DatatypeProperty ; rdfs:range xsd:string .",
        ["size domain", "visits range"],
    ),
    "relation-without-category": (
        "kg:a rdfs:subPropertyOf kg:relatesTo . kg:b rdfs:subPropertyOf kg:relatesTo ; kg:category 'force' , 'stance' ."
        "kg:c rdfs:subPropertyOf kg:relatesTo ; kg:category 'magic' . kg:d kg:category 'force' ."
        "kg:e rdfs:subPropertyOf kg:relatesTo ; kg:category 'force' .",
        ["a 0", "b 2", "c 0", "d 0"],
    ),
    "relation-without-kinds": (
        "kg:a rdfs:subPropertyOf kg:relatesTo ; kg:takes 'entity' ; kg:subjectKind kg:State ."
        "kg:b rdfs:subPropertyOf kg:relatesTo ; kg:takes 'content' ; kg:subjectKind kg:State ."
        "kg:c rdfs:subPropertyOf kg:relatesTo ; kg:takes 'words' ; kg:objectKind kg:State .",
        ["a objectKind", "c subjectKind", "c takes"],
    ),
    "symmetric-marker": (
        "kg:meets a owl:SymmetricProperty ; rdfs:domain kg:Actor ; rdfs:range kg:Place ."
        "kg:joins a owl:SymmetricProperty ; rdfs:subPropertyOf kg:relatesTo .",
        [
            "meets domain differs from range",
            "joins symmetric",
            *(f"{name} not symmetric" for name in SYMMETRIC - {"meets"}),
        ],
    ),
    "term-not-declared": ("kg:Claim a owl:Class ; kg:colour 'red' ; rdfs:seeAlso kg:Clam .", ["colour", "Clam"]),
    "term-without-definition": (
        "kg:State a owl:Class ; skos:definition 'Ein Gemeinwesen.'@de , 'A polity.' .",
        ["State en"],
    ),
    "term-without-example": (
        "kg:State a owl:Class ; skos:example 'Japan is a state.'@en . kg:meets rdfs:subPropertyOf kg:relatesTo .",
        ["State de", "meets de", "meets en"],
    ),
    "term-without-label": (
        "kg:asserted a kg:Modality ; rdfs:label 'asserted'@en . kg:start a owl:DatatypeProperty ; rdfs:label ''@de .",
        ["asserted de", "start de", "start en"],
    ),
}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "kg.ttl")


def local(term: object) -> str:
    return re.split(r"[#/]", str(term))[-1]


def ask(check: Path, turtle: bytes) -> list[str]:
    """Rows of a check over a graph, each as the local names of its bound values."""
    store = ox.Store()
    store.load(turtle, format=ox.RdfFormat.TURTLE)
    solutions = store.query(check.read_text(encoding="utf-8"))
    assert isinstance(solutions, ox.QuerySolutions)
    return [" ".join(local(term.value) for term in row if not isinstance(term, ox.Triple | None)) for row in solutions]


def owl_world(graph: rdflib.Graph, extra: str = "") -> Any:
    """Load the ontology and further Turtle into a fresh owlready2 world, as N-Triples: it reads no Turtle."""
    whole = graph + rdflib.Graph().parse(data=PREFIXES + extra, format="turtle")
    world = owlready2.World()
    triples = io.BytesIO(whole.serialize(format="nt", encoding="utf-8"))
    world.get_ontology(str(KG)).load(fileobj=triples, format="ntriples")
    return world


def reason(world: Any) -> list[str]:
    """Local names of the unsatisfiable classes, found by HermiT."""
    # Years and months are no datatypes of OWL 2; HermiT is told to leave such literals alone.
    owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    return sorted(cls.name for cls in world.inconsistent_classes() if cls is not owlready2.Nothing)


def test_both_parsers_read_the_same_number_of_triples(graph: rdflib.Graph) -> None:
    triples = list(ox.parse(path=ONTOLOGY / "kg.ttl", format=ox.RdfFormat.TURTLE))
    assert len(triples) == len(graph) > 1000


def test_the_ontology_names_itself_and_its_licence(graph: rdflib.Graph) -> None:
    ontology = rdflib.URIRef("https://w3id.org/alliances-kg/ontology")
    assert (ontology, RDF.type, OWL.Ontology) in graph
    version = graph.value(ontology, OWL.versionInfo)
    assert graph.value(ontology, OWL.versionIRI) == rdflib.URIRef(f"{ontology}/{version}")
    assert graph.value(ontology, rdflib.VANN.preferredNamespaceUri) == rdflib.Literal(str(KG))
    assert "creativecommons.org/licenses/by/4.0" in str(graph.value(ontology, rdflib.DCTERMS.license))


def test_the_relations_are_the_closed_list_in_its_groups(graph: rdflib.Graph) -> None:
    found: dict[str, set[str]] = {}
    for relation, category in graph.subject_objects(KG.category):
        found.setdefault(str(category), set()).add(local(relation))
    assert found == {category: set(names.split()) for category, names in CLOSED_LIST.items()}
    assert set(graph.subjects(KG.category)) == set(graph.subjects(RDFS.subPropertyOf, KG.relatesTo))


def test_exactly_the_marked_relations_and_co_membership_are_symmetric(graph: rdflib.Graph) -> None:
    found = {local(relation) for relation in graph.subjects(RDF.type, OWL.SymmetricProperty)}
    assert found == SYMMETRIC | {"coMemberOf", "disagreesWith"}


def test_every_kind_form_and_value_of_the_code_is_declared(graph: rdflib.Graph) -> None:
    classes = {local(cls) for cls in graph.subjects(RDF.type, OWL.Class)}
    assert set(Kind) <= classes
    assert {local(value) for value in graph.subjects(RDF.type, KG.Polarity)} == set(Polarity)
    assert {local(value) for value in graph.subjects(RDF.type, KG.Modality)} == set(Modality)
    forms = next(graph.objects(KG.form, RDFS.range / OWL.oneOf))
    assert {str(form) for form in graph.items(forms)} == set(Form)


def test_the_kinds_of_a_relation_are_kinds_of_the_code(graph: rdflib.Graph) -> None:
    kinds = {*graph.objects(None, KG.subjectKind), *graph.objects(None, KG.objectKind)}
    assert {local(kind) for kind in kinds} <= set(Kind)


def test_wikidata_matches_are_properties_of_wikidata(graph: rdflib.Graph) -> None:
    links = (SKOS.closeMatch, SKOS.relatedMatch, KG.wikidataProperty, KG.wikidataInverseProperty)
    targets = [str(target) for link in links for target in graph.objects(None, link)]
    assert targets
    assert all(re.fullmatch(r"http://www\.wikidata\.org/prop/direct/P[1-9]\d*", target) for target in targets)


def test_every_check_has_a_header_and_a_broken_graph() -> None:
    assert {check.stem for check in CHECKS} == set(BROKEN)
    for check in CHECKS:
        assert re.match(r"#\+ summary: \S.+\n", check.read_text(encoding="utf-8")), check.name


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_the_ontology_passes(check: Path) -> None:
    assert ask(check, (ONTOLOGY / "kg.ttl").read_bytes()) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_a_check_names_the_fault_that_it_is_for(check: Path) -> None:
    turtle, faults = BROKEN[check.stem]
    assert sorted(ask(check, (PREFIXES + turtle).encode())) == sorted(faults)


def test_owlready_reads_classes_and_relations(graph: rdflib.Graph) -> None:
    world = owl_world(graph)
    assert world[str(KG.Leader)] in list(world.classes())
    assert owlready2.SymmetricProperty in world[str(KG.bordersWith)].is_a
    assert {cls.name for cls in world[str(KG.MilitaryAlliance)].ancestors()} >= {"Alliance", "Organisation", "Entity"}


needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT runs on Java")


@pytest.mark.slow
@needs_java
def test_the_ontology_is_consistent_and_every_class_can_have_members(graph: rdflib.Graph) -> None:
    assert reason(owl_world(graph)) == []


CLAIM = """
kg:c a kg:Claim ; kg:proposition kg:p ; kg:polarity kg:positive ; kg:modality kg:asserted ; kg:attributedTo wd:Q2 ;
    kg:eventTime "2022"^^xsd:gYear ; kg:confidence 0.86 ; kg:evidence kg:s ; kg:content "words"@en .
kg:p a kg:Proposition ; kg:subject wd:Q2 ; kg:predicate kg:headOf ; kg:object wd:Q1 .
kg:s kg:start 3 ; kg:end 9 ; kg:form "name" ; kg:refersTo wd:Q1 .
kg:m a kg:Membership ; kg:member wd:Q1 ; kg:organisation wd:Q3 ; kg:predicate kg:memberOf ;
    kg:validFrom "1994-05"^^xsd:gYearMonth .
wd:Q1 a kg:SovereignState . wd:Q2 a kg:Person ; kg:headOf wd:Q1 . wd:Q3 a kg:MilitaryAlliance .
"""


@pytest.mark.slow
@needs_java
def test_a_claim_is_consistent_and_the_head_of_a_state_is_a_leader(graph: rdflib.Graph) -> None:
    world = owl_world(graph, CLAIM)
    assert reason(world) == []
    assert world[str(KG.Leader)] in world[str(WD.Q2)].INDIRECT_is_a


FAULTS: Mapping[str, str] = {
    "a person as an alliance": "wd:Q1 a kg:Person , kg:MilitaryAlliance .",
    "a state that borders itself": "wd:Q1 kg:bordersWith wd:Q1 .",
    "a member of a person": "wd:Q1 kg:memberOf wd:Q2 . wd:Q2 a kg:Person .",
    "two polarities": "kg:c kg:polarity kg:positive , kg:negative .",
    "an unknown form": "kg:s kg:form 'nickname' .",
    "a state as the value of a predicate": "kg:p kg:predicate wd:Q1 . wd:Q1 a kg:State .",
}


@pytest.mark.slow
@needs_java
@pytest.mark.parametrize("fault", FAULTS)
def test_the_reasoner_rejects(fault: str, graph: rdflib.Graph) -> None:
    world = owl_world(graph, FAULTS[fault])
    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        reason(world)
