"""Article -> Document: what carries claims, in which language, parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.documents import languages, layout, repair
from kg.model import Article, Block, Document, Role, Segment
from kg.trees import Text

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

__all__ = ["CLAIM_ROLES", "Refused", "language", "read", "segment"]

CLAIM_ROLES = frozenset({Role.TITLE, Role.LEAD, Role.BODY})

# Articles wait for each other until so many characters are together; what waits is all that is kept in memory.
_BATCH_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class Refused:
    """An article that has no pipeline, and why in one line."""

    article: Article
    reason: str


def segment(article: Article) -> tuple[Segment, ...]:
    r"""Stretches of the article with their roles, in reading order.

    All its text but blank space and list marks is in exactly one of them. Sub-headings are titles, too.

    >>> article = Article("a", "Gipfel in Minsk\n\nDie Minister einigten sich.\n\nLesen Sie auch: Wer zahlt?")
    >>> [(segment.role.value, segment.text) for segment in segment(article)]
    [('title', 'Gipfel in Minsk'), ('body', 'Die Minister einigten sich.'), ('teaser', 'Lesen Sie auch: Wer zahlt?')]
    """
    titled = bool(article.title)
    return tuple(
        repair.segment(part.role, part.start, article.text[part.start : part.end])
        for part in layout.stretches(article.text, titled)
    )


def language(article: Article, segments: Iterable[Segment] | None = None) -> str:
    """Two-letter code of the article's language: its own field, else told from the words that carry claims.

    Args:
        article: What to look at.
        segments: Its segments, if they are known already.

    Returns:
        ``und`` if there are no words.
    """
    if article.language:
        return languages.of_code(article.language)
    parts = segment(article) if segments is None else tuple(segments)
    return languages.of_text(" ".join(part.text for part in parts if part.role in CLAIM_ROLES) or article.text)


def read(
    articles: Iterable[Article], pipelines: Mapping[str, Language], batch_size: int = 64
) -> Iterator[Document | Refused]:
    """Parse articles, as a stream.

    Args:
        articles: Read one by one, never all at once.
        pipelines: A spaCy pipeline for each language code.
        batch_size: How many segments go through a pipeline together.

    Returns:
        For every article, in order, its document; or a refusal if its language has no pipeline.
    """
    waiting: list[_Waiting] = []
    for article in articles:
        waiting.append(_prepare(article, pipelines))
        parts = [part for one in waiting for part in one.parts]
        if len(parts) >= batch_size or sum(len(part.text) for part in parts) >= _BATCH_CHARACTERS:
            yield from _parse(waiting, pipelines, batch_size)
            waiting = []
    yield from _parse(waiting, pipelines, batch_size)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article before its parse; ``refusal`` says why there will be none."""

    article: Article
    language: str
    parts: tuple[Segment, ...]
    refusal: str = ""


def _prepare(article: Article, pipelines: Mapping[str, Language]) -> _Waiting:
    segments = segment(article)
    code = language(article, segments)
    if code not in pipelines:
        return _Waiting(article, code, (), _refusal(code, pipelines))
    return _Waiting(article, code, tuple(part for part in segments if part.role in CLAIM_ROLES))


def _refusal(code: str, pipelines: Mapping[str, Language]) -> str:
    what = "text in no language that can be told" if code == languages.UNDETERMINED else f"{languages.name(code)} text"
    first = min(pipelines, default="de")
    return f"{what}: no pipeline for it yet; `--lang {first}` forces {languages.name(first)}"


def _parse(waiting: list[_Waiting], pipelines: Mapping[str, Language], batch_size: int) -> Iterator[Document | Refused]:
    docs = {
        code: _docs(code, waiting, pipelines[code], batch_size)
        for code in {one.language for one in waiting if not one.refusal}
    }
    for one in waiting:
        if one.refusal:
            yield Refused(one.article, one.refusal)
        else:
            blocks = tuple(Block(part, Text(next(docs[one.language]))) for part in one.parts)
            yield Document(one.article, one.language, blocks)


def _docs(code: str, waiting: list[_Waiting], nlp: Language, batch_size: int) -> Iterator[Doc]:
    texts = (part.text for one in waiting if one.language == code for part in one.parts)
    return nlp.pipe(texts, batch_size=batch_size)
