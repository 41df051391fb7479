"""Labels of things in the language of a page."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal

from kg.pages.ask import Ask, Row, Term
from kg.pages.links import node
from kg.queries import text_of

_MOST = 2_000  # things a query asks for at once


async def labels(ask: Ask, things: Iterable[Term | str | None], language: str) -> dict[str, str]:
    """IRI -> label, of entities, relations, classes and values of the ontology alike.

    Args:
        things: IRIs, as terms or texts; literals and None are left out.
        language: Its label if there is one, else one in any language, else the last part of the IRI.
    """
    iris = sorted({iri for thing in things if (iri := _iri(thing)) and node(iri)})
    found = {iri: text_of(node(iri)) for iri in iris}
    for first in range(0, len(iris), _MOST):
        values = " ".join(f"<{iri}>" for iri in iris[first : first + _MOST])
        rows = await ask(f"SELECT ?thing ?label {{ VALUES ?thing {{ {values} }} ?thing rdfs:label ?label }}")
        rows.sort(key=lambda row: (_language(row) == language, _language(row) == "en", row["label"].value))
        found |= {row["thing"].value: row["label"].value for row in rows}  # the last one stays
    return found


def _iri(thing: Term | str | None) -> str | None:
    if isinstance(thing, Literal):
        return None
    return thing if isinstance(thing, str) or thing is None else thing.value


def _language(row: Row) -> str | None:
    label = row["label"]
    return label.language if isinstance(label, Literal) else None
