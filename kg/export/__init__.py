"""Writes what a store holds into a file: the graph as RDF; claims, mentions and events as records.

The suffix of the file is its format. Equal stores give equal bytes, in whatever order they were built.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kg.errors import StoreError, UsageError
from kg.export import nanopubs, rdf, tables
from kg.export.base import Options, Write, Written
from kg.export.canonical import Checked, check
from kg.export.events import events
from kg.export.records import Record, claims, mentions
from kg.store import Store

__all__ = ["FORMATS", "Checked", "Options", "Record", "Written", "check", "claims", "events", "export", "mentions"]

_OPTIONS = Options()

FORMATS: Mapping[str, Mapping[str, Write]] = {
    "graph": {suffix: rdf.writer(suffix) for suffix in rdf.SUFFIXES},
    "claims": tables.writers("claims", claims, tables.CLAIM_COLUMNS),
    "mentions": tables.writers("mentions", mentions, tables.MENTION_COLUMNS),
    "events": tables.writers("events", events, tables.EVENT_COLUMNS),
    "nanopubs": {suffix: nanopubs.writer(suffix) for suffix in nanopubs.SUFFIXES},
}
"""What can be exported, and how: the suffixes of each."""


def export(store: Store, path: Path, what: str = "graph", options: Options = _OPTIONS) -> Written:
    """Write a part of a store into a file, which is there as a whole or, after any trouble, as it was before.

    Args:
        store: To read from.
        path: The file; its suffix is the format.
        what: ``graph`` is everything that the store holds: articles, background, ontology, with a description of the
            whole. ``.trig`` and ``.nq`` keep the named graphs; ``.ttl``, ``.nt``, ``.jsonld`` and ``.rdf`` have their
            union. ``claims``, ``mentions`` and ``events`` are records, as in ``kg.export.records`` and
            ``kg.export.events``, or the same in columns; ``nanopubs`` is a nanopublication for each claim.
        options: How to write it.

    Returns:
        How many quads, triples or records were written; of the graph also its hash.

    Raises:
        UsageError: There is no such export, it has not such an option, or there is no folder for the file; for
            nanopublications also: the package ``nanopub`` is not installed, or the base does not end with ``/``.
        InputError: The key to sign with cannot be read.
        StoreError: The store cannot be read, or the file not be written.
    """
    write = _writer(what, path.suffix.lower())
    if options.rdf12 and what != "graph":
        raise UsageError(f"RDF 1.2 is a way to write the graph, not {what}")
    if options.key and what != "nanopubs":
        raise UsageError(f"a key signs nanopublications, not {what}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent}; make it first")
    with _whole(path) as out:
        return write(store, out, options)


def _writer(what: str, suffix: str) -> Write:
    formats = FORMATS.get(what)
    if formats is None:
        raise UsageError(f"there is no export of {what!r}; there is {', '.join(FORMATS)}")
    if suffix not in formats:
        raise UsageError(f"{what} cannot be written as {suffix or 'a file without suffix'}; use {', '.join(formats)}")
    return formats[suffix]


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as out:
            yield out
        part.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
