"""News about states, alliances and leaders as claims in a graph linked to Wikidata.

Importing this loads nothing heavy; each name brings what it needs on first use.

>>> import kg
>>> sorted(kg.__all__)
['Article', 'Claim', 'Date', 'Entity', 'KgError', 'Opened', 'Pipeline', 'Store', '__version__', 'build', 'open']
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import KgError
    from kg.model import Article, Claim, Date, Entity
    from kg.notebook import Opened
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
    "Opened": "kg.notebook",
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


def open(place: str | PathLike[str] | None = None) -> Opened:
    """Open a store for reading, also while another process writes to it, or a SPARQL endpoint.

    Args:
        place: The store's folder, or the endpoint's URL; by default what ``KG_STORE`` names, else ``kg-store``. Who
            asks, an endpoint learns from ``KG_USER`` and ``KG_PASSWORD``, ``KG_TOKEN``, or a netrc file.

    Raises:
        StoreError: There is none in this folder. Whether there is an endpoint shows when it is asked.
        UsageError: The URL cannot be used.
    """
    from kg.notebook import Opened

    where = os.environ.get("KG_STORE", "kg-store") if place is None else place
    if isinstance(where, str) and where.startswith(("http://", "https://")):
        from kg.endpoint import Endpoint

        return Opened(Endpoint.at(where))
    from kg.store import Store

    return Opened(Store.open(Path(where), read_only=True))


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
