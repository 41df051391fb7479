"""A small world in Wikidata's own shapes: as entities of a JSON dump, and the same as RDF; and an old slice of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.wikidata import tables
from kg.wikidata.selection import Selection

SELECTION = Selection.load()

UNION, STATE, RIVAL, CITY, HEAD, MINISTER, OFFICE, WAR, PAPER, GAZETTE, CHIEF, KING, DEBATER = (
    f"Q9900{number:02}" for number in range(13)
)
OLD_PAPER, OLD_KING = "Q990050", "Q990051"
HUMAN = next(each.id for each in SELECTION.classes if each.pages is None)


def class_of(kind: str) -> str:
    """The first class of the selection that makes an item of a kind."""
    return next(each.id for each in SELECTION.classes if each.kind == kind)


def role_class(role: str) -> str:
    return next(id for id, each in SELECTION.roles.items() if each == role)


def item(value: str) -> dict[str, Any]:
    return {"value": {"entity-type": "item", "numeric-id": int(value[1:]), "id": value}, "type": "wikibase-entityid"}


def day(text: str) -> dict[str, Any]:
    """A date as exact as it is written."""
    parts = [*text.split("-"), "00", "00"][:3]
    precision = 9 + text.count("-")
    return {"value": {"time": f"+{'-'.join(parts)}T00:00:00Z", "precision": precision}, "type": "time"}


def snak(name: str, value: dict[str, Any] | str) -> dict[str, Any]:
    """A snak; "somevalue" and "novalue" stand for themselves."""
    if isinstance(value, str):
        return {"snaktype": value, "property": name}
    return {"snaktype": "value", "property": name, "datavalue": value}


def claim(
    name: str, value: str | dict[str, Any], start: Any = None, end: Any = None, rank: str = "normal"
) -> dict[str, Any]:
    made = {"mainsnak": snak(name, item(value) if isinstance(value, str) and value[0] == "Q" else value)}
    qualifiers = {name: [snak(name, each)] for name, each in (("P580", start), ("P582", end)) if each}
    return {**made, "type": "statement", "rank": rank, **({"qualifiers": qualifiers} if qualifiers else {})}


def entity(
    id: str, english: str, *claims: dict[str, Any], german: str = "", aliases: Iterable[str] = (), pages: int = 50
) -> dict[str, Any]:
    """An entity of a dump; a label that begins with ``*`` is the one for all languages."""
    labels = {"mul" if english[0] == "*" else "en": english.lstrip("*")} | ({"de": german} if german else {})
    by_property: dict[str, list[dict[str, Any]]] = {}
    for each in claims:
        by_property.setdefault(each["mainsnak"]["property"], []).append(each)
    return {
        "type": "item",
        "id": id,
        "labels": {language: {"language": language, "value": text} for language, text in labels.items()},
        "aliases": {"de": [{"language": "de", "value": alias} for alias in aliases]} if aliases else [],
        "claims": by_property,
        "sitelinks": {f"wiki{number}": {"title": english} for number in range(pages)},
        "modified": "2031-05-04T12:00:00Z",
    }


def world() -> list[dict[str, Any]]:
    """States in a union, with head, minister, capital, war and newspaper, and what must stay out."""
    return [
        entity(UNION, "Union of Tests", claim("P31", class_of("MilitaryAlliance")), claim("P3975", CHIEF, day("2019"))),
        entity(
            STATE,
            "Testland",
            claim("P31", class_of("SovereignState")),
            claim("P463", UNION, day("2004-05"), rank="preferred"),
            claim("P35", KING, day("1901"), day("1936")),
            claim("P35", HEAD, day("2020-03-02")),
            claim("P36", CITY),
            claim("P1549", {"value": {"text": "Testländer", "language": "de"}, "type": "monolingualtext"}),
            german="Testland",
            aliases=["Republik Testland", "TL"],
        ),
        entity(
            RIVAL,
            "Rivalia",
            claim("P31", class_of("SovereignState")),
            claim("P463", UNION, day("1999"), "somevalue"),
            claim("P47", STATE),
            claim("P47", PAPER, rank="deprecated"),
            claim("P571", day("1991-08-24")),
            german="Rivalien",
        ),
        entity(CITY, "*Testville", claim("P31", "Q990098"), pages=1),
        entity(HEAD, "*Ada Test", claim("P31", HUMAN)),
        entity(MINISTER, "Max von Muster", claim("P31", HUMAN), claim("P39", OFFICE, day("2021-01-01"), "novalue")),
        entity(
            OFFICE,
            "Foreign Minister of Testland",
            claim("P279", role_class("foreign minister")),
            claim("P1001", STATE),
        ),
        entity(
            WAR, "Test War", claim("P31", class_of("Conflict")), claim("P710", STATE), claim("P580", day("2022-02"))
        ),
        entity(PAPER, "Test Times", claim("P31", class_of("MediaOutlet")), claim("P17", STATE)),
        entity(GAZETTE, "Village Gazette", claim("P31", class_of("MediaOutlet")), pages=2),
        entity(CHIEF, "Carla Chief", claim("P31", HUMAN)),
        entity(KING, "Otto the Old", claim("P31", HUMAN)),
        entity(DEBATER, "Dora Debater", claim("P31", HUMAN), claim("P39", "Q990097")),
        entity(OLD_PAPER, "Old Post", claim("P31", "Q990096"), german="Alte Post", pages=0),
    ]


def lines(entities: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The lines of a dump, brackets and commas as Wikidata writes them."""
    yield b"[\n"
    before = b""
    for each in entities:
        yield before
        yield json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode()
        before = b",\n"
    yield b"\n]\n"


def triples(entities: Iterable[dict[str, Any]]) -> str:
    """The same as N-Triples, as Wikidata's query service has it."""
    return "".join(f"{' '.join(each)} .\n" for one in entities for each in _of(one))


def old_slice(folder: Path) -> Path:
    """A slice that holds facts of the project's own, an older word of Wikidata, and one of another source."""
    folder.mkdir()
    row = dict.fromkeys(tables.ITEM_COLUMNS, "") | {"prominence": "0"}
    entities = [
        row | {"id": STATE, "kind": "SovereignState", "label_de": "Testien", "adjectives_de": "testisch",
               "seats_de": "Testburg", "prominence": "3", "source": "own"},
        row | {"id": UNION, "kind": "MilitaryAlliance", "label_en": "Test Union", "source": "rig"},
        row | {"id": OLD_PAPER, "kind": "MediaOutlet", "label_en": "The Old Post", "source": "rig"},
        row | {"id": OLD_KING, "kind": "SovereignState", "label_en": "Elsewhere", "source": "rig"},
        row | {"id": "nil-blatt", "kind": "MediaOutlet", "label_de": "Blatt", "prominence": "1", "source": "own"},
    ]  # fmt: skip
    facts = [
        (STATE, "P463", UNION, "", "", "rig"),
        (STATE, "P463", OLD_KING, "1990", "", "rig"),
        (STATE, "P571", "1918", "", "", "own"),
        (OLD_KING, "P463", UNION, "", "", "rig"),
        ("nil-blatt", "P17", STATE, "", "", "own"),
    ]
    sources = [("own", "", "Apache-2.0", "own facts"), ("rig", "2026", "MIT", "a package"), ("old", "", "MIT", "none")]
    tables.write(folder / "entities.tsv", tables.ITEM_COLUMNS, entities)
    _table(folder / "statements.tsv", tables.STATEMENT_COLUMNS, facts)
    _table(folder / "positions.tsv", tables.POSITION_COLUMNS, [])
    _table(folder / "sources.tsv", tables.SOURCE_COLUMNS, sources)
    (folder / "date.txt").write_text("2026-11-22\n")
    return folder


def content(folder: Path) -> dict[str, str]:
    """The files of a slice."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def _table(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    tables.write(path, columns, (dict(zip(columns, row, strict=True)) for row in rows))


_WD = "http://www.wikidata.org/entity/"
_PROP = "http://www.wikidata.org/prop/"
_BASE = "http://wikiba.se/ontology#"
_RANKS = {"normal": "NormalRank", "preferred": "PreferredRank", "deprecated": "DeprecatedRank"}


def _of(one: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    me = f"<{_WD}{one['id']}>"
    for language, label in one["labels"].items():
        yield me, "<http://www.w3.org/2000/01/rdf-schema#label>", f"{json.dumps(label['value'])}@{language}"
    for language, aliases in dict(one["aliases"]).items():
        for alias in aliases:
            yield me, "<http://www.w3.org/2004/02/skos/core#altLabel>", f"{json.dumps(alias['value'])}@{language}"
    yield me, "<http://schema.org/dateModified>", _typed(one["modified"], "dateTime")
    for name in one["sitelinks"]:
        yield f"<https://{name}.example/{one['id']}>", "<http://schema.org/about>", me
    for name, claims in one["claims"].items():
        best = [each for each in claims if each["rank"] == "preferred"] or claims
        for number, each in enumerate(claims):
            yield from _claim(me, f"{one['id']}-{name}-{number}", name, each, each in best)


def _claim(me: str, key: str, name: str, each: dict[str, Any], best: bool) -> Iterator[tuple[str, str, str]]:
    statement = f"<{_WD}statement/{key}>"
    yield me, f"<{_PROP}{name}>", statement
    yield statement, f"<{_BASE}rank>", f"<{_BASE}{_RANKS[each['rank']]}>"
    if best and each["rank"] != "deprecated":
        yield me, f"<{_PROP}direct/{name}>", _term(each["mainsnak"], key)
    yield from _value(statement, "statement", name, each["mainsnak"], key)
    for qualifier, snaks in each.get("qualifiers", {}).items():
        for each_snak in snaks:
            yield from _value(statement, "qualifier", qualifier, each_snak, f"{key}-{qualifier}")


def _value(statement: str, what: str, name: str, each: dict[str, Any], key: str) -> Iterator[tuple[str, str, str]]:
    if each["snaktype"] == "novalue":
        return
    yield statement, f"<{_PROP}{what}/{name}>", _term(each, key)
    if each["snaktype"] == "value" and each["datavalue"]["type"] == "time":
        node = f"<http://www.wikidata.org/value/{key}>"
        yield statement, f"<{_PROP}{what}/value/{name}>", node
        yield node, f"<{_BASE}timeValue>", _term(each, key)
        yield node, f"<{_BASE}timePrecision>", _typed(str(each["datavalue"]["value"]["precision"]), "integer")


def _term(each: dict[str, Any], key: str) -> str:
    if each["snaktype"] == "somevalue":
        return f"<http://www.wikidata.org/.well-known/genid/{key}>"
    value = each["datavalue"]["value"]
    if "id" in value:
        return f"<{_WD}{value['id']}>"
    if "time" in value:
        return _typed(value["time"].lstrip("+").replace("-00", "-01"), "dateTime")
    return f"{json.dumps(value['text'])}@{value['language']}"


def _typed(text: str, datatype: str) -> str:
    return f'"{text}"^^<http://www.w3.org/2001/XMLSchema#{datatype}>'
