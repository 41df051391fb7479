"""A rule: a ``.rq`` file with a header, whose CONSTRUCT says what follows from what.

The header is YAML behind ``#+``:

- ``summary`` with ``en`` and ``de``;
- ``focus``, the variables of which each result that an article can change binds one to a node of that article;
- ``after``, the rules whose results it reads, or ``*`` for all;
- ``reads``, the relations by whose triples a node of an article comes to bind such a variable, ``a`` for the kind;
  without it all that the pattern names;
- ``articles: false`` where it reads the background alone;
- ``recursive: true`` where it may read what it gave itself; ``reach``, a relation that it follows over many steps;
- ``each``, where it must be narrowed also when it is applied to everything.

The comment ``#focus`` marks where the query is narrowed to some nodes, in each branch of a UNION: Oxigraph 0.5 does not
carry what is bound into one. For the same reason patterns come before BIND, and inside EXISTS a pattern stands alone,
the others in an EXISTS within it: there Oxigraph does not know what is bound and may begin with the most frequent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.vocab import named_graph, prefixes

INFERRED, AGREEMENT = "inferred", "agreement"
FOLDERS = {INFERRED: "rules", AGREEMENT: "agreement"}
"""Named graph -> folder of the ontology with the rules that fill it, in the order in which they do."""

_OWL = "http://www.w3.org/2002/07/owl#"
_MINTED = ("verdict",)
_PLACE = "#focus"
_ALL = "*"
_KEYS = frozenset({"summary", "focus", "after", "articles", "reach", "recursive", "reads", "each"})
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_WORD = re.compile(r"[\w-]+")
_ANY_RELATION = re.compile(r"(?:[?]\w+|;)\s+[?]\w+\s+[?<\w]")
_CONSTRUCT = re.compile(r"\bCONSTRUCT\s*\{\s*(\S+)\s+(\S+)\s+(\S+)[^{}]*\}\s*WHERE\s*\{")


@dataclass(frozen=True, slots=True)
class Rule:
    """What follows from what.

    Attributes:
        target: The graph that it fills a part of: ``inferred`` or ``agreement``.
        name: The file's name without its suffix.
        summary: Language code -> what it says.
        focus: Variables, without ``?``.
        after: Names of rules of the same target.
        relations: Local names of those that it reads where that is narrowed, else none.
        articles: Whether articles can change what it gives.
        reach: Local name of a relation, "" for none.
        recursive: Whether the rule finds among its premises what it gave.
        each: Variable -> local name of a property: when applied to everything, the rule is applied to some hundred
            of the property's subjects at a time, where Oxigraph would begin at the wrong end.
        text: SPARQL.
    """

    target: str
    name: str
    summary: Mapping[str, str]
    focus: tuple[str, ...]
    after: tuple[str, ...]
    relations: frozenset[str]
    articles: bool
    reach: str
    recursive: bool
    each: Mapping[str, str]
    text: str

    def graph(self, base: str) -> NamedNode:
        """The named graph that holds what the rule gives, and that is the rule's own IRI."""
        return named_graph(base, f"{self.target}/{self.name}")

    @property
    def head(self) -> tuple[str, str, str]:
        """The first triple of what it constructs, as it is written."""
        found = _CONSTRUCT.search(self.text)
        assert found  # or it would not have been loaded
        return found[1], found[2], found[3]

    def reads(self, relation: str) -> bool:
        """Whether triples of a relation, given by its local name, can change what the rule gives; ``a`` is the kind."""
        words = self.relations or _premises(self.text)
        return words is None or relation in words

    def within(self, variable: str, nodes: Iterable[NamedNode]) -> str:
        """The query, for results alone that bind a variable to one of the nodes."""
        return self.where(f"VALUES ?{variable} {{ {' '.join(map(str, nodes))} }}")

    def where(self, *patterns: str) -> str:
        """The query with further patterns at the beginning of its WHERE, or where it says ``#focus``."""
        if _PLACE in self.text:
            return self.text.replace(_PLACE, " ".join(patterns))
        return _CONSTRUCT.sub(lambda match: f"{match[0]}\n  {' '.join(patterns)}", self.text, count=1)


@cache
def _premises(text: str) -> frozenset[str] | None:
    """The words of a rule's pattern, None if a variable stands where a relation does."""
    pattern = _CONSTRUCT.sub("", _COMMENT.sub("", text))
    return None if _ANY_RELATION.search(pattern) else frozenset(_WORD.findall(pattern))


def names(base: str) -> dict[str, str]:
    """Prefix -> IRI in rules: those of the graph, ``owl``, and the graphs and nodes that rules make."""
    targets = {target: named_graph(base, f"{target}/").value for target in FOLDERS}
    return prefixes(base) | {"owl": _OWL} | targets | {name: f"{base}{name}/" for name in _MINTED}


def load(folder: Path, target: str) -> list[Rule]:
    """The rules that fill a graph, each behind those whose results it reads, else by name.

    Args:
        folder: The ontology's.

    Raises:
        InputError: A file cannot be read, its header is incomplete, or it comes after a rule that is not there or
            that comes after it.
    """
    rules = {path.stem: _read(path, target) for path in sorted((folder / FOLDERS[target]).glob("*.rq"))}
    ordered: dict[str, Rule] = {}
    last = {rule.name for rule in rules.values() if _ALL in rule.after}
    while len(ordered) < len(rules):
        waited = {rule.name: set(rules) - last if _ALL in rule.after else set(rule.after) for rule in rules.values()}
        free = [rule for rule in rules.values() if rule.name not in ordered and waited[rule.name] <= set(ordered)]
        if not free:
            left = next(rule for rule in rules.values() if rule.name not in ordered)
            raise InputError(f"{folder / FOLDERS[target] / left.name}.rq: 'after' names no rule, or goes in a circle")
        ordered[free[0].name] = free[0]
    return list(ordered.values())


def _read(path: Path, target: str) -> Rule:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}") from error
    head = "\n".join(line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+"))
    try:
        data = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise InputError(f"{path}: the header is no YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(data, dict) or not _is_described(data):
        raise InputError(
            f"{path}: the header needs a summary in en and de, and focus; it knows {', '.join(sorted(_KEYS))}"
        )
    if not _CONSTRUCT.search(text):
        raise InputError(f"{path}: a rule is CONSTRUCT {{ … }} WHERE {{ … }}")
    return Rule(
        target,
        path.stem,
        data["summary"],
        tuple(data["focus"]),
        tuple(data.get("after", ())),
        frozenset(data.get("reads", ())),
        bool(data.get("articles", True)),
        str(data.get("reach", "")),
        bool(data.get("recursive", False)),
        dict(data.get("each", {})),
        text,
    )


def _is_described(data: Mapping[str, object]) -> bool:
    summary = data.get("summary")
    return isinstance(summary, dict) and {*summary} == {"en", "de"} and bool(data.get("focus")) and {*data} <= _KEYS
