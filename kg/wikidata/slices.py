"""The shipped slice of Wikidata: items with their names, and dated statements about them.

``kg/data/wikidata/README.md`` describes the files. A slice is read whole but parsed on need: items and statements
become values when somebody asks for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from kg.errors import InputError
from kg.model import Date, Form, Kind
from kg.wikidata import tables

SHIPPED = Path(__file__).parent.parent / "data" / "wikidata"

HEAD_OF_STATE = "P35"
HEAD_OF_GOVERNMENT = "P6"
POSITION_HELD = "P39"

# An office without an end is believed for so many years after its source was made; then it is a stale row.
_TRUST_YEARS = 2

_CAPITAL = "P36"
_STATES = frozenset({Kind.SOVEREIGN_STATE, Kind.PARTIALLY_RECOGNISED_STATE})
_HEADS = {"head of state": HEAD_OF_STATE, "head of government": HEAD_OF_GOVERNMENT}


@dataclass(frozen=True, slots=True)
class Item:
    """Something with a name: a state, an alliance, a person ...

    Attributes:
        id: A QID, or ``nil-`` and a word where no source confirms a QID.
        aliases: Other names in English and German, then spellings made by rule; each once, labels left out.
        demonyms: German words for inhabitants, nominative: *Kasache*, *Kasachin*, *Kasachen*.
        adjectives: German adjectives without ending: *kasachisch*.
        seats: German names of buildings and cities that stand for its government: *Kreml*, *Moskau*.
        surnames: What news calls a person after the first mention, in all spellings.
        prominence: 3 known everywhere (of persons: by surname alone), 2 heads of state and government since 1990 and
            capitals, 1 ministers, 0 the rest.
        source: Codes of ``sources.tsv``.
        generated: The aliases that are German spellings made by rule.
        aliases_en: The aliases that are English, the label left out.
        demonyms_en, adjectives_en: English words, every form written out: *Kazakh*, *Kazakhs*.
    """

    id: str
    kind: Kind
    label_en: str
    label_de: str
    aliases: tuple[str, ...]
    demonyms: tuple[str, ...]
    adjectives: tuple[str, ...]
    seats: tuple[str, ...]
    surnames: tuple[str, ...]
    prominence: int
    source: tuple[str, ...]
    generated: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    demonyms_en: tuple[str, ...] = ()
    adjectives_en: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The English label, else the German one, else the id."""
        return self.label_en or self.label_de or self.id


@dataclass(frozen=True, slots=True)
class Statement:
    """What Wikidata says: subject, property, value, and when it holds.

    Attributes:
        value: An id of the slice or a literal; of P39 ``<position> @<id of the state or body>``.
        start, end: None where no source says; that is not "since ever" or "still".
        source: Codes of ``sources.tsv``, parted by ``|``.
        rank: "preferred", or empty: normal, or no source says. Deprecated statements are in no slice.
    """

    subject: str
    property: str
    value: str
    start: Date | None
    end: Date | None
    source: str
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """What a surface string names, and how; ``adjective`` is set for *kasachisch*, not for *Kasache*."""

    id: str
    form: Form
    adjective: bool = False


class WikidataSlice:
    """A dated, sourced part of Wikidata that lies in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._statements_file = folder / "statements.tsv"
        self.date = _day(folder / "date.txt")
        self._lines = _by_first(folder / "entities.tsv", tables.ITEM_COLUMNS)
        self._statements = _by_first(folder / "statements.tsv", tables.STATEMENT_COLUMNS, tables.RANKED_COLUMNS)
        self._items: dict[str, Item] = {}
        _check_ids(folder / "entities.tsv", self._lines)

    @classmethod
    def load(cls, folder: Path | None = None) -> WikidataSlice:
        """Read a slice, by default the shipped one.

        Raises:
            InputError: The folder is no slice, or a line has a wrong number of columns or a second row for an id.
                A line with a bad kind, number or date is found when it is parsed; ``check`` parses all.

        >>> WikidataSlice.load().date
        Date(year=2026, month=11, day=22)
        """
        return cls(folder or SHIPPED)

    def item(self, id: str) -> Item | None:
        """The item of an id, None if the slice has none.

        >>> WikidataSlice.load().item("Q232").label_de
        'Kasachstan'
        """
        if id not in self._items and id in self._lines:
            number, rest = self._lines[id][0]
            self._items[id] = _item(
                self._folder / "entities.tsv", number, [id, *rest.split("\t")], self._english.get(id, ((), ()))
            )
        return self._items.get(id)

    def items(self) -> Iterator[Item]:
        """All items, QIDs by number, then local ids by name."""
        return (item for id in self._lines if (item := self.item(id)))

    def statements(self, subject: str, property: str | None = None) -> tuple[Statement, ...]:
        """Statements about a subject, by property, value and start; empty for an unknown one."""
        found = (self._statement(subject, line) for line in self._statements.get(subject, ()))
        return tuple(statement for statement in found if property in (None, statement.property))

    def statements_about(self, value: str, property: str) -> tuple[Statement, ...]:
        """Statements of a property that have a value, by subject: the members of an alliance by P463."""
        lines = self._by_value.get((value, property), ())
        return tuple(self._statement(subject, line) for subject, line in lines)

    def references(self, id: str) -> tuple[Statement, ...]:
        """Statements of any property whose value is an item, or an office at it; by subject."""
        office = f" @{id}\t"
        found = ((subject, line) for subject, lines in self._statements.items() for line in lines)
        return tuple(
            self._statement(subject, line)
            for subject, line in found
            if line[1].split("\t", 2)[1] == id or office in line[1]
        )

    def heads(self, state: str, on: Date | None = None) -> tuple[str, ...]:
        """Heads of state, then of government or of an organisation, on a day; each once.

        Args:
            on: A day, or a month or year, in which every holder counts; None is the slice's own date.

        Returns:
            Within a role the latest start first. Of several terms without an end only the latest counts.

        >>> WikidataSlice.load().heads("Q159", Date(2010, 6, 1))
        ('Q23530', 'Q7747')
        """
        day = on or self.date
        roles = (*_HEADS, "head of organisation")
        return _people(term for role in roles for term in self._in_office(self._terms(state, role), day))

    def headless(self, state: str, days: Iterable[Date]) -> list[Date]:
        """Those of the days, months or years in which no head of state or government is known."""
        terms = [term for role in _HEADS for _, term in self._terms(state, role)]
        return [day for day in days if not any(self._covers(term, day) for term in terms)]

    def holders(self, state: str, role: str, on: Date | None = None) -> tuple[str, ...]:
        """Who holds an office of a state or body, the latest start first; each once.

        Args:
            role: "head of state", "head of government", "head of organisation", "foreign minister" or
                "defence minister", as ``positions.tsv`` lists them; "" is any head.
            on: A day, month or year; None is any time.
        """
        roles = (role,) if role else (*_HEADS, "head of organisation")
        terms = [term for each in roles for term in self._terms(state, each)]
        return _people(self._in_office(terms, on) if on else sorted(terms, key=_latest))

    def names(self, language: str = "de") -> Mapping[str, tuple[Name, ...]]:
        """Everything that names an item, as surface string in base form -> what it names, the best known first.

        Args:
            language: ``en`` leaves out all that is German, and knows capitals, adjectives and inhabitants in
                English; any other takes English and German names, and words for inhabitants in German.

        >>> WikidataSlice.load().names("en")["Armenian"][0].id
        'Q399'
        """
        return self._english_names if language == "en" else self._names

    def sources(self) -> Mapping[str, str]:
        """Code -> name of every source."""
        return {code: name for code, (_, name) in self._sources.items()}

    def check(self) -> None:
        """Parse every line of every file.

        Raises:
            InputError: A line cannot be read, or a value names no item.
        """
        for _ in self.items():
            pass
        for subject in self._statements:
            self.statements(subject)

    @cached_property
    def _names(self) -> dict[str, tuple[Name, ...]]:
        return self._by_surface(_surfaces)

    @cached_property
    def _english_names(self) -> dict[str, tuple[Name, ...]]:
        return self._by_surface(self._english_surfaces)

    def _by_surface(self, surfaces: Callable[[Item], Iterator[tuple[str, Name]]]) -> dict[str, tuple[Name, ...]]:
        found: dict[str, list[Name]] = {}
        for item in sorted(self.items(), key=lambda item: -item.prominence):
            for surface, name in surfaces(item):
                found.setdefault(surface, []).append(name)
        return {surface: tuple(names) for surface, names in found.items()}

    def _english_surfaces(self, item: Item) -> Iterator[tuple[str, Name]]:
        for surface in _english(item):
            yield surface, Name(item.id, Form.NAME)
        if item.kind in _STATES:
            capitals = (self.item(each.value) for each in self.statements(item.id, _CAPITAL) if not each.end)
            for surface in dict.fromkeys(surface for city in capitals if city for surface in _english(city)):
                yield surface, Name(item.id, Form.METONYM)
        for surface in item.demonyms_en:
            yield surface, Name(item.id, Form.DEMONYM)
        for surface in item.adjectives_en:
            yield surface, Name(item.id, Form.DEMONYM, adjective=True)

    @cached_property
    def _english(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Id -> English demonyms and adjectives; these are words, so the shipped ones serve a slice without."""
        own = self._folder / "english.tsv"
        lines = tables.lines(own if own.exists() else SHIPPED / "english.tsv", tables.ENGLISH_COLUMNS)
        rows = (line.split("\t") for _, line in lines)
        return {id: (tables.parts(demonyms), tables.parts(adjectives)) for id, adjectives, demonyms in rows}

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], list[tuple[str, tables.Line]]]:
        found: dict[tuple[str, str], list[tuple[str, tables.Line]]] = defaultdict(list)
        for subject, lines in self._statements.items():
            for line in lines:
                property, value, _ = line[1].split("\t", 2)
                found[value, property].append((subject, line))
        return found

    @cached_property
    def _offices(self) -> dict[tuple[str, str], list[tuple[str, tables.Line]]]:
        """(state, role) -> statements of P39."""
        found: dict[tuple[str, str], list[tuple[str, tables.Line]]] = defaultdict(list)
        for (value, property), lines in self._by_value.items():
            position, at, state = value.rpartition(" @")
            if property == POSITION_HELD and at:
                role = self._roles.get((position, state)) or self._roles.get((position, ""))
                if role:
                    found[state, role].extend(lines)
        return found

    @cached_property
    def _roles(self) -> dict[tuple[str, str], str]:
        lines = tables.lines(self._folder / "positions.tsv", tables.POSITION_COLUMNS)
        rows = (line.split("\t") for _, line in lines)
        return {(position, state): role for position, state, role in rows}

    @cached_property
    def _sources(self) -> dict[str, tuple[Date | None, str]]:
        path = self._folder / "sources.tsv"
        rows = ((number, line.split("\t")) for number, line in tables.lines(path, tables.SOURCE_COLUMNS))
        return {code: (_date(path, number, seen), name) for number, (code, seen, _, name) in rows}

    def _statement(self, subject: str, line: tables.Line) -> Statement:
        number, rest = line
        property, value, start, end, *rank, source = rest.split("\t")
        dates = _date(self._statements_file, number, start), _date(self._statements_file, number, end)
        return Statement(subject, property, value, *dates, source, *rank)

    def _terms(self, state: str, role: str) -> list[tuple[str, Statement]]:
        """Persons and their terms; where no head is stated by P35 or P6, the offices of P39 count."""
        stated = self.statements(state, _HEADS[role]) if role in _HEADS else ()
        if stated:
            return [(statement.value, statement) for statement in stated]
        return [(subject, self._statement(subject, line)) for subject, line in self._offices.get((state, role), ())]

    def _in_office(self, terms: Iterable[tuple[str, Statement]], on: Date) -> list[tuple[str, Statement]]:
        covering = sorted((term for term in terms if self._covers(term[1], on)), key=_latest)
        return [term for term in covering if term[1].end or _latest(term) == _latest(covering[0])]

    def _covers(self, term: Statement, on: Date) -> bool:
        if not term.start or term.start.first() > on.last():
            return False
        if term.end:
            return term.end.last() >= on.first()
        return on.year <= self._seen(term) + _TRUST_YEARS

    def _seen(self, term: Statement) -> int:
        """Year in which a source last saw an office held."""
        known = (self._sources.get(code, (None, ""))[0] for code in term.source.split("|"))
        return max(((seen or self.date).year for seen in known), default=self.date.year)


def _people(terms: Iterable[tuple[str, Statement]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person, _ in terms))


def _latest(term: tuple[str, Statement]) -> tuple[int, ...]:
    start = term[1].start
    return tuple(-part for part in start.first()) if start else (0,)


def _surfaces(item: Item) -> Iterator[tuple[str, Name]]:
    named = Name(item.id, Form.NAME)
    for surface in {item.label_de, item.label_en} - {""}:
        yield surface, named
    for surface in item.aliases:
        yield surface, named
    for surface in item.seats:
        yield surface, Name(item.id, Form.METONYM)
    for surface in item.demonyms:
        yield surface, Name(item.id, Form.DEMONYM)
    for surface in item.adjectives:
        yield surface, Name(item.id, Form.DEMONYM, adjective=True)


def _english(item: Item) -> Iterator[str]:
    """English names of an item; words in lower case that only describe it are none: *war in Ukraine*."""
    for surface in (item.label, *item.aliases_en):
        if item.kind is Kind.PERSON or not (surface[:1].islower() and " " in surface):
            yield surface


def _item(
    path: Path, number: int, cells: Sequence[str], english_words: tuple[tuple[str, ...], tuple[str, ...]]
) -> Item:
    id, kind, english, german, *lists, prominence, source = cells
    aliases_en, aliases_de, demonyms, adjectives, seats, generated, surnames = map(tables.parts, lists)
    aliases = dict.fromkeys((*aliases_en, *aliases_de, *generated))
    try:
        return Item(
            id=id,
            kind=Kind(kind),
            label_en=english,
            label_de=german,
            aliases=tuple(alias for alias in aliases if alias not in (english, german)),
            demonyms=demonyms,
            adjectives=adjectives,
            seats=seats,
            surnames=surnames,
            prominence=int(prominence),
            source=tables.parts(source),
            generated=generated,
            aliases_en=tuple(alias for alias in dict.fromkeys(aliases_en) if alias != english),
            demonyms_en=english_words[0],
            adjectives_en=english_words[1],
        )
    except ValueError as error:
        raise InputError(f"{path}, line {number}: {error}") from error


def _day(path: Path) -> Date:
    return _date(path, 1, tables.text(path).strip()) or Date(1)


def _date(path: Path, number: int, text: str) -> Date | None:
    try:
        return _parsed(text) if text else None
    except ValueError as error:
        raise InputError(f"{path}, line {number}: {error}") from error


@lru_cache(1 << 15)
def _parsed(text: str) -> Date:
    return Date.parse(text)


def _by_first(path: Path, *columns: Sequence[str]) -> dict[str, list[tables.Line]]:
    """First cell -> line number and rest of each line that has it, in the order of the file."""
    found: dict[str, list[tables.Line]] = {}
    for number, line in tables.lines(path, *columns):
        first, _, rest = line.partition("\t")
        found.setdefault(first, []).append((number, rest))
    return found


def _check_ids(path: Path, lines: Mapping[str, Sequence[tables.Line]]) -> None:
    for id, rows in lines.items():
        if len(rows) > 1:
            raise InputError(f"{path}, line {rows[1][0]}: {id} has a row already")
