"""Matching a lexical sense against a tree: which tokens fill its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kg.claims import syntax
from kg.claims.places import argument_tokens, behind, is_reflexive, labelled
from kg.claims.scene import Filler, Scene
from kg.lexicon import Fixed, Sense
from kg.model import Form
from kg.trees import Token

_ANY = "*"
_COMPOUND_HEAD = 5  # letters a word needs to be told as the last part of a solid compound
_BARE = frozenset({"nsubj", "obj", "obl:arg", "iobj", "obl"})
_OF = frozenset({"von", "vom"})


@dataclass(frozen=True, slots=True)
class Match:
    """A sense found in a sentence.

    Attributes:
        token: The word that carries the sense; ``fixed`` the words that belong to it.
        subjects, objects: Entities at the relation's ends; empty where none is named.
        arguments: Heads of all argument phrases, for negation and evidence.
        content: Tokens of the content.
        denied: Whether it is the member of a contrast that is denied: *nicht als Feind, sondern als Freund*.
        mutual: Whether the subjects do it to each other: *A und B warfen einander Spionage vor*.
        gap: What stands for the subject where the verb is left out: *A half, B dagegen nicht*.
    """

    sense: Sense
    token: Token
    fixed: tuple[Token, ...]
    subjects: tuple[Filler, ...]
    objects: tuple[Filler, ...]
    arguments: tuple[Token, ...]
    content: tuple[Token, ...]
    denied: bool = False
    mutual: bool = False
    gap: Token | None = None

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words of the entry itself."""
        return (self.token, *self.fixed)


def fixed_tokens(scene: Scene, token: Token, sense: Sense) -> tuple[Token, ...] | None:
    """The words that the sense needs beside its entry; None if one is missing or a forbidden one is there."""
    if not all(scene.may_hold(token.sent, fixed.lemmas) for fixed in sense.fixed):
        return None
    if "reflexive" in sense.flags and not is_reflexive(token):
        return None
    result: list[Token] = []
    for fixed in sense.fixed:
        found = _fixed(scene, token, fixed)
        if not found:
            return None
        result += [each for each in found if each != token]
    if any(_fixed(scene, token, fixed) for fixed in sense.unless):
        return None
    return tuple(result)


def _fixed(scene: Scene, token: Token, fixed: Fixed) -> list[Token]:
    if "|" in fixed.argument:
        places = fixed.argument.split("|")
        return [each for place in places for each in _fixed(scene, token, Fixed(place, fixed.lemmas))]
    if fixed.argument == "form":
        return [token] if token.lower in fixed.lemmas else []
    if fixed.argument == "case":
        return [token] if syntax.case(token) in fixed.lemmas else []
    if fixed.argument == "child":
        return [child for child in token.children if {child.lower, child.lemma.casefold()} & fixed.lemmas]
    if fixed.argument == "owner":
        return [each for each in syntax.owners(token) if _is_lemma(scene, each, fixed.lemmas)]
    if fixed.argument == "near":
        around = [each for child in token.children for each in (child, *child.children)]
        return [each for each in around if _is_lemma(scene, each, fixed.lemmas)]
    if fixed.argument == "sentence":
        return [each for each in token.sent if each.i < token.i and each.lower in fixed.lemmas]
    if fixed.argument == "sibling":
        around = [token.head, *(child for node in (token, token.head) for child in node.children)]
        return [child for child in around if {child.lower, child.lemma.casefold()} & fixed.lemmas]
    if fixed.argument == "head":
        return [token.head] if token.head.lemma.casefold() in fixed.lemmas else []
    candidates = argument_tokens(scene, token, fixed.argument)
    if fixed.argument == "object":
        candidates = candidates + [
            c for c in syntax.children(token, "nsubj", "nsubj:pass", "xcomp", "obl:arg") if c.pos == "NOUN"
        ]
    spread = [member for each in candidates for meant in _meant(each) for member in syntax.coordinated(meant)]
    return [each for each in spread if _is_lemma(scene, each, fixed.lemmas)]


def _meant(token: Token) -> list[Token]:
    """The nouns that a relative pronoun may stand for, any other token itself."""
    if not syntax.is_relative(token):
        return [token]
    clause = syntax.relative_clause(token)
    nouns = [syntax.antecedent(token), clause.head if clause is not None else None]
    return [noun for i, noun in enumerate(nouns) if noun is not None and noun not in nouns[:i]] or [token]


def _is_lemma(scene: Scene, token: Token, lemmas: frozenset[str]) -> bool:
    """Whether a token is one of the words or a compound of one; *Auslieferung* is no *Lieferung*."""
    prefixes = scene.lexicon.markers.get("prefix", frozenset())
    lemma = token.lemma.casefold()
    if _ANY in lemmas or lemma in lemmas or lemma.rpartition("-")[2] in lemmas or token.lower in lemmas:
        return True
    heads = [each for each in lemmas if len(each) >= _COMPOUND_HEAD and lemma.endswith(each)]
    return token.pos == "NOUN" and any(lemma.removesuffix(head) not in prefixes for head in heads)


def match(scene: Scene, token: Token, sense: Sense) -> Match | None:
    """Match one sense at one token; None if a fixed word is missing. Arguments may be empty."""
    fixed = fixed_tokens(scene, token, sense)
    if fixed is None:
        return None
    heads: list[Token] = []
    subjects = _fill(scene, token, sense, sense.subject, fixed, heads)
    objects = _fill(scene, token, sense, sense.object, fixed, heads, subjects)
    if subjects and ("subject" in sense.subject or syntax.has_child(token, "cop")):
        known = {each.entity.id for each in (*subjects, *objects) if each.link.mention.form is not Form.DESCRIPTION}
        others = [f for f in (*_beside(scene, token), *_together(scene, token)) if f.entity.id not in known]
        subjects += others
        objects = [f for f in objects if f.entity.id not in {each.entity.id for each in others}]
    if token.pos == "ADP":  # people in a place are no place
        subjects = [filler for filler in subjects if filler.link.mention.form is not Form.DEMONYM]
    if "bridge" in sense.object and subjects and not objects:
        objects = _unsaid(scene, token, sense, subjects)
    if "bridge" in sense.subject and objects and not subjects:
        subjects = scene.bridge(token, objects)
    if "office" in sense.flags and subjects and not objects and syntax.has_child(token, "cop"):
        objects = scene.bridge(token, subjects)
    called = labelled(scene, token) if "predicate" in sense.content and "object" in sense.object else []
    if called:
        objects = scene.fillers(called[:1])
    subjects, objects = _by_kind(scene, token, sense, subjects, objects, fixed)
    content: list[Token] = []
    for argument in sense.content:
        found = [meant for each in argument_tokens(scene, token, argument) for meant in _meant(each)[:1]]
        if argument == "self":
            content = _title(token)
        elif argument == "predicate" and called:
            content = _phrase(scene, called[1])
        elif found:
            named = {each for filler in objects for each in filler.tokens}
            own = [each for each in found if each not in named] or found
            content = _phrase(scene, next(filter(syntax.is_finite, own), own[0]))
        if content:
            break
    mutual = len(subjects) > 1 and not objects and _is_mutual(scene, token, sense)
    return Match(sense, token, fixed, tuple(subjects), tuple(objects), tuple(heads), tuple(content), mutual=mutual)


def _unsaid(scene: Scene, token: Token, sense: Sense, subjects: list[Filler]) -> list[Filler]:
    """The other end where the text leaves it unsaid: the body that the article is about, else a state."""
    if sense.object_kinds != {"Organisation"}:
        return scene.bridge(token, subjects)
    said = (each for place in sense.object for each in argument_tokens(scene, token, place))
    return [] if any(each.pos in {"NOUN", "PROPN", "PRON"} for each in said) else scene.bridge_to_body(token)


def _is_mutual(scene: Scene, verb: Token, sense: Sense) -> bool:
    """Whether *einander* or *sich gegenseitig* stands for the object of a verb, or for its dative."""
    if verb.pos not in syntax.VERBAL or not {"object", "dative"} & set(sense.object):
        return False
    around = {each.lower for child in verb.children for each in (child, *child.children) if each.i != verb.i}
    markers = scene.lexicon.markers
    by_adverb = bool(around & markers.get("mutually", frozenset())) and "sich" in around
    return by_adverb or bool(around & markers.get("each-other", frozenset()))


def _beside(scene: Scene, verb: Token) -> list[Filler]:
    """Who does it too: *neben Polen auch Ungarn*."""
    if verb.pos not in syntax.VERBAL or syntax.is_passive(verb):
        return []
    also = scene.lexicon.markers.get("also", frozenset())
    around = (each for child in (verb, *syntax.bare_subject(verb)) for each in child.children)
    if not any(each.lower in also for each in around):
        return []
    return scene.fillers(syntax.obliques(verb, scene.lexicon.markers.get("beside", frozenset())))


def _together(scene: Scene, predicate: Token) -> list[Filler]:
    """With whom the subject does it or is it: *gemeinsam mit Polen*."""
    if syntax.is_passive(predicate) or syntax.is_attributive(predicate):
        return []
    marks = scene.lexicon.markers.get("together", frozenset())
    around = (each for child in predicate.children for each in (child, *child.children))
    with_whom = scene.lexicon.markers.get("mit", frozenset())
    phrases = [each for each in around if each.dep in syntax.OBLIQUE and syntax.case(each) is not None]
    return scene.fillers(
        each
        for each in phrases
        for case in each.children
        if case.lower in with_whom and case.previous is not None and case.previous.lower in marks
    )


def variants(scene: Scene, found: Match) -> list[Match]:
    """A match as often as it is said: once for each member of a contrast, once more for a clause without its verb."""
    gapped = [replace(found, **ends) for ends in _gaps(scene, found)]
    head = next((token for token in found.content if token.head not in found.content), None)
    members = scene.members(head) if head is not None and head.pos in {"NOUN", "PROPN", "ADJ"} else []
    denied = scene.denied(members) if len(members) > 1 else set()
    if not denied:
        return [found, *gapped]
    parts = []
    for member in members:
        others = {token for child in syntax.children(member, "conj", "cc") for token in child.subtree}
        words = tuple(token for token in _phrase(scene, member) if token not in others and not scene.is_negation(token))
        while words and words[-1].is_punct:
            words = words[:-1]
        parts.append(replace(found, content=words, denied=member in denied))
    return [*parts, *gapped]


def _gaps(scene: Scene, found: Match) -> Iterator[dict[str, Any]]:
    """The ends of a match in a clause whose verb is left out: *A half, B dagegen nicht*."""
    marks = scene.lexicon.markers.get("opposite", frozenset())
    for other in syntax.children(found.token, "conj") if found.token.pos in syntax.VERBAL else ():
        if other.pos not in {"PROPN", "NOUN"}:
            continue
        if not any(child.lower in marks or (child.dep == "orphan" and child.tag == "CARD") for child in other.children):
            continue
        fillers = tuple(scene.fillers([other]))
        orphans = [child for child in syntax.children(other, "orphan", "nmod", "obj") if child.pos in {"NOUN", "PROPN"}]
        if not fillers or (orphans and not found.content):
            continue
        content = tuple(_phrase(scene, orphans[0])) if orphans else found.content
        if "subject" in found.sense.subject:
            yield {"subjects": fillers, "content": content, "gap": other}
        elif "subject" in found.sense.object:
            yield {"objects": fillers, "content": content, "gap": other}


def _by_kind(
    scene: Scene, token: Token, sense: Sense, subjects: list[Filler], objects: list[Filler], fixed: tuple[Token, ...]
) -> tuple[list[Filler], list[Filler]]:
    """Subject and bare object told apart by their kinds where the tree has mixed them up: *der Nato trat es bei*."""
    bare = {"object", "dative"} & set(sense.object)
    if token.pos not in syntax.VERBAL or "subject" not in sense.subject or not bare:
        return subjects, objects
    if not sense.subject_kinds or not sense.object_kinds or syntax.is_passive(token):
        return subjects, objects

    def fit(fillers: list[Filler], kinds: frozenset[str]) -> list[Filler]:
        return [filler for filler in fillers if scene.kind_fits(filler.entity, kinds)]

    if fit(subjects, sense.subject_kinds):
        return subjects, objects
    if any(each.pos == "NOUN" and not scene.resolve(each) for each in syntax.children(token, "obj")):
        return subjects, objects
    around = [child for child in token.children if child.dep in _BARE and syntax.case(child) is None]
    around = [child for child in around if child not in fixed and scene.resolve(child)]
    if len(around) < 2:
        return subjects, objects
    phrases = scene.fillers(around)
    taken = fit(phrases, sense.object_kinds)
    return [f for f in fit(phrases, sense.subject_kinds) if f not in taken], taken


def _fill(
    scene: Scene,
    token: Token,
    sense: Sense,
    arguments: tuple[str, ...],
    fixed: tuple[Token, ...],
    heads: list[Token],
    taken: Sequence[Filler] = (),
) -> list[Filler]:
    possession = "possession" in sense.flags
    for argument in arguments:
        if argument == "bridge":
            continue
        if argument == "owner":
            anchors = fixed if token.pos in syntax.VERBAL else (token, *fixed)
            found = [filler for anchor in anchors for filler in scene.owners(anchor)]
            if not found and token.pos in syntax.VERBAL and not syntax.is_passive(token):
                found = scene.fillers(each for anchor in anchors for each in behind(anchor, _OF) if each.head == token)
            tokens = [filler.tokens[0] for filler in found]
        elif argument == "topic":
            found = _topic(scene, token, {filler.entity.id for filler in taken})
            tokens = []
        else:
            tokens = argument_tokens(scene, token, argument, fixed)
            if argument == "subject" and not tokens and "object" not in sense.object and _is_past(token):
                tokens = [token.head]  # der ausgetretene Staat: who has done it
            through = possession and argument not in {"subject", "holder"}
            if through:
                tokens = [each for each in tokens if not _is_favour(scene, each, sense)]
            found = scene.fillers(tokens, possession=through)
            if argument == "holder":  # that members are members says nothing
                found = [f for f in found if not _is_noun_itself(token, f)]
        if not found and argument == "subject":
            found = _speaking(scene, token, tokens)
        if found:
            heads += tokens
            return found
    return []


def _is_noun_itself(noun: Token, filler: Filler) -> bool:
    """Whether an actor without a name is only described by the noun whose bearer is sought."""
    described = filler.entity.qid is None and filler.link.mention.form is Form.DESCRIPTION
    return described and noun in filler.tokens


def _is_favour(scene: Scene, noun: Token, sense: Sense) -> bool:
    """Whether an event is good for whose it is: to criticise *die Anerkennung Malis* says nothing against Mali."""
    relation = scene.lexicon.relations.get(sense.reference)
    favours = scene.lexicon.markers.get("benefit", frozenset())
    favour = relation is not None and relation.disapproves and noun.lemma.casefold() in favours
    return favour and not syntax.obliques(noun, scene.lexicon.markers.get("durch", frozenset()))


def _is_past(token: Token) -> bool:
    """Whether a past participle stands with its noun, before or behind it."""
    before = syntax.is_attributive(token) and not syntax.is_active_participle(token)
    return token.pos in syntax.VERBAL | {"ADJ"} and (before or syntax.is_reduced(token))


def _speaking(scene: Scene, verb: Token, subjects: list[Token]) -> list[Filler]:
    """Whom *man* stands for in reported words: *In Belgrad hieß es, man werde …*."""
    if not any(each.lower in scene.lexicon.markers.get("impersonal", frozenset()) for each in subjects):
        return []
    node = verb
    while node.dep in {"ccomp", "xcomp", "parataxis", "conj"} and node.head != node:
        node = node.head
        for sense in scene.refers(node, "states"):
            if fixed_tokens(scene, node, sense) is not None:
                return _fill(scene, node, sense, sense.subject, (), [])
    return []


def _topic(scene: Scene, verb: Token, speakers: set[str]) -> list[Filler]:
    """What a reported clause is about: a known entity beside its subject, else its subject, no speaker."""
    for clause in argument_tokens(scene, verb, "clause")[:1]:
        inside = [token for token in clause.subtree if token.i in scene.whole and token.pos != "ADJ"]
        apart = {token for each in syntax.bare_subject(clause) for token in each.subtree}
        for tokens in ([t for t in inside if t not in apart], inside):
            found = [f for f in scene.fillers(tokens) if f.entity.id not in speakers and f.entity.qid]
            if found:
                return found[:1]
    return []


def _title(noun: Token) -> list[Token]:
    """A title with the adjectives directly before it: *amtierender Außenminister*."""
    before = [child for child in syntax.children(noun, "amod") if child.i < noun.i]
    return noun.doc.tokens[before[0].i if before else noun.i : noun.i + 1]


def _phrase(scene: Scene, head: Token) -> list[Token]:
    """Tokens of a phrase without the marks and articles that lead into it and the trailing marks.

    A noun goes without its relative clause; one that is a clause's predicate keeps it.
    """
    clauses = [*syntax.children(head, "parataxis")]
    clauses += [] if syntax.has_child(head, "cop") else syntax.children(head, "acl:relcl")
    apart = {token for child in clauses for token in child.subtree}
    tokens = [token for token in head.subtree if token not in apart]
    named_as = scene.lexicon.markers.get("as", frozenset())
    marks = [child.i for child in syntax.children(head, "case", "cc") if child.i < head.i and child.lower in named_as]
    if marks and all(token.head == head for token in tokens if token.i < marks[-1]):
        tokens = [token for token in tokens if token.i > marks[-1]]  # sogar als zweites B
    while tokens and (
        tokens[0].is_punct or (tokens[0].dep in {"case", "det", "mark", "cc"} and tokens[0].head == head)
    ):
        tokens.pop(0)
    while tokens and tokens[-1].is_punct:
        tokens.pop()
    return tokens
