"""What Wikidata states of an entity, in the order of time, and grouped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.pages import page, sparql
from kg.pages.ask import Ask
from kg.pages.claims import value
from kg.vocab import KG, WDT


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement; subject, relation and object are IRIs, "" where it has none.

    Attributes:
        wikidata: Its property there: P463.
        when: When it began and when it ended, "" where that is open or not known.
    """

    iri: str
    wikidata: str
    relation: str
    subject: str
    object: str
    content: str
    when: tuple[str, str]
    sources: str

    @property
    def things(self) -> Iterator[str]:
        """All that needs a label."""
        yield from (iri for iri in (self.subject, self.relation, self.object) if iri)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """Something begins, happens or ends on a day, in a month or a year."""

    when: str
    what: str
    fact: Fact


async def facts(ask: Ask, entity: str) -> list[Fact]:
    """All statements with the entity as subject or object; of one and the other way round, only one."""
    rows = await ask(sparql.text("background", entity=entity))
    found = [
        Fact(
            iri=row["statement"].value,
            wikidata=WDT.name(row["property"]) or row["property"].value,
            relation=value(row.get("relation")),
            subject=value(row.get("subject")),
            object=value(row.get("object")),
            content=value(row.get("content")),
            when=(value(row.get("from")), value(row.get("until"))),
            sources=value(row.get("sources")),
        )
        for row in rows
    ]
    return _once(found, entity)


def _once(found: Sequence[Fact], entity: str) -> list[Fact]:
    """Two states border each other: the statement that begins with the entity is enough."""
    own = {(fact.wikidata, fact.object, fact.when) for fact in found if fact.subject == entity}
    return [
        fact
        for fact in found
        if fact.subject == entity or (fact.wikidata, fact.subject, fact.when) not in own or not fact.relation
    ]


def grouped(found: Sequence[Fact], labels: Mapping[str, str], language: str) -> list[tuple[str, list[Fact]]]:
    """Title and facts of each kind of statement, by title; the running ones first, then the latest."""
    texts = page.texts(language)["properties"]
    groups: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in found:
        groups[labels[fact.relation] if fact.relation else texts.get(fact.wikidata, fact.wikidata)].append(fact)
    ordered = {
        title: sorted(group, key=lambda fact: (fact.when[1] == "", fact.when[1], fact.when[0]), reverse=True)
        for title, group in groups.items()
    }
    return sorted(ordered.items(), key=lambda pair: pair[0].casefold())


def moments(found: Sequence[Fact], entity: str) -> list[Moment]:
    """What is dated, in the order of time; not who held which of a state's many offices, heads apart."""
    own = [fact for fact in found if fact.subject == entity or fact.relation != KG["holdsOffice"].value]
    return sorted(
        (moment for fact in own for moment in _moments(fact)),
        key=lambda moment: (moment.when, moment.what, moment.fact.iri),
    )


def _moments(fact: Fact) -> Iterator[Moment]:
    if not fact.relation:
        return
    start, end = fact.when
    if start and start == end:
        yield Moment(start, "happens", fact)
        return
    if start:
        yield Moment(start, "begins", fact)
    if end:
        yield Moment(end, "ends", fact)
