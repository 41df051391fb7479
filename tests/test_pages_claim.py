"""Promises of the pages of claims."""

from __future__ import annotations

import html
import re

import pages
import pyoxigraph as ox
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from test_pages_article import words_of

from kg.store import Store
from kg.vocab import BASE, KG, OA

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def store() -> Store:
    return pages.small()


@pytest.fixture(scope="module")
def site(store: Store) -> pages.Site:
    return pages.site(store)


def text(page: str) -> str:
    """What a page says, without its markup and with single spaces."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page).split()))


def part(page: str, name: str) -> str:
    """What the section of a page under the heading with this id says."""
    return text(page.split(f'<section aria-labelledby="{name}">')[1].split("</section>")[0])


def test_a_claim_is_told_in_plain_words(site: pages.Site) -> None:
    plain = part(site.get("/claim/c7.html").text, "plain")
    assert "Armenien" in plain
    assert "Organisation des Vertrags über kollektive Sicherheit" in plain
    assert "bestritten: Der Text sagt, dass es nicht so ist" in plain
    assert "Nikol Paschinjan" in plain
    assert "0.8" in plain


def test_it_is_told_in_english_too(site: pages.Site) -> None:
    plain = part(site.get("/claim/c7.html", lang="en").text, "plain")
    assert "Armenia" in plain
    assert "It is denied: the text says that it is not so" in plain


def test_what_the_article_says_itself_is_attributed_to_it(site: pages.Site) -> None:
    assert "Der Artikel selbst" in part(site.get("/claim/c1.html").text, "plain")


def test_how_firm_it_is_is_said(site: pages.Site) -> None:
    assert "hält es für möglich" in part(site.get("/claim/c8.html").text, "plain")


def test_time_and_quantity_are_said(site: pages.Site) -> None:
    plain = part(site.get("/claim/c6.html").text, "plain")
    assert "2020-05" in plain
    assert "12 Soldaten" in plain
    assert "(ungenannt)" in plain, "nobody is named as the killer"


def test_why_a_name_means_somebody_is_said_in_the_pages_language() -> None:
    found = pages.small()
    graph = next(quad.graph_name for quad in found.quads(None, KG.linkReason))
    assert isinstance(graph, NamedNode)
    changed = [
        Quad(quad.subject, quad.predicate, Literal("office on the day"), graph)
        if quad.predicate == KG.linkReason
        else quad
        for quad in found.quads(graph=graph)
    ]
    found.replace(graph, changed)
    shown = [pages.site(found).get("/claim/c7.html", lang=lang).text for lang in ("de", "en")]
    assert [("Amt an diesem Tag" in each, "office on the day" in text(each.split("<pre")[0])) for each in shown] == [
        (True, False),
        (False, True),
    ]


def test_wikidatas_verdict_has_its_reason_and_what_it_rests_on(site: pages.Site) -> None:
    verdict = part(site.get("/claim/c10.html").text, "verdict")
    assert "1994 – 1999-04" in verdict
    assert "Georgien" in verdict
    assert "hand" in verdict, "the source is named"


def test_unknown_is_not_false_and_not_compared_is_not_unknown(site: pages.Site) -> None:
    assert "unbekannt, nicht falsch" in part(site.get("/claim/c24.html").text, "verdict")
    assert "nicht verglichen" in part(site.get("/claim/c9.html").text, "verdict")


def test_who_else_says_or_denies_it_is_listed(site: pages.Site) -> None:
    others = part(site.get("/claim/c1.html").text, "others")
    assert "Das bestreiten" in others
    assert "Paschinjan bestritt, dass Armenien Mitglied der OVKS" in others
    against = part(site.get("/claim/c7.html").text, "others")
    assert "Dagegen behaupten es" in against
    assert "Später heißt es" in against, "c7 changes to c20"


def test_nobody_else_is_said_too(site: pages.Site) -> None:
    assert "Niemand sonst" in part(site.get("/claim/c4.html").text, "others")


def test_its_rdf_is_turtle_that_says_the_same(site: pages.Site, store: Store) -> None:
    page = site.get("/claim/c1.html").text
    turtle = html.unescape(page.split('<pre tabindex="0">')[1].split("</pre>")[0])
    found = set(ox.parse(input=turtle, format=ox.RdfFormat.TURTLE))
    claim = NamedNode(f"{BASE}claim/c1")
    told = {(quad.predicate, quad.object) for quad in found if quad.subject == claim}
    assert told == {(quad.predicate, quad.object) for quad in store.quads(claim)}
    assert any(quad.predicate == KG.subject for quad in found), "its proposition is there"
    assert any(quad.predicate == OA.exact for quad in found), "its words are there"


def test_names_say_how_they_were_understood(site: pages.Site) -> None:
    reading = part(site.get("/claim/c1.html").text, "reading")
    assert "Armenien" in reading
    assert "0.95" in reading


def test_the_words_stand_in_their_sentence_where_the_text_is_kept(store: Store) -> None:
    article = NamedNode(f"{BASE}article/b")
    words = words_of(store, article)
    page = pages.site(store, words).get("/claim/c7.html").text
    quote = text(page.split("<blockquote")[1].split("</blockquote>")[0].partition(">")[2])
    assert quote.startswith("Paschinjan bestritt, dass Armenien Mitglied der OVKS")
    hidden = pages.site(store, words, texts_shown=False).get("/claim/c7.html").text
    assert "Paschinjan bestritt" in hidden


def test_a_text_that_is_another_by_now_is_not_quoted(store: Store) -> None:
    page = pages.site(store, "Etwas ganz anderes steht hier jetzt.").get("/claim/c7.html").text
    assert "Etwas ganz anderes" not in page
    assert "Paschinjan bestritt" in page


def test_script_in_words_is_text() -> None:
    store = pages.small()
    article, span = NamedNode(f"{BASE}article/a"), NamedNode(f"{BASE}span/a-0-30")
    quads = {quad for quad in store.quads(graph=article) if (quad.subject, quad.predicate) != (span, OA.exact)}
    store.replace(article, quads | {Quad(span, OA.exact, Literal(f"</blockquote>{SCRIPT}"), article)})
    page = pages.site(store).get("/claim/c1.html").text
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("path", ["nothing", "%3Cscript%3E", "c1%20", "..%2Fc1"])
def test_a_claim_that_is_not_there_is_404(site: pages.Site, path: str) -> None:
    assert site.get(f"/claim/{path}.html").status_code in (400, 404)
