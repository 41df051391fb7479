"""Which path shows a thing, and which thing a path means.

What lies under the base of the store is at the same path here (``<base>claim/3f…`` at ``/claim/3f…``), items of
Wikidata are at ``/entity/Q232``, and anything else that the graph mentions is at ``/resource?iri=…``.
"""

from __future__ import annotations

import re
from urllib.parse import urlencode

from pyoxigraph import NamedNode

from kg.vocab import WD

_ITEM = re.compile(r"entity/(Q[1-9]\d*)")
_PLAIN = re.compile(r"[\w.~/-]+", re.ASCII)


def path(iri: str, base: str) -> str:
    """The path of the page about a thing.

    >>> path("http://www.wikidata.org/entity/Q232", "https://example.org/")
    '/entity/Q232'
    >>> path("https://example.org/claim/3f", "https://example.org/")
    '/claim/3f'
    >>> path("https://example.org/ontology#joins", "https://example.org/")
    '/resource?iri=https%3A%2F%2Fexample.org%2Fontology%23joins'
    """
    item = iri.removeprefix(WD.iri)
    if item != iri and _ITEM.fullmatch(f"entity/{item}"):
        return f"/entity/{item}"
    if iri.startswith(base) and _PLAIN.fullmatch(rest := iri[len(base) :]):
        return f"/{rest}"
    return f"/resource?{urlencode({'iri': iri})}"


def thing(path: str, base: str) -> NamedNode | None:
    """The thing that a path without its first slash means, None where it cannot be one.

    >>> thing("entity/Q232", "https://example.org/").value, thing("claim/3f", "https://example.org/").value
    ('http://www.wikidata.org/entity/Q232', 'https://example.org/claim/3f')
    """
    item = _ITEM.fullmatch(path)
    return WD[item[1]] if item else node(base + path)


def node(iri: str) -> NamedNode | None:
    """An IRI as a term, None if it is none."""
    try:
        return NamedNode(iri)
    except ValueError:
        return None
