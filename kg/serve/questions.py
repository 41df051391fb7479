"""What goes over the pipes between the server and a reader: a question as JSON, an answer as a head and bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Self


def _line(value: Question | Head) -> bytes:
    return json.dumps({name: getattr(value, name) for name in value.__slots__}).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Question:
    """A query, or a graph that is wanted.

    Attributes:
        text: SPARQL; of ``kind`` graph its IRI, "" for the default graph.
        rows: Media type for an answer of rows or a truth value, None if the client takes none.
        graph: Media type for an answer that is a graph, None if the client takes none.
        default_graphs: What the protocol puts in place of the query's dataset, None if nothing does.
        named_graphs: The same.
        base: What relative IRIs of the query begin with.
        kind: query, graph, dataset (all graphs), or description (VoID, about the IRI in ``text``).
    """

    text: str
    rows: str | None = None
    graph: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    base: str | None = None
    kind: str = "query"

    def line(self) -> bytes:
        """The question as a line."""
        return _line(self)

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """A question from its line."""
        data = json.loads(line)
        for name in ("default_graphs", "named_graphs"):
            data[name] = None if data[name] is None else tuple(data[name])
        return cls(**data)


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before the bytes of an answer.

    Attributes:
        length: How many bytes follow.
        media_type: Of those, if they are an answer.
        error: The name of the class in ``kg.serve.errors``, "" if they are an answer; else they are its message.
        last: The process ends now, since it has grown.
    """

    length: int
    media_type: str = ""
    error: str = ""
    last: bool = False

    def line(self) -> bytes:
        """The head as a line."""
        return _line(self)

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """A head from its line."""
        return cls(**json.loads(line))
