"""A hash that tells one state of a store from another, without reading all of it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from kg.vocab import KG, RDF, SCHEMA

_UNION = ox.DefaultGraph()
_INFERRED = "/graph/inferred"


def digest(quads: ox.Store, folder: Path) -> str:
    """SHA-256, as 64 hexadecimal digits.

    Each graph of a store has the hash of all that it was made of, the inferred one only where it is complete; they and
    the names of the runs are hashed. So equal stores have one hash, wherever they lie. In the middle of a build, and
    where the store has not been built, it is a hash of the database's files.
    """
    versions = [(quad.subject, quad.object) for quad in quads.quads_for_pattern(None, SCHEMA.version, None, _UNION)]
    runs = [(quad.subject, quad.object) for quad in quads.quads_for_pattern(None, RDF.type, KG.Run, _UNION)]
    content = sha256("".join(sorted(f"{one} {two}\n" for one, two in versions + runs)).encode())
    if not any(isinstance(one, ox.NamedNode) and one.value.endswith(_INFERRED) for one, _ in versions):
        for path in sorted(folder.iterdir()):
            content.update(f"{path.name} {path.stat().st_size}\n".encode())
            if path.suffix == ".log" or path.name == "IDENTITY":
                content.update(path.read_bytes())
    return content.hexdigest()
