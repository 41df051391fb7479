"""Matching a lexical sense against a tree: which tokens fill its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from kg.claims import syntax
from kg.claims.scene import Filler, Scene
from kg.lexicon import Fixed, Sense


@dataclass(frozen=True, slots=True)
class Match:
    """A sense found in a sentence.

    Attributes:
        token: The word that carries the sense; ``fixed`` the words that belong to it.
        subjects, objects: Entities at the relation's ends; empty where none is named.
        arguments: Heads of all argument phrases, for negation and evidence.
        content: Tokens of the content.
    """

    sense: Sense
    token: Token
    fixed: tuple[Token, ...]
    subjects: tuple[Filler, ...]
    objects: tuple[Filler, ...]
    arguments: tuple[Token, ...]
    content: tuple[Token, ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the entry itself."""
        return (self.token, *self.fixed)


def argument_tokens(scene: Scene, token: Token, argument: str, fixed: Iterable[Token] = ()) -> list[Token]:
    """Heads of the phrases at a syntactic argument of a word, without their coordination."""
    if argument == "subject":
        return syntax.subjects(token, scene.controls)
    if argument == "object":
        return [each for each in syntax.objects(token, scene.controls) if each not in set(fixed)]
    if argument == "dative":
        taken = set(fixed)
        return [each for each in syntax.datives(token) if each not in taken]
    if argument == "holder":
        return _holders(token)
    if argument == "head":
        return [token.head] if token.head is not token else []
    if argument == "predicate":
        return _predicates(scene, token)
    if argument in {"clause", "infinitive"}:
        return _clauses(token)
    if argument == "clause-subject":
        return [each for clause in _clauses(token)[:1] for each in syntax.bare_subject(clause)]
    if argument == "owner":
        return [each for anchor in (token, *fixed) for each in syntax.owners(anchor)]
    if argument == "adverb":
        return [child for child in syntax.children(token, "advmod", "amod") if child.pos_ in {"ADJ", "ADV"}]
    markers = scene.lexicon.markers.get(argument, frozenset({argument}))
    return _prepositional(token, markers, fixed)


def _prepositional(token: Token, markers: frozenset[str], fixed: Iterable[Token]) -> list[Token]:
    found = [each for anchor in (token, *fixed) for each in syntax.obliques(anchor, markers)]
    if found or token.pos_ not in syntax.VERBAL:
        return found
    if syntax.is_attributive(token) and "von" in markers:
        return []
    for child in syntax.children(token, "obj", "nsubj:pass", "nsubj", "obl"):
        found += [each for each in syntax.obliques(child, markers) if each.i > token.i or child.i < each.i]
    if not found and token.dep_ == "xcomp":
        found = syntax.obliques(token.head, markers)
    return found


def _holders(noun: Token) -> list[Token]:
    """Who bears a role: the name beside it, the noun it stands beside, the copula's subject."""
    named = [child for child in noun.children if child.dep_ in {"appos", "flat"} and child.i > noun.i]
    if named:
        return named
    if noun.dep_ in {"appos", "flat"}:
        return [noun.head]
    if syntax.has_child(noun, "cop"):
        return syntax.bare_subject(noun)
    head = noun.head
    if noun.dep_ == "conj" and head.pos_ in {"NOUN", "PROPN"}:
        return _holders(head)
    if noun.dep_ == "nsubj" and syntax.has_child(head, "cop"):
        return [head]
    return [noun]


def _predicates(scene: Scene, verb: Token) -> list[Token]:
    """What somebody is called: a second object, a phrase with *als*, a quoted label."""
    marker = scene.lexicon.markers.get("as", frozenset({"als"}))
    marked = [child for child in verb.children if child.pos_ not in syntax.VERBAL and syntax.case(child) in marker]
    if marked:
        return marked
    objects = set(syntax.objects(verb)[:1])
    return [
        child
        for child in syntax.children(verb, "xcomp", "obj", "obl:arg", "advmod", "obl")
        if child not in objects and child.pos_ in {"NOUN", "ADJ", "PROPN"} and syntax.case(child) is None
    ]


def _clauses(token: Token) -> list[Token]:
    return [
        child
        for child in syntax.children(token, "ccomp", "xcomp", "parataxis", "acl", "csubj")
        if child.pos_ in syntax.VERBAL | {"NOUN", "ADJ", "PROPN"}
    ]


def fixed_tokens(scene: Scene, token: Token, sense: Sense) -> tuple[Token, ...] | None:
    """The words that the sense needs beside its entry; None if one is missing or a forbidden one is there."""
    if "reflexive" in sense.flags and not _reflexive(token):
        return None
    result: list[Token] = []
    for fixed in sense.fixed:
        found = _fixed(scene, token, fixed)
        if not found:
            return None
        result += [each for each in found if each is not token]
    if any(_fixed(scene, token, fixed) for fixed in sense.unless):
        return None
    return tuple(result)


def _reflexive(token: Token) -> bool:
    carriers = [token]
    if token.dep_ in {"xcomp", "conj"} or not syntax.is_finite(token):
        carriers.append(token.head)
    return any(child.lower_ in {"sich", "mich", "uns", "euch"} for carrier in carriers for child in carrier.children)


def _fixed(scene: Scene, token: Token, fixed: Fixed) -> list[Token]:
    if fixed.argument == "form":
        return [token] if token.lower_ in fixed.lemmas else []
    if fixed.argument == "case":
        return [token] if syntax.case(token) in fixed.lemmas else []
    if fixed.argument == "child":
        return [child for child in token.children if {child.lower_, child.lemma_.casefold()} & fixed.lemmas]
    if fixed.argument == "head":
        return [token.head] if token.head.lemma_.casefold() in fixed.lemmas else []
    candidates = argument_tokens(scene, token, fixed.argument)
    if fixed.argument == "object":
        candidates = candidates + [
            c for c in syntax.children(token, "nsubj", "nsubj:pass", "xcomp", "obl:arg") if c.pos_ == "NOUN"
        ]
    return [each for each in candidates if _is_lemma(each, fixed.lemmas)]


def _is_lemma(token: Token, lemmas: frozenset[str]) -> bool:
    lemma = token.lemma_.casefold()
    return lemma in lemmas or lemma.rpartition("-")[2] in lemmas or token.lower_ in lemmas


def match(scene: Scene, token: Token, sense: Sense) -> Match | None:
    """Match one sense at one token; None if a fixed word is missing. Arguments may be empty."""
    fixed = fixed_tokens(scene, token, sense)
    if fixed is None:
        return None
    heads: list[Token] = []
    subjects = _fill(scene, token, sense, sense.subject, fixed, heads)
    objects = _fill(scene, token, sense, sense.object, fixed, heads)
    content: list[Token] = []
    for argument in sense.content:
        found = argument_tokens(scene, token, argument, fixed)
        if argument == "self":
            found = [token]
        if found:
            content = _phrase(found[0])
            break
    return Match(sense, token, fixed, tuple(subjects), tuple(objects), tuple(heads), tuple(content))


def _fill(
    scene: Scene, token: Token, sense: Sense, arguments: tuple[str, ...], fixed: tuple[Token, ...], heads: list[Token]
) -> list[Filler]:
    possession = "possession" in sense.flags
    for argument in arguments:
        if argument == "owner":
            found = [filler for anchor in (token, *fixed) for filler in scene.owners(anchor)]
            tokens = [filler.tokens[0] for filler in found]
        else:
            tokens = argument_tokens(scene, token, argument, fixed)
            through = possession and argument not in {"subject", "holder"}
            found = scene.fillers(tokens, possession=through)
        if found:
            heads += tokens
            return found
    return []


def _phrase(head: Token) -> list[Token]:
    """Tokens of a phrase without the marks and articles that lead into it, and without trailing marks."""
    tokens = list(head.subtree)
    while tokens and (
        tokens[0].is_punct or (tokens[0].dep_ in {"case", "det", "mark", "cc"} and tokens[0].head == head)
    ):
        tokens.pop(0)
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    return tokens
