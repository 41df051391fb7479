"""An endpoint in place of a store, for the commands that ask one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, QuerySolutions

from kg.cli.screen import Labels, iris
from kg.endpoint import Answer, Endpoint
from kg.vocab import KG

_AT_ONCE = 400


class Remote:
    """An endpoint, and short words for its IRIs."""

    def __init__(self, url: str) -> None:
        self._endpoint = Endpoint.at(url)

    def query(self, text: str) -> Answer:
        """Answer a SPARQL query."""
        return self._endpoint.query(text)

    def labels(self, base: str) -> Labels:
        """Labels as a store gives them."""
        return _Labels(self._endpoint, base)


class _Labels(Labels):
    """Labels that are asked for some hundreds at a time: a question over the network costs more than its rows."""

    def __init__(self, endpoint: Endpoint, base: str) -> None:
        super().__init__(None, base)
        self._endpoint = endpoint
        self._found: defaultdict[str, list[Literal]] = defaultdict(list)

    def learn(self, texts: Iterable[str]) -> None:
        wanted = sorted({iri for text in texts for iri in iris(text) if not iri.startswith(KG.iri)})
        for first in range(0, len(wanted), _AT_ONCE):
            nodes = " ".join(str(NamedNode(iri)) for iri in wanted[first : first + _AT_ONCE])
            asked = f"SELECT DISTINCT ?node ?label {{ VALUES ?node {{ {nodes} }} ?node rdfs:label ?label }}"
            answer = self._endpoint.query(asked)
            for row in answer if isinstance(answer, QuerySolutions) else ():
                if isinstance(row["label"], Literal):
                    self._found[row["node"].value].append(row["label"])

    def _literals(self, iri: str) -> list[Literal]:
        return self._found.get(iri, [])
