"""What the query page does for a browser without JavaScript, and what it gives the editor."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pages
import pytest
from pages import Site

from kg import queries


@pytest.fixture(scope="module")
def site() -> Site:
    return pages.site(pages.small())


def text(page: str) -> str:
    """What stands in the form."""
    [found] = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    return unescape(found)


def config(page: str) -> Any:
    """What the editor is told."""
    [found] = re.findall(r'<script type="application/json" id="editor-config">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


def test_a_link_reproduces_a_query(site: Site) -> None:
    asked = 'SELECT ?a WHERE { ?a rdfs:label "</textarea>&amp;"@de }\n'
    page = site.get("/query", query=asked).text
    assert text(page) == asked
    [link] = re.findall(r'<a href="([^"]*)" data-query-link', page)
    assert text(site.get(unescape(link)).text) == asked


def test_the_form_answers_with_a_table(site: Site) -> None:
    page = site.get("/query", query="SELECT ?s { ?s a kg:Conflict }", run="1").text
    assert "Q99659280" in page[page.index("<table>") :]
    assert "<table>" not in site.get("/query", query="SELECT ?s { ?s a kg:Conflict }").text, (
        "a link does not ask by itself"
    )


def test_a_broken_query_is_told_where_it_is_broken(site: Site) -> None:
    page = site.get("/query", query="SELECT ?s {\n ?s ?p }", run="1").text
    assert re.search(r'role="alert"[^>]*>[^<]*2:', page)


def test_what_is_no_table_is_not_told_to_be_an_empty_one(site: Site) -> None:
    for asked in ("ASK { ?s ?p ?o }", "# SELECT\nPREFIX a: <x:SELECT> CONSTRUCT WHERE { ?s ?p ?o }"):
        page = site.get("/query", query=asked, run="1").text
        assert "Rohe Antwort" in page[page.index('role="alert"') :]
        assert "0 Zeilen" not in page


def test_a_named_question_is_loaded_by_its_name_and_answered_with_the_parameters_given(site: Site) -> None:
    page = site.get("/query", name="claims-about", entity="Q399", run="1").text
    assert "wikidata.org/entity/Q399>" in text(page)
    assert "#+" not in text(page)
    assert site.get("/query", name="claims-about", entity="kein QID").status_code == 400
    assert site.get("/query", name="../../etc/passwd").status_code == 400


def test_every_named_question_is_an_example_that_can_be_asked(site: Site) -> None:
    store = pages.small()
    page = site.get("/query").text
    examples = config(page)["queries"]
    assert set(examples) == set(queries.named())
    for name, sparql in examples.items():
        assert queries.named()[name].question["de"] in page
        store.query(sparql)


def test_the_editor_is_told_where_to_ask_and_the_prefixes(site: Site) -> None:
    told = config(site.get("/query").text)
    assert told["endpoint"] == "/sparql"
    assert told["prefixes"]["kg"] == "https://w3id.org/alliances-kg/ontology#"
