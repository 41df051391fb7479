"""Weigh what speaks for and against a claim: ``python training/confidence.py tests/gold/examples tests/gold/domain``.

A logistic regression over the claims that are read from gold texts, whether people marked them or not. Relations are
shrunk more than the rest, as most have few claims. Rules were written with these sentences in view, so they are read
better than any others: the base is taken from the quarter that was held out, and from it nothing else. Prints how well
the weights do on texts that they were not fitted on, and writes ``kg/data/claims/confidence.tsv``.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from kg import gold, lexicon
from kg.claims import confidence
from kg.gold import GoldText
from kg.model import Claim, Reading
from kg.pipeline import Pipeline

_FOLDS = 10
_STRENGTH = 0.3
"""Inverse of the penalty on a weight of 1."""
_RELATION = 0.6
"""How much less a relation's column counts than another, before the penalty."""
_CUT = 0.9
_NOTHING = 0.1
"""Weights below this are left out."""


def judged(texts: list[GoldText]) -> tuple[list[frozenset[str]], list[bool], list[str]]:
    """Features of each claim read, whether gold has it, and the text that it is from."""
    rows: list[frozenset[str]] = []

    def listen(claim: Claim, *words: object) -> float:
        rows.append(frozenset(confidence.features(claim, *words)))  # type: ignore[arg-type]
        return float(len(rows) - 1)  # the claim's number travels as its confidence

    german = lexicon.load("de")
    symmetric = frozenset(relation.name for relation in german.relations.values() if relation.symmetric)
    found: list[frozenset[str]] = []
    right, sources = [], []
    with patch.object(confidence, "of", listen):
        for text, reading in zip(texts, Pipeline().read(text.article for text in texts), strict=True):
            assert isinstance(reading, Reading), text.article.source
            for number, holds in gold.score([(text, reading)], symmetric, gold.same_items()).judged:
                found.append(rows[int(number)])
                right.append(holds)
                sources.append(text.article.source)
    return found, right, sources


def is_held_out(text: GoldText) -> bool:
    """Whether a gold sentence is of the quarter that nobody looks at (tests/gold/domain/README.md)."""
    number = re.fullmatch(r"[a-z](\d+)", text.article.source)
    return number is not None and int(number[1]) % 4 == 3


def main(folders: list[str]) -> None:
    """Fit, measure, write."""
    texts = [text for folder in folders for text in gold.load(Path(folder))]
    rows, right, sources = judged([text for text in texts if not is_held_out(text)])
    relations = set(lexicon.load("de").relations)
    names = sorted(set().union(*rows))
    sizes = {name: _RELATION if name in relations else 1.0 for name in names}

    def matrix(rows: list[frozenset[str]]) -> NDArray[np.float64]:
        return np.array([[size * (name in row) for name, size in sizes.items()] for row in rows], float)

    model = LogisticRegression(C=_STRENGTH, max_iter=1000)
    values, labels = matrix(rows), np.array(right)
    folds = GroupKFold(_FOLDS)
    likely = cross_val_predict(model, values, labels, groups=np.array(sources), cv=folds, method="predict_proba")[:, 1]
    _report("not fitted on", likely, labels)
    model.fit(values, labels)

    rows, right, _ = judged([text for text in texts if is_held_out(text)])
    odds, labels = matrix(rows) @ model.coef_[0], np.array(right)
    base = brentq(lambda base: float(np.mean(_share(odds + base)) - labels.mean()), -10, 10)
    _report("held out", _share(odds + base), labels)
    weights = {name: weight * size for (name, size), weight in zip(sizes.items(), model.coef_[0], strict=True)}
    lines = [f"{name}\t{weight:.2f}" for name, weight in weights.items() if abs(weight) >= _NOTHING]
    head = ["feature\tlog-odds", f"base\t{base:.2f}"]
    confidence.TABLE.write_text("\n".join(head + lines) + "\n", encoding="utf-8")


def _share(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    share: NDArray[np.float64] = 1 / (1 + np.exp(-odds))
    return share


def _report(what: str, likely: NDArray[np.float64], labels: NDArray[np.bool_]) -> None:
    error = gold.calibration_error(gold.reliability(zip(likely.tolist(), labels.tolist(), strict=True)))
    sure = likely >= _CUT
    print(f"texts {what}: {len(labels)} claims, {labels.mean():.3f} right; Brier score", end=" ")
    print(f"{brier_score_loss(labels, likely):.3f}, AUC {roc_auc_score(labels, likely):.3f}, ", end="")
    print(f"calibration error {error:.3f}; {sure.sum()} claims above {_CUT}, of these {labels[sure].mean():.3f} right")


if __name__ == "__main__":
    main(sys.argv[1:])
