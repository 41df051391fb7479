"""Repairs of verbs that a tagger takes for other words: *Vermittelt wurde von Katar*, *er unterstütze Mali*."""

from __future__ import annotations

from kg.language import german
from kg.language.german import words
from kg.language.tree import NOMINAL, Tree, component, finite

# tags that a finite verb may get by mistake
_NO_VERBS = frozenset({"ADJD", "PTKVZ"})
_POINTING = frozenset({"das", "dies"})
_AUXILIARIES = {"sein": "aux", "haben": "aux", "werden": "aux:pass"}


@component("kg_topics")
def topics(tree: Tree) -> None:
    """A participle in front of its auxiliary is the verb, though its capital makes a noun of it."""
    for i, pos in enumerate(tree.pos[:-1]):
        auxiliary = tree.doc[i + 1]
        relation = _AUXILIARIES.get(auxiliary.lemma_)
        if relation is None or not finite(auxiliary) or (i and pos != "VERB" and not _begins(tree, i)):
            continue
        if german.participle(tree.words[i]) is None or tree.children(i, "det", "case"):
            continue
        root = tree.heads[i]
        if (
            root != i
            and tree.relations[i] == "nsubj"
            and root in {tree.heads[i + 1], i + 1}
            and tree.heads[root] == root
        ):
            tree.raise_over(i, root, "nsubj")
        if tree.heads[i] != i:
            continue
        tree.attach(i + 1, i, relation)
        token = tree.retag(i, "VERB", "VVPP")
        token.lemma_ = german.verb_lemma(token.text, "VVPP")


@component("kg_subjunctives")
def subjunctives(tree: Tree) -> None:
    """What looks like an adjective is the verb of reported words behind *, er* or a subject: *er unterstütze Mali*."""
    for i, tag in enumerate(tree.tags[1:], 1):
        behind_pronoun = i > 1 and tree.words[i - 1] in words("pronouns_de.tsv") and tree.words[i - 2] == ","
        named = _opens_with_name(tree, i)
        if tag != "ADJA" or not (behind_pronoun or named or tree.child(i, "nsubj") is not None):
            continue
        if not any(a.kind in {"fin", "sub"} for a in german.analyses(tree.words[i])):
            continue
        noun = tree.heads[i]
        if tree.relations[i] == "amod" and noun > i:
            relation, above = tree.relations[noun], tree.heads[noun]
            tree.raise_over(i, noun, "obj")
            tree.relabel(i, "ccomp" if above not in {noun, i} else relation)
            for child in tree.children(noun, "nsubj", "punct"):
                if child < i:
                    tree.attach(child, i, tree.relations[child])
        if named and i - 1 in tree.above(i):
            tree.raise_over(i, i - 1, "nsubj")
            tree.relabel(i, "ccomp" if tree.heads[i] != i else tree.relations[i])
        elif named:
            tree.attach(i - 1, i, "nsubj")
        token = tree.retag(i, "VERB", "VVFIN")
        token.set_morph("Mood=Sub|VerbForm=Fin")  # type: ignore[attr-defined]  # spaCy's stub lacks it


def _opens_with_name(tree: Tree, i: int) -> bool:
    """Whether only a name stands between a word and the mark or the beginning before it: *sagte, Mali bedrohe Togo*."""
    before = i - 3 if i > 1 and tree.tags[i - 2] == "ART" else i - 2
    return tree.pos[i - 1] == "PROPN" and tree.heads[i] > i and (before < 0 or tree.tags[before].startswith("$"))


@component("kg_adverbs")
def adverbs(tree: Tree) -> None:
    """A word that can only be an adverb is one of the clause, whatever the tagger says: *liefert keineswegs Waffen*."""
    for i, word in enumerate(tree.words):
        head = tree.heads[i]
        if word not in words("adverbs_de.tsv") or head == i:
            continue
        behind = head < i and tree.pos[head] in NOMINAL
        if (behind or tree.relations[i] == "det") and tree.pos[tree.heads[head]] == "VERB":
            head = tree.heads[head]
        tree.attach(i, head, "advmod")
        tree.retag(i, "ADV", "ADV")


@component("kg_finite")
def finite_verbs(tree: Tree) -> None:
    """What has a subject and no auxiliary is a verb, whatever the tagger says: *Polen plant, …*, *dass er beitritt*."""
    for i, tag in enumerate(tree.tags):
        if (
            tag not in _NO_VERBS
            or tree.child(i, "nsubj") is None
            or tree.child(i, "aux", "aux:pass", "cop") is not None
        ):
            continue
        kinds = {a.kind for a in german.analyses(tree.words[i])}
        if "fin" in kinds and "part" not in kinds and tree.words[i] not in words("particles_de.tsv"):
            token = tree.retag(i, "VERB", "VVFIN")
            token.set_morph("Mood=Ind|VerbForm=Fin")  # type: ignore[attr-defined]  # spaCy's stub lacks it


@component("kg_pointing")
def pointing(tree: Tree) -> None:
    """What looks like an adjective behind *Das* is the verb: *Das kündigte Minister Berg an*."""
    for i in list(tree.each("amod")):
        noun = tree.heads[i]
        if not i or tree.words[i - 1] not in _POINTING or not _begins(tree, i - 1) or noun < i or tree.finite(noun):
            continue
        found = german.analyses(tree.words[i])
        if (
            not found
            or any(a.kind not in {"fin", "sub"} for a in found)
            or tree.relations[noun] not in {"ROOT", "nsubj"}
        ):
            continue
        tree.raise_over(i, noun, "nsubj")
        tree.attach(i - 1, i, "obj")
        for child in tree.children(noun):
            if tree.tags[child] == "PTKVZ":
                tree.attach(child, i, "compound:prt")
            elif child > noun and tree.case(child) is not None:
                tree.attach(child, i, "obl")
        tree.retag(i, "VERB", "VVFIN")


@component("kg_kickers")
def kickers(tree: Tree) -> None:
    """A catchword before a colon is no subject of the headline behind it: *Gipfel-Krach: Mali tritt aus*."""
    for i in list(tree.each("nsubj", "nsubj:pass", "obj", "obl")):
        verb, (first, last) = tree.heads[i], tree.edges(i)
        if verb < last or tree.words[last + 1] != ":" or not _begins(tree, first):
            continue
        tree.relabel(i, "dislocated")
        if tree.child(verb, "nsubj", "nsubj:pass") is None:
            bare = [n for n in tree.children(verb, "obj") if i < n < verb and tree.case(n) is None]
            for noun in bare[:1]:
                tree.relabel(noun, "nsubj")


def _begins(tree: Tree, i: int) -> bool:
    return tree.sentence(i)[0] == i


@component("kg_no_longer")
def no_longer(tree: Tree) -> None:
    """*nicht mehr* and *nicht länger* are two words of the same verb, whichever of them a parser hangs on the other."""
    for i, word in enumerate(tree.words[:-2]):
        if word != "nicht" or tree.words[i + 1] not in words("longer_de.tsv") or tree.words[i + 2] == "als":
            continue
        if tree.heads[i + 1] == i:
            tree.attach(i + 1, tree.heads[i], "advmod")
        elif tree.heads[i] == i + 1:
            tree.attach(i, tree.heads[i + 1], "advmod")


@component("kg_second_particle")
def second_particle(tree: Tree) -> None:
    """A second particle stands for its verb again: *wendet sich von A ab und B zu* is *… und wendet sich B zu*."""
    for verb in {tree.heads[i] for i in tree.each("compound:prt")}:
        particles = tree.children(verb, "compound:prt")
        if len(particles) != 2 or not verb < particles[0] < particles[1]:
            continue
        first, second = particles
        between = [i for i in range(first + 1, second) if tree.pos[i] == "CCONJ"]
        if not between:
            continue
        stem = tree.doc[verb].lemma_.removeprefix(tree.words[second]).removeprefix(tree.words[first])
        for i in range(between[0], second):
            if tree.heads[i] == verb or i == between[0]:
                tree.attach(i, second, "cc" if i == between[0] else tree.relations[i])
        tree.attach(second, verb, "conj")
        tree.doc[verb].lemma_ = tree.words[first] + stem
        tree.retag(second, "VERB", "VVFIN").lemma_ = tree.words[second] + stem
