"""Measures the rules on a store of a million quads of articles: all at once, and after one article has changed.

``python benchmarks/consequences.py FOLDER [ARTICLES]`` makes the store in the folder, where there is none yet.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Quad

from kg import graph, resources, rules
from kg.graph import Run
from kg.model import Article, Claim, Date, Document, Entity, Kind, Modality, Polarity, Reading, Span
from kg.pipeline import Pipeline
from kg.store import Store
from kg.vocab import BASE

RUN = Run("benchmark")
TEXT = "Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf."
RELATIONS = (
    *("memberOf", "headOf", "bordersWith", "founded", "joins", "leaves", "allyOf", "inConflictWith", "supports"),
    *("criticises", "meets", "approaches", "occupies", "formerMemberOf", "attacks", "sanctions", "distancesFrom"),
)
CLAIMS = 10
ONTOLOGY = resources.folder("ontology")


def main() -> None:
    """Print the seconds of each step."""
    folder = Path(sys.argv[1])
    articles = int(sys.argv[2]) if len(sys.argv) > 2 else 1_800
    pipeline = Pipeline()
    with pipeline.store(folder) as store:
        if not any(quad for quad in store.quads(graph=graph.article_iri("0", BASE))):
            _fill(store, pipeline, articles)
        print(f"quads of named graphs: {sum(1 for _ in store.quads())}; articles: {articles}")
        clock = time.perf_counter()
        rules.complete(store, BASE, ONTOLOGY)
        print(f"all rules: {time.perf_counter() - clock:.1f} s")
        times = sorted(_change(store, pipeline, number) for number in range(0, articles, articles // 20))
        print(f"one article changed: median {times[len(times) // 2]:.2f} s, worst {times[-1]:.2f} s")


def _fill(store: Store, pipeline: Pipeline, articles: int) -> None:
    """Write articles as a build does, and leave the rules for later."""
    for first in range(0, articles, 500):
        graphs = {}
        for number in range(first, min(first + 500, articles)):
            graphs[graph.article_iri(str(number), BASE)] = _quads(pipeline, number, 0)
        store.replace_all(graphs)


def _change(store: Store, pipeline: Pipeline, number: int) -> float:
    """Replace an article and bring the consequences up to date, in seconds."""
    node = graph.article_iri(str(number), BASE)
    new = _quads(pipeline, number, 1)
    clock = time.perf_counter()
    kept = rules.Consequences(store, BASE, ONTOLOGY)
    kept.change(store.quads(graph=node), new)
    store.replace(node, new)
    kept.finish()
    return time.perf_counter() - clock


def _quads(pipeline: Pipeline, number: int, version: int) -> list[Quad]:
    chance = random.Random(number * 7 + version)
    article = Article(str(number), TEXT, "", Date(2022, chance.randint(1, 12), chance.randint(1, 28)), "de")
    claims = tuple(_claims(pipeline, chance))
    return [*graph.quads(Reading(Document(article, "de", ()), (), claims), BASE, RUN)]


def _claims(pipeline: Pipeline, chance: random.Random) -> Iterator[Claim]:
    states, alliances, people = _pools(pipeline)
    for place in range(CLAIMS):
        relation = chance.choice(RELATIONS)
        one = chance.choice(people if relation == "headOf" else states)
        other = chance.choice(
            alliances if relation in ("memberOf", "founded", "joins", "leaves", "formerMemberOf") else states
        )
        yield Claim(
            one,
            relation,
            other,
            Polarity.NEGATIVE if chance.random() < 0.1 else Polarity.POSITIVE,
            Modality.PLANNED if chance.random() < 0.2 else Modality.ASSERTED,
            Span(place, place + 30, TEXT[place : place + 30]),
            Span(place, place + 4, TEXT[place : place + 4]),
            "benchmark",
            0.8,
            attribution=(chance.choice(people),) if chance.random() < 0.3 else (),
            time=Date(chance.randint(1990, 2022)) if chance.random() < 0.3 else None,
        )


_POOLS: list[tuple[list[Entity], list[Entity], list[Entity]]] = []


def _pools(pipeline: Pipeline) -> tuple[list[Entity], list[Entity], list[Entity]]:
    if not _POOLS:
        every = [Entity(item.id, item.label_en, Kind(item.kind)) for item in pipeline.wikidata.items()]
        states = [entity for entity in every if entity.kind == Kind.SOVEREIGN_STATE]
        alliances = [entity for entity in every if entity.kind in (Kind.MILITARY_ALLIANCE, Kind.POLITICAL_UNION)]
        heads = [entity for entity in every if entity.kind == Kind.PERSON][:2_000]
        _POOLS.append((states, alliances, heads))
    return _POOLS[0]


if __name__ == "__main__":
    main()
