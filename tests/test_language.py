"""The German pipeline: what a sentence must come out as, above all where parsers err."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, Token

from kg import language
from kg.errors import KgError
from kg.language import german
from kg.language.repairs import REPAIRS


def tree(text: str) -> Doc:
    """A tree written down by hand, one ``word/POS/lemma/head/relation`` a token; heads count from 1, 0 is a root.

    A finite verb has VERB+ or AUX+ as its part of speech, VERB+s or AUX+s in the subjunctive.
    """
    cells = [token.split("/") for token in text.split()]
    finite = ["+" in cell[1] for cell in cells]
    return Doc(
        spacy.blank("de").vocab,
        words=[cell[0] for cell in cells],
        pos=[cell[1].split("+")[0] for cell in cells],
        morphs=["Mood=Sub" if cell[1].endswith("+s") else "" for cell in cells],
        tags=["VVFIN" if fin else TAGS.get(cell[1], "") for fin, cell in zip(finite, cells, strict=True)],
        lemmas=[cell[2] for cell in cells],
        heads=[i if cell[3] == "0" else int(cell[3]) - 1 for i, cell in enumerate(cells)],
        deps=[cell[4] for cell in cells],
    )


TAGS = {"PART": "PTKVZ", "PROPN": "NE"}


def arc(doc: Doc, word: str) -> tuple[str, str]:
    """Relation and head of the first token with this form."""
    token = find(doc, word)
    return token.dep_, token.head.text


def find(doc: Doc, word: str) -> Token:
    return next(token for token in doc if token.text == word)


def parse(text: str) -> Doc:
    return language.load("de")(text)


# -- the pipeline as a whole -----------------------------------------------------------------------


def test_a_language_without_a_pipeline_is_refused_with_a_hint() -> None:
    with pytest.raises(KgError, match=r"'zh'.*de"):
        language.load("zh")


def test_german_is_available_and_loaded_once() -> None:
    assert "de" in language.available()
    assert language.load("de") is language.load("de")


def test_the_shipped_pipeline_runs_every_repair_after_the_parser() -> None:
    names = language.load("de").pipe_names
    assert names[-len(REPAIRS) :] == list(REPAIRS)


def test_the_pipeline_ships_small_with_its_version_and_licence_on_its_card() -> None:
    folder = Path(language.__file__).parent / "de"
    meta = language.load("de").meta
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert meta["version"] in card.splitlines()[0]
    assert meta["license"] in card
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 25_000_000


def test_every_sentence_stays_one_tree() -> None:
    doc = parse("Derzeit sind Malta, Zypern und Irland Mitglieder der EU. „Wir bleiben“, sagte er. Malis Rat tagte.")
    assert [sum(token.head == token for token in sentence) for sentence in doc.sents] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Georgien wendet sich von Moskau ab.", "sich", ("expl:pv", "wendet")),
        ("Georgien wendet sich von Moskau ab und versucht sich China anzunähern.", "sich", ("expl:pv", "wendet")),
        ("Georgien versucht sich China anzunähern.", "China", ("obl:arg", "anzunähern")),
        ("Die Stadt wird von der Armee belagert.", "Stadt", ("nsubj:pass", "belagert")),
        ("Die Stadt wird von der Armee belagert.", "Armee", ("obl:agent", "belagert")),
        ("Derzeit sind Malta, Zypern und Irland Mitglieder der EU.", "Malta", ("nsubj", "Mitglieder")),
        ("Der Minister erklärte, sein Land werde den Vertrag nicht verlängern.", "verlängern", ("ccomp", "erklärte")),
        ("„Wir bleiben im Bündnis“, sagte der Präsident.", "bleiben", ("ccomp", "sagte")),
        ("Belarus lehnt es ab, die Regierung in Skopje anzuerkennen.", "es", ("expl", "lehnt")),
        ("Den Vertrag kündigte Polen im Mai.", "Polen", ("nsubj", "kündigte")),
        ("Malis Regierung warf Paris Spionage vor.", "Malis", ("nmod", "Regierung")),
        ("Der Gemeinsame Markt des Südens (MERCOSUR) tagte in Asunción.", "MERCOSUR", ("appos", "Markt")),
    ],
)
def test_sentences_of_the_kind_that_news_writes(text: str, word: str, expected: tuple[str, str]) -> None:
    assert arc(parse(text), word) == expected


# -- repairs, one by one, on trees as parsers get them wrong ------------------------------------------


def repaired(name: str, text: str) -> Doc:
    return REPAIRS[name](tree(text))


def test_a_particle_at_the_end_belongs_to_the_finite_verb() -> None:
    doc = repaired("kg_particles", "Ungarn/PROPN/Ungarn/2/nsubj trat/VERB+/treten/0/ROOT bei/PART/bei/1/advmod")
    assert arc(doc, "bei") == ("compound:prt", "trat")


def test_a_separated_verb_gets_its_whole_lemma() -> None:
    doc = repaired("kg_lemmas", "Ungarn/PROPN/Ungarn/2/nsubj trat/VERB+/trat/0/ROOT bei/PART/bei/2/compound:prt")
    assert find(doc, "trat").lemma_ == "beitreten"


def test_a_compound_cut_short_gets_the_last_part_of_the_next_one() -> None:
    doc = repaired("kg_lemmas", "Freihandels-/NOUN/Freihandels-/0/ROOT und/CCONJ/und/3/cc Zollabkommen/NOUN/x/1/conj")
    assert [token.lemma_ for token in doc] == ["Freihandelsabkommen", "und", "Zollabkommen"]


def test_a_list_behind_a_colon_belongs_to_the_noun_that_announces_it() -> None:
    list_ = "GUAM/PROPN/GUAM/3/obl ,/PUNCT/,/9/punct Nato/PROPN/Nato/7/appos und/CCONJ/und/11/cc EU/PROPN/EU/9/conj"
    head = (
        "folgenden/ADJ/folgend/2/amod Verbänden/NOUN/Verband/3/obl:arg gehört/VERB+/gehören/0/ROOT es/PRON/es/3/nsubj"
    )
    doc = repaired("kg_lists", f"{head} an/PART/an/3/compound:prt :/PUNCT/:/7/punct {list_}")
    assert [arc(doc, name) for name in ("GUAM", "Nato", "EU")] == [
        ("appos", "Verbänden"),
        ("conj", "GUAM"),
        ("conj", "GUAM"),
    ]


def test_what_a_preposition_or_a_verb_begins_behind_a_colon_is_no_list_of_names() -> None:
    list_ = "in/ADP/in/6/case Bonn/PROPN/Bonn/2/nmod und/CCONJ/und/9/cc in/ADP/in/9/case Kiel/PROPN/Kiel/6/conj"
    doc = repaired(
        "kg_lists", f"zwei/NUM/zwei/2/nummod Büros/NOUN/Büro/3/obj gibt/VERB+/geben/0/ROOT :/PUNCT/:/6/punct {list_}"
    )
    assert arc(doc, "Bonn") == ("nmod", "Büros")
    assert arc(doc, "Kiel") == ("conj", "Bonn")


def test_what_is_shelled_or_taken_is_a_place_and_no_second_subject() -> None:
    army = "Armee/NOUN/Armee/2/nsubj"
    taken = repaired("kg_places", f"{army} belagert/VERB+/belagern/0/ROOT Jarun/PROPN/Jarun/2/nsubj")
    assert (arc(taken, "Jarun"), [(each.text, each.label_) for each in taken.ents]) == (
        ("obj", "belagert"),
        [("Jarun", "LOC")],
    )
    assert not repaired("kg_places", f"{army} lobt/VERB+/loben/0/ROOT Jarun/PROPN/Jarun/2/obj").ents


def test_documents_that_are_repaired_by_turns_keep_their_own_trees() -> None:
    one = tree("hilft/VERB+/helfen/0/ROOT nicht/PART/nicht/1/advmod mehr/ADV/mehr/2/advmod jetzt/ADV/jetzt/1/advmod")
    other = tree("Polen/PROPN/Polen/2/nsubj trat/VERB+/treten/0/ROOT bei/PART/bei/1/advmod")
    for name in ("kg_subjunctives", "kg_particles", "kg_no_longer"):
        for doc in (one, other):
            REPAIRS[name](doc)
    assert arc(one, "mehr") == ("advmod", "hilft")
    assert arc(other, "bei") == ("compound:prt", "trat")


def test_no_longer_is_two_words_of_one_verb() -> None:
    verb = "hilft/VERB+/helfen/0/ROOT"
    for words in (
        "nicht/PART/nicht/1/advmod mehr/ADV/mehr/2/advmod",
        "nicht/PART/nicht/3/advmod mehr/ADV/mehr/1/advmod",
    ):
        doc = repaired("kg_no_longer", f"{verb} {words} jetzt/ADV/jetzt/1/advmod")
        assert [arc(doc, word) for word in ("nicht", "mehr")] == [("advmod", "hilft"), ("advmod", "hilft")]


def test_an_adverb_belongs_to_the_clause_and_not_to_the_noun_before_it() -> None:
    verb, rest = "liefert/VERB+/liefern/0/ROOT", "Waffen/NOUN/Waffe/1/obj"
    before = repaired("kg_adverbs", f"{verb} keineswegs/DET/keinesweg/3/det {rest}")
    behind = repaired("kg_adverbs", f"{verb} {rest} keineswegs/ADV/keineswegs/2/advmod")
    assert arc(before, "keineswegs") == arc(behind, "keineswegs") == ("advmod", "liefert")


def test_what_has_a_subject_and_no_auxiliary_is_a_finite_verb() -> None:
    clause = "dass/SCONJ/dass/4/mark Polen/PROPN/Polen/4/nsubj ihr/PRON/sie/4/obl:arg"
    assert find(repaired("kg_finite", f"{clause} beitritt/PART/beitreten/0/ROOT"), "beitritt").pos_ == "VERB"
    assert find(repaired("kg_finite", "Polen/PROPN/Polen/2/nsubj an/PART/an/0/ROOT"), "an").pos_ == "PART"


def test_who_stands_before_a_postposition_is_no_subject() -> None:
    source = "Mali/PROPN/Mali/3/nsubj zufolge/ADP/zufolge/1/case hilft/VERB+/helfen/0/ROOT"
    doc = tree(f"{source} Togo/PROPN/Togo/3/obj Ghana/PROPN/Ghana/4/flat")
    doc[1].tag_ = "APPO"
    doc = REPAIRS["kg_particles"](doc)
    assert [arc(doc, word)[0] for word in ("Mali", "Togo", "Ghana")] == ["obl", "nsubj", "obj"]


def test_a_noun_behind_a_dative_or_a_genitive_is_no_name_and_no_adverb() -> None:
    verb, dative = "liefert/VERB+/liefern/0/ROOT", "der/DET/der/3/det Ukraine/PROPN/Ukraine/1/obl:arg"
    tanks = repaired("kg_nouns", f"{verb} {dative} Panzer/PROPN/Panzer/3/flat")
    assert (arc(tanks, "Panzer"), find(tanks, "Panzer").pos_) == (("obj", "liefert"), "NOUN")
    plea = tree("Malis/PROPN/Mali/2/nmod Bitte/ADV/bitte/3/obj wirkt/VERB+/wirken/0/ROOT")
    plea[1].tag_ = "ADV"
    assert find(REPAIRS["kg_nouns"](plea), "Bitte").pos_ == "NOUN"


def test_a_second_particle_stands_for_its_verb() -> None:
    first = "Mali/PROPN/Mali/2/nsubj wendet/VERB+/zuwenden/0/ROOT sich/PRON/sich/2/expl:pv ab/PART/ab/2/compound:prt"
    doc = repaired("kg_second_particle", f"{first} und/CCONJ/und/7/cc Togo/PROPN/Togo/2/obl zu/PART/zu/2/compound:prt")
    assert [find(doc, word).lemma_ for word in ("wendet", "zu")] == ["abwenden", "zuwenden"]
    assert [arc(doc, word) for word in ("Togo", "zu")] == [("obl", "zu"), ("conj", "wendet")]


def test_a_clause_may_begin_with_its_participle() -> None:
    doc = repaired(
        "kg_topics", "Geplant/PROPN/Geplant/4/nsubj ist/AUX+/sein/4/cop ein/DET/ein/4/det Treffen/NOUN/Treffen/0/ROOT"
    )
    assert (find(doc, "Geplant").pos_, find(doc, "Geplant").lemma_) == ("VERB", "planen")
    assert [arc(doc, word) for word in ("ist", "Treffen")] == [("aux", "Geplant"), ("nsubj", "Geplant")]


def test_what_follows_a_span_of_time_hangs_on_the_verb_and_not_on_the_span() -> None:
    verb = "Island/PROPN/Island/2/nsubj verhandelt/VERB+/verhandeln/0/ROOT"
    month = "Monaten/NOUN/Monat/2/obl mit/ADP/mit/6/case Malta/PROPN/Malta/4/nmod"
    assert arc(repaired("kg_durations", f"{verb} seit/ADP/seit/4/case {month}"), "Malta") == ("obl", "verhandelt")
    assert arc(repaired("kg_durations", f"{verb} nach/ADP/nach/4/case {month}"), "Malta") == ("nmod", "Monaten")
    days = "Tagen/NOUN/Tag/2/obl mit/ADP/mit/7/case Malta/PROPN/Malta/5/nmod"
    doc = repaired("kg_durations", f"{verb} seit/ADP/seit/5/case den/DET/der/5/det {days}")
    assert arc(doc, "Malta") == ("nmod", "Tagen")


def test_wieder_and_weiter_are_adverbs_beside_most_verbs() -> None:
    left = repaired("kg_lemmas", "Ungarn/PROPN/Ungarn/2/nsubj verließ/VERB+/x/0/ROOT wieder/PART/wieder/2/compound:prt")
    gave = repaired("kg_lemmas", "Ungarn/PROPN/Ungarn/2/nsubj gab/VERB+/x/0/ROOT weiter/PART/weiter/2/compound:prt")
    assert (find(left, "verließ").lemma_, arc(left, "wieder")) == ("verlassen", ("advmod", "verließ"))
    assert (find(gave, "gab").lemma_, arc(gave, "weiter")) == ("weitergeben", ("compound:prt", "gab"))


def test_an_attributive_participle_knows_its_verb_and_an_adjective_does_not() -> None:
    doc = repaired(
        "kg_lemmas",
        "die/DET/der/4/det bekannten/ADJ/bekannt/4/amod besetzten/ADJ/besetzt/4/amod Orte/NOUN/Ort/0/ROOT",
    )
    assert [token._.verb_lemma for token in doc] == [None, None, "besetzen", None]


def test_werden_with_a_participle_is_a_passive_whatever_the_parser_says() -> None:
    doc = repaired(
        "kg_passive",
        "Kiew/PROPN/Kiew/5/nsubj wird/AUX+/werden/5/aux von/ADP/von/4/case Oslo/PROPN/Oslo/5/obl "
        "unterstützt/VERB/unterstützen/0/ROOT",
    )
    assert [token.dep_ for token in doc] == ["nsubj:pass", "aux:pass", "case", "obl:agent", "ROOT"]


def test_werden_with_an_infinitive_is_no_passive() -> None:
    doc = repaired("kg_passive", "Kiew/PROPN/Kiew/3/nsubj:pass wird/AUX+/werden/3/aux:pass zahlen/VERB/zahlen/0/ROOT")
    assert [token.dep_ for token in doc] == ["nsubj", "aux", "ROOT"]


def test_a_state_is_no_passive_with_werden() -> None:
    text = (
        "Oslo/PROPN/Oslo/5/nsubj ist/AUX+/sein/5/aux von/ADP/von/4/case Eis/NOUN/Eis/5/obl umgeben/VERB/umgeben/0/ROOT"
    )
    assert [token.dep_ for token in repaired("kg_passive", text)] == ["nsubj", "aux", "case", "obl", "ROOT"]


def test_arguments_of_an_infinitive_leave_the_verb_above_that_takes_none() -> None:
    doc = repaired(
        "kg_infinitives",
        "Oslo/PROPN/Oslo/2/nsubj versucht/VERB+/versuchen/0/ROOT sich/PRON/sich/2/obj "
        "Rom/PROPN/Rom/2/obj anzunähern/VERB/annähern/2/xcomp",
    )
    assert [arc(doc, word) for word in ("Oslo", "sich", "Rom")] == [
        ("nsubj", "versucht"),
        ("obj", "anzunähern"),
        ("obj", "anzunähern"),
    ]


def test_whoever_is_asked_stays_the_object_of_asking() -> None:
    doc = repaired(
        "kg_infinitives",
        "Oslo/PROPN/Oslo/2/nsubj bittet/VERB+/bitten/0/ROOT Rom/PROPN/Rom/2/obj beizutreten/VERB/beitreten/2/xcomp",
    )
    assert arc(doc, "Rom") == ("obj", "bittet")


def test_the_predicate_noun_is_the_head_of_a_list_with_an_introduction() -> None:
    doc = repaired(
        "kg_copula",
        "sind/AUX+/sein/4/cop die/DET/der/3/det Länder/NOUN/Land/4/nsubj Peru/PROPN/Peru/0/ROOT und/CCONJ/und/6/cc "
        "Chile/PROPN/Chile/4/conj Mitglieder/NOUN/Mitglied/4/conj",
    )
    assert [arc(doc, word) for word in ("sind", "Länder", "Peru", "Chile", "Mitglieder")] == [
        ("cop", "Mitglieder"),
        ("nsubj", "Mitglieder"),
        ("appos", "Länder"),
        ("conj", "Peru"),
        ("ROOT", "Mitglieder"),
    ]


def test_an_accusative_in_front_is_the_object() -> None:
    doc = repaired(
        "kg_objects", "Den/DET/der/2/det Pakt/NOUN/Pakt/3/nsubj kündigte/VERB+/kündigen/0/ROOT Polen/PROPN/Polen/3/obj"
    )
    assert [arc(doc, word)[0] for word in ("Pakt", "Polen")] == ["obj", "nsubj"]


def test_a_relative_clause_hangs_on_its_noun() -> None:
    doc = repaired(
        "kg_relative",
        "Sie/PRON/sie/2/nsubj trat/VERB+/treten/0/ROOT dem/DET/der/4/det Bund/NOUN/Bund/2/obj ,/PUNCT/,/7/punct "
        "der/PRON/der/7/nsubj zerfiel/VERB+/zerfallen/2/advcl",
    )
    assert arc(doc, "zerfiel") == ("acl:relcl", "Bund")


def test_speech_without_dass_is_a_clause_of_the_speech_verb() -> None:
    doc = repaired(
        "kg_speech",
        "Er/PRON/er/2/nsubj sagte/VERB+/sagen/0/ROOT ,/PUNCT/,/6/punct Rom/PROPN/Rom/6/nsubj werde/AUX+s/werden/6/aux "
        "zahlen/VERB/zahlen/2/parataxis",
    )
    assert arc(doc, "zahlen") == ("ccomp", "sagte")


def test_a_speech_verb_at_the_end_is_the_head() -> None:
    doc = repaired(
        "kg_speech",
        "Rom/PROPN/Rom/2/nsubj zahlt/VERB+/zahlen/0/ROOT ,/PUNCT/,/4/punct sagte/VERB+/sagen/2/parataxis "
        "er/PRON/er/4/nsubj",
    )
    assert [arc(doc, word) for word in ("zahlt", "sagte")] == [("ccomp", "sagte"), ("ROOT", "sagte")]


def test_es_gives_way_to_the_clause_it_announces() -> None:
    doc = repaired(
        "kg_expletive",
        "Rom/PROPN/Rom/2/nsubj lehnt/VERB+/ablehnen/0/ROOT es/PRON/es/2/nsubj zahlen/VERB/zahlen/2/xcomp",
    )
    assert arc(doc, "es") == ("expl", "lehnt")


def test_es_is_the_subject_of_a_passive_without_another() -> None:
    doc = repaired("kg_expletive", "es/PRON/es/3/expl wurde/AUX+/werden/3/aux:pass erobert/VERB/erobern/0/ROOT")
    assert arc(doc, "es") == ("nsubj:pass", "erobert")


def test_the_only_noun_of_a_finite_clause_is_its_subject() -> None:
    doc = repaired(
        "kg_subjects",
        "Dort/ADV/dort/2/advmod streiten/VERB+/streiten/0/ROOT sich/PRON/sich/2/obj Lager/NOUN/Lager/2/obj",
    )
    assert arc(doc, "Lager") == ("nsubj", "streiten")


def test_a_relative_pronoun_is_the_subject_where_no_other_is() -> None:
    doc = repaired("kg_subjects", "das/PRON/das/3/obj Gebiete/NOUN/Gebiet/3/obj besetzte/VERB+/besetzen/0/ROOT")
    assert [token.dep_ for token in doc] == ["nsubj", "obj", "ROOT"]


@pytest.mark.parametrize(
    "text",
    [
        "Rom/PROPN/Rom/2/nsubj half/VERB+/helfen/0/ROOT Oslo/PROPN/Oslo/2/obj",
        "Rom/PROPN/Rom/2/nsubj schickt/VERB+/schicken/0/ROOT dem/DET/der/4/det Oslo/PROPN/Oslo/2/obj",
        "Rom/PROPN/Rom/2/nsubj nähert/VERB+/nähern/0/ROOT sich/PRON/sich/2/expl:pv Oslo/PROPN/Oslo/2/obj",
    ],
)
def test_a_bare_dative_is_no_object(text: str) -> None:
    assert find(repaired("kg_datives", text), "Oslo").dep_ == "obl:arg"


def test_an_accusative_stays_the_object() -> None:
    doc = repaired(
        "kg_datives", "Rom/PROPN/Rom/2/nsubj nähert/VERB+/nähern/0/ROOT den/DET/der/4/det Arm/NOUN/Arm/2/obj"
    )
    assert arc(doc, "Arm") == ("obj", "nähert")


def test_sich_is_reflexive_except_after_a_preposition() -> None:
    bare = repaired("kg_reflexive", "Rom/PROPN/Rom/2/nsubj wehrt/VERB+/wehren/0/ROOT sich/PRON/sich/2/obj")
    phrase = repaired(
        "kg_reflexive", "Rom/PROPN/Rom/2/nsubj sagt/VERB+/sagen/0/ROOT für/ADP/für/4/case sich/PRON/sich/2/obl"
    )
    assert (arc(bare, "sich")[0], arc(phrase, "sich")[0]) == ("expl:pv", "obl")


def test_a_genitive_in_front_belongs_to_its_noun() -> None:
    doc = repaired("kg_names", "Malis/PROPN/Mali/3/nsubj Rat/NOUN/Rat/3/nsubj tagt/VERB+/tagen/0/ROOT")
    assert arc(doc, "Malis") == ("nmod", "Rat")


def test_a_genitive_behind_a_noun_is_no_object() -> None:
    doc = repaired(
        "kg_names", "Rom/PROPN/Rom/2/nsubj achtet/VERB+/achten/0/ROOT Rechte/NOUN/Recht/2/obj Polens/PROPN/Polen/2/obj"
    )
    assert arc(doc, "Polens") == ("nmod", "Rechte")


def test_an_acronym_in_brackets_belongs_to_the_name_that_it_abbreviates() -> None:
    doc = repaired(
        "kg_names",
        "Rat/NOUN/Rat/0/ROOT des/DET/der/3/det Nordens/NOUN/Norden/1/nmod "
        "(/PUNCT/(/5/punct RN/PROPN/RN/3/nmod )/PUNCT/)/5/punct",
    )
    assert arc(doc, "RN") == ("appos", "Rat")


# -- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("trat", "treten"),
        ("beitrat", "beitreten"),
        ("ausgetreten", "austreten"),
        ("warf", "werfen"),
        ("vorgeworfen", "vorwerfen"),
        ("überfiel", "überfallen"),
        ("angegriffen", "angreifen"),
        ("abzuwenden", "abwenden"),
        ("anzuerkennen", "anerkennen"),
        ("einverleibt", "einverleiben"),
        ("schloss", "schließen"),
        ("verlieh", "verleihen"),
        ("empfing", "empfangen"),
        ("geschaffen", "schaffen"),
        ("näherten", "nähern"),
        ("bombardierte", "bombardieren"),
        ("Wies", "weisen"),
        ("läßt", "lassen"),
    ],
)
def test_any_form_of_a_verb_leads_to_its_infinitive(form: str, lemma: str) -> None:
    assert german.verb_lemma(form) == lemma


def test_a_verb_that_no_table_knows_is_taken_for_a_weak_one() -> None:
    assert german.verb_lemma("verzwergte") == "verzwergen"


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Sanktionen", "Sanktion"),
        ("Länder", "Land"),
        ("Angriffe", "Angriff"),
        ("Truppen", "Truppe"),
        ("Grenztruppen", "Grenztruppe"),
        ("Verbündeten", "Verbündete"),
        ("Präsidentinnen", "Präsidentin"),
        ("NATO-Staaten", "NATO-Staat"),
        ("Treffen", "Treffen"),
    ],
)
def test_a_noun_is_known_by_its_singular(form: str, lemma: str) -> None:
    assert german.noun_lemma(form) == lemma


def test_an_infinitive_hangs_on_the_verb_that_announces_it_with_es() -> None:
    doc = tree(
        "Wien/PROPN/Wien/2/nsubj sieht/VERB+/sehen/0/ROOT den/DET/der/4/det Plan/NOUN/Plan/2/obj "
        "Polens/PROPN/Polen/4/nmod ,/PUNCT/,/9/punct welches/PRON/welch/9/nsubj es/PRON/es/9/expl "
        "ablehnt/VERB+/ablehnen/5/acl:relcl ,/PUNCT/,/12/punct "
        "Abchasien/PROPN/Abchasien/12/obj anzuerkennen/VERB/anerkennen/2/xcomp"
    )
    assert arc(REPAIRS["kg_infinitives"](doc), "anzuerkennen") == ("xcomp", "ablehnt")


def test_an_auxiliary_has_no_object() -> None:
    doc = tree(
        "Frieden/NOUN/Frieden/2/obj haben/AUX+/haben/6/aux Nordkorea/PROPN/Nordkorea/6/nsubj und/CCONJ/und/5/cc "
        "Japan/PROPN/Japan/3/conj geschlossen/VERB/schließen/0/ROOT"
    )
    assert arc(REPAIRS["kg_objects"](doc), "Frieden") == ("obj", "geschlossen")


def test_an_object_with_the_preposition_of_its_verb_hangs_on_the_verb() -> None:
    text = "Heute/ADV/heute/2/advmod gehört/VERB+/gehören/0/ROOT das/DET/der/4/det Gebiet/NOUN/Gebiet/2/nsubj"
    read = REPAIRS["kg_governed"](tree(f"{text} zu/ADP/zu/6/case Mali/PROPN/Mali/4/nmod"))
    assert arc(read, "Mali") == ("obl", "gehört")
    text = "Heute/ADV/heute/2/advmod sieht/VERB+/sehen/0/ROOT das/DET/der/4/det Gebiet/NOUN/Gebiet/2/nsubj"
    read = REPAIRS["kg_governed"](tree(f"{text} zu/ADP/zu/6/case Mali/PROPN/Mali/4/nmod"))
    assert arc(read, "Mali") == ("nmod", "Gebiet")


def test_a_second_object_is_coordinated_with_the_first_whatever_place_stands_between() -> None:
    text = "Laos/PROPN/Laos/2/nsubj grenzt/VERB+/grenzen/0/ROOT im/ADP/in/4/case Norden/NOUN/Norden/2/obl"
    text += " an/ADP/an/6/case China/PROPN/China/4/nmod und/CCONJ/und/9/cc im/ADP/in/9/case Süden/NOUN/Süden/6/conj"
    read = REPAIRS["kg_governed"](tree(f"{text} an/ADP/an/11/case Kuba/PROPN/Kuba/9/nmod"))
    assert [arc(read, word) for word in ("China", "Kuba", "Süden")] == [
        ("obl", "grenzt"),
        ("conj", "China"),
        ("nmod", "Kuba"),
    ]


def test_es_with_an_object_of_its_verb_is_the_subject() -> None:
    text = "Später/ADV/spät/2/advmod trat/VERB+/beitreten/0/ROOT es/PRON/es/2/expl dem/DET/der/5/det"
    read = REPAIRS["kg_expletive"](tree(f"{text} Bund/NOUN/Bund/2/obl:arg bei/PART/bei/2/compound:prt"))
    assert arc(read, "es") == ("nsubj", "trat")
    text = "Heute/ADV/heute/2/advmod gibt/VERB+/geben/0/ROOT es/PRON/es/2/expl den/DET/der/5/det"
    assert arc(REPAIRS["kg_expletive"](tree(f"{text} Bund/NOUN/Bund/2/obj")), "es") == ("expl", "gibt")


def test_reported_words_behind_a_noun_of_report_are_what_it_says() -> None:
    text = "Er/PRON/er/2/nsubj bestritt/VERB+/bestreiten/0/ROOT den/DET/der/4/det {}/NOUN/{}/2/obj"
    text += " ,/PUNCT/,/7/punct er/PRON/er/7/nsubj helfe/VERB+s/helfen/2/conj Mali/PROPN/Mali/7/obj"
    assert arc(REPAIRS["kg_reports"](tree(text.format("Vorwurf", "Vorwurf"))), "helfe") == ("acl", "Vorwurf")
    assert arc(REPAIRS["kg_reports"](tree(text.format("Hund", "Hund"))), "helfe") == ("conj", "bestritt")


def test_a_subjunctive_that_looks_like_an_adjective_is_a_verb() -> None:
    read = parse("Ungarn bestreitet Vorwürfe der EU, es unterstütze Russland.")
    verb = find(read, "unterstütze")
    assert (verb.pos_, verb.lemma_) == ("VERB", "unterstützen")
    assert arc(read, "Russland") == ("obj", "unterstütze")
    assert find(parse("Heute gibt es leere Häuser."), "leere").pos_ == "ADJ"


def test_of_two_subjects_the_name_behind_the_verb_is_one() -> None:
    read = parse("Die Behauptung, Ungarn unterstütze Russland, wies Orbán zurück.")
    assert arc(read, "Behauptung") == ("obj", "wies")
    assert arc(read, "Orbán") == ("nsubj", "wies")


def test_a_catchword_before_a_colon_is_no_subject() -> None:
    doc = parse("Gipfel-Krach: Chile wendet sich von Peru ab")
    assert [arc(doc, word) for word in ("Gipfel-Krach", "Chile")] == [("dislocated", "wendet"), ("nsubj", "wendet")]


def test_the_verb_behind_das_is_no_adjective() -> None:
    doc = parse("Das kündigte Außenminister Berg am Dienstag an.")
    assert [arc(doc, word) for word in ("Das", "Außenminister", "an")] == [
        ("obj", "kündigte"),
        ("nsubj", "kündigte"),
        ("compound:prt", "kündigte"),
    ]
    assert find(doc, "kündigte").lemma_ == "ankündigen"
