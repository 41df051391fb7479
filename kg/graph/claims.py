"""One article's reading as quads of the article's named graph."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad

from kg.errors import UsageError
from kg.graph.terms import Names, date, digest, share
from kg.model import Article, Claim, Date, Entity, Interval, Link, Mention, Modality, Polarity, Reading, Span, Time
from kg.vocab import DCTERMS, KG, OA, PROV, RDF, RDFS, SCHEMA, XSD, sense

_Triple = tuple[NamedNode, NamedNode, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Run:
    """What reads the articles: the same software and data give the same run.

    Attributes:
        software: Name and version: ``alliances-kg 0.1.0``.
        parts: Name and hash of each data file that the claims depend on: lexicon, slice, pipeline.
        moment: When it ran, from ``SOURCE_DATE_EPOCH``; None where nobody says.
    """

    software: str
    parts: tuple[tuple[str, str], ...] = ()
    moment: datetime | None = None


def epoch() -> datetime | None:
    """The moment in ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/specs/source-date-epoch/), in UTC.

    Raises:
        UsageError: The variable is set, but not to a number of seconds.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        return None
    try:
        return datetime.fromtimestamp(int(seconds), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"SOURCE_DATE_EPOCH: {seconds!r} is no number of seconds since 1970") from None


def article_iri(source: str, base: str) -> NamedNode:
    """IRI of the article with this source, and of its named graph."""
    return Names(base).mint("article", source)


def state(article: Article, run: Run) -> str:
    """A hash of all that the article's quads depend on, the moment left out: equal means nothing to build."""
    fields = article.source, article.text, article.title, str(article.date), article.language
    return digest(*fields, article.url, article.publisher, run.software, run.parts)


def run_iri(run: Run, base: str) -> NamedNode:
    """IRI of a run, and of its named graph."""
    moment = run.moment.isoformat() if run.moment else None
    return Names(base).mint("run", run.software, run.parts, moment)


def run_quads(run: Run, base: str) -> Iterator[Quad]:
    """All that the graph keeps of a run, in a named graph of its own: the articles that it read share it."""
    node = run_iri(run, base)
    for subject, predicate, thing in _run(node, run, Names(base)):
        yield Quad(subject, predicate, thing, node)


def _run(node: NamedNode, run: Run, names: Names) -> Iterator[_Triple]:
    software = names.mint("software", run.software)
    yield node, RDF.type, PROV.Activity
    yield node, RDF.type, KG.Run
    yield node, PROV.wasAssociatedWith, software
    yield software, RDF.type, PROV.SoftwareAgent
    yield software, RDFS.label, Literal(run.software)
    if run.moment:
        yield node, PROV.startedAtTime, Literal(run.moment.isoformat(), datatype=XSD.dateTime)
    for name, content in run.parts:
        part = names.mint("data", name, content)
        yield node, PROV.used, part
        yield part, RDF.type, PROV.Entity
        yield part, DCTERMS.title, Literal(name)
        yield part, DCTERMS.identifier, Literal(content)


def quads(reading: Reading, base: str, run: Run) -> Iterator[Quad]:
    """All that the graph keeps of one article, in the article's named graph.

    A bare triple (``wd:Q232 kg:memberOf wd:Q318693``) is among them only for a positive, asserted claim of the
    article itself: without a speaker, and not within another claim.

    Returns:
        In the order of the reading; a quad may come twice. No blank nodes. Every IRI is a hash of content, so
        neither the order of the claims nor the claims beside it change that of a claim.
    """
    page = _Page.of(reading, base, run)
    for subject, predicate, thing in _triples(reading, page, run):
        yield Quad(subject, predicate, thing, page.article)


@dataclass(frozen=True, slots=True)
class _Page:
    """What all triples of one article share."""

    names: Names
    article: NamedNode
    source: str
    text: str
    language: str
    run: NamedNode

    @classmethod
    def of(cls, reading: Reading, base: str, run: Run) -> _Page:
        names, article, language = Names(base), reading.document.article, reading.document.language
        node = article_iri(article.source, base)
        return cls(names, node, article.source, article.text, language, run_iri(run, base))

    def span(self, span: Span) -> NamedNode:
        return self.names.mint("span", self.source, span.start, span.end, span.text)

    def mention(self, link: Link) -> NamedNode:
        """A span of its own for what a mention means: one stretch may mean several (*die Staaten*)."""
        span = link.mention.span
        return self.names.mint("span", self.source, span.start, span.end, span.text, link.mention.form, link.entity.id)

    def exact(self, span: Span) -> Span:
        """The span of a mention with the article's own words: its own may be mended (one space for two)."""
        return replace(span, text=self.text[span.start : span.end])

    def claim(self, claim: Claim) -> NamedNode:
        return self.names.mint("claim", self.source, *_content(claim))

    def words(self, text: str) -> Literal:
        return Literal(text, language=self.language)


def _content(claim: Claim) -> tuple[object, ...]:
    """What makes a claim this claim; how sure the extractor is does not."""
    return (
        *_said(claim),
        claim.polarity,
        claim.modality,
        tuple(speaker.id for speaker in claim.attribution),
        str(claim.time) if claim.time else None,
        (claim.quantity.value, claim.quantity.unit) if claim.quantity else None,
        (claim.evidence.start, claim.evidence.end, claim.evidence.text),
        (claim.cue.start, claim.cue.end, claim.cue.text),
        claim.sense,
        _content(claim.within) if claim.within else None,
    )


def _said(claim: Claim) -> tuple[str | None, ...]:
    """What the proposition is made of."""
    subject, thing = (entity.id if entity else None for entity in (claim.subject, claim.object))
    return subject, claim.predicate, thing, claim.content


def _triples(reading: Reading, page: _Page, run: Run) -> Iterator[_Triple]:
    claims = tuple(_with_outer(reading.claims))
    links = tuple(dict.fromkeys((*reading.links, *(link for claim in claims for link in claim.links))))
    yield from _article(reading.document.article, page, run)
    yield from _claims(claims, page)
    yield from _mentions(links, page)
    yield from _nils(claims, links, page)


def _with_outer(claims: Iterable[Claim]) -> Iterator[Claim]:
    """Each claim, after the claims that it stands in."""
    for claim in claims:
        if claim.within:
            yield from _with_outer((claim.within,))
        yield claim


def _article(article: Article, page: _Page, run: Run) -> Iterator[_Triple]:
    node = page.article
    yield node, RDF.type, KG.Article
    yield node, DCTERMS.identifier, Literal(article.source)
    yield node, DCTERMS.language, Literal(page.language)
    yield node, KG.textHash, Literal(sha256(article.text.encode()).hexdigest())
    yield node, SCHEMA.version, Literal(state(article, run))
    if article.title:
        yield node, DCTERMS.title, page.words(article.title)
    if article.date:
        yield node, DCTERMS.issued, date(article.date)
    if article.publisher:
        yield node, DCTERMS.publisher, Literal(article.publisher)
    if article.url:
        yield node, SCHEMA.url, Literal(article.url, datatype=XSD.anyURI)


def _claims(claims: Sequence[Claim], page: _Page) -> Iterator[_Triple]:
    surest: dict[NamedNode, float] = {}
    for claim in claims:
        node = page.claim(claim)
        surest[node] = max(claim.confidence, surest.get(node, 0.0))
        yield from _claim(node, claim, page)
    yield page.article, KG.claimCount, Literal(len(surest))
    for node, confidence in surest.items():
        yield node, KG.confidence, share(confidence)


def _claim(node: NamedNode, claim: Claim, page: _Page) -> Iterator[_Triple]:
    proposition = page.names.mint("proposition", *_said(claim), page.language if claim.content else None)
    yield node, RDF.type, KG.Claim
    yield node, KG.proposition, proposition
    yield node, KG.polarity, KG[claim.polarity]
    yield node, KG.modality, KG[claim.modality]
    yield node, KG.lexicalSense, sense(page.language, claim.sense)
    yield node, PROV.wasDerivedFrom, page.article
    yield node, PROV.wasGeneratedBy, page.run
    yield from _proposition(proposition, claim, page)
    yield from _qualifiers(node, claim, page)
    for predicate, span in ((KG.evidence, claim.evidence), (KG.cue, claim.cue)):
        yield node, predicate, page.span(span)
        yield from _span(page.span(span), span, page)
    for link in claim.links:
        yield node, PROV.wasInfluencedBy, page.mention(link)
    if _is_bare(claim) and claim.subject and claim.object:
        yield page.names.entity(claim.subject.id), KG[claim.predicate], page.names.entity(claim.object.id)


def _is_bare(claim: Claim) -> bool:
    """Whether the article itself says it, as certain."""
    certain = claim.polarity is Polarity.POSITIVE and claim.modality is Modality.ASSERTED
    return certain and not claim.attribution and not claim.within


def _proposition(node: NamedNode, claim: Claim, page: _Page) -> Iterator[_Triple]:
    yield node, RDF.type, KG.Proposition
    yield node, KG.predicate, KG[claim.predicate]
    if claim.subject:
        yield node, KG.subject, page.names.entity(claim.subject.id)
    if claim.object:
        yield node, KG.object, page.names.entity(claim.object.id)
    if claim.content is not None:
        yield node, KG.content, page.words(claim.content)


def _qualifiers(node: NamedNode, claim: Claim, page: _Page) -> Iterator[_Triple]:
    speakers = [page.names.entity(speaker.id) for speaker in claim.attribution]
    for speaker in speakers:
        yield node, KG.attributedTo, speaker
    if speakers:
        yield node, KG.attributionChain, Literal(" ".join(speaker.value for speaker in speakers))
    if claim.within:
        yield node, KG.withinClaim, page.claim(claim.within)
    if claim.quantity:
        yield node, KG.quantityValue, Literal(claim.quantity.value)
        yield node, KG.quantityUnit, page.words(claim.quantity.unit)
    for predicate, moment in _times(claim.time):
        yield node, predicate, date(moment)


def _times(time: Time | None) -> Iterator[tuple[NamedNode, Date]]:
    match time:
        case Date():
            yield KG.eventTime, time
        case Interval(start, end):
            if start:
                yield KG.eventStart, start
            if end:
                yield KG.eventEnd, end


def _span(node: NamedNode, span: Span, page: _Page) -> Iterator[_Triple]:
    yield node, RDF.type, OA.SpecificResource
    yield node, RDF.type, KG.Span
    yield node, OA.hasSource, page.article
    yield node, OA.exact, Literal(span.text)
    yield node, KG.start, Literal(span.start)
    yield node, KG.end, Literal(span.end)


def _mentions(links: Sequence[Link], page: _Page) -> Iterator[_Triple]:
    by_mention: defaultdict[Mention, list[Link]] = defaultdict(list)
    for link in links:
        by_mention[link.mention].append(link)
    surest = {page.mention(link): link for link in sorted(links, key=lambda link: (link.score, link.why))}
    for node, link in surest.items():
        yield from _span(node, page.exact(link.mention.span), page)
        yield node, KG.refersTo, page.names.entity(link.entity.id)
        yield node, KG.form, Literal(link.mention.form.value)
        yield node, KG.linkScore, share(link.score)
        yield node, KG.linkReason, Literal(link.why)
        yield from _antecedent(node, link, by_mention[link.via] if link.via else (), page)


def _antecedent(node: NamedNode, link: Link, known: Sequence[Link], page: _Page) -> Iterator[_Triple]:
    """The mention gone back to: where it means the same entity, else what it means first, else its bare words."""
    if not link.via:
        return
    same = [page.mention(other) for other in known if other.entity == link.entity]
    means = same or [page.mention(other) for other in known] or [page.span(link.via.span)]
    yield node, KG.antecedent, min(means, key=lambda target: target.value)
    if not known:
        yield from _span(page.span(link.via.span), page.exact(link.via.span), page)


def _nils(claims: Iterable[Claim], links: Iterable[Link], page: _Page) -> Iterator[_Triple]:
    for entity in dict.fromkeys((*_entities(claims), *(link.entity for link in links))):
        if entity.qid is None:
            node = page.names.entity(entity.id)
            yield node, RDF.type, KG[entity.kind]
            yield node, RDFS.label, page.words(entity.label)


def _entities(claims: Iterable[Claim]) -> Iterator[Entity]:
    for claim in claims:
        yield from (entity for entity in (claim.subject, claim.object, *claim.attribution) if entity)
