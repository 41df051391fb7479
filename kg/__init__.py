"""News about states, alliances and leaders as claims in a graph linked to Wikidata.

Importing this loads nothing heavy; each name brings what it needs on first use.

>>> import kg
>>> sorted(kg.__all__)
['Article', 'Claim', 'Date', 'Entity', 'KgError', 'Opened', 'Pipeline', 'Store', '__version__', 'build', 'open']
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rdflib import Graph

    from kg.errors import KgError
    from kg.model import Article, Claim, Date, Entity
    from kg.pipeline import Built, Pipeline
    from kg.store import Store

    __version__: str

__all__ = [
    "Article",
    "Claim",
    "Date",
    "Entity",
    "KgError",
    "Opened",
    "Pipeline",
    "Store",
    "__version__",
    "build",
    "open",
]

_HOMES = {
    "Article": "kg.model",
    "Claim": "kg.model",
    "Date": "kg.model",
    "Entity": "kg.model",
    "KgError": "kg.errors",
    "Pipeline": "kg.pipeline",
    "Store": "kg.store",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("alliances-kg")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")


class Opened:
    """A store open for reading: what was in it when it was opened."""

    def __init__(self, store: Store) -> None:
        self.store = store

    @cached_property
    def graph(self) -> Graph:
        """An rdflib graph over all that the store holds; changes to it are not kept."""
        return self.store.graph()

    def query(self, name: str, **parameters: str) -> list[dict[str, str]] | bool | Graph:
        """Answer a named query, or that of a ``.rq`` file.

        Args:
            name: As ``kg queries`` lists it, or a path.
            parameters: The query's parameters, as texts: ``entity="Q232"``.

        Returns:
            Of a SELECT its rows in order, variable -> text, "" for what is not bound: Wikidata items and relations by
            their short names. Of an ASK the answer, of a CONSTRUCT or DESCRIBE an rdflib graph.

        Raises:
            UsageError: There is no such query, or a parameter is missing, unknown or not of its type.
        """
        from kg import queries

        answer: list[dict[str, str]] | bool | Graph = queries.python(queries.find(name).run(self.store, **parameters))
        return answer


def open(store: str | PathLike[str]) -> Opened:
    """Open a store for reading, also while another process writes to it.

    Raises:
        StoreError: There is none in this folder.
    """
    from kg.store import Store

    return Opened(Store.open(Path(store), read_only=True))


def build(
    inputs: str | PathLike[str] | Iterable[str | PathLike[str]],
    store: str | PathLike[str],
    *,
    date: str | None = None,
    language: str | None = None,
) -> list[Built]:
    """Read files and folders of articles into a store, which is made if need be.

    Args:
        inputs: A path or several.
        store: Its folder.
        date: Day of publication for articles that say none: ``2022-09-14``.
        language: Two-letter code for every article, None to recognise each one's.

    Returns:
        What became of each input: its ``source``, how many ``claims``, why it was ``skipped``.

    Raises:
        KgError: An input or the store cannot be used; the message says why.
        ValueError: ``date`` is none.
    """
    from kg.model import Date
    from kg.pipeline import build

    paths = [inputs] if isinstance(inputs, str | PathLike) else list(inputs)
    return build([str(path) for path in paths], Path(store), Date.parse(date) if date else None, language)
