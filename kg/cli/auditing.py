"""``kg validate --audit``: every claim of a store against the words of its article."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from kg import articles, queries, texts
from kg.articles import Skipped
from kg.audit import Report, Texts
from kg.audit import audit as check
from kg.cli.screen import note, show, table, write
from kg.errors import UsageError
from kg.store import Store
from kg.vocab import BASE

FORMATS = "table", "json"


def audit(inputs: Sequence[str], path: Path, format_: str) -> int:
    """Audit a store; findings go to stdout, what was looked at to stderr.

    Args:
        inputs: Files or folders of articles, as given to the build; where they have an article, their text counts,
            else the one that the store keeps.
        path: The store's folder.
        format_: One of ``FORMATS``.

    Returns:
        The exit code: 0, 1 if anything was found.
    """
    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: an audit is written as {' or '.join(FORMATS)}")
    with Store.open(path, read_only=True) as store:
        report = check(store, _texts(inputs, path), queries.base_of(store) or BASE)
    _print(report, format_)
    _summary(report)
    return 1 if report.findings else 0


def _texts(inputs: Sequence[str], path: Path) -> Texts:
    given: dict[str, str] = {}
    for found in articles.read(inputs) if inputs else ():
        if isinstance(found, Skipped):
            note(f"skipped {found.source}: {found.reason}")
        else:
            given[found.source] = found.text
    return lambda source, digest: given[source] if source in given else texts.find(path, digest)


def _print(report: Report, format_: str) -> None:
    if format_ == "json":
        rows = [asdict(finding) for finding in report.findings]
        write((json.dumps(rows, ensure_ascii=False, indent=2) + "\n").encode())
    elif report.findings:
        rows_ = [(one.article, one.claim.rpartition("/")[2], one.check, one.message) for one in report.findings]
        show(table(("article", "claim", "check", "what"), rows_))


def _summary(report: Report) -> None:
    note(
        f"audit: {report.claims} claims and {report.spans} places in {report.articles} articles, "
        f"{len(report.findings)} findings"
    )
    if report.unread:
        first = ", ".join(report.unread[:5]) + (" …" if len(report.unread) > 5 else "")
        note(f"no text for {len(report.unread)} articles, {first}: name their files to compare the words, too")
