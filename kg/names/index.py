"""Names and their forms: an index over all names of a slice that finds them, inflected, in one pass over a text.

A name is looked up by the stems of its words, and then compared letter by letter with what its inflection allows;
so the time for a text does not grow with the number of names. Keys are made on first need, three letters at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kg.model import Form, Kind
from kg.wikidata import Name, WikidataSlice

_WORD = re.compile(r"\w+")
_BETWEEN = re.compile(r"[\s\-‐‑'’.]{1,2}|\. ?")
_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "ə": "e"})
_ADJECTIVE_ENDINGS = ("en", "em", "er", "es", "e")
_STEM_ENDINGS = ("ern", *_ADJECTIVE_ENDINGS, "n")
_GENITIVES = ("s", "es")
_LETTERS = 3
_TITLE_CASE_ACRONYM = 4
_MOST_BARREN = 1 << 16
_PROMINENT = 3


class Word(NamedTuple):
    """A run of letters and digits; hyphens and apostrophes part words."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Sense:
    """What words may mean.

    Attributes:
        name: The base form that they inflect.
        form: How it names the item; the adjective of a seat (*Moskauer*) is a demonym.
        surname: Whether the name is only a part of a person's full name.
    """

    id: str
    name: str
    form: Form
    surname: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """Words of a text that are a form of a name; ``first`` to ``last`` count words, ``last`` included."""

    first: int
    last: int
    senses: tuple[Sense, ...]


def words(text: str) -> list[Word]:
    """The words of a text, in order.

    >>> [word.text for word in words("Anti-Nato-Bündnis, sagte N'Djamena")]
    ['Anti', 'Nato', 'Bündnis', 'sagte', 'N', 'Djamena']
    """
    return [Word(match.start(), match.end(), match.group()) for match in _WORD.finditer(text)]


@lru_cache(1 << 16)
def fold(word: str) -> str:
    """A word without case and accents; umlauts become two letters.

    >>> fold("Thaçi"), fold("Äthiopien"), fold("Weißrussland")
    ('thaci', 'aethiopien', 'weissrussland')
    """
    folded = word.casefold()
    if folded.isascii():
        return folded
    folded = folded.translate(_PLAIN)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)).translate(_PLAIN)


@lru_cache(1 << 16)
def stem(word: str) -> str:
    """A word's key: the same for every inflected form, and sometimes for two words.

    >>> {stem(word) for word in ("Vereinigte", "Vereinigten", "Vereinigter")}
    {'vereinigt'}
    """
    folded = fold(word)
    if len(folded) <= _LETTERS:
        return folded
    folded = folded.removesuffix("s")
    for ending in _STEM_ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _LETTERS:
            folded = folded[: -len(ending)]
            break
    return folded.rstrip("s") or folded


def spelled(word: str, base: str) -> bool:
    """Whether upper and lower case of a word fit the base form.

    *Nato* is a way to write NATO, *Who* none to write WHO; a capitalised *Russischen* may be *russisch*; the
    genitive of EAD is EADs, never EADS.
    """
    if base.isupper() and len(base) > 1:
        core = word[: len(base)]
        return (core.isupper() and not word[len(base) :].isupper()) or (
            len(base) >= _TITLE_CASE_ACRONYM and core[0].isupper() and core[1:].islower()
        )
    return word[0].isupper() or base[0].islower() or not word[0].isalpha()


def inflects(word: str, base: str, adjective: bool, plural: bool) -> bool:
    """Whether a word is a form of a base form.

    Args:
        adjective: The base form may take the endings of an adjective.
        plural: It may take -n and -en, as a plural or a weak noun does.

    >>> inflects("Vereinigten", "Vereinigte", adjective=True, plural=False)
    True
    >>> inflects("Kasachstans", "Kasachstan", adjective=False, plural=False)
    True
    >>> inflects("Iraner", "Iran", adjective=False, plural=True)
    False
    """
    folded, folded_base = fold(word), fold(base)
    if folded == folded_base:
        return True
    if base[0].isupper():
        ending = folded.removeprefix(folded_base) if folded.startswith(folded_base) else None
        if ending in _GENITIVES or (ending == "ses" and folded_base.endswith("s")):
            return True
        if ending == "n" and folded_base.endswith("e"):
            return True
        if plural and ending in ("n", "en"):
            return True
    return adjective and _bare(folded) == _bare(folded_base)


def _bare(adjective: str) -> str:
    for ending in _ADJECTIVE_ENDINGS:
        if adjective.endswith(ending):
            return adjective[: -len(ending)]
    return adjective


@dataclass(frozen=True, slots=True)
class _Entry:
    """A form of a name that is looked up: the base form itself, or a word made from it."""

    words: tuple[str, ...]
    name: str
    senses: tuple[Sense, ...]
    adjective: bool
    plural: bool
    fixed: bool = False

    def fits(self, found: Sequence[Word]) -> bool:
        if self.fixed:
            pairs = zip(found, self.words, strict=True)
            return all(fold(word.text) == fold(base) and spelled(word.text, base) for word, base in pairs)
        several = len(self.words) > 1
        last = len(self.words) - 1
        for i, (word, base) in enumerate(zip(found, self.words, strict=True)):
            lowered = several and i == 0 and base[0].isupper() and word.text[0].islower() and not base.isupper()
            if not (spelled(word.text, base) or lowered):
                return False
            adjective = self.adjective or (several and i < last)
            if not inflects(word.text, base, adjective, self.plural or several):
                return False
            if lowered and not (fold(word.text) != fold(base) or word.text[-1] == "e"):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Usage:
    """What a language does with the names of a slice.

    Attributes:
        language: Whose names; English ones do not inflect.
        family_first: Family names that stand before the given name.
        aliases: Further names -> names of the slice.
        seats: Buildings and cities -> names of the states that are governed there.
        spellings: Pairs of spellings of one word: *Organisation*, *Organization*.
    """

    language: str
    family_first: frozenset[str]
    aliases: Mapping[str, str]
    seats: Mapping[str, str]
    spellings: Sequence[tuple[str, str]]


def _used(known: Mapping[str, tuple[Name, ...]], usage: Usage) -> dict[str, tuple[Name, ...]]:
    """The names of a slice, and what a language adds to them."""
    found = {**known, **{alias: known[name] for alias, name in usage.aliases.items() if name in known}}
    for seat, name in usage.seats.items():
        governed = tuple(Name(each.id, Form.METONYM) for each in known.get(name, ())[:1])
        found[seat] = (*found.get(seat, ()), *(each for each in governed if each not in found.get(seat, ())))
    for one, other in usage.spellings:
        for name in [name for name in found if one in name]:
            found.setdefault(name.replace(one, other), found[name])
    return found


class Index:
    """All names of a slice, by the stems of their words."""

    def __init__(
        self,
        source: WikidataSlice,
        usage: Usage,
    ) -> None:
        self._source = source
        self._fixed = usage.language == "en"
        self._names = _used(source.names(usage.language), usage)
        self._family_first = usage.family_first
        self._groups = self._grouped()
        self._waiting = set(self._groups)
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._prefixes: set[str] = set()
        self._barren: set[str] = set()
        self._sounds: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._surnames = self._prominent_surnames()

    def _grouped(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = defaultdict(list)
        for name in self._names:
            groups[_initials(name)].append(name)
        return groups

    def _prominent_surnames(self) -> dict[str, dict[str, list[str]]]:
        """Initials -> surname -> items, of the people whom news names without a given name."""
        result: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for item in self._source.items():
            if item.prominence >= _PROMINENT and item.kind is Kind.PERSON:
                for surname in item.surnames:
                    result[_initials(surname)][surname].append(item.id)
        return result

    def _load(self, initials: str) -> None:
        self._waiting.discard(initials)
        for name in self._groups.get(initials, ()):
            for entry in _entries(name, self._names[name], self._fixed):
                self._add(entry)
        for surname, ids in self._surnames.pop(initials, {}).items():
            senses = tuple(Sense(id, surname, Form.NAME, surname=True) for id in ids)
            self._add(_Entry(tuple(_WORD.findall(surname)), surname, senses, False, plural=False, fixed=self._fixed))

    def _add(self, entry: _Entry) -> None:
        key = ""
        for i, word in enumerate(entry.words):
            key = f"{key} {stem(word)}" if i else stem(word)
            if i < len(entry.words) - 1:
                self._prefixes.add(key)
        self._entries[key].append(entry)

    def hits(self, text: str, found: Sequence[Word], at: int) -> Iterator[Hit]:
        """Names that begin with a word of a text, the longest first."""
        first = found[at].text
        initials = fold(first)[:_LETTERS]
        if initials in self._waiting or initials in self._surnames:
            self._load(initials)
        key, last, results = stem(first), at, []
        if key not in self._entries and key not in self._prefixes:
            self._note_barren(first)
        while key in self._entries or key in self._prefixes:
            if last > at and not _BETWEEN.fullmatch(text, found[last - 1].end, found[last].start):
                break
            if senses := self._senses(key, found[at : last + 1]):
                results.append(Hit(at, last, senses))
            last += 1
            if key not in self._prefixes or last == len(found):
                break
            key = f"{key} {stem(found[last].text)}"
        return reversed(results)

    def may_begin(self, word: str) -> bool:
        """Whether a name may begin with a word: most words of a text are known to begin none."""
        return word not in self._barren

    def _note_barren(self, word: str) -> None:
        if len(self._barren) == _MOST_BARREN:
            self._barren.clear()
        self._barren.add(word)

    def _senses(self, key: str, found: Sequence[Word]) -> tuple[Sense, ...]:
        entries = self._entries.get(key)
        if not entries:
            return ()
        fitting = [entry for entry in entries if entry.fits(found)]
        exact = [entry for entry in fitting if fold(entry.words[-1]) == fold(found[-1].text)]
        senses: dict[tuple[str, Form], Sense] = {}
        for entry in (*exact, *fitting):
            for sense in entry.senses:
                senses.setdefault((sense.id, sense.form), sense)
        return tuple(senses.values())

    def kind(self, id: str) -> Kind | None:
        """The kind of an item, None if the slice has no such item."""
        item = self._source.item(id)
        return item.kind if item is not None else None

    def names_of(self, id: str) -> tuple[str, ...]:
        """All names of an item, demonyms and seats left out."""
        item = self._source.item(id)
        return (item.label_de, item.label_en, *item.aliases) if item is not None else ()

    def sounding(self, surname: str, sounds: Callable[[str], tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
        """People with one of their surnames that begins like a surname, both taken by their sound; item and surname."""
        if not self._sounds:
            for item in self._source.items():
                if item.kind is Kind.PERSON and item.prominence:
                    for each in item.surnames or (family_name(item.label, self._family_first),):
                        for part in sounds(each)[-1:]:
                            self._sounds[part[:_LETTERS]].append((item.id, part))
        return tuple(self._sounds.get(surname[:_LETTERS], ()))

    def beginning_like(self, word: str) -> Iterator[tuple[str, str]]:
        """Single-word names with the first letters of a word, and the items that they name."""
        for name in self._groups.get(_initials(word), ()):
            if " " not in name:
                yield from ((name, meaning.id) for meaning in self._names[name] if meaning.form is Form.NAME)

    def is_person(self, id: str) -> bool:
        """Whether an item is a person."""
        return self.kind(id) is Kind.PERSON

    def lookup(self, text: str) -> tuple[Sense, ...]:
        """What a whole phrase may mean; empty if it is the form of no name."""
        found = words(text)
        if not found:
            return ()
        return next((hit.senses for hit in self.hits(text, found, 0) if hit.last == len(found) - 1), ())


def family_name(name: str, family_first: frozenset[str]) -> str:
    """The part of a person's full name that news uses alone.

    >>> family_name("Angela Merkel", frozenset()), family_name("Xi Jinping", frozenset({"Xi"}))
    ('Merkel', 'Xi')
    """
    parts = name.split()
    if parts[0] in family_first or (parts[0].isupper() and parts[0].capitalize() in family_first):
        return parts[0]
    printed = next((part for part in parts[1:] if is_printed_surname(part)), None)
    if printed and not name.isupper():
        return printed.rpartition("l-")[2]
    last = parts[-1]
    return parts[-2] if last.rstrip(".") in {"Jr", "II", "III", "IV"} and len(parts) > 1 else last


def is_printed_surname(word: str) -> bool:
    """Whether a part of a name stands in capitals, as encyclopaedias print surnames; *JD* and *III* are none.

    >>> [word for word in ("N'DAW", "al-ASAD", "III", "JD", "Xi") if is_printed_surname(word)]
    ["N'DAW", 'al-ASAD']
    """
    core = word.rpartition("l-")[2]
    letters = "".join(filter(str.isalpha, core))
    return core.isupper() and len(letters) >= _LETTERS and not set(letters) <= set("IVX") and "." not in word


def _initials(name: str) -> str:
    match = _WORD.search(name)
    return fold(match.group())[:_LETTERS] if match else ""


def _entries(name: str, meanings: Sequence[Name], fixed: bool) -> Iterator[_Entry]:
    base = tuple(_WORD.findall(name))
    if not base:
        return
    for adjective in (False, True):
        chosen = [each for each in meanings if each.adjective is adjective]
        if chosen:
            senses = tuple(Sense(each.id, name, each.form) for each in chosen)
            people = any(sense.form is Form.DEMONYM for sense in senses)
            yield _Entry(base, name, senses, adjective or (people and name.endswith("e")), people, fixed)
    if len(base) == 1 and not fixed:
        yield from _derived(name, meanings)


def _derived(name: str, meanings: Sequence[Name]) -> Iterator[_Entry]:
    """Women (*Kasachin*) of an inhabitant's name, and the adjective of a seat (*Moskauer*)."""
    people = tuple(
        Sense(each.id, name, Form.DEMONYM) for each in meanings if each.form is Form.DEMONYM and not each.adjective
    )
    if people and name.endswith(("e", "er")):
        woman = name.removesuffix("e") + "in"
        for form in (woman, woman + "nen"):
            yield _Entry((form,), name, people, adjective=False, plural=False)
    seats = tuple(Sense(each.id, name, Form.DEMONYM) for each in meanings if each.form is Form.METONYM)
    if seats:
        yield _Entry((name + "er",), name, seats, adjective=False, plural=False)


_indexes: WeakKeyDictionary[WikidataSlice, dict[str, Index]] = WeakKeyDictionary()


def index(source: WikidataSlice, usage: Usage) -> Index:
    """The index of a slice for a language, made on the first call."""
    known = _indexes.setdefault(source, {})
    if usage.language not in known:
        known[usage.language] = Index(source, usage)
    return known[usage.language]
