"""Collects the records of a new slice from a SPARQL endpoint that serves Wikidata's RDF model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from kg.endpoint import Binding, Endpoint
from kg.model import Kind
from kg.wikidata import records
from kg.wikidata.choice import chosen, offices
from kg.wikidata.records import DEMONYM, END, INSTANCE_OF, START, SUBCLASS_OF, UNKNOWN, Record, Said
from kg.wikidata.selection import Selection
from kg.wikidata.tables import order

Told = Callable[[str, int, int], None]
"""Is told what is asked for, how many are done, and of how many."""

_ENTITY = "http://www.wikidata.org/entity/"
_BATCH = 150
_PAGE = 10_000
_PREFIXES = """\
PREFIX wd: <http://www.wikidata.org/entity/>
PREFIX wdt: <http://www.wikidata.org/prop/direct/>
PREFIX p: <http://www.wikidata.org/prop/>
PREFIX ps: <http://www.wikidata.org/prop/statement/>
PREFIX psv: <http://www.wikidata.org/prop/statement/value/>
PREFIX pq: <http://www.wikidata.org/prop/qualifier/>
PREFIX pqv: <http://www.wikidata.org/prop/qualifier/value/>
PREFIX wikibase: <http://wikiba.se/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX schema: <http://schema.org/>
"""


def collect(endpoint: Endpoint, selection: Selection, known: Mapping[str, Kind], told: Told) -> dict[str, Record]:
    """Records of all that the selection takes, and of the known items.

    Args:
        known: Kinds by QID of what is looked up in any case.

    Raises:
        StoreError: The endpoint gives no whole answer to one of the questions.
    """
    asker = _Asker(endpoint, selection, told)
    found = asker.records({*known, *asker.instances(), *asker.offices()})
    held = offices(found.values(), selection, {**known, **chosen(found.values, selection, known)})
    persons = asker.holders(held) if held else []
    more = {*persons, *_named(found.values(), selection)} - set(found)
    return found | asker.records(more)


def _named(found: Iterable[Record], selection: Selection) -> Iterator[str]:
    taking = {name for name, property in selection.properties.items() if property.takes and property.value == "item"}
    return (said.value for record in found for said in record.said if said.property in taking)


class _Asker:
    """The questions."""

    def __init__(self, endpoint: Endpoint, selection: Selection, told: Told) -> None:
        self._endpoint, self._selection, self._told = endpoint, selection, told
        self._properties = sorted(records.wanted(selection), key=lambda name: int(name[1:]))
        self._pages: dict[str, int] = {}

    def instances(self) -> set[str]:
        """Items by their classes, those with too few pages left out."""
        by_pages: dict[int, list[str]] = defaultdict(list)
        for each in self._selection.classes:
            if each.pages is not None:
                by_pages[each.pages].append(each.id)
        for done, (pages, classes) in enumerate(sorted(by_pages.items())):
            self._told("items by class", done, len(by_pages))
            self._pages |= dict.fromkeys(self._items(_WITH_PAGES if pages else _INSTANCES, classes, pages), pages)
        return set(self._pages)

    def offices(self) -> Iterator[str]:
        """Offices that have a role."""
        self._told("offices", 0, 1)
        yield from self._items(_OFFICES, list(self._selection.roles))

    def holders(self, positions: Iterable[str]) -> list[str]:
        """Persons who held one of the offices."""
        found: list[str] = []
        for batch in self._batches("holders of offices", positions):
            found += self._items(_HOLDERS, batch)
        return found

    def records(self, ids: Iterable[str]) -> dict[str, Record]:
        """Records of the items that the endpoint has something about."""
        found: dict[str, Record] = {}
        for batch in self._batches("names and statements", ids):
            facts, said = self._facts(batch), self._said(batch)
            for id in batch:
                if id in facts:
                    found[id] = _record(id, self._pages.get(id, 0), facts[id], said.get(id, ()))
        return found

    def _batches(self, what: str, ids: Iterable[str]) -> Iterator[list[str]]:
        items = sorted((id for id in ids if id[:1] == "Q"), key=order)
        for start in range(0, len(items), _BATCH):
            self._told(what, start, len(items))
            yield items[start : start + _BATCH]
        self._told(what, len(items), len(items))

    def _items(self, query: str, ids: Sequence[str], pages: int = 0) -> Iterator[str]:
        rows = self._ask(query.replace("$PAGES", str(pages)), ids)
        return (id for row in rows if (id := _qid(row["item"])))

    def _facts(self, ids: Sequence[str]) -> dict[str, list[tuple[str, str, str]]]:
        """Per item: what is known, the language, the value."""
        found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for row in self._ask(_FACTS, ids):
            term = row["value"]
            value = _qid(term) or term["value"]
            found[_qid(row["item"])].append((row["what"]["value"], term.get("xml:lang", ""), value))
        return found

    def _said(self, ids: Sequence[str]) -> dict[str, tuple[Said, ...]]:
        rows: dict[tuple[str, str, str], list[Binding]] = defaultdict(list)
        properties = " ".join(f'("{name}" p:{name} ps:{name} psv:{name})' for name in self._properties)
        for row in self._ask(_SAID.replace("$PROPERTIES", properties), ids):
            rows[_qid(row["item"]), row["property"]["value"], row["statement"]["value"]].append(row)
        found: dict[str, list[Said]] = defaultdict(list)
        for (item, name, _), each in rows.items():
            found[item] += _statement(name, each)
        return {item: records.ordered(said) for item, said in found.items()}

    def _ask(self, query: str, ids: Sequence[str]) -> Iterator[Binding]:
        values = " ".join(f"wd:{id}" for id in ids)
        return self._endpoint.pages(_PREFIXES + query.replace("$IDS", values), _PAGE)


def _record(id: str, pages: int, facts: Iterable[tuple[str, str, str]], said: Sequence[Said]) -> Record:
    labels: dict[str, str] = {}
    lists: Mapping[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for what, language, value in facts:
        if what == "label":
            labels[language] = value
        lists[what][language].append(value)
    return Record(
        id=id,
        **records.named(labels, lists["alias"]),
        demonyms_de=tuple(sorted({text for each in lists["demonym"]["de"] if (text := " ".join(each.split()))})),
        classes=tuple(sorted(set(lists["class"][""]))),
        superclasses=tuple(sorted(set(lists["superclass"][""]))),
        pages=pages,
        modified=max(lists["modified"][""], default="")[:10],
        said=tuple(said),
    )


def _statement(name: str, rows: Sequence[Binding]) -> Iterator[Said]:
    """One statement from its rows: one for each pair of qualifiers."""
    value = _value(rows[0], "value", "precision")
    if value and value != UNKNOWN:
        starts = {_value(row, "start", "startPrecision") for row in rows} - {"", UNKNOWN}
        ends = {_value(row, "end", "endPrecision") for row in rows} - {""}
        end = max(ends - {UNKNOWN}, default=UNKNOWN if ends else "")
        preferred = any(row.get("rank", {}).get("value", "").endswith("#PreferredRank") for row in rows)
        yield Said(name, value, min(starts, default=""), end, "preferred" if preferred else "")


def _value(row: Binding, name: str, precision: str) -> str:
    """A QID or a date; ``UNKNOWN`` for a value that Wikidata does not know, empty for none."""
    if name not in row:
        return ""
    term = row[name]
    if term["type"] == "literal" or term["type"] == "typed-literal":
        known = row.get(precision)
        return records.moment(term["value"], int(known["value"]) if known else None) or UNKNOWN
    return _qid(term) or UNKNOWN


def _qid(term: Mapping[str, str]) -> str:
    id = term["value"].removeprefix(_ENTITY)
    return id if id != term["value"] and id[:1] == "Q" and id[1:].isdecimal() else ""


_INSTANCES = """\
SELECT DISTINCT ?item WHERE { VALUES ?class { $IDS } ?item wdt:P31 ?class }
ORDER BY ?item"""

_WITH_PAGES = """\
SELECT ?item WHERE {
  { SELECT DISTINCT ?item WHERE { VALUES ?class { $IDS } ?item wdt:P31 ?class } }
  ?page schema:about ?item .
} GROUP BY ?item HAVING (COUNT(DISTINCT ?page) >= $PAGES)
ORDER BY ?item"""

_OFFICES = """\
SELECT DISTINCT ?item WHERE { VALUES ?class { $IDS } ?item wdt:P31|wdt:P279 ?class }
ORDER BY ?item"""

_HOLDERS = """\
SELECT DISTINCT ?item WHERE { VALUES ?position { $IDS } ?item p:P39/ps:P39 ?position }
ORDER BY ?item"""

_FACTS = f"""\
SELECT DISTINCT ?item ?what ?value WHERE {{
  VALUES ?item {{ $IDS }}
  {{ ?item rdfs:label ?value BIND("label" AS ?what) FILTER(LANG(?value) IN ("en", "de", "mul")) }}
  UNION {{ ?item skos:altLabel ?value BIND("alias" AS ?what) FILTER(LANG(?value) IN ("en", "de", "mul")) }}
  UNION {{ ?item wdt:{DEMONYM} ?value BIND("demonym" AS ?what) FILTER(LANG(?value) = "de") }}
  UNION {{ ?item wdt:{INSTANCE_OF} ?value BIND("class" AS ?what) }}
  UNION {{ ?item wdt:{SUBCLASS_OF} ?value BIND("superclass" AS ?what) }}
  UNION {{ ?item schema:dateModified ?value BIND("modified" AS ?what) }}
}} ORDER BY ?item ?what LANG(?value) ?value"""

_SAID = f"""\
SELECT DISTINCT ?item ?property ?statement ?value ?precision ?rank ?start ?startPrecision ?end ?endPrecision WHERE {{
  VALUES ?item {{ $IDS }}
  VALUES (?property ?claim ?main ?node) {{ $PROPERTIES }}
  ?item ?claim ?statement . ?statement ?main ?value .
  FILTER NOT EXISTS {{ ?statement wikibase:rank wikibase:DeprecatedRank }}
  OPTIONAL {{ ?statement wikibase:rank ?rank }}
  OPTIONAL {{ ?statement ?node ?time . ?time wikibase:timePrecision ?precision }}
  OPTIONAL {{
    ?statement pq:{START} ?start
    OPTIONAL {{
      ?statement pqv:{START} ?from . ?from wikibase:timeValue ?start ; wikibase:timePrecision ?startPrecision
    }}
  }}
  OPTIONAL {{
    ?statement pq:{END} ?end
    OPTIONAL {{
      ?statement pqv:{END} ?until . ?until wikibase:timeValue ?end ; wikibase:timePrecision ?endPrecision
    }}
  }}
}} ORDER BY ?item ?property ?statement ?value ?start ?end ?precision ?startPrecision ?endPrecision ?rank"""
