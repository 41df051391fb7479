"""Makes a slice of records and an old slice: what Wikidata says now, and what only the project knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kg.model import Kind
from kg.wikidata import tables
from kg.wikidata.choice import STATES, Office, Records, applicable, chosen, offices
from kg.wikidata.records import UNKNOWN, Record
from kg.wikidata.selection import Property, Selection
from kg.wikidata.slices import HEAD_OF_GOVERNMENT, HEAD_OF_STATE, POSITION_HELD
from kg.wikidata.tables import Row

CODE = "wd"
OWN = "own"

_CAPITAL = "P36"
# Who ruled since then is in the news.
_RECENT = "1990"


@dataclass(frozen=True, slots=True)
class Fact:
    """A statement on its way into the slice; ``source`` holds codes."""

    subject: str
    property: str
    value: str
    start: str
    end: str
    rank: str
    source: tuple[str, ...]

    def row(self) -> Row:
        """The line of the table."""
        return {name: getattr(self, name) for name in tables.RANKED_COLUMNS[:-1]} | {"source": "|".join(self.source)}


def _triple(fact: Fact) -> tuple[str, str, str]:
    return fact.subject, fact.property, fact.value


@dataclass
class Tables:
    """A slice as tables, mutable while it is made.

    Attributes:
        unknown_ends: How many statements Wikidata knows to have ended on a day that it does not know. Written without
            an end they would look current, so they are left out.
        fresh: How many of the entities Wikidata had something about.
    """

    entities: dict[str, Row]
    facts: list[Fact]
    positions: list[Row]
    sources: list[Row]
    date: str
    unknown_ends: int = 0
    fresh: int = 0

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """The tables of a slice.

        Raises:
            InputError: The folder is no slice.
        """
        columns = tables.STATEMENT_COLUMNS, tables.RANKED_COLUMNS
        rows = tables.rows(folder / "statements.tsv", *columns)
        return cls(
            entities={row["id"]: row for row in tables.rows(folder / "entities.tsv", tables.ITEM_COLUMNS)},
            facts=[Fact(**{"rank": ""} | row | {"source": tables.parts(row["source"])}) for row in rows],  # type: ignore[arg-type]
            positions=list(tables.rows(folder / "positions.tsv", tables.POSITION_COLUMNS)),
            sources=list(tables.rows(folder / "sources.tsv", tables.SOURCE_COLUMNS)),
            date=tables.text(folder / "date.txt").strip(),
        )

    def kinds(self) -> dict[str, Kind]:
        """Kinds of the entities by id."""
        return {id: Kind(row["kind"]) for id, row in self.entities.items()}

    def write(self, folder: Path) -> None:
        """Write the files of a slice into a folder, byte by byte the same for the same tables."""
        entities = sorted(self.entities.values(), key=lambda row: tables.order(row["id"]))
        tables.write(folder / "entities.tsv", tables.ITEM_COLUMNS, entities)
        facts = sorted(set(self.facts), key=_order)
        tables.write(folder / "statements.tsv", tables.RANKED_COLUMNS, (fact.row() for fact in facts))
        tables.write(folder / "positions.tsv", tables.POSITION_COLUMNS, self.positions)
        tables.write(folder / "sources.tsv", tables.SOURCE_COLUMNS, self.sources)
        (folder / "date.txt").write_text(self.date + "\n", encoding="utf-8")
        (folder / "README.md").write_text(_README.format(date=self.date, source=self.sources[-1]["name"]), "utf-8")


def weave(old: Tables, records: Records, selection: Selection, source: str) -> Tables:
    """The new slice.

    What the old slice has stays unless Wikidata says something else about the same: names are added to its names,
    labels are replaced but for those that the project chose, and statements about a property of an item are replaced as
    a whole, but for the project's own. Dates of the old slice complete a statement that Wikidata does not date.

    Args:
        source: What the records were read from, for ``sources.tsv``.
    """
    known = old.kinds()
    kinds = chosen(records, selection, known)
    held = offices(records(), selection, {**known, **kinds})
    new = replace(old, entities={id: dict(row) for id, row in old.entities.items()}, facts=[])
    found = [record for record in records() if record.id in kinds]
    for record in found:
        new.entities[record.id] = _entity(old.entities.get(record.id), record, kinds[record.id])
    new.fresh = len({record.id for record in found})
    _drop_acronyms(new.entities, old.entities)
    fresh = _facts(new, found, selection, held)
    new.unknown_ends = sum(fact.end == UNKNOWN for fact in fresh)
    new.positions = _positions(old.positions, selection, held, fresh)
    roles = {(row["position"], row["state"]): row["role"] for row in new.positions}
    new.facts = [fact for fact in _merged(old.facts, fresh, roles, kinds) if _linked(fact, new.entities)]
    new.date = max([old.date, *(record.modified for record in found)])
    _finish(new, old, selection)
    _credit(new, source)
    return new


def _entity(old: Row | None, record: Record, kind: Kind) -> Row:
    row = dict(old) if old else dict.fromkeys(tables.ITEM_COLUMNS, "") | {"id": record.id, "prominence": "0"}
    own = OWN in tables.parts(row["source"])
    row["kind"] = kind.value
    for language in ("en", "de"):
        label, fresh = row[f"label_{language}"], getattr(record, f"label_{language}")
        aliases = dict.fromkeys((*tables.parts(row[f"aliases_{language}"]), label, fresh))
        row[f"label_{language}"] = chosen_label = label if own and label else fresh or label
        aliases |= dict.fromkeys(getattr(record, f"aliases_{language}"))
        row[f"aliases_{language}"] = "|".join(alias for alias in aliases if alias and alias != chosen_label)
    row["demonyms_de"] = _joined(row["demonyms_de"], record.demonyms_de)
    row["source"] = _joined(row["source"], (CODE,))
    return row


def _joined(cell: str, more: Iterable[str]) -> str:
    return "|".join(dict.fromkeys((*tables.parts(cell), *more)))


def _drop_acronyms(entities: Mapping[str, Row], old: Mapping[str, Row]) -> None:
    """Of new aliases keep an acronym only if it abbreviates the label and means nothing else here."""
    owners: dict[str, set[str]] = defaultdict(set)
    for id, row in entities.items():
        for name in _names(row):
            owners[name].add(id)
    for id, row in entities.items():
        for language in ("en", "de"):
            column, label = f"aliases_{language}", row[f"label_{language}"] or row["label_en"]
            before = tables.parts(old[id][column]) if id in old else ()
            kept = [
                a for a in tables.parts(row[column]) if a in before or not _acronym(a) or _fits(a, label, owners[a])
            ]
            row[column] = "|".join(kept)


def _names(row: Row) -> Iterator[str]:
    yield from (row["label_en"], row["label_de"], *tables.parts(row["aliases_en"]), *tables.parts(row["aliases_de"]))


def _acronym(text: str) -> bool:
    return (len(text) < 8 and " " not in text and sum(letter.isupper() for letter in text) > 1) or len(text) < 3


def _fits(acronym: str, label: str, owners: set[str]) -> bool:
    letters = iter(label.lower())
    return len(acronym) > 3 and len(owners) == 1 and all(letter in letters for letter in acronym.lower())


def _facts(new: Tables, found: Iterable[Record], selection: Selection, held: Mapping[str, Office]) -> list[Fact]:
    """What Wikidata says, as statements of the slice."""
    facts = []
    for record in found:
        for said in record.said:
            property = applicable(selection, said, Kind(new.entities[record.id]["kind"]))
            pair = property and _pair(property, record.id, said.value, new.entities, held)
            if property and pair:
                name = POSITION_HELD if property.title else property.id
                facts.append(Fact(pair[0], name, pair[1], said.start, said.end, said.rank, (CODE,)))
    return facts


def _pair(
    property: Property, id: str, value: str, entities: Mapping[str, Row], held: Mapping[str, Office]
) -> tuple[str, str] | None:
    """Subject and value as the slice writes them; None for what it does not hold."""
    if property.value == "date":
        return (id, value) if value[:1].isdigit() else None
    if property.value == "office":
        return (id, held[value].value) if value in held else None
    if value not in entities:
        return None
    if property.value == "place":
        label = entities[value]["label_en"] or entities[value]["label_de"]
        return (id, label) if label else None
    return (value, f"{property.title} @{id}") if property.title else (id, value)


def _positions(
    old: Sequence[Row], selection: Selection, held: Mapping[str, Office], fresh: Iterable[Fact]
) -> list[Row]:
    used = {fact.value for fact in fresh if fact.property == POSITION_HELD}
    rows = {(row["position"], row["state"]): row for row in old}
    for office in sorted(held.values(), key=lambda office: (office.role, office.title, office.state)):
        known = rows.get((office.title, office.state)) or rows.get((office.title, ""))
        if office.value in used and (not known or known["role"] != office.role):
            rows[office.title, office.state] = _position(office)
    for property in selection.properties.values():
        if property.title:
            row = {"position": property.title, "state": "", "role": "head of organisation"}
            rows.setdefault((property.title, ""), row)
    return sorted(rows.values(), key=lambda row: (row["role"], row["position"], row["state"]))


def _position(office: Office) -> Row:
    return dict(zip(tables.POSITION_COLUMNS, (office.title, office.state, office.role), strict=True))


Roles = Mapping[tuple[str, str], str]


def _scope(fact: Fact, roles: Roles) -> tuple[str, ...]:
    """What two statements are about alike: the property of an item; of offices the role at a state."""
    if fact.property != POSITION_HELD:
        return fact.subject, fact.property
    title, _, state = fact.value.rpartition(" @")
    role = roles.get((title, state)) or roles.get((title, ""))
    return (fact.subject, fact.property, role, state) if role else _triple(fact)


def _merged(old: Iterable[Fact], fresh: Sequence[Fact], roles: Roles, answered: Mapping[str, Kind]) -> Iterator[Fact]:
    covered = {_scope(fact, roles) for fact in fresh}
    older = [kept for fact in old if (kept := _older(fact, answered))]
    by_triple: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in older:
        by_triple[_triple(fact)].append(fact)
    newer: dict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in fresh:
        if fact.end != UNKNOWN:
            newer[_triple(fact)].append(fact)
    for triple, facts in newer.items():
        yield from _completed(facts, by_triple.get(triple, ()))
    for fact in older:
        stays = OWN in fact.source or _scope(fact, roles) not in covered
        if stays and not _replaced(fact, newer.get(_triple(fact), ())):
            yield fact


def _older(fact: Fact, answered: Mapping[str, Kind]) -> Fact | None:
    """A statement of the old slice without the word of Wikidata, where that has been asked again."""
    if CODE not in fact.source or not {fact.subject, fact.value.rpartition("@")[2]} & answered.keys():
        return fact
    source = tuple(code for code in fact.source if code != CODE)
    return replace(fact, source=source) if source else None


def _replaced(fact: Fact, fresh: Sequence[Fact]) -> bool:
    """Whether Wikidata says the same: then its dates count, completed by ours."""
    return any(each.start or _agree(each, fact) for each in fresh)


def _completed(fresh: Sequence[Fact], old: Sequence[Fact]) -> Iterator[Fact]:
    for fact in fresh:
        match = next((each for each in old if _agree(fact, each)), None)
        if not match:
            yield fact
            continue
        undated = not fact.start and not fact.end
        end = fact.end or (match.end if undated or OWN in match.source else "")
        same = undated or OWN in match.source or (match.start, match.end) == (fact.start, end)
        codes = (*match.source, CODE) if same else (CODE,)
        yield replace(fact, start=fact.start or match.start, end=end, source=tuple(dict.fromkeys(codes)))


def _agree(one: Fact, other: Fact) -> bool:
    """Whether the starts may be the same day."""
    return one.start.startswith(other.start) or other.start.startswith(one.start)


def _linked(fact: Fact, entities: Mapping[str, Row]) -> bool:
    target = fact.value.rpartition("@")[2] if fact.property == POSITION_HELD else fact.value
    item = target.startswith("nil-") or (target[:1] == "Q" and target[1:].isdecimal())
    return fact.subject in entities and (not item or target in entities)


def _finish(new: Tables, old: Tables, selection: Selection) -> None:
    """Prominence, seats and surnames of what is new."""
    served: dict[str, set[str]] = defaultdict(set)
    for fact in new.facts:
        term = _term(fact)
        if term:
            served[term[0]].add(term[1])
            _raise(new.entities[term[0]], 2 if _heads(fact, new.entities) else 1, fact.end)
        elif fact.property == _CAPITAL and new.entities[fact.subject]["kind"] in STATES:
            _raise(new.entities[fact.value], 2)
            if fact.subject not in old.entities and not fact.end:
                city = new.entities[fact.value]
                row = new.entities[fact.subject]
                row["seats_de"] = _joined(
                    row["seats_de"], [city[name] for name in ("label_de", "label_en") if city[name]]
                )
    for id, row in new.entities.items():
        _raise(row, {Kind.SOVEREIGN_STATE.value: 3, Kind.PARTIALLY_RECOGNISED_STATE.value: 2}.get(row["kind"], 0))
        if id not in old.entities and row["kind"] == Kind.PERSON:
            first = bool(served[id] & selection.family_first)
            row["surnames"] = _joined(
                "", filter(None, (_surname(row[f"label_{each}"], first) for each in ("en", "de")))
            )


def _term(fact: Fact) -> tuple[str, str] | None:
    """Person and state of a term of office."""
    if fact.property in (HEAD_OF_STATE, HEAD_OF_GOVERNMENT):
        return fact.value, fact.subject
    return (fact.subject, fact.value.rpartition("@")[2]) if fact.property == POSITION_HELD else None


def _heads(fact: Fact, entities: Mapping[str, Row]) -> bool:
    return fact.property != POSITION_HELD and entities[fact.subject]["kind"] in STATES


def _raise(row: Row, prominence: int, end: str = "") -> None:
    if OWN not in tables.parts(row["source"]) and (end or "9") >= _RECENT:
        row["prominence"] = str(max(int(row["prominence"]), prominence))


def _surname(name: str, family_first: bool) -> str:
    """The surname in a full name; empty for one word and for monarchs.

    >>> _surname("Ursula von der Leyen", False), _surname("Xi Jinping", True), _surname("Philip VI", False)
    ('von der Leyen', 'Xi', '')
    """
    words = name.partition(",")[0].split()
    if len(words) < 2 or not set(words[-1].rstrip(".")) - set("IVX"):
        return ""
    if family_first:
        return words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].islower():
        start -= 1
    return " ".join(words[start:])


def _credit(new: Tables, source: str) -> None:
    """Keep the sources that something still rests on, and add the new one."""
    used = {code for fact in new.facts for code in fact.source} | {OWN, "gen"}
    used |= {code for row in new.entities.values() for code in tables.parts(row["source"])}
    rows = [row for row in new.sources if row["code"] in used and row["code"] != CODE]
    new.sources = [*rows, {"code": CODE, "seen": new.date, "licence": "CC0", "name": source}]


def _order(fact: Fact) -> tuple[object, ...]:
    return tables.order(fact.subject), fact.property, tables.order(fact.value), fact.start, fact.end, fact.source


_README = """\
# A slice of Wikidata

State of {date}. The newest facts come from: {source}. Every row names its sources by codes; `sources.tsv` resolves
them, each with its licence. QIDs, labels and statements of Wikidata are CC0.

All files are UTF-8, tab-separated, with a header; the README of the shipped slice describes the columns.
`statements.tsv` has one more: `rank`, "preferred" or empty. An empty `start` or `end` says that no source gives it,
not "since ever" or "still"; statements that ended on an unknown day are left out.
"""
