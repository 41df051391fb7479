"""Applies the rules: all of them to the whole store, or to what an article has changed.

Each rule comes behind those whose results it reads (``after``), and none but ``recursive`` ones reads its own; so one
pass in their order is a fixed point. After a change a rule's results about the nodes touched by a relation that it
reads are made anew, and the nodes at the ends of what came out otherwise are touched for the rules behind it. The
results of a recursive rule are taken away before, or they would go on to hold each other up.

A mark in ``graph/inferred`` says of which articles, background and rules the results are. It goes before an article
is written and comes back when all is done: a build that was killed between leaves none, and the next applies all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.rules.rule import AGREEMENT, FOLDERS, INFERRED, Rule, load, names
from kg.store import Store
from kg.vocab import DCTERMS, KG, RDF, RDFS, SCHEMA, WD, named_graph

_Touched = dict[str, set[NamedNode]]  # relation -> the ends of its triples that come or go

_AT_ONCE = 500  # with more, Oxigraph begins at the wrong end again
_MOST_TOUCHED = 3_000  # from so many nodes on, applying the rules to everything is faster


@dataclass(slots=True)
class Consequences:
    """Keeps the results of the rules abreast of what a build writes into a store.

    Attributes:
        store: Open for writing.
        base: Where instances live.
        folder: The ontology's.
    """

    store: Store
    base: str
    folder: Path
    _current: bool = field(init=False)
    _touched: _Touched = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._current = self.store.state(_main(self.base)) == _state(self.store, self.base, self.folder)

    def change(self, *quads: Iterable[Quad]) -> None:
        """Take note of quads that are about to come or go; to be called before they do."""
        _unmark(self.store, self.base)
        for some in quads:
            _touch(self._touched, some, self.base)

    def finish(self) -> bool:
        """Bring the results up to date.

        Returns:
            Whether there was anything to do.
        """
        if self._current and not self._touched:
            if self.store.state(_main(self.base)) is None:
                _mark(self.store, self.base, self.folder)
            return False
        if not self._current or len(set().union(*self._touched.values())) > _MOST_TOUCHED:
            complete(self.store, self.base, self.folder)
        else:
            _update(self.store, self.base, self.folder, self._touched)
            _mark(self.store, self.base, self.folder)
        self._current = True
        self._touched.clear()
        return True


def complete(store: Store, base: str, folder: Path) -> None:
    """Apply all rules to all that a store holds, in place of what they gave before.

    Raises:
        InputError: A rule is broken.
    """
    rules = [rule for target in FOLDERS for rule in load(folder, target)]
    _unmark(store, base)
    begins = tuple(named_graph(base, f"{target}/").value for target in FOLDERS)
    for graph in store.graphs():
        if graph.value.startswith(begins):
            store.remove(graph)
    for target in FOLDERS:
        store.replace(named_graph(base, target), _described(rules, target, base))
    for rule in rules:
        store.replace(rule.graph(base), set(_all(store, rule, base)))
    _mark(store, base, folder)


def ready(store: Store, base: str) -> bool:
    """Whether the results are those of what the store holds; False after a build that was cut short."""
    return store.state(_main(base)) is not None


def _update(store: Store, base: str, folder: Path, touched: _Touched) -> None:
    for rule in (rule for target in FOLDERS for rule in load(folder, target) if rule.articles):
        read = set().union(*(nodes for relation, nodes in touched.items() if rule.reads(relation)))
        nodes = {node for node in read if _is_claim(node, base) == (rule.target == AGREEMENT)}
        nodes |= _reaching(store, rule, nodes)
        old = _about(store, rule, base, nodes)
        if rule.recursive:
            store.change(rule.graph(base), old, ())
        new = set(_narrowed(store, rule, base, nodes)) if nodes else set()
        store.change(rule.graph(base), old - new, new if rule.recursive else new - old)
        _touch(touched, old ^ new, base, outright=False)


def _all(store: Store, rule: Rule, base: str) -> Iterator[Quad]:
    for variable, name in rule.each.items():
        subjects = {quad.subject for quad in store.quads(None, KG[name])}
        ordered = sorted((node for node in subjects if isinstance(node, NamedNode)), key=str)
        for first in range(0, len(ordered), _AT_ONCE):
            yield from _results(store, rule, base, rule.within(variable, ordered[first : first + _AT_ONCE]))
    if not rule.each:
        yield from _results(store, rule, base, rule.text)


def _narrowed(store: Store, rule: Rule, base: str, nodes: Iterable[NamedNode]) -> Iterator[Quad]:
    ordered = sorted(nodes, key=str)
    for variable in rule.focus:
        yield from _results(store, rule, base, rule.within(variable, ordered))


def _results(store: Store, rule: Rule, base: str, text: str) -> Iterator[Quad]:
    graph = rule.graph(base)
    answer = store.inner.query(text, prefixes=names(base))
    assert isinstance(answer, ox.QueryTriples)
    for triple in answer:
        if isinstance(triple.object, Literal) or triple.subject != triple.object:
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _about(store: Store, rule: Rule, base: str, nodes: Iterable[NamedNode]) -> set[Quad]:
    """What a rule has given about nodes, with all about the verdicts on them."""
    graph, minted = rule.graph(base), f"{base}verdict/"
    found: set[Quad] = set()
    for node in nodes:
        found.update(store.quads(node, graph=graph))
        for quad in store.quads(None, None, node, graph):
            found.add(quad)
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(minted):
                found.update(store.quads(quad.subject, graph=graph))
    return found


def _reaching(store: Store, rule: Rule, nodes: Iterable[NamedNode]) -> set[NamedNode]:
    """Nodes from which a relation leads, over however many steps, to one of the nodes."""
    reached: set[NamedNode] = set()
    ahead = [*nodes] if rule.reach else []
    while ahead:
        for quad in store.quads(None, KG[rule.reach], ahead.pop()):
            if isinstance(quad.subject, NamedNode) and quad.subject not in reached:
                reached.add(quad.subject)
                ahead.append(quad.subject)
    return reached


def _touch(touched: _Touched, quads: Iterable[Quad], base: str, outright: bool = True) -> None:
    """Add what quads touch: claims, and entities that something is said of outright, by a bare triple or a class."""
    for quad in quads:
        ends = [*_ends(quad, base)]
        if not outright or quad.subject in ends:
            touched.setdefault(_local(quad.predicate), set()).update(ends)


def _local(relation: NamedNode) -> str:
    return "a" if relation == RDF.type else re.split("[/#]", relation.value)[-1]


def _ends(quad: Quad, base: str) -> Iterator[NamedNode]:
    begins = (WD.iri, f"{base}entity/", f"{base}claim/")
    for node in (quad.subject, quad.object):
        if isinstance(node, NamedNode) and node.value.startswith(begins):
            yield node


def _is_claim(node: NamedNode, base: str) -> bool:
    return node.value.startswith(f"{base}claim/")


def _described(rules: Iterable[Rule], target: str, base: str) -> Iterator[Quad]:
    """What a graph of results says of itself: each rule is the graph of what it gave."""
    main = named_graph(base, target)
    for rule in rules:
        if rule.target == target:
            node = rule.graph(base)
            yield Quad(main, DCTERMS.hasPart, node, main)
            yield Quad(node, RDF.type, KG.Rule, main)
            yield Quad(node, KG.ruleText, Literal(rule.text), main)
            for language, summary in rule.summary.items():
                yield Quad(node, RDFS.label, Literal(summary, language=language), main)


def _main(base: str) -> NamedNode:
    return named_graph(base, INFERRED)


def _state(store: Store, base: str, folder: Path) -> str:
    """A hash of all that the results depend on: rules, background, and the articles that there are."""
    content = sha256()
    for target in (INFERRED, AGREEMENT):
        for rule in load(folder, target):
            content.update(f"{rule.name}\0{rule.text}\0".encode())
    versions = store.inner.quads_for_pattern(None, SCHEMA.version, None, ox.DefaultGraph())
    lines = (f"{quad.subject} {quad.object}\n" for quad in versions if quad.subject != _main(base))
    content.update("".join(sorted(lines)).encode())
    return content.hexdigest()


def _mark(store: Store, base: str, folder: Path) -> None:
    main = _main(base)
    store.change(main, (), [Quad(main, SCHEMA.version, Literal(_state(store, base, folder)), main)])


def _unmark(store: Store, base: str) -> None:
    main = _main(base)
    store.change(main, list(store.quads(main, SCHEMA.version, None, main)), ())
