"""An entity: its names, what Wikidata says about it, what articles claim about it, and what it says."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.notebook import html, network
from kg.notebook.claims import Claims
from kg.notebook.result import Result
from kg.notebook.source import Row, Source, asked
from kg.vocab import KG, RDFS, WD, WDT

_QID = re.compile(r"Q[1-9]\d*")
_MOST_FACTS = 15
_FACTS = ("relation", "subject", "subject_label", "object", "object_label", "value", "from", "until", "source")


class Entity:
    """An entity of the graph.

    Attributes:
        id: Its IRI.
        qid: None for one that Wikidata's slice does not know.
        label: In English, else German, else any.
        labels: Language code -> label.
        kind: Its class: ``SovereignState``.
    """

    def __init__(self, source: Source, name: str) -> None:
        self._source, self._node = source, _node(name, source)
        source.learn((self._node,))
        about = source.known.entity(self._node) or {}
        self.labels = {
            quad.object.language or "": quad.object.value
            for quad in sorted(source.known.store.quads(self._node, RDFS.label), key=str)
            if isinstance(quad.object, Literal)
        }
        if not self.labels and about["kind"] is None:
            raise UsageError(f"{name} is in neither the articles nor the slice of Wikidata")
        self.id: str = about["id"]
        self.qid: str | None = about["qid"]
        self.label: str = about["label"]
        self.kind: str | None = about["kind"]

    @cached_property
    def facts(self) -> Result:
        """Wikidata's statements about it: relation, ends with labels, or ``value``, from and until when, the source."""
        found = list(self._source.rows(asked("facts").filled({"entity": self.id})))
        self._source.learn(row[end] for row in found for end in ("subject", "object") if row[end] is not None)
        found.sort(key=lambda row: row["relation"] is None)  # what the ontology has a relation for comes first
        return Result(_FACTS, [self._fact(row) for row in found])

    def _fact(self, row: Row) -> tuple[Any, ...]:
        relation = KG.name(row["relation"]) or WDT.name(row["property"]) or ""
        ends = (row["subject"], self._label(row["subject"]), row["object"], self._label(row["object"]))
        return (Literal(relation), *ends, row["value"], row["from"], row["until"], row["source"])

    def _label(self, node: Any) -> Literal | None:
        known = self._source.known.entity(node) if isinstance(node, NamedNode) else None
        return Literal(known["label"]) if known else None

    @property
    def claims(self) -> Claims:
        """Claims about it: it is one of their ends."""
        return Claims(self._source, {"entity": self.id})

    @property
    def said(self) -> Claims:
        """Claims that it is quoted with."""
        return Claims(self._source, {"speaker": self.id})

    @cached_property
    def ties(self) -> list[network.Tie]:
        """Whom claims bring together with it, how, and how often: the most frequent first."""
        found = list(self._source.rows(asked("neighbours").filled({"entity": self.id})))
        self._source.learn(row["other"] for row in found)
        return [self._tie(row) for row in found]

    def _tie(self, row: Row) -> network.Tie:
        label = (self._source.known.entity(row["other"]) or {})["label"]
        relation = KG.name(row["relation"]) or row["relation"].value
        outward = row["outward"].value in ("true", "1")  # Virtuoso writes 1
        return network.Tie(label, relation, outward, row["polarity"] == KG["negative"], int(row["claims"].value))

    def __repr__(self) -> str:
        return f"<Entity {self.qid or self.id}: {self.label}, {self.kind or 'of no known kind'}>"

    def _repr_html_(self) -> str:
        names = " · ".join(f"{name} ({code})" if code else name for code, name in sorted(self.labels.items()))
        head = f"<strong>{html.escape(self.label)}</strong> {html.escape(self.kind or '')} {_link(self.qid)}"
        picture = (
            network.drawn(self.label, self.ties) if self.ties else html.note("no article claims anything about it")
        )
        shown = [name for name in _FACTS if not name.endswith("_label")]
        facts = html.table(shown, [_readable(row) for row in self.facts[:_MOST_FACTS]], len(self.facts))
        return f"<div>{head}{html.note(names)}{picture}<details><summary>Wikidata</summary>{facts}</details></div>"


def _readable(row: dict[str, str]) -> list[str]:
    """A fact with labels in place of items."""
    return [row.get(f"{name}_label") or row[name] for name in _FACTS if not name.endswith("_label")]


def _link(qid: str | None) -> str:
    return f'<a href="https://www.wikidata.org/wiki/{qid}">{qid}</a>' if qid else ""


def _node(name: str, source: Source) -> NamedNode:
    if _QID.fullmatch(name):
        return WD[name]
    try:
        return NamedNode(f"{source.known.base}entity/{name}" if name.startswith("nil-") else name)
    except ValueError:
        raise UsageError(f"{name!r}: give a QID like Q232, or the IRI of an entity") from None
