"""What all exports share: their options, and what they say of themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from kg.store import Store
from kg.vocab import BASE


@dataclass(frozen=True, slots=True)
class Options:
    """How to write.

    Attributes:
        base: Where instances live.
        moment: When the export is made, for its description; None where nobody says.
        rdf12: Claims also reify the triple of their proposition, as RDF 1.2 can.
        key: File of an RSA private key to sign nanopublications with.
    """

    base: str = BASE
    moment: datetime | None = None
    rdf12: bool = False
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, of what, and of the graph the hash of its content (``canonical.digest``)."""

    count: int
    unit: str
    digest: str | None = None


Write = Callable[[Store, IO[bytes], Options], Written]
