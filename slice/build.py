"""Build the shipped slice: ``python slice/build.py SOURCE [TARGET]``.

SOURCE holds ``entities.tsv`` and ``statements.tsv`` in the form of the collected facts: long source strings, every
kind of leader, foreign acronyms. ``slice/facts`` adds what no source has (German names, seats, spellings, outlets,
dates of memberships and terms) and says what to leave out. TARGET is ``kg/data/wikidata``, whose README describes the
result. Where the two differ the own fact wins, and ``slice/conflicts.tsv`` says so. Same input, same bytes.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path

import merging
import owned
import spelling
from rows import FACTS, HEADS, Fact, date, is_backward, split, table, tenure, triple

DATE = "2026-11-22"
CONFLICTS = Path(__file__).parent / "conflicts.tsv"
TARGET = Path(__file__).parent.parent / "kg" / "data" / "wikidata"

KINDS = {
    "state": "SovereignState",
    "unrecognised-state": "PartiallyRecognisedState",
    "historical-state": "HistoricalState",
    "alliance": "Alliance",
    "organisation": "Organisation",
    "outlet": "MediaOutlet",
    "leader": "Person",
    "territory": "Territory",
    "city": "City",
    "conflict": "Conflict",
}
NAMES = ("aliases_en", "aliases_de", "demonyms_de", "adjectives_de", "seats_de", "generated_de", "surnames")
COLUMNS = ("id", "kind", "label_en", "label_de", *NAMES, "prominence", "source")
STATEMENT_COLUMNS = ("subject", "property", "value", "start", "end", "rank", "source")
LINKS = frozenset(
    {"P17", "P27", "P30", "P35", "P36", "P47", "P6", "P108", "P112", "P361", "P463", "P710", "P1336", "P1366"}
)
LITERALS = frozenset({"P39", "P159", "P571", "P576", "P580", "P582"})
STATES = frozenset({"SovereignState", "PartiallyRecognisedState"})
BODIES = frozenset({"Alliance", "Organisation", "MediaOutlet"})
ENGLISH_COLUMNS = ("id", "adjectives_en", "demonyms_en")
_ACRONYM = re.compile(r"[^\W\d_a-z]{2,7}\d?|[A-Z][A-Za-z]{0,4}[A-Z]+")
_EARLIEST = "1945"
_RECENT = "1990"


@dataclass
class Row:
    """An item on its way into the slice; the builder's only mutable value."""

    id: str
    kind: str
    label_en: str = ""
    label_de: str = ""
    prominence: int | None = None
    names: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in NAMES})
    source: list[str] = field(default_factory=list)
    own: bool = False

    def cells(self) -> list[str]:
        lists = ["|".join(dict.fromkeys(self.names[name])) for name in NAMES]
        labels = [self.id, self.kind, self.label_en, self.label_de]
        return [*labels, *lists, str(self.prominence or 0), "|".join(dict.fromkeys(self.source))]


class Codes(dict[str, str]):
    """Short codes of the sources by their names; an unknown source stops the build."""

    def of(self, cell: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self[name] for name in cell.split("; ")))


def collected(path: Path, codes: Codes) -> dict[str, Row]:
    """Items of the collected facts that have a kind here, by id."""
    rows = {}
    for cells in table(path):
        if kind := KINDS.get(cells["kind"]):
            row = Row(cells["qid"], kind, cells["label_en"], cells["label_de"], source=list(codes.of(cells["source"])))
            row.names["aliases_en"] = split(cells["aliases_en"])
            row.names["aliases_de"] = split(cells["aliases_de"])
            rows[row.id] = row
    return rows


def leave_out(rows: dict[str, Row], drops: Iterable[Mapping[str, str]]) -> None:
    """Take out the items and aliases that ``drops.tsv`` names."""
    for drop in drops:
        if not drop["alias"]:
            rows.pop(drop["id"], None)
        elif row := rows.get(drop["id"]):
            for name in ("aliases_en", "aliases_de"):
                row.names[name] = [alias for alias in row.names[name] if alias != drop["alias"]]
            row.label_en = "" if row.label_en == drop["alias"] else row.label_en
            row.label_de = "" if row.label_de == drop["alias"] else row.label_de


def relabel(rows: Mapping[str, Row], labels: Iterable[Mapping[str, str]]) -> None:
    """Replace the English labels that ``labels.tsv`` corrects."""
    for cells in labels:
        if row := rows.get(cells["id"]):
            row.label_en = cells["label_en"]


def add_own(rows: dict[str, Row], facts: Iterable[Mapping[str, str]]) -> None:
    """Lay the project's own names over the collected ones; own acronyms of a body replace all others."""
    for fact in facts:
        if fact["id"] not in rows and not fact["kind"]:
            print(f"left out: {fact['id']} {fact['label_de']} is in no source and has no kind", file=sys.stderr)
            continue
        row = rows.setdefault(fact["id"], Row(fact["id"], fact["kind"]))
        row.own = True
        row.kind = fact["kind"] or row.kind
        if row.kind in BODIES or fact["kind"] in BODIES or fact["kind"].endswith(("Alliance", "Union", "Forum")):
            _drop_acronyms(row)
        _relabel(row, fact)
        for name in NAMES:
            row.names[name] = [*split(fact.get(name, "")), *row.names[name]]
        row.prominence = int(fact["prominence"]) if fact["prominence"] else row.prominence
        row.source += split(fact["source"])


def _relabel(row: Row, fact: Mapping[str, str]) -> None:
    for language in ("en", "de"):
        label, old = fact[f"label_{language}"], getattr(row, f"label_{language}")
        if label and old and label != old:
            row.names[f"aliases_{language}"].append(old)
        setattr(row, f"label_{language}", label or old)


def _drop_acronyms(row: Row) -> None:
    for name in ("aliases_en", "aliases_de"):
        row.names[name] = [alias for alias in row.names[name] if not _ACRONYM.fullmatch(alias)]


def clean_acronyms(rows: Mapping[str, Row]) -> None:
    """Of bodies without own names keep an acronym only if it abbreviates the label and means nothing else."""
    owners: dict[str, set[str]] = defaultdict(set)
    for row in rows.values():
        for alias in (row.label_en, row.label_de, *row.names["aliases_en"], *row.names["aliases_de"]):
            owners[alias].add(row.id)
    for row in rows.values():
        if row.own or row.kind not in BODIES:
            continue
        for language in ("en", "de"):
            name, label = f"aliases_{language}", getattr(row, f"label_{language}") or row.label_en
            row.names[name] = [a for a in row.names[name] if not _ACRONYM.fullmatch(a) or _fits(a, label, owners[a])]


def _fits(acronym: str, label: str, owners: set[str]) -> bool:
    initials = iter(label.lower())
    return len(acronym) > 3 and len(owners) == 1 and all(letter in initials for letter in acronym.lower())


def statements(path: Path, codes: Codes) -> Iterator[Fact]:
    """The collected statements of the kept properties, with dates no more exact than they are."""
    for cells in table(path):
        if cells["property"] in LINKS | LITERALS:
            subject, name, value = cells["subject_qid"], cells["property"], cells["object"]
            value = date(value) if name in {"P571", "P576", "P580"} else value
            yield Fact(subject, name, value, date(cells["start"]), date(cells["end"]), codes.of(cells["source"]))


def forgotten(rows: Mapping[str, Row], facts: Iterable[Fact]) -> set[str]:
    """Persons whose last known term ended before 1945."""
    last: dict[str, str] = {}
    for fact in facts:
        if held := tenure(fact):
            last[held[0]] = max(last.get(held[0], ""), fact.end or "9999")
    persons = (row for row in rows.values() if row.kind == "Person" and not row.own)
    return {row.id for row in persons if last.get(row.id, "9999") < _EARLIEST}


def linked(rows: Mapping[str, Row], facts: Iterable[Fact]) -> list[Fact]:
    """Statements whose subject and value are items of the slice, or whose value is a literal."""
    kept = [fact for fact in facts if fact.subject in rows and (fact.value in rows or fact.property in LITERALS)]
    kept = [fact for fact in kept if fact.property != "P39" or fact.value.rpartition("@")[2] in rows]
    return sorted(set(kept), key=lambda fact: (order(fact.subject), fact.property, *_value_order(fact)))


def _value_order(fact: Fact) -> tuple[tuple[bool, int, str], str, str, tuple[str, ...]]:
    return order(fact.value), fact.start, fact.end, fact.source


def order(name: str) -> tuple[bool, int, str]:
    """Sort key: QIDs by number, then local ids and literals."""
    qid = re.fullmatch(r"Q(\d+)", name)
    return (False, int(qid[1]), "") if qid else (True, 0, name)


def rank(rows: Mapping[str, Row], facts: Iterable[Fact]) -> None:
    """Set the prominence that no facts file sets: who headed or served a state since 1990, which city is a capital."""
    for fact in facts:
        held = tenure(fact)
        if held and (fact.end or "9999") >= _RECENT:
            head = fact.property in HEADS and rows[fact.subject].kind in STATES
            _raise(rows[held[0]], 2 if head else 1)
        elif fact.property == "P36" and rows[fact.subject].kind in STATES:
            _raise(rows[fact.value], 2)
    for row in rows.values():
        _raise(row, {"SovereignState": 3, "PartiallyRecognisedState": 2}.get(row.kind, 0))


def _raise(row: Row, prominence: int) -> None:
    if not row.own or row.prominence is None:
        row.prominence = max(row.prominence or 0, prominence)


def seat(rows: Mapping[str, Row], facts: Iterable[Fact]) -> None:
    """Let each capital stand for the government of its state, unless it bears the state's own name."""
    for fact in facts:
        if fact.property == "P36" and rows[fact.subject].kind in STATES:
            state, city = rows[fact.subject], rows[fact.value]
            own = {state.label_en, state.label_de, *state.names["aliases_de"], *state.names["aliases_en"]}
            names = (city.label_de, city.label_en, *city.names["aliases_de"])
            state.names["seats_de"] += [name for name in names if name and name not in own]


def spell(rows: Mapping[str, Row], facts: Iterable[Fact]) -> None:
    """Add German spellings, forms without diacritics, and surnames to all persons."""
    rules, given = _rules(), _given_names()
    areas = {cells["state"]: cells for cells in table(FACTS / "areas.tsv")}
    states: dict[str, list[str]] = defaultdict(list)
    for fact in facts:
        if held := tenure(fact) or ((fact.subject, fact.value) if fact.property == "P27" else None):
            states[held[0]].append(held[1])
    for row in rows.values():
        if row.kind == "Person":
            # Exiles and colonial officers serve several states: only one area for all terms makes the rule right.
            found = {(a["areas"], a["order"]) if (a := areas.get(q)) else ("", "") for q in states[row.id]}
            area, first = found.pop() if len(found) == 1 else ("", "")
            _spell(row, area.split(), bool(first), rules, given)


def _spell(
    row: Row, areas: Sequence[str], family_first: bool, rules: spelling.Rules, given: spelling.GivenNames
) -> None:
    english = [row.label_en, *row.names["aliases_en"]]
    known = dict.fromkeys([*english, row.label_de, *row.names["aliases_de"]])
    forms = [form for name in english for form in _forms(name, areas, rules, given)]
    generated = dict.fromkeys([*forms, *map(spelling.plain, [*known, *forms])])
    row.names["generated_de"] = [form for form in generated if form and form not in known]
    if not row.names["surnames"]:
        row.names["surnames"] = list(spelling.surnames([*known, *row.names["generated_de"]], family_first))
    row.names["surnames"] += [plain for name in row.names["surnames"] if (plain := spelling.plain(name)) != name]


def _forms(name: str, areas: Sequence[str], rules: spelling.Rules, given: spelling.GivenNames) -> Iterator[str]:
    if regnal := spelling.regnal(name):
        yield from (regnal, regnal.rstrip("."))
    elif "," in name:
        yield name.partition(",")[0]
    elif areas and name.isascii():
        yield from spelling.german(name, areas, rules, given)


def _rules() -> spelling.Rules:
    rules: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
    for cells in table(FACTS / "transliteration.tsv"):
        rules[cells["area"]].append((re.compile(cells["pattern"]), cells["replacement"]))
    return rules


def _given_names() -> spelling.GivenNames:
    given: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for cells in table(FACTS / "given_names.tsv"):
        given[cells["area"]][cells["english"]] = split(cells["german"])
    return given


def write(path: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    text = "".join("\t".join(line) + "\n" for line in [header, *lines])
    path.write_text(text, encoding="utf-8", newline="\n")


def write_sources(target: Path, used: set[str]) -> None:
    lines = [list(cells.values()) for cells in table(FACTS / "sources.tsv") if cells["code"] in used | {"own", "gen"}]
    write(target / "sources.tsv", ("code", "seen", "licence", "name"), lines)


def write_notes(target: Path) -> None:
    """What the loader needs beside: offices with their roles, and the date."""
    positions = [list(cells.values()) for cells in table(FACTS / "positions.tsv")]
    write(target / "positions.tsv", ("position", "state", "role"), positions)
    (target / "date.txt").write_text(DATE + "\n", encoding="utf-8")


def line(fact: Fact) -> list[str]:
    """A statement as cells; no source gives ranks, so that cell is empty."""
    return [*triple(fact), fact.start, fact.end, "", "|".join(fact.source)]


def english() -> Iterator[list[str]]:
    """English adjectives and demonyms of states, by id."""
    found = ([cells[name] for name in ENGLISH_COLUMNS] for cells in table(FACTS / "english.tsv"))
    return iter(sorted(found, key=lambda cells: order(cells[0])))


def join(source: Path, codes: Codes) -> tuple[list[Fact], list[merging.Conflict]]:
    """Collected and own statements, and where they differ."""
    dropped = {(d["subject"], d["property"], d["value"]) for d in table(FACTS / "drop_statements.tsv")}
    found = statements(source / "statements.tsv", codes)
    collected = [fact for fact in found if triple(fact) not in dropped and not is_backward(fact)]
    complete = {cells["body"] for cells in table(FACTS / "complete.tsv")}
    return merging.merge(collected, list(owned.facts()), complete)


def build(source: Path, target: Path) -> None:
    """Read the collected facts and the project's own, and write the slice and the report of conflicts."""
    codes = Codes((cells["name"], cells["code"]) for cells in table(FACTS / "sources.tsv"))
    rows = collected(source / "entities.tsv", codes)
    leave_out(rows, table(FACTS / "drops.tsv"))
    relabel(rows, table(FACTS / "labels.tsv"))
    for path in sorted((FACTS / "entities").glob("*.tsv")):
        add_own(rows, table(path))
    clean_acronyms(rows)
    facts, conflicts = join(source, codes)
    for name in forgotten(rows, facts):
        del rows[name]
    facts = linked(rows, facts)
    rank(rows, facts)
    seat(rows, facts)
    spell(rows, facts)
    target.mkdir(parents=True, exist_ok=True)
    write(target / "entities.tsv", COLUMNS, (rows[name].cells() for name in sorted(rows, key=order)))
    write(target / "statements.tsv", STATEMENT_COLUMNS, map(line, facts))
    write(target / "english.tsv", ENGLISH_COLUMNS, (cells for cells in english() if cells[0] in rows))
    used = {code for row in rows.values() for code in row.source} | {code for fact in facts for code in fact.source}
    write_sources(target, used)
    write_notes(target)
    report = CONFLICTS if target == TARGET else target / CONFLICTS.name
    write(report, merging.CONFLICT_COLUMNS, map(astuple, conflicts))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python slice/build.py SOURCE [TARGET]")
    build(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else TARGET)
