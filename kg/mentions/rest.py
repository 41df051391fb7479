"""Names that no slice knows: persons, organisations and places of the name recogniser, and people by their office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.language import german
from kg.mentions.page import Page
from kg.mentions.references import is_definite
from kg.model import Form, Kind
from kg.names import Cues, fold
from kg.names.index import family_name
from kg.names.nouns import bases, case
from kg.trees import Stretch, Token

_PROPER = frozenset({"PROPN", "X"})
_NAMING = frozenset({"appos", "flat", "nmod", "dep"})
_COMMON_NOUN, _NAME = "NN", "NE"
_PLACES = frozenset({Kind.CITY, Kind.TERRITORY})
_DESCRIBING = frozenset({"appos", "amod", "flat"})
_ACRONYM = range(4, 8)
_ODD = frozenset("\n[]{}|<>")


def people(page: Page) -> None:
    """Note persons: what the recogniser says, and names behind an office; they swallow a lone surname."""
    for entity in page.doc.ents:
        if entity.label == "PER":
            _add_person(page, _trimmed(entity, page.cues))
    for token in page.tokens:
        if token.pos == "NOUN" and any(page.cues.is_office(base) for base in bases(token)):
            _add_person(page, _named_after(token, page.cues))


def _trimmed(entity: Stretch, cues: Cues) -> list[Token]:
    tokens = [*entity]
    offices = [i for i, token in enumerate(tokens[:-1]) if any(cues.is_office(base) for base in bases(token))]
    tokens = tokens[offices[-1] + 1 :] if offices else tokens
    while tokens and (tokens[0].pos not in _PROPER or not tokens[0].text[0].isalnum()):
        if tokens[0].lower in cues["particles"] and len(tokens) > 1 and tokens[0].text[0].isupper():
            break
        tokens.pop(0)
    while tokens and not tokens[-1].text[0].isupper() and "-" not in tokens[-1].text:
        tokens.pop()
    return tokens


def _named_after(office: Token, cues: Cues) -> list[Token]:
    """The capitalised words right after an office that the parser hangs on it."""
    doc, i = office.doc, office.i + 1
    tokens: list[Token] = []
    while i < len(doc) and (
        (doc[i].pos in _PROPER and doc[i].text[0].isupper())
        or (doc[i].lower in cues["particles"] and i + 1 < len(doc) and doc[i + 1].pos in _PROPER)
        or (tokens and doc[i].pos in _PROPER and "-" in doc[i].text)
    ):
        tokens.append(doc[i])
        i += 1
    while tokens and tokens[-1].lower in cues["particles"] and tokens[-1].text[0].islower():
        tokens.pop()
    if not tokens or tokens[0].text[0].islower():
        return []
    return tokens if tokens[0].dep in _NAMING or tokens[0].entity == "PER" else []


def _add_person(page: Page, tokens: Sequence[Token]) -> None:
    if not tokens or any("." in token.text and len(token.text) > 4 for token in tokens):
        return
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1].text)
    if page.is_free(start, end):
        page.add(start, end, Form.NAME)
        return
    inside = [at for at in page.found if at[0] < end and at[1] > start]
    if len(inside) == 1 and _swallows(page, tokens, (start, end), inside[0]):
        page.drop(start, end)
        page.add(start, end, Form.NAME)


def _swallows(page: Page, tokens: Sequence[Token], whole: tuple[int, int], part: tuple[int, int]) -> bool:
    """Whether a person's name found in part is only the end of this longer one."""
    if part == whole or part[0] < whole[0] or part[1] > whole[1]:
        return False
    text = page.text[slice(*part)]
    senses = page.index.lookup(text)
    if not senses or not all(page.index.is_person(sense.id) for sense in senses):
        return False
    if part[1] < whole[1]:  # what follows a genitive is another thing
        return part[0] == whole[0] and all(sense.surname and sense.name == text for sense in senses)
    return all(token.pos in _PROPER or token.lower in page.cues["particles"] for token in tokens)


def surnames(pages: Iterable[Page], known: frozenset[str]) -> None:
    """Note surnames that stand alone, of people whom the article names in full.

    Args:
        known: Folded surnames.
    """
    for page in pages:
        for token in page.tokens:
            unknown = token.pos == "NOUN" and token.is_title and token.text not in german.known_nouns()
            if token.pos not in _PROPER and token.entity != "PER" and not unknown:
                continue
            folded = fold(token.text)
            if (folded in known or folded.removesuffix("s") in known) and page.is_free(
                token.idx, token.idx + len(token.text)
            ):
                page.add(token.idx, token.idx + len(token.text), Form.NAME)


def full_names(pages: Iterable[Page], family_first: frozenset[str]) -> frozenset[str]:
    """Folded surnames of the persons that the pages name in full."""
    result = set()
    for page in pages:
        for entity in page.doc.ents:
            if entity.label == "PER" and " " in entity.text.strip():
                result.add(fold(family_name(entity.text, family_first)))
        for start, end in page.found:
            text = page.text[start:end]
            if " " in text and any(page.index.is_person(sense.id) for sense in page.index.lookup(text)):
                result.add(fold(family_name(text, family_first)))
                result.add(fold(family_name(text, family_first)).removesuffix("s"))
    return frozenset(result)


def others(page: Page) -> None:
    """Note organisations and places that the recogniser sees and the slice does not know."""
    for entity in page.doc.ents:
        if entity.label not in {"ORG", "LOC"} or not any(token.pos in _PROPER for token in entity):
            continue
        if page.is_free(*entity.span) and _is_whole(entity):
            page.add(*entity.span, Form.NAME)


def places(page: Page) -> None:
    """Note unknown places behind a noun that says what they are: *die Städte Shire und Axum*."""
    for token in page.tokens:
        if token.dep == "appos" and token.head.i == token.i - 1 and _is_place(page, token.head):
            for name in (token, *(child for child in token.children if child.dep == "conj")):
                bare = (
                    name.tag == _NAME
                    and name.is_title
                    and not any(child.dep in {"det", "amod", "flat"} for child in name.children)
                )
                if bare and page.is_free(name.idx, name.end) and name.text not in german.known_nouns():
                    page.add(name.idx, name.end, Form.NAME)


def _is_place(page: Page, noun: Token) -> bool:
    return any(page.cues.kinds.get(base) in _PLACES for base in bases(noun))


def blocs(page: Page) -> None:
    """Note blocs that act: *der Westen*, but not *der Westen Libyens* nor *im Westen*."""
    for token in page.tokens:
        if token.text.removesuffix("s") not in page.cues.blocs or not page.is_free(token.idx, token.end):
            continue
        part = any(child.dep in _DESCRIBING or _is_whole_of(page, child) for child in token.children)
        if is_definite(page, token) and not part and case(token) not in page.cues["directions"]:
            page.add(token.idx, token.end, Form.NAME)


def _is_whole_of(page: Page, child: Token) -> bool:
    """Whether a phrase says of what its head is a part: *Libyens*, *des Landes*, *von Mali*."""
    if child.dep != "nmod" or case(child) not in {None, "von"}:
        return False
    return (
        child.pos == "PROPN" or any(base in page.cues.kinds for base in bases(child)) or page.cues.is_place(child.lemma)
    )


def _is_whole(entity: Stretch) -> bool:
    text = entity.text.strip()
    if len(entity) == 1 and _is_ordinary(entity.tokens[0]):
        return False
    odd = not text[0].isalnum() or text[-1] == "-" or text.isdigit() or not _ODD.isdisjoint(text)
    return len(text) > 1 and not odd


def _is_ordinary(token: Token) -> bool:
    """Whether the recogniser took a noun of the language for a name: *im Verhör*, *Osterferien*."""
    if token.tag == _COMMON_NOUN:
        return german.singular(token.text, german.known_nouns()) is not None
    described = any(child.dep.startswith("det") or child.dep == "amod" for child in token.children)
    contracted = any(child.tag == "APPRART" for child in token.children)
    return (described or contracted) and token.text in german.known_nouns()


def acronyms(page: Page) -> None:
    """Note other words in capitals: they may be an acronym of the article with letters transposed."""
    for word in page.words:
        capitals = word.text.isupper() and word.text.isalpha() and len(word.text) in _ACRONYM
        if capitals and page.is_free(word.start, word.end):
            page.add(word.start, word.end, Form.NAME)
