"""Promises of the pages' frame, the home page, the search, the questions, and the dereferencing of IRIs."""

from __future__ import annotations

import asyncio
import csv
import io
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pages
import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from starlette.applications import Starlette

from kg import queries, resources
from kg.errors import KgError
from kg.pages import cells, page, questions, routes, static
from kg.pages.ask import Row
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, RDF, RDFS, WD

SCRIPT = "<script>alert(1)</script>"
NASTY = NamedNode(f"{BASE}entity/nil-nasty")
ARTICLE = NamedNode(f"{BASE}article/nasty")
_HEADERS = {"accept": "text/html"}
RDF_TYPES = {
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
}


@dataclass(frozen=True)
class Client:
    """Who reads the pages; where nothing else is said, a browser that follows where it is led."""

    app: Starlette
    defects: bool = True

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def request(self, method: str, path: str, *, follow_redirects: bool = True, **options: Any) -> httpx.Response:
        async def answer() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=self.defects)
            async with httpx.AsyncClient(
                transport=transport,
                base_url="http://kg",
                headers={"accept": "text/html"},
                follow_redirects=follow_redirects,
            ) as browser:
                return await browser.request(method, path, **options)

        return asyncio.run(answer())


def nasty() -> Iterator[Quad]:
    """An article that puts script wherever a text can stand."""
    yield Quad(ARTICLE, RDF.type, KG.Article, ARTICLE)
    yield Quad(ARTICLE, DCTERMS.identifier, Literal(f"{SCRIPT}.txt"), ARTICLE)
    yield Quad(ARTICLE, DCTERMS.title, Literal(f'"><img src=x onerror=alert(1)>{SCRIPT}'), ARTICLE)
    yield Quad(ARTICLE, DCTERMS.publisher, Literal(SCRIPT), ARTICLE)
    yield Quad(ARTICLE, DCTERMS.issued, Literal("2026-01-01"), ARTICLE)
    yield Quad(ARTICLE, KG.claimCount, Literal(0), ARTICLE)
    yield Quad(NASTY, RDF.type, KG["Person"], ARTICLE)
    yield Quad(NASTY, RDFS.label, Literal(f"Alarm {SCRIPT}", language="de"), ARTICLE)
    yield Quad(NamedNode(f"{BASE}span/s"), KG.refersTo, NASTY, ARTICLE)
    yield Quad(NASTY, KG["supports"], NamedNode("javascript:alert(1)"), ARTICLE)


@pytest.fixture(scope="module")
def store() -> Store:
    made = pages.small()
    made.replace(ARTICLE, nasty())
    terms = ox.parse(path=str(resources.folder("ontology") / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    name = NamedNode(f"{BASE}graph/ontology")
    made.replace(
        name,
        [Quad(quad.subject, quad.predicate, quad.object, name) for quad in terms if isinstance(quad.object, Literal)],
    )
    return made


@pytest.fixture(scope="module")
def site(store: Store) -> Client:
    return Client(Starlette(routes=routes(pages.asking(store))))


def links(html: str) -> set[str]:
    return {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*)"', html)}


def test_home_says_what_is_in_the_graph_and_links_to_each_question(site: Client) -> None:
    html = site.get("/?lang=en").text
    figures = dict(re.findall(r"<dt>([^<]*)</dt><dd[^>]*>([^<]*)<", html))
    assert (figures["Articles"], figures["Claims"]) == ("5", "25")
    assert "2022-09-14" in html
    asked = {f"/question/{name}?lang=en" for name in queries.named()}
    assert asked <= links(html)
    assert "/entity/Q399?lang=en" in links(html)


@pytest.mark.parametrize("words", ["Kirg", "kirg", "KYRG", "Q813", "stan"])
def test_a_search_finds_by_the_beginning_of_a_word_in_any_language(site: Client, words: str) -> None:
    html = site.get("/search", params={"q": words, "lang": "en"}).text
    found = re.findall(r'<li><a href="(/entity/\w+)\?lang=en">([^<]*)</a>', html)
    assert found == ([] if words in ("Q813", "stan") else [("/entity/Q813", "Kyrgyzstan")])


def test_suggestions_say_what_they_are_and_whole_names_come_first(site: Client) -> None:
    [found] = site.get("/search.json?q=kirg&lang=de").json()
    assert (found["label"], found["note"]) == ("Kirgistan", "souveräner Staat")
    assert (found["url"], found["id"]) == ("/entity/Q813?lang=de", "Q813")
    assert site.get("/search.json?q=").json() == []
    assert site.get("/search.json?q=russland&lang=de").json()[0]["label"] == "Russland"


def test_a_search_sees_what_has_been_added_since(store: Store) -> None:
    own = Store.memory()
    later = NamedNode(f"{BASE}entity/nil-later")
    client = Client(Starlette(routes=routes(pages.asking(own))))
    assert client.get("/search.json?q=spat").json() == []
    own.replace(later, [Quad(later, RDFS.label, Literal("Spätland"), later)])
    assert [each["label"] for each in client.get("/search.json?q=spat").json()] == ["Spätland"]


@pytest.mark.parametrize("name", queries.named())
def test_every_named_question_has_a_form_and_answers(site: Client, name: str) -> None:
    query = queries.named()[name]
    values = {each.name: _typical(each) for each in query.parameters if not each.optional and not each.default}
    answer = site.get(f"/question/{name}", params=values)
    assert answer.status_code == 200, answer.text
    for parameter in query.parameters:
        assert f'name="{parameter.name}"' in answer.text
        assert f'<label for="f-{parameter.name}"' in answer.text
    assert 'role="status"' in answer.text
    assert query.question["en"].replace("'", "&#39;") in answer.text


def _typical(parameter: queries.Parameter) -> str:
    return {"entity": "Q399", "relation": "memberOf", "string": "a.txt", "date": "2022"}[parameter.type]


def test_a_question_is_known_and_listed_with_all_its_columns_named() -> None:
    listed = {name for group in questions.groups("en").values() for name, _ in group}
    assert listed == set(queries.named())
    assert page.texts("en")["groups"]["other"] not in questions.groups("en"), "a query is in no group"
    columns = {line.split("\t")[0] for line in (static.WEB / "columns.tsv").read_text().splitlines()}
    for name, query in queries.named().items():
        values = {each.name: _typical(each) for each in query.parameters}
        assert set(cells.variables(query.filled(values))) <= columns, name


def test_an_answer_links_to_its_sources_and_speaks_the_language_of_the_page(site: Client) -> None:
    german = site.get("/question/claims-about?entity=Q399&lang=de").text
    english = site.get("/question/claims-about?entity=Q399&lang=en").text
    assert "/claim/c1?lang=de" in links(german)
    assert ">Armenien</td>" in german
    assert "ist Mitglied von" in german
    assert ">Armenia</td>" in english
    assert "is a member of" in english
    assert 'value="Armenien (Q399)"' in german


def test_a_name_will_do_for_an_entity(site: Client) -> None:
    by_name = site.get("/question/claims-about", params={"entity": "Armenien"})
    chosen = site.get("/question/claims-about", params={"entity": "Armenien (Q399)"})
    by_item = site.get("/question/claims-about?entity=Q399")
    assert len({answer.text.partition("<main")[2] for answer in (by_name, chosen, by_item)}) == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("/question/claims-about?entity=Xyzzy&lang=en", "No such entity"),
        ("/question/alliance-members?date=gestern&lang=de", "Kein Tag, Monat oder Jahr"),
        ("/question/claims-about?entity=&lang=en", "This is needed"),
        ("/question/claims-about.csv?lang=de", "ein Wert fehlt"),
        ("/question/alliance-members.csv?date=1&lang=en", "No day"),
    ],
)
def test_a_wrong_value_is_refused_beside_its_field(site: Client, asked: str, says: str) -> None:
    answer = site.get(asked)
    assert answer.status_code == 400
    assert says in answer.text
    assert "Traceback" not in answer.text


def test_a_question_without_its_values_shows_its_form_alone(site: Client) -> None:
    answer = site.get("/question/claims-about")
    assert answer.status_code == 200
    assert "<table" not in answer.text
    assert "aria-invalid" not in answer.text


def test_an_answer_as_csv_has_whole_iris_in_the_order_of_the_query(site: Client, store: Store) -> None:
    answer = site.get("/question/alliance-members.csv?alliance=Q318693&lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="alliance-members.csv"' in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    expected = queries.python(queries.find("alliance-members").run(store, alliance="Q318693"))
    assert [row["label"] for row in rows] == [row["label"] for row in expected]
    assert all(row["member"].startswith(WD.iri) for row in rows)


def test_more_rows_than_a_page_shows_are_announced(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_SHOWN", 2)
    html = site.get("/question/articles-read?lang=en").text
    assert "The first 2 rows; the CSV file has all." in html
    assert html.count("<tr") == 3
    assert site.get("/question/articles-read.csv").text.count("\n") == 6


@pytest.mark.parametrize(("media_type", "suffix"), RDF_TYPES.items())
def test_an_iri_leads_to_its_page_or_to_its_triples(site: Client, media_type: str, suffix: str) -> None:
    to_page = site.get("/claim/c1?lang=de", follow_redirects=False)
    assert (to_page.status_code, to_page.headers["location"]) == (303, "/claim/c1.html?lang=de")
    to_data = site.get("/claim/c1", headers={"accept": media_type}, follow_redirects=False)
    assert (to_data.status_code, to_data.headers["location"]) == (303, f"/claim/c1{suffix}")
    assert to_data.headers["vary"] == "Accept"
    data = site.get("/claim/c1", headers={"accept": media_type})
    assert data.headers["content-type"].startswith(media_type)
    form = ox.RdfFormat.from_media_type(media_type)
    assert form is not None
    triples = {(quad.subject, quad.predicate): quad.object for quad in ox.parse(data.content, format=form)}
    claim, proposition = NamedNode(f"{BASE}claim/c1"), NamedNode(f"{BASE}proposition/p-member-armenia")
    assert triples[claim, KG.proposition] == proposition
    assert triples[proposition, KG.predicate] == KG["memberOf"]


@pytest.mark.parametrize(
    "path",
    [
        "/article/a",
        "/proposition/p-distance",
        "/graph/wikidata",
        "/entity/Q399",
        "/entity/nil-nasty",
        "/statement/member-kyrgyzstan",
    ],
)
def test_everything_has_a_page_and_triples(site: Client, path: str) -> None:
    found = site.get(path)
    assert (found.status_code, found.url.path) == (200, f"{path}.html")
    for suffix in RDF_TYPES.values():
        assert site.get(path + suffix).status_code == 200
    assert path in site.get(path, headers={"accept": "application/n-triples"}).text


def test_every_instance_of_the_store_dereferences(site: Client, store: Store) -> None:
    rows = store.query(f'SELECT DISTINCT ?s {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{BASE}")) }}')
    assert isinstance(rows, ox.QuerySolutions)
    paths = {f"/{row['s'].value.removeprefix(BASE).partition('#')[0]}" for row in rows}
    assert len(paths) > 50
    for path in paths:
        assert site.get(path, follow_redirects=False).status_code == 303, path


def test_an_article_gives_all_of_its_graph(site: Client, store: Store) -> None:
    data = site.get("/article/a.nt").text
    assert set(data.splitlines()) == {f"{quad.triple} ." for quad in store.quads(graph=NamedNode(f"{BASE}article/a"))}


@pytest.mark.parametrize("path", ["/ontology", "/lexicon/de", "/plover"])
def test_the_ontology_is_there_as_a_file(site: Client, path: str) -> None:
    answer = site.get(path, headers={"accept": "text/turtle"})
    assert answer.status_code == 200
    assert any(
        f"{BASE[:-1]}{path}#" in str(quad.subject) for quad in ox.parse(answer.content, format=ox.RdfFormat.TURTLE)
    )


def test_a_page_of_another_iri_links_it_only_if_it_is_of_the_web(site: Client) -> None:
    html = site.get("/resource", params={"iri": "javascript:alert(1)"}).text
    assert "javascript:alert(1)" in html
    assert not any(link.startswith("javascript") for link in links(html))
    assert site.get("/resource", params={"iri": KG["memberOf"].value, "lang": "de"}).text.count("ist Mitglied von")


@pytest.mark.parametrize(
    "path", ["/nothing", "/claim/nope", "/claim/nope.ttl", "/entity/Q99999999.html", "/question/nope"]
)
def test_what_is_not_there_is_a_page_in_both_languages(site: Client, path: str) -> None:
    german = site.get(path, headers={"accept-language": "de-AT"})
    english = site.get(path)
    assert german.status_code == english.status_code == 404
    assert "An dieser Adresse ist nichts" in german.text
    assert "There is nothing at this address" in english.text
    assert site.get(path, headers={"accept": "text/turtle"}).text == "There is nothing at this address\n"


@pytest.mark.parametrize(
    "path",
    ["/resource", "/resource?iri=no iri", "/resource?iri=x:y", "/%2e%2e/%2e%2e/etc/passwd", "/<>", "/%00", "/a%0d%0ab"],
)
def test_no_iri_is_no_defect(site: Client, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_format_that_is_not_there_is_refused(site: Client) -> None:
    assert site.get("/claim/c1", headers={"accept": "image/png"}).status_code == 406
    assert site.request("POST", "/").status_code == 405


@pytest.mark.parametrize(
    ("header", "asked", "language"),
    [
        ("de", "", "de"),
        ("de-CH,de;q=0.9,en;q=0.1", "", "de"),
        ("en;q=0.9,de;q=0.1", "", "en"),
        ("fr,de;q=0.5", "", "de"),
        ("fr", "", "en"),
        ("de;q=x", "", "en"),
        ("de", "?lang=en", "en"),
        ("en", "?lang=de", "de"),
        ("en", "?lang=<script>", "en"),
    ],
)
def test_the_language_is_that_of_the_address_else_of_the_browser(
    site: Client, header: str, asked: str, language: str
) -> None:
    answer = site.get(f"/{asked}", headers={"accept-language": header})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


def test_the_switch_keeps_the_page_and_links_keep_the_switch(site: Client) -> None:
    html = site.get("/question/claims-about?entity=Q399&lang=de").text
    assert "/question/claims-about?entity=Q399&lang=en" in links(html)
    own = {link for link in links(html) if not link.startswith(("#", "/static/", "/sparql", "/.well-known", "http"))}
    assert {link for link in own if "lang=" not in link} == set()
    assert '<input type="hidden" name="lang" value="de">' in html


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=alarm",
        "/entity/nil-nasty.html",
        "/article/nasty.html",
        "/question/articles-read",
    ],
)
def test_script_in_the_data_stays_text(site: Client, path: str) -> None:
    html = site.get(path).text
    assert "alert(1)" in html, "the page does not show it at all"
    assert SCRIPT not in html
    assert "<img" not in html
    assert not re.search(r"<[^>]* on\w+=", html)


@pytest.mark.parametrize(
    "path",
    [
        f"/search?q={SCRIPT}",
        f"/question/claims-about?entity={SCRIPT}",
        f"/?lang={SCRIPT}",
        f"/resource?iri={SCRIPT}",
        f"/{SCRIPT}",
        f"/?x=%22%3E{SCRIPT}",
    ],
)
def test_script_in_the_address_stays_text(site: Client, path: str) -> None:
    assert SCRIPT not in site.get(path).text


@pytest.mark.parametrize("path", ["/", "/search?q=a", "/nothing", "/claim/c1.html", "/question/sanctions"])
def test_pages_run_no_script_but_their_own(site: Client, path: str) -> None:
    answer = site.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", answer.text))
    assert "style=" not in answer.text
    assert all(link.startswith("/static/") for link in re.findall(r'src="([^"]*)"', answer.text))


def test_files_may_be_kept_for_good_under_the_hash_of_their_content(site: Client) -> None:
    [style] = (link for link in links(site.get("/").text) if link.endswith("kg.css"))
    kept = site.get(style)
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert kept.headers["content-type"].startswith("text/css")
    assert site.get("/static/older/kg.css").headers["cache-control"] == "no-cache"
    for path in ("/static/x/../page.py", "/static/x/%2e%2e/texts.de.toml", "/static/x/nothing.css", "/static/kg.css"):
        assert site.get(path).status_code == 404


def test_trouble_with_the_store_is_a_page_with_its_status(store: Store) -> None:
    class SlowError(KgError):
        status = 503

    async def ask(sparql: str) -> list[Row]:
        raise SlowError("the query takes longer than 30 seconds")

    answer = Client(Starlette(routes=routes(ask))).get("/", headers={"accept-language": "de"})
    assert answer.status_code == 503
    assert "Zurzeit keine Antwort" in answer.text
    assert "the query takes longer than 30 seconds" in answer.text


def test_a_defect_is_a_page_without_a_traceback(store: Store) -> None:
    async def ask(sparql: str) -> list[Row]:
        raise ZeroDivisionError("secret")

    client = Client(Starlette(routes=routes(ask)), defects=False)
    answer = client.get("/search?q=a")
    assert answer.status_code == 500
    assert "secret" not in answer.text


def test_an_empty_store_has_pages(store: Store) -> None:
    client = Client(Starlette(routes=routes(pages.asking(Store.memory()))))
    for path in ("/", "/search?q=a", "/question/articles-read"):
        assert client.get(path).status_code == 200


def test_both_languages_have_the_same_texts() -> None:
    def keys(texts: Mapping[str, object]) -> set[tuple[str, ...]]:
        nested = ((key, value) for key, value in texts.items())
        return {(key, *rest) for key, value in nested for rest in (keys(value) if isinstance(value, dict) else {()})}

    for path in static.WEB.glob("*.en.toml"):
        english, german = (
            tomllib.loads(each.read_text()) for each in (path, path.with_name(path.name.replace(".en.", ".de.")))
        )
        assert keys(english) == keys(german), path.name


def test_a_page_names_its_parts_for_who_does_not_see_it(site: Client) -> None:
    for path in ("/", "/search?q=a", "/question/claims-about?entity=Q399", "/claim/c1.html"):
        html = site.get(path).text
        assert len(re.findall("<h1", html)) == 1
        assert '<a class="skip" href="#main">' in html
        assert '<main id="main"' in html
        for field in re.findall(r'<input type="search"[^>]*>', html):
            assert "aria-label" in field
        for region in re.findall(r'<div class="wide"[^>]*>', html):
            assert 'tabindex="0"' in region
            assert "aria-label" in region
        assert "<th>" not in html, "a heading of a table without its scope"


def test_what_has_no_label_is_called_by_what_it_says(site: Client) -> None:
    assert "<h1>Armenien ist Mitglied von Organisation" in site.get("/proposition/p-member-armenia?lang=de").text
