"""How long one waits for a server, and when one comes again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
"""HTTP status codes after which the same request may succeed."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    Attributes:
        timeout: For the server to send anything at all, or to take more of what is sent.
        deadline: For one answer, from the question to the last byte.
        attempts: How often a request is sent before it is given up.
        pause: Before the second attempt; doubled before each further one.
        longest: The longest pause that a server may ask for by Retry-After.
    """

    timeout: float = 70
    deadline: float = 180
    attempts: int = 6
    pause: float = 1
    longest: float = 600

    def after(self, attempt: int, asked: float | None) -> float:
        """The pause after an attempt: what the server asks for, else twice the one before.

        >>> Patience().after(1, None), Patience().after(3, None), Patience().after(3, 20)
        (1, 4, 20)
        """
        return self.pause * 2 ** (attempt - 1) if asked is None else asked


def seconds(retry_after: str | None, now: datetime | None = None) -> float | None:
    """Seconds that a Retry-After header asks for; None without one that can be read.

    Source: RFC 9110, 10.2.3: seconds, or a date.

    >>> seconds("120"), seconds("Wed, 01 May 2024 00:00:30 GMT", datetime(2024, 5, 1, tzinfo=UTC)), seconds("soon")
    (120.0, 30.0, None)
    """
    text = (retry_after or "").strip()
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - (now or datetime.now(UTC))).total_seconds())
