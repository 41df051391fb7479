"""A process that answers one question at a time from a snapshot, until its standard input ends or somebody kills it.

``python -m kg.serve.reader SNAPSHOT MEMORY MAX_ANSWER SECONDS HASH``: questions arrive on standard input, answers leave
on standard output. The server ends it when time is up; it ends by itself a little later, should the server be gone.
The hash is that of the dataset, "" if it is not known.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pyoxigraph as ox
from pyoxigraph import BlankNode, NamedNode

from kg.serve import confinement, errors, identity
from kg.serve.errors import BadQueryError, MissingGraphError, TooLargeError, UnacceptableError
from kg.serve.formats import DATASETS, GRAPHS, ROWS
from kg.serve.questions import Head, Question
from kg.store import Store, asks_elsewhere
from kg.vocab import prefixes

_GROWN = 100_000_000  # bytes over its size at the start that a process gives back by ending
_DEEPEST = 100
_NESTING = re.compile(r"[{}()\[\]]")
_NAMES = prefixes()
_PLACE = re.compile(r"^error at (\d+):(\d+):")
_LONGEST = 150  # characters of a message about syntax
_PREFIXED = ("text/turtle", "application/trig")
_IN_PAGES = "ask for less, page with ORDER BY, LIMIT and OFFSET, or export the store"
_IN_GRAPHS = "take the graphs one by one, or export the store"
_ELSEWHERE = "the query has a SERVICE clause, or loads something; this endpoint asks no other"


class Capped(BytesIO):
    """A file in memory that holds so many bytes and no more; ``way_out`` is said where they are too many."""

    def __init__(self, most: int, way_out: str) -> None:
        super().__init__()
        self._most, self._way_out = most, way_out

    def write(self, data: Any) -> int:
        """Add bytes.

        Raises:
            TooLargeError: They are too many.
        """
        if self.tell() + len(data) > self._most:
            raise TooLargeError(f"the answer is longer than {self._most:,} bytes; {self._way_out}")
        return super().write(data)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A frozen store, and how long its answers may be."""

    quads: ox.Store
    max_answer: int

    def answer(self, question: Question) -> tuple[str, memoryview]:
        """The media type and the bytes of an answer.

        Raises:
            AnswerError: There is none, as it says.
        """
        found = Capped(self.max_answer, _IN_PAGES if question.kind == "query" else _IN_GRAPHS)
        return getattr(self, f"_{question.kind}")(question, found), found.getbuffer()

    def _query(self, question: Question, found: Capped) -> str:
        _refuse(question.text)
        try:
            result = self.quads.query(
                question.text,
                base_iri=question.base,
                prefixes=_NAMES,
                default_graph=_default(question),
                named_graphs=_graphs(question.named_graphs),
            )
            return _write(result, question, found)
        except SyntaxError as error:
            raise BadQueryError(_place(str(error))) from error
        except ValueError as error:
            raise BadQueryError(f"the query cannot be answered: {error}") from error
        except (OSError, RuntimeError) as error:
            if "service" in question.text.lower():  # in a spelling that is not seen before
                raise BadQueryError(_ELSEWHERE) from error
            raise BadQueryError(f"the query cannot be answered: {error}") from error

    def _graph(self, question: Question, found: Capped) -> str:
        media_type = _wanted(question.graph, "graphs are written", GRAPHS)
        graph = _node(question.text) if question.text else ox.DefaultGraph()
        first = next(self.quads.quads_for_pattern(None, None, None, graph), None)
        if first is None and question.text:
            raise MissingGraphError(f"there is no graph {question.text}")
        used = _NAMES if media_type in _PREFIXED else None
        self.quads.dump(found, format=GRAPHS[media_type], from_graph=graph, prefixes=used)
        return media_type

    def _dataset(self, question: Question, found: Capped) -> str:
        media_type = _wanted(question.graph, "all graphs together are written", DATASETS)
        quads = Store(self.quads).quads()  # without the default graph, which repeats them
        ox.serialize(quads, found, format=DATASETS[media_type], prefixes=_NAMES)
        return media_type

    def _description(self, question: Question, found: Capped) -> str:
        from kg.serve import void  # takes longer to import than a reader to start

        media_type = _wanted(question.graph, "the description is written", GRAPHS)
        triples = void.triples(Store(self.quads), question.text)
        ox.serialize(triples, found, format=GRAPHS[media_type], prefixes=_NAMES)
        return media_type


def _refuse(text: str) -> None:
    """Let a query pass, or not.

    Raises:
        BadQueryError: It would ask elsewhere, or its nesting would break the parser's stack.
    """
    if asks_elsewhere(text):
        raise BadQueryError(_ELSEWHERE)
    depth = 0
    for match in _NESTING.finditer(text) if sum(map(text.count, "{([")) > _DEEPEST else ():
        depth = depth + 1 if match[0] in "{([" else max(depth - 1, 0)
        if depth > _DEEPEST:
            raise BadQueryError(f"brackets are nested more than {_DEEPEST} deep")


def _place(message: str) -> str:
    """Where the syntax breaks, and the beginning of what could stand there, on one line.

    >>> _place("error at 3:2: expected OPTIONAL")
    'line 3, column 2: expected OPTIONAL'
    """
    line = " ".join(_PLACE.sub(r"line \1, column \2:", message).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]} ..."


def _graphs(names: tuple[str, ...] | None) -> list[NamedNode | BlankNode] | None:
    return None if names is None else [_node(name) for name in names]


def _node(name: str) -> NamedNode:
    try:
        return NamedNode(name)
    except ValueError as error:
        raise BadQueryError(f"the name of a graph is no IRI: {error}") from error


def _default(question: Question) -> list[NamedNode | BlankNode | ox.DefaultGraph] | None:
    graphs = _graphs(question.default_graphs)
    return None if graphs is None else [*graphs]


def _write(result: Any, question: Question, found: Capped) -> str:
    if not isinstance(result, ox.QueryTriples):
        media_type = _wanted(question.rows, "SELECT and ASK are answered", ROWS)
        result.serialize(found, format=ROWS[media_type])
        return media_type
    media_type = _wanted(question.graph, "CONSTRUCT and DESCRIBE are answered", GRAPHS)
    if media_type in _PREFIXED:
        ox.serialize(result, found, format=GRAPHS[media_type], prefixes=_NAMES)
    else:
        result.serialize(found, format=GRAPHS[media_type])
    return media_type


def _wanted(media_type: str | None, what: str, known: dict[str, Any]) -> str:
    if media_type is None:
        raise UnacceptableError(f"{what} in one of: {', '.join(known)}")
    return media_type


def main() -> None:
    """Open the snapshot, say its hash, answer questions."""
    folder, memory, most, seconds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)  # Rust writes to stderr when memory ends
    for number in range(3):
        os.dup2(silence, number)
    confinement.refuse_sockets()
    quads = ox.Store.read_only(str(folder))
    if not confinement.close_off(folder):
        _send(answers, Head(0, error="network"), b"this system cannot keep queries from the network")
        return
    name = sys.argv[5] or identity.digest(quads, folder)
    start = confinement.resident()
    confinement.limit_memory(memory)
    _send(answers, Head(0), name.encode())
    for head, data in _answered(Snapshot(quads, most), questions, seconds):
        last = confinement.resident() - len(data) > start + _GROWN
        _send(answers, Head(0, head.media_type, head.error, last), data)
        if last:
            return


def _answered(snapshot: Snapshot, questions: BinaryIO, seconds: int) -> Iterator[tuple[Head, bytes | memoryview]]:
    for line in questions:
        signal.alarm(seconds)  # its default is the end of the process, which needs no help of Python's
        try:
            media_type, data = snapshot.answer(Question.parse(line))
            yield Head(0, media_type), data
        except errors.AnswerError as error:
            yield Head(0, error=type(error).__name__), str(error).encode()
        except MemoryError:
            message = "the query takes more memory than allowed"
            yield Head(0, error=errors.MemoryLimitError.__name__), message.encode()
        finally:
            signal.alarm(0)


def _send(answers: BinaryIO, head: Head, data: bytes | memoryview) -> None:
    answers.write(Head(len(data), head.media_type, head.error, head.last).line())
    answers.write(data)
    answers.flush()


if __name__ == "__main__":
    main()
