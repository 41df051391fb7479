"""Writes ``docs/ontology.html``: every term of the ontology with its texts, axioms and alignments (``make docs``).

Own code, because pyLODE 3.3.4 runs the languages together, shows no mappings, notes, values or SKOS concepts, and gives
other bytes on each run; 3.4.1 does not import, as it reads a ``pyproject.toml`` that its wheel does not have.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, RDFS, SKOS, VANN
from rdflib.term import BNode, Literal, Node, URIRef

ROOT = Path(__file__).parent.parent
FILES = "kg.ttl", "alignments.ttl", "plover.ttl"
KG = rdflib.Namespace("https://w3id.org/alliances-kg/ontology#")
ANCHORS = {
    str(KG): "",
    "https://w3id.org/alliances-kg/plover#": "plover-",
    "https://w3id.org/alliances-kg/cameo#": "cameo-",
    "https://w3id.org/alliances-kg/open-claims#": "open-claims-",
}
"""Namespaces whose terms have a place on the page, so that ``…/ontology#memberOf`` leads there."""

MAPPINGS = SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch
TEXTS = (RDFS.label, "label"), (SKOS.prefLabel, "label"), (SKOS.definition, "definition"), (SKOS.example, "example")
CATEGORIES = "structure", "joining", "stance", "speech", "dealing", "force"
RESTRICTIONS = {
    OWL.someValuesFrom: "some",
    OWL.allValuesFrom: "only",
    OWL.hasValue: "value",
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
}
STYLE = """
body { font: 16px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222 }
h2 { margin-top: 3rem; border-bottom: 2px solid #ccc }
h3 { margin: .2rem 0 }
h3 code { font-weight: normal; color: #666; font-size: .9rem }
section.term { margin: 1.6rem 0; padding-top: .4rem; border-top: 1px solid #ddd }
dl { display: grid; grid-template-columns: 10rem 1fr; gap: .15rem 1rem; margin: .3rem 0 }
dt { color: #666 }
dd, dd p { margin: 0 }
small.note { display: block; color: #666 }
nav ul { columns: 4 12rem; padding-left: 1rem }
span[lang]::before { content: attr(lang) " "; color: #999; font-size: .8em }
"""


@dataclass(frozen=True)
class Reference:
    """The ontology's files as one graph, and how each part of it is shown; equal files give equal bytes."""

    graph: rdflib.Graph

    @classmethod
    def read(cls, folder: Path) -> Reference:
        """Read the files of a folder.

        Raises:
            OSError, SyntaxError: One is missing or no Turtle.
        """
        graph = rdflib.Graph(bind_namespaces="none")
        for name in FILES:
            graph.parse(folder / name, format="turtle")
        return cls(graph)

    def page(self) -> str:
        """The whole page, HTML 5."""
        ontology = URIRef(str(KG).rstrip("#"))
        title = self.texts(ontology, DCTERMS.title)
        sections = list(self.sections())
        rows = [
            ("namespace", f"<code>{escape(str(KG))}</code>, prefix <code>kg</code>"),
            ("version", self.all_of(ontology, OWL.versionInfo)),
            ("licence", self.all_of(ontology, DCTERMS.license)),
            ("about", self.texts(ontology, DCTERMS.description)),
            ("use", self.texts(ontology, VANN.usageNote)),
            ("files", ", ".join(f"<code>ontology/{name}</code>" for name in FILES)),
        ]
        contents = "".join(f"<h4>{heading}</h4><ul>{self.index(terms)}</ul>" for heading, terms in sections)
        body = "\n".join(
            f"<h2>{heading}</h2>\n" + "\n".join(map(self.term, terms)) for heading, terms in sections if terms
        )
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f"<title>Ontology of alliances-kg</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
            f"<h1>{title}</h1>\n{listed(rows)}\n<nav>{contents}</nav>\n{body}\n</body>\n</html>\n"
        )

    def sections(self) -> Iterator[tuple[str, list[URIRef]]]:
        """Headings and the terms below each, every term once."""
        relations = set(self.graph.subjects(RDFS.subPropertyOf, KG.relatesTo))
        yield "Classes", self.ours(OWL.Class)
        for category in CATEGORIES:
            mine = relations & set(self.graph.subjects(KG.category, Literal(category)))
            yield f"Relations: {category}", [term for term in self.ours(OWL.ObjectProperty) if term in mine]
        others = [term for term in self.ours(OWL.ObjectProperty) if term not in relations]
        yield "Other object properties", others
        yield "Datatype properties", self.ours(OWL.DatatypeProperty)
        yield "Polarities and modalities", sorted({*self.ours(KG.Polarity), *self.ours(KG.Modality)})
        compared = (KG.Outcome, KG.Reason, KG.CompleteList)
        yield (
            "Outcomes, reasons and lists of comparisons",
            sorted({term for kind in compared for term in self.ours(kind)}),
        )
        yield "Traits of lexical senses", self.ours(KG.Trait)
        yield "Annotation properties", self.ours(OWL.AnnotationProperty)
        for scheme in self.ours(SKOS.ConceptScheme):
            yield self.label(scheme), [scheme, *self.tree(self.graph.objects(scheme, SKOS.hasTopConcept))]
        yield "Collections", self.ours(SKOS.Collection)

    def ours(self, kind: URIRef) -> list[URIRef]:
        """Terms of our namespaces of one kind, by name."""
        found = self.graph.subjects(RDF.type, kind, unique=True)
        return sorted(term for term in found if isinstance(term, URIRef) and anchor(term))

    def tree(self, concepts: Iterable[Node]) -> Iterator[URIRef]:
        """Concepts, each followed by those below it."""
        for concept in sorted(each for each in concepts if isinstance(each, URIRef)):
            yield concept
            yield from self.tree(self.graph.subjects(SKOS.broader, concept))

    def index(self, terms: Sequence[URIRef]) -> str:
        return "".join(f"<li>{self.shown(term)}</li>" for term in terms)

    def term(self, term: URIRef) -> str:
        """One term: heading, and a list of all that is said about it."""
        heading = f"{escape(self.label(term))} <code>{escape(self.short(term))}</code>"
        rows = [(name, self.texts(term, predicate)) for predicate, name in TEXTS]
        rows += [(self.label(predicate), self.all_of(term, predicate)) for predicate in self.axioms(term)]
        rows += [(name, self.all_in(term, predicate)) for predicate, name in self.inverse()]
        rows += [("disjoint with", self.disjoint(term))]
        rows += [(self.label(mapping), self.mapped(term, mapping)) for mapping in MAPPINGS]
        return f'<section class="term" id="{anchor(term)}">\n<h3>{heading}</h3>\n{listed(rows)}\n</section>'

    def axioms(self, term: Node) -> list[URIRef]:
        """Predicates of the term that have no place of their own: type first, then by name."""
        shown = {predicate for predicate, _ in TEXTS} | set(MAPPINGS)
        found = {each for each in self.graph.predicates(term) if isinstance(each, URIRef) and each not in shown}
        return sorted(found, key=lambda predicate: (predicate != RDF.type, self.short(predicate)))

    def inverse(self) -> tuple[tuple[URIRef, str], ...]:
        return (
            (RDFS.subClassOf, "has subclass"),
            (RDFS.subPropertyOf, "has subproperty"),
            (RDFS.domain, "domain of"),
            (RDFS.range, "range of"),
            (SKOS.broader, "narrower"),
            *((mapping, f"{self.short(mapping)} of") for mapping in MAPPINGS),
        )

    def all_of(self, term: Node, predicate: URIRef) -> str:
        """The values of a predicate; a subclass axiom with its note."""
        values = self.graph.objects(term, predicate)
        return ", ".join(sorted(self.shown(value) + self.note(term, predicate, value) for value in values))

    def all_in(self, term: Node, predicate: URIRef) -> str:
        found = [each for each in self.graph.subjects(predicate, term) if isinstance(each, URIRef)]
        return ", ".join(sorted(map(self.shown, found)))

    def mapped(self, term: URIRef, mapping: URIRef) -> str:
        targets = self.graph.objects(term, mapping)
        return "".join(sorted(f"<p>{self.shown(each)}{self.note(term, mapping, each)}</p>" for each in targets))

    def disjoint(self, term: URIRef) -> str:
        """What the axioms about several classes at once exclude; subclasses inherit it."""
        found: set[Node] = {*self.graph.objects(term, OWL.disjointWith), *self.graph.subjects(OWL.disjointWith, term)}
        for members in self.graph.objects(None, OWL.members):
            together = set(self.graph.items(members))
            found |= together - {term} if term in together else set()
        return ", ".join(sorted(map(self.shown, found)))

    def note(self, term: Node, predicate: URIRef, target: Node) -> str:
        """What an annotated axiom adds to a mapping."""
        for note in self.graph.subjects(OWL.annotatedSource, term):
            about = self.graph.value(note, OWL.annotatedProperty), self.graph.value(note, OWL.annotatedTarget)
            if about == (predicate, target):
                return f'<small class="note">{self.texts(note, RDFS.comment)}</small>'
        return ""

    def texts(self, term: Node, predicate: URIRef) -> str:
        """Each text in an element that says its language; English first."""
        found = [text for text in self.graph.objects(term, predicate) if isinstance(text, Literal)]
        found.sort(key=lambda text: (text.language != "en", text.language or "", str(text)))
        return "".join(
            f'<span lang="{text.language}">{escape(text)}</span><br>' if text.language else escape(text)
            for text in found
        ).removesuffix("<br>")

    def label(self, term: Node) -> str:
        """In English, else the short name."""
        for predicate in (RDFS.label, SKOS.prefLabel):
            for label in self.graph.objects(term, predicate):
                if isinstance(label, Literal) and label.language == "en":
                    return str(label)
        return self.short(term)

    def short(self, term: Node) -> str:
        """``kg:memberOf``; the whole IRI where no prefix fits."""
        whole = str(term)
        fitting = [(str(iri), prefix) for prefix, iri in self.graph.namespaces() if whole.startswith(str(iri))]
        iri, prefix = max(fitting, default=("", ""))
        return f"{prefix}:{whole.removeprefix(iri)}" if iri else whole

    def shown(self, node: Node) -> str:
        """A node as HTML: a link, a literal, or an expression in the manner of OWL's Manchester syntax."""
        if isinstance(node, URIRef):
            place = anchor(node)
            return f'<a href="{escape("#" + place if place else node)}">{escape(self.short(node))}</a>'
        if isinstance(node, BNode):
            return self.expression(node)
        tag = f' lang="{node.language}"' if isinstance(node, Literal) and node.language else ""
        return f"<span{tag}>{escape(str(node))}</span>"

    def expression(self, node: BNode) -> str:
        for operator, word in ((OWL.unionOf, " or "), (OWL.intersectionOf, " and "), (OWL.oneOf, ", ")):
            if (members := self.graph.value(node, operator)) is not None:
                inside = word.join(map(self.shown, self.graph.items(members)))
                return f"{{{inside}}}" if operator == OWL.oneOf else f"({inside})"
        for operator, word in ((OWL.inverseOf, "inverse "), (OWL.complementOf, "not ")):
            if (inner := self.graph.value(node, operator)) is not None:
                return word + self.shown(inner)
        if (node, RDF.first, None) in self.graph:  # a chain of properties, or a key
            joint = " ∘ " if (None, OWL.propertyChainAxiom, node) in self.graph else " , "
            return joint.join(map(self.shown, self.graph.items(node)))
        return self.restriction(node)

    def restriction(self, node: BNode) -> str:
        over = self.graph.value(node, OWL.onProperty)
        for kind, word in RESTRICTIONS.items():
            if over is not None and (value := self.graph.value(node, kind)) is not None:
                on = self.graph.value(node, OWL.onClass)
                return f"({self.shown(over)} {word} {self.shown(value)}{' ' + self.shown(on) if on else ''})"
        parts = [f"{self.shown(kind)} {self.all_of(node, kind)}" for kind in self.axioms(node)]
        return f"({'; '.join(parts)})"  # whatever else there is, as it stands in the file


def anchor(term: URIRef) -> str:
    """Where the term stands on the page, empty for terms of others.

    >>> anchor(KG.memberOf), anchor(URIRef("https://w3id.org/alliances-kg/cameo#07")), anchor(OWL.Class)
    ('memberOf', 'cameo-07', '')
    """
    for namespace, prefix in ANCHORS.items():
        if term.startswith(namespace):
            return prefix + term.removeprefix(namespace)
    return ""


def listed(rows: Iterable[tuple[str, str]]) -> str:
    """A description list of the rows that have something to say."""
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>\n" for name, value in rows if value) + "</dl>"


if __name__ == "__main__":
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "ontology.html"
    out.write_text(Reference.read(ROOT / "ontology").page(), encoding="utf-8")
