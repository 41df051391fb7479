"""The queries of the pages: the named ones, and those that only a page needs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from kg import queries
from kg.queries import Query

_WORD = re.compile(r"^( *)#(\w+)$", re.MULTILINE)
_OWN = Path(__file__).parent.parent / "data" / "web" / "queries"


def text(name: str, **values: str) -> str:
    """SPARQL: the query of this name with values for its parameters.

    Args:
        name: A file of ``kg/data/web/queries/``, else a named query.

    Raises:
        UsageError: A value is missing or not of its parameter's type, or there is no such query.
    """
    return query(name).filled(values)


def with_values(name: str, **blocks: str) -> str:
    """SPARQL: the query of this name with a part of its pattern for each ``#word`` that stands on a line of its own.

    Args:
        blocks: Word -> SPARQL, such as ``VALUES ?claim { … }``; whoever writes it answers for its terms.
    """
    return _WORD.sub(lambda found: found[1] + blocks.get(found[2], ""), query(name).text)


@cache
def query(name: str) -> Query:
    """The query of this name."""
    own = _OWN / f"{name}.rq"
    return queries.load(own) if own.is_file() else queries.find(name)


@cache
def named() -> dict[str, Query]:
    """All named queries by name."""
    return queries.named()
