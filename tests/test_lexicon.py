"""The lexicon: that it is whole, how words are found in it, and that every check sees the fault it is for."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import lexicon, resources
from kg.errors import InputError
from kg.lexicon import Fixed, Lexicon
from kg.model import Kind, Modality, Polarity

ONTOLOGY = resources.folder("ontology")
CHECKS = sorted((ONTOLOGY / "checks" / "lexicon").glob("*.rq"))
PREFIXES = """
@prefix arg: <https://w3id.org/alliances-kg/lexicon/argument#> .
@prefix frame: <https://w3id.org/alliances-kg/lexicon/frame#> .
@prefix kg: <https://w3id.org/alliances-kg/ontology#> .
@prefix lex: <https://w3id.org/alliances-kg/lexicon/de#> .
@prefix lexinfo: <http://www.lexinfo.net/ontology/3.0/lexinfo#> .
@prefix ontolex: <http://www.w3.org/ns/lemon/ontolex#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix synsem: <http://www.w3.org/ns/lemon/synsem#> .
"""
# A small whole lexicon, in which the checks find nothing and that the loader reads.
RELATIONS = """
kg:Entity a owl:Class . kg:State a owl:Class ; rdfs:subClassOf kg:Entity .
kg:SovereignState a owl:Class ; rdfs:subClassOf kg:State .
kg:joins a owl:ObjectProperty ; kg:category "joining" ; kg:takes "entity" ;
    kg:subjectKind kg:State ; kg:objectKind kg:Entity .
kg:states a owl:ObjectProperty ; kg:category "speech" ; kg:takes "both" .
kg:meets a owl:ObjectProperty , owl:SymmetricProperty ; kg:category "dealing" ; kg:takes "entity" .
kg:planned a kg:Modality . kg:negative a kg:Polarity . kg:reciprocal a kg:Trait . kg:suffix a kg:Trait .
"""
ARGUMENTS = """
arg:subject a synsem:SyntacticArgument . arg:dative a synsem:SyntacticArgument . arg:clause a synsem:SyntacticArgument .
arg:zu a synsem:SyntacticArgument ; kg:marker "zu" , "zum" .
"""
WORDS = """
frame:dative-zu a synsem:SyntacticFrame ; synsem:synArg arg:subject , arg:dative , arg:zu .
frame:clause a synsem:SyntacticFrame ; synsem:synArg arg:subject , arg:clause .
lex:beitreten a ontolex:LexicalEntry ; lexinfo:partOfSpeech lexinfo:verb ;
    ontolex:canonicalForm [ ontolex:writtenRep "beitreten"@de ] ; synsem:synBehavior frame:dative-zu ;
    ontolex:sense lex:beitreten_joins .
lex:beitreten_joins a ontolex:LexicalSense ; ontolex:reference kg:joins ; synsem:subjOfProp arg:subject ;
    synsem:objOfProp arg:zu , arg:dative ; kg:subjectKind kg:SovereignState ; kg:modality kg:planned ;
    kg:fixed "zu Bündnis|Pakt" ; kg:unless "child Streit" .
lex:sagen a ontolex:LexicalEntry ; lexinfo:partOfSpeech lexinfo:verb ;
    ontolex:canonicalForm [ ontolex:writtenRep "sagen"@de ] ; synsem:synBehavior frame:clause ;
    ontolex:sense lex:sagen_states .
lex:sagen_states a ontolex:LexicalSense ; ontolex:reference kg:states ; synsem:subjOfProp arg:subject ;
    kg:contentArgument arg:clause .
lex:Treffen a ontolex:LexicalEntry ; lexinfo:partOfSpeech lexinfo:noun ;
    ontolex:canonicalForm [ ontolex:writtenRep "Treffen"@de ] ; synsem:synBehavior frame:clause ;
    ontolex:sense lex:Treffen_meets .
lex:Treffen_meets a ontolex:LexicalSense ; ontolex:reference kg:meets ; synsem:subjOfProp arg:subject ;
    kg:trait kg:reciprocal , kg:suffix ; kg:polarity kg:negative .
"""
# One fault per check, each a change of the small lexicon, and the words that its rows must name.
BROKEN = {
    "argument-not-declared": (("arg:subject , arg:dative , arg:zu", "arg:subject , arg:dative , arg:zur"), ["zur"]),
    "argument-outside-frame": (("synBehavior frame:dative-zu", "synBehavior frame:clause"), ["beitreten_joins"]),
    "entry-without-frame": (
        ("synsem:synBehavior frame:dative-zu", "synsem:synBehavior frame:dative"),
        ["beitreten frame"],
    ),
    "fixed-word-without-place": (
        ('"zu Bündnis|Pakt"', '"zur Bündnis" , "zu Pakt|"'),
        ["beitreten_joins zu Pakt|", "beitreten_joins zur Bündnis"],
    ),
    "kind-not-declared": (("kg:subjectKind kg:SovereignState", "kg:subjectKind kg:Stat"), ["beitreten_joins Stat"]),
    "relation-sense-without-ends": (
        ("kg:contentArgument arg:clause", "skos:example 'Er sagt es.'@de"),
        ["sagen_states content"],
    ),
    "relation-without-sense": (("ontolex:reference kg:meets", "ontolex:reference kg:states"), ["meets"]),
    "sense-without-entry": (
        ("ontolex:sense lex:sagen_states", "ontolex:sense lex:beitreten_joins"),
        ["beitreten_joins 2", "sagen_states 0"],
    ),
    "sense-without-reference": (("ontolex:reference kg:states", "ontolex:reference kg:said"), ["sagen_states said"]),
    "trait-not-declared": (("kg:trait kg:reciprocal", "kg:trait kg:mutual"), ["mutual"]),
    "value-not-declared": (("kg:modality kg:planned", "kg:modality kg:negative"), ["beitreten_joins negative"]),
}


@pytest.fixture(scope="module")
def german() -> Lexicon:
    return lexicon.load("de")


@pytest.fixture(scope="module")
def shipped() -> ox.Store:
    """The ontology, the arguments and the German words."""
    store = ox.Store()
    for name in ("kg.ttl", "arguments.ttl", "lexicon.de.ttl"):
        store.load(path=ONTOLOGY / name, format=ox.RdfFormat.TURTLE)
    return store


def ask(check: Path, store: ox.Store) -> list[str]:
    """Rows of a check, each as the local names of its bound values."""
    rows = store.query(check.read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    bound = [[term.value for term in row if not isinstance(term, ox.Triple | None)] for row in rows]
    return [" ".join(re.split(r"[#/]", value)[-1] for value in row) for row in bound]


def whole(words: str = WORDS) -> ox.Store:
    store = ox.Store()
    store.load((PREFIXES + RELATIONS + ARGUMENTS + words).encode(), format=ox.RdfFormat.TURTLE)
    return store


def folder(path: Path, words: str = WORDS) -> Path:
    """A folder with the small ontology, its arguments and a lexicon of these words."""
    for name, text in (("kg.ttl", RELATIONS), ("arguments.ttl", ARGUMENTS), ("lexicon.de.ttl", words)):
        (path / name).write_text(PREFIXES + text, encoding="utf-8")
    return path


# -- the shipped lexicon ---------------------------------------------------------------------------


def test_the_german_lexicon_has_at_least_a_thousand_words(german: Lexicon) -> None:
    assert len(german.entries) > 1000


def test_every_relation_has_a_word(german: Lexicon) -> None:
    meant = {sense.reference for senses in german.entries.values() for sense in senses}
    assert german.relations
    assert set(german.relations) <= meant


def test_every_restriction_names_a_kind_or_a_class_above_kinds(german: Lexicon) -> None:
    known = {above for kind in Kind for above in german.kinds[kind]}
    for senses in german.entries.values():
        for sense in senses:
            assert sense.subject_kinds | sense.object_kinds <= known, sense.name


def test_a_word_is_found_in_any_case_and_only_as_its_part_of_speech(german: Lexicon) -> None:
    assert german.senses("verb", "Beitreten") == german.senses("verb", "beitreten") != ()
    assert german.senses("adposition", "beitreten") == ()
    assert german.senses("verb", "zitronenfalten") == ()


@pytest.mark.parametrize("compound", ["Nato-Mitglied", "Gründungsmitglied", "Nicht-EU-Mitglied"])
def test_a_compound_means_what_its_head_means(german: Lexicon, compound: str) -> None:
    assert "memberOf" in {sense.reference for sense in german.noun(compound)}


@pytest.mark.parametrize("word", ["Glied", "Zitrone", "Mitgliedsbeitrag", "-", ""])
def test_a_word_that_only_looks_like_a_compound_means_nothing(german: Lexicon, word: str) -> None:
    assert german.noun(word) == ()


# -- checks ----------------------------------------------------------------------------------------


def test_every_check_has_a_header_and_a_fault() -> None:
    assert {check.stem for check in CHECKS} == set(BROKEN)
    for check in CHECKS:
        assert re.match(r"#\+ summary: \S.+\n", check.read_text(encoding="utf-8")), check.name


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_the_lexicon_passes(check: Path, shipped: ox.Store) -> None:
    assert ask(check, shipped) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.stem)
def test_a_check_names_the_fault_that_it_is_for_and_nothing_else(check: Path) -> None:
    (right, wrong), faults = BROKEN[check.stem]
    assert right in WORDS
    assert ask(check, whole()) == []
    assert ask(check, whole(WORDS.replace(right, wrong))) == faults


# -- reading ---------------------------------------------------------------------------------------


def test_a_sense_is_read_with_its_arguments_best_first(tmp_path: Path) -> None:
    (sense,) = lexicon.load("de", folder(tmp_path)).senses("verb", "beitreten")
    assert (sense.name, sense.reference) == ("beitreten_joins", "joins")
    assert (sense.subject, sense.object) == (("subject",), ("zu", "dative"))
    assert sense.fixed == (Fixed("zu", frozenset({"bündnis", "pakt"})),)
    assert sense.unless == (Fixed("child", frozenset({"streit"})),)
    assert (sense.polarity, sense.modality) == (Polarity.POSITIVE, Modality.PLANNED)
    assert sense.subject_kinds == {"SovereignState"}


def test_relations_kinds_and_markers_come_from_the_ontology(tmp_path: Path) -> None:
    read = lexicon.load("de", folder(tmp_path))
    assert {name for name, relation in read.relations.items() if relation.symmetric} == {"meets"}
    assert read.relations["states"].takes == "both"
    assert read.kinds["SovereignState"] == {"SovereignState", "State", "Entity"}
    assert read.markers == {"zu": frozenset({"zu", "zum"})}


def test_a_noun_with_the_trait_suffix_heads_solid_compounds(tmp_path: Path) -> None:
    read = lexicon.load("de", folder(tmp_path))
    assert read.noun("Gipfeltreffen") == read.noun("Krisen-Treffen") == read.noun("Treffen") != ()
    (sense,) = read.noun("Treffen")
    assert (sense.polarity, sense.flags) == (Polarity.NEGATIVE, frozenset({"reciprocal", "suffix"}))


def test_a_language_without_lexicon_is_refused_with_the_place(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=re.escape(f"{tmp_path / 'lexicon.xx.ttl'}: no lexicon for the language 'xx'")):
        lexicon.load("xx", tmp_path)


@pytest.mark.parametrize("name", ["kg.ttl", "arguments.ttl"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    (folder(tmp_path) / name).unlink()
    with pytest.raises(InputError, match=re.escape(str(tmp_path / name))):
        lexicon.load("de", tmp_path)


def test_broken_turtle_is_named_with_file_and_line(tmp_path: Path) -> None:
    broken = folder(tmp_path, WORDS + "lex:kaputt a ontolex:LexicalEntry ;;; .. [")
    line = (PREFIXES + WORDS).count("\n") + 1
    with pytest.raises(InputError, match=rf"{re.escape(str(broken / 'lexicon.de.ttl'))}: .*\b{line}\b"):
        lexicon.load("de", tmp_path)


@pytest.mark.parametrize(
    ("reference", "count"), [("skos:example 'x'", 0), ("ontolex:reference kg:joins , kg:meets", 2)]
)
def test_a_sense_with_other_than_one_reference_is_named(tmp_path: Path, reference: str, count: int) -> None:
    folder(tmp_path, WORDS.replace("ontolex:reference kg:joins", reference))
    with pytest.raises(InputError, match=rf"lexicon\.de\.ttl: sense beitreten_joins has {count} references"):
        lexicon.load("de", tmp_path)
