"""Reads ``ontology/lexicon.*.ttl``: which words carry which relation, and where their arguments stand.

An entry is an OntoLex lexical entry, a sense an OntoLex lexical sense and synsem OntoMap whose
``ontolex:reference`` is a relation of the ontology, a modality or polarity (then the word is an
operator over its scope), or one of the terms ``kg:represents``, ``kg:attributedTo``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg import resources
from kg.errors import InputError
from kg.model import Modality, Polarity

KG = "https://w3id.org/alliances-kg/ontology#"
ARGUMENT = "https://w3id.org/alliances-kg/lexicon/argument#"
ONTOLEX = "http://www.w3.org/ns/lemon/ontolex#"
SYNSEM = "http://www.w3.org/ns/lemon/synsem#"
LEXINFO = "http://www.lexinfo.net/ontology/3.0/lexinfo#"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A word that must stand beside the entry: where it stands and the lemmas that will do."""

    argument: str
    lemmas: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sense:
    """One meaning of an entry.

    Attributes:
        name: Local name of the sense's IRI.
        reference: Local name of the relation, value or term that it means.
        subject, object: Syntactic arguments that may fill the relation's ends, best first.
        content: Arguments whose words are the content.
        scope: Arguments over which an operator works.
        fixed: Words that must be there; ``unless``: words that must not.
        polarity, modality: What the word itself adds to the claim.
        subject_kinds, object_kinds: Kinds that may fill the ends, on top of the relation's own.
        flags: ``reflexive``, ``reciprocal``, ``possession``, ``agentless``, ``suffix`` ...
    """

    name: str
    reference: str
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    content: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    fixed: tuple[Fixed, ...] = ()
    unless: tuple[Fixed, ...] = ()
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality | None = None
    subject_kinds: frozenset[str] = frozenset()
    object_kinds: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Relation:
    """What the ontology says about a claim predicate."""

    name: str
    category: str = ""
    symmetric: bool = False
    subject_kinds: frozenset[str] = frozenset()
    object_kinds: frozenset[str] = frozenset()
    takes: str = "entity"
    of_state: bool = False
    disapproves: bool = False
    when_negated: str | None = None
    when_ended: str | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Entries of one language by part of speech and lemma, with the relations they refer to."""

    language: str
    entries: Mapping[tuple[str, str], tuple[Sense, ...]]
    suffixes: Mapping[str, tuple[Sense, ...]]
    markers: Mapping[str, frozenset[str]]
    relations: Mapping[str, Relation]
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def senses(self, part_of_speech: str, lemma: str) -> tuple[Sense, ...]:
        """Senses of a word; empty if the lexicon does not know it. Lemmas are compared case-folded."""
        return self.entries.get((part_of_speech, lemma.casefold()), ())

    def noun(self, lemma: str) -> tuple[Sense, ...]:
        """Senses of a noun, of the last part of a hyphenated compound, or of a solid compound's head."""
        found = self.senses("noun", lemma)
        if not found and "-" in lemma:
            return self.noun(lemma.rpartition("-")[2])
        if not found and len(lemma) > 6:
            folded = lemma.casefold()
            for i in range(2, len(folded) - 3):
                if folded[i:] in self.suffixes:
                    return self.suffixes[folded[i:]]
        return found


def _local(node: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return _name(node.value)  # type: ignore[union-attr]


@lru_cache(1 << 15)
def _name(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


_DOCUMENTATION = ("http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/")


class _Reader:
    """Property access over the parsed files, without what is only for people."""

    def __init__(self, paths: list[Path]) -> None:
        self.properties: dict[object, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for path in paths:
            try:
                for subject, predicate, value, _ in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                    name = predicate.value
                    if not name.startswith(_DOCUMENTATION):
                        self.properties[subject][name].append(value)
            except (OSError, SyntaxError) as error:
                raise InputError(f"{path}: {error}") from error

    def locals(self, node: object, name: str) -> tuple[str, ...]:
        return tuple(_local(value) for value in self.properties[node].get(name, ()))

    def text(self, node: object, name: str) -> str | None:
        values = self.properties[node].get(name)
        return values[0].value if values else None

    def texts(self, node: object, name: str) -> tuple[str, ...]:
        return tuple(value.value for value in self.properties[node].get(name, ()))


def _fixed(texts: tuple[str, ...]) -> tuple[Fixed, ...]:
    result = []
    for text in sorted(texts):
        argument, _, lemmas = text.partition(" ")
        result.append(Fixed(argument, frozenset(lemma.casefold() for lemma in lemmas.split("|"))))
    return tuple(result)


def _sense(reader: _Reader, node: object, path: Path) -> Sense:
    reference = reader.locals(node, ONTOLEX + "reference")
    name = _local(node)  # type: ignore[arg-type]
    if len(reference) != 1:
        raise InputError(f"{path}: sense {name} has {len(reference)} references, it needs one")
    modality = reader.locals(node, KG + "modality")
    polarity = reader.locals(node, KG + "polarity")
    return Sense(
        name=name,
        reference=reference[0],
        subject=reader.locals(node, SYNSEM + "subjOfProp"),
        object=reader.locals(node, SYNSEM + "objOfProp"),
        content=reader.locals(node, KG + "contentArgument"),
        scope=reader.locals(node, KG + "scope"),
        fixed=_fixed(reader.texts(node, KG + "fixed")),
        unless=_fixed(reader.texts(node, KG + "unless")),
        polarity=Polarity(polarity[0]) if polarity else Polarity.POSITIVE,
        modality=Modality(modality[0]) if modality else None,
        subject_kinds=frozenset(reader.locals(node, KG + "subjectKind")),
        object_kinds=frozenset(reader.locals(node, KG + "objectKind")),
        flags=frozenset(reader.locals(node, KG + "trait")),
    )


def _relations(reader: _Reader) -> dict[str, Relation]:
    result = {}
    for node, properties in list(reader.properties.items()):
        if KG + "category" not in properties:
            continue
        name = _local(node)  # type: ignore[arg-type]
        result[name] = Relation(
            name=name,
            category=reader.text(node, KG + "category") or "",
            symmetric="SymmetricProperty" in reader.locals(node, "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
            subject_kinds=frozenset(reader.locals(node, KG + "subjectKind")),
            object_kinds=frozenset(reader.locals(node, KG + "objectKind")),
            takes=reader.text(node, KG + "takes") or "entity",
            of_state=reader.text(node, KG + "ofState") == "true",
            disapproves=reader.text(node, KG + "ploverMode") == "disapprove",
            when_negated=next(iter(reader.locals(node, KG + "whenNegated")), None),
            when_ended=next(iter(reader.locals(node, KG + "whenEnded")), None),
        )
    return result


def _kinds(reader: _Reader) -> dict[str, frozenset[str]]:
    """Every class of the ontology with all classes above it and itself."""
    parents = {
        _local(node): set(reader.locals(node, "http://www.w3.org/2000/01/rdf-schema#subClassOf"))
        for node in list(reader.properties)
        if isinstance(node, ox.NamedNode) and node.value.startswith(KG)
    }

    def above(name: str) -> frozenset[str]:
        return frozenset({name}).union(*(above(parent) for parent in parents.get(name, ()) if parent != name))

    return {name: above(name) for name in parents}


@lru_cache(maxsize=4)
def load(language: str, folder: Path | None = None) -> Lexicon:
    """Read the lexicon of a language with the ontology's relations and the syntactic arguments.

    Raises:
        InputError: There is no such lexicon, or a file is broken; says where.
    """
    folder = folder or resources.folder("ontology")
    path = folder / f"lexicon.{language}.ttl"
    if not path.is_file():
        raise InputError(f"{path}: no lexicon for the language {language!r}")
    reader = _Reader([path, folder / "arguments.ttl", folder / "kg.ttl"])
    entries: dict[tuple[str, str], list[Sense]] = defaultdict(list)
    suffixes: dict[str, list[Sense]] = defaultdict(list)
    for node, properties in list(reader.properties.items()):
        for form in properties.get(ONTOLEX + "canonicalForm", ()):
            lemma = reader.text(form, ONTOLEX + "writtenRep") or ""
            part_of_speech = next(iter(reader.locals(node, LEXINFO + "partOfSpeech")), "")
            for sense_node in properties.get(ONTOLEX + "sense", ()):
                sense = _sense(reader, sense_node, path)
                entries[part_of_speech, lemma.casefold()].append(sense)
                if "suffix" in sense.flags:
                    suffixes[lemma.casefold()].append(sense)
    markers = {
        _local(node): frozenset(reader.texts(node, KG + "marker"))  # type: ignore[arg-type]
        for node, properties in list(reader.properties.items())
        if KG + "marker" in properties
    }
    ordered = {key: tuple(sorted(senses, key=lambda sense: sense.name)) for key, senses in entries.items()}
    return Lexicon(
        language=language,
        entries=ordered,
        suffixes={key: tuple(sorted(senses, key=lambda sense: sense.name)) for key, senses in suffixes.items()},
        markers=markers,
        relations=_relations(reader),
        kinds=_kinds(reader),
    )
