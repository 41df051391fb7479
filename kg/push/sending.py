"""The order of the steps: compare, send, remove, count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from kg.errors import StoreError
from kg.push import plan as plans
from kg.push.damage import Damage
from kg.push.ledger import Ledger
from kg.push.plan import Local, Mode, Plan, Tell
from kg.push.target import Target
from kg.push.writing import Writer
from kg.store import Store
from kg.vocab import BASE, named_graph

_GRAPHS = 200
_TRIPLES = 50_000
"""After so many the ledger is written."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """How many graphs and triples were sent, how many graphs removed, and how many were there already."""

    graphs: int
    triples: int
    removed: int
    same: int


def _silent(step: str, done: int, total: int) -> None:
    pass


def plan(store: Store, target: Target, mode: Mode = Mode.REPLACE, base: str = BASE, tell: Tell = _silent) -> Plan:
    """Find out what a push would do; nothing is written.

    Raises:
        UsageError: The store is empty.
        StoreError: The store cannot be read, or the target not be asked.
    """
    return plans.made(store, target, _ledger(target, base).entered(), mode, tell)


def push(store: Store, target: Target, todo: Plan, base: str = BASE, tell: Tell = _silent) -> Pushed:
    """Do what a plan says, and count.

    Raises:
        StoreError: The store cannot be read, the target refuses something, or has another number of triples in the
            end; the message names the graph. The next push goes on from there.
    """
    if not todo.send and not todo.gone:
        return Pushed(0, 0, 0, len(todo.same))
    ledger, writer = _ledger(target, base), Writer(target)
    sent = 0
    for some in _batches(todo.send):
        ledger.begin([one.graph for one in some])
        for one in some:
            _write(store, writer, one, todo)
            sent += one.count
            tell("sending", sent, todo.triples)
        ledger.done({one.graph: one.digest for one in some})
    for graph in todo.gone:
        writer.remove(graph, todo.there[graph])
    ledger.forget(todo.gone)
    _verify(target, todo, tell)
    return Pushed(len(todo.send), todo.triples, len(todo.gone), len(todo.same))


def _ledger(target: Target, base: str) -> Ledger:
    return Ledger(target, named_graph(base, "pushed").value)


def _write(store: Store, writer: Writer, one: Local, todo: Plan) -> None:
    lines = store.lines(NamedNode(one.graph))
    if todo.mode is Mode.ADD:
        writer.add(one.graph, lines)
    else:
        writer.replace(one.graph, lines, todo.there[one.graph])


def _batches(graphs: Sequence[Local]) -> Iterator[list[Local]]:
    batch: list[Local] = []
    for one in graphs:
        batch.append(one)
        if len(batch) == _GRAPHS or sum(local.count for local in batch) > _TRIPLES:
            yield batch
            batch = []
    if batch:
        yield batch


def _verify(target: Target, todo: Plan, tell: Tell) -> None:
    """Count what was sent and what was removed.

    Raises:
        StoreError: A count differs.
    """
    expected = {one.graph: one.count for one in todo.send} | dict.fromkeys(todo.gone, 0)
    done = 0

    def counted(some: int) -> None:
        nonlocal done
        done += some
        tell("counting", done, len(expected))

    there = target.counts(list(expected), counted)
    wrong = [graph for graph, count in expected.items() if not _agrees(there[graph], count, todo.mode)]
    if wrong:
        first, more = wrong[0], f"; so have {len(wrong) - 1} others" if len(wrong) > 1 else ""
        raise StoreError(
            f"{target.endpoint}: the graph <{first}> has {there[first]} triples there and {expected[first]} here{more}"
            + _explained(todo.damages)
        )


def _agrees(there: int, here: int, mode: Mode) -> bool:
    return there == here or (mode is Mode.ADD and there > here)


def _explained(damages: Counter[Damage]) -> str:
    if not damages:
        return "; somebody else may be writing there"
    return f"; it is known that {'; '.join(damage.en for damage in damages)}"
