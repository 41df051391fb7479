"""Repairs of German trees: each cures one kind of mistake that parsers make, as a component after the parser."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kg.language import arguments, clauses, durations, lemmas, lists, names, topics
from kg.language.tree import Component

# lemmas and particles come first, because the others ask for a verb by its lemma
REPAIRS: dict[str, Component] = {
    "kg_subjunctives": topics.subjunctives,
    "kg_particles": lemmas.particles,
    "kg_adverbs": topics.adverbs,
    "kg_finite": topics.finite_verbs,
    "kg_nouns": names.nouns,
    "kg_pointing": topics.pointing,
    "kg_lemmas": lemmas.lemmas,
    "kg_second_particle": topics.second_particle,
    "kg_names": names.names,
    "kg_articles": names.articles,
    "kg_topics": topics.topics,
    "kg_no_longer": topics.no_longer,
    "kg_kickers": topics.kickers,
    "kg_neither": lists.neither,
    "kg_durations": durations.durations,
    "kg_copula": clauses.copula,
    "kg_infinitives": arguments.infinitives,
    "kg_objects": arguments.objects,
    "kg_subjects": arguments.subjects,
    "kg_passive": arguments.passive,
    "kg_recipient": arguments.recipient,
    "kg_relative": clauses.relative,
    "kg_reduced": clauses.reduced,
    "kg_expletive": arguments.expletive,
    "kg_speech": clauses.speech,
    "kg_sources": clauses.sources,
    "kg_reports": clauses.reports,
    "kg_reflexive": arguments.reflexive,
    "kg_datives": arguments.datives,
    "kg_governed": arguments.governed,
    "kg_lists": lists.lists,
    "kg_places": names.places,
}


@Language.component("kg_repair_de")
def repair_de(doc: Doc) -> Doc:
    """All repairs one after the other, for a document that another German parser has read."""
    for repair in REPAIRS.values():
        doc = repair(doc)
    return doc
