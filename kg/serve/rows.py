"""Rows of a SELECT as terms, for pages."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, QueryResultsFormat

from kg.serve.readers import Readers


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers a SELECT from the readers; a variable without a value is not in the row."""

    readers: Readers

    async def __call__(self, sparql: str) -> list[dict[str, NamedNode | Literal]]:
        """Its rows, in their order.

        Raises:
            AnswerError: There is no answer; see ``kg.serve.errors``.
        """
        data = await self.readers.answer(sparql, QueryResultsFormat.JSON.media_type)
        found = ox.parse_query_results(data, format=QueryResultsFormat.JSON)
        if not isinstance(found, ox.QuerySolutions):
            return []
        names = [variable.value for variable in found.variables]
        return [{name: term for name in names if isinstance(term := row[name], NamedNode | Literal)} for row in found]
