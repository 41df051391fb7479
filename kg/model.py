"""The values that travel between the steps: frozen, with no behaviour but their own.

Offsets count code points of ``Article.text``, end left out, unless a docstring says otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.trees import Text


class Kind(StrEnum):
    """What an entity is; the value is the local name of its class in ``ontology/kg.ttl``."""

    STATE = "State"
    SOVEREIGN_STATE = "SovereignState"
    PARTIALLY_RECOGNISED_STATE = "PartiallyRecognisedState"
    HISTORICAL_STATE = "HistoricalState"
    ALLIANCE = "Alliance"
    MILITARY_ALLIANCE = "MilitaryAlliance"
    POLITICAL_UNION = "PoliticalUnion"
    ECONOMIC_UNION = "EconomicUnion"
    FORUM = "Forum"
    ORGANISATION = "Organisation"
    MEDIA_OUTLET = "MediaOutlet"
    PERSON = "Person"
    OFFICE = "Office"
    TERRITORY = "Territory"
    CITY = "City"
    CONFLICT = "Conflict"


class Role(StrEnum):
    """What a block of an article is for; only title, lead and body carry claims."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    TEASER = "teaser"
    BOILERPLATE = "boilerplate"


class Form(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    METONYM = "metonym"
    DEMONYM = "demonym"
    DESCRIPTION = "description"
    PRONOUN = "pronoun"


class Polarity(StrEnum):
    """Whether a claim says that its proposition holds."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Modality(StrEnum):
    """How real a claim makes its proposition."""

    ASSERTED = "asserted"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    PLANNED = "planned"
    ATTEMPTED = "attempted"
    THREATENED = "threatened"
    DEMANDED = "demanded"
    HYPOTHETICAL = "hypothetical"


_DATE = re.compile(r"(-?\d{4,})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A year, a month or a day: no more exact than its source; 0 stands for "not said".

    >>> Date.parse("2020-12").datatype
    'gYearMonth'
    >>> str(Date(2002))
    '2002'
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read an ISO 8601 year, month or day.

        Raises:
            ValueError: ``text`` is none of them.
        """
        match = _DATE.fullmatch(text)
        if not match:
            raise ValueError(f"{text!r} is no date like 2022, 2022-09 or 2022-09-14")
        date = cls(*(int(part or 0) for part in match.groups()))
        if date.month > 12 or date.day > 31 or (date.month == 0) != (match[2] is None):
            raise ValueError(f"{text!r} is no day of a calendar")
        return date

    def __str__(self) -> str:
        parts = f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"
        return "-".join(parts[: 1 + (self.month > 0) + (self.day > 0)])

    @property
    def datatype(self) -> str:
        """Local name of the XML Schema datatype that fits the precision."""
        return "date" if self.day else "gYearMonth" if self.month else "gYear"

    def first(self) -> tuple[int, int, int]:
        """Earliest day that the date may mean, as a sortable triple."""
        return self.year, self.month or 1, self.day or 1

    def last(self) -> tuple[int, int, int]:
        """Latest day that the date may mean, as a sortable triple (every month has 31 days here)."""
        return self.year, self.month or 12, self.day or 31


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time with at least one known end: ``1994/`` is "since 1994"."""

    start: Date | None
    end: Date | None

    def __str__(self) -> str:
        return f"{self.start or ''}/{self.end or ''}"


Time = Date | Interval


@dataclass(frozen=True, slots=True)
class Article:
    """What a publisher published.

    Attributes:
        source: Name of the input: a file's path inside the given folder, or the ``id`` of a JSONL line.
            It identifies the article: building the same source again replaces it.
        text: The words as they were read; all offsets count its code points.
        date: Day of publication where known.
    """

    source: str
    text: str
    title: str | None = None
    date: Date | None = None
    language: str | None = None
    url: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article with one role, before it is parsed.

    Attributes:
        role: What it is for.
        start: Where it begins in the article.
        text: Its words repaired for analysis: line ends are spaces, glued words have a space between.
        gaps: Places in ``text`` of the spaces that the article does not have, ascending.
    """

    role: Role
    start: int
    text: str
    gaps: tuple[int, ...] = ()

    def source(self, offset: int) -> int:
        """Offset in the article for an offset in ``text``."""
        return self.start + offset - bisect_right(self.gaps, offset - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A segment with its parse: ``doc`` holds the trees of ``segment.text``."""

    segment: Segment
    doc: Text


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """An article's clean text, parsed: the blocks that may carry claims, in reading order."""

    article: Article
    language: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of the article: ``article.text[start:end] == text``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Entity:
    """What a mention means: an item of the slice, or a NIL entity with a local id.

    Attributes:
        id: The QID, or ``nil-`` and a hash of name and kind.
        label: English where the slice has one.
    """

    id: str
    label: str
    kind: Kind

    @classmethod
    def nil(cls, name: str, kind: Kind) -> Entity:
        """The entity of a name that no item of the slice has: the same for a name and kind everywhere."""
        key = f"{kind.value}|{' '.join(name.casefold().split())}"
        return cls(f"nil-{sha256(key.encode()).hexdigest()[:16]}", name, kind)

    @property
    def qid(self) -> str | None:
        """The Wikidata id, None for a NIL entity."""
        return None if self.id.startswith("nil-") else self.id


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a document that name something.

    Attributes:
        block: Index of the block in its document.
        first, last: Tokens of the block's ``doc``, ``last`` included. A part of a compound
            (*US* in *US-Präsident*) has both at the compound and a narrower span.
        span: Where the words stand in the article.
        form: How they name it.
    """

    block: int
    first: int
    last: int
    span: Span
    form: Form


@dataclass(frozen=True, slots=True)
class Link:
    """The decision what a mention means.

    Attributes:
        score: How sure, 0 to 1.
        why: The reason in a word or two, for ``kg explain``: name, surname, seat, office, pronoun ...
        via: The mention that it refers back to, for coreference.
    """

    mention: Mention
    entity: Entity
    score: float
    why: str
    via: Mention | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, as far as the text says: 135 soldiers."""

    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says.

    Attributes:
        subject: None where the text does not name the agent.
        predicate: Local name of a relation of the ontology.
        object: None where the relation needs none, or only ``content`` says it.
        attribution: Speakers, outermost first: *Bild* reports that *Xi* declared.
        evidence: The words it was read from; holds the cue and every argument that is named there.
        cue: The words that carry the relation.
        sense: Local name of the lexical sense that fired.
        content: What is said, demanded, promised, or the words of a label, in the article's language.
        links: The coreference links over which an argument outside the evidence was reached.
        within: The claim in whose content this one stands.
    """

    subject: Entity | None
    predicate: str
    object: Entity | None
    polarity: Polarity
    modality: Modality
    evidence: Span
    cue: Span
    sense: str
    confidence: float
    attribution: tuple[Entity, ...] = ()
    time: Time | None = None
    quantity: Quantity | None = None
    content: str | None = None
    links: tuple[Link, ...] = ()
    within: Claim | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one article."""

    document: Document
    links: tuple[Link, ...] = ()
    claims: tuple[Claim, ...] = field(default=())

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)
