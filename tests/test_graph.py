"""Promises of the graph: what the quads of a reading say, and that they follow from its content alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest
from factories import (
    ARMENIA,
    BASE,
    CLAIMS,
    COUNTRY,
    HERALD,
    KILLED,
    LEAVES,
    MEMBER,
    PARTNER,
    RUN,
    RUSSIA,
    TEXT,
    link,
    mention,
    reading,
)
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions

from kg import graph, resources
from kg.errors import InputError, UsageError
from kg.model import Claim, Date, Form, Interval, Mention, Modality, Polarity, Reading, Span
from kg.store import Store
from kg.vocab import DCTERMS, KG, OA, PROV, RDF, RDFS, SCHEMA, WD, WDT, XSD, named_graph, sense
from kg.wikidata import Item as WikidataItem
from kg.wikidata import WikidataSlice

ARTICLE = graph.article_iri("b/bericht.txt", BASE)


def quads_of(read: Reading) -> set[Quad]:
    return set(graph.quads(read, BASE, RUN))


def objects(quads: set[Quad], subject: object, predicate: NamedNode) -> set[object]:
    return {quad.object for quad in quads if quad.subject == subject and quad.predicate == predicate}


def only(quads: set[Quad], subject: object, predicate: NamedNode) -> object:
    (found,) = objects(quads, subject, predicate)
    return found


def claim_nodes(quads: set[Quad]) -> set[object]:
    return {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == KG.Claim}


def the_claim(claim: Claim) -> tuple[set[Quad], object]:
    quads = quads_of(reading(claim))
    (node,) = claim_nodes(quads)
    return quads, node


def bare(quads: set[Quad]) -> set[tuple[object, NamedNode, object]]:
    """Triples between two entities."""
    entities = WD.iri, f"{BASE}entity/"
    return {
        (quad.subject, quad.predicate, quad.object)
        for quad in quads
        if all(isinstance(end, NamedNode) and end.value.startswith(entities) for end in (quad.subject, quad.object))
    }


def test_everything_lies_in_the_graph_of_the_article() -> None:
    assert {quad.graph_name for quad in quads_of(reading())} == {ARTICLE}


def test_there_are_no_blank_nodes() -> None:
    assert not [quad for quad in quads_of(reading()) if BlankNode in (type(quad.subject), type(quad.object))]


def test_the_order_of_claims_and_links_does_not_matter() -> None:
    read = reading()
    expected = quads_of(read)
    for claims in permutations(CLAIMS):
        assert quads_of(replace(read, claims=claims, links=read.links[::-1])) == expected


def test_a_claim_keeps_its_iri_whatever_else_the_article_says() -> None:
    assert claim_nodes(quads_of(reading(MEMBER))) < claim_nodes(quads_of(reading()))


def test_a_claim_is_another_claim_in_another_article_but_shares_the_proposition() -> None:
    here, there = quads_of(reading(MEMBER)), quads_of(reading(MEMBER, source="a/anderer.txt"))
    (one,), (two,) = claim_nodes(here), claim_nodes(there)
    assert one != two
    assert only(here, one, KG.proposition) == only(there, two, KG.proposition)


def test_the_name_of_a_claim_does_not_depend_on_how_sure_the_extractor_is() -> None:
    surer = replace(MEMBER, confidence=0.99)
    quads = quads_of(reading(MEMBER, surer))
    (node,) = claim_nodes(quads)
    assert only(quads, node, KG.confidence) == Literal("0.99", datatype=XSD.decimal)


@pytest.mark.parametrize(
    "other",
    [
        replace(MEMBER, polarity=Polarity.NEGATIVE),
        replace(MEMBER, modality=Modality.POSSIBLE),
        replace(MEMBER, attribution=(HERALD,)),
        replace(MEMBER, time=Date(2002)),
        replace(MEMBER, within=PARTNER),
        replace(MEMBER, sense="anders"),
        replace(MEMBER, content="voll"),
    ],
    ids=["polarity", "modality", "speaker", "time", "within", "sense", "content"],
)
def test_what_a_claim_says_is_in_its_name(other: Claim) -> None:
    assert claim_nodes(quads_of(reading(MEMBER))) - claim_nodes(quads_of(reading(other)))


def test_a_claim_carries_its_proposition_qualifiers_and_origin() -> None:
    quads, node = the_claim(KILLED)
    proposition = only(quads, node, KG.proposition)
    assert not objects(quads, proposition, KG.subject)
    assert only(quads, proposition, KG.predicate) == KG["killed"]
    assert only(quads, proposition, KG.object) == WD["Q399"]
    assert only(quads, node, KG.polarity) == KG["positive"]
    assert only(quads, node, KG.modality) == KG["asserted"]
    assert only(quads, node, KG.eventTime) == Literal("2020-05", datatype=XSD["gYearMonth"])
    assert only(quads, node, KG.quantityValue) == Literal("12")
    assert only(quads, node, KG.quantityUnit) == Literal("Soldaten", language="de")
    assert only(quads, node, KG.lexicalSense) == sense("de", "starben_x")
    assert only(quads, node, PROV.wasDerivedFrom) == ARTICLE


def test_an_article_counts_its_claims() -> None:
    assert only(quads_of(reading(MEMBER, MEMBER, replace(LEAVES, within=PARTNER))), ARTICLE, KG.claimCount) == Literal(
        3
    )
    assert only(quads_of(replace(reading(), claims=())), ARTICLE, KG.claimCount) == Literal(0)


def test_a_mention_has_the_words_of_the_article_not_the_mended_ones() -> None:
    words = "Staat  Armenien"
    mended = replace(link("Armenien", ARMENIA), mention=Mention(0, 0, 0, Span(4, 19, "Staat Armenien"), Form.NAME))
    quads = quads_of(reading(MEMBER, text=f"Der {words} ist klein.", links=(mended,)))
    (node,) = (quad.subject for quad in quads if quad.predicate == KG.refersTo)
    assert only(quads, node, OA.exact) == Literal(words)


def test_a_number_of_a_claim_is_no_more_exact_than_the_text() -> None:
    since, until = (replace(MEMBER, time=Interval(*ends)) for ends in ((Date(2002), None), (None, Date(2024, 2, 22))))
    quads, node = the_claim(since)
    assert only(quads, node, KG.eventStart) == Literal("2002", datatype=XSD["gYear"])
    assert not objects(quads, node, KG.eventEnd)
    quads, node = the_claim(until)
    assert only(quads, node, KG.eventEnd) == Literal("2024-02-22", datatype=XSD["date"])


def test_evidence_and_cue_are_words_of_the_article() -> None:
    quads = quads_of(reading())
    spans = {quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == KG.Span}
    assert len(spans) == len(reading().links) + 2 * len(CLAIMS)
    for node in spans:
        start, end, words = (only(quads, node, predicate) for predicate in (KG.start, KG.end, OA.exact))
        assert isinstance(start, Literal)
        assert isinstance(end, Literal)
        assert Literal(TEXT[int(start.value) : int(end.value)]) == words
        assert only(quads, node, OA.hasSource) == ARTICLE


def test_only_what_the_article_itself_says_as_certain_is_asserted() -> None:
    said = (WD["Q399"], KG["memberOf"], WD["Q318693"])
    assert bare(quads_of(reading(MEMBER))) == {said}
    for claim in (
        replace(MEMBER, polarity=Polarity.NEGATIVE),
        replace(MEMBER, modality=Modality.PROBABLE),
        replace(MEMBER, attribution=(RUSSIA,)),
        replace(MEMBER, object=None, content="etwas"),
        replace(MEMBER, subject=None),
    ):
        assert not bare(quads_of(reading(claim)))
    assert said not in bare(quads_of(reading(replace(MEMBER, within=PARTNER))))


def test_an_outer_claim_is_written_with_the_claim_in_it() -> None:
    quads = quads_of(reading(replace(MEMBER, within=PARTNER)))
    inner = next(quad for quad in quads if quad.predicate == KG.withinClaim)
    assert claim_nodes(quads) == {inner.subject, inner.object}


def test_speakers_keep_their_order() -> None:
    quads, node = the_claim(replace(LEAVES, attribution=(HERALD, ARMENIA)))
    outer, inner = NamedNode(f"{BASE}entity/nil-0a1b"), WD["Q399"]
    assert objects(quads, node, KG.attributedTo) == {outer, inner}
    assert only(quads, node, KG.attributionChain) == Literal(f"{outer.value} {inner.value}")


def test_a_nil_entity_has_its_kind_and_its_name_in_the_graph() -> None:
    quads, node = quads_of(reading(LEAVES)), NamedNode(f"{BASE}entity/nil-0a1b")
    assert objects(quads, node, RDF.type) == {KG["MediaOutlet"]}
    assert objects(quads, node, RDFS.label) == {Literal("Talbote", language="de")}


def test_a_description_leads_back_to_a_name_of_the_same_entity() -> None:
    quads, claim = the_claim(LEAVES)
    (country,) = (
        quad.subject
        for quad in quads
        if quad.predicate == KG.antecedent and quad in quads_of(reading(LEAVES))
        if only(quads, quad.subject, KG.refersTo) == WD["Q399"]
    )
    name = only(quads, country, KG.antecedent)
    assert only(quads, country, KG.form) == Literal("description")
    assert only(quads, name, OA.exact) == Literal("Armenien")
    assert only(quads, name, KG.refersTo) == WD["Q399"]
    assert only(quads, claim, PROV.wasInfluencedBy) == country


def test_words_that_mean_several_entities_have_a_span_for_each() -> None:
    states = [link("das Land", entity, Form.DESCRIPTION) for entity in (ARMENIA, RUSSIA)]
    quads = quads_of(reading(MEMBER, links=tuple(states)))
    named = {quad.subject: quad.object for quad in quads if quad.predicate == KG.refersTo}
    assert set(named.values()) == {WD["Q399"], WD["Q159"]}


def test_an_antecedent_that_no_link_explains_is_still_recorded() -> None:
    stray = replace(COUNTRY, via=mention("Talbote"))
    quads = quads_of(reading(MEMBER, links=(stray,)))
    target = next(quad.object for quad in quads if quad.predicate == KG.antecedent)
    assert only(quads, target, OA.exact) == Literal("Talbote")


def test_an_article_tells_its_source_date_language_and_hash() -> None:
    quads = quads_of(reading())
    assert only(quads, ARTICLE, DCTERMS.identifier) == Literal("b/bericht.txt")
    assert only(quads, ARTICLE, DCTERMS.issued) == Literal("2020-06-01", datatype=XSD["date"])
    assert only(quads, ARTICLE, DCTERMS.language) == Literal("de")
    assert only(quads, ARTICLE, KG.textHash) == Literal(sha256(TEXT.encode()).hexdigest())


def test_the_state_changes_with_the_article_and_with_what_reads_it_but_not_with_the_clock() -> None:
    article = reading().document.article
    state = graph.state(article, RUN)
    later = replace(RUN, moment=datetime(2030, 1, 1, tzinfo=UTC))
    assert only(quads_of(reading()), ARTICLE, SCHEMA.version) == Literal(state)
    assert graph.state(article, later) == state
    assert graph.state(replace(article, text="Anderes."), RUN) != state
    assert graph.state(replace(article, date=None), RUN) != state
    assert graph.state(article, replace(RUN, parts=(("lexicon.de", "0000"),))) != state


def test_the_clock_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert graph.epoch() is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    moment = graph.epoch()
    quads = set(graph.run_quads(replace(RUN, moment=moment), BASE))
    times = {quad.object for quad in quads if quad.predicate == PROV.startedAtTime}
    assert times == {Literal("1970-01-02T00:00:00+00:00", datatype=XSD.dateTime)}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH: 'today'"):
        graph.epoch()


@dataclass(frozen=True)
class Item:
    id: str
    kind: str
    label_en: str
    label_de: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    subject: str
    property: str
    value: str
    start: Date | None = None
    end: Date | None = None
    source: str = "reg"


class Slice:
    date = Date(2026, 11, 22)

    def sources(self) -> dict[str, str]:
        return {"reg": "Register of treaties", "list": "List of leaders"}

    def items(self) -> list[Item]:
        return [
            Item("Q399", "SovereignState", "Armenia", "Armenien", ("Hayastan",)),
            Item("Q318693", "MilitaryAlliance", "Collective Security Treaty Organization", ""),
            Item("Q7035479", "Person", "Nikol Pashinyan", ""),
            Item("nil-hayots", "MediaOutlet", "Hayots", "Hayots"),
        ]

    def statements(self, subject: str) -> list[Statement]:
        facts = [
            Statement("Q399", "P463", "Q318693", Date(1994), None),
            Statement("Q399", "P6", "Q7035479", Date(2018, 5, 8), Date(2030)),
            Statement("Q318693", "P571", "2002-10-07"),
            Statement("Q7035479", "P39", "Prime Minister @Q399", Date(2018, 5, 8), None, "reg|list"),
            Statement("nil-hayots", "P17", "Q399"),
        ]
        return [fact for fact in facts if fact.subject == subject]


ONTOLOGY = """
@prefix kg: <https://w3id.org/alliances-kg/ontology#> .
@prefix wdt: <http://www.wikidata.org/prop/direct/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
kg:memberOf kg:category "structure" ; kg:wikidataProperty wdt:P463 .
kg:headOf kg:category "structure" ; kg:wikidataInverseProperty wdt:P6 , wdt:P35 .
kg:holdsOffice kg:category "structure" ; kg:wikidataProperty wdt:P39 .
kg:hasHead owl:inverseOf kg:headOf ; kg:wikidataProperty wdt:P6 .
kg:Leader owl:equivalentClass [ owl:onProperty kg:headOf ; owl:someValuesFrom [ owl:unionOf ( kg:State ) ] ] .
"""


@pytest.fixture
def ontology(tmp_path: Path) -> Path:
    (tmp_path / "kg.ttl").write_text(ONTOLOGY)
    return tmp_path


def statement_about(quads: set[Quad], wikidata_property: str) -> object:
    (node,) = (q.subject for q in quads if q.predicate == KG.wikidataProperty and q.object == WDT[wikidata_property])
    return node


def test_background_items_have_kind_and_names(ontology: Path) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    assert {quad.graph_name for quad in quads} == {named_graph(BASE, "wikidata")}
    assert objects(quads, WD["Q399"], RDF.type) == {KG["SovereignState"]}
    assert objects(quads, WD["Q399"], RDFS.label) == {
        Literal("Armenia", language="en"),
        Literal("Armenien", language="de"),
    }


def test_a_membership_has_its_member_its_organisation_and_its_dates(ontology: Path) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    node = statement_about(quads, "P463")
    assert objects(quads, node, RDF.type) == {KG.Statement, KG.Membership}
    assert only(quads, node, KG.predicate) == KG["memberOf"]
    assert only(quads, node, KG.subject) == only(quads, node, KG.member) == WD["Q399"]
    assert only(quads, node, KG.object) == only(quads, node, KG.organisation) == WD["Q318693"]
    assert only(quads, node, KG.validFrom) == Literal("1994", datatype=XSD["gYear"])
    assert not objects(quads, node, KG.validUntil)
    assert only(quads, node, DCTERMS.source) == Literal("Register of treaties")
    assert only(quads, named_graph(BASE, "wikidata"), DCTERMS.date) == Literal("2026-11-22", datatype=XSD["date"])


def test_a_head_of_government_is_head_of_the_state_although_wikidata_says_it_the_other_way_round(
    ontology: Path,
) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    node = statement_about(quads, "P6")
    assert objects(quads, node, RDF.type) == {KG.Statement, KG.Tenure}
    assert only(quads, node, KG.predicate) == KG["headOf"]
    assert (only(quads, node, KG.subject), only(quads, node, KG.object)) == (WD["Q7035479"], WD["Q399"])


def test_a_value_that_is_no_item_is_kept_as_words(ontology: Path) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    node = statement_about(quads, "P571")
    assert only(quads, node, KG.content) == Literal("2002-10-07")
    assert not objects(quads, node, KG.predicate) | objects(quads, node, KG.object)


def test_an_office_is_held_in_a_state_under_a_title(ontology: Path) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    node = statement_about(quads, "P39")
    assert objects(quads, node, RDF.type) == {KG.Statement, KG.Tenure}
    assert (only(quads, node, KG.subject), only(quads, node, KG.object)) == (WD["Q7035479"], WD["Q399"])
    assert only(quads, node, KG.content) == Literal("Prime Minister")
    assert objects(quads, node, DCTERMS.source) == {Literal("Register of treaties"), Literal("List of leaders")}


def test_an_item_without_a_qid_lives_under_the_base(ontology: Path) -> None:
    quads = set(graph.background(Slice(), BASE, ontology))
    node = NamedNode(f"{BASE}entity/nil-hayots")
    assert objects(quads, node, RDF.type) == {KG["MediaOutlet"]}
    assert only(quads, statement_about(quads, "P17"), KG.subject) == node


def test_background_asserts_nothing_bare(ontology: Path) -> None:
    assert not bare(set(graph.background(Slice(), BASE, ontology)))


def test_the_ontology_graph_has_no_blank_nodes_and_is_the_same_each_time(ontology: Path) -> None:
    once, twice = (set(graph.ontology(ontology, BASE)) for _ in range(2))
    assert once == twice
    assert len(once) == 15
    assert not [quad for quad in once if BlankNode in (type(quad.subject), type(quad.object))]


def test_a_broken_ontology_file_is_named(ontology: Path) -> None:
    (ontology / "more.ttl").write_text("kg:x a kg:y .")
    with pytest.raises(InputError, match=r"more\.ttl: "):
        set(graph.ontology(ontology, BASE))


def test_background_is_written_once_and_again_when_slice_or_ontology_change(ontology: Path) -> None:
    store = Store.memory()
    graph.fill(store, Slice(), "v1", BASE, ontology)
    state, size = store.state(named_graph(BASE, "wikidata")), len(set(store.quads()))
    graph.fill(store, Slice(), "v1", BASE, ontology)
    assert (store.state(named_graph(BASE, "wikidata")), len(set(store.quads()))) == (state, size)
    graph.fill(store, Slice(), "v2", BASE, ontology)
    assert store.state(named_graph(BASE, "wikidata")) != state
    assert len(set(store.quads())) == size


def test_two_articles_meet_in_one_store() -> None:
    store = Store.memory()
    for source in ("a.txt", "b.txt"):
        read = reading(source=source)
        store.replace(graph.article_iri(source, BASE), graph.quads(read, BASE, RUN))
    rows = store.query(
        """SELECT (COUNT(?claim) AS ?n) { ?claim kg:proposition ?said . ?said kg:object wd:Q318693 } GROUP BY ?said"""
    )
    assert isinstance(rows, QuerySolutions)
    assert [row["n"].value for row in rows] == ["2", "2"]


NEIGHBOURS = """
SELECT DISTINCT ?neighbour {
  ?border kg:predicate kg:bordersWith ; kg:subject wd:Q148 ; kg:object ?neighbour .
  ?membership a kg:Membership ; kg:member ?neighbour ; kg:organisation wd:Q318693 .
}
ORDER BY ?neighbour
"""


class Part:
    """A few items of the shipped slice."""

    def __init__(self, *identifiers: str) -> None:
        self.whole = WikidataSlice.load()
        self.date, self.sources, self.statements = self.whole.date, self.whole.sources, self.whole.statements
        self.identifiers = identifiers

    def items(self) -> list[WikidataItem]:
        return [item for identifier in self.identifiers if (item := self.whole.item(identifier))]


def test_the_shipped_slice_and_ontology_make_a_background() -> None:
    store = Store.memory()
    part = Part("Q148", "Q159", "Q232", "Q399", "Q813", "Q863", "Q318693")
    graph.fill(store, part, "v1", BASE, resources.folder("ontology"))
    rows = store.query(NEIGHBOURS)
    assert isinstance(rows, QuerySolutions)
    assert [row["neighbour"] for row in rows] == [WD["Q159"], WD["Q232"], WD["Q813"], WD["Q863"]]


def test_a_second_new_store_begins_with_the_background_of_the_first(
    tmp_path: Path, ontology: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    arguments = Slice(), "v1", BASE, ontology
    with graph.prepare(tmp_path / "one", *arguments) as first:
        expected = set(first.quads())
        first.replace(ARTICLE, graph.quads(reading(), BASE, RUN))
    (template,) = (tmp_path / "cache" / "alliances-kg").iterdir()
    for name in ("two", "three", "two"):
        with graph.prepare(tmp_path / name, *arguments) as store:
            assert set(store.quads()) == expected
            assert store.state(named_graph(BASE, "wikidata"))
    with graph.prepare(tmp_path / "one", *arguments) as first:
        assert set(first.quads()) > expected
    assert list((tmp_path / "cache" / "alliances-kg").iterdir()) == [template]


def test_a_cache_that_cannot_be_written_does_not_matter(
    tmp_path: Path, ontology: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with graph.prepare(tmp_path / "store", Slice(), "v1", BASE, ontology) as store:
        assert store.state(named_graph(BASE, "wikidata"))
