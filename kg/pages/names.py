"""Labels of things in the language of a page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from pyoxigraph import Literal

from kg.pages import page
from kg.pages.ask import Ask, Row, Term
from kg.pages.links import node
from kg.vocab import KG, WD, prefixes

_MOST = 2_000  # things a query asks for at once
_SAYING = re.compile(r".*/(?:claim|proposition|statement)/[^/]+")
_MINTED = re.compile(r".*/(\w+)/([0-9a-f]{6})[0-9a-f]{26}")


def unnamed(iri: str, language: str) -> str:
    """What to call a thing without a label: *claim 3f21a0*, ``Q232``, ``prov:used``, else its IRI.

    >>> unnamed("https://w3id.org/alliances-kg/claim/2f691494482bf8358d3d5d365ab42021", "en")
    'claim 2f6914'
    >>> unnamed("http://www.w3.org/ns/prov#used", "en"), unnamed("http://www.wikidata.org/entity/Q232", "en")
    ('prov:used', 'Q232')
    """
    minted, folders = _MINTED.fullmatch(iri), page.texts(language)["folders"]
    if minted and minted[1] in folders:
        return f"{folders[minted[1]]} {minted[2]}"
    for own in (WD.iri, KG.iri):
        if iri.startswith(own) and iri != own:
            return iri.removeprefix(own)
    known = ((f"{name}:", prefix) for name, prefix in prefixes().items() if iri.startswith(prefix) and iri != prefix)
    name, prefix = max(known, key=lambda pair: len(pair[1]), default=("", ""))
    return name + iri.removeprefix(prefix)


async def labels(ask: Ask, things: Iterable[Term | str | None], language: str) -> dict[str, str]:
    """IRI -> label, of entities, relations, classes and values of the ontology alike.

    Args:
        things: IRIs, as terms or texts; literals and None are left out.
        language: Its label if there is one, else one in any language, else as ``unnamed``.
    """
    iris = sorted({iri for thing in things if (iri := _iri(thing)) and node(iri)})
    found = {iri: unnamed(iri, language) for iri in iris}
    for first in range(0, len(iris), _MOST):
        values = " ".join(f"<{iri}>" for iri in iris[first : first + _MOST])
        rows = await ask(f"SELECT ?thing ?label {{ VALUES ?thing {{ {values} }} ?thing rdfs:label ?label }}")
        rows.sort(key=lambda row: (_language(row) == language, _language(row) == "en", row["label"].value))
        found |= {row["thing"].value: row["label"].value for row in rows}  # the last one stays
    return found


def _iri(thing: Term | str | None) -> str | None:
    if isinstance(thing, Literal):
        return None
    return thing if isinstance(thing, str) or thing is None else thing.value


def _language(row: Row) -> str | None:
    label = row["label"]
    return label.language if isinstance(label, Literal) else None


async def kinds(ask: Ask, things: Iterable[str], language: str) -> dict[str, str]:
    """IRI of an entity -> what it is in words, *sovereign state*; "" where nothing says. Inferred classes do not count.

    Args:
        things: IRIs of entities.
    """
    iris = sorted(iri for iri in set(things) if node(iri))
    values = " ".join(f"<{iri}>" for iri in iris)
    rows = await ask(
        f"SELECT DISTINCT ?thing ?kind {{ VALUES ?thing {{ {values} }} GRAPH ?graph {{ ?thing a ?kind }} "
        f'FILTER(!CONTAINS(STR(?graph), "/graph/inferred")) }} ORDER BY ?thing ?kind'
    )
    names = await labels(ask, (row["kind"] for row in rows), language)
    return dict.fromkeys(iris, "") | {row["thing"].value: names[row["kind"].value] for row in rows}


async def sentences(ask: Ask, things: Collection[Term | str | None], language: str) -> dict[str, str]:
    """IRI -> label, as ``labels``; of claims, propositions and statements what they say: *China borders Kyrgyzstan*."""
    iris = sorted({iri for thing in things if (iri := _iri(thing)) and _SAYING.fullmatch(iri) and node(iri)})
    values = " ".join(f"<{iri}>" for iri in iris)
    rows = await ask(
        f"SELECT ?thing ?subject ?predicate ?object {{ VALUES ?thing {{ {values} }} ?thing kg:proposition? ?said . "
        "?said kg:predicate ?predicate . OPTIONAL { ?said kg:subject ?subject } OPTIONAL { ?said kg:object ?object } }"
    )
    names = await labels(ask, (*things, *(term for row in rows for term in row.values())), language)
    return names | {row["thing"].value: _sentence(row, names) for row in rows}


def _sentence(row: Row, names: Mapping[str, str]) -> str:
    parts = (row.get(name) for name in ("subject", "predicate", "object"))
    return " ".join(names.get(term.value, term.value) for term in parts if term)
