"""Whether a store says no more than its articles do: every claim followed back to the words it was read from.

Nothing is believed because the builder meant to write it: places are compared with the text, arguments with the
mentions inside the evidence, bare triples with the claims that may assert them, IRIs with what describes them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.audit import checks
from kg.audit.page import Described, Finding, pages
from kg.store import Store
from kg.vocab import BASE, KG

__all__ = ["Finding", "Report", "Texts", "audit"]

Texts = Callable[[str, str], str | None]
"""Source and SHA-256 of an article -> its text, None where it is not at hand."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit looked at, and found; ``unread`` are the sources of articles whose text was not at hand."""

    findings: tuple[Finding, ...]
    articles: int
    claims: int
    spans: int
    unread: tuple[str, ...]


def audit(store: Store, texts: Texts, base: str = BASE) -> Report:
    """Check every claim of a store against its article.

    Args:
        store: To read from; one article at a time is held.
        texts: Gives the articles' texts.
        base: Where instances live; IRIs under it must be described, as must Wikidata's items and our own terms.

    Returns:
        Findings by article, claim and check. None means that all holds; of the ``unread`` articles all but that the
        words stand where they are said to.
    """
    findings = {*checks.of_store(store)}
    described, unread = Described(store, base), []
    articles = claims = spans = 0
    for page in pages(store):
        text = texts(page.source, page.text(page.article, KG.textHash))
        findings |= {*checks.of_article(page, text, described)}
        unread += [page.source] if text is None else []
        articles, claims, spans = articles + 1, claims + len(page.claims), spans + len(page.spans)
    return Report(tuple(sorted(findings)), articles, claims, spans, tuple(sorted(unread)))
