"""Promises of the rules: what they give is what OWL gives, each triple says why, and it goes with its premises."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import owlrl as untyped_owlrl
import pyoxigraph as ox
import pytest
import rdflib
from factories import ARMENIA, BASE, CSTO, RUN, RUSSIA, reading, span
from pyoxigraph import NamedNode, Quad
from rdflib.namespace import OWL, RDFS

from kg import graph, resources, rules
from kg.errors import InputError
from kg.export import Options, export
from kg.model import Claim, Date, Entity, Interval, Kind, Modality, Polarity
from kg.rules import rule as rule_files
from kg.store import Store
from kg.vocab import DCTERMS, KG, RDF, WD, WDT, XSD, named_graph
from kg.vocab import RDFS as RDFS_TERMS

owlrl: Any = untyped_owlrl
ONTOLOGY = resources.folder("ontology")
WIKIDATA = named_graph(BASE, "wikidata")
LEAGUE = Entity("nil-liga", "Liga", Kind.MILITARY_ALLIANCE)
PACT = Entity("nil-pakt", "Pakt", Kind.POLITICAL_UNION)
ANNA = Entity("nil-anna", "Anna", Kind.PERSON)
BEN = Entity("nil-ben", "Ben", Kind.PERSON)
NORTH = Entity("nil-nordland", "Nordland", Kind.SOVEREIGN_STATE)
SOUTH = Entity("nil-suedland", "Südland", Kind.SOVEREIGN_STATE)
ISLE = Entity("nil-insel", "Insel", Kind.TERRITORY)
TOWN = Entity("nil-stadt", "Stadt", Kind.CITY)
QUARTER = Entity("nil-viertel", "Viertel", Kind.CITY)


def says(subject: Entity, predicate: str, thing: Entity, **other: Any) -> Claim:
    words = span("Armenien ist Mitglied der OVKS")
    made = Claim(subject, predicate, thing, Polarity.POSITIVE, Modality.ASSERTED, words, span("Mitglied"), "x", 0.8)
    return replace(made, **other)


EVERYTHING = (
    says(NORTH, "memberOf", LEAGUE),
    says(SOUTH, "memberOf", LEAGUE),
    says(SOUTH, "memberOf", PACT),
    says(ANNA, "headOf", NORTH),
    says(BEN, "headOf", LEAGUE),
    says(NORTH, "bordersWith", SOUTH),
    says(SOUTH, "inConflictWith", ISLE),
    says(NORTH, "occupies", ISLE),
    says(QUARTER, "locatedIn", TOWN),
    says(TOWN, "locatedIn", ISLE),
    says(ISLE, "locatedIn", NORTH),
)


def article(name: str, *claims: Claim) -> list[Quad]:
    return [*graph.quads(reading(*claims, source=name, links=()), BASE, RUN)]


def node(name: str) -> NamedNode:
    return graph.article_iri(name, BASE)


def entity(one: Entity) -> NamedNode:
    return NamedNode(f"{BASE}entity/{one.id}") if one.id.startswith("nil") else WD[one.id]


@pytest.fixture(scope="module")
def ontology_quads() -> list[Quad]:
    """The ontology without its lexicon."""
    graph_name = named_graph(BASE, "ontology")
    return [quad for quad in graph.ontology(ONTOLOGY, BASE) if "lexicon" not in str(quad.subject)] + [
        Quad(graph_name, DCTERMS.title, ox.Literal("ontology"), graph_name)
    ]


@pytest.fixture
def store(ontology_quads: list[Quad]) -> Store:
    made = Store.memory()
    made.replace(named_graph(BASE, "ontology"), ontology_quads)
    made.replace(WIKIDATA, background())
    return made


def background() -> list[Quad]:
    """Armenia and Russia are in the CSTO; Russia's membership in the league is over, and it had two heads."""
    day = ox.Literal("2024-01-01", datatype=XSD.date)
    rows = [
        (RUSSIA, "memberOf", CSTO, "1992", None),
        (ARMENIA, "memberOf", CSTO, "1992", None),
        (RUSSIA, "memberOf", LEAGUE, "1970", "1991"),
        (ANNA, "headOf", RUSSIA, "2000", None),
        (BEN, "headOf", RUSSIA, "2010", None),
        (SOUTH, "memberOf", CSTO, "2030", None),
        (TOWN, "locatedIn", CSTO, "2000", None),
        (TOWN, "locatedIn", ARMENIA, "2000", None),
    ]
    made = [Quad(WIKIDATA, DCTERMS.date, day, WIKIDATA)]
    for number, (subject, relation, thing, start, end) in enumerate(rows):
        statement = NamedNode(f"{BASE}statement/{number}")
        triples: list[tuple[NamedNode, NamedNode | ox.Literal]] = [
            (RDF.type, KG.Statement),
            (RDF.type, KG.Membership if relation == "memberOf" else KG.Tenure),
            (KG.subject, entity(subject)),
            (KG.predicate, KG[relation]),
            (KG.object, entity(thing)),
            (KG.wikidataProperty, WDT["P463" if relation == "memberOf" else "P35"]),
            (KG.validFrom, ox.Literal(start, datatype=XSD["gYear"])),
        ]
        if relation == "memberOf":
            triples += [(KG.member, entity(subject)), (KG.organisation, entity(thing))]
        if end:
            triples.append((KG.validUntil, ox.Literal(end, datatype=XSD["gYear"])))
        made += [Quad(statement, predicate, term, WIKIDATA) for predicate, term in triples]
    kinds = {CSTO: "MilitaryAlliance", RUSSIA: "SovereignState", ARMENIA: "SovereignState", LEAGUE: "MilitaryAlliance"}
    made += [Quad(entity(one), RDF.type, KG[kind], WIKIDATA) for one, kind in kinds.items()]
    return made


def inferred(store: Store) -> set[tuple[str, str, str]]:
    """What the rules gave, by local names."""
    begin = f"<{named_graph(BASE, 'inferred/').value}"
    return {
        (short(quad.subject), short(quad.predicate), short(quad.object))
        for quad in store.quads()
        if str(quad.graph_name).startswith(begin)
    }


def short(term: object) -> str:
    return str(getattr(term, "value", term)).replace("#", "/").rpartition("/")[2].removeprefix("nil-")


def whole(store: Store) -> set[Quad]:
    return set(store.quads())


def test_a_rule_of_each_kind_gives_what_it_should(store: Store) -> None:
    store.replace(node("a"), article("a", *EVERYTHING))
    rules.complete(store, BASE, ONTOLOGY)
    found = inferred(store)
    assert {
        ("suedland", "bordersWith", "nordland"),
        ("liga", "hasMember", "nordland"),
        ("nordland", "hasHead", "anna"),
        ("viertel", "locatedIn", "nordland"),
        ("anna", "representsMemberIn", "liga"),
        ("nordland", "coMemberOf", "suedland"),
        ("anna", "type", "Leader"),
        ("ben", "type", "Leader"),
        ("suedland", "type", "State"),
        ("liga", "type", "Organisation"),
        ("suedland", "type", "MemberOfAMilitaryAlliance"),
        ("suedland", "type", "StateInConflict"),
        ("insel", "type", "DisputedTerritory"),
        ("Q399", "memberOf", "Q318693"),
        ("Q399", "coMemberOf", "Q159"),
    } <= found
    assert ("insel", "type", "StateInConflict") not in found


def test_the_rules_give_what_an_owl_reasoner_gives(ontology_quads: list[Quad]) -> None:
    """The oracle reads the same ontology; abstract kinds, coMemberOf of oneself and its own vocabulary are left out."""
    store = Store.memory()
    store.replace(named_graph(BASE, "ontology"), ontology_quads)
    store.replace(node("a"), article("a", *EVERYTHING))
    rules.complete(store, BASE, ONTOLOGY)
    oracle = rdflib.Graph().parse(ONTOLOGY / "kg.ttl")
    for predicate in (OWL.disjointWith, RDFS.domain, RDFS.range):  # these only add the abstract kinds
        oracle.remove((None, predicate, None))
    bare = [quad for quad in store.quads(graph=node("a")) if quad.subject.value.startswith(f"{BASE}entity/")]  # type: ignore[union-attr]
    lines = "".join(f"{quad.triple} .\n" for quad in bare)
    oracle.parse(data=lines, format="nt")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(oracle)
    relations = {str(quad.predicate.value) for quad in store.quads() if "inferred/" in str(quad.graph_name)}
    abstract = {"Entity", "Actor", "CollectiveActor", "Place", "Thing"}
    expected = {
        (short(s), short(p), short(o))
        for s, p, o in oracle
        if str(s).startswith(f"{BASE}entity/") and str(p) in relations and isinstance(o, rdflib.URIRef)
        if str(o).startswith((BASE, KG.iri)) and short(o) not in abstract and s != o
    }
    given = {(short(quad.subject), short(quad.predicate), short(quad.object)) for quad in bare}
    assert inferred(store) - given == expected - given
    assert len(inferred(store) - given) > 20


@pytest.mark.parametrize(
    "claim",
    [
        says(NORTH, "memberOf", LEAGUE, polarity=Polarity.NEGATIVE),
        says(NORTH, "memberOf", LEAGUE, modality=Modality.PLANNED),
        says(NORTH, "memberOf", LEAGUE, attribution=(ANNA,)),
        says(NORTH, "memberOf", LEAGUE, within=says(ANNA, "supports", NORTH)),
        says(NORTH, "memberOf", LEAGUE, time=Date(1999)),
        says(NORTH, "memberOf", LEAGUE, time=Interval(None, Date(1999))),
        says(RUSSIA, "memberOf", LEAGUE),
    ],
    ids=["denied", "planned", "said", "within", "then", "until", "over"],
)
def test_nothing_follows_from_what_is_not_asserted_or_over(store: Store, claim: Claim) -> None:
    store.replace(node("a"), article("a", claim))
    rules.complete(store, BASE, ONTOLOGY)
    member = short(entity(claim.subject)) if claim.subject else ""
    assert not {row for row in inferred(store) if "liga" in row and row[1] != "type" and member in row}


def test_only_what_holds_at_the_date_of_the_background_stands(store: Store) -> None:
    rules.complete(store, BASE, ONTOLOGY)
    found = inferred(store)
    assert ("ben", "headOf", "Q159") in found
    assert ("anna", "headOf", "Q159") not in found, "a later term has begun"
    assert ("suedland", "memberOf", "Q318693") not in found, "it begins after the date"
    assert ("Q159", "memberOf", "liga") not in found, "it has ended"
    assert ("stadt", "locatedIn", "Q399") in found
    assert ("stadt", "locatedIn", "Q318693") not in found, "an alliance is no place"


def test_a_membership_that_an_article_says_has_been_left_does_not_stand(store: Store) -> None:
    store.replace(node("a"), article("a", says(NORTH, "memberOf", LEAGUE)))
    rules.complete(store, BASE, ONTOLOGY)
    assert ("nordland", "type", "MemberOfAMilitaryAlliance") in inferred(store)
    change(store, "b", article("b", says(NORTH, "leaves", LEAGUE)))
    assert ("nordland", "type", "MemberOfAMilitaryAlliance") not in inferred(store)
    change(store, "b", [])
    assert ("nordland", "type", "MemberOfAMilitaryAlliance") in inferred(store)


def change(store: Store, name: str, quads: Iterable[Quad]) -> bool:
    """Replace an article as a build does."""
    new = [*quads]
    kept = rules.Consequences(store, BASE, ONTOLOGY)
    kept.change(store.quads(graph=node(name)), new)
    store.replace(node(name), new)
    return kept.finish()


def test_what_followed_from_an_article_goes_with_it(store: Store) -> None:
    rules.complete(store, BASE, ONTOLOGY)
    before = whole(store)
    change(store, "a", article("a", *EVERYTHING))
    assert ("anna", "representsMemberIn", "liga") in inferred(store)
    change(store, "a", article("a", *EVERYTHING[1:]))
    assert ("anna", "representsMemberIn", "liga") not in inferred(store)
    change(store, "a", [])
    assert whole(store) == before


def test_changes_one_by_one_end_where_all_at_once_does(store: Store) -> None:
    chance = random.Random(5)
    rules.complete(store, BASE, ONTOLOGY)
    pool = [
        *EVERYTHING,
        says(SOUTH, "bordersWith", NORTH),
        says(NORTH, "leaves", LEAGUE),
        says(NORTH, "locatedIn", TOWN),
    ]
    pool += [
        says(ARMENIA, "memberOf", LEAGUE),
        says(ANNA, "headOf", ARMENIA),
        says(SOUTH, "memberOf", LEAGUE, time=Date(1990)),
    ]
    for step in range(25):
        claims = chance.sample(pool, chance.randint(0, 5))
        name = chance.choice("abc")
        change(store, name, article(name, *claims) if claims else [])
        stepwise = whole(store)
        rules.complete(store, BASE, ONTOLOGY)
        assert whole(store) == stepwise, f"step {step}"


def test_a_store_whose_build_was_cut_short_is_made_up_by_the_next(store: Store) -> None:
    change(store, "a", article("a", EVERYTHING[0]))
    kept = rules.Consequences(store, BASE, ONTOLOGY)
    kept.change(article("b", EVERYTHING[1]))
    store.replace(node("b"), article("b", EVERYTHING[1]))
    assert not rules.ready(store, BASE)  # killed here
    assert rules.Consequences(store, BASE, ONTOLOGY).finish()
    assert rules.ready(store, BASE)
    assert ("nordland", "coMemberOf", "suedland") in inferred(store)
    assert not rules.Consequences(store, BASE, ONTOLOGY).finish(), "there is nothing left to do"


def test_an_article_removed_behind_our_back_is_noticed(store: Store) -> None:
    change(store, "a", article("a", *EVERYTHING))
    store.remove(node("a"))
    assert rules.Consequences(store, BASE, ONTOLOGY).finish()
    assert ("anna", "representsMemberIn", "liga") not in inferred(store)


def test_each_triple_says_its_rule_and_premises(store: Store) -> None:
    store.replace(node("a"), article("a", *EVERYTHING))
    rules.complete(store, BASE, ONTOLOGY)
    begin = f"<{named_graph(BASE, 'inferred/').value}"
    described = {quad.subject for quad in store.quads(None, RDF.type, KG.Rule)}
    for quad in store.quads():
        if str(quad.graph_name).startswith(begin):
            assert quad.graph_name in described
            assert isinstance(quad.subject, NamedNode)
            assert isinstance(quad.object, NamedNode)
            found = list(rules.derivations(store, BASE, ONTOLOGY, quad.subject, quad.predicate, quad.object))
            assert quad.graph_name in {one.rule.graph(BASE) for one in found}, quad
    (why,) = rules.derivations(store, BASE, ONTOLOGY, entity(ANNA), KG["representsMemberIn"], entity(LEAGUE))
    assert why.rule.name == "representation"
    assert why.premises["member"] == entity(NORTH)


def test_each_rule_is_described_in_the_graph(store: Store) -> None:
    rules.complete(store, BASE, ONTOLOGY)
    main = named_graph(BASE, "inferred")
    for rule in rules.load(ONTOLOGY, rules.INFERRED):
        labels = {quad.object.language for quad in store.quads(rule.graph(BASE), RDFS_TERMS.label)}  # type: ignore[union-attr]
        assert labels == {"de", "en"}
        assert any(store.quads(main, DCTERMS.hasPart, rule.graph(BASE), main))


def test_two_stores_give_the_same_bytes(ontology_quads: list[Quad], tmp_path: Path) -> None:
    made = []
    for order in ("ab", "ba"):
        store = Store.memory()
        store.replace(named_graph(BASE, "ontology"), ontology_quads)
        store.replace(WIKIDATA, background())
        claims = {"a": EVERYTHING[:5], "b": EVERYTHING[5:]}
        for name in order:
            change(store, name, article(name, *claims[name]))
        path = tmp_path / f"{order}.nq"
        export(store, path, options=Options(base=BASE))
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert b"representsMemberIn" in made[0]
    assert b"_:" not in made[0]


def test_the_kind_of_an_entity_in_records_is_that_of_the_article(store: Store, tmp_path: Path) -> None:
    change(store, "a", article("a", *EVERYTHING))
    export(store, tmp_path / "claims.jsonl", "claims", Options(base=BASE))
    assert '"kind": "Territory"' in (tmp_path / "claims.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("CONSTRUCT { ?a a ?b } WHERE { ?a a ?b }", "needs a summary in en and de, and focus"),
        ("#+ summary: {en: e, de: d}\n#+ focus: [a]\nSELECT ?a WHERE { ?a a ?b }", "CONSTRUCT"),
        ("#+ summary: {en: e, de: d}\n#+ focus: [a]\n#+ x: 1\nCONSTRUCT { ?a a ?b } WHERE {}", "it knows after"),
        ("#+ summary: {en: e, de: d}\n#+ focus: [a]\n#+ after: [y]\nCONSTRUCT { ?a a ?b } WHERE {}", "names no rule"),
        ("#+ summary: {\nCONSTRUCT { ?a a ?b } WHERE {}", "no YAML"),
    ],
)
def test_a_broken_rule_is_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / rule_files.FOLDERS[rules.INFERRED]).mkdir()
    (tmp_path / "rules" / "mine.rq").write_text(text)
    with pytest.raises(InputError) as error:
        rules.load(tmp_path, rules.INFERRED)
    assert "mine.rq" in str(error.value)
    assert says in str(error.value)


def test_a_rule_that_is_new_is_applied_to_a_store_that_has_all(store: Store, tmp_path: Path) -> None:
    change(store, "a", article("a", *EVERYTHING))
    folder = tmp_path / "ontology"
    shutil.copytree(ONTOLOGY, folder)
    (folder / "rules" / "neighbour.rq").write_text(
        "#+ summary: {en: e, de: d}\n#+ focus: [a, b]\nCONSTRUCT { ?a kg:meets ?b } WHERE { ?a kg:bordersWith ?b }"
    )
    assert rules.Consequences(store, BASE, folder).finish()
    assert ("nordland", "meets", "suedland") in inferred(store)
