"""Repair of spans of time that take what is the verb's: *vermittelt seit Monaten zwischen Norwegen und Island*."""

from __future__ import annotations

from kg.language.german import words
from kg.language.tree import Tree, component


@component("kg_durations")
def durations(tree: Tree) -> None:
    """Phrases with a preposition behind *seit Monaten*, *seit zwei Jahren* hang on the verb; an article forbids it."""
    for i in tree.each("obl"):
        if tree.words[i] not in words("durations_de.tsv") or tree.child(i, "det", "det:poss") is not None:
            continue
        if not any(tree.words[case] == "seit" for case in tree.children(i, "case")):
            continue
        for phrase in tree.children(i, "nmod"):
            if phrase > i and tree.child(phrase, "case") is not None:
                tree.attach(phrase, tree.heads[i], "obl")
