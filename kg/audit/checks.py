"""The checks: each gives what it finds in an article, or in the store as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import NamedNode, QuerySolutions

from kg.audit.page import Described, Finding, Page, Place
from kg.store import Store
from kg.vocab import KG, OA, PROV, RDF, RDFS

_PARTS = (KG.proposition, KG.evidence, KG.cue, KG.polarity, KG.modality, KG.confidence, KG.lexicalSense)
_IN_UNION = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
_IN_GRAPHS = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
_MOST_WORDS = 60


def of_article(page: Page, text: str | None, described: Described) -> Iterator[Finding]:
    """All findings of one article; without its text all but those about its words."""
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


def _text(page: Page, text: str | None) -> Iterator[Finding]:
    if text is not None and sha256(text.encode()).hexdigest() != page.text(page.article, KG.textHash):
        yield from page.finding(page.article, "text", "the text is not the one that was read: its SHA-256 is another")


def _span(page: Page, span: NamedNode, text: str | None) -> Iterator[Finding]:
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


def _parts(page: Page, claim: NamedNode) -> Iterator[Finding]:
    for part in _PARTS:
        if (count := len(page.values(claim, part))) != 1:
            yield from page.finding(claim, "part", f"it has {count} {KG.name(part)}, not one")
    if page.nodes(claim, PROV.wasDerivedFrom) != [page.article]:
        yield from page.finding(claim, "part", "it is said to come from another article")


def _arguments(page: Page, claim: NamedNode, described: Described) -> Iterator[Finding]:
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


def _speakers(page: Page, claim: NamedNode, text: str | None, described: Described) -> Iterator[Finding]:
    """A speaker is a mention, or goes by words of the article (*offiziellen Angaben zufolge*)."""
    for speaker in page.nodes(claim, KG.attributedTo):
        words = page.text(speaker, RDFS.label)
        if speaker not in page.named and not (words and (text is None or words in text)):
            what = f"the speaker {described.short(speaker)} is named nowhere in the article"
            yield from page.finding(claim, "speaker", what)


def _evidence(page: Page, claim: NamedNode) -> Place | None:
    return next((place for node in page.nodes(claim, KG.evidence) if (place := page.place(node))), None)


def _reached(page: Page, evidence: Place) -> set[NamedNode]:
    """Entities that mentions within the evidence mean, or what those refer back to."""
    reached = [node for place, node in page.mentions if _within(place, evidence)]
    for node in reached:  # grows while it is read
        reached += [back for back in page.nodes(node, KG.antecedent) if back not in reached]
    return {entity for node in reached for entity in page.nodes(node, KG.refersTo)}


def _bare_triples(page: Page, described: Described) -> Iterator[Finding]:
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


def _is_sure(page: Page, claim: NamedNode) -> bool:
    certain = page.nodes(claim, KG.polarity) == [KG["positive"]] and page.nodes(claim, KG.modality) == [KG["asserted"]]
    return certain and not page.values(claim, KG.attributedTo) and not page.values(claim, KG.withinClaim)


def _said(page: Page, claim: NamedNode) -> Iterator[tuple[NamedNode, NamedNode, NamedNode]]:
    for node in page.nodes(claim, KG.proposition):
        subjects, predicates, things = (page.nodes(node, part) for part in (KG.subject, KG.predicate, KG.object))
        yield from zip(subjects, predicates, things, strict=False)


def _count(page: Page) -> Iterator[Finding]:
    told, there = page.text(page.article, KG.claimCount), len(page.claims)
    if told != str(there):
        wants = f"the article counts {told} claims" if told else "the article does not say how many claims it has"
        yield from page.finding(page.article, "count", f"{wants}; there are {there}")


def _descriptions(page: Page, described: Described) -> Iterator[Finding]:
    for subject, about in page.triples.items():
        for predicate, things in about.items():
            for node in (predicate, *(thing for thing in things if isinstance(thing, NamedNode))):
                if node not in page.triples and node not in described:
                    message = f"nothing describes {described.short(node)}, the value of {described.short(predicate)}"
                    yield from page.finding(subject, "description", message)


def of_store(store: Store) -> Iterator[Finding]:
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


def _within(place: Place, evidence: Place) -> bool:
    return evidence[0] <= place[0] and place[1] <= evidence[1]


def _at(place: Place) -> str:
    return f"at {place[0]} to {place[1]}"


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= _MOST_WORDS else words[: _MOST_WORDS - 1] + '…'}”"
