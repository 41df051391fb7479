"""An article: where it is from, and its text with the claims in place, or where that is not kept the quoted words."""

from __future__ import annotations

from functools import cached_property

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.export.records import Record, claims_of, mentions_of
from kg.notebook import html
from kg.notebook.claims import ClaimRecord, claims_table
from kg.notebook.source import Source, asked
from kg.vocab import DCTERMS, SCHEMA


class Article:
    """An article of the graph.

    Attributes:
        id: Its IRI.
        source: The name of its file, or its id in JSON lines.
        title, date, publisher, url, language: "" where it has none.
    """

    def __init__(self, source: Source, name: str) -> None:
        self._from = source
        (self._page,) = source.pages((_node(name, source),))
        self.id: str = self._page.origin["article"]
        self.source: str = self._page.origin["source"]
        values = DCTERMS.title, DCTERMS.issued, DCTERMS.publisher, SCHEMA.url, DCTERMS.language
        read = (self._page.text(NamedNode(self.id), value, "") for value in values)
        self.title, self.date, self.publisher, self.url, self.language = read

    @cached_property
    def text(self) -> str | None:
        """Its words as they were read; None where the store does not keep them, and at an endpoint."""
        return self._from.text(self._page)

    @cached_property
    def claims(self) -> list[ClaimRecord]:
        """Its claims, in the order of the text."""
        return [ClaimRecord(record, self._page, self._from) for record in claims_of(self._page, self._from.known)]

    @cached_property
    def mentions(self) -> list[Record]:
        """The words that name something, as ``kg export --what mentions`` writes them, in the order of the text."""
        return mentions_of(self._page, self._from.known)

    def __repr__(self) -> str:
        return f"<Article {self.source}: {html.count(len(self.claims), 'claim')}>"

    def _repr_html_(self) -> str:
        origin = " · ".join(part for part in (self.source, self.publisher, self.date) if part)
        head = f"<strong>{html.escape(self.title or self.source)}</strong>{html.note(origin)}"
        if self.text is None:
            return f"<div>{head}{claims_table(self.claims)}</div>"
        marks = [mark for claim in self.claims for mark in claim.marks()]
        return f"<div>{head}<p>{html.marked(self.text, marks)}</p></div>"


def _node(name: str, source: Source) -> NamedNode:
    """The article of this IRI or source.

    Raises:
        UsageError: There is none.
    """
    for row in source.rows(asked("article").filled({"article": name})):
        return NamedNode(row["article"].value)
    raise UsageError(f"there is no article {name!r}; the query articles-read lists all")
