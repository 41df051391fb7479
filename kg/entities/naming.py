"""Names of everything but persons: which of their meanings is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.entities.context import ALLIANCES, STATES, Context, nil
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names import Sense, fold, words
from kg.names.nouns import bases, case
from kg.trees import Token

_SURE = 0.95
_LIKELY = 0.8
_GUESS = 0.6
_CLASS_WEIGHT = 3.0
_KNOWN_WEIGHT = 2.0
_CITY_WEIGHT = 1.5
_KIND_WEIGHT = {Kind.CITY: -0.5, Kind.HISTORICAL_STATE: -2.0, Kind.CONFLICT: -0.3, Kind.PERSON: -0.5}
_CAPITAL, _BEGUN, _ENDED = "P36", "P571", "P576"
_YEAR_DIGITS = 4
_PLACES = frozenset({Kind.TERRITORY, Kind.CITY})
_NO_UNITS = frozenset({Kind.SOVEREIGN_STATE, Kind.CITY})  # others may be: die Provinz Kosovo
_LONG_ACRONYM = 4
_LABELS = {"ORG": Kind.ORGANISATION, "LOC": Kind.TERRITORY, "PER": Kind.PERSON}


def link_names(context: Context, mentions: Sequence[Mention]) -> None:
    """Decide names that the slice knows; the sure ones first, since they say what the rest is about."""
    open_: list[tuple[Mention, tuple[Sense, ...]]] = []
    for mention in mentions:
        why, senses = _senses(context, mention)
        if mention.form is Form.METONYM and _is_of_another(context, mention, senses):
            continue
        if not context.cues["units"].isdisjoint(_class_nouns(context, mention)):
            senses = tuple(sense for sense in senses if context.index.kind(sense.id) not in _NO_UNITS)
            if not senses:
                context.add(Link(mention, nil(context.base_form(mention), Kind.TERRITORY), _GUESS, "part of a state"))
        bygone = _bygone(context, mention, senses) if mention.form is Form.METONYM else None
        if bygone is not None:
            context.add(Link(mention, bygone, _LIKELY, "government of the year"))
        elif len(senses) == 1:
            _add(context, mention, senses[0], _SURE, why)
        elif senses:
            open_.append((mention, senses))
    known = frozenset(context.counts)
    for mention, senses in open_:
        if mention.span.text in context.cues.solid and _is_of_another(context, mention, senses):
            continue
        best = max(senses, key=lambda sense: (_weight(context, mention, sense, known), sense.id))
        _add(context, mention, best, _LIKELY, "context")


def _senses(context: Context, mention: Mention) -> tuple[str, tuple[Sense, ...]]:
    """Why, and what a mention may mean; a word of class before it is part of the name where that is one."""
    for noun in _class_nouns(context, mention):
        longer = context.index.lookup(f"{noun} {mention.span.text}")
        if longer and mention.form is not Form.DEMONYM and not _is_bygone(context, mention, longer):
            return "full name", longer
    if context.cues.solid.get(mention.span.text) in context.cues["solid/federal"]:
        return "compound", tuple(
            sense for state in sorted(context.cues["solid/federal"]) for sense in context.index.lookup(state)
        )
    return mention.form.value, context.senses(mention)


def _bygone(context: Context, mention: Mention, senses: Sequence[Sense]) -> Entity | None:
    """The state of the past that had its seat there in the years that a sentence tells of: *1962 drohte Moskau*."""
    words_ = context.doc(mention)[mention.first].sent.tokens
    told = [
        each.text
        for each in words_
        if each.text.isdecimal() and len(each.text) == _YEAR_DIGITS and not _is_begin(context, each)
    ]
    for sense in senses if told else ():
        for capital in context.wikidata.statements(sense.id, _CAPITAL):
            for state in context.wikidata.statements_about(capital.value, _CAPITAL):
                entity = context.entity(state.subject)
                if entity is not None and entity.kind is Kind.HISTORICAL_STATE and _lived(context, entity.id, told):
                    return entity
    return None


def _is_begin(context: Context, year: Token) -> bool:
    """Whether a year only says since when something lasts."""
    return year.previous is not None and year.previous.lower in context.cues["since"]


def _lived(context: Context, state: str, years: Sequence[str]) -> bool:
    """Whether a state of the past was there in all of some years."""
    begun, ended = ([s.value[:_YEAR_DIGITS] for s in context.wikidata.statements(state, p)] for p in (_BEGUN, _ENDED))
    return bool(begun and ended) and all(begun[0] <= year < ended[0] for year in years)


def _is_bygone(context: Context, mention: Mention, longer: Sequence[Sense]) -> bool:
    """Whether the name alone is a state of today, and with the noun before it only one of the past."""
    today = any(context.index.kind(sense.id) is Kind.SOVEREIGN_STATE for sense in context.senses(mention))
    return today and all(context.index.kind(sense.id) is Kind.HISTORICAL_STATE for sense in longer)


def _is_of_another(context: Context, mention: Mention, senses: Sequence[Sense]) -> bool:
    """Whether an adjective before a seat is another state's: *die äthiopische Bundesregierung*."""
    token = context.doc(mention)[mention.first]
    ids = {sense.id for sense in senses}
    adjectives = [link for child in token.children if child.dep == "amod" for link in context.at(mention.block, child)]
    return any(link.mention.form is Form.DEMONYM and link.entity.id not in ids for link in adjectives)


def _class_nouns(context: Context, mention: Mention) -> Iterable[str]:
    """Nouns before a name, or before the names it is coordinated with, that say what it is."""
    doc = context.doc(mention)
    token = doc[mention.first]
    for _ in range(4):
        if token.dep != "conj" or token.head.i > token.i:
            break
        token = token.head
    before = [doc[i] for i in (token.i - 1, token.i - 2) if i >= 0]
    if before and before[0].text not in context.cues.quotes:
        before = before[:1]
    for noun in before:
        for base in bases(noun):
            if base in context.cues.kinds:
                yield base


def _weight(context: Context, mention: Mention, sense: Sense, known: frozenset[str]) -> float:
    item = context.wikidata.item(sense.id)
    if item is None:
        return float("-inf")
    weight = float(item.prominence) + _KIND_WEIGHT.get(item.kind, 0.0)
    if sense.id in known:
        weight += _KNOWN_WEIGHT
    kinds = {context.cues.kinds[noun] for noun in _class_nouns(context, mention)}
    if item.kind in kinds or (Kind.STATE in kinds and item.kind in STATES):
        weight += _CLASS_WEIGHT
    if fold(sense.name) == fold(mention.span.text):
        weight += 0.5
    usual = context.cues.usual.get(sense.name) or context.cues.solid.get(mention.span.text)
    if usual is not None and usual in context.index.names_of(sense.id):
        weight += 1.0
    if item.kind is Kind.CITY and case(context.head(mention)) in context.cues["seats/city-prepositions"]:
        weight += _CITY_WEIGHT
    return weight


def _add(context: Context, mention: Mention, sense: Sense, score: float, why: str) -> None:
    entity = context.entity(sense.id)
    if entity is not None:
        context.add(Link(mention, entity, score, why))


def link_acronyms(context: Context, mentions: Iterable[Mention]) -> None:
    """Acronyms with two letters transposed, of what the article names otherwise: *OKVS* beside OVKS."""
    for mention in mentions:
        text = mention.span.text
        if not text.isupper() or not text.isalpha() or len(text) < _LONG_ACRONYM:
            continue
        matching = {
            id
            for id in sorted(context.counts)
            for name in context.index.names_of(id)
            if name.isupper() and len(name) == len(text) and _one_off(text, name) and sorted(name) == sorted(text)
        }
        if len(matching) == 1:
            entity = context.entity(matching.pop())
            if entity is not None:
                context.add(Link(mention, entity, _LIKELY, "letters transposed"))


def link_misspelled(context: Context, mentions: Iterable[Mention]) -> None:
    """Names one letter off a longer one that the article has elsewhere."""
    spellings = {
        fold(link.mention.span.text): link
        for link in context.links.values()
        if link.mention.form is Form.NAME and len(link.mention.span.text) > 6
    }
    for mention in mentions:
        folded = fold(mention.span.text)
        if len(folded) <= 6 or " " in folded:
            continue
        near = [link for spelling, link in sorted(spellings.items()) if _one_off(folded, spelling)]
        if near and len({link.entity.id for link in near}) == 1:
            context.add(Link(mention, near[0].entity, _GUESS, "misspelled", near[0].mention))
        elif not near:
            _link_near_place(context, mention, folded)


def _link_near_place(context: Context, mention: Mention, folded: str) -> None:
    """A place one letter off whose state, or neighbour, the article names."""
    places = {
        id
        for name, id in context.index.beginning_like(mention.span.text)
        if len(name) > 6 and _one_off(folded, fold(name)) and context.index.kind(id) in STATES | _PLACES
    }
    supported = [id for id in places if any(each.value in context.counts for each in context.wikidata.statements(id))]
    entity = context.entity(supported[0]) if len(supported) == 1 else None
    if entity is not None:
        context.add(Link(mention, entity, _GUESS, "misspelled"))


def _one_off(one: str, other: str) -> bool:
    """Whether one letter was left out, added, changed, or two neighbours transposed."""
    if abs(len(one) - len(other)) > 1 or one[:1] != other[:1] or one.startswith(other) or other.startswith(one):
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if len(one) == len(other):
        return rest[1:] == other_rest[1:] or (rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:])
    return rest[1:] == other_rest if len(one) > len(other) else rest == other_rest[1:]


def link_short(context: Context, mention: Mention) -> None:
    """A noun that is short for a full name with it: *die Volksrepublik* after China, *die Union* after the EU."""
    names = bases(context.doc(mention)[mention.last])
    if "Union" in names and _is_party(context, mention):
        return
    for link in reversed(before(context, mention)):
        if link.entity.kind not in STATES | ALLIANCES or link.mention.form is Form.DEMONYM:
            continue
        for full in context.index.names_of(link.entity.id):
            parts = [word.text for word in words(full)]
            if len(parts) > 1 and any(name in parts for name in names):
                context.add(Link(mention, link.entity, _LIKELY, "short for " + full, link.mention))
                return
    for name in names:
        if name in context.cues.usual:
            for sense in context.index.lookup(context.cues.usual[name])[:1]:
                _add(context, mention, sense, _GUESS, "usual meaning")


def _is_party(context: Context, mention: Mention) -> bool:
    sentence = context.doc(mention)[mention.first].sent
    return any(context.cues.any("unions/party", *bases(token)) for token in sentence)


def before(context: Context, mention: Mention) -> list[Link]:
    """Links of the article before a mention, in reading order."""
    return [link for link in context.ordered() if link.mention.span.start < mention.span.start]


def link_nil(context: Context, mentions: Iterable[Mention]) -> None:
    """Names that the recogniser sees and the slice does not know, and blocs that no item is of."""
    for mention in mentions:
        bloc = context.cues.blocs.get(mention.span.text.removesuffix("s"))
        if bloc is not None:
            context.add(Link(mention, nil(bloc, Kind.ORGANISATION), _GUESS, "bloc"))
            continue
        doc = context.doc(mention)
        label = next((doc[i].entity for i in range(mention.first, mention.last + 1) if doc[i].entity), "")
        kind = next((context.cues.kinds[noun] for noun in _class_nouns(context, mention)), _LABELS.get(label))
        if kind is not None and kind is not Kind.PERSON and mention.form is Form.NAME:
            kind = Kind.TERRITORY if kind is Kind.STATE else kind
            context.add(Link(mention, nil(context.base_form(mention), kind), _GUESS, "unknown name"))
