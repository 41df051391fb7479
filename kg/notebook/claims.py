"""Claims as records (DESIGN.md, section 5), found by what they say, read some articles at a time."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

from kg import texts
from kg.errors import UsageError
from kg.export.records import Page, claims_of
from kg.model import Modality, Polarity
from kg.notebook import html
from kg.notebook.source import Source, asked
from kg.queries import Query
from kg.vocab import KG

if TYPE_CHECKING:
    from pandas import DataFrame

_CONDITION = re.compile(r"^.*# if (\w+)$\n", re.MULTILINE)
_MOST_SHOWN = 20
_PLAIN = {str(Polarity.POSITIVE), str(Modality.ASSERTED)}
_VALUES = {"polarity": Polarity, "modality": Modality}


class ClaimRecord(dict[str, Any]):
    """A claim: the dictionary that ``kg export --what claims`` writes, which a notebook shows in its sentence."""

    def __init__(self, record: Mapping[str, Any], page: Page, source: Source) -> None:
        super().__init__(record)
        self._page, self._source = page, source

    def in_words(self) -> str:
        """The claim in one line: ends, relation, and what makes it less than plain."""
        thing = self["object"] or {}
        ends = (self["subject"] or {}).get("label", "–"), thing.get("label") or f"“{thing.get('value', '–')}”"
        speakers = " › ".join(speaker["label"] for speaker in self["attribution"])
        marks = [value for value in (self["polarity"], self["modality"]) if value not in _PLAIN]
        marks += [f"according to {speakers}"] if speakers else []
        marks += [self["time"]] if self["time"] else []
        return f"{ends[0]} {self['predicate']} {ends[1]}" + (f" [{', '.join(marks)}]" if marks else "")

    def marks(self) -> list[html.Mark]:
        """Where it stands in its article: the evidence, and the cue inside it."""
        page, evidence = self._page, self["evidence"]
        found = [html.Mark(evidence["start"], evidence["end"], self.in_words())]
        if cue := page.node(NamedNode(self["id"]), KG.cue):
            found.append(html.Mark(page.integer(cue, KG.start), page.integer(cue, KG.end), cue=True))
        return found

    def _repr_html_(self) -> str:
        evidence, text = self["evidence"], self._source.text(self._page)
        begin, end = evidence["start"], evidence["end"]
        if text:
            begin, end = texts.sentence(text, begin, end)
        words = text[begin:end] if text else evidence["text"]
        quoted = f"<blockquote>{html.marked(words, self.marks(), begin)}</blockquote>"
        return f"<div><strong>{html.escape(self.in_words())}</strong>{quoted}{html.note(self['source'])}</div>"


class Claims:
    """Claims that fit; each loop over them asks anew, and reads no further than it goes."""

    def __init__(self, source: Source, filters: Mapping[str, Any]) -> None:
        self._source = source
        self._filters = {name: as_text(value) for name, value in filters.items() if value is not None}
        query = asked("claims")
        self._query = replace(query, name="claims()", text=_with(query.text, self._filters))
        self._query.bound(self._filters)
        _check(self._query, self._filters, source)

    def __iter__(self) -> Iterator[ClaimRecord]:
        wanted = self._wanted()
        for page in self._source.pages(list(wanted)):
            chosen = wanted[NamedNode(page.origin["article"])]
            for record in claims_of(page, self._source.known):
                if chosen is None or record["id"] in chosen:
                    yield ClaimRecord(record, page, self._source)

    def _wanted(self) -> dict[NamedNode, set[str] | None]:
        """Article -> its claims, None for all, in the order of the articles' sources."""
        if not self._filters:
            return {row["article"]: None for row in self._source.rows(asked("articles").text)}
        found: defaultdict[NamedNode, set[str] | None] = defaultdict(set)
        for row in self._source.rows(self._query.filled(self._filters)):
            chosen = found[row["article"]]
            assert chosen is not None
            chosen.add(row["claim"].value)
        return found

    def to_dataframe(self) -> DataFrame:
        """All of them in flat, typed columns; see ``kg.notebook.frames.records``.

        Raises:
            UsageError: pandas is not installed.
        """
        from kg.notebook import frames

        return frames.records(self)

    def __repr__(self) -> str:
        return f"<Claims: {', '.join(f'{name}={value}' for name, value in self._filters.items()) or 'all'}>"

    def _repr_html_(self) -> str:
        return claims_table(list(islice(self, _MOST_SHOWN + 1)))


def claims_table(found: list[ClaimRecord]) -> str:
    """The first claims as a table; whether there are more."""
    cells = [(claim.in_words(), claim["evidence"]["text"], claim["source"]) for claim in found[:_MOST_SHOWN]]
    made = html.table(("claim", "words", "article"), cells, len(cells))
    return made + (html.note("there are more") if len(found) > _MOST_SHOWN else "")


def as_text(value: Any) -> str:
    """A parameter as it is written: a date by its digits, an entity by its IRI."""
    if isinstance(value, Mapping):
        return str(value["id"])
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "id", value))


def _with(text: str, given: Mapping[str, str]) -> str:
    """The query without the conditions on what is not given."""
    return _CONDITION.sub(lambda match: match[0] if match[1] in given else "", text)


def _check(query: Query, given: Mapping[str, str], source: Source) -> None:
    """Refuse a value that no claim can have: no claims would be a wrong answer.

    Raises:
        UsageError: There is no such polarity, modality or relation.
    """
    for name, known in _VALUES.items():
        if name in given and given[name] not in list(known):
            raise UsageError(f"{name}={given[name]!r}: there is {', '.join(known)}")
    if "predicate" in given:
        relations = [KG.name(row["relation"]) or "" for row in source.rows(asked("relations").text)]
        if relations and given["predicate"] not in relations and not _is_used(given["predicate"], source):
            near = difflib.get_close_matches(given["predicate"], relations, n=3) or sorted(relations)[:3]
            raise UsageError(f"predicate={given['predicate']!r} is no relation; did you mean {', '.join(near)}?")


def _is_used(relation: str, source: Source) -> bool:
    return bool(source.query(f"ASK {{ ?proposition kg:predicate {KG[relation]} }}"))
