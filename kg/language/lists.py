"""Repairs of lists: *in folgenden Verbänden: Europarat und GUAM*, *acht Staaten, darunter Mali*."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from kg.language.german import words
from kg.language.tree import Tree, component

_NAMED = frozenset({"NOUN", "PROPN"})
_VERBAL = frozenset({"VERB", "AUX"})
_BETWEEN = frozenset({",", ";", "und", "sowie", "oder"})
_OPENING, _CLOSING = frozenset("(["), frozenset(")]")
_LEADING = frozenset({"ADP", "DET", "ADJ"})
_ENDING = frozenset({"PUNCT", "CCONJ", "VERB", "AUX"})
_YEAR, _NUMBER = re.compile(r"1[5-9]\d\d|20\d\d"), re.compile(r"\d+\.?")


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
    for year in reversed([i for i, tag in enumerate(tree.tags) if tag == "CARD" and _YEAR.fullmatch(tree.words[i])]):
        _dated(tree, year)
    for bracket in [i for i, word in enumerate(tree.words[:-2]) if word in _CLOSING]:
        _glossed(tree, bracket)
    for i in list(tree.each("conj", "obl", "obj", "nsubj")):
        if tree.pos[tree.heads[i]] in _VERBAL and tree.pos[i] in _NAMED:
            _of_them(tree, i)
            _goes_on(tree, i)
            _elsewhere(tree, i)
    for i in list(tree.each("appos")):
        if tree.pos[tree.heads[i]] == "PROPN" and tree.pos[i] in _NAMED:
            _of_them(tree, i)


def _dated(tree: Tree, year: int) -> None:
    """*seit 1999 Mitglied der NATO und seit 2004 der EU*: names with a year each are one list, each year its name's."""
    before, name = year - 1, year + 1
    while before > 0 and (tree.words[before] in words("dating_de.tsv") or _NUMBER.fullmatch(tree.words[before])):
        before -= 1
    while name < len(tree.pos) and tree.pos[name] in _LEADING:
        name += 1
    if before < 1 or name == len(tree.pos) or tree.pos[name] not in _NAMED:
        return
    after = tree.edges(name)[1] + 1
    if after < len(tree.pos) and tree.pos[after] not in _ENDING and tree.tags[after] != "PTKVZ":
        return  # another phrase follows: a clause that has left out its verb
    marker = next((tree.words[i] for i in range(year + 1, name) if tree.pos[i] == "ADP"), None)
    if _join(tree, before, name, {marker}):
        time = [i for i in (year, *tree.above(year)) if before < i <= year][-1]
        tree.attach(time, name, "nmod")


def _glossed(tree: Tree, bracket: int) -> None:
    """*Mali (2020), Guinea (2021) und Niger (2023)*: names with something in brackets each are one list."""
    name = bracket + 2
    while name < len(tree.pos) - 1 and tree.pos[name] in _LEADING:
        name += 1
    last = name
    while last < len(tree.pos) - 1 and tree.pos[last] in _NAMED:
        last += 1
    if last > name and tree.words[last] == "(":
        markers = {tree.words[i] for i in range(bracket + 2, name) if tree.pos[i] == "ADP"}
        top = next((i for i in range(name, last) if not name <= tree.heads[i] < last), name)
        _join(tree, bracket + 1, top, markers)


def _join(tree: Tree, conjunction: int, name: int, markers: Set[str | None]) -> bool:
    """Make a name the next member of the list that ends before a comma or *und*; false if there is none.

    Args:
        markers: The prepositions that the list may have; any if there are none.
    """
    if tree.words[conjunction] not in _BETWEEN:
        return False
    ended = [i for i in _ended_at(tree, conjunction - 1) if tree.relations[i] != "flat"]
    twins = [i for i in ended if not markers or _marker(tree, i) in markers]
    article = tree.child(name, "det") is not None  # that of a list's first member is no part of its name
    alike = (i for i in twins if not article or tree.pos[i] == "PROPN" or tree.child(i, "det") is not None)
    twin = next(alike, None)
    if twin is not None and (tree.relations[name] != "conj" or tree.heads[name] not in twins):
        tree.attach(name, twin, "conj")
        tree.attach(conjunction, name, "punct" if tree.pos[conjunction] == "PUNCT" else "cc")
    return twin is not None


def _ended_at(tree: Tree, last: int) -> Iterator[int]:
    """The names of the phrases that end with a token, the innermost first; what stands in brackets is theirs."""
    if tree.words[last] in _CLOSING:
        while last > 0 and tree.words[last] not in _OPENING:
            last -= 1
        last -= 1
    return (i for i in (last, *tree.above(last)) if i <= last and tree.pos[i] in _NAMED)


def _marker(tree: Tree, name: int) -> str | None:
    while tree.relations[name] == "conj":
        name = tree.heads[name]
    return tree.case(name)


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
    verb = next((i for i in tree.above(name) if tree.pos[i] == "VERB"), tree.heads[name])
    phrases = tree.children(verb, "nsubj", "nsubj:pass", "obj", "obl", "obl:arg")
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
