"""A parsed text as plain Python: what the steps after the language pipeline walk over.

A spaCy document makes a new object for every token that it is asked for, each time; these trees are made once and
are walked many times. Names are those of Universal Dependencies and of spaCy, without the underscore.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_QUOTES = frozenset("\"'`´‘’‚‛“”„‟«»‹›")
_BRACKETS = frozenset("()[]{}<>")

Features = Mapping[str, tuple[str, ...]]


class Token:
    """A word or mark in its tree.

    Attributes:
        i: Its number in the text.
        idx: Offset of its first character.
        text, lower, lemma: The word, in lower case, in its base form.
        pos, tag, dep: Part of speech of UD, that of the language (STTS), relation to the head.
        morph: Values of its morphological features, ``{"Case": ("Dat",)}``.
        entity: What the name recogniser takes it for: PER, LOC, ORG or nothing.
        verb_lemma: The infinitive of a participle that stands as an adjective.
        head: Its governor, itself for a root.
        children: Its dependents, in order of the text.
        sent: Its sentence.
        doc: Its text.
    """

    __slots__ = (
        "children", "dep", "doc", "entity", "head", "i", "idx", "lemma", "lower", "morph", "pos", "sent",
        "tag", "text", "verb_lemma",
    )  # fmt: skip

    i: int
    idx: int
    text: str
    lower: str
    lemma: str
    pos: str
    tag: str
    dep: str
    morph: Features
    entity: str
    verb_lemma: str | None
    head: Token
    children: list[Token]
    sent: Stretch
    doc: Text

    def __repr__(self) -> str:
        return self.text

    def __len__(self) -> int:
        return len(self.text)

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.idx + len(self.text)

    @property
    def is_sent_start(self) -> bool:
        """Whether it is the first token of its sentence."""
        return self.i == self.sent.start

    @property
    def is_title(self) -> bool:
        """Whether it begins with a capital and goes on in small letters."""
        return self.text.istitle()

    @property
    def is_punct(self) -> bool:
        """Whether it is a mark of punctuation."""
        return _is_punctuation(self.text)

    @property
    def is_quote(self) -> bool:
        """Whether it is a quotation mark."""
        return self.text in _QUOTES

    @property
    def is_bracket(self) -> bool:
        """Whether it is a bracket."""
        return self.text in _BRACKETS

    @property
    def previous(self) -> Token | None:
        """The token before it."""
        return self.doc[self.i - 1] if self.i else None

    @property
    def next(self) -> Token | None:
        """The token behind it."""
        return self.doc[self.i + 1] if self.i + 1 < len(self.doc) else None

    @property
    def subtree(self) -> list[Token]:
        """The token and all that hangs on it, in order of the text."""
        found = [self]
        for token in found:
            found.extend(token.children)
        return sorted(found, key=_place) if len(found) > 1 else found

    @property
    def left_edge(self) -> Token:
        """The first token of its subtree."""
        return self.subtree[0]

    @property
    def right_edge(self) -> Token:
        """The last token of its subtree."""
        return self.subtree[-1]

    @property
    def ancestors(self) -> Iterator[Token]:
        """Its head, the head's head and so on."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def is_ancestor(self, other: Token) -> bool:
        """Whether it stands above another token."""
        return any(above is self for above in other.ancestors)

    def attach(self, head: Token, dep: str) -> None:
        """Hang it on another head."""
        if self.head is not self:
            self.head.children.remove(self)
        head.children.append(self)
        head.children.sort(key=_place)
        self.head, self.dep = head, dep


class Stretch:
    """Tokens that stand beside each other: a sentence, or a name of the recogniser.

    Attributes:
        start, end: Numbers of the first token and of the one behind the last.
        label: What the recogniser takes a name for, nothing for a sentence.
    """

    __slots__ = ("doc", "end", "label", "start")

    def __init__(self, doc: Text, start: int, end: int, label: str = "") -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self.label = label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @property
    def tokens(self) -> list[Token]:
        """Its tokens."""
        return self.doc.tokens[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """Offsets of its first character and behind its last."""
        return self.doc.tokens[self.start].idx, self.doc.tokens[self.end - 1].end

    @property
    def text(self) -> str:
        """Its words as they stand."""
        return self.doc.text[slice(*self.span)]

    @property
    def root(self) -> Token:
        """The token nearest to the root of the tree, the first of several."""
        tops = [token for token in self.tokens if token.head is token or not self.start <= token.head.i < self.end]
        return min(tops, key=lambda token: sum(1 for _ in token.ancestors)) if len(tops) > 1 else tops[0]


class Text:
    """A text with its trees.

    Attributes:
        text: All of it; offsets count its characters.
        tokens: Its words and marks, in order.
        sents: Its sentences.
        ents: What the name recogniser found.
    """

    __slots__ = ("ents", "sents", "text", "tokens")

    def __init__(self, doc: Doc) -> None:
        """Copy what a language pipeline has made of a text."""
        self.text: str = doc.text
        self.tokens = _tokens(doc)
        self.sents = (
            [Stretch(self, sent.start, sent.end) for sent in doc.sents] if doc.has_annotation("SENT_START") else []
        )
        self.ents = [Stretch(self, name.start, name.end, name.label_) for name in doc.ents]
        for token in self.tokens:
            token.doc = self
        for sentence in self.sents:
            for token in sentence:
                token.sent = sentence

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    def __getitem__(self, i: int) -> Token:
        return self.tokens[i]


def _tokens(doc: Doc) -> list[Token]:
    tokens = [Token() for _ in range(len(doc))]
    marked = bool(doc.user_data) and doc[0].has_extension("verb_lemma")
    for token, source in zip(tokens, doc, strict=True):
        token.i, token.idx, token.text = source.i, source.idx, source.text
        token.lower, token.lemma = source.lower_, source.lemma_
        token.pos, token.tag, token.dep, token.entity = source.pos_, source.tag_, source.dep_, source.ent_type_
        token.morph = _features(str(source.morph))
        token.verb_lemma = source._.verb_lemma if token.pos == "ADJ" and marked else None
        token.children = []
    for token, source in zip(tokens, doc, strict=True):
        head = token.head = tokens[source.head.i]
        if head is not token:
            head.children.append(token)
    return tokens


@lru_cache(1 << 12)
def _features(text: str) -> Features:
    pairs = (pair.split("=", 1) for pair in text.split("|") if "=" in pair)
    return {name: tuple(values.split(",")) for name, values in pairs}


@lru_cache(1 << 12)
def _is_punctuation(text: str) -> bool:
    return all(unicodedata.category(char).startswith("P") for char in text)


def _place(token: Token) -> int:
    return token.i
