"""Whether a store says no more than its articles do: every claim followed back to the words it was read from.

Nothing is believed because the builder meant to write it: places are compared with the text, arguments with the
mentions inside the evidence, bare triples with the claims that may assert them, IRIs with what describes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, PROV, RDF, RDFS, WD

Texts = Callable[[str, str], str | None]
"""Source and SHA-256 of an article -> its text, None where it is not at hand."""

_Term = NamedNode | Literal
_Place = tuple[int, int]
_PARTS = (KG.proposition, KG.evidence, KG.cue, KG.polarity, KG.modality, KG.confidence, KG.lexicalSense)
_IN_UNION = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
_MOST_WORDS = 60


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that an article does not bear out.

    Attributes:
        article: Its source, "" where the store as a whole is meant.
        claim: IRI of the claim, "" where no single one is meant.
        check: ``text``, ``span``, ``cue``, ``argument``, ``speaker``, ``part``, ``triple``, ``description``, ``count``.
        message: What is wrong, in one line.
    """

    article: str
    claim: str
    check: str
    message: str


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
    findings = {*_whole(store)}
    described, unread = _Described(store, base), []
    articles = claims = spans = 0
    for page in _pages(store):
        text = texts(page.source, page.text(page.article, KG.textHash))
        findings |= {*_check(page, text, described)}
        unread += [page.source] if text is None else []
        articles, claims, spans = articles + 1, claims + len(page.claims), spans + len(page.spans)
    return Report(tuple(sorted(findings)), articles, claims, spans, tuple(sorted(unread)))


# --- one article


@dataclass(frozen=True)
class _Page:
    """The triples of one article, by subject and predicate."""

    article: NamedNode
    source: str
    triples: dict[NamedNode, dict[NamedNode, list[_Term]]]

    @cached_property
    def claims(self) -> list[NamedNode]:
        return self._instances(KG.Claim)

    @cached_property
    def spans(self) -> list[NamedNode]:
        return self._instances(KG.Span)

    @cached_property
    def owners(self) -> dict[NamedNode, list[NamedNode]]:
        """A claim's proposition and spans -> the claims that have them; a claim belongs to itself."""
        found: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
        for claim in self.claims:
            parts = (KG.proposition, KG.evidence, KG.cue, PROV.wasInfluencedBy)
            for node in dict.fromkeys((claim, *(node for part in parts for node in self.nodes(claim, part)))):
                found[node].append(claim)
        return found

    @cached_property
    def mentions(self) -> list[tuple[_Place, NamedNode]]:
        """Spans that mean something, with their places."""
        return [(place, node) for node in self.spans if self.nodes(node, KG.refersTo) and (place := self.place(node))]

    @cached_property
    def named(self) -> set[NamedNode]:
        """All entities that are mentioned."""
        return {entity for _, node in self.mentions for entity in self.nodes(node, KG.refersTo)}

    def _instances(self, kind: NamedNode) -> list[NamedNode]:
        return [node for node, about in self.triples.items() if kind in about.get(RDF.type, ())]

    def values(self, node: NamedNode, predicate: NamedNode) -> list[_Term]:
        return self.triples.get(node, {}).get(predicate, [])

    def nodes(self, node: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        return [value for value in self.values(node, predicate) if isinstance(value, NamedNode)]

    def text(self, node: NamedNode, predicate: NamedNode) -> str:
        return next((value.value for value in self.values(node, predicate)), "")

    def place(self, span: NamedNode) -> _Place | None:
        """Where a span lies, None where that is not said in numbers."""
        start, end = self.text(span, KG.start), self.text(span, KG.end)
        return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else None

    def finding(self, node: NamedNode, check: str, message: str) -> Iterator[Finding]:
        """A finding for each claim that the node belongs to."""
        for claim in self.owners.get(node, [None]):
            yield Finding(self.source, claim.value if claim else "", check, message)


def _pages(store: Store) -> Iterator[_Page]:
    for quad in store.quads(None, RDF.type, KG.Article):
        if quad.subject == quad.graph_name and isinstance(quad.subject, NamedNode):
            triples = _triples(store.quads(graph=quad.subject))
            page = _Page(quad.subject, "", triples)
            yield _Page(quad.subject, page.text(quad.subject, DCTERMS.identifier), triples)


def _triples(quads: Iterator[Quad]) -> dict[NamedNode, dict[NamedNode, list[_Term]]]:
    found: defaultdict[NamedNode, defaultdict[NamedNode, list[_Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject][quad.predicate].append(quad.object)
    return {node: dict(about) for node, about in found.items()}


def _check(page: _Page, text: str | None, described: _Described) -> Iterator[Finding]:
    yield from _text(page, text)
    for span in page.spans:
        yield from _span(page, span, text)
    for claim in page.claims:
        yield from _parts(page, claim)
        yield from _arguments(page, claim, described)
        yield from _speakers(page, claim, text, described)
    yield from _bare_triples(page, described)
    yield from _count(page)
    yield from _descriptions(page, described)


# --- the checks


def _text(page: _Page, text: str | None) -> Iterator[Finding]:
    if text is not None and sha256(text.encode()).hexdigest() != page.text(page.article, KG.textHash):
        yield from page.finding(page.article, "text", "the text is not the one that was read: its SHA-256 is another")


def _span(page: _Page, span: NamedNode, text: str | None) -> Iterator[Finding]:
    words, place = page.text(span, OA.exact), page.place(span)
    if page.nodes(span, OA.hasSource) != [page.article]:
        yield from page.finding(span, "span", f"{_quoted(words)} is said to stand in another article")
    if place is None:
        yield from page.finding(span, "span", f"{_quoted(words)} has no place")
    elif len(words) != place[1] - place[0]:
        length = f"{_quoted(words)} has {len(words)} characters, but"
        yield from page.finding(span, "span", f"{length} {_at(place)} are {place[1] - place[0]}")
    elif text is not None and (there := text[slice(*place)]) != words:
        yield from page.finding(span, "span", f"{_at(place)} the article has {_quoted(there)}, not {_quoted(words)}")


def _parts(page: _Page, claim: NamedNode) -> Iterator[Finding]:
    for part in _PARTS:
        if (count := len(page.values(claim, part))) != 1:
            yield from page.finding(claim, "part", f"it has {count} {KG.name(part)}, not one")
    if page.nodes(claim, PROV.wasDerivedFrom) != [page.article]:
        yield from page.finding(claim, "part", "it is said to come from another article")


def _arguments(page: _Page, claim: NamedNode, described: _Described) -> Iterator[Finding]:
    """The promise of DESIGN.md, section 6: subject, object and cue lie in the evidence or are reached from it."""
    evidence = _evidence(page, claim)
    if evidence is None:
        return  # said by another check
    for cue in page.nodes(claim, KG.cue):
        if (place := page.place(cue)) and not _within(place, evidence):
            yield from page.finding(claim, "cue", f"the cue {_quoted(page.text(cue, OA.exact))} is not in the evidence")
    reached = _reached(page, evidence)
    for proposition in page.nodes(claim, KG.proposition):
        for end in (KG.subject, KG.object):
            for entity in page.nodes(proposition, end):
                if entity not in reached:
                    what = f"the {KG.name(end)} {described.short(entity)} is neither named in the evidence"
                    yield from page.finding(claim, "argument", f"{what} nor what a name in it refers back to")


def _speakers(page: _Page, claim: NamedNode, text: str | None, described: _Described) -> Iterator[Finding]:
    """A speaker is a mention, or goes by words of the article (*offiziellen Angaben zufolge*)."""
    for speaker in page.nodes(claim, KG.attributedTo):
        words = page.text(speaker, RDFS.label)
        if speaker not in page.named and not (words and (text is None or words in text)):
            what = f"the speaker {described.short(speaker)} is named nowhere in the article"
            yield from page.finding(claim, "speaker", what)


def _evidence(page: _Page, claim: NamedNode) -> _Place | None:
    return next((place for node in page.nodes(claim, KG.evidence) if (place := page.place(node))), None)


def _reached(page: _Page, evidence: _Place) -> set[NamedNode]:
    """Entities that mentions within the evidence mean, or what those refer back to."""
    reached = [node for place, node in page.mentions if _within(place, evidence)]
    for node in reached:  # grows while it is read
        reached += [back for back in page.nodes(node, KG.antecedent) if back not in reached]
    return {entity for node in reached for entity in page.nodes(node, KG.refersTo)}


def _bare_triples(page: _Page, described: _Described) -> Iterator[Finding]:
    """A bare triple needs a claim that the article itself makes as certain; such a claim needs its triple."""
    sure = {triple: claim for claim in page.claims if _is_sure(page, claim) for triple in _said(page, claim)}
    written = {
        (subject, predicate, thing)
        for subject, about in page.triples.items()
        if described.is_entity(subject)
        for predicate, things in about.items()
        for thing in things
        if isinstance(thing, NamedNode) and described.is_entity(thing) and KG.name(predicate)
    }
    for triple in written - sure.keys():
        words = " ".join(map(described.short, triple))
        yield from page.finding(page.article, "triple", f"{words} is asserted, but no claim may assert it")
    for triple in sure.keys() - written:
        yield from page.finding(sure[triple], "triple", f"{' '.join(map(described.short, triple))} is not asserted")


def _is_sure(page: _Page, claim: NamedNode) -> bool:
    certain = page.nodes(claim, KG.polarity) == [KG["positive"]] and page.nodes(claim, KG.modality) == [KG["asserted"]]
    return certain and not page.values(claim, KG.attributedTo) and not page.values(claim, KG.withinClaim)


def _said(page: _Page, claim: NamedNode) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
    for node in page.nodes(claim, KG.proposition):
        subjects, predicates, things = (page.nodes(node, part) for part in (KG.subject, KG.predicate, KG.object))
        yield from zip(subjects, predicates, things, strict=False)


def _count(page: _Page) -> Iterator[Finding]:
    told, there = page.text(page.article, KG.claimCount), len(page.claims)
    if told != str(there):
        wants = f"the article counts {told} claims" if told else "the article does not say how many claims it has"
        yield from page.finding(page.article, "count", f"{wants}; there are {there}")


def _descriptions(page: _Page, described: _Described) -> Iterator[Finding]:
    for subject, about in page.triples.items():
        for predicate, things in about.items():
            for node in (predicate, *(thing for thing in things if isinstance(thing, NamedNode))):
                if node not in page.triples and node not in described:
                    message = f"nothing describes {described.short(node)}, the value of {described.short(predicate)}"
                    yield from page.finding(subject, "description", message)


def _whole(store: Store) -> Iterator[Finding]:
    """That nothing lies outside the articles, and the union is that of the graphs."""
    for quad in store.quads(None, RDF.type, KG.Claim):
        graph = quad.graph_name
        if isinstance(graph, NamedNode) and not any(store.quads(graph, RDF.type, KG.Article, graph)):
            claim = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            yield Finding("", claim, "count", f"it is in the graph {graph.value}, which is no article's")
    union, named = (_number(store, query) for query in (_IN_UNION, _IN_GRAPHS))
    if union != named:
        yield Finding("", "", "count", f"the union of all graphs has {union} triples, the graphs together {named}")


def _number(store: Store, query: str) -> int:
    rows = store.query(query)
    return int(next(rows)["n"].value) if isinstance(rows, QuerySolutions) else 0


# --- words


@dataclass(frozen=True)
class _Described:
    """Which IRIs the dataset describes; those of vocabularies that are not ours need no description."""

    store: Store
    base: str
    known: dict[NamedNode, bool] = field(default_factory=dict)

    def __contains__(self, node: NamedNode) -> bool:
        if node not in self.known:
            ours = node.value.startswith((self.base, BASE, WD.iri))
            self.known[node] = not ours or any(self.store.quads(node))
        return self.known[node]

    def is_entity(self, node: NamedNode) -> bool:
        return node.value.startswith((WD.iri, f"{self.base}entity/"))

    def short(self, node: NamedNode) -> str:
        return WD.name(node) or KG.name(node) or node.value.removeprefix(self.base)


def _within(place: _Place, evidence: _Place) -> bool:
    return evidence[0] <= place[0] and place[1] <= evidence[1]


def _at(place: _Place) -> str:
    return f"at {place[0]} to {place[1]}"


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + '…'}”"
