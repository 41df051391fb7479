"""Stores of any size in the true shape: made-up articles over the slice's actors, written by ``kg.graph``."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kg import graph, lexicon, resources
from kg.lexicon import Relation
from kg.model import (
    Article,
    Claim,
    Date,
    Document,
    Entity,
    Form,
    Interval,
    Kind,
    Link,
    Mention,
    Modality,
    Polarity,
    Quantity,
    Reading,
    Span,
    Time,
)
from kg.store import Store
from kg.vocab import BASE
from kg.wikidata import WikidataSlice

_RUN = graph.Run("alliances-kg benchmark", (("slice", "synthetic"),))
_PER_ARTICLE = 10
_OUTLETS = 40
_FIRST_YEAR, _YEARS = 2015, 10
_ACTORS = (("State", 200), ("Organisation", 120), ("Person", 1200), ("Territory", 60))
_BATCH = 400


@dataclass(frozen=True)
class _World:
    """Actors by kind, the most frequent first, and the relations between them."""

    actors: dict[str, list[Entity]]
    kinds: dict[str, frozenset[str]]
    relations: list[Relation]

    @classmethod
    def of(cls, wikidata: WikidataSlice) -> _World:
        words = lexicon.load("de")
        items = [Entity(item.id, item.label_en or item.id, Kind(item.kind)) for item in wikidata.items()]
        actors = {
            kind: list(islice((entity for entity in items if kind in words.kinds[entity.kind]), count))
            for kind, count in _ACTORS
        }
        return cls(actors, dict(words.kinds), sorted(words.relations.values(), key=lambda relation: relation.name))

    def actor(self, chance: random.Random, kinds: frozenset[str]) -> Entity | None:
        """An actor of one of the kinds; few of them are in the news every day, as in life."""
        fitting = [kind for kind in self.actors if kind in kinds or kinds & set(self.kinds.get(kind, ()))]
        pool = self.actors[chance.choice(fitting or ["State"])]
        return pool[min(int(chance.paretovariate(0.9)) - 1, len(pool) - 1)] if pool else None


def make(path: Path, quads: int, seed: int = 1) -> int:
    """Write a store with at least so many quads of claims, beside the background; returns how many there are."""
    wikidata = WikidataSlice.load()
    with graph.prepare(path, wikidata, "synthetic", BASE, resources.folder("ontology")) as store:
        written = fill(store, _World.of(wikidata), quads, seed)
        store.flush()
        return written


def fill(store: Store, world: _World, quads: int, seed: int) -> int:
    """Add articles until there are so many quads."""
    written = number = 0
    chance = random.Random(seed)
    while written < quads:
        page = {}
        for _ in range(_BATCH):
            reading = _reading(world, chance, number)
            number += 1
            made = set(graph.quads(reading, BASE, _RUN))
            written += len(made)
            page[graph.article_iri(reading.document.article.source, BASE)] = made
            if written >= quads:
                break
        store.replace_all(page)
    return written


def _reading(world: _World, chance: random.Random, number: int) -> Reading:
    published = _date(chance)
    outlet = f"Outlet {min(int(chance.paretovariate(0.7)), _OUTLETS)}"
    article = Article(f"article-{number}.txt", "", f"Article {number}", published, "de", None, outlet)
    claims = tuple(_claims(world, chance))
    links = tuple(
        Link(Mention(0, 0, 0, Span(claim.cue.end, claim.cue.end + 5, "Name."), Form.NAME), entity, 0.95, "name")
        for claim in claims
        for entity in (claim.subject, claim.object)
        if entity
    )
    return Reading(Document(article, "de", ()), links, claims)


def _date(chance: random.Random) -> Date:
    return Date(_FIRST_YEAR + chance.randrange(_YEARS), chance.randint(1, 12), chance.randint(1, 28))


def _claims(world: _World, chance: random.Random) -> Iterator[Claim]:
    start = 0
    for _ in range(_PER_ARTICLE):
        relation = chance.choice(world.relations)
        subject = world.actor(chance, relation.subject_kinds)
        thing = world.actor(chance, relation.object_kinds) if relation.takes != "content" else None
        if subject is None or subject == thing:
            continue
        words = f"{subject.label} {relation.name} {thing.label if thing else 'etwas'}"
        evidence = Span(start, start + len(words), words)
        begin = start + len(subject.label) + 1
        speaker = world.actor(chance, frozenset({"Person"})) if chance.random() < 0.3 else None
        yield Claim(
            subject,
            relation.name,
            thing,
            Polarity.NEGATIVE if chance.random() < 0.1 else Polarity.POSITIVE,
            chance.choices(list(Modality), [70] + [5] * (len(Modality) - 1))[0],
            evidence,
            Span(begin, begin + len(relation.name), relation.name),
            f"x_{relation.name}",
            round(chance.uniform(0.4, 0.98), 3),
            attribution=(speaker,) if speaker else (),
            time=_time(chance),
            quantity=Quantity(str(chance.randint(1, 500)), "Menschen") if relation.name == "killed" else None,
            content=None if thing else "etwas",
        )
        start = evidence.end + 20


def _time(chance: random.Random) -> Time | None:
    kind = chance.random()
    if kind < 0.7:
        return None
    moment = _date(chance)
    return Interval(moment, None) if kind > 0.9 else moment
