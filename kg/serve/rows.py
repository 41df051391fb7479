"""Rows of a SELECT as terms, for pages."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, QueryResultsFormat

from kg.serve.errors import TooLargeError
from kg.serve.readers import Readers

_MUCH = 200_000  # bytes that would keep other requests waiting while they are parsed
_MOST = 30_000_000  # bytes: parsed, they take about ten times as much memory, and that in the server itself


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers a SELECT from the readers; a variable without a value is not in the row."""

    readers: Readers

    async def __call__(self, sparql: str) -> list[dict[str, NamedNode | Literal]]:
        """Its rows, in their order.

        Raises:
            AnswerError: There is no answer, or it is longer than a page can take; see ``kg.serve.errors``.
        """
        data = await self.readers.answer(sparql, QueryResultsFormat.JSON.media_type)
        if len(data) > _MOST:
            raise TooLargeError(
                f"the answer is longer than {_MOST:,} bytes, too much for a page; /sparql gives it whole"
            )
        return await asyncio.to_thread(_parsed, data) if len(data) > _MUCH else _parsed(data)


def _parsed(data: bytes) -> list[dict[str, NamedNode | Literal]]:
    found = ox.parse_query_results(data, format=QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        return []
    names = [variable.value for variable in found.variables]
    return [{name: term for name in names if isinstance(term := row[name], NamedNode | Literal)} for row in found]
