"""Which triple store it is, and where it reads and writes: what ``kg/data/push/stores.toml`` says of each."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent.parent / "data" / "push" / "stores.toml"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a store answers queries, takes updates, and speaks the Graph Store Protocol (None: not at all)."""

    query: str
    update: str
    graphs: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A triple store that is known; ``key`` is its name in data files."""

    key: str
    name: str
    says: dict[str, Any]

    def fits(self, endpoint: str, headers: str, description: str) -> bool:
        """Whether an endpoint is one: by its address, the headers of its answers, or its service description."""
        seen = {"address": endpoint, "headers": headers, "description": description}
        return any(name in self.says and re.search(self.says[name], text) for name, text in seen.items())

    def addresses(self, endpoint: str, logs_in: bool) -> Addresses:
        """Where it reads and writes, found from the address of its endpoint.

        >>> kinds()["virtuoso"].addresses("http://localhost:8890/sparql", logs_in=True).graphs
        'http://localhost:8890/sparql-graph-crud-auth'
        """
        places = self.says if logs_in else self.says | self.says.get("open", {})
        base = re.sub(self.says["ends"], "", endpoint)
        graphs = places.get("graphs")
        return Addresses(base + places["query"], base + places["update"], base + graphs if graphs else None)


@cache
def kinds() -> dict[str, Kind]:
    """Key -> store, of all that are known."""
    known = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Kind(key, says["name"], says) for key, says in known.items()}


def recognised(endpoint: str, headers: str = "", description: str = "") -> Kind | None:
    """The store behind an endpoint, None if it is none of the known ones.

    >>> recognised("http://localhost:7878/query", "server: Oxigraph/0.5.13").name
    'Oxigraph'
    """
    return next((kind for kind in kinds().values() if kind.fits(endpoint, headers, description)), None)
