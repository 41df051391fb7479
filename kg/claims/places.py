"""Where in a tree the arguments of a word stand: those that ``ontology/arguments.ttl`` names, like ``arg:mit``."""

from __future__ import annotations

from collections.abc import Iterable

from kg.claims import syntax
from kg.claims.scene import Scene
from kg.trees import Token

_NESTED = frozenset({"aus", "von", "zwischen"})


def argument_tokens(scene: Scene, token: Token, argument: str, fixed: Iterable[Token] = ()) -> list[Token]:
    """Heads of the phrases at a syntactic argument of a word, without their coordination."""
    if argument in {"subject", "object"}:
        borne = _borne(scene, token, argument)
        if borne is not None:
            return borne
    if argument == "subject":
        return syntax.subjects(token, scene.controls)
    if argument == "object":
        return [each for each in syntax.objects(token, scene.controls) if each not in set(fixed)]
    if argument == "dative":
        above = [token.head] if token.dep == "xcomp" and token.head.pos in syntax.VERBAL else []
        around = (syntax.datives(verb) for verb in (token, *above))
        return next(filter(None, ([each for each in found if each not in set(fixed)] for found in around)), [])
    if argument == "holder":
        return _holders(token)
    if argument == "head":
        return _modified(token)
    if argument == "complement":
        return [token.head]
    if argument == "self":
        return [token]
    if argument == "governor":
        return _governors(scene, token)
    if argument == "predicate":
        return _predicates(scene, token)
    if argument in {"clause", "infinitive"}:
        return _clauses(token)
    if argument == "clause-subject":
        return [each for clause in _clauses(token)[:1] for each in syntax.bare_subject(clause)]
    if argument == "as":
        return [each for each in token.children if each.pos not in syntax.VERBAL and is_as(scene, each)]
    if argument == "adverb":
        found = [child for child in syntax.children(token, "advmod", "amod") if child.pos in {"ADJ", "ADV"}]
        before = token.doc[token.i - 1] if token.i > token.sent.start else token
        return [before] if before.tag == "ADJD" and before not in found else found
    return _prepositional(token, scene.lexicon.markers.get(argument, frozenset({argument})), fixed)


def _borne(scene: Scene, token: Token, argument: str) -> list[Token] | None:
    """An argument of what somebody has done to him: *A ließ sich von B retten*; None where *lassen* is not above."""
    above = token.head
    causative = above.lemma in scene.lexicon.markers.get("causative", frozenset()) and above.pos in syntax.VERBAL
    if not causative or token.dep != "xcomp" or not syntax.is_infinitive(token) or not is_reflexive(token):
        return None
    if argument == "subject":
        return syntax.agents(token) or syntax.agents(above)
    if argument == "object":
        return syntax.bare_subject(token) or syntax.surface_subject(above, scene.controls)
    return None


def _prepositional(token: Token, markers: frozenset[str], fixed: Iterable[Token]) -> list[Token]:
    found = [each for anchor in (token, *fixed) for each in syntax.obliques(anchor, markers)]
    if syntax.is_passive(token):
        found = [each for each in found if each.dep != "obl:agent"]
    if token.pos not in syntax.VERBAL:
        below = [] if found else syntax.owners(token) + syntax.bare_subject(token)
        found = found or behind(token, markers)
        return found or _below(below, markers)
    if found:
        return found
    if syntax.is_attributive(token) and "von" in markers:
        return []
    nouns = [each for each in fixed if each.pos == "NOUN"]
    found = [each for noun in nouns for each in behind(noun, markers) or _below(syntax.owners(noun), markers)]
    if found:
        return found
    giver = ("obl",) if fixed and markers & _NESTED else ()  # bezieht Öl über eine Leitung aus Peru
    for child in syntax.children(token, "obj", "nsubj:pass", "nsubj", *giver):
        found += [each for each in syntax.obliques(child, markers) if each.i > token.i or child.i < each.i]
    if not found and token.dep == "xcomp":
        found = syntax.obliques(token.head, markers)
    return found


def _below(owners: Iterable[Token], markers: frozenset[str]) -> list[Token]:
    """A noun's phrase that a parser hangs on its genitive: *der Austritt des Landes aus der Nato*."""
    return [each for owner in owners if owner.pos in {"NOUN", "PROPN"} for each in syntax.obliques(owner, markers)]


def behind(noun: Token, markers: frozenset[str]) -> list[Token]:
    """The phrase right behind a noun phrase, wherever a parser hangs it: *der Einmarsch Kenias in Somalia*."""
    last = max((child.right_edge.i for child in syntax.owners(noun)), default=noun.i)
    if last + 1 >= noun.sent.end:
        return []
    after = noun.doc[last + 1]
    return [after.head] if after.dep == "case" and after.lower in markers and after.head.i > after.i else []


def _modified(token: Token) -> list[Token]:
    """The noun that an adjective, or the phrase of a preposition, stands with."""
    phrase = token.head if token.dep == "case" else token
    return [phrase.head] if phrase.head != phrase else []


def _governors(scene: Scene, noun: Token) -> list[Token]:
    """The subject of the verb that a noun depends on: *A führt Gespräche mit B*."""
    node = noun
    if noun.dep == "obl" and syntax.has_child(noun, "det:poss") and syntax.has_child(noun.head, "obj", "obl:arg"):
        return []  # dankte Katar für seine Vermittlung
    for _ in range(3):
        if node.dep not in {"obj", "obl", "nmod", "conj"} or node.head == node:
            return []
        node = node.head
        if node.pos in syntax.VERBAL:
            return syntax.subjects(node, scene.controls)
    return []


def _holders(noun: Token) -> list[Token]:
    """Who bears a role: the copula's subject, the name beside it, the noun it stands beside."""
    if syntax.has_child(noun, "cop") and syntax.bare_subject(noun):
        return syntax.bare_subject(noun)
    named = syntax.named_beside(noun)
    before = _before_comma(noun) if named and named[0].i > noun.i + 1 else None
    if before is not None:
        return [before]
    if named:
        return named
    if noun.dep in {"appos", "flat"}:
        return [noun.head]
    head = noun.head
    if noun.dep == "nmod" and head.pos in {"PRON", "NUM", "DET"}:  # einer der Verbündeten
        return syntax.bare_subject(head) if syntax.has_child(head, "cop") else [head.head]
    if noun.dep == "conj" and head.pos in {"NOUN", "PROPN"} and not syntax.has_child(noun, "cc"):
        return _holders(head)
    if noun.dep == "nsubj" and syntax.has_child(head, "cop"):
        return [head]
    if syntax.case(noun) == "als" and head.pos in syntax.VERBAL:
        return syntax.surface_subject(head)
    return [noun]


def _before_comma(noun: Token) -> Token | None:
    """The name that a bare role behind a comma is said of: *unterstützte Litauen, seit 2004 Mitglied der EU, …*."""
    first = noun.left_edge
    comma = first if first.text == "," else first.previous
    name = comma.previous if comma is not None and comma.text == "," else None
    between = [child for child in noun.children if child.i < noun.i and not child.is_punct]
    bare = bool(between) and not syntax.has_child(noun, "det", "det:poss", "case", "cc")
    return name if bare and name is not None and name.pos == "PROPN" and name.sent is noun.sent else None


def _predicates(scene: Scene, verb: Token) -> list[Token]:
    """What somebody is called: a second object, a phrase with *als*, a quoted label."""
    marked = [child for child in verb.children if child.pos not in syntax.VERBAL and is_as(scene, child)]
    if marked:
        return marked
    objects = set(syntax.objects(verb)[:1])
    return [
        child
        for child in syntax.children(verb, "xcomp", "obj", "obl:arg", "advmod", "obl")
        if child not in objects and child.pos in {"NOUN", "ADJ", "PROPN"} and syntax.case(child) is None
    ]


def labelled(scene: Scene, verb: Token) -> list[Token]:
    """Who is called something and what, where both are bare phrases: *nannte den Kanzler einen Freund*."""
    if syntax.is_passive(verb) or any(is_as(scene, child) for child in verb.children):
        return []
    bare = [
        child
        for child in syntax.children(verb, "obj", "obl:arg", "xcomp", "iobj", "obl")
        if child.pos in {"NOUN", "PROPN", "PRON"} and syntax.case(child) is None and child.lower != "sich"
    ]
    return bare if len(bare) == 2 and bare[1].pos == "NOUN" else []


def is_as(scene: Scene, token: Token) -> bool:
    """Whether a phrase stands with *als*."""
    return syntax.case(token) in scene.lexicon.markers.get("as", frozenset())


def _clauses(token: Token) -> list[Token]:
    inserted = token.dep == "parataxis" and token.left_edge.text != ":"  # ", sagte Berg,"
    if inserted and token.head.pos in syntax.VERBAL:
        return [token.head]
    return [
        child
        for child in syntax.children(token, "ccomp", "xcomp", "parataxis", "acl", "csubj")
        if child.pos in syntax.VERBAL | {"NOUN", "ADJ", "PROPN"}
    ]


def is_reflexive(token: Token) -> bool:
    """Whether a verb has *sich*, by itself or from the verb that it shares it with."""
    carriers = [token]
    if token.dep in {"xcomp", "conj"} or not syntax.is_finite(token):
        carriers.append(token.head)
    return any(child.lower in {"sich", "mich", "uns", "euch"} for carrier in carriers for child in carrier.children)
