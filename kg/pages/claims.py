"""Claims as pages show them: who says what of whom, in which words, and where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from kg.pages import sparql
from kg.pages.ask import Ask, Row, Term
from kg.queries import text_of

_DIGITS = 12  # of a number that anybody can mean


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Words of an article; start and end count code points of its text, end left out."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Source:
    """The article of a claim.

    Attributes:
        name: Its title, else what identifies it.
        digest: SHA-256 of its text.
    """

    iri: str
    name: str
    outlet: str
    issued: str
    language: str
    digest: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim. Entities, relation and outer claim are IRIs; what is not said is "".

    Attributes:
        speakers: Outermost first: who reports what another said.
        when: Start and end of what is claimed; both the same for one point of time.
        agreement: ``corroborated``, ``contradicted``, ``unknown``, or "" where it was not compared.
    """

    iri: str
    relation: str
    subject: str
    object: str
    content: str
    polarity: str
    modality: str
    speakers: tuple[str, ...]
    within: str
    confidence: str
    when: tuple[str, str]
    quantity: str
    agreement: str
    evidence: Place
    cue: Place
    source: Source

    @property
    def denied(self) -> bool:
        return self.polarity == "negative"

    @property
    def things(self) -> Iterator[str]:
        """All that needs a label."""
        yield from (iri for iri in (self.subject, self.relation, self.object, *self.speakers) if iri)


async def shown(ask: Ask, iris: Iterable[str]) -> list[Claim]:
    """Claims with all that a page shows of them, the newest first, then in the order of their article."""
    values = " ".join(f"<{iri}>" for iri in iris)
    if not values:
        return []
    rows = await ask(sparql.with_values("claims-shown", claims=f"VALUES ?claim {{ {values} }}"))
    return list({row["claim"].value: _claim(row) for row in reversed(rows)}.values())[::-1]


def value(term: Term | None) -> str:
    """A term's text, "" for none."""
    return term.value if term is not None else ""


def number(term: Term | None) -> int:
    """A whole number, 0 for none or anything else."""
    return whole(value(term))


def _claim(row: Row) -> Claim:
    at = value(row.get("time"))
    return Claim(
        iri=row["claim"].value,
        relation=row["relation"].value,
        subject=value(row.get("subject")),
        object=value(row.get("object")),
        content=value(row.get("content")),
        polarity=text_of(row["polarity"]),
        modality=text_of(row["modality"]),
        speakers=tuple(iri for iri in value(row.get("speakers")).split() if _is_iri(iri)),
        within=value(row.get("within")),
        confidence=value(row.get("confidence")),
        when=(at or value(row.get("from")), at or value(row.get("until"))),
        quantity=f"{value(row.get('quantity'))} {value(row.get('unit'))}".strip(),
        agreement=text_of(row.get("agreement")),
        evidence=Place(number(row["start"]), number(row["end"]), row["words"].value),
        cue=Place(number(row["cueStart"]), number(row["cueEnd"]), row["cueWords"].value),
        source=source(row["article"].value, row),
    )


def source(iri: str, row: Row) -> Source:
    """The article of a row that has its ``source``, and maybe ``title`` and the rest."""
    name = row.get("title", row["source"])
    return Source(iri, name.value, *(value(row.get(each)) for each in ("outlet", "issued", "language", "digest")))


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def language_of(term: Term) -> str:
    """The language of a literal, "" for none."""
    return (term.language or "") if isinstance(term, Literal) else ""


def whole(text: str) -> int:
    """A whole number that somebody wrote, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _DIGITS else 0
