"""Promises of the audit: what the articles bear out passes, and each thing that they do not is found and named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from factories import ARMENIA, BASE, CSTO, HERALD, KILLED, LEAVES, LINKS, MEMBER, TEXT, dataset, mention, reading
from pyoxigraph import Literal, NamedNode, Quad

from kg import cli, graph, texts
from kg.audit import Finding, Report, audit
from kg.model import Entity, Form, Kind, Link
from kg.store import Store
from kg.vocab import KG, OA, PROV, RDF, RDFS, WD

SOURCE = "b/bericht.txt"
ARTICLE = graph.article_iri(SOURCE, BASE)
Graphs = dict[NamedNode, list[Quad]]
Fault = Callable[[Graphs], None]


def stored(graphs: Graphs) -> Store:
    store = Store.memory()
    store.replace_all(graphs)
    return store


def audited(graphs: Graphs, text: str | None = TEXT) -> Report:
    return audit(stored(graphs), lambda source, digest: text, BASE)


def claim_with(graphs: Graphs, predicate: NamedNode, value: object) -> NamedNode:
    """The claim whose modality, polarity … this is."""
    quads = graphs[ARTICLE]
    (node,) = (quad.subject for quad in quads if quad.predicate == predicate and quad.object == value)
    assert isinstance(node, NamedNode)
    return node


def part(graphs: Graphs, node: NamedNode, predicate: NamedNode) -> NamedNode:
    (found,) = (quad.object for quad in graphs[ARTICLE] if quad.subject == node and quad.predicate == predicate)
    assert isinstance(found, NamedNode)
    return found


def put(graphs: Graphs, subject: NamedNode, predicate: NamedNode, *values: NamedNode | Literal) -> None:
    """Give a node these values in place of those it had."""
    kept = [quad for quad in graphs[ARTICLE] if (quad.subject, quad.predicate) != (subject, predicate)]
    graphs[ARTICLE] = [*kept, *(Quad(subject, predicate, value, ARTICLE) for value in values)]


def planned(graphs: Graphs) -> NamedNode:
    """The claim of ``LEAVES``."""
    return claim_with(graphs, KG.modality, KG["planned"])


# --- what holds


def test_a_dataset_as_it_is_written_passes() -> None:
    report = audited(dataset(reading(), reading(source="a/meldung.txt")))
    assert report.findings == ()
    assert (report.articles, report.claims, report.unread) == (2, 8, ())
    assert report.spans > report.claims


def test_without_the_text_all_else_is_checked_and_the_article_is_named() -> None:
    graphs = dataset(reading())
    assert audited(graphs, None) == replace(audited(graphs), unread=(SOURCE,))
    put(graphs, planned(graphs), KG.evidence)
    assert audited(graphs, None).findings


def test_an_end_may_be_reached_over_what_a_word_of_the_evidence_refers_back_to() -> None:
    country = Entity("nil-cafe", "Land", Kind.STATE)
    back = Link(mention("das Land", Form.DESCRIPTION), country, 0.9, "description", mention("Armenien"))
    links = tuple(link for link in LINKS if link.mention.span.text != "das Land")
    claim = replace(LEAVES, links=())
    assert audited(dataset(reading(claim, links=(*links, back)))).findings == ()
    (finding,) = audited(dataset(reading(claim, links=(*links, replace(back, via=None))))).findings
    assert (finding.check, "the subject Q399 is neither" in finding.message) == ("argument", True)


def test_a_speaker_may_go_by_words_that_are_no_mention() -> None:
    circles = Entity("nil-beef", "schwierigen Partner", Kind.ORGANISATION)
    assert audited(dataset(reading(replace(LEAVES, attribution=(circles,))))).findings == ()
    graphs = dataset(reading(replace(LEAVES, attribution=(replace(circles, label="Kreise"),))))
    assert [finding.check for finding in audited(graphs).findings] == ["speaker"]


# --- what does not: each fault, what finds it, and words of the message


def other_words(graphs: Graphs) -> None:
    put(graphs, part(graphs, planned(graphs), KG.evidence), OA.exact, Literal("will das Land das Bündnis verlasse!"))


def moved_end(graphs: Graphs) -> None:
    put(graphs, part(graphs, planned(graphs), KG.evidence), KG.end, Literal(79))


def place_without_numbers(graphs: Graphs) -> None:
    put(graphs, part(graphs, planned(graphs), KG.evidence), KG.start, Literal("early"))


def span_of_another_article(graphs: Graphs) -> None:
    put(graphs, part(graphs, planned(graphs), KG.evidence), OA.hasSource, NamedNode(f"{BASE}article/0"))


def cue_elsewhere(graphs: Graphs) -> None:
    cue = part(graphs, planned(graphs), KG.cue)
    put(graphs, cue, KG.start, Literal(0))
    put(graphs, cue, KG.end, Literal(8))
    put(graphs, cue, OA.exact, Literal("Armenien"))


def subject_that_is_not_there(graphs: Graphs) -> None:
    put(graphs, part(graphs, planned(graphs), KG.proposition), KG.subject, WD["Q159"])


def mention_that_is_gone(graphs: Graphs) -> None:
    gone = {quad.subject for quad in graphs[ARTICLE] if quad.object in (Literal("das Land"), Literal("das Bündnis"))}
    graphs[ARTICLE] = [quad for quad in graphs[ARTICLE] if quad.subject not in gone or quad.predicate != KG.refersTo]


def speaker_that_is_not_there(graphs: Graphs) -> None:
    put(graphs, planned(graphs), KG.attributedTo, WD["Q318693"], NamedNode(f"{BASE}entity/nil-dead"))
    graphs[ARTICLE].append(Quad(NamedNode(f"{BASE}entity/nil-dead"), RDFS.label, Literal("Fremdblatt"), ARTICLE))


def no_evidence(graphs: Graphs) -> None:
    put(graphs, planned(graphs), KG.evidence)


def claim_of_another_article(graphs: Graphs) -> None:
    put(graphs, planned(graphs), PROV.wasDerivedFrom, NamedNode(f"{BASE}article/0"))


def plan_as_a_fact(graphs: Graphs) -> None:
    graphs[ARTICLE].append(Quad(WD["Q399"], KG["leaves"], WD["Q318693"], ARTICLE))


def fact_that_is_not_asserted(graphs: Graphs) -> None:
    put(graphs, WD["Q399"], KG["memberOf"])


def lost_claim(graphs: Graphs) -> None:
    lost = planned(graphs)
    graphs[ARTICLE] = [quad for quad in graphs[ARTICLE] if quad.subject != lost]


def no_count(graphs: Graphs) -> None:
    put(graphs, ARTICLE, KG.claimCount)


def unknown_run(graphs: Graphs) -> None:
    for name in [name for name in graphs if name.value.startswith(f"{BASE}run/")]:
        del graphs[name]


def unknown_sense(graphs: Graphs) -> None:
    put(graphs, planned(graphs), KG.lexicalSense, NamedNode("https://w3id.org/alliances-kg/lexicon/de#nirgends"))


def claim_outside_the_articles(graphs: Graphs) -> None:
    home = NamedNode(f"{BASE}graph/inferred")
    graphs[home] = [Quad(NamedNode(f"{BASE}claim/0"), RDF.type, KG.Claim, home)]


FAULTS: list[tuple[Fault, str, str]] = [
    (other_words, "span", "has “will das Land das Bündnis verlassen”, not “will das Land das Bündnis verlasse!”"),
    (moved_end, "span", "has 35 characters, but at 45 to 79 are 34"),
    (place_without_numbers, "span", "has no place"),
    (span_of_another_article, "span", "another article"),
    (cue_elsewhere, "cue", "the cue “Armenien” is not in the evidence"),
    (subject_that_is_not_there, "argument", "the subject Q159 is neither"),
    (mention_that_is_gone, "argument", "the object Q318693 is neither"),
    (speaker_that_is_not_there, "speaker", "the speaker entity/nil-dead is named nowhere"),
    (no_evidence, "part", "it has 0 evidence, not one"),
    (claim_of_another_article, "part", "come from another article"),
    (plan_as_a_fact, "triple", "Q399 leaves Q318693 is asserted, but no claim may assert it"),
    (fact_that_is_not_asserted, "triple", "Q399 memberOf Q318693 is not asserted"),
    (lost_claim, "count", "the article counts 4 claims; there are 3"),
    (no_count, "count", "does not say how many claims it has; there are 4"),
    (unknown_run, "description", "nothing describes run/"),
    (unknown_sense, "description", "lexicon/de#nirgends, the value of lexicalSense"),
    (claim_outside_the_articles, "count", "which is no article's"),
]
OF_NO_CLAIM = {plan_as_a_fact, lost_claim, no_count}


@pytest.mark.parametrize(("fault", "check", "says"), FAULTS, ids=lambda value: getattr(value, "__name__", ""))
def test_a_fault_is_found_and_its_claim_and_article_are_named(fault: Fault, check: str, says: str) -> None:
    graphs = dataset(reading())
    fault(graphs)
    report = audited(graphs)
    found = [finding for finding in report.findings if finding.check == check and says in finding.message]
    assert found, report.findings
    for finding in found:
        assert finding.article == ("" if fault is claim_outside_the_articles else SOURCE)
        assert (finding.claim == "") == (fault in OF_NO_CLAIM)


@pytest.mark.parametrize("fault", [other_words, cue_elsewhere, no_evidence, no_count, unknown_run])
def test_a_fault_is_found_once_for_each_claim_that_has_it_and_nothing_else_is(fault: Fault) -> None:
    graphs = dataset(reading())
    fault(graphs)
    findings = audited(graphs).findings
    assert len(findings) == (4 if fault is unknown_run else 1)


def test_a_text_that_has_changed_since_it_was_read_is_noticed() -> None:
    report = audited(dataset(reading()), TEXT.replace("Talbote", "Tagblatt"))
    assert (
        Finding(SOURCE, "", "text", "the text is not the one that was read: its SHA-256 is another") in report.findings
    )
    assert {finding.check for finding in report.findings} == {"text", "span"}


def test_a_triple_that_is_in_the_union_alone_is_noticed() -> None:
    store = stored(dataset(reading()))
    store.inner.add(Quad(WD["Q399"], KG["leaves"], WD["Q318693"]))
    (finding,) = audit(store, lambda source, digest: TEXT, BASE).findings
    assert (finding.check, finding.article) == ("count", "")


def test_characters_beyond_the_basic_plane_and_mended_spaces_are_counted_as_the_article_has_them() -> None:
    text = "😀 Armenien ist  Mitglied der OVKS."
    evidence, cue = "Armenien ist  Mitglied der OVKS", "Mitglied"
    spans = {
        words: replace(MEMBER.evidence, start=text.index(words), end=text.index(words) + len(words), text=words)
        for words in (evidence, cue)
    }
    links = (
        Link(mention("Armenien", text=text), ARMENIA, 0.9, "name"),
        Link(mention("OVKS", text=text), CSTO, 0.9, "name"),
    )
    claim = replace(MEMBER, evidence=spans[evidence], cue=spans[cue])
    assert audited(dataset(reading(claim, text=text, links=links)), text).findings == ()


# --- the command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Store.open(tmp_path / "store", create=True) as store:
        store.replace_all(dataset(reading(MEMBER, KILLED, replace(LEAVES, attribution=(HERALD,)))))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "bericht.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def test_the_command_takes_texts_from_the_store_or_from_files(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    command = ["validate", "--audit", "--store", str(folder / "store")]
    assert cli.main(command) == 0
    assert "no text for 1 articles, b/bericht.txt" in capfd.readouterr().err
    texts.keep(folder / "store", TEXT)
    assert cli.main(command) == 0
    out, err = capfd.readouterr()
    assert (out, "no text" in err) == ("", False)
    assert "audit: 3 claims" in err
    (folder / "b" / "bericht.txt").write_text(TEXT.replace("12", "20"), encoding="utf-8")
    assert cli.main([*command, str(folder)]) == 1
    assert "“starben 20 Soldaten Armeniens”" in capfd.readouterr().out


def test_findings_are_also_written_for_programs(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with Store.open(folder / "store") as store:
        graphs = {ARTICLE: [*store.quads(graph=ARTICLE)]}
        no_count(graphs)
        store.replace(ARTICLE, graphs[ARTICLE])
    assert cli.main(["validate", "--audit", "--store", str(folder / "store"), "-f", "json"]) == 1
    (finding,) = json.loads(capfd.readouterr().out)
    assert finding["check"] == "count"
    assert set(finding) == {"article", "claim", "check", "message"}
    assert cli.main(["validate", "--audit", "--store", str(folder / "store"), "-f", "xml"]) == 2


@pytest.mark.slow
def test_the_shipped_examples_pass(tmp_path: Path) -> None:
    from kg.cli.demonstration import examples
    from kg.pipeline import Pipeline

    pipeline = Pipeline()
    with pipeline.store(tmp_path / "store") as store:
        claims = sum(built.claims for built in pipeline.build(examples(), store))
        report = audit(store, lambda source, digest: texts.find(store.path, digest), pipeline.base)
    assert report.findings == ()
    assert (report.articles, report.claims, report.unread) == (6, claims, ())
