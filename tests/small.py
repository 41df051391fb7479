"""The small dataset of ``tests/data/small.trig`` as a store on the disk."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import NamedNode

from kg.store import Store

FILE = Path(__file__).parent / "data" / "small.trig"


def built(folder: Path) -> Path:
    """Make the store; its folder."""
    every = list(ox.parse(path=str(FILE), format=ox.RdfFormat.TRIG))
    with Store.open(folder, create=True) as made:
        for name in sorted({quad.graph_name for quad in every}, key=str):
            assert isinstance(name, NamedNode)
            made.replace(name, [quad for quad in every if quad.graph_name == name])
    return folder
