"""Article -> claims -> quads: the only module that knows the order of the steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pyoxigraph import Quad

from kg import __version__, claims, documents, entities, graph, language, lexicon, mentions, resources
from kg.articles import Skipped, read as read_articles
from kg.documents import Refused
from kg.lexicon import Lexicon
from kg.model import Article, Date, Reading
from kg.store import Store
from kg.vocab import BASE
from kg.wikidata import WikidataSlice


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one input.

    Attributes:
        source: Its name.
        claims: How many claims were read; 0 for what was skipped.
        skipped: Why it made nothing, None if it did.
        unchanged: The store already held the same reading.
    """

    source: str
    claims: int = 0
    skipped: str | None = None
    unchanged: bool = False


@dataclass(frozen=True)
class Pipeline:
    """All that reading needs beside the articles, loaded on first use.

    Attributes:
        slice_folder: A slice of Wikidata in place of the shipped one.
        language: Two-letter code for every article, None to recognise each one's.
        base: Where instances live.
    """

    slice_folder: Path | None = None
    language: str | None = None
    base: str = BASE
    _lexicons: dict[str, Lexicon] = field(default_factory=dict)

    @cached_property
    def wikidata(self) -> WikidataSlice:
        """The slice of background facts."""
        return WikidataSlice.load(self.slice_folder)

    @cached_property
    def run(self) -> graph.Run:
        """What identifies the run: software, lexicons, slice and pipelines by their hashes."""
        folder = resources.folder("ontology")
        parts = (
            ("ontology", graph.fingerprint(folder, "*.ttl")),
            ("wikidata", graph.fingerprint(self.slice_folder or WikidataSlice.FOLDER, "*.tsv")),
            *((f"language-{code}", language.version(code)) for code in language.available()),
        )
        return graph.Run(f"alliances-kg {__version__}", parts, graph.epoch())

    def read(self, articles: Iterable[Article]) -> Iterator[Reading | Refused]:
        """Read claims out of articles, as a stream in their order."""
        for document in documents.read(articles, _Pipelines(self.language)):
            if isinstance(document, Refused):
                yield document
                continue
            found = mentions.find(document, self.wikidata)
            known = entities.link(document, found, self.wikidata)
            said = claims.extract(document, known, lexicon.load(document.language))
            yield Reading(document, known, said)

    def quads(self, reading: Reading) -> Iterator[Quad]:
        """The graph of one article."""
        return graph.quads(reading, self.base, self.run)

    def build(self, inputs: Iterable[str], store: Store, date: Date | None = None) -> Iterator[Built]:
        """Read inputs into a store, article by article; what it holds in the same reading is left alone.

        Args:
            inputs: Files, folders, or ``-``.
            date: Day of publication for articles that say none.

        Returns:
            What became of each input, when it is written.
        """
        graph.fill(store, self.wikidata, self.run, self.base)
        skipped: list[Built] = []
        unread = self._unread(inputs, store, date, skipped)
        for reading in self.read(unread):
            yield from _taken(skipped)
            if isinstance(reading, Refused):
                yield Built(reading.article.source, skipped=reading.reason)
                continue
            article = reading.document.article
            store.replace(graph.article_iri(article.source, self.base), self.quads(reading))
            yield Built(article.source, len(reading.claims))
        yield from _taken(skipped)

    def _unread(
        self, inputs: Iterable[str], store: Store, date: Date | None, skipped: list[Built]
    ) -> Iterator[Article]:
        for found in read_articles(inputs, date):
            if isinstance(found, Skipped):
                skipped.append(Built(found.source, skipped=found.reason))
            elif store.state(graph.article_iri(found.source, self.base)) == graph.state(found, self.run):
                skipped.append(Built(found.source, unchanged=True))
            else:
                yield found


def _taken(found: list[Built]) -> list[Built]:
    taken = found[:]
    found.clear()
    return taken


class _Pipelines(dict[str, object]):
    """Language pipelines by code, loaded when the first article needs them."""
