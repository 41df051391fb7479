"""What pages need of a store."""

from __future__ import annotations

from typing import Protocol

from pyoxigraph import Literal, NamedNode

Term = NamedNode | Literal
Row = dict[str, Term]


class Ask(Protocol):
    """Answers a SELECT; a variable without a value is not in the row."""

    async def __call__(self, sparql: str) -> list[Row]: ...
