"""Repairs of names: genitives in front, acronyms behind, the parts of a person's name, places that are taken."""

from __future__ import annotations

from spacy.tokens import Span

from kg.language import german
from kg.language.german import words
from kg.language.tree import Tree, component

_NO_NOUNS = frozenset({"ADV", "ITJ", "PTKANT"})
UNLIKELY_GENITIVE = frozenset({"nsubj", "obj", "amod", "det", "appos", "compound", "obl", "advmod"})


@component("kg_names")
def names(tree: Tree) -> None:
    """Genitives before their noun, acronyms behind their name, and the parts of a person's name."""
    for i, pos in enumerate(tree.pos):
        if pos == "PROPN":
            _genitive(tree, i)
            _acronym(tree, i)
            _titled(tree, i)
    for i in list(tree.each("compound")):
        for child in tree.children(i, "case", "det") if i < tree.heads[i] else ():
            tree.attach(child, tree.heads[i], tree.relations[child])  # aus dem Warschauer Pakt
    for entity in tree.doc.ents:
        if entity.label_ == "PER":
            _person(tree, entity.start, entity.end)


@component("kg_nouns")
def nouns(tree: Tree) -> None:
    """Common nouns that a tagger takes for adverbs or names: *Malis Bitte um Hilfe*, *schickte der Ukraine Panzer*."""
    known = german.known_nouns()
    for i, tag in enumerate(tree.tags[1:], 1):
        text = tree.doc[i].text.rpartition("-")[2]
        if not text[:1].isupper() or text not in known:
            continue
        named = tag == "NE" and tree.relations[i] == "flat" and _is_second_object(tree, i)
        if named or (tag in _NO_NOUNS and tree.pos[i - 1] in {"PROPN", "DET", "ADJ"}):
            tree.retag(i, "NOUN", "NN")
        if named:
            tree.attach(i, tree.heads[tree.heads[i]], "obj")
    for i in list(tree.each("compound")):
        _before_object(tree, i)


def _before_object(tree: Tree, i: int) -> None:
    """A name with its article is no part of the noun behind it: *warf der Nato Aggression vor*."""
    noun = i + 1
    if tree.pos[i] != "PROPN" or tree.heads[i] != noun or tree.tags[noun] != "NN":
        return
    verb = tree.heads[noun]
    article = tree.child(noun, "det")
    if article is None or article != i - 1 or tree.words[article] not in {"der", "dem", "den"}:
        return
    if tree.pos[verb] == "VERB" and tree.child(verb, "obj") is None:
        tree.attach(article, i, "det")
        tree.attach(i, verb, "obl:arg")
        tree.relabel(noun, "obj")


def _is_second_object(tree: Tree, i: int) -> bool:
    """Whether what looks like the second part of a name stands behind a dative: *der Ukraine Panzer*."""
    name = tree.heads[i]
    verb = tree.heads[name]
    dative = name == i - 1 and tree.relations[name] == "obl:arg" and tree.child(name, "det") is not None
    return dative and tree.pos[verb] == "VERB" and tree.child(verb, "obj") is None


@component("kg_articles")
def articles(tree: Tree) -> None:
    """An article right before its noun is no subject of its own: *weigert sich, das Kosovo anzuerkennen*."""
    for i, tag in enumerate(tree.tags[:-1]):
        relative = i > 0 and tree.words[i - 1] == "," and tree.tags[tree.heads[i]] != "VVIZU"
        if tag != "ART" or relative or tree.relations[i] == "det" or tree.children(i):
            continue
        if tree.pos[i + 1] in {"NOUN", "PROPN"}:
            tree.attach(i, i + 1, "det")


@component("kg_places")
def places(tree: Tree) -> None:
    """A bare name that is taken, shelled or besieged is a place, whatever the recogniser says: *Sie eroberten Jar*."""
    taken = [i for i, tag in enumerate(tree.tags) if tag == "NE" and _is_taken(tree, i)]
    if taken:
        found = [Span(tree.doc, i, 1 + max([i, *tree.children(i, "flat")]), "LOC") for i in taken]
        tree.doc.set_ents(found, default="unmodified")
    for i in taken:
        if tree.relations[i] == "nsubj":
            tree.relabel(i, "obj")


def _is_taken(tree: Tree, i: int) -> bool:
    if tree.relations[i] not in {"obj", "nsubj", "nsubj:pass"} or tree.doc[i].ent_type_ not in {"", "LOC", "PER"}:
        return False
    bare = tree.doc[i].is_title and tree.child(i, "det", "amod", "case", "appos") is None
    if not bare or tree.doc[tree.heads[i]].lemma_ not in words("taken_de.tsv"):
        return False
    return tree.relations[i] != "nsubj" or tree.child(tree.heads[i], "nsubj") != i  # one who takes stands before it


def _titled(tree: Tree, i: int) -> None:
    """Hang a name on the title right before it where both are subjects: *Kanzler Kurz und Präsident Lang reden*."""
    title = i - 1
    if not i or tree.pos[title] != "NOUN" or tree.heads[title] != tree.heads[i] or title == tree.heads[i]:
        return
    if tree.relations[title] == tree.relations[i] == "nsubj":
        for child in tree.children(i, "conj", "cc"):
            tree.attach(child, title, tree.relations[child])
        tree.attach(i, title, "appos")


def _genitive(tree: Tree, i: int) -> None:
    if not _is_genitive(tree, i) or tree.child(i, "det", "case") is not None:
        return
    noun = next((n for n in range(i + 1, min(i + 4, len(tree.pos))) if tree.pos[n] != "ADJ"), None)
    stray = tree.relations[i] in UNLIKELY_GENITIVE or (tree.relations[i] == "flat" and tree.heads[i] > i)
    if noun is not None and tree.pos[noun] == "NOUN" and tree.heads[noun] == i:
        tree.raise_over(noun, i, "nmod")
    elif noun is not None and tree.pos[noun] == "NOUN" and stray and tree.heads[i] in {noun, tree.heads[noun]}:
        tree.attach(i, noun, "nmod")
    elif i and tree.pos[i - 1] == "NOUN" and tree.relations[i] in {"nsubj", "obj", "obl:arg"}:
        tree.attach(i, i - 1, "nmod")


def _is_genitive(tree: Tree, i: int) -> bool:
    return tree.words[i].endswith(("s", "'", "’")) and len(tree.doc[i].lemma_) < len(tree.words[i])


def _acronym(tree: Tree, i: int) -> None:
    word = tree.doc[i].text
    if not (word.isupper() and 2 <= len(word) <= 8 and word.isalpha()) or i < 2:
        return
    before = i - 2 if tree.words[i - 1] in {"kurz", ":"} else i - 1
    if tree.words[before] == "kurz":
        before -= 1
    bracket = tree.words[before] == "(" and i + 1 < len(tree.words) and tree.words[i + 1] == ")"
    short = tree.words[before] == "," and before < i - 1
    if not (bracket or short):
        return
    last = before - 1
    while tree.relations[last] == "flat":
        last = tree.heads[last]
    nouns = [n for n in (last, *tree.above(last)) if n < before and tree.pos[n] in {"NOUN", "PROPN"}]
    fitting = [n for n in nouns if any(tree.words[k][0] == word[0].lower() for k in _beginners(tree, n))]
    if fitting or (nouns and tree.heads[i] not in nouns):
        tree.attach(i, fitting[-1] if fitting else nouns[0], "appos")


def _beginners(tree: Tree, noun: int) -> list[int]:
    return [noun, *tree.children(noun, "amod", "compound")]


def _person(tree: Tree, start: int, end: int) -> None:
    parts = range(start, end)
    if len(parts) < 2 or any(tree.pos[i] != "PROPN" for i in parts) or _is_genitive(tree, start):
        return
    outside = [i for i in parts if tree.heads[i] not in parts or tree.heads[i] == i]
    if not outside:
        return
    first, top = start, outside[0]
    if top != first:
        tree.raise_over(first, top, "flat")
    for i in parts[1:]:
        if tree.relations[i] not in {"flat", "case"}:
            tree.attach(i, first, "flat")
