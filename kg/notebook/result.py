"""Rows that a query gave: dictionaries of texts, a table in a notebook, a data frame with typed columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import Literal, QuerySolutions

from kg import queries
from kg.notebook import html
from kg.vocab import WD

if TYPE_CHECKING:
    from pandas import DataFrame

_MOST_SHOWN = 50
_HASH = re.compile(r"https?://\S+/(\w+)/([0-9a-f]{8})[0-9a-f]{24}")


class Result(Sequence[Mapping[str, str]]):
    """The rows of a SELECT query, in its order; equal to a list of the same dictionaries.

    A row has every variable: Wikidata items and relations by their short names, "" for what is not bound.
    """

    def __init__(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        self.columns = tuple(columns)
        self.terms = [tuple(row) for row in rows]
        """The RDF terms (pyoxigraph), None where a variable is not bound."""

    @classmethod
    def of(cls, answer: QuerySolutions) -> Result:
        """All rows of an answer."""
        names = [variable.value for variable in answer.variables]
        return cls(names, ([row[name] for name in names] for row in answer))

    def __len__(self) -> int:
        return len(self.terms)

    @overload
    def __getitem__(self, index: int) -> dict[str, str]: ...

    @overload
    def __getitem__(self, index: slice) -> Result: ...

    def __getitem__(self, index: int | slice) -> dict[str, str] | Result:
        if isinstance(index, slice):
            return Result(self.columns, self.terms[index])
        return dict(zip(self.columns, map(text_of, self.terms[index]), strict=True))

    def __iter__(self) -> Iterator[dict[str, str]]:
        return (self[index] for index in range(len(self)))

    def __eq__(self, other: object) -> bool:
        return list(self) == list(other) if isinstance(other, Result | list) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # as for a list

    def to_dataframe(self) -> DataFrame:
        """The rows as a pandas data frame with typed columns; see ``kg.notebook.frames``.

        Raises:
            UsageError: pandas is not installed.
        """
        from kg.notebook import frames

        return frames.frame(self.columns, self.terms)

    def __repr__(self) -> str:
        return f"<Result: {html.count(len(self), 'row')} of {', '.join(self._shown()) or 'nothing'}>"

    def _repr_html_(self) -> str:
        """A table of the first rows, without parameters and empty columns."""
        shown = self._shown()
        rows = [[_short(row[name]) for name in shown] for row in self[:_MOST_SHOWN]]
        return html.table(shown, rows, len(self))

    def _shown(self) -> list[str]:
        filled = {name for row in self.terms for name, term in zip(self.columns, row, strict=True) if term is not None}
        return [name for name in self.columns if name in filled and not name.startswith("_")]


def text_of(term: Any) -> str:
    """A cell for a person: IRIs of Wikidata and the ontology short, also where a text is a list of them."""
    text = queries.text_of(term)
    if isinstance(term, Literal) and text.startswith(WD.iri):
        return " ".join(word.removeprefix(WD.iri) for word in text.split(" "))
    return text


def _short(text: str) -> str | tuple[str, str]:
    """An IRI with a hash by its beginning, the whole behind it."""
    found = _HASH.fullmatch(text)
    return (f"{found[1]}:{found[2]}…", text) if found else text
