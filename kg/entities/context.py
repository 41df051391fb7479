"""What an article tells about its names: the slice, the day, and what is linked already."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable

from kg import names
from kg.model import Date, Document, Entity, Form, Kind, Link, Mention
from kg.names import Cues, Index, Sense, fold
from kg.names.nouns import bases
from kg.trees import Stretch, Text, Token
from kg.wikidata import WikidataSlice

STATES = frozenset({Kind.STATE, Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE, Kind.HISTORICAL_STATE})
ALLIANCES = frozenset({Kind.ALLIANCE, Kind.MILITARY_ALLIANCE, Kind.POLITICAL_UNION, Kind.ECONOMIC_UNION, Kind.FORUM})
BODIES = ALLIANCES | {Kind.ORGANISATION}


class Context:
    """An article while its mentions are being linked."""

    def __init__(self, document: Document, wikidata: WikidataSlice) -> None:
        self.document = document
        self.wikidata = wikidata
        self.cues: Cues = names.cues(document.language)
        self.index: Index = names.index_for(wikidata, document.language)
        self.date: Date | None = document.article.date
        self.links: dict[Mention, Link] = {}
        self.counts: Counter[str] = Counter()
        self.titles: dict[str, frozenset[str]] = {}
        self.groups: dict[str, str] = {}
        self.offices: dict[tuple[str, str], Entity] = {}
        self._at: dict[tuple[int, int], list[Link]] = defaultdict(list)
        self._asked: dict[tuple[Hashable, ...], tuple[str, ...]] = {}
        self._heads: dict[Mention, Token] = {}
        self._senses: dict[Mention, tuple[Sense, ...]] = {}

    def senses(self, mention: Mention) -> tuple[Sense, ...]:
        """What the words of a mention may mean, in the form in which they name it."""
        found = self._senses.get(mention)
        if found is None:
            every = self.index.lookup(self.cues.solid.get(mention.span.text, mention.span.text))
            found = self._senses[mention] = tuple(sense for sense in every if sense.form is mention.form) or (
                every if mention.form is Form.DEMONYM else ()
            )
        return found

    def add(self, link: Link) -> None:
        """Decide for a link."""
        self.links[link.mention] = link
        self.place(link)
        self.counts[link.entity.id] += 1

    def place(self, link: Link) -> None:
        """Make a link known to those who ask what a token names."""
        for i in range(link.mention.first, link.mention.last + 1):
            self._at[link.mention.block, i].append(link)

    def at(self, block: int, token: Token) -> list[Link]:
        """Links so far whose mention holds a token."""
        return self._at.get((block, token.i), [])

    def ordered(self) -> list[Link]:
        """The links so far, in reading order."""
        return sorted(self.links.values(), key=lambda link: (link.mention.span.start, -link.mention.span.end))

    def doc(self, mention: Mention) -> Text:
        """The parsed block of a mention."""
        return self.document.blocks[mention.block].doc

    def head(self, mention: Mention) -> Token:
        """The token of a mention on which its other tokens hang."""
        if mention not in self._heads:
            self._heads[mention] = Stretch(self.doc(mention), mention.first, mention.last + 1).root
        return self._heads[mention]

    def entity(self, id: str) -> Entity | None:
        """An item as an entity."""
        item = self.wikidata.item(id)
        return Entity(id, item.label, item.kind) if item is not None else None

    def base_form(self, mention: Mention) -> str:
        """A name that the slice does not know, without the ending of a genitive if the article has it without."""
        text = mention.span.text.removesuffix("'s").removesuffix("’s")
        if text.endswith("s") and re.search(rf"\b{re.escape(text[:-1])}\b", self.document.article.text):
            return text[:-1]
        return text

    def full_name(self, link: Link) -> str:
        """A person's name in the article's spelling where it gives the full one, else the entity's label."""
        text = link.mention.span.text
        return text if " " in text else link.entity.label

    def once(self, key: tuple[Hashable, ...], ask: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """An answer of the slice, asked for only once an article."""
        if key not in self._asked:
            self._asked[key] = ask()
        return self._asked[key]

    def prominence(self, id: str) -> int:
        """How well-known an item is, 0 to 3."""
        item = self.wikidata.item(id)
        return item.prominence if item is not None else 0


def nil(name: str, kind: Kind) -> Entity:
    """The entity of a name that the slice does not know: the same for every mention of name and kind.

    >>> nil("Ali Baba", Kind.PERSON) == nil("Ali  Baba", Kind.PERSON)
    True
    """
    label = " ".join(name.split())
    key = f"{kind.value} {' '.join(fold(part) for part in label.split())}"
    return Entity(f"nil-{hashlib.sha256(key.encode()).hexdigest()[:16]}", label, kind)


def roles(cues: Cues, token: Token) -> tuple[str, ...]:
    """Roles of the slice that a noun may name."""
    return next((found for base in bases(token) if (found := cues.roles_of(base))), ())
