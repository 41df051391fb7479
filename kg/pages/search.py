"""Finds entities by the beginning of a word of their names.

All labels and aliases are kept in memory, without accents and case, so that suggestions come while one types: asking
the store for each letter would take up to a second. They are read again when the number of names or mentions has
changed, which is asked before each search and takes some milliseconds.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from kg.errors import KgError
from kg.pages import links, names, page, sparql
from kg.pages.ask import Ask, Row
from kg.queries import text_of

_SUGGESTED, _SHOWN = 8, 50
_LONGEST = 200  # characters of what is looked for
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "-": " "})


def fold(text: str) -> str:
    """A name as it is compared: small letters without accents, hyphens as spaces.

    >>> fold("Recep Tayyip Erdoğan"), fold("KIRGISISTAN"), fold("Guinea-Bissau")
    ('recep tayyip erdogan', 'kirgisistan', 'guinea bissau')
    """
    parts = text.casefold().translate(_LETTERS)
    if not parts.isascii():
        decomposed = unicodedata.normalize("NFKD", parts)
        parts = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(parts.split())


@dataclass(frozen=True, slots=True)
class Index:
    """All names.

    Attributes:
        names: Folded name with a space before it, the name, the entity's IRI.
        mentions: IRI -> how often articles name it, the most named first.
    """

    names: Sequence[tuple[str, str, str]] = ()
    mentions: Mapping[str, int] = field(default_factory=dict)

    def find(self, text: str, most: int) -> dict[str, str]:
        """IRI -> the name that fits, best first: the whole name, its beginning, a word of it; then the most named."""
        words = fold(text)
        if not words:
            return {}
        fits = (
            (self._rank(words, folded, iri), name, iri) for folded, name, iri in self.names if f" {words}" in folded
        )
        found: dict[str, str] = {}
        for _, name, iri in sorted(fits):
            found.setdefault(iri, name)
        return dict(list(found.items())[:most])

    def _rank(self, words: str, folded: str, iri: str) -> tuple[int, int, int]:
        fit = 0 if folded[1:] == words else 1 if folded.startswith(f" {words}") else 2
        return fit, -self.mentions.get(iri, 0), len(folded)


@dataclass(slots=True)
class Search:
    """Searches what ``ask`` answers from."""

    ask: Ask
    _index: Index = field(default_factory=Index)
    _counted: Row | None = None
    _reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def index(self) -> Index:
        """The names as they are now."""
        [counted] = await self.ask(sparql.text("names-counted"))
        async with self._reading:
            if counted != self._counted:
                every, mentions = await asyncio.gather(
                    self.ask(sparql.text("all-names")), self.ask(sparql.text("times-named"))
                )
                self._index = await asyncio.to_thread(_index, every, mentions)
                self._counted = counted
        return self._index

    async def warm(self) -> None:
        """Read the names, that the first search need not wait for them; trouble shows in the search."""
        with suppress(KgError):
            await self.index()

    async def find(self, text: str, most: int) -> dict[str, str]:
        """IRI -> the name that fits; see ``Index.find``."""
        return (await self.index()).find(text[:_LONGEST], most)


def _index(every: Sequence[Row], mentions: Sequence[Row]) -> Index:
    named = ((row["name"].value, row["thing"].value) for row in every)
    found = sorted((f" {fold(name)}", name, iri) for name, iri in named)
    return Index(found, {row["thing"].value: int(row["mentions"].value) for row in mentions})


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity that was found: its label, its kind in words, and the name that fits, if the label does not."""

    iri: str
    label: str
    kind: str
    name: str


async def hits(search: Search, text: str, most: int, language: str) -> list[Hit]:
    """What is called like this, best first."""
    found = await search.find(text, most)
    labels, kinds = await asyncio.gather(
        names.labels(search.ask, found, language), names.kinds(search.ask, found, language)
    )
    words = f" {fold(text)}"
    return [
        Hit(iri, labels[iri], kinds[iri], "" if words in f" {fold(labels[iri])}" else name)
        for iri, name in found.items()
    ]


def routes(search: Search) -> list[BaseRoute]:
    """``/search`` and, for suggestions, ``/search.json``."""

    async def show(request: Request) -> Response:
        text, language = request.query_params.get("q", ""), page.language(request)
        found = await hits(search, text, _SHOWN, language)
        return page.render(request, "search.html", text=text, hits=found, most=_SHOWN)

    async def suggest(request: Request) -> Response:
        found = await hits(search, request.query_params.get("q", ""), _SUGGESTED, page.language(request))
        return JSONResponse([_suggestion(request, hit) for hit in found], headers={"Cache-Control": "no-cache"})

    return [Route("/search", show), Route("/search.json", suggest)]


def _suggestion(request: Request, hit: Hit) -> dict[str, str]:
    note = ", ".join(part for part in (hit.name, hit.kind) if part)
    return {
        "label": hit.label,
        "note": note,
        "url": page.href(request, hit.iri) or "",
        "id": text_of(links.node(hit.iri)),
    }
