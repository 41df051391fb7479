"""``kg eval``: figures against gold, the misses, and what changed since an earlier run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from kg import gold, lexicon
from kg.cli.screen import note, show, table
from kg.documents import Refused
from kg.errors import InputError, StoreError, UsageError
from kg.gold import Counts, GoldText, Report
from kg.model import Reading
from kg.pipeline import Pipeline

_FORM = "alliances-kg eval 2"
_WIDE = 40  # characters of a diagram
_MISS_COLUMNS = ("what", "text", "relation", "subject", "object", "words", "sense")


def evaluate(
    paths: Sequence[Path], slice_folder: Path, misses: bool, reliable: bool, diff: Path | None, save: Path | None
) -> int:
    """Read the gold texts, compare, and print the figures.

    Returns:
        The exit code: 1 if a text has no pipeline for its language.
    """
    if save and not save.parent.is_dir():
        raise UsageError(f"{save}: there is no folder {save.parent}; make it first")
    earlier = _load(diff) if diff else None
    texts = [text for path in paths for text in gold.load(path)]
    if not texts:
        raise InputError(f"{', '.join(map(str, paths))}: no gold texts; they are files named .json or .jsonl")
    pairs, refused = _read(texts, Pipeline(slice_folder))
    words = lexicon.load("de")
    symmetric = frozenset(relation.name for relation in words.relations.values() if relation.symmetric)
    report = gold.score(pairs, symmetric, gold.same_items(), words)
    _figures(report)
    if misses:
        _wrong(report.wrong)
    if reliable:
        _reliability(report)
    if earlier:
        _changes(earlier, report)
    if save:
        _save(save, report)
    for one in refused:
        note(f"skipped {one.article.source}: {one.reason}")
    return 1 if refused else 0


def _read(texts: Sequence[GoldText], pipeline: Pipeline) -> tuple[list[tuple[GoldText, Reading]], list[Refused]]:
    pairs, refused = [], []
    for text, reading in zip(texts, pipeline.read(text.article for text in texts), strict=True):
        if isinstance(reading, Refused):
            refused.append(reading)
        else:
            pairs.append((text, reading))
    if not pairs:
        raise InputError(f"{len(texts)} gold texts, and none in a language that has a pipeline")
    return pairs, refused


def _figures(report: Report) -> None:
    shown = [(name, report.phenomena[name]) for name in gold.PHENOMENA if name in report.phenomena]
    groups = (sorted(report.relations.items()), shown, _totals(report))
    rows = [(name, *_row(counts, name in gold.READ_ONLY)) for group in groups for name, counts in group]
    made = table(("", "precision", "recall", "F1", "right", "extra", "missed"), rows)
    for column in made.columns[1:]:
        column.justify = "right"
    values = ", ".join(f"{name} {_share(report.values[name], report.matched)}" for name in gold.VALUES)
    show(
        made,
        f"{report.texts} texts, {report.matched} claims matched; of these right: {values}",
        f"claims in boilerplate: {report.in_boilerplate}; broken evidence: {report.broken_evidence}",
        f"missed because of: {_causes(report)}",
    )


def _causes(report: Report) -> str:
    return ", ".join(f"{cause} {count}" for cause, count in report.causes.most_common()) or "nothing"


def _totals(report: Report) -> list[tuple[str, Counts]]:
    totals = [("all claims", report.claims), ("dyads", report.dyads), ("links", report.links)]
    return [(name, counts) for name, counts in totals if counts.tp + counts.fn]


def _row(counts: Counts, read_only: bool) -> list[str]:
    if read_only:
        return [f"{counts.precision:.3f}", "–", "–", str(counts.tp), str(counts.fp), "–"]
    shares = [f"{share:.3f}" for share in (counts.precision, counts.recall, counts.f1)]
    return [*shares, str(counts.tp), str(counts.fp), str(counts.fn)]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "–"


def _wrong(lines: Iterable[tuple[str, ...]]) -> None:
    show("", table(_MISS_COLUMNS, map(_plain, sorted(lines, key=lambda line: (line[1], line[0], line)))))


def _reliability(report: Report) -> None:
    """How many claims of each bin are right, as figures and as a diagram: the bar is the share, | what is promised."""
    bins = gold.reliability(report.judged)
    rows = [
        (
            f"{each.low:.2f}-{each.high:.2f}",
            each.claims,
            each.right,
            f"{each.share:.3f}",
            f"{each.expected:.3f}",
            _bar(each.share, each.expected),
        )
        for each in bins
    ]
    made = table(("confidence", "claims", "right", "share", "promised", ""), rows)
    for column in made.columns[1:-1]:
        column.justify = "right"
    show("", made, f"calibration error: {gold.calibration_error(bins):.3f}")


def _bar(share: float, promised: float) -> str:
    """A bar as long as the share, with a mark where it ought to end.

    >>> _bar(0.5, 0.75)
    '####################          |'
    """
    bar = ("#" * round(share * _WIDE)).ljust(_WIDE + 1)
    mark = round(promised * _WIDE)
    return (bar[:mark] + "|" + bar[mark + 1 :]).rstrip()


def _plain(line: Iterable[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in line]


def _changes(earlier: dict[str, Any], report: Report) -> None:
    """The figures before and now, and the lines that came and went."""
    now = _record(report)
    show(
        "", *(f"{name}: F1 {earlier[name]['f1']:.3f} before, {now[name]['f1']:.3f} now" for name in ("claims", "links"))
    )
    show(f"calibration error: {earlier['calibration error']:.3f} before, {now['calibration error']:.3f} now")
    before, after = ({tuple(line) for line in record["wrong"]} for record in (earlier, now))
    signed = (("gone", before - after), ("new", after - before))
    rows = [(sign, *_plain(line)) for sign, lines in signed for line in sorted(lines)]
    if rows:
        show(table(("", *_MISS_COLUMNS), rows))


def _record(report: Report) -> dict[str, Any]:
    return {
        "form": _FORM,
        "claims": _numbers(report.claims),
        "links": _numbers(report.links),
        "phenomena": {name: _numbers(report.phenomena[name]) for name in gold.PHENOMENA if name in report.phenomena},
        "calibration error": gold.calibration_error(gold.reliability(report.judged)),
        "causes": dict(sorted(report.causes.items())),
        "relations": {name: _numbers(counts) for name, counts in sorted(report.relations.items())},
        "values": {name: report.values[name] for name in gold.VALUES},
        "matched": report.matched,
        "wrong": [list(line) for line in sorted(report.wrong)],
    }


def _numbers(counts: Counts) -> dict[str, float]:
    shares = {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1}
    return {name: round(share, 4) for name, share in shares.items()} | {
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
    }


def _save(path: Path, report: Report) -> None:
    try:
        path.write_text(json.dumps(_record(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written: {error.strerror}") from error


def _load(path: Path) -> dict[str, Any]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    except ValueError:
        record = None
    if not isinstance(record, dict) or record.get("form") != _FORM:
        raise InputError(f"{path}: not what kg eval --save wrote")
    return record
