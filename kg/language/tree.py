"""A dependency tree that repairs may change, and how a repair becomes a pipeline component."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

import numpy as np
from spacy.attrs import DEP, HEAD, LOWER, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


def _signed(distance: int) -> int:
    """The table of spaCy has no negative numbers: what lies to the left comes as a very large one."""
    return distance - (1 << 64) if distance >> 63 else distance


class Tree:
    """Heads and relations of a document as plain lists; written back as a whole, so that the document stays a tree.

    Attributes:
        heads: Index of each token's head, its own for a root.
        relations: Name of each token's relation.
        words: Each token in lower case.
        pos, tags: Part of speech and STTS tag of each token.
    """

    def __init__(self, doc: Doc) -> None:
        """Copy the tree of ``doc``."""
        self.doc = doc
        strings = doc.vocab.strings
        table = doc.to_array([HEAD, DEP, LOWER, POS, TAG])
        heads, *columns = (table[:, i].tolist() for i in range(table.shape[1]))
        self.heads = [i + _signed(head) for i, head in enumerate(heads)]
        named: list[list[str]] = [[strings[each] for each in column] for column in columns]
        self.relations, self.words, self.pos, self.tags = named
        self.changed = False
        self._children: list[list[int]] | None = None

    def children(self, i: int, *relations: str) -> list[int]:
        """Dependents of a token from left to right, of the given relations if any are given."""
        if self._children is None:
            self._children = [[] for _ in self.heads]
            for child, head in enumerate(self.heads):
                if child != head:
                    self._children[head].append(child)
        found = self._children[i]
        return [c for c in found if self.relations[c] in relations] if relations else list(found)

    def child(self, i: int, *relations: str) -> int | None:
        """The first dependent of one of the relations."""
        return next(iter(self.children(i, *relations)), None)

    def each(self, *relations: str) -> Iterator[int]:
        """Tokens that stand in one of the relations, from left to right."""
        return (i for i, relation in enumerate(self.relations) if relation in relations)

    def above(self, i: int) -> Iterator[int]:
        """The heads over a token, the nearest first."""
        while self.heads[i] != i:
            i = self.heads[i]
            yield i

    def edges(self, i: int) -> tuple[int, int]:
        """First and last token of a subtree."""
        first = last = i
        below = self.children(i)
        while below:
            child = below.pop()
            first, last = min(first, child), max(last, child)
            below.extend(self.children(child))
        return first, last

    def sentence(self, i: int) -> tuple[int, int]:
        """First and last token of the sentence that a token stands in."""
        return self.edges([i, *self.above(i)][-1])

    def case(self, i: int) -> str | None:
        """The preposition of a phrase in lower case."""
        found = self.child(i, "case")
        return None if found is None else self.words[found]

    def finite(self, i: int) -> list[int]:
        """The finite ones among a verb (or predicate) and its auxiliaries."""
        return [v for v in (i, *self.children(i, "aux", "aux:pass", "cop")) if finite(self.doc[v])]

    def feature(self, i: int, name: str) -> str | None:
        """The value of a morphological feature."""
        return next(iter(self.doc[i].morph.get(name, [])), None)

    def relabel(self, i: int, relation: str) -> None:
        """Give a token another relation."""
        if self.relations[i] != relation:
            self.relations[i] = relation
            self.changed = True

    def attach(self, i: int, head: int, relation: str) -> None:
        """Hang a token under another head; nothing happens where that would make a circle."""
        if i == head or i in self.above(head):
            return
        self.relabel(i, relation)
        if self.heads[i] != head:
            self.heads[i] = head
            self.changed, self._children = True, None

    def retag(self, i: int, pos: str, tag: str) -> Token:
        """Give a token another part of speech and STTS tag."""
        token = self.doc[i]
        token.pos_, token.tag_ = self.pos[i], self.tags[i] = pos, tag
        return token

    def raise_over(self, i: int, old: int, relation: str) -> None:
        """Let ``i``, which stands below ``old``, take its place; ``old`` becomes its dependent."""
        if old not in self.above(i):
            return
        top = self.heads[old] if self.heads[old] != old else i
        self.heads[i], self.relations[i] = top, self.relations[old]
        self.heads[old], self.relations[old] = i, relation
        self.changed, self._children = True, None

    def write(self) -> None:
        """Put changed heads and relations into the document; its sentences follow."""
        strings = self.doc.vocab.strings
        heads = np.array(self.heads, dtype=np.int64) - np.arange(len(self.heads))
        relations = [strings.add(relation) for relation in self.relations]
        table = np.stack([heads.astype(np.uint64), np.array(relations, dtype=np.uint64)], axis=1)
        self.doc.from_array([HEAD, DEP], table)  # type: ignore[arg-type]  # spaCy's stub knows thinc's names only
        self.changed = False


Component = Callable[[Doc], Doc]

_latest: list[Tree] = []


def tree_of(doc: Doc) -> Tree:
    """The tree that the repair before has left, for a pipeline runs all of them on one document after the other."""
    tree = next(iter(_latest), None)
    if tree is None or tree.doc is not doc:  # another thread may put its own there meanwhile
        tree = Tree(doc)
        _latest[:] = [tree]
    return tree


def forget() -> None:
    """Have the next repair read the document again: something else than a tree has changed it."""
    _latest.clear()


def component(name: str) -> Callable[[Callable[[Tree], None]], Component]:
    """Register a repair of trees as a spaCy component of the given name."""

    def register(repair: Callable[[Tree], None]) -> Component:
        @wraps(repair)
        def apply(doc: Doc) -> Doc:
            tree = tree_of(doc)
            repair(tree)
            if tree.changed:
                tree.write()
            return doc

        Language.component(name, func=apply)
        return apply

    return register


def finite(token: Token) -> bool:
    """Whether a verb's form is a finite one."""
    return str(token.tag_).endswith("FIN") or "Fin" in token.morph.get("VerbForm", [])
