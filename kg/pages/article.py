"""The page of an article: its text with the claims marked in it and written beside their sentences."""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kg.pages import claims, links, names, page, sparql
from kg.pages.ask import Ask, Row
from kg.pages.claims import Claim, Place, Source, value
from kg.pages.highlights import Mark, Piece, pieces, stretches
from kg.pages.resources import data_links
from kg.queries import text_of as plain

TextOf = Callable[[str], str | None]
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean something: one thing, or several (*both states*).

    Attributes:
        things: IRIs of what they mean.
        form, reason, score: How they name it, how that was found out, and how sure that is, 0 to 1.
        back: The words that they go back to, None where they stand for themselves.
        is_argument: A claim's subject, object or speaker is named here.
    """

    place: Place
    things: tuple[str, ...]
    form: str
    reason: str
    score: str
    back: Place | None
    is_argument: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some sentences of the text, with the number and the claim of each that ends there."""

    pieces: tuple[Piece, ...]
    claims: tuple[tuple[int, Claim], ...]
    begins_paragraph: bool


def routes(ask: Ask, text_of: TextOf | None) -> list[BaseRoute]:
    """``/article/….html``.

    Args:
        ask: Answers the queries.
        text_of: SHA-256 of a text -> the text, None where it is not kept; None where none may be shown.
    """

    async def show(request: Request) -> Response:
        article = links.thing(f"article/{request.path_params['id']}", page.base(request))
        heads = await ask(sparql.text("article", article=article.value)) if article else []
        if article is None or not heads:
            raise HTTPException(404)
        about = claims.source(article.value, heads[0])
        made, named = await asyncio.gather(_claims(ask, article.value), mentions_in(ask, article.value))
        mentions = _with_arguments(named, made)
        labels = await names.labels(
            ask, [*(iri for claim in made for iri in claim.things), *_things(mentions)], page.language(request)
        )
        text = await kept(text_of, about)
        return page.render(
            request,
            "article.html",
            article=about,
            source=heads[0]["source"].value,
            url=_web(value(heads[0].get("url"))),
            has_text=text is not None,
            stretches=_read(text, made, mentions) if text is not None else _quoted(made, mentions),
            count=len(made),
            mentions=mentions,
            names=labels,
            means=lambda mention: ", ".join(labels[thing] for thing in mention.things),
            data=data_links(request, article),
        )

    return [Route("/article/{id}.html", show)]


async def kept(text_of: TextOf | None, source: Source) -> str | None:
    """The text of an article, None where there is none, or none may be shown."""
    is_hash = _HASH.fullmatch(source.digest)
    return await asyncio.to_thread(text_of, source.digest) if text_of and is_hash else None


def _web(url: str) -> str:
    """An address that a link may lead to, "" for any other."""
    return url if url.startswith(("https://", "http://")) else ""


async def _claims(ask: Ask, article: str) -> list[Claim]:
    """An article's claims in the order of its text."""
    found = await ask(sparql.text("claims-in-article", article=article))
    made = await claims.shown(ask, (row["claim"].value for row in found))
    return sorted(made, key=lambda claim: (claim.evidence, claim.cue, claim.iri))


async def mentions_in(ask: Ask, article: str) -> list[Mention]:
    """What the words of an article mean, in the order of its text."""
    by_place: defaultdict[Place, list[Row]] = defaultdict(list)
    for row in await ask(sparql.text("mentions", article=article)):
        by_place[_place(row, "start", "end", "words")].append(row)
    return [_mention(place, rows) for place, rows in sorted(by_place.items())]


def _place(row: Row, start: str, end: str, words: str) -> Place:
    return Place(claims.number(row.get(start)), claims.number(row.get(end)), value(row.get(words)))


def _mention(place: Place, rows: Sequence[Row]) -> Mention:
    first = rows[0]
    back = next((_place(row, "backStart", "backEnd", "backWords") for row in rows if "backStart" in row), None)
    things = tuple(dict.fromkeys(row["entity"].value for row in rows))
    form, reason, score = (plain(first.get(each)) for each in ("form", "reason", "score"))
    return Mention(place, things, form, reason, score, back)


def _with_arguments(mentions: Sequence[Mention], made: Sequence[Claim]) -> list[Mention]:
    """Mentions that know whether they name an argument of a claim in whose words they stand."""
    return [replace(mention, is_argument=any(_names(mention, claim) for claim in made)) for mention in mentions]


def _names(mention: Mention, claim: Claim) -> bool:
    inside = claim.evidence.start <= mention.place.start and mention.place.end <= claim.evidence.end
    return inside and not {claim.subject, claim.object, *claim.speakers}.isdisjoint(mention.things)


def _things(mentions: Sequence[Mention]) -> Iterator[str]:
    return (thing for mention in mentions for thing in mention.things)


def _marks(made: Sequence[Claim], mentions: Sequence[Mention]) -> list[Mark]:
    said = [Mark(claim.evidence.start, claim.evidence.end, "claim", key) for key, claim in enumerate(made)]
    cues = [Mark(claim.cue.start, claim.cue.end, "cue", key) for key, claim in enumerate(made)]
    named = [Mark(mention.place.start, mention.place.end, "mention", key) for key, mention in enumerate(mentions)]
    targets = {mention.back.start: mention.back.end for mention in mentions if mention.back}
    backs = [Mark(start, end, "target", start) for start, end in sorted(targets.items())]
    return [*said, *cues, *named, *backs]


def _read(text: str, made: Sequence[Claim], mentions: Sequence[Mention]) -> list[Stretch]:
    """The text with its marks, sentence by sentence where claims are."""
    marks = _marks(made, mentions)
    cuts = list(stretches(text, [mark for mark in marks if mark.kind == "claim"]))
    within = _by_stretch(cuts, marks)
    found = []
    for start, end in cuts:
        cut = tuple(pieces(text, within[start], start, end))
        begins = start == 0 or text[start - 1] == "\n"
        found.append(Stretch(cut, _numbered(cut, made), begins))
    return found


def _by_stretch(cuts: Sequence[tuple[int, int]], marks: Sequence[Mark]) -> Mapping[int, list[Mark]]:
    """Start of a stretch -> the marks in it."""
    found: defaultdict[int, list[Mark]] = defaultdict(list)
    waiting = sorted(marks, key=lambda mark: mark.start)
    for start, end in cuts:
        found[start] = [mark for mark in waiting if mark.start < end]
        waiting = [mark for mark in waiting if mark.end > end]
    return found


def _numbered(cut: Sequence[Piece], made: Sequence[Claim]) -> tuple[tuple[int, Claim], ...]:
    """Number and claim of those whose words end in these pieces."""
    keys = sorted({mark.key for piece in cut for mark in piece.ends if mark.kind == "claim"})
    return tuple((key + 1, made[key]) for key in keys)


def _quoted(made: Sequence[Claim], mentions: Sequence[Mention]) -> list[Stretch]:
    """Without the text: the words of each claim, once for all that have the same."""
    by_words: defaultdict[Place, list[int]] = defaultdict(list)
    for key, claim in enumerate(made):
        by_words[claim.evidence].append(key)
    return [
        Stretch(_quote(place, keys, made, mentions), tuple((key + 1, made[key]) for key in keys), True)
        for place, keys in by_words.items()
    ]


def _quote(place: Place, keys: Sequence[int], made: Sequence[Claim], mentions: Sequence[Mention]) -> tuple[Piece, ...]:
    said = [
        mark
        for mark in _marks(made, mentions)
        if mark.kind == "mention" or (mark.kind in ("claim", "cue") and mark.key in keys)
    ]
    inside = [mark for mark in said if place.start <= mark.start and mark.end <= place.end]
    moved = [replace(mark, start=mark.start - place.start, end=mark.end - place.start) for mark in inside]
    return tuple(pieces(place.words, moved))
