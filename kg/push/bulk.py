"""A folder of files for a triple store's own bulk loader, with its commands: ``kg/data/export/loaders``.

Each store has a folder there: ``layout.toml`` says how the data are cut, all else are templates of what is written.
"""

from __future__ import annotations

import gzip
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from kg.errors import StoreError, UsageError
from kg.export import Options, Written, export
from kg.export.canonical import digest
from kg.push import damage
from kg.push.damage import Damage
from kg.push.ledger import entry
from kg.push.plan import hashed
from kg.store import Store
from kg.vocab import named_graph

LOADERS = Path(__file__).parent.parent / "data" / "export" / "loaders"
_LAYOUT = "layout.toml"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was written: quads with their hash, files of data, and what the store is known to change in them."""

    written: Written
    files: tuple[Path, ...]
    damages: Counter[Damage]


def loaders() -> list[str]:
    """The stores whose loaders are known.

    >>> loaders()
    ['fuseki', 'graphdb', 'neptune', 'oxigraph', 'qlever', 'rdf4j', 'virtuoso']
    """
    return sorted(path.parent.name for path in LOADERS.glob(f"*/{_LAYOUT}"))


def write(store: Store, folder: Path, loader: str, options: Options) -> Bulk:
    """Write a folder for a loader; it is there as a whole, or not at all.

    Raises:
        UsageError: The loader is not known, or there is such a folder already.
        StoreError: The store cannot be read, or the folder not be written.
    """
    if loader not in loaders():
        raise UsageError(f"--for {loader}: its loader is not known; there is {', '.join(loaders())}")
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder}: is there already; name a new folder")
    if not folder.parent.is_dir():
        raise UsageError(f"{folder}: there is no folder {folder.parent}; make it first")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as work:
            made = _fill(store, Path(work) / "made", loader, options)
            (Path(work) / "made").replace(folder)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return Bulk(made.written, tuple(folder / file for file in made.files), made.damages)


def _fill(store: Store, folder: Path, loader: str, options: Options) -> Bulk:
    (folder / "data").mkdir(parents=True)
    whole = folder.parent / "graph.nq"
    written = export(store, whole, options=options)
    layout = tomllib.loads((LOADERS / loader / _LAYOUT).read_text(encoding="utf-8"))
    with whole.open("rb") as file:
        names = [*_parts(file, folder, layout.get("quads", written.count))]
    entries = [*_entries(store, whole, options.base)]
    names.append(_packed(entries, folder, "pushed"))
    with whole.open("rb") as file:
        damages = damage.count(map(_triple, file), damage.known(loader))
    made = Bulk(written, tuple(names), damages)
    told = {"name": layout["name"], "base": options.base, "graphs": len(store.graphs()) + 2}
    _render(folder, loader, told | {"quads": written.count + len(entries), "digest": written.digest}, damages)
    return made


def _triple(line: bytes) -> bytes:
    """A line of N-Quads in a named graph as a line of N-Triples."""
    return line.rpartition(b" <")[0] + b" ."


def _parts(lines: Iterable[bytes], folder: Path, size: int) -> Iterator[Path]:
    """Write lines into files of so many; give their names in the folder."""
    rest = iter(lines)
    number = 0
    while some := list(islice(rest, max(size, 1))):
        number += 1
        yield _packed(some, folder, f"graph-{number:04}")


def _packed(lines: Iterable[bytes], folder: Path, name: str) -> Path:
    """Write lines, the same bytes for the same lines."""
    path = Path("data") / f"{name}.nq.gz"
    with (folder / path).open("wb") as file, gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed:
        packed.writelines(lines)
    return path


def _entries(store: Store, whole: Path, base: str) -> Iterator[bytes]:
    """The ledger of what is in the files, so that ``kg push`` can go on from there.

    It has the description, too: a push will remove it, for it then is out of date.
    """
    home, about = named_graph(base, "pushed"), named_graph(base, "dataset")
    for graph in store.graphs():
        yield entry(home, graph.value, hashed(graph, store.lines(graph)))
    end = f" {about} .\n".encode()
    with whole.open("rb") as file:
        yield entry(home, about.value, digest(line[:-1] for line in file if line.endswith(end)))


def _render(folder: Path, loader: str, told: Mapping[str, object], damages: Counter[Damage]) -> None:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # only here, and not quick to import

    environment = Environment(
        loader=FileSystemLoader([LOADERS / loader, LOADERS]), undefined=StrictUndefined, keep_trailing_newline=True
    )
    for template in sorted((LOADERS / loader).iterdir()):
        if template.name != _LAYOUT:
            text = environment.get_template(template.name).render(told, damages=list(damages.items()))
            (folder / template.name).write_text(text, encoding="utf-8")
            if template.suffix == ".sh":
                (folder / template.name).chmod(0o755)
