"""Claims and readings made by hand, for tests of what comes after the extractor."""

from __future__ import annotations

from dataclasses import replace

from pyoxigraph import Literal, NamedNode, Quad

from kg import graph
from kg.graph import Run
from kg.model import (
    Article,
    Claim,
    Date,
    Document,
    Entity,
    Form,
    Kind,
    Link,
    Mention,
    Modality,
    Polarity,
    Quantity,
    Reading,
    Span,
)
from kg.vocab import DCTERMS, RDFS, WD, XSD, named_graph

BASE = "https://example.org/kg/"
RUN = Run("alliances-kg 0.1.0", (("lexicon.de", "5e4f"), ("slice", "77ab")))

ARMENIA = Entity("Q399", "Armenia", Kind.SOVEREIGN_STATE)
RUSSIA = Entity("Q159", "Russia", Kind.SOVEREIGN_STATE)
CSTO = Entity("Q318693", "Collective Security Treaty Organization", Kind.MILITARY_ALLIANCE)
HERALD = Entity("nil-0a1b", "Talbote", Kind.MEDIA_OUTLET)

TEXT = (
    "Armenien ist Mitglied der OVKS. Laut Talbote will das Land das Bündnis verlassen. "
    "Russland nannte Armenien einen schwierigen Partner. Im Mai 2020 starben 12 Soldaten Armeniens."
)


def span(words: str, text: str = TEXT, nth: int = 0) -> Span:
    """The nth place of these words in the text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words), words)


def mention(words: str, form: Form = Form.NAME, text: str = TEXT, nth: int = 0) -> Mention:
    """A mention; its token numbers are of no parse."""
    return Mention(0, 0, 0, span(words, text, nth), form)


def link(words: str, entity: Entity, form: Form = Form.NAME, nth: int = 0, via: Mention | None = None) -> Link:
    """A sure link of the nth place of these words."""
    return Link(mention(words, form, nth=nth), entity, 0.9, form.value, via)


def claim(subject: Entity | None, predicate: str, thing: Entity | None, evidence: str, cue: str) -> Claim:
    """A positive, asserted claim of the article itself; change the rest with ``dataclasses.replace``."""
    return Claim(
        subject, predicate, thing, Polarity.POSITIVE, Modality.ASSERTED, span(evidence), span(cue), f"{cue}_x", 0.86
    )


MEMBER = claim(ARMENIA, "memberOf", CSTO, "Armenien ist Mitglied der OVKS", "Mitglied")
COUNTRY = link("das Land", ARMENIA, Form.DESCRIPTION, via=mention("Armenien"))
LEAVES = replace(
    claim(ARMENIA, "leaves", CSTO, "will das Land das Bündnis verlassen", "verlassen"),
    modality=Modality.PLANNED,
    attribution=(HERALD,),
    links=(COUNTRY,),
)
PARTNER = replace(
    claim(RUSSIA, "characterises", ARMENIA, "Russland nannte Armenien einen schwierigen Partner", "nannte"),
    content="schwierigen Partner",
)
KILLED = replace(
    claim(None, "killed", ARMENIA, "starben 12 Soldaten Armeniens", "starben"),
    time=Date(2020, 5),
    quantity=Quantity("12", "Soldaten"),
)
CLAIMS = MEMBER, LEAVES, PARTNER, KILLED
LINKS = (
    link("Armenien", ARMENIA),
    link("OVKS", CSTO),
    link("Talbote", HERALD),
    COUNTRY,
    link("das Bündnis", CSTO, Form.DESCRIPTION, via=mention("OVKS")),
    link("Russland", RUSSIA),
    link("Armenien", ARMENIA, nth=1),
    link("Armeniens", ARMENIA),
)


def reading(
    *claims: Claim, source: str = "b/bericht.txt", text: str = TEXT, links: tuple[Link, ...] = LINKS
) -> Reading:
    """A reading of an article in German; without claims it has all of ``CLAIMS``."""
    article = Article(source, text, "Bündnis in Not", Date(2020, 6, 1), "de", publisher="Talbote")
    return Reading(Document(article, "de", ()), links, claims or CLAIMS)


def dataset(*readings: Reading, base: str = BASE) -> dict[NamedNode, list[Quad]]:
    """Graphs of a small but whole dataset: articles, their run, the date of a slice, and a label for every IRI used."""
    graphs = {
        graph.article_iri(read.document.article.source, base): [*graph.quads(read, base, RUN)] for read in readings
    }
    graphs[graph.run_iri(RUN, base)] = [*graph.run_quads(RUN, base)]
    used = {node for quads in graphs.values() for quad in quads for node in (quad.predicate, quad.object)}
    known = {quad.subject for quads in graphs.values() for quad in quads}
    wikidata, ontology = named_graph(base, "wikidata"), named_graph(base, "ontology")
    nodes = [node for node in used - known if isinstance(node, NamedNode)]
    labels = [(node, wikidata if node.value.startswith(WD.iri) else ontology) for node in nodes]
    graphs[wikidata] = [Quad(wikidata, DCTERMS.date, Literal("2026-11-22", datatype=XSD.date), wikidata)]
    graphs[ontology] = []
    for node, home in labels:
        graphs[home].append(Quad(node, RDFS.label, Literal(node.value.rpartition("/")[2]), home))
    return graphs
