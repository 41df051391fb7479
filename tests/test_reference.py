"""The reference page: it is what the generator makes of the ontology, has every term, and its links lead somewhere."""

from __future__ import annotations

import os
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from rdflib.namespace import RDF, RDFS, SKOS

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "ontology.html"
OURS = "https://w3id.org/alliances-kg/"
PREFIXES = {"ontology": "", "plover": "plover-", "cameo": "cameo-", "open-claims": "open-claims-"}


class Places(HTMLParser):
    """Ids and links of a page, and the text of each section that has an id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.text: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if place := given.get("id"):
            self.ids.append(place)
        if link := given.get("href"):
            self.links.add(link)

    def handle_data(self, data: str) -> None:
        if self.ids:
            self.text[self.ids[-1]] = self.text.get(self.ids[-1], "") + data


@pytest.fixture(scope="module")
def page() -> Places:
    return Places(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    whole = rdflib.Graph()
    for name in ("kg.ttl", "alignments.ttl", "plover.ttl"):
        whole.parse(ROOT / "ontology" / name)
    return whole


def place(term: rdflib.URIRef) -> str:
    """Where a term of ours should stand, empty for all others."""
    space, _, name = term.removeprefix(OURS).partition("#")
    return PREFIXES[space] + name if term.startswith(OURS) and name else ""


def terms(graph: rdflib.Graph) -> dict[str, rdflib.URIRef]:
    found = {each for each in graph.subjects(RDF.type) if isinstance(each, rdflib.URIRef)}
    return {place(term): term for term in found if place(term)}


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_page_is_what_the_generator_makes(seed: str, tmp_path: Path) -> None:
    made = tmp_path / "page.html"
    environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, ROOT / "docs" / "reference.py", made], check=True, env=environment)
    assert made.read_bytes() == PAGE.read_bytes(), "the ontology has changed: run make docs"


def test_every_term_has_one_section(page: Places, graph: rdflib.Graph) -> None:
    assert sorted(page.ids) == sorted(terms(graph))
    assert len(page.ids) > 250


@pytest.mark.parametrize("predicate", [RDFS.label, SKOS.prefLabel, SKOS.definition, SKOS.example, SKOS.closeMatch])
def test_all_that_is_said_of_a_term_is_in_its_section(
    predicate: rdflib.URIRef, page: Places, graph: rdflib.Graph
) -> None:
    said = [(name, value) for name, term in terms(graph).items() for value in graph.objects(term, predicate)]
    assert len(said) > 50
    for name, value in said:
        shown = str(value) if isinstance(value, rdflib.Literal) else str(value).rpartition("#")[2].rpartition("/")[2]
        assert shown in unescape(page.text[name]), (name, shown)


def test_domain_range_and_notes_are_shown(page: Places) -> None:
    assert "kg:Claim" in page.text["attributedTo"].partition("rdfs:domain")[2]
    assert "kg:Actor" in page.text["attributedTo"].partition("rdfs:range")[2]
    assert "(kg:headOf some (kg:State or kg:Alliance))" in page.text["Leader"]
    assert "a run of the program made that" in page.text["attributedTo"].partition("prov:wasAttributedTo")[2]


def test_links_within_the_page_lead_somewhere(page: Places) -> None:
    inner = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert len(inner) > 200
    assert inner <= {*page.ids}
