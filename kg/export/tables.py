"""Records as lines of JSON, or as columns of CSV (RFC 4180, but LF line ends, UTF-8, a header line)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import IO, Any

from kg.export.base import Options, Write, Written
from kg.export.records import Record
from kg.store import Store

CLAIM_COLUMNS = (
    "id",
    "article",
    "source",
    "evidence.start",
    "evidence.end",
    "evidence.text",
    "subject.id",
    "subject.qid",
    "subject.label",
    "subject.kind",
    "predicate",
    "object.id",
    "object.qid",
    "object.label",
    "object.kind",
    "object.value",
    "object.lang",
    "polarity",
    "modality",
    "attribution.id",
    "attribution.qid",
    "attribution.label",
    "time",
    "quantity.value",
    "quantity.unit",
    "plover",
    "confidence",
    "sense",
)
"""Path into the record; what is not there is an empty cell, speakers stand with `` | `` between, outermost first."""

MENTION_COLUMNS = ("article", "source", "start", "end", "text", "id", "qid", "kind", "form", "score")

EVENT_COLUMNS = (
    "id",
    "article",
    "source",
    "published",
    "time",
    "actor.id",
    "actor.qid",
    "actor.label",
    "actor.kind",
    "recipient.id",
    "recipient.qid",
    "recipient.label",
    "recipient.kind",
    "predicate",
    "plover",
    "mode",
    "quad",
    "cameo",
    "auxiliary",
    "polarity",
    "modality",
    "attribution.id",
    "attribution.qid",
    "attribution.label",
    "quantity.value",
    "quantity.unit",
    "confidence",
)
"""As ``CLAIM_COLUMNS``; auxiliary modes stand with `` | `` between."""

_Read = Callable[[Store, str], Iterable[Record]]
_Encode = Callable[[Record], str]


def writers(unit: str, read: _Read, columns: Sequence[str]) -> dict[str, Write]:
    """Suffix -> the function that writes what ``read`` finds in a store; ``unit`` is what its records are."""
    return {
        ".jsonl": partial(_write, unit, read, "", _line),
        ".csv": partial(_write, unit, read, _row(columns), partial(_columns, columns)),
    }


def _write(
    unit: str, read: _Read, header: str, encode: _Encode, store: Store, out: IO[bytes], options: Options
) -> Written:
    out.write(header.encode())
    written = 0
    for record in read(store, options.base):
        out.write(encode(record).encode())
        written += 1
    return Written(written, unit)


def _line(record: Record) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _columns(columns: Sequence[str], record: Record) -> str:
    return _row([_cell(record, column) for column in columns])


def _row(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(record: Record, column: str) -> str:
    """The value at a path such as ``object.label``."""
    value: Any = record
    for name in column.split("."):
        value = [part[name] for part in value] if isinstance(value, list) else (value or {}).get(name)
    if isinstance(value, list):
        return " | ".join(str(part or "") for part in value)
    return "" if value is None else str(value)
