"""Promises of the pages of articles, and of the marks in their texts."""

from __future__ import annotations

import html
import random
import re

import pages
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kg.pages.highlights import Mark, pieces, sentence, stretches
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, WD

SCRIPT = "<script>alert(1)</script>"
ARTICLE = NamedNode(f"{BASE}article/a")


def words_of(store: Store, article: NamedNode) -> str:
    """A text in which all spans of an article stand where they should; between them are dots and ends of lines."""
    spans = [quad.subject for quad in store.quads(None, OA.hasSource, article)]
    assert all(isinstance(span, NamedNode) for span in spans)
    placed = {_value(store, span, KG.start): _value(store, span, OA.exact) for span in spans}
    ends = max(int(start) + len(words) for start, words in placed.items())
    text = list(" " * (ends + 30))
    for start, words in placed.items():
        text[int(start) : int(start) + len(words)] = words
    text[ends : ends + 6] = "\n\nEnde"
    return "".join(text)


def _value(store: Store, node: object, predicate: NamedNode) -> str:
    assert isinstance(node, NamedNode)
    return next(quad.object.value for quad in store.quads(node, predicate) if isinstance(quad.object, Literal))


@pytest.fixture(scope="module")
def store() -> Store:
    return pages.small()


@pytest.fixture(scope="module")
def page(store: Store) -> str:
    answer = pages.site(store, words_of(store, ARTICLE)).get("/article/a.html")
    assert answer.status_code == 200
    return answer.text


def read(page: str) -> str:
    """The text that a page shows, without the numbers and arrows set into it."""
    parts = re.findall(r'<p class="text"[^>]*>(.*?)</p>', page, re.DOTALL)
    bare = re.sub(r"<sup>.*?</sup>|<a class=\"to-antecedent\".*?</a>|<[^>]+>", "", "".join(parts))
    return " ".join(html.unescape(bare).split())


def test_the_whole_text_is_there_and_nothing_else(store: Store, page: str) -> None:
    assert read(page) == " ".join(words_of(store, ARTICLE).split())


def test_every_claim_stands_beside_its_words_and_each_leads_to_the_other(page: str) -> None:
    numbers = re.findall(r'<li id="claim-(\d+)"', page)
    assert numbers == [str(number) for number in range(1, 7)]
    for number in numbers:
        assert f'href="#claim-{number}"' in page
        assert f'href="#words-{number}"' in page
        assert f'id="words-{number}"' in page


def test_no_id_is_given_twice_and_every_link_in_the_page_has_its_target(page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_cue_and_arguments_are_marked(page: str) -> None:
    assert '<strong class="cue">Mitglied</strong>' in page
    assert re.search(r'<a class="mention argument" href="/entity/Q399" title="Armenien">Armenien</a>', page)


def test_title_date_and_outlet_are_given(page: str) -> None:
    assert '<h1 lang="de">Bündnis</h1>' in page
    assert "2022-09-14" in page
    assert "Talbote" in page


@pytest.mark.parametrize("shown", [True, False])
def test_without_the_text_only_the_words_of_claims_are_shown(store: Store, shown: bool) -> None:
    site = pages.site(store, None if shown else words_of(store, ARTICLE), texts_shown=shown)
    page = site.get("/article/a.html").text
    assert "Der Text dieses Artikels wird hier nicht gezeigt" in page
    assert "Armenien ist Mitglied der OVKS" in read(page)
    assert "Ende" not in read(page)
    assert len(re.findall(r'<li id="claim-\d+"', page)) == 6
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_a_reference_leads_back_to_what_it_means() -> None:
    store = pages.small()
    quads = set(store.quads(graph=ARTICLE))
    later = next(quad.subject for quad in quads if quad.predicate == KG.refersTo and quad.object == WD["Q863"])
    first = next(quad.subject for quad in quads if quad.predicate == KG.refersTo and quad.object == WD["Q813"])
    assert isinstance(later, NamedNode)
    store.replace(ARTICLE, quads | {Quad(later, KG.antecedent, first, ARTICLE)})
    page = pages.site(store, words_of(store, ARTICLE)).get("/article/a.html").text
    [target] = re.findall(r'class="to-antecedent" href="#(at-\d+)"', page)
    assert f'<span id="{target}"' in page
    assert "bezieht sich auf: " in page


def test_script_in_title_and_text_is_text() -> None:
    store = pages.small()
    quads = {quad for quad in store.quads(graph=ARTICLE) if quad.predicate != DCTERMS.title}
    store.replace(ARTICLE, quads | {Quad(ARTICLE, DCTERMS.title, Literal(f"Titel{SCRIPT}"), ARTICLE)})
    page = pages.site(store, words_of(store, ARTICLE) + SCRIPT).get("/article/a.html").text
    assert SCRIPT not in page
    assert page.count("&lt;script&gt;") >= 3, "in title, heading and text"


def test_an_address_that_is_no_web_address_is_no_link() -> None:
    store = pages.small()
    quads = set(store.quads(graph=ARTICLE))
    url = Quad(ARTICLE, NamedNode("https://schema.org/url"), Literal("javascript:alert(1)"), ARTICLE)
    store.replace(ARTICLE, quads | {url})
    assert "javascript:" not in pages.site(store).get("/article/a.html").text


@pytest.mark.parametrize("path", ["nothing", "%3Cscript%3E", "a%20b"])
def test_an_article_that_is_not_there_is_404(store: Store, path: str) -> None:
    assert pages.site(store).get(f"/article/{path}.html").status_code in (400, 404)


def _some_marks(chance: random.Random, length: int) -> list[Mark]:
    def mark(key: int) -> Mark:
        start = chance.randint(0, length)
        end = chance.randint(start, length + 3)
        return Mark(start, end, chance.choice(("claim", "cue", "mention")), key)

    return [mark(key) for key in range(chance.randint(0, 12))]


def _some_text(chance: random.Random) -> str:
    return "".join(chance.choice("abcäß😀 .!?\n“") for _ in range(chance.randint(0, 60)))


def test_pieces_are_the_text_and_each_letter_has_the_marks_that_cover_it() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        text = _some_text(chance)
        marks = _some_marks(chance, len(text))
        cut = pieces(text, marks)
        assert "".join(piece.text for piece in cut) == text
        place = 0
        for piece in cut:
            assert piece.text
            for letter in range(place, place + len(piece.text)):
                assert list(piece.marks) == [mark for mark in marks if mark.start <= letter < mark.end]
            place += len(piece.text)
        visible = [mark for mark in marks if mark.start < min(mark.end, len(text))]
        assert sorted(map(repr, (mark for piece in cut for mark in piece.begins))) == sorted(map(repr, visible))
        assert sorted(map(repr, (mark for piece in cut for mark in piece.ends))) == sorted(map(repr, visible))


def test_stretches_are_the_text_and_no_cut_goes_through_a_mark() -> None:
    for seed in range(300):
        chance = random.Random(seed)
        text = _some_text(chance)
        marks = [mark for mark in _some_marks(chance, len(text)) if mark.end <= len(text)]
        cuts = list(stretches(text, marks))
        assert "".join(text[start:end] for start, end in cuts) == text
        assert [start for start, _ in cuts[1:]] == [end for _, end in cuts[:-1]]
        for _, cut in cuts[:-1]:
            assert not any(mark.start < cut < mark.end for mark in marks)


def test_a_sentence_with_marks_is_a_stretch_and_those_without_stay_together() -> None:
    text = "Eins ist da. Zwei ist da. Togo droht Benin. Vier ist da.\n\nFünf."
    marks = [Mark(26, 42, "claim", 0)]
    assert [text[start:end].strip() for start, end in stretches(text, marks)] == [
        "Eins ist da. Zwei ist da. Togo droht Benin.",
        "Vier ist da.",
        "Fünf.",
    ]


def test_a_sentence_is_never_less_than_its_words() -> None:
    for seed in range(100):
        chance = random.Random(seed)
        text = _some_text(chance) + "x"
        start = chance.randrange(len(text))
        end = chance.randint(start + 1, len(text))
        first, last = sentence(text, start, end)
        assert 0 <= first <= start < end <= last <= len(text)


def test_a_long_text_with_many_marks_is_cut_in_no_time() -> None:
    text = "Togo droht Benin heute. " * 20_000
    marks = [Mark(place, place + 16, "claim", place) for place in range(0, len(text), 48)]
    assert sum(1 for _ in stretches(text, marks)) >= 10_000
