"""A store and an endpoint in Python: typed rows, claims as they are exported, and pictures that run nothing."""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import servers
import small
from pyoxigraph import Literal, NamedNode, Quad

import kg
from kg import texts
from kg.cli import demonstration
from kg.errors import KgError, StoreError, UsageError
from kg.export import claims, mentions
from kg.model import Article
from kg.notebook import Opened, html, network
from kg.pipeline import Pipeline
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, PROV, RDF, RDFS, WD
from kg.wikidata import SHIPPED

pd = pytest.importorskip("pandas")

DOCS = Path(__file__).parent.parent / "docs"
CSTO, ARMENIA = "Q318693", "Q399"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.built(tmp_path_factory.mktemp("small") / "store")


@pytest.fixture(scope="module")
def url(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Oxigraph's server with the store's export."""
    with servers.exported(store, tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(params=["store", "endpoint"])
def opened(request: pytest.FixtureRequest, store: Path) -> Opened:
    """The same graph in both places."""
    return kg.open(store if request.param == "store" else request.getfixturevalue("url"))


Ask = Callable[[str], Any]


@pytest.fixture
def ask(opened: Opened, tmp_path: Path) -> Ask:
    """Ask a query's text."""

    def asked(text: str) -> Any:
        (tmp_path / "mine.rq").write_text(text, encoding="utf-8")
        return opened.query(str(tmp_path / "mine.rq"))

    return asked


# --- rows


def test_rows_are_dictionaries_in_a_sequence(opened: Opened) -> None:
    answer = opened.query("alliance-members", alliance=CSTO)
    assert {"Armenia", "Kazakhstan"} <= {row["label"] for row in answer}
    assert (answer[0]["member"], answer[-1] == answer[len(answer) - 1]) == (ARMENIA, True)
    assert answer == list(answer)
    assert answer[:1] == [answer[0]]
    assert answer != []
    assert "rows of" in repr(answer)


def test_speakers_in_a_chain_are_short_as_single_items_are(opened: Opened) -> None:
    chains = {row["speakers"] for row in opened.query("claims-about", entity=ARMENIA)}
    assert any(chains)
    assert not any("http" in chain and "wikidata" in chain for chain in chains)


def test_a_date_an_entity_and_a_claims_end_are_parameters_too(opened: Opened) -> None:
    entity, day = opened.entity(CSTO), datetime.date(2010, 1, 1)
    expected = opened.query("alliance-members", alliance=CSTO, date="2010-01-01")
    assert opened.query("alliance-members", alliance=entity, date=day) == expected
    first = next(iter(opened.claims(object=CSTO)))
    assert opened.query("alliance-members", alliance=first["object"], date=day) == expected


def test_ask_is_a_truth_value_and_construct_an_rdflib_graph(ask: Ask) -> None:
    assert ask("ASK { ?c a kg:Claim }") is True
    assert ask("ASK { ?c a kg:Nothing }") is False
    graph = ask("CONSTRUCT { ?c kg:polarity ?p } { ?c kg:polarity ?p }")
    assert len(graph) == len({row["c"] for row in ask("SELECT DISTINCT ?c { ?c kg:polarity ?p } ORDER BY ?c")})


def test_an_rdflib_graph_lies_over_both(opened: Opened) -> None:
    found = {str(row[0]) for row in opened.graph.query("SELECT ?c { ?c a kg:Claim }")}  # type: ignore[index]
    assert found == {claim["id"] for claim in opened.claims()}


# --- data frames


TYPED = """SELECT * {
  VALUES (?whole ?number ?truth ?day ?moment ?text ?node ?polarity ?modality ?mixed ?when) {
    (1 1.5 true "2022-09-14"^^xsd:date "2022-09-14T10:00:00+02:00"^^xsd:dateTime "" wd:Q399 kg:positive "planned" 1
     "2022"^^xsd:gYear)
    (UNDEF 2e3 UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF UNDEF "a" "2022-03"^^xsd:gYearMonth)
    (3 2 false "-0044-03-15"^^xsd:date "2022-09-14T10:00:00Z"^^xsd:dateTime "b" kg:memberOf kg:negative "asserted"
     UNDEF UNDEF)
  }
} ORDER BY DESC(?whole)"""


def test_columns_have_types(ask: Ask) -> None:
    frame = ask(TYPED).to_dataframe().sort_values("number", ignore_index=True)
    assert {name: str(kind).partition("[")[0] for name, kind in frame.dtypes.items()} == {
        **{"whole": "Int64", "number": "float64", "truth": "boolean", "day": "datetime64", "moment": "datetime64"},
        **{"text": "string", "node": "string", "polarity": "category", "modality": "category", "mixed": "string"},
        **{"when": "datetime64", "when_precision": "category"},
    }
    assert frame["number"].tolist() == [1.5, 2, 2000]
    assert frame["node"].tolist()[:2] == ["Q399", "memberOf"]
    assert frame["moment"].tolist()[0] == pd.Timestamp("2022-09-14T08:00")
    assert frame["polarity"].cat.categories.tolist() == ["positive", "negative"]
    assert frame["modality"].cat.categories.tolist()[:2] == ["asserted", "probable"]


def test_what_is_not_bound_is_missing_and_an_empty_text_is_none_missing(ask: Ask) -> None:
    frame = ask(TYPED).to_dataframe().sort_values("number", ignore_index=True)
    assert frame["text"].tolist()[0] == ""
    missing = {name: frame[name].isna().tolist() for name in frame.columns}
    assert missing.pop("number") == [False] * 3
    assert missing.pop("when") == missing.pop("when_precision") == missing.pop("mixed") == [False, True, False]
    assert all(found == [False, False, True] for found in missing.values())


def test_a_year_is_not_taken_for_a_day(ask: Ask) -> None:
    frame = ask(TYPED).to_dataframe().sort_values("number", ignore_index=True)
    assert frame["when"].tolist()[::2] == [pd.Timestamp("2022-01-01"), pd.Timestamp("2022-03-01")]
    assert frame["when_precision"].tolist()[::2] == ["year", "month"]
    assert "day_precision" not in frame.columns


@pytest.mark.parametrize(
    "literal",
    ['"2022-02-31"^^xsd:date', '"soon"^^xsd:date', '"many"^^xsd:integer', "99999999999999999999", '"x"^^xsd:boolean'],
)
def test_a_value_that_is_not_of_its_type_stays_what_was_written(literal: str, ask: Ask) -> None:
    (value,) = ask(f"SELECT ?x {{ VALUES ?x {{ {literal} }} }} ORDER BY ?x").to_dataframe()["x"].tolist()
    assert str(value) in literal


def test_no_rows_are_a_frame_with_columns(ask: Ask) -> None:
    frame = ask("SELECT ?x ?y { ?x a kg:Nothing ; rdfs:label ?y } ORDER BY ?x").to_dataframe()
    assert (frame.columns.tolist(), len(frame)) == (["x", "y"], 0)


def test_without_pandas_the_way_out_is_one_line(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(UsageError, match=r"pip install 'alliances-kg\[notebook\]'"):
        opened.query("articles-read").to_dataframe()


def test_claims_are_a_frame_with_a_row_each(opened: Opened, store: Path) -> None:
    frame = opened.claims().to_dataframe()
    with Store.open(store, read_only=True) as inner:
        records = list(claims(inner))
    assert frame["id"].tolist() == [record["id"] for record in records]
    assert frame["polarity"].tolist() == [record["polarity"] for record in records]
    assert frame["confidence"].dtype == "float64"
    assert str(frame["start"].dtype) == "Int64"
    begun = {row.id: (row.time_start, row.time_end) for row in frame.itertuples()}
    since = next(record for record in records if record["time"] and record["time"].endswith("/"))
    assert not pd.isna(begun[since["id"]][0])
    assert pd.isna(begun[since["id"]][1])


# --- claims


def test_claims_are_the_records_that_are_exported(opened: Opened, store: Path) -> None:
    with Store.open(store, read_only=True) as inner:
        assert list(opened.claims()) == list(claims(inner))


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ({"subject": ARMENIA}, lambda c: c["subject"] and c["subject"]["qid"] == ARMENIA),
        ({"object": CSTO, "polarity": "negative"}, lambda c: _end(c, "object") == CSTO and c["polarity"] == "negative"),
        ({"entity": ARMENIA}, lambda c: ARMENIA in (_end(c, "subject"), _end(c, "object"))),
        ({"predicate": "memberOf"}, lambda c: c["predicate"] == "memberOf"),
        ({"modality": "threatened"}, lambda c: c["modality"] == "threatened"),
        ({"speaker": "Q7035479"}, lambda c: "Q7035479" in [speaker["qid"] for speaker in c["attribution"]]),
        ({"article": "b.txt", "subject": None}, lambda c: c["source"] == "b.txt"),
        ({"since": "2023"}, lambda c: c["source"] not in ("a.txt",)),
        ({"until": datetime.date(2022, 12, 31)}, lambda c: c["source"] == "a.txt"),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)
def test_filters_keep_what_fits_and_all_of_it(
    filters: dict[str, Any], holds: Callable[[Any], bool], opened: Opened
) -> None:
    dated = [claim for claim in opened.claims() if "since" not in filters or opened.article(claim["source"]).date]
    expected = [claim for claim in dated if holds(claim)]
    assert expected
    assert list(opened.claims(**filters)) == expected


def _end(claim: Any, name: str) -> str | None:
    return (claim[name] or {}).get("qid")


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"polarity": "denied"}, "there is positive, negative"),
        ({"modality": "sure"}, "there is asserted"),
        ({"subject": "Armenia in 2022"}, "is not a QID"),
        ({"colour": "red"}, "has no parameter colour; it takes entity"),
    ],
)
def test_a_filter_that_nothing_can_pass_is_wrong_use(filters: dict[str, Any], says: str, opened: Opened) -> None:
    with pytest.raises(UsageError, match=says):
        opened.claims(**filters)


def test_a_loop_reads_no_further_than_it_goes(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    whole = Store.quads

    def counted(self: Store, *pattern: Any, **named: Any) -> Any:
        if "/article/" in str(named.get("graph")):
            read.append(named["graph"])
        return whole(self, *pattern, **named)

    monkeypatch.setattr(Store, "quads", counted)
    found = kg.open(store).claims()
    assert not read
    assert len(list(islice(found, 2))) == 2
    assert len(read) == 1


# --- entities and articles


def test_an_entity_has_names_facts_and_claims(opened: Opened) -> None:
    armenia = opened.entity(ARMENIA)
    assert (armenia.qid, armenia.label, armenia.labels["de"]) == (ARMENIA, "Armenia", "Armenien")
    assert armenia.kind == "SovereignState"
    assert any(fact["relation"] == "memberOf" and fact["object"] == CSTO for fact in armenia.facts)
    assert {fact["object_label"] for fact in armenia.facts if fact["object"] == CSTO} == {
        "Collective Security Treaty Organization"
    }
    assert list(armenia.claims) == list(opened.claims(entity=ARMENIA))
    assert list(armenia.said) == list(opened.claims(speaker=ARMENIA))
    assert (
        sum(tie.claims for tie in armenia.ties) >= len({claim["id"] for claim in opened.claims(subject=ARMENIA)}) // 2
    )
    assert "Armenia" in repr(armenia)


@pytest.mark.parametrize("name", ["Q999999999", "nil-nobody", "not an IRI", f"{BASE}entity/nil-nobody"])
def test_an_entity_that_the_graph_does_not_know_is_wrong_use(name: str, opened: Opened) -> None:
    with pytest.raises(UsageError):
        opened.entity(name)


def test_an_article_has_its_claims_and_mentions(opened: Opened, store: Path) -> None:
    article = opened.article("b.txt")
    with Store.open(store, read_only=True) as inner:
        assert article.claims == [claim for claim in claims(inner) if claim["source"] == "b.txt"]
        assert article.mentions == [mention for mention in mentions(inner) if mention["source"] == "b.txt"]
    assert opened.article(article.id).source == "b.txt"
    assert article.text is None
    assert all(html.escape(claim["evidence"]["text"]) in article._repr_html_() for claim in article.claims)


def test_an_article_that_is_not_there_is_wrong_use(opened: Opened) -> None:
    with pytest.raises(UsageError, match=r"no article 'z\.txt'"):
        opened.article("z.txt")


# --- where it is


def test_the_place_is_the_environments_where_none_is_named(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE", str(store))
    assert len(kg.open().query("articles-read")) == len(kg.open(store).query("articles-read"))


def test_no_store_and_no_endpoint_are_errors_of_ours(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        kg.open(tmp_path / "nothing")
    with pytest.raises(UsageError, match="can be seen"):
        kg.open("http://me:secret@127.0.0.1/")
    assert issubclass(StoreError, KgError)


def test_an_endpoint_has_no_store(url: str) -> None:
    with pytest.raises(UsageError, match="is an endpoint"):
        _ = kg.open(url).store


def test_opening_and_asking_a_store_imports_nothing_heavy(store: Path) -> None:
    code = "import sys, kg; kg.open().query('articles-read'); print(*sys.modules)"
    environment = os.environ | {"KG_STORE": str(store)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, text=True)
    assert not {"pandas", "numpy", "spacy", "rdflib", "SPARQLWrapper", "httpx"} & set(done.stdout.split())


# --- what a notebook shows

NASTY = '<script>alert(1)</script>" onload="alert(2)\' & <img src=x onerror=alert(3)>'
TEXT = f"Vorher. {NASTY} sagt nichts.\n\nNachher."


class _Parsed(HTMLParser):
    """The elements and attributes of a piece of HTML."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[tuple[str, str]] = set()
        self.links: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {(tag, name) for name, _ in attrs} | {(tag, "")}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}


@pytest.fixture
def nasty(tmp_path: Path) -> Opened:
    """A store in which titles, labels, sources, words and texts are attempts to run a script."""
    article, claim, span = (NamedNode(f"{BASE}{name}") for name in ("article/a", "claim/c", "span/s"))
    proposition, other = NamedNode(f"{BASE}proposition/p"), WD["Q1"]
    start = TEXT.index(NASTY)
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (article, KG.claimCount, Literal(1)),
        *((article, RDF.type, KG.Article), (article, DCTERMS.identifier, Literal(NASTY))),
        *((article, DCTERMS.title, Literal(NASTY)), (article, DCTERMS.publisher, Literal(NASTY))),
        *((article, KG.textHash, Literal(_hash(TEXT))), (claim, RDF.type, KG.Claim)),
        *((claim, KG.proposition, proposition), (claim, PROV.wasDerivedFrom, article), (claim, KG.evidence, span)),
        *((claim, KG.cue, span), (claim, KG.polarity, KG["negative"]), (claim, KG.modality, KG["asserted"])),
        *((claim, KG.attributedTo, other), (claim, KG.attributionChain, Literal(other.value))),
        *((proposition, RDF.type, KG.Proposition), (proposition, KG.subject, WD["Q2"])),
        *((proposition, KG.predicate, KG["memberOf"]), (proposition, KG.object, other)),
        *(
            (span, OA.exact, Literal(NASTY)),
            (span, KG.start, Literal(start)),
            (span, KG.end, Literal(start + len(NASTY))),
        ),
        *((node, RDFS.label, Literal(NASTY, language="en")) for node in (other, WD["Q2"])),
    ]
    with Store.open(tmp_path / "store", create=True) as made:
        made.replace(article, [Quad(subject, predicate, thing, article) for subject, predicate, thing in triples])
        texts.keep(made.path, TEXT)
    return kg.open(tmp_path / "store")


def _hash(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode()).hexdigest()


def test_nothing_from_outside_becomes_markup(nasty: Opened) -> None:
    shown = (
        *(nasty.query("claims-about", entity="Q2"), nasty.query("articles-read"), nasty.claims()),
        *(next(iter(nasty.claims())), nasty.entity("Q2"), nasty.article(NASTY)),
    )
    for each in shown:
        written = each._repr_html_()
        parsed = _Parsed(written)
        assert html.escape(NASTY) in written or html.escape(NASTY[:20]) in written, each
        assert not {tag for tag, _ in parsed.found} & {"script", "img", "iframe", "object", "style"}, each
        assert not [name for _, name in parsed.found if name.startswith("on")], each
        assert all(link.startswith("https://www.wikidata.org/wiki/Q") for link in parsed.links), each


def test_a_claim_is_shown_in_its_sentence(nasty: Opened) -> None:
    (claim,) = nasty.claims()
    assert "sagt nichts." in claim._repr_html_()
    assert "Vorher" not in claim._repr_html_()
    assert claim.in_words() == f"{NASTY} memberOf {NASTY} [negative, according to {NASTY}]"


def test_an_article_is_shown_whole_with_its_claims_marked(nasty: Opened) -> None:
    written = nasty.article(NASTY)._repr_html_()
    assert "Vorher." in written
    assert "Nachher." in written
    assert written.count("<mark") == 1


@pytest.mark.parametrize(
    ("marks", "pieces"),
    [
        ([html.Mark(0, 2), html.Mark(4, 6)], ["ab", "ef"]),
        ([html.Mark(0, 4, "x"), html.Mark(2, 6, "y")], ["ab", "cd", "ef"]),
        ([html.Mark(-3, 99)], ["abcdef"]),
        ([html.Mark(6, 9)], []),
    ],
)
def test_marks_may_overlap_and_reach_out_of_the_text(marks: list[html.Mark], pieces: list[str]) -> None:
    written = html.marked("abcdef", marks)
    assert [part.partition(">")[2].partition("<")[0] for part in written.split("<mark")[1:]] == pieces
    assert "".join(text.partition(">")[2] for text in f">{written}".split("<")) == "abcdef"


def test_a_network_is_well_formed_and_small_whatever_the_names() -> None:
    from xml.etree import ElementTree

    ties = [network.Tie(f"{NASTY} {n}", "memberOf", n % 2 == 0, n % 3 == 0, 40 - n) for n in range(40)]
    drawn = network.drawn(NASTY, ties)
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert len(root.findall(".//{*}line")) == 12
    assert "and 28 more" in drawn
    assert len(drawn) < 20_000


def test_a_long_answer_says_how_much_of_it_is_shown(ask: Ask) -> None:
    answer = ask("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 60")
    assert "the first 50 of 60 rows" in answer._repr_html_()


# --- the example


READ = "agentur-sahel-ecowas.txt", "erklaerstueck-ovks.txt", "lexikon-mongolei.txt"


def countries(folder: Path) -> Path:
    """The shipped slice without people, cities and organisations, which take most of the time; alliances stay."""
    shutil.copytree(SHIPPED, folder)
    head, *items = (folder / "entities.tsv").read_text(encoding="utf-8").splitlines()
    kept = {row.split("\t")[0]: row for row in items if row.split("\t")[1] not in ("Person", "City", "Organisation")}
    (folder / "entities.tsv").write_text("\n".join((head, *kept.values(), "")), encoding="utf-8")
    head, *statements = (folder / "statements.tsv").read_text(encoding="utf-8").splitlines()
    about = [row for row in statements if row.split("\t")[0] in kept and row.split("\t")[2] in kept]
    (folder / "statements.tsv").write_text("\n".join((head, *about, "")), encoding="utf-8")
    return folder


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A folder with a store of three of the shipped articles, as ``kg demo`` makes it of all."""
    pipeline = Pipeline(countries(tmp_path / "slice"))
    chosen = [each for each in demonstration.examples() if isinstance(each, Article) and each.source in READ]
    with pipeline.store(tmp_path / "kg-store") as made:
        assert all(built.claims for built in pipeline.build(chosen, made))
    return tmp_path


@pytest.mark.slow
def test_the_example_runs_from_top_to_bottom(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    monkeypatch.delenv("KG_STORE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(DOCS.parent))
    book = nbformat.read(DOCS / "example.ipynb", as_version=4)
    client.NotebookClient(book, timeout=120, resources={"metadata": {"path": str(three)}}).execute()
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    written = [json.dumps(cell.outputs, ensure_ascii=False) for cell in cells]
    assert all(cell.outputs for cell in cells[1:])
    assert not [text for text in written if '"stderr"' in text]
    assert any("Kyrgyzstan" in text for text in written)
    assert any("<svg" in text for text in written)
    assert any("<mark" in text for text in written)
    assert any("datetime64" in text for text in written)
    assert not [text for text in written if re.search(r"\b0 rows", text)]


def test_the_example_is_kept_without_outputs() -> None:
    book = json.loads((DOCS / "example.ipynb").read_text(encoding="utf-8"))
    assert not [cell for cell in book["cells"] if cell.get("outputs") or cell.get("execution_count")]
