"""A hash of what a graph or dataset says, whatever its format: of its canonical N-Quads (RDFC-1.0)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox
from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import InputError
from kg.export.formats import FORMATS
from kg.vocab import DCAT, RDF, SPDX

_DATASET = re.compile(r".+[/#]dataset/[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Checked:
    """The hash of a file's content, and what its description says that it is, None where it has none."""

    count: int
    digest: str
    told: str | None


def digest(lines: Iterable[bytes]) -> str:
    """SHA-256, in hexadecimal, of lines of N-Quads as pyoxigraph writes them, without their ends.

    Without blank nodes the canonical form of RDFC-1.0 (https://www.w3.org/TR/rdf-canon/) is the sorted lines.

    >>> digest([b'<a:b> <a:c> "2" .', b'<a:b> <a:c> "1" .'])[:8]
    '5e6fd8f4'
    """
    hashed = sha256()
    for line in sorted(lines):
        hashed.update(line + b"\n")
    return hashed.hexdigest()


def check(path: Path) -> Checked:
    """Hash what an exported file says, its description left out.

    Raises:
        InputError: The file cannot be read, or is not what its suffix says.
    """
    quads = _read(path)
    about = _description(quads)
    rest = [quad for quad in quads if not _is_of(quad, about)]
    lines = ox.serialize(_canonical(rest), format=ox.RdfFormat.N_QUADS) or b""
    return Checked(len(quads), digest(lines.split(b"\n")[:-1]), _told(quads, about))


def _read(path: Path) -> list[Quad]:
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path}: an export of the graph ends in {', '.join(FORMATS)}")
    try:
        return list(ox.parse(path=str(path), format=FORMATS[path.suffix.lower()].format))
    except SyntaxError as error:
        raise InputError(f"{path}: {error}") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def _description(quads: Sequence[Quad]) -> str | None:
    """IRI of the description, the first if several exports were put together."""
    found = (quad.subject for quad in quads if quad.predicate == RDF.type and quad.object == DCAT.Dataset)
    return min((n.value for n in found if isinstance(n, NamedNode) and _DATASET.fullmatch(n.value)), default=None)


def _is_of(quad: Quad, about: str | None) -> bool:
    if about is None or not isinstance(quad.subject, NamedNode):
        return False
    return quad.subject.value == about or quad.subject.value.startswith(f"{about}/")


def _told(quads: Sequence[Quad], about: str | None) -> str | None:
    node = NamedNode(f"{about}/hash") if about else None
    found = (quad.object for quad in quads if quad.subject == node and quad.predicate == SPDX.checksumValue)
    return next((value.value.lower() for value in found if isinstance(value, Literal)), None)


def _canonical(quads: Sequence[Quad]) -> Iterable[Quad]:
    """Each quad once; blank nodes, which our exports do not have, by their canonical names."""
    if not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object)):
        return set(quads)
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
