"""Check a built slice against packages of this field: ``python slice/packages.py BORDERS [SLICE] > REPORT``.

BORDERS is ``src/data/borders.json`` of npm's ``@rapideditor/country-coder``; the packages of ``requirements.txt`` are
installed. Each line of the report is a difference: what a package says of a state, and what the slice has. The packages
are read here only; the builder does not need them. ``slice/packages.tsv`` is the report that people looked through.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from importlib import import_module
from pathlib import Path

from rows import FACTS, split, table

SHIPPED = Path(__file__).parent.parent / "kg" / "data" / "wikidata"
COLUMNS = ("id", "what", "package", "theirs", "slice")

_GROUPS = {"EU": "Q458", "UN": "Q1065"}
_STATES = frozenset({"SovereignState", "PartiallyRecognisedState"})


@dataclass(frozen=True, order=True)
class Difference:
    """A package and the slice say different things of a state."""

    id: str
    what: str
    package: str
    theirs: str
    ours: str


@dataclass(frozen=True)
class State:
    """A state of the slice with its ISO 3166-1 codes and all its names."""

    id: str
    alpha2: str
    alpha3: str
    names: frozenset[str]


def states(folder: Path) -> list[State]:
    """The states of a slice that have a code, by code."""
    rows = {row["id"]: row for row in table(folder / "entities.tsv")}
    countries = import_module("pycountry").countries
    found = []
    for cells in table(FACTS / "codes.tsv"):
        country, row = countries.get(alpha_3=cells["code"]), rows[cells["id"]]
        names = [row["label_en"], row["label_de"], *split(row["aliases_en"]), *split(row["aliases_de"])]
        if row["kind"] in _STATES:
            alpha2 = country.alpha_2 if country else cells["code"][:2]
            found.append(State(cells["id"], alpha2, cells["code"], frozenset(names)))
    return found


def identifiers(found: Sequence[State]) -> Iterator[Difference]:
    """QIDs by rigour."""
    territory = import_module("rigour.territories").get_territory
    for state in found:
        theirs = territory(state.alpha2.lower())
        if theirs and state.id not in {theirs.qid, *theirs.other_qids}:
            yield Difference(state.id, "id", "rigour", theirs.qid, state.id)


def names(found: Sequence[State]) -> Iterator[Difference]:
    """German and English names by CLDR, official and common names by pycountry."""
    locale, countries = import_module("babel").Locale, import_module("pycountry").countries
    for language in ("de", "en"):
        territories = locale(language).territories
        for state in found:
            theirs = territories.get(state.alpha2, "")
            if theirs and theirs not in state.names:
                yield Difference(state.id, f"name in {language}", "babel", theirs, "")
    for state in found:
        country = countries.get(alpha_3=state.alpha3)
        theirs = getattr(country, "common_name", "") or getattr(country, "name", "")
        if theirs and "," not in theirs and theirs not in state.names:
            yield Difference(state.id, "name in en", "pycountry", theirs, "")


def coded(found: Sequence[State]) -> Iterator[Difference]:
    """Codes that countrynames reads out of the slice's names, where it reads one."""
    code = import_module("countrynames").to_code
    for state in found:
        for name in sorted(state.names - {""}):
            theirs = code(name)
            if theirs and theirs not in (state.alpha2, state.alpha3):
                yield Difference(state.id, "code of a name", "countrynames", theirs, name)


def ended(folder: Path) -> Iterator[Difference]:
    """QIDs of ended states by histwardb that have another name in the slice."""
    ours = {row["id"]: row for row in table(folder / "entities.tsv") if row["kind"] == "HistoricalState"}
    path = Path(str(import_module("histwardb").__file__)).parent / "data" / "crosswalk.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            id, theirs = row["country_qid"], row["country"]
            if id in ours and theirs not in (ours[id]["label_en"], *split(ours[id]["aliases_en"])):
                yield Difference(id, "name in en", "histwardb", theirs, ours[id]["label_en"])


def borders(found: Sequence[State], folder: Path, path: Path) -> Iterator[Difference]:
    """QIDs, and the members of the European Union and the United Nations, by country-coder."""
    features = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]
    members = {(row["subject"], row["value"]) for row in table(folder / "statements.tsv") if _current(row)}
    for state in found:
        # Parts of a state (Metropolitan France, Hawaii) carry its groups; they name it as their country.
        parts = [each for each in features if state.alpha2 in (each.get("iso1A2"), each.get("country"))]
        theirs = next((each["wikidata"] for each in parts if each.get("iso1A2") == state.alpha2), state.id)
        if theirs != state.id:
            yield Difference(state.id, "id", "country-coder", theirs, state.id)
        for group, body in _GROUPS.items() if parts else ():
            said = any(group in each.get("groups", ()) for each in parts)
            ours = (state.id, body) in members
            if said != ours:
                yield Difference(state.id, f"member of {group}", "country-coder", str(said), str(ours))


def _current(row: Mapping[str, str]) -> bool:
    return row["property"] == "P463" and not row["end"]


def main(path: Path, folder: Path = SHIPPED) -> None:
    """Write the report to standard output, sorted."""
    found = states(folder)
    differences = {*identifiers(found), *names(found), *coded(found), *ended(folder), *borders(found, folder, path)}
    for line in (COLUMNS, *map(astuple, sorted(differences))):
        print(*line, sep="\t")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python slice/packages.py BORDERS [SLICE]")
    main(*map(Path, sys.argv[1:]))
