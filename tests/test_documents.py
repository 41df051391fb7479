"""News is told from what stands around it, words are repaired, and every offset leads back to the article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy

from kg import documents
from kg.documents import CLAIM_ROLES, Refused, language, segment
from kg.documents.paragraphs import MAX_STRETCH
from kg.model import Article, Document, Role, Segment

ARTICLES = Path(__file__).parent / "data" / "articles"
PAGES = sorted(path.stem for path in ARTICLES.glob("*.roles.tsv"))
PAGES = [name.removesuffix(".roles") for name in PAGES]
BODY = "Die Minister beider Länder haben sich am Montag auf einen Vertrag geeinigt, der lange umstritten war."


def page(name: str) -> Article:
    return Article(name, (ARTICLES / f"{name}.txt").read_bytes().decode())


def around(text: str) -> list[Segment]:
    """Segments of a paragraph that stands inside an article."""
    before = len(f"Titel\n\n{BODY}\n\n")
    found = segment(Article("a", f"Titel\n\n{BODY}\n\n{text}\n\n{BODY}"))
    return [part for part in found if before <= part.start < before + len(text)]


def body(text: str) -> Segment:
    """The only segment of a paragraph."""
    (only,) = around(text)
    assert only.role is Role.BODY, only
    return only


def uncovered(article: Article) -> str:
    """The words that are in no segment, or in two."""
    counts = [0] * len(article.text)
    for part in segment(article):
        for place in range(part.source(0), part.source(len(part.text))):
            counts[place] += 1
    return "".join(char for char, count in zip(article.text, counts, strict=True) if count != 1 and not char.isspace())


# --- roles


@pytest.mark.parametrize("name", PAGES)
def test_a_page_falls_into_the_roles_that_a_reader_sees(name: str) -> None:
    expected = (ARTICLES / f"{name}.roles.tsv").read_text(encoding="utf-8").splitlines()
    assert [f"{part.role.value}\t{part.text}" for part in segment(page(name))] == expected


@pytest.mark.parametrize("name", PAGES)
def test_every_word_is_in_one_segment_and_every_offset_leads_back(name: str) -> None:
    article = page(name)
    assert set(uncovered(article)) <= set("-")  # list marks
    for part in segment(article):
        for place, char in enumerate(part.text):
            if not char.isspace():
                assert article.text[part.source(place)] == char


@pytest.mark.parametrize(
    "text",
    [
        "Die Opposition warb auf Facebook und Twitter für den Austritt.",
        "Folgen hatte der Streit für Facebook nicht.",
        "Hier finden sich keine Truppen mehr.",
        "Der Minister sagte der Zeitung Bild: Der Pakt ist am Ende.",
        "Das Foto zeigt nach Angaben der Regierung einen Panzer.",
        "Mehr Informationen über die Waffen verlangte Grausten vergeblich.",
        "Veröffentlicht wurde der Bericht am Montag in Strelsau.",
        "Von Strelsau aus griffen die Truppen den Nachbarn an.",
        "Quelle des Streits ist die Grenze.",
        "Die Europäische Union will Cookies strenger regeln.",
        "Dies berichtete die Deutsche Presse-Agentur (dpa).",
        "Das Bündnis (OVP) – ein Zusammenschluss von sechs Staaten – tagte in Strelsau.",
        "Weitere Staaten wollen dem Pakt beitreten.",
        "Lesen und Schreiben lernen dort nur wenige.",
        "Alle Rechte des Nachbarn würden geachtet, sagte der Präsident.",
        "Der Newsletter der Regierung nannte den Pakt überholt.",
    ],
)
def test_a_sentence_of_the_report_stays_in_the_body(text: str) -> None:
    assert body(text).text == text


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Foto: Max Muster", Role.CAPTION),
        ("© AFP", Role.CAPTION),
        ("Bild: Nächtliche Szene vor dem Palast", Role.CAPTION),
        ("Soldaten an der Grenze. (Foto: dpa)", Role.CAPTION),
        ("Mehr zum Thema: Wer hält noch zum Pakt?", Role.TEASER),
        ("Jetzt den Newsletter abonnieren!", Role.TEASER),
        ("Abonnieren Sie unseren Kanal.", Role.TEASER),
        ("Hören Sie dazu unseren Podcast.", Role.TEASER),
        ("Lesen Sie auch:\u00a0Grausten zögert", Role.TEASER),
        ("Von Anna Berg und Max Muster", Role.BOILERPLATE),
        ("Stand: 14.09.2022, 10:20 Uhr", Role.BOILERPLATE),
        ("(APA, 11.9.2015)", Role.BOILERPLATE),
        ("/morgenblick.de", Role.BOILERPLATE),
        ("Kommentare (12)", Role.BOILERPLATE),
        ("Seite drucken", Role.BOILERPLATE),
        ("Themen: Ostpakt, Ruritanien", Role.BOILERPLATE),
        ("Diese Website verwendet Cookies, um Ihnen alle Funktionen zu bieten.", Role.BOILERPLATE),
        ("© 2022 Morgenblick GmbH", Role.BOILERPLATE),
        ("https://example.org/artikel", Role.BOILERPLATE),
        ("Startseite > Politik > Ausland", Role.BOILERPLATE),
        ("* * *", Role.BOILERPLATE),
    ],
)
def test_what_stands_around_news_carries_no_claims(text: str, role: Role) -> None:
    assert {part.role for part in around(text)} == {role}


def test_a_teaser_at_the_end_of_a_paragraph_is_cut_off() -> None:
    first, second = around(f"{BODY} Folgen Sie uns auch auf Facebook.")
    assert (first.role, first.text) == (Role.BODY, BODY)
    assert (second.role, second.text) == (Role.TEASER, "Folgen Sie uns auch auf Facebook.")


@pytest.mark.parametrize(
    "place",
    [
        "STRELSAU (dpa) –",
        "Strelsau (AFP/dpa) -",
        "Strelsau -",
        "Strelsau, 3. Mai (Reuters) –",
        "Strelsau / Tegucigalpa, 3. Mai 2009.",
        "Washington, D.C. (Vereinigte Staaten) / Strelsau, 03.05.2009 –",
        "Strelsau/Bukarest –",
        "Strelsau, im Mai 2009.",
        "Strelsau und Bukarest (AFP) –",
    ],
)
def test_a_dateline_is_a_stretch_of_its_own(place: str) -> None:
    assert [(part.role, part.text) for part in around(f"{place} {BODY}")] == [(Role.BODY, place), (Role.BODY, BODY)]


def test_a_credit_behind_a_long_paragraph_leaves_it_in_the_body() -> None:
    text = " ".join([BODY] * 3)
    assert [part.role for part in around(f"{text} Foto: dpa")] == [Role.BODY, Role.CAPTION]


def test_a_line_with_the_words_of_the_caption_below_is_a_caption() -> None:
    text = "Der Präsident in Strelsau\n\nDer Präsident in Strelsau. Foto: Max Muster/dpa"
    assert {part.role for part in around(text)} == {Role.CAPTION}


def test_the_lead_follows_a_title_even_one_that_the_text_lacks() -> None:
    article = Article("a", f"{BODY}\n\n{BODY}", title="Vertrag geschlossen")
    assert [part.role for part in segment(article)] == [Role.LEAD, Role.BODY]
    assert [part.role for part in segment(Article("a", article.text))] == [Role.BODY, Role.BODY]


def test_a_list_of_sources_ends_where_prose_begins_again() -> None:
    text = f"{BODY}\n\nQuellen\n\nmorgenblick.de: „Vertrag“ (10.03.2010)\n\n{BODY}"
    assert [part.role for part in segment(Article("a", text))] == [
        Role.BODY,
        Role.BOILERPLATE,
        Role.BOILERPLATE,
        Role.BODY,
    ]


# --- repairs


@pytest.mark.parametrize(
    ("glued", "apart"),
    [
        ("Am Freitag hatteAnna Berg Zeit.", "Am Freitag hatte Anna Berg Zeit."),
        ("Gestern hatteXi Yan keine Zeit.", "Gestern hatte Xi Yan keine Zeit."),
        ("Das sagte Ex-MinisterPeter Berg heute.", "Das sagte Ex-Minister Peter Berg heute."),
        ("Das ist ein Ziel derEU und der Nachbarn.", "Das ist ein Ziel der EU und der Nachbarn."),
        ("Er lehnt es ab,die Grenze zu öffnen.", "Er lehnt es ab, die Grenze zu öffnen."),
        ("Das war das Ende.Der Pakt zerfiel.", "Das war das Ende. Der Pakt zerfiel."),
        ("Der Pakt (siehe oben)Die anderen (OVP)hat Folgen.", "Der Pakt (siehe oben) Die anderen (OVP) hat Folgen."),
        ("Er sagte:„Wir gehen.“Der Rest blieb.", "Er sagte: „Wir gehen.“ Der Rest blieb."),
        ('Das Blatt "Blick"schrieb am 3.Mai davon.', 'Das Blatt "Blick" schrieb am 3. Mai davon.'),
        ("Im Jahr 2022wurde er gewählt.", "Im Jahr 2022 wurde er gewählt."),
    ],
)
def test_glued_words_are_parted_and_offsets_stay(glued: str, apart: str) -> None:
    found = body(glued)
    assert found.text == apart
    words = found.text.split()
    places = [found.text.index(word) for word in words]
    spans = [(found.source(place), found.source(place + len(word))) for place, word in zip(places, words, strict=True)]
    assert all(start < end for start, end in spans)
    assert [glued[start - found.start : end - found.start] for start, end in spans] == words


@pytest.mark.parametrize(
    "text",
    [
        "Das iPhone und die GmbH von YouTube zahlten 3,5 Millionen um 18.30 Uhr.",
        "McDonald, BioNTech, WikiLeaks, FridaysForFuture und die NGOs der CDUler klagten vor dem EuGH.",
        "Das gilt z.B. in den U.S. und d.h. laut StGB für jeden MdB und die LGBTQIler.",
        "Auf www.example.org/Pfad.Html und news.de schrieb anna.Berg@example.org etwas.",
        "Die Bürger(innen) und Bürger:innen fanden das (un)möglich.",
        "Nach 1990ern und 24stündigem Streit blieben 50.000 Menschen.",
    ],
)
def test_what_belongs_together_stays_together(text: str) -> None:
    assert body(text).text == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Der  Pakt\u00a0zerfällt.", "Der Pakt zerfällt."),
        ("Das Sicher\u00adheits\u200babkommen gilt.", "Das Sicherheitsabkommen gilt."),
        ("Es starben 50\u202f000 Menschen.", "Es starben 50000 Menschen."),
        ("Der Pakt[1][2] gilt seit 1994 [3] weiter.", "Der Pakt gilt seit 1994 weiter."),
        ("Die Mu\u0308he war umsonst &amp; teuer.", "Die Mühe war umsonst & teuer."),
    ],
)
def test_characters_that_are_no_words_do_not_reach_the_parser(raw: str, text: str) -> None:
    found = body(raw)
    assert found.text == text
    last = text.split()[-1]
    end = len(text)
    assert raw[found.source(end - len(last)) - found.start : found.source(end) - found.start] == last


def test_a_word_before_a_footnote_mark_ends_before_it() -> None:
    found = body("Der Pakt[1] gilt weiter.")
    assert found.source(len("Der Pakt")) - found.start == len("Der Pakt")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_lines_are_one_paragraph(newline: str) -> None:
    article = Article("a", page("wrapped").text.replace("\n", newline))
    lead = next(part for part in segment(article) if part.role is Role.LEAD)
    assert "das Sicherheitsabkommen mit" in lead.text
    assert "des Außen- und Verteidigungsministeriums" in lead.text
    start = lead.text.index("Pakt äußerte")
    assert article.text[lead.source(start) :].startswith("Pakt äußerte sich" + newline)


def test_an_endless_paragraph_is_cut_between_sentences() -> None:
    parts = segment(Article("a", " ".join([BODY] * 1000)))
    assert len(parts) > 10
    assert all(len(part.text) <= MAX_STRETCH and part.text.endswith("war.") for part in parts)
    assert all(len(part.text) <= MAX_STRETCH for part in segment(Article("a", "x" * 20_000)))


# --- language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (BODY, "de"),
        ("Grausten rückt vom Ostpakt ab", "de"),
        ("The ministers of both countries have agreed on a treaty that was disputed for years.", "en"),
        ("Les ministres des deux pays se sont mis d'accord sur un traité longtemps contesté.", "fr"),
        ("De ministers van beide landen zijn het eens geworden over een verdrag.", "nl"),
        ("两国部长周一就一项长期存在争议的条约达成一致。", "zh"),
        ("12.03.2022 - 18:30", "und"),
    ],
)
def test_the_language_is_told_from_the_words(text: str, code: str) -> None:
    assert language(Article("a", text)) == code


@pytest.mark.parametrize("code", ["de-AT", "de", "deu", "German", "DE_ch"])
def test_the_language_that_an_article_names_counts(code: str) -> None:
    assert language(Article("a", "The words are English.", language=code)) == "de"


def test_teasers_do_not_decide_the_language() -> None:
    teaser = "Read more: Who still stands by the pact, and who does not?\n\n"
    assert language(Article("a", f"{teaser * 8}{BODY}")) == "de"


# --- parse


def stream(*texts: str) -> Iterator[Article]:
    return (Article(str(number), text) for number, text in enumerate(texts))


def test_documents_come_in_order_with_the_blocks_that_carry_claims() -> None:
    english = "The ministers of both countries don't agree on a treaty that was disputed for years."
    pipelines = {"de": spacy.blank("de")}
    found = list(documents.read(stream(BODY, english, page("tabloid").text, "Foto: dpa"), pipelines, batch_size=2))
    assert [type(one) for one in found] == [Document, Refused, Document, Document]
    assert isinstance(refused := found[1], Refused)
    assert refused.reason == "English text: no pipeline for it yet; `--lang de` forces German"
    assert isinstance(document := found[2], Document)
    assert [block.doc.text for block in document.blocks] == [block.segment.text for block in document.blocks]
    assert {block.segment.role for block in document.blocks} == CLAIM_ROLES
    assert isinstance(picture := found[3], Document)
    assert picture.blocks == ()


def test_each_language_goes_through_its_own_pipeline() -> None:
    english = "The ministers of both countries don't agree on a treaty that was disputed for years."
    pipelines = {"de": spacy.blank("de"), "en": spacy.blank("en")}
    found = list(documents.read(stream(BODY, english, BODY), pipelines))
    assert [one.language for one in found if isinstance(one, Document)] == ["de", "en", "de"]
    assert isinstance(found[1], Document)
    assert "n't" in {token.text for token in found[1].blocks[0].doc}, "cut as English is"


def test_only_a_batch_of_articles_is_read_ahead() -> None:
    taken: list[str] = []

    def endless() -> Iterator[Article]:
        while True:
            taken.append("a")
            yield Article(str(len(taken)), BODY)

    next(documents.read(endless(), {"de": spacy.blank("de")}, batch_size=8))
    assert len(taken) == 8
