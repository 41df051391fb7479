"""How well gold sentences cover the relations and the lexicon's senses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kg.claims.match import fixed_tokens
from kg.claims.scene import Scene
from kg.gold.forms import GoldText
from kg.lexicon import Lexicon
from kg.model import Reading
from kg.trees import Stretch

POSITIVE, NEGATIVE = 12, 6
"""Sentences that a relation needs: with a claim of it, and such as look like it but are not."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Gold sentences of a relation."""

    relation: str
    positive: int
    negative: int

    @property
    def is_short(self) -> bool:
        """Whether there are too few of one sort."""
        return self.positive < POSITIVE or self.negative < NEGATIVE


@dataclass(slots=True)
class Coverage:
    """Counts over gold texts.

    A positive sentence of a relation has a gold claim of it. A negative one has none, but a word with a sense of the
    relation, and the fixed words that the sense needs. A sense is seen where its word stands with its fixed words,
    whatever the sentence claims. Words that forbid a sense (``kg:unless``) are not asked.
    """

    lexicon: Lexicon
    _positive: Counter[str] = field(default_factory=Counter)
    _negative: Counter[str] = field(default_factory=Counter)
    _seen: set[str] = field(default_factory=set)

    def add(self, text: GoldText, reading: Reading) -> None:
        """Count the sentences of a gold text; of one without offsets, a single sentence, all of it."""
        for index, sentences in _units(text, reading):
            scene = Scene(
                reading.document, index, (each for each in reading.links if each.mention.block == index), self.lexicon
            )
            claimed = {claim.predicate for claim in text.claims if _holds(scene, sentences, claim.start, claim.end)}
            stands = dict(self._standing(scene, sentences))
            self._seen.update(stands)
            self._positive.update(claimed)
            self._negative.update(set(stands.values()) - claimed)

    def relations(self) -> list[Cover]:
        """All relations in alphabetical order."""
        return [Cover(name, self._positive[name], self._negative[name]) for name in sorted(self.lexicon.relations)]

    def unseen(self) -> list[str]:
        """Names of the senses that no sentence has, in alphabetical order."""
        known = {sense.name for senses in self.lexicon.entries.values() for sense in senses}
        return sorted(known - self._seen)

    def _standing(self, scene: Scene, sentences: list[Stretch]) -> Iterator[tuple[str, str]]:
        """Senses whose words stand there, with what they mean."""
        for sentence in sentences:
            for token in sentence:
                for sense in scene.senses(token):
                    if fixed_tokens(scene, token, replace(sense, unless=())) is not None:
                        yield sense.name, sense.reference


def _units(text: GoldText, reading: Reading) -> Iterator[tuple[int, list[Stretch]]]:
    """What counts as one sentence: a block of a text whose claims have no offsets, else each sentence of it."""
    whole = not text.entities and all(claim.start is None for claim in text.claims)
    for index, block in enumerate(reading.document.blocks):
        if whole:
            yield index, block.doc.sents
        else:
            yield from ((index, [sentence]) for sentence in block.doc.sents)


def _holds(scene: Scene, sentences: list[Stretch], start: int | None, end: int | None) -> bool:
    if start is None or end is None:
        return True
    first = scene.source(sentences[0].start, sentences[0].start).start
    behind = scene.source(sentences[-1].end - 1, sentences[-1].end - 1).end
    return min(behind, end) > max(first, start)
