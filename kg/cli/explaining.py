"""``kg explain``: what a claim rests on; what the graph knows about an item."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from kg import queries, texts
from kg.cli import tracing
from kg.cli.screen import Labels, show, table
from kg.errors import UsageError
from kg.store import Store
from kg.vocab import BASE, DCTERMS, KG, OA, PROV, RDF, RDFS, WD, WDT, named_graph

_ENTITY = re.compile(r"Q[1-9]\d*|nil-[\w-]+")
_HASH = re.compile(r"[0-9a-f]{1,32}")
_LEXINFO = "http://www.lexinfo.net/ontology/3.0/lexinfo#"
_ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
_SYNSEM = "http://www.w3.org/ns/lemon/synsem#"
_EXAMPLE = NamedNode("http://www.w3.org/2004/02/skos/core#example")
_DEFINITION = NamedNode("http://www.w3.org/2004/02/skos/core#definition")
_MOST_CLAIMS, _MOST_STATEMENTS = 12, 60
_TRIPLE = 3


def explain(thing: str, path: Path) -> None:
    """Explain a claim, an item, or an inferred triple of a store, on stdout.

    Raises:
        UsageError: ``thing`` is none of them, or the beginning of several claims.
    """
    with Store.open(path, read_only=True) as store:
        view = View(store)
        if len(words := thing.split()) == _TRIPLE:
            show(*tracing.triple(view, *words))
            return
        node = view.find(thing)
        show(*(view.claim(node) if view.is_a(node, KG.Claim) else view.entity(node)))


@dataclass(frozen=True, slots=True)
class _Span:
    node: NamedNode
    start: int
    end: int
    text: str


class View:
    """A store with words for what is in it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.base = queries.base_of(store) or BASE
        self.labels = Labels(store, self.base)

    # --- what is meant

    def find(self, thing: str) -> NamedNode:
        """The claim or entity that a word of the user means."""
        name = thing.removeprefix(f"{self.base}claim/").removeprefix("claim:").removeprefix(WD.iri).removeprefix("wd:")
        name = name.removeprefix(f"{self.base}entity/")
        if _ENTITY.fullmatch(name):
            node = WD[name] if name.startswith("Q") else NamedNode(f"{self.base}entity/{name}")
            if not any(self.store.quads(node)):
                raise UsageError(f"{name} is in neither the articles nor the slice of Wikidata")
            return node
        if not _HASH.fullmatch(name):
            raise UsageError(f"{thing}: give a QID like Q232, a claim's IRI, or the beginning of its hash like 3f9a2b")
        found = sorted(self._claims_from(f"{self.base}claim/{name}"), key=str)
        if len(found) == 1:
            return found[0]
        if not found:
            raise UsageError(f"{thing}: the store has no such claim; `kg query` shows claims with their hashes")
        first = ", ".join(self.labels.of(node.value) for node in found[:3])
        raise UsageError(f"{thing} is the beginning of {len(found)} claims, {first} …: give more digits")

    def _claims_from(self, begin: str) -> Iterator[NamedNode]:
        for quad in self.store.quads(None, RDF.type, KG.Claim):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(begin):
                yield quad.subject

    def is_a(self, node: NamedNode, kind: NamedNode) -> bool:
        return any(self.store.quads(node, RDF.type, kind))

    # --- reading the graph

    def nodes(self, subject: NamedNode | None, predicate: NamedNode) -> list[NamedNode]:
        """Objects of a property that are IRIs, each once, sorted."""
        found = {quad.object for quad in self.store.quads(subject, predicate) if isinstance(quad.object, NamedNode)}
        return sorted(found, key=str)

    def node(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
        return next(iter(self.nodes(subject, predicate)), None)

    def text(self, subject: NamedNode | None, predicate: NamedNode, language: str | None = None) -> str:
        """A literal of a property, "" if there is none."""
        literals = (quad.object for quad in self.store.quads(subject, predicate)) if subject else iter(())
        found = [each for each in literals if isinstance(each, Literal)]
        return min((each.value for each in found if language in (None, each.language)), default="")

    def label(self, node: NamedNode | None) -> str:
        return self.labels.of(node.value) if node else "–"

    def relation(self, node: NamedNode | None) -> str:
        """A relation as it reads in a sentence."""
        return self.text(node, RDFS.label, "en") or self.label(node)

    def _span(self, node: NamedNode) -> _Span:
        start, end = int(self.text(node, KG.start)), int(self.text(node, KG.end))
        return _Span(node, start, end, self.text(node, OA.exact))

    # --- a claim

    def claim(self, claim: NamedNode) -> Iterator[RenderableType]:
        """All about a claim."""
        proposition = self.node(claim, KG.proposition) or claim
        article = self.node(claim, PROV.wasDerivedFrom) or claim
        yield Text(claim.value, "bold")
        yield self._origin(article)
        yield ""
        yield self.sentence(claim)
        yield ""
        yield self.in_words(claim)
        yield ""
        yield _pairs((*self._values(claim), *self._sense(claim)))
        yield from self._names(claim, proposition, article)
        yield from self._background(proposition)
        yield from tracing.verdicts(self, claim, lambda found: self._statements(found, ""))
        yield from self._others(claim, proposition)

    def _origin(self, article: NamedNode) -> Text:
        parts = [self.text(article, term) for term in (DCTERMS.identifier, DCTERMS.publisher, DCTERMS.issued)]
        return Text(", ".join(part for part in parts if part), "dim")

    def in_words(self, claim: NamedNode) -> Text:
        """Subject, relation and object, with what makes it less than plain."""
        proposition = self.node(claim, KG.proposition) or claim
        polarity = self.label(self.node(claim, KG.polarity))
        modality = self.label(self.node(claim, KG.modality))
        content = self.text(proposition, KG.content)
        thing = self.node(proposition, KG.object)
        line = Text("→ ", "dim")
        line.append(self.label(self.node(proposition, KG.subject)), "cyan")
        line.append(f"  {self.relation(self.node(proposition, KG.predicate))}  ", "bold")
        line.append(self.label(thing) if thing else "" if content else "–", "magenta")
        line.append(f"{' ' if thing else ''}“{content}”" if content else "", "magenta")
        plain = {"positive", "asserted"}
        marks = [value for value in (polarity, modality) if value not in plain]
        speakers = self._speakers(claim)
        marks += [f"according to {speakers}"] if speakers else []
        return line.append(f"   [{', '.join(marks)}]", "yellow") if marks else line

    def sentence(self, claim: NamedNode) -> Text:
        """The sentence of the evidence, which is underlined with the cue in bold; alone where the text is not kept."""
        evidence, cue = (self.node(claim, predicate) for predicate in (KG.evidence, KG.cue))
        span = self._span(evidence) if evidence else _Span(claim, 0, 0, "")
        article = self.node(claim, PROV.wasDerivedFrom) or claim
        text = texts.find(self.store.path, self.text(article, KG.textHash))
        start, end = texts.sentence(text, span.start, span.end) if text else (span.start, span.end)
        line = Text(text[start:end] if text else span.text)
        line.stylize("underline", span.start - start, span.end - start)
        if cue:
            mark = self._span(cue)
            line.stylize("bold green", max(mark.start - start, 0), mark.end - start)
        return _one_line(line)

    def _speakers(self, claim: NamedNode) -> str:
        return self.labels.within(self.text(claim, KG.attributionChain))

    def _values(self, claim: NamedNode) -> Iterator[tuple[str, object]]:
        yield "polarity", self.label(self.node(claim, KG.polarity))
        yield "modality", self.label(self.node(claim, KG.modality))
        yield "said by", self._speakers(claim) or "the article itself"
        if outer := self.node(claim, KG.withinClaim):
            yield "within", self.label(outer)
        if when := self._time(claim):
            yield "when", when
        if number := self.text(claim, KG.quantityValue):
            yield "quantity", f"{number} {self.text(claim, KG.quantityUnit)}".strip()
        yield "confidence", self.text(claim, KG.confidence)
        if cue := self.node(claim, KG.cue):
            yield "cue", self.text(cue, OA.exact)

    def _time(self, claim: NamedNode) -> str:
        start, end = self.text(claim, KG.eventStart), self.text(claim, KG.eventEnd)
        return self.text(claim, KG.eventTime) or _during(start, end)

    def _sense(self, claim: NamedNode) -> Iterator[tuple[str, object]]:
        """The lexical sense: its word, where the arguments stand, an example."""
        sense = self.node(claim, KG.lexicalSense)
        if not sense:
            return
        yield "read by", f"{self.label(sense)}, {self._entry(sense)}"
        places = [
            f"{end} = {self._arguments(sense, name)}"
            for end, name in (("subject", "subjOfProp"), ("object", "objOfProp"))
            if self._arguments(sense, name)
        ]
        fixed = [quad.object.value for quad in self.store.quads(sense, KG["fixed"]) if isinstance(quad.object, Literal)]
        yield "frame", "; ".join((*places, *(f"with {words.replace('|', ' | ')}" for words in sorted(fixed))))
        relation = self.node(sense, NamedNode(f"{_ONTOLEX}reference"))
        yield "meaning", f"{self.label(relation)}: {self.text(relation, _DEFINITION, 'en')}"
        if example := self.text(sense, _EXAMPLE) or self.text(relation, _EXAMPLE, "de"):
            yield "example", example

    def _entry(self, sense: NamedNode) -> str:
        quad = next(self.store.quads(None, NamedNode(f"{_ONTOLEX}sense"), sense), None)
        entry = quad.subject if quad and isinstance(quad.subject, NamedNode) else None
        form = self.node(entry, NamedNode(f"{_ONTOLEX}canonicalForm")) if entry else None
        part = self.node(entry, NamedNode(f"{_LEXINFO}partOfSpeech")) if entry else None
        kind = part.value.removeprefix(_LEXINFO) if part else "word"
        return f"{kind} “{self.text(form, NamedNode(f'{_ONTOLEX}writtenRep'))}”"

    def _arguments(self, sense: NamedNode, name: str) -> str:
        found = self.nodes(sense, NamedNode(f"{_SYNSEM}{name}"))
        return " or ".join(node.value.rpartition("#")[2] for node in found)

    # --- how its names were linked

    def _names(self, claim: NamedNode, proposition: NamedNode, article: NamedNode) -> Iterator[RenderableType]:
        ends = {end: self.node(proposition, end) for end in (KG.subject, KG.object)}
        parts = [(KG.name(end) or "", entity) for end, entity in ends.items() if entity]
        parts += [("speaker", speaker) for speaker in self.nodes(claim, KG.attributedTo)]
        rows = [
            (role, span.text, self._item(entity), *self._how(span))
            for role, entity in parts
            for span in self._mentions(claim, entity, article)
        ]
        if rows:
            yield ""
            yield table(("", "words", "means", "how", "score", "goes back to"), rows)

    def _mentions(self, claim: NamedNode, entity: NamedNode, article: NamedNode) -> list[_Span]:
        """Where the entity is named: inside the evidence, or reached from it; else nearest before its end."""
        evidence = self.node(claim, KG.evidence)
        around = self._span(evidence) if evidence else _Span(claim, 0, 0, "")
        refer = {quad.subject for quad in self.store.quads(None, KG.refersTo, entity, article)}
        spans = [self._span(node) for node in refer if isinstance(node, NamedNode)]
        reached = set(self.nodes(claim, PROV.wasInfluencedBy))
        inside = [one for one in spans if (around.start <= one.start and one.end <= around.end) or one.node in reached]
        before = [one for one in spans if one.end <= around.end]
        chosen = inside or sorted(before, key=lambda one: -one.start)[:1] or spans[:1]
        return sorted(chosen, key=lambda one: (one.start, one.end, one.node.value))

    def _how(self, span: _Span) -> tuple[str, str, str]:
        form, reason = self.text(span.node, KG.form), self.text(span.node, KG.linkReason)
        how = reason if form in reason else f"{form}, {reason}"
        antecedent = self.node(span.node, KG.antecedent)
        back = f"{self.text(antecedent, OA.exact)} (at {self.text(antecedent, KG.start)})" if antecedent else ""
        return how, self.text(span.node, KG.linkScore), back

    def _item(self, entity: NamedNode) -> str:
        qid = WD.name(entity)
        return f"{self.label(entity)} ({qid})" if qid else f"{self.label(entity)} (not in the slice)"

    # --- what else is known

    def _background(self, proposition: NamedNode) -> Iterator[RenderableType]:
        one, other = self.node(proposition, KG.subject), self.node(proposition, KG.object)
        if not one or not other:
            return
        yield ""
        found = [*self._between(one, other), *self._between(other, one)]
        if not found:
            yield Text(f"Wikidata's slice says nothing about {self.label(one)} and {self.label(other)}.", "dim")
            return
        yield self._statements(found, "What Wikidata's slice says about the two")

    def _between(self, subject: NamedNode, thing: NamedNode) -> list[NamedNode]:
        ends = {quad.subject for quad in self.store.quads(None, KG.object, thing, self._wikidata)}
        statements = {quad.subject for quad in self.store.quads(None, KG.subject, subject, self._wikidata)}
        return [node for node in ends & statements if isinstance(node, NamedNode)]

    @property
    def _wikidata(self) -> NamedNode:
        return named_graph(self.base, "wikidata")

    def _statements(self, nodes: Iterable[NamedNode], title: str, about: str = "") -> Table:
        """Statements as rows, those about the item of this label first."""
        rows = _once(sorted({self._statement(node) for node in nodes}, key=lambda row: (row[1] != about, row)))
        more = (
            [("", "…", f"{len(rows) - _MOST_STATEMENTS} more: kg wikidata show", "", "")]
            if len(rows) > _MOST_STATEMENTS
            else []
        )
        columns = "relation", "subject", "object", "when", "source"
        return table(columns, [*rows[:_MOST_STATEMENTS], *more], title)

    def _statement(self, node: NamedNode) -> tuple[str, ...]:
        property = WDT.name(self.node(node, KG.wikidataProperty)) or ""
        relation = self.node(node, KG.predicate)
        words = self.text(node, KG.content)
        thing = self.node(node, KG.object)
        ends = [part for part in (words, self.label(thing) if thing else "") if part]
        when = _during(self.text(node, KG.validFrom), self.text(node, KG.validUntil))
        sources = {_carrier(quad.object.value) for quad in self.store.quads(node, DCTERMS.source)}  # type: ignore[union-attr]
        name = f"{self.relation(relation)} ({property})" if relation else _properties().get(property, property)
        return name, self.label(self.node(node, KG.subject)), ", ".join(ends), when, "; ".join(sorted(sources))

    def _others(self, claim: NamedNode, proposition: NamedNode) -> Iterator[RenderableType]:
        same = {quad.subject for quad in self.store.quads(None, KG.proposition, proposition)} - {claim}
        if same:
            yield ""
            yield Text("Other claims with the same proposition")
            yield self.claims(node for node in same if isinstance(node, NamedNode))

    # --- an item

    def entity(self, node: NamedNode) -> Iterator[RenderableType]:
        """All about an entity."""
        inferred = f"<{named_graph(self.base, 'inferred/').value}"
        given = {
            quad.object for quad in self.store.quads(node, RDF.type) if not str(quad.graph_name).startswith(inferred)
        }
        kinds = ", ".join(sorted(self.label(kind) for kind in given if isinstance(kind, NamedNode)))
        yield Text.assemble((self._item(node), "bold"), f"   {kinds}")
        names = {code: self.text(node, RDFS.label, code) for code in ("en", "de")}
        yield Text(" · ".join(f"{name} ({code})" for code, name in names.items() if name), "dim")
        statements = [
            quad.subject
            for end in (KG.subject, KG.object)
            for quad in self.store.quads(None, end, node, self._wikidata)
            if isinstance(quad.subject, NamedNode)
        ]
        if statements:
            yield ""
            yield self._statements(
                dict.fromkeys(statements), f"Statements of Wikidata's slice ({self._date()})", self.label(node)
            )
        yield from self._claims_about(node)

    def _date(self) -> str:
        return self.text(self._wikidata, DCTERMS.date)

    def _claims_about(self, node: NamedNode) -> Iterator[RenderableType]:
        by_relation: defaultdict[str, list[NamedNode]] = defaultdict(list)
        for claim, relation in self._about(node):
            by_relation[self.relation(relation)].append(claim)
        if not by_relation:
            yield ""
            yield Text("No article of the store claims anything about it.", "dim")
        for name, found in sorted(by_relation.items()):
            yield ""
            yield Text(f"{name}: {len(found)}", "bold")
            yield self.claims(found)
        said = [quad.subject for quad in self.store.quads(None, KG.attributedTo, node)]
        if said:
            yield ""
            yield Text(f"according to it: {len(set(said))}", "bold")
            yield self.claims(claim for claim in said if isinstance(claim, NamedNode))

    def _about(self, node: NamedNode) -> Iterator[tuple[NamedNode, NamedNode | None]]:
        for end in (KG.subject, KG.object):
            for quad in self.store.quads(None, end, node):
                proposition = quad.subject
                where = quad.graph_name
                if where != self._wikidata and isinstance(where, NamedNode) and isinstance(proposition, NamedNode):
                    relation = self.node(proposition, KG.predicate)
                    said = (found.subject for found in self.store.quads(None, KG.proposition, proposition, where))
                    yield from ((claim, relation) for claim in said if isinstance(claim, NamedNode))

    def claims(self, found: Iterable[NamedNode]) -> Table:
        """Claims as rows, by article and place; of many the first."""
        every = sorted(set(found), key=self._place)
        rows = [self._claim_row(claim) for claim in every[:_MOST_CLAIMS]]
        more = [("…", f"{len(every) - _MOST_CLAIMS} more", "", "")] if len(every) > _MOST_CLAIMS else []
        return table(("claim", "reads", "words", "article"), [*rows, *more])

    def _claim_row(self, claim: NamedNode) -> tuple[object, ...]:
        words = _one_line(Text(self.text(self.node(claim, KG.evidence), OA.exact)))
        article = self.node(claim, PROV.wasDerivedFrom)
        return self.label(claim), self.in_words(claim), words, self.text(article, DCTERMS.identifier)

    def _place(self, claim: NamedNode) -> tuple[str, int, str]:
        article, cue = self.node(claim, PROV.wasDerivedFrom), self.node(claim, KG.cue)
        return self.text(article, DCTERMS.identifier), int(self.text(cue, KG.start) or 0), claim.value


@cache
def _properties() -> dict[str, str]:
    """Names of Wikidata's properties that no relation of the ontology expresses."""
    path = Path(__file__).parent.parent / "data" / "display" / "properties.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return {id: f"{name} ({id})" for id, name in rows}


def _once(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Rows without those that say another one the other way round: two states border each other."""
    kept: dict[tuple[str, str, str, str], tuple[str, ...]] = {}
    for relation, subject, thing, when, source in rows:
        if (relation, thing, subject, when) not in kept:
            kept[relation, subject, thing, when] = (relation, subject, thing, when, source)
    return list(kept.values())


def _one_line(text: Text) -> Text:
    """The same with every line end as a space; the styles stay where they are."""
    made = text.copy()
    made.plain = re.sub(r"\s", " ", text.plain)
    return made


def _carrier(source: str) -> str:
    """Name of a source without the files inside it."""
    return re.sub(r" \(.*\)|: slice/facts", "", source)


def _during(start: str, end: str) -> str:
    if start and end:
        return f"{start} to {end}"
    return f"since {start}" if start else f"until {end}" if end else ""


def _pairs(rows: Iterable[tuple[str, object]]) -> Table:
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in rows:
        made.add_row(name, Text(str(value)))
    return made
