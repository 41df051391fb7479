"""Why a claim was missed: a name, the lexicon, the tree or the engine failed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum

from kg import claims
from kg.gold.forms import GoldClaim, GoldText, Node
from kg.lexicon import Lexicon, Sense
from kg.model import Claim, Document, Reading
from kg.trees import Stretch, Text, Token

_PARTS = {"VERB": "verb", "AUX": "verb", "ADJ": "adjective", "ADV": "adverb", "ADP": "adposition"}


class Cause(StrEnum):
    """What failed; where nobody corrected the tree, a wrong one is the engine's failure, too."""

    NAME = "name"
    LEXICON = "lexicon"
    TREE = "tree"
    ENGINE = "engine"
    UNKNOWN = ""


def cause(
    expected: GoldClaim,
    gold: GoldText,
    named: Sequence[bool],
    reading: Reading,
    lexicon: Lexicon,
    fits: Callable[[Claim], bool],
) -> Cause:
    """Tell why a claim was missed.

    Args:
        named: For each end, whether something in the text is linked to what gold means.
        fits: Whether a claim is the expected one; tells if it is read from the tree that a person corrected.
    """
    if not all(named):
        return Cause.NAME
    if not _has_word(expected, reading, lexicon):
        return Cause.LEXICON
    mended = with_tree(reading.document, gold.tree)
    if mended is not None and any(map(fits, claims.extract(mended, reading.links, lexicon))):
        return Cause.TREE
    return Cause.ENGINE


def _has_word(expected: GoldClaim, reading: Reading, lexicon: Lexicon) -> bool:
    """Whether a word where the claim stands has a sense of its relation, or of one whose denial or end it is."""
    ends = [rel for rel in lexicon.relations.values() if expected.predicate in (rel.when_negated, rel.when_ended)]
    wanted = {expected.predicate, *(relation.name for relation in ends)}
    tokens = (
        token
        for block in reading.document.blocks
        for token in block.doc
        if expected.start is None
        or expected.end is None
        or expected.start <= block.segment.source(token.idx) < expected.end
    )
    return any(sense.reference in wanted for token in tokens for sense in _senses(token, lexicon))


def _senses(token: Token, lexicon: Lexicon) -> tuple[Sense, ...]:
    if token.pos in {"NOUN", "PROPN"}:
        return lexicon.noun(token.lemma)
    senses = lexicon.senses(_PARTS.get(token.pos, ""), token.lemma)
    return senses + lexicon.senses("verb", token.verb_lemma) if token.verb_lemma else senses


def with_tree(document: Document, tree: Sequence[Node]) -> Document | None:
    """The document with the tree that a person corrected in place of the parsed one.

    Features, tags and sentence ends stay as they were. None if there is no such tree, or if it has other words.
    """
    words = [token for block in document.blocks for token in block.doc]
    if not tree or [token.text for token in words] != [node.form for node in tree]:
        return None
    rest = list(tree)
    blocks = []
    begin = 0
    for block in document.blocks:
        nodes, rest = rest[: len(block.doc)], rest[len(block.doc) :]
        if any(not 0 <= node.head - begin < len(nodes) for node in nodes):
            return None
        blocks.append(replace(block, doc=_copy(block.doc, nodes, begin)))
        begin += len(nodes)
    return replace(document, blocks=tuple(blocks))


def _copy(text: Text, nodes: Sequence[Node], begin: int) -> Text:
    copy = Text.__new__(Text)
    copy.text = text.text
    copy.tokens = [Token() for _ in nodes]
    copy.sents = [Stretch(copy, sentence.start, sentence.end) for sentence in text.sents]
    copy.ents = [Stretch(copy, name.start, name.end, name.label) for name in text.ents]
    for token, old, node in zip(copy.tokens, text.tokens, nodes, strict=True):
        token.i, token.idx, token.text, token.lower = old.i, old.idx, old.text, old.lower
        token.tag, token.morph, token.entity, token.verb_lemma = old.tag, old.morph, old.entity, old.verb_lemma
        token.lemma, token.pos, token.dep = node.lemma, node.pos, node.dep
        token.doc, token.children = copy, []
    for token, node in zip(copy.tokens, nodes, strict=True):
        token.head = copy.tokens[node.head - begin]
        if token.head is not token:
            token.head.children.append(token)
    for sentence in copy.sents:
        for token in sentence:
            token.sent = sentence
    return copy
