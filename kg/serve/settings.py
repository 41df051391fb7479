"""What can be set of a server, with the defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass


def _readers() -> int:
    """As many as there are cores, but enough that a few slow queries do not stop all others."""
    return min(8, max(4, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits and options of a server.

    Attributes:
        timeout: Seconds that a query may take, and wait before that; also for a client to send its request, and to
            take some of the answer.
        memory: Bytes that a query may use.
        max_answer: Bytes of the longest answer that is given.
        max_query: Bytes of the longest request body or query.
        readers: Processes that answer; as many again may be busy with slow queries.
        queue: Queries that may wait for a reader.
        cors: Whether pages of other sites may ask.
        access_log: Whether each request is a line on stderr; queries never are in it.
        texts_shown: Whether pages show the articles' texts, or only the quoted words.
    """

    timeout: float = 30.0
    memory: int = 2_000_000_000
    max_answer: int = 100_000_000
    max_query: int = 1_000_000
    readers: int = _readers()
    queue: int = 500
    cors: bool = False
    access_log: bool = False
    texts_shown: bool = True
