"""Why a query gets no answer; each with its status of HTTP."""

from __future__ import annotations

from kg.errors import KgError


class AnswerError(KgError):
    """Base of all; ``status`` is what HTTP calls it."""

    status = 400


class BadQueryError(AnswerError):
    """No SPARQL; the message has line and column. Or it asks for what is not done here."""


class MissingGraphError(AnswerError):
    """There is no graph of this name."""

    status = 404


class UnacceptableError(AnswerError):
    """No format that the client takes can hold the answer."""

    status = 406


class TooLargeError(AnswerError):
    """The answer is longer than allowed."""

    status = 413


class BusyError(AnswerError):
    """Too many queries wait already; worth another try."""

    status = 503


class TimedOutError(AnswerError):
    """The query takes longer than allowed."""

    status = 503


class MemoryLimitError(AnswerError):
    """The query takes more memory than allowed, or is nested so deeply that no stack holds it."""

    status = 503


class RefusedError(AnswerError):
    """The request breaks the protocol, or wants what this endpoint does not do."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
