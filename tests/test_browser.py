"""The pages in a real browser: nothing breaks, nothing is asked elsewhere, and everybody can use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import browser as browsing
import pytest
from browser import Visit

import kg
from kg import graph
from kg.pages import links
from kg.pages.page import policy
from kg.vocab import BASE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ARTICLES = [
    {
        "id": "bund.txt",
        "date": "2022-09-14",
        "title": "Bündnis <img src=x onerror=alert(1)>",
        "publisher": "<script>alert(2)</script>",
        "text": "Kasachstan, Kirgistan, Russland und Tadschikistan sind Mitglieder der OVKS. Kirgistan grenzt an "
        "China. Nach Angaben des Kreml will Kasachstan sich China annähern. "
        "Kirgistan streitet mit Tadschikistan um Gebiete.",
    },
    {
        "id": "kosovo.txt",
        "date": "2022-09-15",
        "title": "Anerkennung",
        "publisher": "Bergpost",
        "text": "China erkennt den Kosovo nicht an. Deutschland erkennt den Kosovo an. Russland greift die Ukraine an. "
        "Die Mongolei ist kein Mitglied der OVKS.",
    },
]
CSTO = "/map?date=2022-09-15&alliance=Q318693"
PATHS = {
    "home": "/",
    "search": "/search?q=Kirg",
    "question": "/question/recognition-matrix",
    "thing": "/resource?iri=https%3A%2F%2Fw3id.org%2Falliances-kg%2Fontology%23memberOf",
    "actor": "/entity/Q232.html",
    "alliance": "/entity/Q318693.html?date=2022-09-14",
    "connections": "/entity/Q232/network",
    "article": f"{links.path(graph.article_iri('bund.txt', BASE).value, BASE)}.html",
    "map": CSTO,
    "map-bare": "/map",
    "query": "/query?name=alliance-members",
    "answer": "/query?name=alliance-members&run=1",
}

NETWORK = {
    "nodes": [
        {"id": "Q232", "label": "Kasachstan", "kind": "State", "url": "/entity/Q232"},
        {"id": "Q148", "label": "China", "kind": "State", "url": "/entity/Q148"},
        {"id": "nil", "label": "<img src=x onerror=alert(1)>", "kind": "Alliance", "url": "/entity/nil"},
    ],
    "edges": [
        {"source": "Q232", "target": "Q148", "relation": "approaches", "count": 2, "polarity": "positive"},
        {"source": "Q232", "target": "nil", "relation": "memberOf", "count": 1, "polarity": "positive"},
        {"source": "Q148", "target": "Q232", "relation": "supports", "count": 1, "polarity": "negative"},
    ],
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    lines = [json.dumps({"lang": "de", **article}) for article in ARTICLES]
    (folder / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    kg.build(folder / "articles.jsonl", folder / "store")
    with browsing.served(folder / "store") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as started:
        yield started


@pytest.fixture
def visit(browser: Browser, home: str) -> Iterator[Visit]:
    with browsing.visit(browser, home, locale="de-DE") as started:
        yield started
        assert started.wrong == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PATHS)
def test_a_page_can_be_read_by_everybody_and_asks_nobody_else(
    name: str, theme: str, browser: Browser, home: str, tmp_path: Path
) -> None:
    with browsing.visit(browser, home, locale="de-DE", color_scheme=theme) as visit:
        page = visit.open(PATHS[name])
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=tmp_path / f"{name}-{theme}-{width}.png", full_page=True)
            assert not visit.is_too_wide()
        assert visit.barriers() == []
        assert visit.wrong == []


def test_from_an_actor_one_gets_to_a_claim_its_article_and_its_words(visit: Visit) -> None:
    page = visit.open(PATHS["actor"])
    page.locator("#about ~ .claims .words").first.click()
    page.get_by_role("heading", name="In einfachen Worten").wait_for()
    assert visit.barriers() == []
    page.get_by_text("RDF (Turtle)").click()
    assert "kg:proposition" in page.locator("details pre").inner_text()
    page.locator(".origin a").first.click()
    number = page.locator(".text .number-of").first
    number.click()
    target = page.locator(f"#claim-{number.inner_text()}")
    assert target.evaluate("item => item.matches(':target')")


def test_an_actors_connections_are_drawn(visit: Visit) -> None:
    page = visit.open(PATHS["actor"])
    page.locator("[data-network] canvas").first.wait_for()
    page.get_by_text("Verbindungen als Liste").click()
    page.locator("details[open] li a").first.wait_for()


def test_typing_the_beginning_of_a_name_leads_to_the_actor(visit: Visit) -> None:
    page = visit.open("/")
    field = page.get_by_role("combobox")
    field.press_sequentially("Kirg")
    page.get_by_role("option", name="Kirgisistan").first.wait_for()
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/entity/Q813**")


def test_the_theme_is_switched_and_kept(visit: Visit) -> None:
    page = visit.open(CSTO)
    member = page.locator(".map-land .is-member path").first
    light = member.evaluate("shape => getComputedStyle(shape).fill")
    page.get_by_role("button", name="Hell oder dunkel").click()
    assert member.evaluate("shape => getComputedStyle(shape).fill") != light
    assert visit.open("/").locator("html").get_attribute("data-theme") == "dark"


def test_the_map_shows_members_as_links_and_follows_the_day(visit: Visit) -> None:
    page = visit.open(CSTO)
    members = page.locator(".map .is-member")
    names = set(members.evaluate_all("nodes => nodes.map((node) => node.getAttribute('aria-label').split(';')[0])"))
    assert {"Kasachstan", "Russland", "Armenien"} <= names
    assert page.locator(".map-lines .map-clash").count() >= 1
    assert page.locator(".map-lines .map-refusal").count() == 1
    page.get_by_label("Tag").fill("1990-01-01")
    page.get_by_label("Tag").dispatch_event("change")
    members.first.wait_for(state="detached")
    assert "date=1990-01-01" in page.url
    assert "keine Mitglieder" in page.locator("[data-tables]").inner_text()
    assert "1990-01-01" in page.get_by_role("status").inner_text(), "what has changed is read out"


def test_the_map_is_used_with_the_keyboard(visit: Visit) -> None:
    page = visit.open(CSTO)
    before = page.locator(".map svg").get_attribute("viewBox")
    page.get_by_role("button", name="Ganze Welt").press("Enter")
    assert page.locator(".map svg").get_attribute("viewBox") != before
    page.get_by_label("Anerkennungen", exact=True).press("Space")
    assert page.locator(".map-lines .map-recognition").first.is_hidden()
    page.locator(".map .is-member").first.focus()
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("/entity/Q")
    unimportant = page.locator(".map-land a:not(.is-member, .is-party)").first
    assert unimportant.get_attribute("tabindex") == "-1", "nobody tabs through two hundred states"


def test_an_example_is_loaded_into_the_editor_and_answered_there(visit: Visit) -> None:
    page = visit.open("/query")
    page.get_by_role("link", name="Wer erkennt wen an?").click()
    page.locator(".yasqe_queryButton:visible").click()
    row = page.locator("table.dataTable tbody tr", has_text="Germany")
    row.wait_for()
    assert "Kosovo" in row.inner_text()
    assert visit.barriers() == []
    link = page.locator("[data-query-link]").get_attribute("href")
    assert link is not None
    page.goto(link)
    page.wait_for_load_state("networkidle")
    assert "kg:refusesToRecognise" in page.locator(".CodeMirror:visible").inner_text()


def test_answers_lead_to_the_pages_here(visit: Visit) -> None:
    page = visit.open("/query?" + "query=SELECT%20%3Fs%20%7B%20%3Fs%20a%20kg%3AMilitaryAlliance%20%7D")
    assert "PREFIX kg:" in page.locator(".CodeMirror:visible").inner_text(), "the editor declares what is used"
    page.locator(".yasqe_queryButton:visible").click()
    iri = page.locator("table.dataTable a.iri[href^='/entity/Q']").first
    iri.wait_for()
    assert iri.get_attribute("target") == "_self"


def test_the_editor_completes_terms_of_the_graph_and_asks_nobody(visit: Visit) -> None:
    page = visit.open("/query?query=SELECT%20*%20%7B%20%3Fs%20kg%3Aborder")
    page.locator(".CodeMirror:visible").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+Space")
    page.locator(".CodeMirror-hint", has_text="bordersWith").first.wait_for()


def test_without_javascript_the_form_answers(browser: Browser, home: str) -> None:
    with browsing.visit(browser, home, locale="de-DE", java_script_enabled=False) as visit:
        page = visit.open("/query")
        page.get_by_label("SPARQL").fill("SELECT ?name { wd:Q232 rdfs:label ?name } ORDER BY ?name")
        page.get_by_role("button", name="Fragen").click()
        assert page.locator("td", has_text="Kasachstan").count() == 1
        page = visit.open("/map")
        page.locator("select[name=alliance]").select_option(
            label="Organisation des Vertrags über kollektive Sicherheit"
        )
        page.get_by_role("button", name="Anzeigen").click()
        assert page.locator("[data-tables] td", has_text="Kasachstan").first.is_visible()
        assert page.locator("[data-controls]").is_hidden()


def test_a_network_is_drawn_and_told_as_a_list(visit: Visit) -> None:
    page = visit.open("/")
    style = page.locator("link[href$='/kg.css']").get_attribute("href") or ""
    drawings, script = (style.replace("kg.css", name) for name in ("drawings.css", "network.js"))
    body = f"""<!doctype html><html lang="en"><title>Network</title><link rel="icon" href="data:,">
        <link rel="stylesheet" href="{style}"><link rel="stylesheet" href="{drawings}"><main><h1>Network</h1>
        <div data-network="/network.json" data-label="Who with whom" data-list="As a list"></div></main>
        <script type="module" src="{script}"></script></html>"""
    headers = {"content-type": "text/html", "content-security-policy": policy()}
    page.route("**/network.html", lambda route: route.fulfill(body=body, headers=headers))
    page.route("**/network.json", lambda route: route.fulfill(json=NETWORK))
    visit.open("/network.html")
    drawing = page.get_by_role("img", name="Who with whom")
    page.locator("[data-network] canvas").first.wait_for()
    page.get_by_text("As a list (3)").click()
    told = page.get_by_role("listitem").all_inner_texts()
    assert told == [
        "Kasachstan approaches (2) China",
        "Kasachstan memberOf <img src=x onerror=alert(1)>",
        "China ¬ supports Kasachstan",
    ]
    assert page.locator("details a[href='/entity/Q148']").count() == 2
    assert visit.barriers() == []
    drawing.click()  # in its middle is the first node
    page.wait_for_url("**/entity/Q232**")
