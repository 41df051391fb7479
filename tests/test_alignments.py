"""Alignments with vocabularies of others, and PLOVER and CAMEO: complete, spelled right, and consistent with kg.ttl."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import owlready2 as untyped_owlready2
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, DefinedNamespace

from kg import resources
from kg.graph import ontology
from kg.model import Modality, Polarity
from kg.vocab import BASE

owlready2: Any = untyped_owlready2
ONTOLOGY = resources.folder("ontology")
FILES = "kg.ttl", "alignments.ttl", "plover.ttl"
CHECKS = sorted((ONTOLOGY / "checks" / "alignments").glob("*.rq"))
KG = "https://w3id.org/alliances-kg/ontology#"
PLOVER = rdflib.Namespace("https://w3id.org/alliances-kg/plover#")
CAMEO = rdflib.Namespace("https://w3id.org/alliances-kg/cameo#")
OURS = "https://w3id.org/alliances-kg/"
MAPPINGS = {
    *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
    *(RDFS.subClassOf, RDFS.subPropertyOf, OWL.equivalentClass, OWL.equivalentProperty),
}
TYPES = [
    *("AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT"),
    *("THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
]
# Vocabularies that rdflib knows whole, and the terms of the others as their authors' files have them.
KNOWN: dict[str, type[DefinedNamespace] | set[str]] = {
    "http://www.w3.org/ns/prov#": PROV,
    "http://www.w3.org/ns/org#": ORG,
    "http://www.w3.org/2006/time#": TIME,
    "https://schema.org/": SDO,
    "http://www.w3.org/ns/oa#": {"SpecificResource", "Annotation", "hasTarget", "hasBody", "start", "end"},
    "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#": {
        *("String", "Context", "beginIndex", "endIndex", "inter"),
    },
    "http://semanticweb.cs.vu.nl/2009/11/sem/": {
        *("Event", "Actor", "Place", "View", "Temporary", "hasActor", "eventType", "accordingTo"),
        *("hasTimeStamp", "hasBeginTimeStamp", "hasEndTimeStamp"),
    },
    "http://groundedannotationframework.org/grasp#": {"Attribution", "wasAttributedTo"},
    "http://groundedannotationframework.org/gaf#": {"Assertion", "Mention", "denotedBy", "denotedIn"},
    "http://groundedannotationframework.org/grasp/factuality#": {
        *("PolarityValue", "CertaintyValue", "POSITIVE", "NEGATIVE", "CERTAIN", "PROBABLE", "POSSIBLE", "FUTURE"),
    },
}
PREFIXES = """
@prefix kg: <https://w3id.org/alliances-kg/ontology#> .
@prefix plover: <https://w3id.org/alliances-kg/plover#> .
@prefix cameo: <https://w3id.org/alliances-kg/cameo#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
# One broken graph per check, and the words that its rows must name.
BROKEN = {
    "auxiliary-mode-undecided": (
        "kg:asserted a kg:Modality . kg:planned a kg:Modality ; skos:broadMatch plover:future ."
        "kg:negative a kg:Polarity ; skos:closeMatch plover:negated ."
        "plover:future skos:inScheme plover:auxiliary-modes . plover:negated skos:inScheme plover:auxiliary-modes ."
        "plover:no-auxiliary-mode skos:member kg:negative .",
        ["asserted 0", "negative 2"],
    ),
    "code-without-counterpart": (
        "plover:verbal-conflict skos:topConceptOf plover:events . plover:AID skos:broader plover:verbal-conflict ."
        "plover:REJECT skos:broader plover:verbal-conflict ; skos:inScheme plover:events ; skos:exactMatch cameo:12 ."
        "cameo:12 skos:inScheme cameo:codes . cameo:13 skos:inScheme cameo:codes . cameo:01 skos:inScheme cameo:codes ."
        "cameo:dropped skos:member cameo:01 .",
        ["13", "AID"],
    ),
    "concept-without-place": (
        "plover:events a skos:ConceptScheme ; skos:hasTopConcept plover:a , plover:b ."
        "plover:a a skos:Concept ; skos:inScheme plover:events ; skos:topConceptOf plover:events ."
        "plover:b a skos:Concept ; skos:inScheme plover:events ; skos:broader plover:a ."
        "plover:c a skos:Concept ; skos:inScheme plover:events , plover:nowhere ; skos:broader plover:a , plover:b ."
        "plover:d a skos:Concept ; skos:inScheme plover:nowhere ; skos:topConceptOf plover:nowhere .",
        [
            "b no top concept",
            "c hangs in the air",
            "c two parents",
            "d no scheme",
            "d not among the tops of its scheme",
        ],
    ),
    "concept-without-text": (
        "plover:AID a skos:Concept ; skos:prefLabel 'aid'@en , 'helfen'@de ; skos:definition 'Help.'@en , ''@de ."
        "plover:dropped a skos:Collection ; skos:prefLabel 'dropped'@en ; skos:definition 'Gone.'@en , 'Weg.'@de .",
        ["AID definition de", "dropped prefLabel de"],
    ),
    "kind-of-property": (
        "kg:a a owl:ObjectProperty , owl:AnnotationProperty . kg:b kg:colour 'red' . kg:c a owl:DatatypeProperty .",
        ["a 2", "colour 0"],
    ),
    "mapping-to-nothing": (
        "kg:Claim a owl:Class ; rdfs:subClassOf schema:Thing . kg:Clam skos:closeMatch schema:Claim ."
        "kg:Claim skos:broadMatch plover:CLAIM . plover:list skos:member kg:Claim .",
        ["CLAIM", "Clam", "list"],
    ),
    "mapping-twice": (
        "kg:a skos:closeMatch kg:b ; skos:relatedMatch kg:b , kg:c . kg:d rdfs:subClassOf kg:e ;"
        " skos:closeMatch kg:e .",
        ["a b", "d e"],
    ),
    "notation-not-unique": (
        "plover:a a skos:Concept ; skos:inScheme plover:events ; skos:notation '1' ."
        "plover:b a skos:Concept ; skos:inScheme plover:events ; skos:notation '1' ."
        "plover:c a skos:Concept ; skos:inScheme cameo:codes ; skos:notation '1' . plover:d a skos:Concept .",
        ["a 1", "b 1", "d"],
    ),
    "note-without-mapping": (
        "kg:a skos:closeMatch kg:b . [] a owl:Axiom ; owl:annotatedSource kg:a ; owl:annotatedTarget kg:b ;"
        "  owl:annotatedProperty skos:closeMatch ; rdfs:comment 'so'@en , 'so'@de ."
        "[] a owl:Axiom ; owl:annotatedSource kg:a ; owl:annotatedProperty skos:broadMatch ;"
        "  owl:annotatedTarget kg:b ; rdfs:comment 'so'@en .",
        ["a b de", "a b no such mapping"],
    ),
    "relation-disagrees-with-plover": (
        "plover:verbal-conflict skos:topConceptOf plover:events ; skos:prefLabel 'verbal conflict'@en ."
        "plover:REJECT skos:inScheme plover:events ; skos:notation 'REJECT' ; skos:broader plover:verbal-conflict ."
        "plover:REJECT-meet skos:inScheme plover:events ; skos:notation 'REJECT-meet' ; skos:broader plover:REJECT ."
        "kg:a rdfs:subPropertyOf kg:relatesTo ; skos:broadMatch plover:REJECT ; kg:ploverType 'REJECT' ;"
        "  kg:ploverQuad 'verbal conflict' ."
        "kg:b rdfs:subPropertyOf kg:relatesTo ; skos:broadMatch plover:REJECT ; kg:ploverType 'REJECT' ;"
        "  kg:ploverMode 'meet' ; kg:ploverQuad 'verbal conflict' ."
        "kg:c rdfs:subPropertyOf kg:relatesTo ; skos:closeMatch plover:REJECT-meet ; kg:ploverType 'REJECT' ;"
        "  kg:ploverMode 'meet' ; kg:ploverQuad 'material conflict' ."
        "kg:d rdfs:subPropertyOf kg:relatesTo ; skos:closeMatch plover:REJECT ."
        "kg:e rdfs:subPropertyOf kg:relatesTo ; kg:ploverType 'REJECT' ; kg:ploverQuad 'verbal conflict' ."
        "kg:f rdfs:subPropertyOf kg:relatesTo .",
        [
            "b REJECT-meet verbal conflict REJECT verbal conflict",
            "c REJECT-meet material conflict REJECT-meet verbal conflict",
            "d   REJECT verbal conflict",
            "e REJECT verbal conflict  ",
        ],
    ),
    "relation-without-plover": (
        "kg:a rdfs:subPropertyOf kg:relatesTo . kg:b rdfs:subPropertyOf kg:relatesTo ; skos:broadMatch plover:AID ."
        "plover:AID skos:inScheme plover:events . plover:comments skos:member kg:b , kg:c ."
        "kg:c rdfs:subPropertyOf kg:relatesTo . kg:d rdfs:subPropertyOf kg:relatesTo ; skos:closeMatch plover:AID .",
        ["a 0", "b 2"],
    ),
}


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    whole = rdflib.Graph()
    for name in FILES:
        whole.parse(ONTOLOGY / name)
    return whole


@pytest.fixture(scope="module")
def alignments() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "alignments.ttl")


def local(term: object) -> str:
    return re.split(r"[#/]", str(term))[-1]


def rows(check: Path, store: ox.Store) -> list[str]:
    """Rows of a check, each as the local names of its bound values."""
    found = store.query(check.read_text(encoding="utf-8"))
    assert isinstance(found, ox.QuerySolutions)
    return [" ".join(local(term.value) for term in row if not isinstance(term, ox.Triple | None)) for row in found]


def test_every_check_has_a_header_and_a_broken_graph() -> None:
    assert {check.stem for check in CHECKS} == set(BROKEN)
    for check in CHECKS:
        assert re.match(r"#\+ summary: \S.+\n", check.read_text(encoding="utf-8")), check.name


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_the_ontology_passes(check: Path) -> None:
    store = ox.Store()
    for name in FILES:
        store.load(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE)
    assert rows(check, store) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_a_check_names_the_fault_that_it_is_for(check: Path) -> None:
    turtle, faults = BROKEN[check.stem]
    store = ox.Store()
    store.load((PREFIXES + turtle).encode(), format=ox.RdfFormat.TURTLE)
    assert sorted(rows(check, store)) == sorted(faults)


@pytest.mark.parametrize("namespace", [*KNOWN, f"{OURS}open-claims#", "http://www.wikidata.org/"])
def test_each_vocabulary_is_aligned(namespace: str, alignments: rdflib.Graph) -> None:
    targets = {target for mapping in MAPPINGS for target in alignments.objects(None, mapping)}
    assert any(str(target).startswith(namespace) for target in targets)


def test_every_term_of_others_exists(graph: rdflib.Graph) -> None:
    terms = {str(target) for mapping in MAPPINGS for target in graph.objects(None, mapping)}
    foreign = {term for term in terms if term.startswith("http") and not term.startswith((OURS, str(OWL), str(RDFS)))}
    assert len(foreign) > 70
    for term in foreign:
        wikidata = re.fullmatch(r"http://www\.wikidata\.org/(entity/Q|prop/direct/P)[1-9]\d*", term)
        assert wikidata or any(exists(term, namespace) for namespace in KNOWN), term


def exists(term: str, namespace: str) -> bool:
    terms, name = KNOWN[namespace], term.removeprefix(namespace)
    return term.startswith(namespace) and name in terms


def test_axioms_reach_only_classes_of_others_that_are_declared(alignments: rdflib.Graph) -> None:
    parents = set(alignments.objects(None, RDFS.subClassOf))
    assert parents
    assert all((parent, RDF.type, OWL.Class) in alignments for parent in parents)


def test_plover_has_its_sixteen_types_in_four_quad_classes(graph: rdflib.Graph) -> None:
    quads = set(graph.subjects(SKOS.topConceptOf, PLOVER.events))
    assert {str(graph.value(quad, SKOS.notation)) for quad in quads} == {"1", "2", "3", "4"}
    types = [kind for quad in quads for kind in graph.subjects(SKOS.broader, quad)]
    assert sorted(map(local, types)) == sorted(TYPES)
    modes = [mode for kind in types for mode in graph.subjects(SKOS.broader, kind)]
    assert len(modes) == 70
    assert all(local(mode).startswith(f"{local(graph.value(mode, SKOS.broader))}-") for mode in modes)


def test_cameo_has_its_twenty_root_codes(graph: rdflib.Graph) -> None:
    codes = sorted(str(graph.value(code, SKOS.notation)) for code in graph.subjects(SKOS.inScheme, CAMEO.codes))
    assert codes == [f"{number:02}" for number in range(1, 21)]


def test_every_relation_that_is_an_event_has_a_cameo_code(graph: rdflib.Graph) -> None:
    relations = set(graph.subjects(rdflib.URIRef(f"{KG}ploverType")))
    codes = set(graph.subjects(SKOS.inScheme, CAMEO.codes))
    coded = {relation for relation, target in graph.subject_objects(SKOS.broadMatch) if target in codes}
    assert len(relations) == 32
    assert relations <= coded


def test_auxiliary_modes_are_given_by_values_of_the_code(graph: rdflib.Graph) -> None:
    modes = set(graph.subjects(SKOS.inScheme, PLOVER["auxiliary-modes"]))
    assert {local(mode) for mode in modes} == {"historical", "future", "hypothetical", "negated"}
    given = {local(value) for mode in modes for value in graph.subjects(SKOS.closeMatch | SKOS.broadMatch, mode)}
    none = {local(value) for value in graph.objects(PLOVER["no-auxiliary-mode"], SKOS.member)}
    assert given | none == {*Polarity, *Modality}
    assert not given & none


def test_a_store_holds_them_beside_the_ontology() -> None:
    subjects = {quad.subject.value for quad in ontology(ONTOLOGY, BASE) if isinstance(quad.subject, ox.NamedNode)}
    assert {f"{KG}Claim", f"{OURS}alignments", str(PLOVER.AID), str(CAMEO["07"])} <= subjects
    assert any(f"{BASE}.well-known/genid/alignments-" in subject for subject in subjects)  # the notes


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("java") is None, reason="HermiT runs on Java")
def test_all_files_together_are_consistent_and_every_class_can_have_members(graph: rdflib.Graph) -> None:
    world = owlready2.World()
    world.get_ontology(KG).load(fileobj=io.BytesIO(graph.serialize(format="nt", encoding="utf-8")), format="ntriples")
    owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)
    assert [cls for cls in world.inconsistent_classes() if cls is not owlready2.Nothing] == []
    assert world[f"{KG}Article"] in list(world.classes())
    assert world[str(PROV.Entity)] in world[f"{KG}Claim"].ancestors()
