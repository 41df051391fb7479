"""Repair of clauses that begin with their participle: *Vermittelt wurde von Katar*."""

from __future__ import annotations

from kg.language import german
from kg.language.tree import Tree, component, finite

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
        token = tree.doc[i]
        token.pos_, token.tag_ = "VERB", "VVPP"
        token.lemma_ = german.verb_lemma(token.text, "VVPP")


def _begins(tree: Tree, i: int) -> bool:
    return tree.sentence(i)[0] == i
