"""How far confidence can be trusted: of the claims that are 0.9 sure, nine in ten ought to be right."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EDGES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
"""Where one bin of confidence ends and the next begins."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Claims whose confidence is between ``low`` and ``high``, the second left out but for 1."""

    low: float
    high: float
    right: int
    claims: int
    expected: float

    @property
    def share(self) -> float:
        """How many of them are right."""
        return self.right / self.claims


def reliability(judged: Iterable[tuple[float, bool]]) -> list[Bin]:
    """Confidence and rightness of claims, in bins, lowest first: how many are right against how many ought to be."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in judged:
        bins[bisect_right(EDGES, confidence)].append((confidence, right))
    ends = (0.0, *EDGES, 1.0)
    return [
        Bin(
            low=ends[number],
            high=ends[number + 1],
            right=sum(right for _, right in inside),
            claims=len(inside),
            expected=sum(confidence for confidence, _ in inside) / len(inside),
        )
        for number, inside in sorted(bins.items())
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """How far the shares are from what the confidence promises, on average over the claims (ECE); 0 is perfect.

    Source: Naeini, Cooper and Hauskrecht, Obtaining Well Calibrated Probabilities Using Bayesian Binning, 2015.

    >>> calibration_error([Bin(0.9, 1.0, right=9, claims=10, expected=0.95), Bin(0.5, 0.6, 3, 10, 0.55)])
    0.15
    """
    total = sum(each.claims for each in bins)
    return round(sum(abs(each.share - each.expected) * each.claims for each in bins) / total, 4) if total else 0.0
