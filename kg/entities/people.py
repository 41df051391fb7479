"""Persons: by full name, by a surname whose owner is clear, by office, else NIL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from kg.entities import offices
from kg.entities.context import Context, nil, roles
from kg.model import Entity, Form, Kind, Link, Mention
from kg.names import fold
from kg.names.index import family_name, is_printed_surname
from kg.names.nouns import bases
from kg.trees import Token

_SURE = 0.95
_LIKELY = 0.85
_NIL = 0.6
_PROMINENT = 3
_ALIKE = 0.84
_SPELLED_ALIKE = 0.92
_GIVEN_ALIKE = 0.7
# Untagged words have an empty tag.
_OFFICES = frozenset({"NOUN", ""})


class People:
    """The persons of an article, while they are being linked."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.by_surname: dict[str, list[tuple[Mention, Entity]]] = defaultdict(list)

    def among(self, mentions: Sequence[Mention]) -> list[Mention]:
        """Those of the mentions that name persons; a surname does where the article has the full name."""
        certain = {mention for mention in mentions if is_person(self.context, mention)}
        surnames = {self._surname(mention.span.text) for mention in certain if " " in mention.span.text}
        return [mention for mention in mentions if mention in certain or self._is_one_of(mention, surnames)]

    def _is_one_of(self, mention: Mention, surnames: set[str]) -> bool:
        if mention.form is not Form.NAME or " " in mention.span.text or self.context.senses(mention):
            return False
        surname = fold(mention.span.text)
        return surname in surnames or surname.removesuffix("s") in surnames

    def link(self, mentions: Sequence[Mention]) -> None:
        """Decide mentions of persons; full names first, wherever they stand."""
        full = [mention for mention in mentions if " " in mention.span.text.strip()]
        for mention in full:
            self._link_full(mention)
        for mention in mentions:
            if mention not in self.context.links:
                self._link_surname(mention)

    # -- full names ------------------------------------------------------------------------------

    def _link_full(self, mention: Mention) -> None:
        known = {sense.id for sense in self.context.senses(mention) if self.context.index.is_person(sense.id)}
        if known:
            self._add(mention, self._likeliest(mention, known), _SURE, "name")
            return
        for person, why in (self._by_office(mention), self._by_sound(mention)):
            if person:
                self._add(mention, person, _LIKELY, why)
                return
        self._add_nil(mention)

    def _likeliest(self, mention: Mention, ids: set[str]) -> str:
        """Of people of one name: who holds the office named beside, who is best known."""
        held = set(self._office_holders(mention))
        return max(sorted(ids), key=lambda id: (id in held, self.context.prominence(id)))

    def _add_nil(self, mention: Mention) -> None:
        text = mention.span.text
        surname = self._surname(text)
        for other, entity in self.by_surname.get(surname, ()):
            if self._sounds(text) == self._sounds(other.span.text):
                self._remember(mention, entity, _NIL, "same name", other)
                return
        self._remember(mention, nil(self.context.base_form(mention), Kind.PERSON), _NIL, "unknown name")

    # -- surnames --------------------------------------------------------------------------------

    def _link_surname(self, mention: Mention) -> None:
        surname = self._surname(mention.span.text)
        named = self.by_surname.get(surname) or self.by_surname.get(surname.removesuffix("s"))
        if named:
            earlier = [each for each in named if each[0].span.start < mention.span.start] or named
            other, entity = earlier[-1]
            self._remember(mention, entity, _LIKELY, "surname", other)
            return
        person, why = self._by_office(mention)
        if not person:
            person, why = self._prominent(mention), "well-known surname"
        if not person:
            person, why = self._of_known_state(mention), "surname and state"
        if person:
            self._add(mention, person, _LIKELY, why)
        elif self._office(mention) is not None:
            self._add_nil(mention)

    def _prominent(self, mention: Mention) -> str | None:
        ids = [sense.id for sense in self.context.senses(mention) if self.context.index.is_person(sense.id)]
        if len(ids) <= 1:
            return ids[0] if ids else None
        now = [id for id in ids if offices.is_in_office(self.context, id)]
        return now[0] if len(now) == 1 else None

    def _of_known_state(self, mention: Mention) -> str | None:
        """The one person of this surname who has to do with a state that the article names."""
        if not self._is_person(mention):
            return None
        sound = self._sounds(mention.span.text)[-1:]
        same = {id for part in sound for id, other in self.context.index.sounding(part, self._sounds) if part == other}
        beside_office = self._office(mention) is not None
        near = [
            id
            for id in sorted(same)
            if self._is_near(id) and (beside_office or self.context.prominence(id) > 1) and not self._goes_on(mention)
        ]
        return near[0] if len(near) == 1 else None

    def _is_near(self, person: str) -> bool:
        """Whether the article names a state or body that the person has to do with."""
        return not self.context.counts.keys().isdisjoint(offices.bodies_of(self.context, person))

    def _goes_on(self, mention: Mention) -> bool:
        """Whether another part of a name stands before: *Stephanie zu Guttenberg*."""
        before = self.context.doc(mention)[mention.first - 1] if mention.first else None
        return before is not None and before.pos == "PROPN"

    def _is_person(self, mention: Mention) -> bool:
        token = self.context.doc(mention)[mention.first]
        return token.entity == "PER" or self._office(mention) is not None

    # -- offices ---------------------------------------------------------------------------------

    def _office(self, mention: Mention) -> Token | None:
        """The noun of office beside a name."""
        head = self.context.head(mention)
        doc = head.doc
        near = [head.head] if head.dep in {"appos", "flat", "nmod"} else []
        near.extend(child for child in head.children if child.dep == "appos")
        if mention.first:
            near.insert(0, doc[mention.first - 1])
        for token in near:
            if token.pos in _OFFICES and any(self.context.cues.is_office(base) for base in bases(token)):
                return token
        return None

    def _office_holders(self, mention: Mention, all_times: bool = False) -> list[str]:
        office = self._office(mention)
        if office is None:
            return []
        beside = [link.entity.id for link in offices.bodies(self.context, mention.block, office)]
        named = roles(self.context.cues, office) or ((offices.LEADER,) if beside else ())
        states = beside or [id for id, _ in self.context.counts.most_common(4)]
        find = offices.ever if all_times else offices.holders
        return [person for state in states for person in find(self.context, state, named)]

    def _by_office(self, mention: Mention) -> tuple[str | None, str]:
        text = mention.span.text
        now = self._office_holders(mention)
        ever = self._office_holders(mention, all_times=True)
        for people in (now, ever) if self.context.date else (self._best_known(mention, ever), now):
            for person in people:
                if any(self._alike(text, name) for name in self._names(person)):
                    return person, "office"
        surname = self._sounds(text)[-1:]
        same = [id for id in now if surname and surname in {self._sounds(n)[-1:] for n in self._names(id)}]
        return (same[0], "office and surname") if len(set(same)) == 1 else (None, "")

    def _best_known(self, mention: Mention, people: Sequence[str]) -> list[str]:
        """Those of one surname, if nobody knows when: first who is spelled so, best known, longest in office."""
        sound = self._sounds(mention.span.text)[-1:]

        def rank(person: str) -> tuple[bool, int, int]:
            exact = any(self._sounds(name)[-1:] == sound for name in self._names(person))
            return exact, self.context.prominence(person), offices.years(self.context, person)

        return sorted(dict.fromkeys(people), key=rank, reverse=True)

    # -- sound -----------------------------------------------------------------------------------

    def _by_sound(self, mention: Mention) -> tuple[str | None, str]:
        """Somebody of the slice whose full name is spelled a little differently."""
        text = mention.span.text
        sound = self._sounds(text)
        near = {
            id
            for id, surname in self.context.index.sounding(sound[-1], self._sounds)
            if _near(surname, sound[-1], _SPELLED_ALIKE)
            and any(self._alike(text, name, strict=True) for name in self._names(id))
            and (self._is_near(id) or self.context.prominence(id) == _PROMINENT)
        }
        return (near.pop(), "spelling") if len(near) == 1 else (None, "")

    def _alike(self, text: str, name: str, strict: bool = False) -> bool:
        mine, theirs = self._sounds(text), self._sounds(name)
        if 1 < len(mine) < len(theirs) and mine == theirs[: len(mine)]:
            return True
        if not mine or not theirs or not _near(mine[-1], theirs[-1], _SPELLED_ALIKE if strict else _ALIKE):
            return False
        if len(mine) == 1:
            return True
        return len(theirs) > 1 and _near(mine[0], theirs[0], 0.8 if strict else _GIVEN_ALIKE)

    def _names(self, id: str) -> tuple[str, ...]:
        return self.context.index.names_of(id)

    def _sounds(self, text: str) -> tuple[str, ...]:
        return self.context.cues.sounds(text)

    # -- bookkeeping -----------------------------------------------------------------------------

    def _surname(self, text: str) -> str:
        return fold(family_name(text, self.context.cues["family-first"]))

    def _add(self, mention: Mention, id: str, score: float, why: str) -> None:
        entity = self.context.entity(id)
        if entity is not None:
            self._remember(mention, entity, score, why, None)

    def _remember(self, mention: Mention, entity: Entity, score: float, why: str, via: Mention | None = None) -> None:
        if " " in mention.span.text.strip():
            surname = self._surname(mention.span.text)
            self.by_surname[surname].append((mention, entity))
            if surname.endswith("s"):
                self.by_surname[surname[:-1]].append((mention, entity))
        self.context.add(Link(mention, entity, score, why, via))


def _near(one: str, other: str, threshold: float) -> bool:
    if one == other:
        return True
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    bounds = matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio  # each is no less than the next
    return all(ratio() >= threshold for ratio in bounds)


def is_person(context: Context, mention: Mention) -> bool:
    """Whether a mention names a person, by the slice, the recogniser, or an office before it."""
    if mention.form is not Form.NAME:
        return False
    senses = context.senses(mention)
    if senses:
        return all(context.index.is_person(sense.id) for sense in senses)
    doc = context.doc(mention)
    tokens = doc.tokens[mention.first : mention.last + 1]
    if any(token.entity == "PER" for token in tokens):
        return True
    words = mention.span.text.split()
    if context.cues.plain and len(words) > 1 and any(is_printed_surname(word) for word in words):
        return any(word.istitle() for word in words)
    before = doc[mention.first - 1] if mention.first else None
    return before is not None and any(context.cues.is_office(base) for base in bases(before))
