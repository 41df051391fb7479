"""The text of a query, looked at without parsing it: an endpoint may speak more than SPARQL 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kg.vocab import prefixes

_NO_KEYWORD = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}  # long strings
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                          # strings
    | <[^<>{}\s]*> | [?$]\w+ | (?P<local>:[\w.%\\-]*)                    # IRIs, variables, local names
    | \#[^\n]*                                                           # comments
    """,
    re.DOTALL | re.VERBOSE,
)
_FORM = re.compile(r"(?<![\w:-])(SELECT|ASK|CONSTRUCT|DESCRIBE)(?![\w:-])", re.IGNORECASE)
_DECLARED = re.compile(r"\bPREFIX\s+([\w.-]*)\s*:", re.IGNORECASE)
_USED = re.compile(r"(?<![\w.-])([A-Za-z][\w.-]*):")


def keywords(text: str) -> str:
    """The query with a space for all that holds no keyword: strings, IRIs, variables, local names, comments."""
    return _NO_KEYWORD.sub(" ", text)


def form(text: str) -> str | None:
    r"""``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; None for an update and for what is no query.

    >>> form("# what to DELETE\nPREFIX ask: <urn:x> SELECT * { ?ask ask:construct ?x }"), form("DROP ALL")
    ('SELECT', None)
    """
    found = _FORM.search(keywords(_DECLARED.sub(" :", text)))
    return found[1].upper() if found else None


def with_prefixes(text: str, known: Mapping[str, str] | None = None) -> str:
    """The query with a declaration of each known prefix that it uses without one; its lines keep their numbers.

    Args:
        known: Prefix -> IRI; those of ``kg.vocab`` if not given.

    >>> with_prefixes("ASK { ?x a kg:Claim }")
    'PREFIX kg: <https://w3id.org/alliances-kg/ontology#> ASK { ?x a kg:Claim }'
    """
    bare = _NO_KEYWORD.sub(lambda match: ":" if match["local"] else " ", text)
    used = set(_USED.findall(bare)) - set(_DECLARED.findall(bare))
    missing = ((name, iri) for name, iri in (known or prefixes()).items() if name in used)
    return "".join(f"PREFIX {name}: <{iri}> " for name, iri in missing) + text
