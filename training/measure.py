"""Measure a pipeline on held-out text: raw text in, compared token by token with the gold trees."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, DocBin, Token

Pair = tuple[Token, Token | None]


class Score(NamedTuple):
    """How many of the gold items were found, how many were given, how many of those were right."""

    gold: int
    given: int
    right: int

    @property
    def precision(self) -> float:
        """Share of what was given that is right, in percent."""
        return 100 * self.right / max(1, self.given)

    @property
    def recall(self) -> float:
        """Share of the gold that was found, in percent; the accuracy where each gold item gets one answer."""
        return 100 * self.right / max(1, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        return 200 * self.right / max(1, self.gold + self.given)


Scores = dict[str, Score]


def docs(path: Path, nlp: Language) -> list[Doc]:
    """The documents of a DocBin."""
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


def pairs(gold: Doc, guess: Doc) -> list[Pair]:
    """Each gold token with the token of the same characters; None where the guess cut the text otherwise."""
    by_span = {(token.idx, len(token)): token for token in guess}
    return [(token, by_span.get((token.idx, len(token)))) for token in gold]


def label(token: Token) -> str:
    """The relation under one name for all treebanks: they call the *sich* of reflexive verbs an object."""
    if token.lower_ == "sich" and token.dep_ in {"expl:pv", "iobj", "obl:arg"}:
        return "obj"
    return str(token.dep_)


def place(token: Token) -> tuple[int, int]:
    """The characters of a token's head, the same in both documents; its own for a root."""
    return token.head.idx, len(token.head)


def _accuracy(answers: Iterable[bool | None]) -> Score:
    counts = Counter(answers)
    return Score(sum(counts.values()), counts[True] + counts[False], counts[True])


def trees(matched: list[Pair]) -> Scores:
    """UAS, LAS and LAS per gold relation; punctuation is not counted."""
    words = [(gold, guess) for gold, guess in matched if gold.pos_ != "PUNCT"]
    head = [guess is not None and place(guess) == place(gold) for gold, guess in words]
    both = [
        ok and guess is not None and label(guess) == label(gold) for ok, (gold, guess) in zip(head, words, strict=True)
    ]
    scores = {"UAS": _accuracy(head), "LAS": _accuracy(both)}
    for name in sorted({label(gold) for gold, _ in words}):
        scores[f"LAS {name}"] = _accuracy(ok for ok, (gold, _) in zip(both, words, strict=True) if label(gold) == name)
    return scores


def answers(gold: Token, attribute: str) -> set[str]:
    """What counts as right: also the full lemma of a separated verb, of which the treebanks give the bare one."""
    value = str(getattr(gold, attribute))
    if attribute != "lemma_":
        return {value}
    return {value} | {child.lower_ + value for child in gold.children if child.dep_ == "compound:prt"}


def words(matched: list[Pair]) -> Scores:
    """UPOS, lemma (also of verbs and nouns alone), XPOS and morphology where the gold has them."""

    def same(attribute: str, only: str = "") -> Score:
        chosen = [(a, b) for a, b in matched if getattr(a, attribute) and (not only or a.pos_ == only)]
        return _accuracy(b is not None and getattr(b, attribute) in answers(a, attribute) for a, b in chosen)

    return {
        "UPOS": same("pos_"),
        "XPOS": same("tag_"),
        "lemma": same("lemma_"),
        "lemma VERB": same("lemma_", "VERB"),
        "lemma NOUN": same("lemma_", "NOUN"),
    } | morphology(matched)


def morphology(matched: list[Pair]) -> Scores:
    """F1 of single features (Case, Mood ...) and of all together as ``FEATS``."""
    gold: Counter[str] = Counter()
    given: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for a, b in matched:
        wanted = a.morph.to_dict() if a.has_morph() else {}
        found = b.morph.to_dict() if b is not None else {}
        if not wanted:
            continue
        gold.update(wanted.keys())
        given.update(found.keys())
        right.update(name for name, value in wanted.items() if found.get(name) == value)
    scores = {
        name: Score(gold[name], given[name], right[name]) for name in ("Case", "Number", "Mood", "Tense", "VerbForm")
    }
    return {"FEATS": Score(gold.total(), given.total(), right.total())} | scores


def sentences(both: Iterable[tuple[Doc, Doc]]) -> Score:
    """Sentences found with both borders right."""
    gold = given = right = 0
    for a, b in both:
        wanted = {(s.start_char, s.end_char) for s in a.sents}
        found = {(s.start_char, s.end_char) for s in b.sents}
        gold, given, right = gold + len(wanted), given + len(found), right + len(wanted & found)
    return Score(gold, given, right)


def parse(nlp: Language, gold: list[Doc]) -> Scores:
    """All scores of trees and words; the pipeline sees the raw text of each gold document."""
    guessed = list(nlp.pipe(doc.text for doc in gold))
    matched = [pair for a, b in zip(gold, guessed, strict=True) for pair in pairs(a, b)]
    borders = {"sentences": sentences(zip(gold, guessed, strict=True))}
    return trees(matched) | words(matched) | borders


def spans(doc: Doc, kinds: set[str]) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of the entities of the wanted kinds."""
    return ((e.start_char, e.end_char, e.label_) for e in doc.ents if e.label_ in kinds)


def names(nlp: Language, gold: list[Doc]) -> Scores:
    """Named entities, exact spans with the right kind: together and by kind."""
    kinds = {"PER", "LOC", "ORG"}
    counts: Counter[tuple[str, str]] = Counter()
    for a, b in zip(gold, nlp.pipe(doc.text for doc in gold), strict=True):
        wanted, found = set(spans(a, kinds)), set(spans(b, kinds))
        for what, items in (("gold", wanted), ("given", found), ("right", wanted & found)):
            counts.update((kind, what) for *_, kind in items)
    scores = {k: Score(counts[k, "gold"], counts[k, "given"], counts[k, "right"]) for k in sorted(kinds)}
    return {"NER": Score(*(sum(column) for column in zip(*scores.values(), strict=True)))} | scores


def speed(nlp: Language, gold: list[Doc], times: int = 5) -> float:
    """Tokens of raw text that the whole pipeline reads in a second of processor time: the best of some runs."""
    texts, best = [doc.text for doc in gold], 0.0
    for _ in range(times):
        start = time.process_time()
        tokens = sum(len(doc) for doc in nlp.pipe(texts))
        best = max(best, tokens / (time.process_time() - start))
    return best
