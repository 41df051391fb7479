"""Article -> claims -> quads: the only module that knows the order of the steps."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg import (
    __version__,
    articles,
    claims,
    documents,
    entities,
    graph,
    language,
    lexicon,
    mentions,
    queries,
    resources,
    rules,
    texts,
)
from kg.articles import Skipped
from kg.documents import Refused
from kg.errors import UsageError
from kg.model import Article, Date, Reading
from kg.store import Store
from kg.validation.gate import Gate, reason
from kg.vocab import BASE, KG, PROV, RDF
from kg.wikidata import SHIPPED, WikidataSlice

if TYPE_CHECKING:
    from spacy.language import Language

_PACKAGE = Path(__file__).parent
_TOGETHER = 100_000  # quads that are written together
_RULES = ("data/language", "data/linking", "data/reading")


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one input.

    Attributes:
        source: Its name.
        claims: How many claims were read; 0 for what was skipped or unchanged.
        skipped: Why it made nothing, None if it did.
        unchanged: The store held the same article already, read by the same software and data.
    """

    source: str
    claims: int = 0
    skipped: str | None = None
    unchanged: bool = False


@dataclass(frozen=True)
class Pipeline:
    """All that reading needs beside the articles; each part is loaded when something asks for it.

    Attributes:
        slice_folder: A slice of Wikidata, by default the shipped one.
        language: Two-letter code for every article, None to recognise each one's.
        base: Where instances live.
    """

    slice_folder: Path = SHIPPED
    language: str | None = None
    base: str = BASE

    @cached_property
    def wikidata(self) -> WikidataSlice:
        """The slice of background facts."""
        return WikidataSlice.load(self.slice_folder)

    @cached_property
    def run(self) -> graph.Run:
        """What identifies the run: the software, and hashes of its code, rules, ontology, slice and pipelines."""
        parts = (
            ("code", fingerprint(_PACKAGE, "*.py")),
            *((folder, fingerprint(_PACKAGE / folder)) for folder in _RULES),
            ("ontology", fingerprint(resources.folder("ontology"), "*.ttl")),
            ("wikidata", self._version),
            *((f"language/{code}", fingerprint(_PACKAGE / "language" / code)) for code in language.available()),
        )
        return graph.Run(f"alliances-kg {__version__}", parts, graph.epoch())

    @cached_property
    def _version(self) -> str:
        return fingerprint(self.slice_folder, "*.t*")

    def store(self, path: Path) -> Store:
        """Open a store for building, made if need be, with the ontology and the slice in it.

        Raises:
            StoreError: As ``Store.open``.
            UsageError: What it holds has been built under another base.
        """
        if (path / "FORMAT").is_file():
            with Store.open(path) as store:  # not read-only: beside a writer that would be undefined
                self._check_base(store)
        ontology = resources.folder("ontology")
        consequences = partial(rules.complete, base=self.base, folder=ontology)
        return graph.prepare(path, self.wikidata, self._version, self.base, ontology, consequences)

    def _check_base(self, store: Store) -> None:
        if (base := queries.base_of(store)) not in (self.base, None):
            raise UsageError(f"{store.path}: built with --base {base}; give the same, or name another store")

    def read(self, found: Iterable[Article]) -> Iterator[Reading | Refused]:
        """Read claims out of articles, as a stream in their order."""
        for document in documents.read(found, _Pipelines()):
            if isinstance(document, Refused):
                yield document
                continue
            named = mentions.find(document, self.wikidata)
            known = entities.link(document, named, self.wikidata)
            said = claims.extract(document, known, lexicon.load(document.language))
            yield Reading(document, known, said)

    def quads(self, reading: Reading) -> Iterator[Quad]:
        """The graph of one article."""
        return graph.quads(reading, self.base, self.run)

    def build(self, found: Iterable[Article | Skipped], store: Store) -> Iterator[Built]:
        """Read articles into a store, each whole or not at all; what it holds in the same reading is left alone.

        An article whose quads break the shapes of the ontology is skipped; what the store held of it stays.
        What has been read waits a while, because many articles together are written in half the time; closing the
        stream, also by Ctrl-C, writes what waits.

        Args:
            found: What ``kg.articles.read`` gives.
            store: Open for writing, with its background: ``Pipeline.store``.

        Returns:
            What became of each input. All is written, and what follows from it, when the stream has ended.
        """
        aside: list[Built] = []
        consequences = rules.Consequences(store, self.base, resources.folder("ontology"))
        about_run = [*graph.run_quads(self.run, self.base)]
        gate = Gate(store, about_run)
        with _Waiting(store, graph.run_iri(self.run, self.base), about_run, consequences) as waiting:
            for number, reading in enumerate(self.read(self._unread(found, store, aside))):
                if (
                    number == 0
                ):  # what is loaded stays; to look through it for garbage would take a twentieth of the time
                    gc.freeze()
                yield from _taken(aside)
                if isinstance(reading, Refused):
                    yield Built(reading.article.source, skipped=reading.reason)
                    continue
                article = reading.document.article
                quads = [*self.quads(reading)]
                if faults := gate.findings(quads):
                    yield Built(article.source, skipped=reason(faults))
                    continue
                waiting.add(graph.article_iri(article.source, self.base), article.text, quads)
                yield Built(article.source, len(reading.claims))
        yield from _taken(aside)
        _forget_runs(store)
        consequences.finish()
        store.flush()
        store.publish()

    def _unread(self, found: Iterable[Article | Skipped], store: Store, aside: list[Built]) -> Iterator[Article]:
        """Articles that must be read; what became of the others goes to ``aside``."""
        for one in found:
            if isinstance(one, Skipped):
                aside.append(Built(one.source, skipped=one.reason))
                continue
            article = replace(one, language=self.language) if self.language else one
            if store.state(graph.article_iri(article.source, self.base)) == graph.state(article, self.run):
                aside.append(Built(article.source, unchanged=True))
            else:
                yield article


def build(inputs: Iterable[str], store: Path, date: Date | None = None, language: str | None = None) -> list[Built]:
    """Read files and folders of articles into a store on disk, which is made if need be.

    Args:
        inputs: Paths, or ``-`` for standard input.
        store: Its folder.
        date: Day of publication for articles that say none.
        language: Two-letter code for every article, None to recognise each one's.

    Returns:
        What became of each input.

    Raises:
        KgError: An input or the store cannot be used; see ``kg.articles.read`` and ``Store.open``.
    """
    found = articles.read(inputs, date)
    pipeline = Pipeline(language=language)
    with pipeline.store(store) as opened:
        return list(pipeline.build(found, opened))


def fingerprint(folder: Path, pattern: str = "*") -> str:
    """SHA-256 of the paths and bytes of the files in a folder, and in those below, that fit a pattern."""
    content = sha256()
    for path in sorted(path for path in folder.rglob(pattern) if path.is_file() and path.suffix != ".pyc"):
        data = path.read_bytes()
        content.update(b"%b\0%d\0" % (path.relative_to(folder).as_posix().encode(), len(data)) + data)
    return content.hexdigest()


@dataclass(frozen=True)
class _Waiting:
    """Articles of a run that have been read and are to be written, together; leaving the context writes them."""

    store: Store
    run: NamedNode
    about_run: Sequence[Quad]
    consequences: rules.Consequences
    graphs: dict[NamedNode, list[Quad]] = field(default_factory=dict)

    def __enter__(self) -> _Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self.write()

    def add(self, node: NamedNode, text: str, quads: Iterable[Quad]) -> None:
        if node in self.graphs:
            self.write()
        texts.keep(self.store.path, text)
        self.graphs[node] = [*quads]
        self.store.publish(first=True)
        if sum(map(len, self.graphs.values())) >= _TOGETHER:
            self.write()

    def write(self) -> None:
        if not self.graphs:
            return
        replaced = [text for node in self.graphs for text in _hashes(self.store, node)]
        if not any(self.store.quads(graph=self.run)):
            self.graphs[self.run] = [*self.about_run]
        self.consequences.change(*(chain(self.store.quads(graph=node), new) for node, new in self.graphs.items()))
        self.store.replace_all(self.graphs)
        self.graphs.clear()
        for text in replaced:
            if not any(self.store.quads(None, KG.textHash, Literal(text))):
                texts.forget(self.store.path, text)
        self.store.publish()


def _hashes(store: Store, article: NamedNode) -> set[str]:
    found = store.quads(article, KG.textHash, None, article)
    return {quad.object.value for quad in found if isinstance(quad.object, Literal)}


def _forget_runs(store: Store) -> None:
    """Remove runs of which no claim is left."""
    for quad in [*store.quads(None, RDF.type, KG.Run)]:
        run = quad.graph_name  # that is named as the run
        if isinstance(run, NamedNode) and not any(store.quads(None, PROV.wasGeneratedBy, run)):
            store.remove(run)


def _taken(found: list[Built]) -> list[Built]:
    taken = found[:]
    found.clear()
    return taken


class _Pipelines(Mapping[str, "Language"]):
    """Language pipelines by code; asking which there are loads none."""

    def __getitem__(self, code: str) -> Language:
        return language.load(code)

    def __contains__(self, code: object) -> bool:
        return code in language.available()

    def __iter__(self) -> Iterator[str]:
        return iter(language.available())

    def __len__(self) -> int:
        return len(language.available())
