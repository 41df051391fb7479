"""Keeps quads on disk, or in memory for tests and small jobs, and answers SPARQL over the union of all graphs.

The union is kept as the default graph, beside the named graphs. Oxigraph 0.5 can also make it up while it answers,
but then counts a triple once for each graph that has it (oxigraph/oxigraph#1919): two articles that share a
proposition would double the claims about it. It is also faster.

A store is a folder with two things: the file ``FORMAT`` says that it is one, and of which version; ``quads/`` is the
database (Oxigraph on RocksDB). ``writer`` names the process that last opened it for writing.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg import snapshots, sparql
from kg.errors import StoreError, UsageError
from kg.vocab import SCHEMA, prefixes

if TYPE_CHECKING:
    from rdflib import Graph

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
Term = NamedNode | Literal

_UNION = ox.DefaultGraph()
_MANY = 2_000  # from so many quads on, making files of them costs less than a transaction
_TRIES, _PAUSE = 20, 0.1  # seconds; for a server needs some ten milliseconds
_UNTIDY = 100_000  # after so many quads, queries on what lies about in many files take twice as long
FORMAT = "alliances-kg store 1\n"
_SERVICE = re.compile(r"(?<![A-Za-z_-])SERVICE(?![\w-])", re.IGNORECASE)


class Store:
    """Quads in named graphs, one per article.

    One process may write at a time. A read-only store sees what had been written when it was opened. All errors of
    the disk, also a full one, are ``StoreError``; each write is whole or did not happen.
    """

    def __init__(self, quads: ox.Store, path: Path | None = None) -> None:
        self._quads: ox.Store | None = quads
        self._written = 0  # quads since the database was last put in order
        self.path = path

    @classmethod
    def memory(cls) -> Store:
        """An empty store that lives as long as the object."""
        return cls(ox.Store())

    @classmethod
    def open(cls, path: Path, *, create: bool = False, read_only: bool = False, template: Path | None = None) -> Store:
        """Open the store in a folder.

        Args:
            path: The folder.
            create: Make the store where the folder is missing or empty.
            template: What ``save`` wrote, for a new store to begin with; one that is not there does not matter.
            read_only: Do not lock it; for queries and exports, also while another process writes.

        Raises:
            StoreError: There is none, the folder is something else, another process writes to it, it was written
                by a later version, or the disk fails.
        """
        with _disk(path):
            _check_format(path, create and not read_only)
            database = path / "quads"
            if read_only and not database.exists():  # what a build leaves that was killed at its very beginning
                raise StoreError(f"{path}: the store is empty yet; fill it: kg build INPUT --store {path}")
            if read_only:
                return cls(ox.Store.read_only(str(database)), path)
            if template and template.is_dir() and not database.exists():
                _begin(template, database)
            store = cls(_locked(database), path)
            _write(path / "writer", str(os.getpid()))
            return store

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the lock; an rdflib graph made from the store must be gone by then, too."""
        self._quads = None

    @property
    def inner(self) -> ox.Store:
        """The pyoxigraph store, for what has no name here.

        Raises:
            StoreError: The store has been closed.
        """
        if self._quads is None:
            raise StoreError(f"{self.path or 'store in memory'}: the store has been closed")
        return self._quads

    def state(self, graph: NamedNode) -> str | None:
        """What ``schema:version`` the graph gives itself, None where there is no such graph.

        For an article that is ``kg.graph.state``; a build compares it and skips what it need not do again.
        """
        with _disk(self.path):
            found = next(self.inner.quads_for_pattern(graph, SCHEMA.version, None, graph), None)
        return found.object.value if found and isinstance(found.object, Literal) else None

    def graphs(self) -> list[NamedNode]:
        """Names of all graphs that hold something, sorted."""
        with _disk(self.path):
            named = [graph for graph in self.inner.named_graphs() if isinstance(graph, NamedNode)]
        return sorted((graph for graph in named if any(self.quads(graph=graph))), key=lambda graph: graph.value)

    def replace(self, graph: NamedNode, quads: Iterable[Quad]) -> None:
        """Write a graph in place of what it held, in one transaction.

        Args:
            graph: Its name.
            quads: All of them in ``graph``; one that comes twice is written once.

        Raises:
            ValueError: A quad belongs to another graph. Nothing is written.
        """
        self.replace_all({graph: quads})

    def replace_all(self, graphs: Mapping[NamedNode, Iterable[Quad]]) -> None:
        """Write several graphs, each in place of what it held: all new ones in one transaction, each other in its own.

        Raises:
            ValueError: As ``replace``.
        """
        fresh: list[Quad] = []
        for graph, quads in graphs.items():
            new = set(quads)
            if any(quad.graph_name != graph for quad in new):
                raise ValueError(f"a quad is not in the graph {graph.value}")
            if old := set(self.quads(graph=graph)):
                with _disk(self.path):
                    self.inner.update(self._change(graph, old - new, new - old))
            else:
                fresh.extend(new)
        write = self.inner.extend if len(fresh) < _MANY else self.inner.bulk_extend  # both are whole or nothing
        with _disk(self.path):
            write(chain(fresh, map(_in_union, fresh)))
        self._written += len(fresh)

    def change(self, graph: NamedNode, gone: Iterable[Quad], added: Iterable[Quad]) -> None:
        """Take quads out of a graph and put others in, in one transaction; all belong to the graph."""
        less, more = set(gone), set(added)
        with _disk(self.path):
            if less or more:
                self.inner.update(self._change(graph, less - more, more))

    def _change(self, graph: NamedNode, gone: set[Quad], added: set[Quad]) -> str:
        """SPARQL that changes a graph; the union keeps what another graph also has."""
        lost = {quad for quad in gone if not self._is_elsewhere(quad)}
        return (
            f"DELETE DATA {{ {_block(lost)} GRAPH {graph} {{ {_block(gone)} }} }} ; "
            f"INSERT DATA {{ {_block(added)} GRAPH {graph} {{ {_block(added)} }} }}"
        )

    def _is_elsewhere(self, quad: Quad) -> bool:
        found = self.inner.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        return any(other.graph_name not in (_UNION, quad.graph_name) for other in found)

    def remove(self, graph: NamedNode) -> None:
        """Remove a graph as a whole, in one transaction; one that is not there is no error."""
        self.replace(graph, ())

    def fill(self, graph: NamedNode, quads: Iterable[Quad], version: str) -> bool:
        """Make a large graph hold ``quads``; nothing happens where it already has this version.

        The first time, it is loaded in bulk and the version written last: a graph whose loading was cut short is
        loaded again by the next call. Later versions replace it in one transaction.

        Returns:
            Whether anything was written.
        """
        known = self.state(graph)
        if known == version:
            return False
        marker = Quad(graph, SCHEMA.version, Literal(version), graph)
        if known is None:
            self.remove(graph)
            with _disk(self.path):
                named = list(quads)
                self.inner.bulk_extend(named)
                self.inner.bulk_extend(map(_in_union, named))
                self.inner.extend((marker, _in_union(marker)))
            self._written += len(named)
        else:
            self.replace(graph, (*quads, marker))
        return True

    def quads(
        self,
        subject: NamedNode | None = None,
        predicate: NamedNode | None = None,
        thing: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """The quads of the named graphs that fit, None for anything, in no order."""
        with _disk(self.path):
            for quad in self.inner.quads_for_pattern(subject, predicate, thing, graph):
                if quad.graph_name != _UNION:
                    yield quad

    def lines(self, graph: NamedNode | None = None) -> list[bytes]:
        """A graph, or the union of all, as lines of N-Triples without their ends, in no order."""
        with _disk(self.path):
            data = self.inner.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph or _UNION) or b""
        return data.split(b"\n")[:-1]

    def query(self, text: str) -> Answer:
        """Ask a SPARQL 1.1 query; the prefixes of ``kg.vocab`` need no declaration.

        Args:
            text: SELECT, ASK, CONSTRUCT or DESCRIBE. The default graph is the union of all graphs; a triple that
                several of them have is in it once.

        Raises:
            SyntaxError: The text is no SPARQL; the message has line and column.
            UsageError: The query has a SERVICE clause, which would ask another endpoint.
        """
        if asks_elsewhere(text):
            raise UsageError("the query has a SERVICE clause; queries on a store do not ask other endpoints")
        with _disk(self.path):
            try:
                return self.inner.query(text, prefixes=prefixes())
            except RuntimeError as error:
                raise UsageError(str(error)) from error

    def graph(self) -> Graph:
        """An rdflib graph over the union, with the usual prefixes; for reading: write with ``replace``."""
        import rdflib  # takes longer to import than most commands to run
        from oxrdflib import OxigraphStore
        from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

        graph = rdflib.Graph(OxigraphStore(store=self.inner), DATASET_DEFAULT_GRAPH_ID)
        for prefix, iri in prefixes().items():
            graph.bind(prefix, iri)
        return graph

    def save(self, template: Path) -> None:
        """Keep a copy of what the store holds, for other stores to begin with; nothing happens if there is one."""
        part = template.with_name(f"{template.name}.{os.getpid()}.part")
        self.flush()
        with _disk(self.path):
            template.parent.mkdir(parents=True, exist_ok=True)
            self.inner.backup(part)
            try:
                part.rename(template)
            except OSError:  # another process was faster
                shutil.rmtree(part)

    def publish(self, *, first: bool = False) -> None:
        """Let servers of this store see what has been written; costs nothing where there is none.

        Args:
            first: Only those that have seen nothing yet.
        """
        with _disk(self.path):
            if self.path:
                snapshots.publish(self.path, lambda folder: self.inner.backup(str(folder)), first)

    def flush(self) -> None:
        """Bring what has been written from the operating system's buffers to the disk, and much of it in order."""
        with _disk(self.path):
            if self._written >= _UNTIDY:
                self.inner.optimize()
                self._written = 0
            self.inner.flush()


def asks_elsewhere(text: str) -> bool:
    """Whether a query has a SERVICE clause; words in strings, IRIs, names and comments do not count."""
    return bool(_SERVICE.search(text) and _SERVICE.search(sparql.keywords(text)))


def _in_union(quad: Quad) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object)


def _block(quads: Iterable[Quad]) -> str:
    return "".join(f"{quad.triple} . " for quad in quads)


def check(path: Path) -> None:
    """See whether a folder is a store, without opening it.

    Raises:
        StoreError: It is none, or of a later version.
    """
    with _disk(path):
        _check_format(path, create=False)


def _check_format(path: Path, create: bool) -> None:
    marker = path / "FORMAT"
    if marker.is_file():
        if (found := marker.read_text(errors="replace")) != FORMAT:
            raise StoreError(f"{path}: {found.strip()!r} is not the format of this version, {FORMAT.strip()!r}")
    elif path.exists() and not _is_fresh(path):
        raise StoreError(f"{path} is not a store; name another folder with --store")
    elif not create:
        raise StoreError(f"{path}: there is no store; make one with: kg build INPUT --store {path}")
    else:
        path.mkdir(parents=True, exist_ok=True)
        _write(marker, FORMAT)


def _locked(database: Path) -> ox.Store:
    """The database for writing; a server that copies it at this moment is done at once."""
    for _ in range(_TRIES if snapshots.is_served(database.parent) else 0):
        try:
            return ox.Store(database)
        except OSError as error:
            if "LOCK" not in str(error):
                raise
            time.sleep(_PAUSE)
    return ox.Store(database)


def _begin(template: Path, database: Path) -> None:
    part = database.with_name("quads.part")
    shutil.rmtree(part, ignore_errors=True)
    snapshots.link(template, part)
    part.rename(database)


def _is_fresh(path: Path) -> bool:
    """Whether it is a folder with nothing in it but what a creation that was cut short leaves."""
    return path.is_dir() and all(child.name == "FORMAT.part" for child in path.iterdir())


def _write(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.replace(path)


@contextmanager
def _disk(path: Path | None) -> Iterator[None]:
    """Turn trouble of the disk into one line that names the store."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # the second where RocksDB finds its files damaged
        raise StoreError(f"{path or 'store in memory'}: {_trouble(error, path)}") from error


def _trouble(error: OSError | RuntimeError, path: Path | None) -> str:
    message = " ".join(str(error).split())
    if path and "LOCK" in message:
        writer = path / "writer"
        who = writer.read_text() if writer.is_file() else "unknown"
        return f"already open for writing by process {who}; wait for it, or name another store with --store"
    return getattr(error, "strerror", None) or message
