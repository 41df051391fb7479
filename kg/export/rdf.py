"""The graph in the formats of RDF, sorted, with its description."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from typing import IO

import pyoxigraph as ox
from pyoxigraph import QuerySolutions

from kg.errors import UsageError
from kg.export import canonical, description
from kg.export.base import Options, Write, Written
from kg.export.formats import FORMATS, Format
from kg.store import Store
from kg.vocab import RDF, named_graph, prefixes

SUFFIXES = tuple(FORMATS)

_NO_XML = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:[bf]|u00(?:0[0-8BCEF]|1[0-9A-F])|uFFF[EF])")
"""Characters of a line of N-Triples that XML 1.0 cannot have (section 2.2), however they are escaped."""

_TYPE = str(RDF.type).encode()
_REIFIES = """SELECT ?g ?claim ?s ?p ?o {
    GRAPH ?g { ?claim kg:proposition ?said . ?said kg:subject ?s ; kg:predicate ?p ; kg:object ?o }
}"""

_Parts = dict[bytes, list[bytes]]
"""Name of a graph and a space, nothing for the default graph -> its lines of N-Triples."""


def writer(suffix: str) -> Write:
    """Find the function that writes a store in a format."""
    return partial(_write, suffix)


def _write(suffix: str, store: Store, out: IO[bytes], options: Options) -> Written:
    format_ = FORMATS[suffix]
    parts = _parts(store, format_)
    if options.rdf12:
        _reify(parts, store, suffix)
    said = [_quad(line, graph) for graph, lines in parts.items() for line in lines]
    digest = canonical.digest(said)
    if said:
        home = _name(str(named_graph(options.base, "dataset"))) if format_.is_dataset else b""
        about = description.lines(store, format_, len(said), digest, options)
        parts[home] = [*parts.get(home, ()), *about]
    lines = [_quad(line, graph) for graph in sorted(parts) for line in _sorted(parts[graph])]
    _serialize(lines, out, format_.format, options.base)
    return Written(len(lines), format_.unit, digest)


def _parts(store: Store, format_: Format) -> _Parts:
    if not format_.is_dataset:
        return {b"": store.lines()}
    return {_name(str(graph)): store.lines(graph) for graph in store.graphs()}


def _reify(parts: _Parts, store: Store, suffix: str) -> None:
    """Let each claim whose proposition has two ends reify their triple, which is not asserted by that.

    Source: RDF 1.2 Concepts, section 1.5 (triple terms and reification).
    """
    if not FORMATS[suffix].has_triple_terms:
        known = ", ".join(known for known, format_ in FORMATS.items() if format_.has_triple_terms)
        raise UsageError(f"{suffix} has no triple terms; RDF 1.2 can be written as {known}")
    answer = store.query(_REIFIES)
    for row in answer if isinstance(answer, QuerySolutions) else ():
        line = f"{row['claim']} {RDF.reifies} <<( {row['s']} {row['p']} {row['o']} )>> ."
        parts[_name(str(row["g"])) if FORMATS[suffix].is_dataset else b""].append(line.encode())


def _name(graph: str) -> bytes:
    return f"{graph} ".encode()


def _quad(line: bytes, graph: bytes) -> bytes:
    return line[:-1] + graph + b"." if graph else line


def _sorted(lines: Iterable[bytes]) -> list[bytes]:
    """Lines of N-Triples by subject, its types first: one order for all formats."""
    return sorted(lines, key=_order)


def _order(line: bytes) -> tuple[bytes, bool, bytes]:
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate != _TYPE, rest if predicate == _TYPE else predicate + b" " + rest


def _serialize(lines: list[bytes], out: IO[bytes], target: ox.RdfFormat, base: str) -> None:
    if target == ox.RdfFormat.RDF_XML and (line := next(filter(_NO_XML.search, lines), None)):
        subject = line.split(b" ", 1)[0].decode()
        raise UsageError(f"{subject} has a control character, which XML cannot have; write .ttl, .nt or .jsonld")
    data = b"\n".join(lines)
    if target in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        out.write(data + b"\n" if data else b"")
    else:
        ox.serialize(ox.parse(data, ox.RdfFormat.N_QUADS), out, target, prefixes=prefixes(base))
