"""The graph in the formats of RDF, sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import IO

import pyoxigraph as ox

from kg.store import Store
from kg.vocab import RDF, prefixes

_TRIPLES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
}
_QUADS = {".trig": ox.RdfFormat.TRIG, ".nq": ox.RdfFormat.N_QUADS}
_TYPE = str(RDF.type).encode()

SUFFIXES = (*_TRIPLES, *_QUADS)


def writer(suffix: str) -> Callable[[Store, IO[bytes], str], int]:
    """Find the function that writes a store in a format; it says how many triples or quads it wrote."""
    if suffix in _TRIPLES:
        return partial(_write_union, _TRIPLES[suffix])
    return partial(_write_dataset, _QUADS[suffix])


def _write_union(target: ox.RdfFormat, store: Store, out: IO[bytes], base: str) -> int:
    lines = _sorted(store.lines())
    _serialize(lines, out, target, base)
    return len(lines)


def _write_dataset(target: ox.RdfFormat, store: Store, out: IO[bytes], base: str) -> int:
    lines: list[bytes] = []
    for graph in store.graphs():
        lines += [line[:-1] + f"{graph} .".encode() for line in _sorted(store.lines(graph))]
    _serialize(lines, out, target, base)
    return len(lines)


def _sorted(lines: Iterable[bytes]) -> list[bytes]:
    """Lines of N-Triples by subject, its types first: one order for all formats."""
    return sorted(lines, key=_order)


def _order(line: bytes) -> tuple[bytes, bool, bytes]:
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate != _TYPE, rest if predicate == _TYPE else predicate + b" " + rest


def _serialize(lines: list[bytes], out: IO[bytes], target: ox.RdfFormat, base: str) -> None:
    data = b"\n".join(lines)
    if target in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        out.write(data + b"\n" if data else b"")
    else:
        ox.serialize(ox.parse(data, ox.RdfFormat.N_QUADS), out, target, prefixes=prefixes(base))
