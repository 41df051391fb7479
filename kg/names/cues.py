"""Cues of one language by which names are told apart and references resolved: ``data/linking/LANGUAGE.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from kg.model import Kind
from kg.names.index import fold

_FOLDER = Path(__file__).parent.parent / "data" / "linking"
_remembered = lru_cache(1 << 14)  # of the words asked for; the cues of a language live as long as the process
_DOUBLE = re.compile(r"(.)\1+")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Cues:
    """The lists of a language's file as sets; words are compared as they stand there."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._data = data
        self._sets: dict[str, frozenset[str]] = {}
        self.kinds = {word: Kind(kind) for kind, listed in data["classes"].items() for word in listed}
        kinds = {Kind.CITY, Kind.TERRITORY}
        named = [word for word, kind in self.kinds.items() if kind in kinds]
        self._places = tuple(word.lower() for word in (*named, *data.get("places", ())))
        self.quotes = frozenset(data["quotes"])
        self.aliases: dict[str, str] = data["aliases"]
        self.usual: dict[str, str] = data["usual"]
        self.plain: bool = data.get("plain", False)
        self.buildings: dict[str, str] = data["seats"].get("buildings", {})
        self.spellings: list[tuple[str, str]] = [(one, other) for one, other in data.get("spellings", ())]
        self.numbers: dict[str, int] = data["descriptions"]["numbers"]
        self.groups: dict[str, list[str]] = data["descriptions"]["groups"]
        self.solid: dict[str, str] = data["solid"]["prefixes"]
        self.collectives: dict[str, tuple[str, str]] = {
            noun: (one, several) for noun, (one, several) in data["collectives"]["nouns"].items()
        }
        self.peoples: dict[str, str] = data["collectives"]["peoples"]
        self.proper: dict[str, str] = data["collectives"]["proper"]
        self.blocs: dict[str, str] = data.get("blocs", {})
        self._solid: tuple[str, ...] = tuple(self.solid)
        self.adjective_prefixes: tuple[str, ...] = tuple(data["adjective-prefixes"])
        self.office_endings: tuple[str, ...] = tuple(data["office-endings"])
        self.roles: dict[str, tuple[str, ...]] = {}
        for role, titles in data["offices"].items():
            for title in titles:
                self.roles[title] = (*self.roles.get(title, ()), role)

    def __getitem__(self, path: str) -> frozenset[str]:
        """Words of the list at a path like ``seats/power``."""
        found = self._sets.get(path)
        if found is None:
            node: Any = self._data
            for part in path.split("/"):
                node = node[part]
            found = self._sets[path] = frozenset(node)
        return found

    def any(self, path: str, *words: str) -> bool:
        """Whether one of the words is on a list."""
        return not self[path].isdisjoint(words)

    @_remembered
    def collective(self, *nouns: str) -> str | None:
        """The known noun of a group that is one of the words or ends one of them, in its base form.

        >>> cues("de").collective("Grenzmiliz"), cues("de").collective("Befreiungsarmee")
        ('Miliz', None)
        """
        known = next((noun for noun in nouns if noun in self.collectives), None)
        ends = (end for noun in nouns for end in self._data["collectives"]["compounds"] if noun.endswith(end.lower()))
        return known or next(ends, None)

    @_remembered
    def solid_prefix(self, word: str) -> str | None:
        """The name that a compound without a hyphen begins with, if an office or a known noun follows it.

        >>> cues("de").solid_prefix("Kremlchefs"), cues("de").solid_prefix("Bundesliga")
        ('Kreml', None)
        """
        if not word.startswith(self._solid) or word in self["solid/not"]:
            return None
        for prefix in self._solid:
            if word.startswith(prefix) and len(word) > len(prefix):
                rest = word[len(prefix) :]
                for noun in (rest, rest.removesuffix("s"), rest.removesuffix("es"), rest.removesuffix("en")):
                    if noun in self["solid/nouns"] or noun.endswith(self.office_endings):
                        return prefix
        return None

    @_remembered
    def is_place(self, noun: str) -> bool:
        """Whether a noun says that the name behind it is a place's, also as the last part of a compound.

        >>> [cues("de").is_place(noun) for noun in ("Touristeninsel", "Stadt", "Kirchenkreis")]
        [True, True, False]
        """
        return noun.lower().endswith(self._places)

    @_remembered
    def may_begin_with_name(self, word: str) -> bool:
        """Whether a word without a hyphen may begin with a name, or with what stands before an adjective of one.

        >>> [cues("de").may_begin_with_name(word) for word in ("Kremlchefs", "prorussisch", "Bundesliga")]
        [True, True, False]
        """
        solid = word[0].isupper() and self.solid_prefix(word) is not None
        return solid or word.lower().startswith(self.adjective_prefixes)

    def sounds(self, name: str) -> tuple[str, ...]:
        """The words of a name by their sound, so that transliterations of one name come close.

        >>> cues("de").sounds("Lawrow") == cues("de").sounds("Lavrov")
        True
        """
        return tuple(self._sound(word) for word in name.split() if word[0].isalnum())

    @_remembered
    def _sound(self, word: str) -> str:
        sound = "".join(letter for letter in fold(word) if letter.isalnum())
        for written, heard in self._data["sounds"]:
            sound = sound.replace(written, heard)
        return _DOUBLE.sub(r"\1", sound)

    @_remembered
    def roles_of(self, noun: str) -> tuple[str, ...]:
        """Roles of the slice that an office's name may mean, the likeliest first; empty for other nouns.

        >>> cues("de").roles_of("Außenministerin")
        ('foreign minister',)
        """
        known = self.roles.get(noun) or self.roles.get(_tail(noun))
        if known:
            return known
        prefix = self.solid_prefix(noun)
        return self.roles.get(noun[len(prefix) :].capitalize(), ()) if prefix else ()

    @_remembered
    def is_office(self, noun: str) -> bool:
        """Whether a noun is an office or a calling that stands before a person's name.

        >>> cues("de").is_office("Innenminister"), cues("de").is_office("Kreml-Chef"), cues("de").is_office("Haus")
        (True, True, False)
        """
        tail = _tail(noun)
        return tail in self.roles or noun in self.roles or tail.lower().endswith(self.office_endings)

    def is_feminine(self, noun: str) -> bool:
        """Whether the name of an office is a woman's."""
        return self.is_office(noun) and noun.endswith(tuple(self["feminine-endings"]))


def _tail(noun: str) -> str:
    """Last part of a compound with a hyphen: *Chef* of *Kreml-Chef*."""
    return noun.rsplit("-", 1)[-1]


@lru_cache
def cues(language: str) -> Cues:
    """The cues of a language.

    Args:
        language: ISO 639-1 code.

    Raises:
        FileNotFoundError: Nobody has written the language's file yet.
    """
    with (_FOLDER / f"{language}.yaml").open(encoding="utf-8") as file:
        return Cues(yaml.load(file, Loader=_LOADER))
