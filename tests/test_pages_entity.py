"""Promises of the pages of actors and alliances."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator

import pages
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.pages import timeline
from kg.pages.network import Edge, nearest, sparse
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, PROV, RDF, RDFS, WD, XSD

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def site() -> pages.Site:
    store = pages.small()
    ontology = NamedNode(f"{BASE}graph/ontology")
    parent = Quad(KG["MilitaryAlliance"], RDFS.subClassOf, KG["Alliance"], ontology)
    store.replace(ontology, {*store.quads(graph=ontology), parent})
    return pages.site(store)


def text(page: str) -> str:
    """What a page says, without its markup and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_actor_is_named_classified_and_linked_to_wikidata(site: pages.Site) -> None:
    page = site.get("/entity/Q399.html")
    assert page.status_code == 200
    assert "<h1>Armenien</h1>" in page.text
    assert "https://www.wikidata.org/wiki/Q399" in page.text
    assert "<h1>Armenia</h1>" in site.get("/entity/Q399.html", lang="en").text


def test_background_facts_have_their_dates(site: pages.Site) -> None:
    page = text(site.get("/entity/Q399.html").text)
    assert re.search(r"Organisation des Vertrags über kollektive Sicherheit \( ?1994 – 2024 ?\)", page)
    assert "Nikol Paschinjan" in page


def test_claims_stand_under_their_relation_with_who_denies_them(site: pages.Site) -> None:
    page = site.get("/entity/Q399.html").text
    about = page[page.index('id="about"') : page.index('id="network"')]
    assert "memberOf" in about or "Mitglied" in about
    denied = next(item for item in about.split("<li ") if "Paschinjan bestritt" in item)
    assert "badge-negative" in denied
    assert "laut" in denied
    assert "Nikol Paschinjan" in denied
    assert "Talbote" in about, "the outlet is named"


def test_what_a_speaker_says_is_on_the_speakers_page(site: pages.Site) -> None:
    page = text(site.get("/entity/Q7035479.html").text)
    assert "Laut Nikol Paschinjan behauptet" in page


def test_a_thing_without_item_has_a_page_that_says_so(site: pages.Site) -> None:
    page = site.get("/entity/nil-donezk.html")
    assert page.status_code == 200
    assert "Nicht in Wikidata" in page.text
    assert "wikidata.org/wiki" not in page.text


@pytest.mark.parametrize(
    "path", ["Q123456789", "Q0", "%3E%3Cscript%3E", "a%22b", "x%20y", "Q399%0A", "..%2F..%2Fetc", "%00"]
)
def test_what_is_not_there_is_404(site: pages.Site, path: str) -> None:
    for end in (".html", "/network", "/network.json"):
        answer = site.get(f"/entity/{path}{end}")
        assert answer.status_code in (400, 404), answer.text
        assert "<script>" not in answer.text.replace('<script src="', "").replace('<script type="module"', "")


def test_members_are_those_of_the_day_that_is_asked_for(site: pages.Site) -> None:
    members = {day: _members(site, day) for day in ("1998-01-01", "2023-01-01", "2025-01-01")}
    assert "Q230" in members["1998-01-01"], "Georgia was in until 1999"
    assert "Q230" not in members["2023-01-01"]
    assert "Q399" in members["2023-01-01"]
    assert "Q399" not in members["2025-01-01"], "Armenia was in until 2024"


def _members(site: pages.Site, day: str) -> set[str]:
    page = site.get("/entity/Q318693.html", date=day).text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    return set(re.findall(r"/entity/(Q\d+)", table))


def test_a_year_and_a_month_are_days_enough(site: pages.Site) -> None:
    assert "Q230" in _members(site, "1998")
    assert "Q230" in _members(site, "1998-05")


def test_a_date_that_is_none_is_named_and_explained(site: pages.Site) -> None:
    page = site.get("/entity/Q318693.html", date=f'1998-13"{SCRIPT}')
    assert page.status_code == 200
    assert "Das ist kein Tag" in page.text
    assert SCRIPT not in page.text
    assert 'aria-invalid="true"' in page.text


def test_an_alliance_shows_what_is_claimed_between_members_and_who_moves(site: pages.Site) -> None:
    page = text(site.get("/entity/Q318693.html", date="2022-09-14").text)
    between = page[page.index("Behauptungen zwischen Mitgliedern") :]
    assert "Kirgisistan" in between or "Kirgistan" in between or "Kyrgyzstan" in between
    away = page[page.index("Wer rückt ab?") : page.index("Wer rückt heran?")]
    assert "Kasachstan" in away, "Kazakhstan distances itself from Russia"


def test_only_an_alliance_has_members(site: pages.Site) -> None:
    assert 'id="members"' not in site.get("/entity/Q399.html").text


def test_the_network_has_each_node_once_and_edges_between_them(site: pages.Site) -> None:
    graph = json.loads(site.get("/entity/Q399/network.json").text)
    ids = [node["id"] for node in graph["nodes"]]
    assert ids[0] == WD["Q399"].value
    assert len(ids) == len(set(ids))
    assert all({edge["source"], edge["target"]} <= set(ids) for edge in graph["edges"])
    assert {"id", "label", "kind", "url"} == set(graph["nodes"][0])
    assert {"source", "target", "relation", "count", "polarity"} == set(graph["edges"][0])
    assert "negative" in {edge["polarity"] for edge in graph["edges"]}
    assert graph["nodes"][0]["url"] == "/entity/Q399"


def test_the_network_can_be_read_as_a_table(site: pages.Site) -> None:
    page = text(site.get("/entity/Q399/network").text)
    graph = json.loads(site.get("/entity/Q399/network.json").text)
    assert all(node["label"] in page for node in graph["nodes"])
    assert all(edge["relation"] in page for edge in graph["edges"])
    assert 'href="/entity/Q399/network"' in site.get("/entity/Q399.html").text


def test_of_many_neighbours_the_busiest_are_shown() -> None:
    edges = [Edge("ego", "r", f"n{count}", "positive", count) for count in range(60, 0, -1)]
    shown = nearest("ego", edges, 10)
    assert [edge.claims for edge in shown] == list(range(60, 50, -1))


def test_of_many_relations_between_two_a_drawing_has_the_most_frequent() -> None:
    edges = [Edge("a", f"r{count}", "b", "positive", count) for count in range(9, 0, -1)]
    denied = [Edge("a", "r", "b", "negative", 1)]
    assert sparse([*edges, *denied]) == [*edges[:3], *denied]


def _many(count: int) -> Iterator[Quad]:
    """Claims of an article: Q1 supports Q2, and as often opposes it; one in ten is denied."""
    article = NamedNode(f"{BASE}article/many")
    yield Quad(article, RDF.type, KG.Article, article)
    yield Quad(article, DCTERMS.identifier, Literal("m"), article)
    yield Quad(article, DCTERMS.issued, Literal("2024-01-02", datatype=XSD.date), article)
    yield Quad(WD["Q1"], RDFS.label, Literal(f"One{SCRIPT}"), article)
    for number in range(count):
        claim, said, span = (NamedNode(f"{BASE}{kind}/{number:04}") for kind in ("claim", "proposition", "span"))
        yield Quad(claim, KG.proposition, said, article)
        yield Quad(claim, KG.polarity, KG["negative" if number % 10 == 1 else "positive"], article)
        yield Quad(claim, KG.modality, KG["asserted"], article)
        yield Quad(claim, KG.evidence, span, article)
        yield Quad(claim, KG.cue, span, article)
        yield Quad(claim, PROV.wasDerivedFrom, article, article)
        yield Quad(said, KG.subject, WD["Q1"], article)
        yield Quad(said, KG.predicate, KG["supports" if number % 2 else "opposes"], article)
        yield Quad(said, KG.object, WD["Q2"], article)
        yield Quad(span, OA.exact, Literal(f"words {number}{SCRIPT}"), article)
        yield Quad(span, KG.start, Literal(number), article)
        yield Quad(span, KG.end, Literal(number + 1), article)


@pytest.fixture(scope="module")
def busy() -> pages.Site:
    store = Store.memory()
    store.replace(NamedNode(f"{BASE}article/many"), _many(250))
    return pages.site(store)


def test_of_many_claims_every_one_is_on_exactly_one_page(busy: pages.Site) -> None:
    found: list[str] = []
    for number in (1, 2, 3):
        page = busy.get("/entity/Q1.html", role="about", relation="supports", page=str(number)).text
        found += re.findall(r'class="words" href="/claim/(\d+)"', page)
    assert sorted(found) == [f"{number:04}" for number in range(1, 250, 2)]


@pytest.mark.parametrize("number", ["0", "-3", "999999999999999999999999", "x", "²"])
def test_a_page_number_that_is_none_leads_to_one_that_is(busy: pages.Site, number: str) -> None:
    page = busy.get("/entity/Q1.html", role="about", relation="supports", page=number)
    assert page.status_code == 200
    assert 'class="words"' in page.text


def test_an_actor_that_has_no_name_is_shown_with_its_claims(busy: pages.Site) -> None:
    page = busy.get("/entity/Q2.html")
    assert page.status_code == 200
    assert "<h1>Q2</h1>" in page.text


def test_counts_say_how_many_deny(busy: pages.Site) -> None:
    assert "125, 25 bestritten" in text(busy.get("/entity/Q1.html").text)


def test_script_in_names_and_words_is_text(busy: pages.Site) -> None:
    for path in ("/entity/Q1.html", "/entity/Q2.html", "/entity/Q1/network"):
        assert SCRIPT not in busy.get(path).text
    assert "&lt;script&gt;" in busy.get("/entity/Q1.html").text


def test_bars_have_no_gaps_and_the_highest_is_full() -> None:
    bars = timeline.bars(["2021-11-03", "2021-11-05", "2022-02", "2022", ""])
    assert [(bar.period, bar.count) for bar in bars] == [("2021-11", 2), ("2021-12", 0), ("2022-01", 0), ("2022-02", 1)]
    assert [bar.height for bar in bars] == [100, 0, 0, 50]


def test_years_stand_in_for_months_over_a_long_time() -> None:
    chance = random.Random(1)
    dates = [f"{chance.randint(1990, 2020)}-05-01" for _ in range(200)]
    bars = timeline.bars(dates)
    assert sum(bar.count for bar in bars) == 200
    assert all(len(bar.period) == 4 for bar in bars)


def test_a_statement_of_a_property_that_is_no_relation_names_it() -> None:
    store = pages.small()
    background = NamedNode(f"{BASE}graph/wikidata")
    node, replaced_by = NamedNode(f"{BASE}statement/replaced"), NamedNode("http://www.wikidata.org/prop/direct/P1366")
    said = {RDF.type: KG.Statement, KG.subject: WD["Q130229"], KG.wikidataProperty: replaced_by, KG.object: WD["Q399"]}
    store.replace(
        background, {*store.quads(graph=background), *(Quad(node, p, o, background) for p, o in said.items())}
    )
    page = text(pages.site(store).get("/entity/Q399.html").text)
    assert "Q130229 ersetzt durch Armenien" in page
