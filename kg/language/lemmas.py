"""Repairs of lemmas: verbs with their particle, nouns in the singular, the verbs of participles."""

from __future__ import annotations

from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language import german
from kg.language.german import words
from kg.language.tree import Tree, component, finite, forget

# what may follow a verb's particle at the end of its clause
CLOSERS = frozenset({"PUNCT", "CCONJ", "SCONJ", "SPACE", "VERB", "AUX"})
_COMPARED = ("er", "ste", "sten")
LOOSE = frozenset({"compound:prt", "case", "xcomp"})

if not Token.has_extension("verb_lemma"):
    Token.set_extension("verb_lemma", default=None)


@component("kg_particles")
def particles(tree: Tree) -> None:
    """Hang a stand-alone verb particle on its finite verb: *tritt … dem Bündnis bei*; a postposition is none."""
    for i, tag in enumerate(tree.tags):
        if tag == "APPO":
            _postposition(tree, i)
        if tag == "PTKVZ" and tree.relations[i] == "compound:prt":
            for adverb in tree.children(i, "advmod"):  # nimmt nicht teil
                tree.attach(adverb, tree.heads[i], "advmod")
        if tag != "PTKVZ" or tree.words[i] not in words("particles_de.tsv"):
            continue
        if tree.relations[i] in LOOSE and not _is_of_nearer_verb(tree, i):
            continue
        if i + 1 < len(tree.pos) and tree.pos[i + 1] not in CLOSERS:
            continue
        first, _ = tree.sentence(i)
        verbs = (v for v in range(i - 1, first - 1, -1) if tree.pos[v] in {"VERB", "AUX"} and finite(tree.doc[v]))
        verb = next(verbs, None)
        if verb is not None and tree.child(verb, "compound:prt") is None and not tree.children(i):
            tree.attach(i, verb, "compound:prt")


def _is_of_nearer_verb(tree: Tree, i: int) -> bool:
    """Whether a particle hangs on a noun, or on the verb that reports its clause: *sagte, Mali greife Togo an*."""
    head = tree.heads[i]
    if tree.relations[i] == "case":
        return head < i
    between = [v for v in range(head + 1, i) if tree.pos[v] == "VERB" and finite(tree.doc[v])]
    if tree.relations[i] != "compound:prt" or len(between) != 1 or tree.words[between[0] + 1] == ",":
        return False
    return tree.child(between[0], "nsubj") is not None


def _postposition(tree: Tree, i: int) -> None:
    """Hang a preposition on the phrase right before it: *sagte Lang der Agentur Ora zufolge*; it is no subject."""
    if tree.relations[i] in {"case", "fixed"}:
        if tree.relations[tree.heads[i]] == "nsubj" and tree.heads[i] < i:
            _no_subject(tree, tree.heads[i])
        return
    verb = tree.heads[i]
    up = [n for n in (i - 1, *tree.above(i - 1)) if n < i and tree.pos[n] in {"NOUN", "PROPN"}] if i else []
    phrase = next((n for n in up if tree.child(n, "det", "amod") is not None), up[0] if up else None)
    if phrase is not None and verb < i and tree.pos[verb] in {"VERB", "AUX"} and verb not in tree.children(phrase):
        tree.attach(phrase, verb, "obl")
        tree.attach(i, phrase, "case")


def _no_subject(tree: Tree, phrase: int) -> None:
    """*Mali zufolge hilft Togo Ghana*: the subject is the first of the two behind the verb."""
    verb = tree.heads[phrase]
    tree.relabel(phrase, "obl")
    bare = [n for n in tree.children(verb, "obj") if n > phrase and tree.child(n, "case") is None]
    if bare and tree.child(verb, "nsubj") is None:
        tree.relabel(bare[0], "nsubj")
        second = tree.child(bare[0], "flat")
        if len(bare) == 1 and second is not None and second == bare[0] + 1:
            tree.attach(second, verb, "obj")


@Language.component("kg_lemmas")
def lemmas(doc: Doc) -> Doc:
    """Lemmas of verbs and nouns from the word tables; a separated verb gets its particle back.

    ``token._.verb_lemma`` is the infinitive of a participle that stands as an attribute or predicate
    (*die besetzten Gebiete*), None for other words than adjectives. A compound cut short is completed.
    """
    for token in doc:
        if token.tag_ == "VVPP" and _is_alone(token):
            token.tag_ = "VVFIN"
            token.set_morph("Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin")  # type: ignore[attr-defined]
        if token.pos_ == "ADJ" and _is_verb(token):
            token.pos_, token.tag_ = "VERB", "VVFIN"
        if token.pos_ in {"VERB", "AUX"}:
            token.lemma_ = german.verb_lemma(token.text, token.tag_, token.lemma_)
        elif token.pos_ == "NOUN" and token.text[:1].isupper():
            token.lemma_ = german.noun_lemma(token.text, token.lemma_)
        elif token.pos_ == "PROPN" and token.tag_ == "NN" and (lemma := plural_of(token)):
            token.pos_, token.lemma_ = "NOUN", lemma
        elif token.pos_ == "ADV" and not token.lower_.endswith(_COMPARED):
            token.lemma_ = token.lower_
        elif token.pos_ == "ADJ":
            token._.verb_lemma = german.participle(token.text)
    for token in doc:  # Außen- und Verteidigungsminister
        if token.text.endswith("-") and token.pos_ in {"NOUN", "PROPN"}:
            others = [child.lemma_ for child in token.children if child.dep_ == "conj" and child.pos_ == "NOUN"]
            token.lemma_ = (others and german.completed(token.text, others[0])) or token.lemma_
    split = {token.head: token for token in doc if token.dep_ == "compound:prt"}
    for verb, particle in split.items():
        whole = particle.lower_ + verb.lemma_
        if whole not in _loose().get(particle.lower_, (whole,)):
            particle.dep_, particle.pos_ = "advmod", "ADV"
        elif verb.pos_ in {"VERB", "AUX"}:
            verb.lemma_ = whole
    forget()
    return doc


def _is_verb(word: Token) -> bool:
    """Whether what looks like an adjective heads a clause with a subject: *1998 brachen Mali und Togo die … ab*."""
    if word.tag_ == "VVFIN":
        return True
    relations = {child.dep_ for child in word.children}
    clause = word.dep_ != "amod" and "nsubj" in relations and relations.isdisjoint({"cop", "aux", "aux:pass", "mark"})
    return clause and any(each.kind == "fin" for each in german.analyses(word.lower_))


def _is_alone(verb: Token) -> bool:
    """Whether what looks like a participle is the only verb of its clause: *das an Mali grenzt*."""
    if verb.dep_ not in {"acl:relcl", "advcl", "ccomp"} or not verb.text.endswith("t"):
        return False
    relations = {child.dep_ for child in verb.children}
    opened = "mark" in relations or any(child.tag_ == "PRELS" for child in verb.children)
    return opened and "nsubj" in relations and relations.isdisjoint({"aux", "aux:pass", "cop"})


@lru_cache
def _loose() -> dict[str, tuple[str, ...]]:
    """Particles that are adverbs beside most verbs -> the verbs that they belong to."""
    return {particle: tuple(verbs) for particle, *verbs in german.rows("loose_particles_de.tsv")}


def plural_of(token: Token) -> str | None:
    """The singular of a plural that we know."""
    found = german.singular(token.text, german.known_nouns())
    return found if found != token.text else None
