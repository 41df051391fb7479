"""Where text goes: data to stdout, all else to stderr."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from kg.cli import ClosedError
from kg.vocab import KG, RDFS, WD, prefixes

if TYPE_CHECKING:
    from kg.store import Store

_PIPED_WIDTH = 140
_SHORT = 8
_GAP, _ROOM = 3, 16
_IRIS = re.compile(r"https?://\S+(?: https?://\S+)*")


def width() -> int:
    """Columns of stdout: the terminal's; where it is none, ``COLUMNS`` or 140."""
    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns if known else _PIPED_WIDTH


def show(*parts: RenderableType) -> None:
    """Write to stdout, styled on a terminal and plain elsewhere."""
    terminal = sys.stdout.isatty()
    console = Console(file=StringIO(), width=width(), force_terminal=terminal, highlight=False, emoji=False)
    for part in parts:
        console.print(part)
    # not written by rich, which ends the program in its own way when the pipe is closed
    text = console.file.getvalue()  # type: ignore[attr-defined]
    write((text if terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines())).encode())


def write(data: bytes) -> None:
    """Write all of it to stdout; without a buffer (``PYTHONUNBUFFERED``) Python itself may write only a part.

    Raises:
        ClosedError: Nobody reads on.
    """
    rest = memoryview(data)
    try:
        sys.stdout.flush()
        while rest:
            rest = rest[sys.stdout.buffer.write(rest) :]
        sys.stdout.buffer.flush()
    except BrokenPipeError as error:
        raise ClosedError from error


def note(message: str) -> None:
    """Write a line to stderr."""
    print("kg:", " ".join(message.split()), file=sys.stderr, flush=True)


def language() -> str:
    """The user's language, ``de`` or another, as the environment has it."""
    return next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")[:2]


def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None, lines: bool = False
) -> Table:
    """A table of plain cells, or of ``Text``; the wide ones are wrapped.

    Args:
        lines: Leave a line between rows.
    """
    made = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, header_style="bold")
    cells = [[cell if isinstance(cell, Text) else Text(str(cell)) for cell in row] for row in rows]
    widths = [max(cell.cell_len for cell in column) for column in zip(*([map(Text, columns), *cells]), strict=True)]
    whole = _on_one_line(widths)
    for number, column in enumerate(columns):
        made.add_column(Text(column), overflow="fold", no_wrap=number in whole)
    for row in cells:
        made.add_row(*row, end_section=lines)
    return made


def _on_one_line(widths: Sequence[int]) -> set[int]:
    """Columns that need not be wrapped: the narrowest first, while the others keep some room."""
    chosen: set[int] = set()
    room = width() - _GAP * len(widths)
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        room -= widths[number]
        if room < _ROOM * (len(widths) - len(chosen) - 1):
            break
        chosen.add(number)
    return chosen


def iris(text: str) -> list[str]:
    """The IRIs in a text, in its order.

    >>> iris("http://x.org/a http://x.org/b said so"), iris("http://[")
    (['http://x.org/a', 'http://x.org/b'], [])
    """
    return [iri for found in _IRIS.findall(text) for iri in found.split() if is_iri(iri)]


def is_iri(text: str) -> bool:
    """Whether it can be the name of a node."""
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


class Labels:
    """Short words for IRIs: labels of entities, names of relations, the beginning of a hash."""

    def __init__(self, store: Store | None, base: str, language: str = "en") -> None:
        self._store, self._folders, self._language = store, prefixes(base), language
        self._known: dict[str, str] = {}

    def of(self, iri: str) -> str:
        """The entity's label, the name of a relation or value, or prefix and the first digits."""
        if iri not in self._known:
            self._known[iri] = (self._label(iri) or self._short(iri)) if is_iri(iri) else iri
        return self._known[iri]

    def within(self, text: str) -> str:
        """A text with every list of IRIs in it as their labels: a chain of speakers, outermost first."""
        return _IRIS.sub(lambda match: " › ".join(map(self.of, match[0].split())), text)

    def learn(self, texts: Iterable[str]) -> None:
        """Get ready for the IRIs in these texts, where that is faster at once than one by one."""

    def _literals(self, iri: str) -> list[Literal]:
        """The labels of an IRI, in every language."""
        found = self._store.quads(NamedNode(iri), RDFS.label) if self._store else ()
        return [quad.object for quad in found if isinstance(quad.object, Literal)]

    def _label(self, iri: str) -> str:
        if iri.startswith(KG.iri) or not (found := self._literals(iri)):
            return ""
        return min(found, key=lambda label: (label.language != self._language, str(label))).value

    def _short(self, iri: str) -> str:
        node = NamedNode(iri)
        if name := KG.name(node) or WD.name(node):
            return name
        for prefix, begin in self._folders.items():
            if iri.startswith(begin):
                name = iri.removeprefix(begin)
                return f"{prefix}:{name[:_SHORT] if len(name) == 32 else name}"
        return iri
