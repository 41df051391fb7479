"""The page of a claim: what it says and how sure that is, in plain words, and all that it rests on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.pages import claims, links, names, page, resources, sparql
from kg.pages.article import Mention, TextOf, kept, mentions_in
from kg.pages.ask import Ask, Row
from kg.pages.background import Fact
from kg.pages.claims import Claim, value
from kg.pages.highlights import Mark, Piece, pieces, sentence
from kg.queries import text_of as plain
from kg.vocab import WDT, prefixes

_BESIDE = 60  # other claims that the page shows


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one statement of the background says to the claim; outcome and reason are IRIs."""

    outcome: str
    reason: str
    fact: Fact

    @property
    def contradicts(self) -> bool:
        return self.outcome.endswith("contradicted")


@dataclass(frozen=True, slots=True)
class Meaning:
    """The lexical sense that read it: its word, and in the page's language definition and examples."""

    iri: str
    words: tuple[str, ...]
    definition: str
    examples: tuple[str, ...]


def routes(ask: Ask, text_of: TextOf | None) -> list[BaseRoute]:
    """``/claim/….html``.

    Args:
        ask: Answers the queries.
        text_of: SHA-256 of a text -> the text, None where it is not kept; None where none may be shown.
    """

    async def show(request: Request) -> Response:
        node = links.thing(f"claim/{request.path_params['id']}", page.base(request))
        found = await claims.shown(ask, [node.value]) if node else []
        if node is None or not found:
            raise HTTPException(404)
        [claim], language = found, page.language(request)
        verdicts, meaning, beside, mentions, rows = await asyncio.gather(
            _verdicts(ask, claim.iri),
            _meaning(ask, claim.iri, language),
            _beside(ask, claim.iri),
            mentions_in(ask, claim.source.iri),
            ask(sparql.text("description", thing=claim.iri)),
        )
        named = _arguments(claim, mentions)
        others = [other for group in beside.values() for other in group]
        things = [iri for each in (claim, *others) for iri in each.things]
        things += [iri for verdict in verdicts for iri in verdict.fact.things]
        things += [iri for mention in named for iri in mention.things]
        things += [iri for verdict in verdicts for iri in (verdict.outcome, verdict.reason, verdict.fact.iri)]
        things += [meaning.iri] if meaning else []
        text = await kept(text_of, claim.source)
        return page.render(
            request,
            "claim.html",
            claim=claim,
            pieces=_sentence(text, claim),
            names=await names.labels(ask, things, language),
            verdicts=verdicts,
            meaning=meaning,
            beside=beside,
            mentions=named,
            turtle=_turtle(rows),
            data=resources.data_links(request, node),
        )

    return [Route("/claim/{id}.html", show)]


def _sentence(text: str | None, claim: Claim) -> list[Piece]:
    """The claim's words in their sentence; alone where there is no text, or another one by now."""
    words, cue = claim.evidence, claim.cue
    if text is None or text[words.start : words.end] != words.words:
        shift, shown, start, end = words.start, words.words, 0, len(words.words)
    else:
        shift, shown, (start, end) = 0, text, sentence(text, words.start, words.end)
    marks = [Mark(words.start, words.end, "claim", 0), Mark(cue.start, cue.end, "cue", 0)]
    moved = [replace(mark, start=mark.start - shift, end=mark.end - shift) for mark in marks]
    return pieces(shown, moved, start, end)


def _arguments(claim: Claim, mentions: Sequence[Mention]) -> list[Mention]:
    """Where the ends and the speakers are named: in the claim's words, else where they were last named before."""
    found: list[Mention] = []
    for thing in dict.fromkeys((claim.subject, claim.object, *claim.speakers)):
        named = [mention for mention in mentions if thing in mention.things]
        inside = [mention for mention in named if _is_inside(mention, claim)]
        before = [mention for mention in named if mention.place.end <= claim.evidence.end]
        found += inside or before[-1:] or named[:1]
    return sorted(dict.fromkeys(found), key=lambda mention: mention.place)


def _is_inside(mention: Mention, claim: Claim) -> bool:
    return claim.evidence.start <= mention.place.start and mention.place.end <= claim.evidence.end


async def _verdicts(ask: Ask, claim: str) -> list[Verdict]:
    found: dict[tuple[str, str, str], Verdict] = {}
    for row in await ask(sparql.text("verdicts-of-claim", claim=claim)):
        key = row["outcome"].value, row["reason"].value, row["statement"].value
        sources = ", ".join(filter(None, (found[key].fact.sources if key in found else "", value(row.get("source")))))
        found[key] = Verdict(key[0], key[1], _fact(row, sources))
    return list(found.values())


def _fact(row: Row, sources: str) -> Fact:
    return Fact(
        iri=row["statement"].value,
        wikidata=WDT.name(row.get("property")) or "",
        relation=value(row.get("relation")),
        subject=value(row.get("subject")),
        object=value(row.get("object")),
        content=value(row.get("content")),
        when=(value(row.get("from")), value(row.get("until"))),
        sources=sources,
    )


async def _meaning(ask: Ask, claim: str, language: str) -> Meaning | None:
    rows = await ask(sparql.text("sense-of-claim", claim=claim))
    if not rows:
        return None
    definitions = {
        claims.language_of(row["definition"]): row["definition"].value for row in rows if "definition" in row
    }
    return Meaning(
        iri=rows[0]["sense"].value,
        words=_values(rows, "word"),
        definition=definitions.get(language, next(iter(definitions.values()), "")),
        examples=_values(rows, "example"),
    )


def _values(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row[name].value for row in rows if name in row))


async def _beside(ask: Ask, claim: str) -> Mapping[str, list[Claim]]:
    """How other claims stand to this one -> those claims: ``agrees``, ``denies``, ``disagrees``, ``later`` ..."""
    rows = await ask(sparql.text("claims-beside-claim", claim=claim))
    hows = [(plain(row["how"]), row["claim"].value) for row in rows if row["claim"].value != claim]
    made = await claims.shown(ask, dict.fromkeys(iri for _, iri in hows[:_BESIDE]))
    known = {other.iri: other for other in made}
    found: dict[str, list[Claim]] = {}
    for how, iri in hows:
        if iri in known:
            kind = ("denies" if known[iri].denied else "says") if how == "same" else how
            found.setdefault(kind, []).append(known[iri])
    return found


def _turtle(rows: Sequence[Row]) -> str:
    written = ox.serialize(resources.triples(rows), format=ox.RdfFormat.TURTLE, prefixes=prefixes())
    return (written or b"").decode()
