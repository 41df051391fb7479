"""Named questions: ``.rq`` files with a header, their parameters put in their place.

The header is YAML behind ``#+`` (as grlc has it): ``summary``, ``question`` with ``en`` and ``de``, ``tags``,
``parameters``. A parameter ``x`` of the header is the variable ``?_x`` of the query; what it SELECTs, it shows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox
import yaml
from pyoxigraph import Literal, NamedNode

from kg import resources
from kg.errors import InputError, UsageError
from kg.model import Date
from kg.vocab import KG, WD, XSD

Term = NamedNode | Literal

_PARTS = re.compile(
    r"""
    \"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}  # long strings
    | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*'                          # strings
    | <[^<>{}\s]*> | \#[^\n]*                                           # IRIs, comments
    | \b(?i:BOUND)\s*\(\s*[?$](?P<bound>\w+)\s*\) | [?$]\w+ | [{}]    # variables, braces
    """,
    re.DOTALL | re.VERBOSE,
)
_VALUES = re.compile(r"\bVALUES\s*(?:[?$]\w+|\([^)]*\))\s*$", re.IGNORECASE)
_TYPES = {
    "entity": "a QID like Q232, or an IRI",
    "date": "a day, month or year like 2022-09-14",
    "relation": "a relation of the ontology like memberOf",
    "string": "a text",
}
_KEYS = frozenset({"type", "default", "optional", "about"})
_MOST_EXPECTED = 80
_REQUIRED = ("summary", "question", "tags")


class Answers(Protocol):
    """What a query needs of a store."""

    def query(self, text: str) -> Any:
        """Answer a SPARQL query."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that a query takes; one without ``default`` that is not ``optional`` must be given."""

    name: str
    type: str
    default: str | None = None
    optional: bool = False
    about: str = ""

    def term(self, text: str) -> Term:
        """The value as an RDF term.

        Raises:
            UsageError: It is not of the parameter's type.
        """
        if self.type == "entity" and re.fullmatch(r"Q[1-9]\d*", text):
            return WD[text]
        if self.type == "entity" and re.fullmatch(r"[a-z]+:[^\s<>\"{}|^`\\]+", text):
            return NamedNode(text)
        if self.type == "relation" and re.fullmatch(r"\w+", text):
            return KG[text]
        if self.type == "string":
            return Literal(text)
        if self.type == "date":
            try:
                date = Date.parse(text)
                return Literal(str(date), datatype=XSD[date.datatype])
            except ValueError:
                pass
        raise UsageError(f"parameter {self.name}: {text!r} is not {_TYPES[self.type]}")


@dataclass(frozen=True, slots=True)
class Query:
    """A question that the graph answers.

    Attributes:
        name: The file's name without its suffix.
        question: Language code -> the question.
        text: SPARQL.
    """

    name: str
    summary: str
    question: Mapping[str, str]
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str

    def run(self, store: Answers, **values: str) -> Any:
        """Answer the question from a store, or from whatever else answers SPARQL.

        Args:
            values: Parameters by name, as texts.

        Raises:
            UsageError: A parameter is missing, unknown or not of its type.
        """
        try:
            return store.query(self.filled(values))
        except SyntaxError as error:
            raise UsageError(f"{self.name}: {_brief(error)}") from error

    def filled(self, values: Mapping[str, str]) -> str:
        """The query with the values in place of its parameters.

        They stand in the text itself: only then does Oxigraph begin with them, which is a thousand times faster on a
        large store. At the end of the pattern they are bound once more, for SELECT and GROUP BY.

        Raises:
            UsageError: As ``bound``.
        """
        bound = self.bound(values)
        if not bound:
            return self.text
        first, last = _pattern(self.text)

        def put(match: re.Match[str]) -> str:
            if match["bound"]:
                return "true" if match["bound"] in bound else match[0]
            term = bound.get(match[0][1:]) if match[0][0] in "?$" else None
            return match[0] if term is None else str(term)

        body = _PARTS.sub(put, self.text[first:last])
        again = " ".join(f"BIND({term} AS ?{name})" for name, term in bound.items())
        return f"{self.text[:first]}{body}  {again}\n{self.text[last:]}"

    def bound(self, values: Mapping[str, str]) -> dict[str, Term]:
        """The query's variables and what stands in their place.

        Raises:
            UsageError: A parameter is missing, unknown or not of its type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        if unknown := sorted(set(values) - set(known)):
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"{self.name} has no parameter {unknown[0]}; {takes}")
        bound: dict[str, Term] = {}
        for parameter in self.parameters:
            text = values.get(parameter.name, parameter.default)
            if text is not None:
                bound[f"_{parameter.name}"] = parameter.term(text)
            elif not parameter.optional:
                hint = f"--param {parameter.name}=VALUE, {_TYPES[parameter.type]}"
                raise UsageError(f"{self.name} needs the parameter {parameter.name}: {hint}")
        return bound


def _pattern(text: str) -> tuple[int, int]:
    """Where the pattern begins and ends, without its braces: the last outermost group, a list of values apart."""
    depth, begin, found = 0, 0, (0, 0)
    for match in _PARTS.finditer(text):
        if match[0] == "{":
            if depth == 0 and _VALUES.search(text, 0, match.start()):
                break
            depth += 1
            begin = match.end() if depth == 1 else begin
        elif match[0] == "}":
            depth -= 1
            found = (begin, match.start()) if depth == 0 else found
    return found


def _brief(error: SyntaxError) -> str:
    """Where SPARQL is broken, without all of what could stand there."""
    where, _, expected = str(error).partition(": expected ")
    if expected == "CONSTRUCT":  # the last form that the parser tries; the place it names then is none
        return "no query: it must be SELECT, ASK, CONSTRUCT or DESCRIBE"
    if expected == "[_]":
        return f"SPARQL is broken, {where}: it ends too early"
    return f"SPARQL is broken, {where}" + (f": expected {expected}" if len(expected) <= _MOST_EXPECTED else "")


def parse(text: str, name: str) -> Query:
    """Read a query with its header; a text without a header is a query without parameters.

    Raises:
        InputError: The header is incomplete or says something unknown.
    """
    header = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    if not header:
        return Query(name, "", {}, (), (), text)
    try:
        data = yaml.safe_load(header)
    except yaml.YAMLError as error:
        raise InputError(f"{name}: the header is no YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(data, dict):
        raise InputError(f"{name}: the header must be 'key: value' lines")
    if missing := [key for key in _REQUIRED if not data.get(key)]:
        raise InputError(f"{name}: the header lacks {', '.join(missing)}")
    parameters = tuple(_parameter(name, key, value) for key, value in (data.get("parameters") or {}).items())
    for parameter in parameters:
        if f"?_{parameter.name}" not in text:
            raise InputError(f"{name}: the parameter {parameter.name} is nowhere in the query as ?_{parameter.name}")
    question = data["question"] if isinstance(data["question"], dict) else {"en": data["question"]}
    return Query(name, data["summary"], question, tuple(data["tags"]), parameters, text)


def _parameter(query: str, name: str, value: object) -> Parameter:
    given = value if isinstance(value, dict) else {"type": value}
    if unknown := sorted(set(map(str, given)) - _KEYS):
        raise InputError(f"{query}: parameter {name} has the key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    if given.get("type") not in _TYPES:
        raise InputError(f"{query}: parameter {name} has type {given.get('type')!r}; known are {', '.join(_TYPES)}")
    default = given.get("default")
    return Parameter(
        name=name,
        type=str(given["type"]),
        default=None if default is None else str(default),
        optional=bool(given.get("optional", False)),
        about=str(given.get("about", "")),
    )


def load(path: Path) -> Query:
    """Read a query file.

    Raises:
        InputError: The file cannot be read or its header is broken.
    """
    try:
        return parse(path.read_text(encoding="utf-8"), path.stem)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}") from error


def named(folder: Path | None = None) -> dict[str, Query]:
    """All named queries, by name, sorted."""
    paths = sorted((folder or resources.folder("queries")).glob("*.rq"))
    return {path.stem: load(path) for path in paths}


def find(name: str, folder: Path | None = None) -> Query:
    """The named query, or the query in the file of that name.

    Raises:
        UsageError: There is neither; names the nearest ones.
    """
    if name.endswith(".rq") or "/" in name:
        return load(Path(name))
    known = named(folder)
    if name in known:
        return known[name]
    import difflib

    near = difflib.get_close_matches(name, known, n=3) or list(known)[:3]
    raise UsageError(f"there is no query {name!r}; did you mean {', '.join(near)}? `kg queries` lists all")


def base_of(store: Answers) -> str | None:
    """Where the instances of a store live (``--base``), None before its background is there."""
    rows = store.query("SELECT ?g { GRAPH ?g { ?g dcterms:date ?date } } ORDER BY ?g")
    found = (row["g"].value for row in rows)
    return next((name.removesuffix("graph/wikidata") for name in found if name.endswith("graph/wikidata")), None)


def text_of(term: object) -> str:
    """A result's cell for a person: Wikidata and ontology IRIs short, literals by their value."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return WD.name(term) or KG.name(term) or term.value
    if isinstance(term, ox.Literal):
        return term.value
    return str(term)


def python(answer: object) -> Any:
    """An answer as Python has it: rows as dictionaries of texts, a truth value, or an rdflib graph."""
    if isinstance(answer, ox.QuerySolutions):
        names = [variable.value for variable in answer.variables]
        return [{name: text_of(row[name]) for name in names} for row in answer]
    if isinstance(answer, ox.QueryBoolean):
        return bool(answer)
    import rdflib  # takes longer to import than most queries to run

    lines = b"".join(f"{triple} .\n".encode() for triple in answer)  # type: ignore[attr-defined]
    return rdflib.Graph().parse(data=lines, format="nt")
