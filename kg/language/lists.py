"""Repairs of lists: *in folgenden Verbänden: Europarat und GUAM*, *acht Staaten, darunter Mali*."""

from __future__ import annotations

from collections.abc import Iterator

from kg.language.german import words
from kg.language.tree import Tree, component

_NAMED = frozenset({"NOUN", "PROPN"})
_VERBAL = frozenset({"VERB", "AUX"})
_BETWEEN = frozenset({",", ";", "und", "sowie", "oder"})
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")


@component("kg_lists")
def lists(tree: Tree) -> None:
    """Names behind a colon say what the plural noun before it stands for, however long their list is."""
    for colon in [i for i, word in enumerate(tree.words) if word == ":"]:
        last = tree.sentence(colon)[1]
        noun = _announcing(tree, colon)
        if noun is None or any(tree.pos[i] in _VERBAL for i in range(colon + 1, last + 1)):
            continue
        members = list(_members(tree, colon + 1, last))
        if len(members) > 1 and not any(tree.case(member) for member in members):
            _hang(tree, noun, members)
    for i in list(tree.each("conj", "obl", "obj", "nsubj")):
        if tree.pos[tree.heads[i]] in _VERBAL and tree.pos[i] in _NAMED:
            _of_them(tree, i)
            _goes_on(tree, i)
            _elsewhere(tree, i)


@component("kg_neither")
def neither(tree: Tree) -> None:
    """What *weder* and *noch* deny is coordinated: *verlässt weder A noch B*, *hat weder A gelobt noch B getadelt*."""
    for first in [i for i, word in enumerate(tree.words) if word == "weder"]:
        last = tree.sentence(first)[1]
        second = next((i for i in range(first + 1, last + 1) if tree.words[i] == "noch"), None)
        if second is None or tree.pos[tree.heads[first]] in _VERBAL:
            continue
        verb = next((i for i in range(second - 1, first, -1) if tree.pos[i] == "VERB"), None)
        other = next((i for i in range(second + 1, last + 1) if tree.pos[i] == "VERB"), None)
        if verb is None:
            _neither_name(tree, first, second, last)
        elif other is not None:
            tree.attach(first, verb, "advmod")
            tree.attach(other, verb, "conj")
            tree.attach(second, other, "advmod")


def _neither_name(tree: Tree, first: int, second: int, last: int) -> None:
    one = next((i for i in range(first + 1, second) if tree.pos[i] in _NAMED), None)
    other = next((i for i in range(second + 1, last + 1) if tree.pos[i] in _NAMED | _VERBAL | {"PUNCT"}), None)
    if one is None or other is None or tree.pos[other] not in _NAMED:
        return
    while first < tree.heads[one] < second:
        one = tree.heads[one]
    if tree.relations[other] == "nsubj" and tree.heads[one] == tree.heads[other]:
        tree.relabel(one, "nsubj")
    tree.raise_over(one, other, "conj")
    tree.attach(other, one, "conj")
    around = tree.case(one) is not None and tree.pos[one] == tree.pos[other] == "NOUN"  # weder im Mai noch im Juni
    verb = next((i for i in tree.above(one) if tree.pos[i] == "VERB"), None) if around else None
    tree.attach(first, *((one, "cc:preconj") if verb is None else (verb, "advmod")))
    tree.attach(second, other, "cc")
    verb = tree.heads[one]
    others = [i for i in tree.children(verb, "nsubj") if i != one] if tree.relations[one] == "nsubj" else []
    if any(i < first for i in others):
        tree.relabel(one, "obj")
    elif other < verb:
        for i in [i for i in others if i > verb]:
            tree.relabel(i, "obj")


def _of_them(tree: Tree, name: int) -> None:
    """*Acht Staaten stimmten zu, darunter Mali*: the name belongs to those counted or listed before."""
    marked = {tree.words[i] for i in tree.children(name, "advmod")} & words("among_de.tsv")
    if not marked or tree.child(name, "nmod", "appos") is not None:  # only a bare name can be one of them
        return
    phrases = tree.children(tree.heads[name], "nsubj", "nsubj:pass", "obj", "obl", "obl:arg")
    several = [i for i in phrases if i < name and tree.pos[i] == "NOUN" and tree.feature(i, "Number") == "Plur"]
    counted = [i for i in several if tree.child(i, "nummod") is not None] or several
    if counted:
        tree.attach(name, counted[-1], "appos")


def _goes_on(tree: Tree, second: int) -> None:
    """*Gestern haben Mali, die EU, Togo und Benin den Bund verlassen*: no object begins right behind a subject."""
    verb, first = tree.heads[second], tree.edges(second)[0]
    comma = first if tree.words[first] == "," else first - 1
    subject = next((i for i in tree.children(verb, "nsubj") if tree.edges(i)[1] == comma - 1), None)
    listed = any(tree.child(i, "cc") is not None or tree.words[i - 1] == "und" for i in tree.children(second, "conj"))
    others = [i for i in tree.children(verb, "obj", "obl:arg", "ccomp") if i > second]
    if tree.relations[second] == "obj" and tree.words[comma] == "," and subject is not None and listed and others:
        tree.attach(second, subject, "conj")


def _elsewhere(tree: Tree, direction: int) -> None:
    """*grenzt im Norden an Mali und im Süden an Togo*: the second name is coordinated with the first."""
    if tree.relations[direction] not in {"conj", "obl"} or tree.words[direction] not in words("directions_de.tsv"):
        return
    around = tree.children(tree.heads[direction], "obl")
    for name in tree.children(direction, "nmod", "obl"):
        twins = [i for i in around if i < direction and tree.case(i) is not None and tree.case(i) == tree.case(name)]
        if twins and tree.pos[name] in _NAMED:
            tree.attach(name, twins[-1], "conj")


def _announcing(tree: Tree, colon: int) -> int | None:
    """The noun that the list belongs to: right before the colon, or announced by *folgend*."""
    if colon and tree.pos[colon - 1] == "NOUN" and tree.feature(colon - 1, "Number") != "Sing":
        return colon - 1
    first = tree.sentence(colon)[0]
    announced = (tree.heads[i] for i in range(first, colon) if tree.doc[i].lemma_.lower() in words("announcing_de.tsv"))
    return next((noun for noun in announced if noun < colon and tree.pos[noun] == "NOUN"), None)


def _members(tree: Tree, first: int, last: int) -> Iterator[int]:
    """The head of each phrase between the commas; what stands in brackets belongs to the phrase before."""
    start, depth = first, 0
    for i in range(first, last + 2):
        word = tree.words[i] if i <= last else ","
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth == 0 and (word in _BETWEEN or i > last):
            phrase = [n for n in range(start, i) if tree.pos[n] in _NAMED]
            tops = [n for n in phrase if not start <= tree.heads[n] < i or tree.heads[n] == n]
            if tops:
                yield tops[0]
            start = i + 1


def _hang(tree: Tree, noun: int, members: list[int]) -> None:
    first, *others = members
    for member in members:  # loosen them first, so that none stands above another
        tree.attach(member, noun, "appos")
    for member in others:
        tree.attach(member, first, "conj")
