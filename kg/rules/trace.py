"""Why a triple was inferred: the rule, and what it found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode

from kg.rules.rule import INFERRED, Rule, load, names
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Derivation:
    """One way in which a rule gave a triple.

    Attributes:
        premises: Variable of the rule -> what it was bound to, in the order of their names.
    """

    rule: Rule
    premises: Mapping[str, NamedNode | Literal]


def derivations(
    store: Store, base: str, folder: Path, subject: NamedNode, predicate: NamedNode, thing: NamedNode
) -> Iterator[Derivation]:
    """All ways in which a triple was inferred, by rule; none for one that was not.

    Args:
        folder: The ontology's.
    """
    for rule in load(folder, INFERRED):
        if any(store.quads(subject, predicate, thing, rule.graph(base))):
            terms = zip(rule.head, (subject, predicate, thing), strict=True)
            bound = [f"VALUES {place} {{ {term} }}" for place, term in terms if place.startswith("?")]
            text = _select(rule.where(*bound))
            answer = store.inner.query(text, prefixes=names(base))
            assert isinstance(answer, ox.QuerySolutions)
            yield from sorted((_derivation(rule, row, answer.variables) for row in answer), key=str)


def _select(text: str) -> str:
    head, _, rest = text.partition("CONSTRUCT")
    return f"{head}SELECT DISTINCT * WHERE{rest.partition('WHERE')[2]}"


def _derivation(rule: Rule, row: ox.QuerySolution, variables: list[ox.Variable]) -> Derivation:
    known = {variable.value: row[variable] for variable in variables}
    found = {name: term for name, term in sorted(known.items()) if isinstance(term, NamedNode | Literal)}
    return Derivation(rule, found)
