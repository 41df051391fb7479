"""The files of a slice: their columns, how their lines are read, and how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kg.errors import InputError

ITEM_COLUMNS = (
    *("id", "kind", "label_en", "label_de", "aliases_en", "aliases_de", "demonyms_de", "adjectives_de", "seats_de"),
    *("generated_de", "surnames", "prominence", "source"),
)
STATEMENT_COLUMNS = ("subject", "property", "value", "start", "end", "source")
RANKED_COLUMNS = (*STATEMENT_COLUMNS[:-1], "rank", "source")
SOURCE_COLUMNS = ("code", "seen", "licence", "name")
ENGLISH_COLUMNS = ("id", "adjectives_en", "demonyms_en")
POSITION_COLUMNS = ("position", "state", "role")

FILES = ("entities.tsv", "statements.tsv", "positions.tsv", "sources.tsv", "english.tsv", "date.txt", "README.md")

Line = tuple[int, str]
Row = dict[str, str]


def lines(path: Path, *columns: Sequence[str]) -> Iterator[Line]:
    """Numbered lines of a table below its header; empty lines are left out.

    Args:
        columns: The headers that the table may have.

    Raises:
        InputError: The file cannot be read, has none of the headers, or a line has more or fewer columns.
    """
    found = text(path).split("\n")
    if tuple(found[0].split("\t")) not in columns:
        wanted = " or ".join(", ".join(each) for each in columns)
        raise InputError(f"{path}, line 1: the columns must be {wanted}, parted by tabs")
    tabs = found[0].count("\t")
    for number, line in enumerate(found[1:], 2):
        if line.count("\t") == tabs:
            yield number, line
        elif line:
            raise InputError(f"{path}, line {number}: {line.count(chr(9)) + 1} columns instead of {tabs + 1}")


def rows(path: Path, *columns: Sequence[str]) -> Iterator[Row]:
    """Lines of a table as column -> cell."""
    header = text(path).partition("\n")[0].split("\t")
    return (dict(zip(header, line.split("\t"), strict=True)) for _, line in lines(path, *columns))


def text(path: Path) -> str:
    """A file of a slice.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise InputError(f"{path}: no part of a Wikidata slice: {error}") from error


def write(path: Path, columns: Sequence[str], found: Iterable[Mapping[str, str]]) -> None:
    """Write a table with its header, in the given order."""
    cells = (tuple(row[column] for column in columns) for row in found)
    content = "".join("\t".join(line) + "\n" for line in (columns, *cells))
    path.write_text(content, encoding="utf-8", newline="\n")


def parts(cell: str) -> tuple[str, ...]:
    """The list in a cell."""
    return tuple(cell.split("|")) if cell else ()


def order(id: str) -> tuple[bool, int, str]:
    """Sort key of ids and values: QIDs by number, then local ids and literals."""
    qid = re.fullmatch(r"Q(\d+)", id)
    return (False, int(qid[1]), "") if qid else (True, 0, id)
