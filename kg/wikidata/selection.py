"""What a new slice takes from Wikidata, as ``kg/data/selection`` says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kg.errors import InputError
from kg.model import Kind
from kg.wikidata import tables

FOLDER = Path(__file__).parent.parent / "data" / "selection"

_CLASS_COLUMNS = ("class", "kind", "pages", "name")
_OFFICE_COLUMNS = ("class", "role", "name")
_PROPERTY_COLUMNS = ("property", "value", "of", "takes", "title", "name")
_SETTING_COLUMNS = ("setting", "value")
_STATE_COLUMNS = ("state", "name")

_NAMED = "named"


@dataclass(frozen=True, slots=True)
class Class:
    """A class whose instances come into the slice.

    Attributes:
        pages: The least number of pages of Wikimedia projects about them; None for those that come in only because
            another statement names them.
    """

    id: str
    kind: Kind
    pages: int | None


@dataclass(frozen=True, slots=True)
class Property:
    """A property whose statements are kept.

    Attributes:
        value: "item", "date", "place" or "office".
        of: Kinds of the subjects; empty for all.
        takes: Kind of values that come into the slice because of it.
        title: The office under which the value is written as its holder; empty for others.
    """

    id: str
    value: str
    of: frozenset[Kind]
    takes: Kind | None
    title: str


@dataclass(frozen=True)
class Selection:
    """The tables of a folder as values.

    Attributes:
        classes: In the order in which they count.
        roles: Class of an office -> role.
        family_first: States whose persons are called by the first word of their name.
        settings: ``endpoint`` and ``agent``.
        names: Property -> what it is called.
    """

    classes: tuple[Class, ...]
    roles: Mapping[str, str]
    properties: Mapping[str, Property]
    family_first: frozenset[str]
    settings: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def load(cls, folder: Path = FOLDER) -> Selection:
        """Read the tables.

        Raises:
            InputError: A table cannot be read, or has an unknown kind or a number that is none.

        >>> Selection.load().properties["P463"].value
        'item'
        """
        properties = list(tables.rows(folder / "properties.tsv", _PROPERTY_COLUMNS))
        return cls(
            classes=_classes(folder / "classes.tsv"),
            roles={row["class"]: row["role"] for row in tables.rows(folder / "offices.tsv", _OFFICE_COLUMNS)},
            properties={row["property"]: _property(row) for row in properties},
            family_first=frozenset(row["state"] for row in tables.rows(folder / "family_first.tsv", _STATE_COLUMNS)),
            settings={row["setting"]: row["value"] for row in tables.rows(folder / "endpoint.tsv", _SETTING_COLUMNS)},
            names={row["property"]: row["name"] for row in properties},
        )

    @cached_property
    def ids(self) -> frozenset[str]:
        """All classes, of items and of offices."""
        return frozenset(each.id for each in self.classes) | frozenset(self.roles)

    def kind(self, classes: Iterable[str], pages: int, named: bool = False) -> Kind | None:
        """The kind of an item by its classes, None if it stays out.

        Args:
            named: Another statement of the slice names it.
        """
        own = frozenset(classes)
        for each in self.classes:
            if each.id in own and (named or (each.pages is not None and pages >= each.pages)):
                return each.kind
        return None

    def role(self, classes: Iterable[str]) -> str | None:
        """The role of an office by its classes and superclasses; None for an office without one here."""
        own = frozenset(classes)
        return next((role for id, role in self.roles.items() if id in own), None)

    def taking(self, kind: Kind) -> frozenset[str]:
        """Properties whose values come into the slice as this kind."""
        return frozenset(each.id for each in self.properties.values() if each.takes == kind)


def _classes(path: Path) -> tuple[Class, ...]:
    try:
        return tuple(
            Class(row["class"], Kind(row["kind"]), None if row["pages"] == _NAMED else int(row["pages"]))
            for row in tables.rows(path, _CLASS_COLUMNS)
        )
    except ValueError as error:
        raise InputError(f"{path}: {error}") from error


def _property(row: Mapping[str, str]) -> Property:
    of = frozenset(Kind(kind) for kind in tables.parts(row["of"]))
    return Property(row["property"], row["value"], of, Kind(row["takes"]) if row["takes"] else None, row["title"])
