"""The parts of ``kg explain`` about what follows: the verdict on a claim, and why a triple was inferred."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode
from rich.console import RenderableType
from rich.text import Text

from kg import resources, rules
from kg.cli.screen import table
from kg.errors import UsageError
from kg.vocab import KG, RDF

if TYPE_CHECKING:
    from kg.cli.explaining import View

_DEFINITION = NamedNode("http://www.w3.org/2004/02/skos/core#definition")
_MOST = 12


def verdicts(
    view: View, claim: NamedNode, statements: Callable[[list[NamedNode]], RenderableType]
) -> Iterator[RenderableType]:
    """What the background says to a claim, with the reasons; where other claims agree or not."""
    outcome = view.node(claim, KG["agreement"])
    if outcome:
        yield ""
        at = view.text(claim, KG["comparedAt"])
        yield Text(f"Compared with Wikidata's slice{f', at {at}' if at else ''}: {view.label(outcome)}", "bold")
    found = [quad.subject for quad in view.store.quads(None, KG["judges"], claim)]
    for verdict in sorted((node for node in found if isinstance(node, NamedNode)), key=str):
        reason, given = view.node(verdict, KG["reason"]), view.node(verdict, KG["comparedWith"])
        yield Text(
            f"{view.label(view.node(verdict, KG['outcome']))}, {view.label(reason)}: {_definition(view, reason)}"
        )
        if given and view.is_a(given, KG.Statement):
            yield statements([given])
        else:
            yield Text(f"  {_definition(view, given)}", "dim")
    for link, words in (("disagreesWith", "Claims that disagree with it"), ("changesTo", "What it has changed to")):
        if others := view.nodes(claim, KG[link]):
            yield ""
            yield Text(words)
            yield view.claims(others)


def _definition(view: View, node: NamedNode | None) -> str:
    return view.text(node, _DEFINITION, "en")


def triple(view: View, subject: str, predicate: str, thing: str) -> Iterator[RenderableType]:
    """Why a triple was inferred: each rule that gave it, with what it found.

    Raises:
        UsageError: No rule has given it.
    """
    one = view.find(subject)
    name = predicate.removeprefix("kg:")
    relation = RDF.type if name in ("a", "type") else KG[name]
    other = KG[thing.removeprefix("kg:")] if relation == RDF.type else view.find(thing)
    found = list(rules.derivations(view.store, view.base, resources.folder("ontology"), one, relation, other))
    if not found:
        raise UsageError(
            f"{subject} {predicate} {thing}: no rule has given it; what an article says is under kg explain CLAIM"
        )
    yield Text(f"{view.label(one)}  {view.label(relation)}  {view.label(other)}", "bold")
    for rule in dict.fromkeys(each.rule.name for each in found):
        ways = [each for each in found if each.rule.name == rule]
        yield ""
        yield Text(f"by the rule {rule}: {ways[0].rule.summary['en']}")
        names = list(ways[0].premises)
        rows = [[_cell(view, way.premises.get(name)) for name in names] for way in ways[:_MOST]]
        yield table(names, rows)
        if len(ways) > _MOST:
            yield Text(f"… {len(ways) - _MOST} more ways", "dim")


def _cell(view: View, term: NamedNode | Literal | None) -> str:
    return view.labels.of(term.value) if isinstance(term, NamedNode) else term.value if term else ""
