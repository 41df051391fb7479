"""What the served dataset says of itself (VoID, section 6.1: at ``/.well-known/void``)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import NamedNode, Triple

from kg import queries
from kg.export.base import Options
from kg.export.description import served
from kg.store import Store
from kg.vocab import BASE, VOID

_WELL_KNOWN = ".well-known/void"
_DATASET = f"{_WELL_KNOWN}#dataset"


def triples(store: Store, site: str) -> Iterator[Triple]:
    """The description.

    Args:
        store: What is served.
        site: Where, with a slash at its end.
    """
    node = NamedNode(site + _DATASET)
    yield Triple(node, VOID.sparqlEndpoint, NamedNode(f"{site}sparql"))
    for subject, predicate, thing in served(store, node, Options(queries.base_of(store) or BASE)):
        yield Triple(subject, predicate, thing)
