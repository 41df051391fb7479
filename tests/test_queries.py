"""Promises of the named queries: each is described, gives the rows that people read, and takes only what it should."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import factories
import pyoxigraph as ox
import pytest
from pyoxigraph import NamedNode, Quad

from kg import graph, queries, resources
from kg.errors import InputError, UsageError
from kg.model import Date, Interval
from kg.store import Store
from kg.vocab import DCTERMS, KG, RDF
from kg.wikidata import WikidataSlice

DATA = Path(__file__).parent / "data"
CASES = sorted((DATA / "queries").glob("*.csv"))
HEADER = "#+ summary: s\n#+ question: {en: q, de: f}\n#+ tags: [t]\n"


def quads() -> list[Quad]:
    return list(ox.parse(path=str(DATA / "small.trig"), format=ox.RdfFormat.TRIG))


@pytest.fixture(scope="module")
def store() -> Store:
    made = Store.memory()
    every = quads()
    for name in sorted({quad.graph_name for quad in every}, key=str):
        assert isinstance(name, NamedNode)
        made.replace(name, [quad for quad in every if quad.graph_name == name])
    return made


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_query_gives_the_rows_that_people_read(path: Path, store: Store) -> None:
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    values = dict(part.split("=", 1) for part in first.removeprefix("#").split())
    expected = list(csv.reader(lines))
    rows = queries.python(queries.find(path.stem.split(".")[0]).run(store, **values))
    assert [*map(list, rows[:1]), *(list(row.values()) for row in rows)] == expected


def test_every_named_query_is_described_ordered_and_has_expected_rows() -> None:
    tested = {path.stem.split(".")[0] for path in CASES}
    for name, query in queries.named().items():
        assert set(query.question) == {"en", "de"}, name
        assert all(parameter.about for parameter in query.parameters), name
        assert "ORDER BY" in query.text, name
        assert name in tested, f"{name}: tests/data/queries has no rows for it"


def test_the_small_dataset_has_the_shape_that_the_graph_has() -> None:
    since = replace(factories.MEMBER, time=Interval(Date(1994), None))
    written = [*graph.quads(factories.reading(), factories.BASE, factories.RUN)]
    written += graph.quads(factories.reading(since), factories.BASE, factories.RUN)
    folder = resources.folder("ontology")
    written += islice(graph.background(WikidataSlice.load(), factories.BASE, folder), 20_000)
    ruled = NamedNode("https://w3id.org/alliances-kg/graph/agreement")
    real, small = shape(written), shape(quad for quad in quads() if quad.graph_name != ruled)
    for kind in (KG.Article, KG.Claim, KG.Proposition, KG.Span, KG.Statement, KG.Membership):
        assert small[kind], kind
        for node in small[kind]:
            assert node <= set().union(*real[kind]), (kind, node)
            assert kind == KG.Article or set.intersection(*real[kind]) <= node, (kind, node)


def shape(quads: Iterable[Quad]) -> dict[NamedNode, list[set[NamedNode]]]:
    """Class -> the properties of each of its instances; IRIs of other classes are left out."""
    properties: defaultdict[object, set[NamedNode]] = defaultdict(set)
    kinds: defaultdict[NamedNode, list[object]] = defaultdict(list)
    for quad in quads:
        properties[quad.subject].add(quad.predicate)
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            kinds[quad.object].append(quad.subject)
    return {kind: [properties[node] for node in nodes] for kind, nodes in kinds.items()}


@pytest.mark.parametrize(
    ("pattern", "rows"),
    [
        ('SELECT ?_who ?x { ?_who rdfs:label ?x FILTER(LANG(?x) = "en") }', [{"_who": "Q399", "x": "Armenia"}]),
        ('SELECT ?x { BIND("?_who {" AS ?x) ?_who a ?kind } # ?_who }', [{"x": "?_who {"}]),
        ("SELECT ?_who (COUNT(*) AS ?x) { ?_who a ?kind } GROUP BY ?_who", [{"_who": "Q399", "x": "1"}]),
        ("SELECT ?_who ?x { ?_who a ?kind } VALUES ?x { 7 }", [{"_who": "Q399", "x": "7"}]),
        ("SELECT ?x { { SELECT ?x { ?_who rdfs:label ?x } } FILTER(LANG(?x) = 'de') }", [{"x": "Armenien"}]),
        (
            "SELECT ?x { { SELECT ?x { ?n rdfs:label ?x FILTER(LANG(?x) = 'de' && bound( ?_who ) && ?n = ?_who) } } }",
            [{"x": "Armenien"}],
        ),
    ],
)
def test_a_parameter_stands_wherever_the_query_has_it_but_not_in_texts(
    pattern: str, rows: list[dict[str, str]], store: Store
) -> None:
    query = queries.parse(f"{HEADER}#+ parameters: {{who: entity}}\n{pattern}", "mine")
    assert queries.python(query.run(store, who="Q399")) == rows


def test_a_text_with_quotes_stays_a_text(store: Store) -> None:
    query = queries.parse(f"{HEADER}#+ parameters: {{word: string}}\nSELECT ?x {{ BIND(?_word AS ?x) }}", "mine")
    nasty = 'a" } DROP ALL # \\'
    assert queries.python(query.run(store, word=nasty)) == [{"x": nasty}]


def test_a_template_keeps_its_parameters() -> None:
    query = queries.parse(
        f"{HEADER}#+ parameters: {{who: entity}}\nCONSTRUCT {{ ?_who a ?k }} {{ ?_who a ?k }}", "mine"
    )
    assert "CONSTRUCT { ?_who a ?k } { <http://www.wikidata.org/entity/Q399> a ?k" in query.filled({"who": "Q399"})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#+ summary: s\nSELECT ?x {}", "lacks question, tags"),
        ("#+ - a list\nSELECT ?x {}", "key: value"),
        ("#+ summary: [\nSELECT ?x {}", "no YAML"),
        (HEADER + "#+ parameters: {who: person}\nSELECT ?_who {}", "type 'person'; known are entity, date"),
        (HEADER + "#+ parameters: {who: {type: entity, abuot: x}}\nSELECT ?_who {}", "the key 'abuot'"),
        (HEADER + "#+ parameters: {who: entity}\nSELECT ?x {}", "nowhere in the query as ?_who"),
    ],
)
def test_a_broken_header_is_refused(text: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        queries.parse(text, "mine")
    assert str(error.value).startswith("mine: ")
    assert says in str(error.value)


@pytest.mark.parametrize(
    ("name", "values", "says"),
    [
        ("claims-about", {}, "needs the parameter entity: --param entity=VALUE"),
        ("claims-about", {"entity": "Kazakh stan"}, "'Kazakh stan' is not a QID"),
        ("claims-about", {"entity": "Q399", "state": "Q148"}, "no parameter state; it takes entity"),
        ("who-distances-from-whom", {"state": "Q148"}, "it takes none"),
        ("alliance-members", {"date": "gestern"}, "'gestern' is not a day"),
        ("alliance-members", {"date": "2022-13"}, "'2022-13' is not a day"),
    ],
)
def test_a_wrong_parameter_is_refused(name: str, values: dict[str, str], says: str, store: Store) -> None:
    with pytest.raises(UsageError) as error:
        queries.find(name).run(store, **values)
    assert says in str(error.value)


def test_an_unknown_query_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean claims-about"):
        queries.find("claim-about")


def test_a_file_that_is_not_there_is_no_query() -> None:
    with pytest.raises(InputError, match=r"nowhere/x\.rq: No such file"):
        queries.find("nowhere/x.rq")


def test_broken_sparql_says_where(store: Store) -> None:
    with pytest.raises(UsageError, match=r"^mine: .*1:17"):
        queries.parse("SELECT ?x { ?x }", "mine").run(store)


def test_a_construct_gives_a_graph_and_an_ask_an_answer(store: Store) -> None:
    made = queries.python(queries.parse("CONSTRUCT { ?c kg:polarity ?p } WHERE { ?c kg:polarity ?p }", "x").run(store))
    assert len(made) == 25
    assert queries.python(queries.parse("ASK { wd:Q399 kg:memberOf wd:Q318693 }", "x").run(store)) is True
    assert queries.python(queries.parse("ASK { wd:Q148 kg:memberOf wd:Q318693 }", "x").run(store)) is False


def test_the_base_of_a_store_is_where_its_background_lies(store: Store) -> None:
    assert queries.base_of(store) == "https://w3id.org/alliances-kg/"
    assert queries.base_of(Store.memory()) is None
    other = Store.memory()
    name = NamedNode("https://example.org/kg/graph/wikidata")
    other.replace(name, [Quad(name, DCTERMS.date, ox.Literal("2026"), name)])
    assert queries.base_of(other) == "https://example.org/kg/"
