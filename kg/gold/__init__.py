"""Precision, recall and F1 against texts that people annotated, with every miss in readable form."""

from kg.gold.forms import GoldClaim, GoldEnd, GoldText, load
from kg.gold.phenomena import PHENOMENA, READ_ONLY
from kg.gold.reliability import Bin, calibration_error, reliability
from kg.gold.scoring import VALUES, Counts, Report, same_items, score

__all__ = [
    "PHENOMENA",
    "READ_ONLY",
    "VALUES",
    "Bin",
    "Counts",
    "GoldClaim",
    "GoldEnd",
    "GoldText",
    "Report",
    "calibration_error",
    "load",
    "reliability",
    "same_items",
    "score",
]
