"""``kg validate``: shapes, checks and OWL on a store; findings on stdout, what was looked at on stderr."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg import queries
from kg.cli.screen import Labels, note, show, table, write
from kg.errors import UsageError
from kg.store import Store
from kg.validation import Finding, checks, owl, shapes, turtle
from kg.vocab import BASE, KG

FORMATS = "table", "turtle", "json"
ENGINES: dict[str, Callable[[str], shapes.Engine]] = {"fast": shapes.Fast, "reference": shapes.Reference}
_MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What to validate by; ``engine`` is one of ``ENGINES``."""

    shapes: bool
    checks: bool
    owl: bool
    engine: str = "fast"


def validate(path: Path, asked: Asked, format_: str) -> int:
    """Validate a store.

    Returns:
        The exit code: 0, 1 if anything was found.

    Raises:
        UsageError: There is no such format or engine, or no Java for OWL.
    """
    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: findings are written as {', '.join(FORMATS)}")
    if asked.engine not in ENGINES:
        raise UsageError(f"--engine {asked.engine}: there is {', '.join(ENGINES)}")
    with Store.open(path, read_only=True) as store:
        data = _dump(store) if asked.shapes or asked.checks else b""
        found = [
            *(_by_shapes(data, asked.engine) if asked.shapes else ()),
            *(_by_checks(data) if asked.checks else ()),
            *(_by_owl(store) if asked.owl else ()),
        ]
        _print(found, format_, store)
    return 1 if found else 0


def _dump(store: Store) -> bytes:
    started = time.monotonic()
    data = store.inner.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph()) or b""
    triples = data.count(b"\n")
    note(f"{store.path}: {triples} triples read in {time.monotonic() - started:.1f} s")
    return data


def _by_shapes(data: bytes, engine: str) -> list[Finding]:
    started = time.monotonic()
    found = shapes.findings(ENGINES[engine](shapes.text()), data.decode())
    note(f"shapes: {_count(len(found))}, {time.monotonic() - started:.1f} s")
    return found


def _by_checks(data: bytes) -> list[Finding]:
    """On a copy in memory, where queries over everything take a fifth of the time that they take on the disk."""
    started = time.monotonic()
    copy = Store.memory()
    copy.inner.bulk_load(data, format=ox.RdfFormat.N_TRIPLES)
    known = checks.load()
    found = checks.findings(copy, known)
    note(f"checks: {len(known)} queries, {_count(len(found))}, {time.monotonic() - started:.1f} s")
    return found


def _by_owl(store: Store) -> list[Finding]:
    alone = owl.check()
    _tell("ontology", alone)
    if not alone.consistent:
        return [owl.in_itself()]
    part = owl.module(store)
    with_graph = owl.check(part.triples)
    _tell(f"ontology with {len(part.triples)} triples of the graph", with_graph)
    if with_graph.consistent:
        return owl.unsatisfiable(with_graph)
    note("owl: looking for the culprit; this takes some dozen runs of the reasoner")
    return [owl.finding(owl.culprits(part))]


def _tell(what: str, verdict: owl.Verdict) -> None:
    word = "consistent" if verdict.consistent else "NOT consistent"
    classes = f", {len(verdict.unsatisfiable)} unsatisfiable classes" if verdict.consistent else ""
    note(f"owl: {what}: {word}{classes}, {verdict.seconds:.1f} s")


def _print(found: Sequence[Finding], format_: str, store: Store) -> None:
    if format_ == "turtle":
        write(turtle(found))
    elif format_ == "json":
        rows = [_record(finding) for finding in found]
        write((json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode())
    elif found:
        names = _Names(store, Labels(store, queries.base_of(store) or BASE))
        rows_ = [(names.of(one.node), one.message(), names.value(one.value)) for one in islice(found, _MOST_ROWS)]
        show(table(("where", "what is wrong", "not"), rows_))
        if len(found) > _MOST_ROWS:
            note(f"{len(found) - _MOST_ROWS} more; --format json has all")


def _record(finding: Finding) -> dict[str, object]:
    return {
        "node": finding.node,
        "source": finding.source,
        "rule": finding.rule,
        "path": finding.path or None,
        "value": finding.value or None,
        "message": dict(finding.messages),
    }


class _Names:
    """What a person calls a node: its label, and of a claim or proposition also what it says."""

    def __init__(self, store: Store, labels: Labels) -> None:
        self._store, self._labels = store, labels

    def of(self, iri: str) -> str:
        if not iri.startswith("http"):
            return iri
        short = self._labels.of(iri)
        said = self._said(NamedNode(iri))
        return f"{short}: {said}" if said else short

    def value(self, value: str) -> str:
        return self._labels.of(value) if value.startswith("http") else value

    def _said(self, node: NamedNode) -> str:
        proposition = self._one(node, KG.proposition) or node
        ends = (self._one(proposition, end) for end in (KG.subject, KG.predicate, KG.object))
        return " ".join(self._labels.of(end.value) for end in ends if end)

    def _one(self, node: NamedNode, predicate: NamedNode) -> NamedNode | None:
        found = (quad.object for quad in self._store.quads(node, predicate))
        return next((thing for thing in found if isinstance(thing, NamedNode)), None)


def _count(number: int) -> str:
    return f"{number} finding{'' if number == 1 else 's'}"
