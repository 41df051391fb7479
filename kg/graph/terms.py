"""Terms: IRIs that follow from content, and literals no more exact than their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode

from kg.model import Date
from kg.vocab import WD, XSD

_CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def digest(*content: object) -> str:
    """32 hex digits that stand for ``content``: strings, numbers, None, and tuples of them.

    >>> digest("a", ("b", None)) == digest("a", ("b", None)) != digest("a", "b", None)
    True
    """
    return sha256(_CANONICAL.encode(content).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Names:
    """Makes the IRIs under one base; hashes do not depend on the base."""

    base: str

    def mint(self, folder: str, *content: object) -> NamedNode:
        """The IRI of what has this content: ``<base><folder>/<hash>``."""
        return NamedNode(f"{self.base}{folder}/{digest(*content)}")

    def entity(self, identifier: str) -> NamedNode:
        """The Wikidata IRI of a QID, an IRI under the base for a NIL entity."""
        return NamedNode(f"{self.base}entity/{identifier}") if identifier.startswith("nil-") else WD[identifier]


def date(value: Date) -> Literal:
    """A literal whose datatype is the precision: ``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date``."""
    return Literal(str(value), datatype=XSD[value.datatype])


def share(value: float) -> Literal:
    """A number from 0 to 1 as ``xsd:decimal`` with at most four digits after the point.

    >>> share(1).value, share(0.86).value, share(2 / 3).value
    ('1.0', '0.86', '0.6667')
    """
    return Literal(str(round(float(value), 4)), datatype=XSD.decimal)
