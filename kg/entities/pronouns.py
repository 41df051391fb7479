"""Pronouns and possessives: the nearest fitting name, where no other fits as well."""

from __future__ import annotations

from collections.abc import Iterator

from kg.entities.antecedents import ANYBODY, PLURAL, Antecedent, Memory, clause, governor, is_subject
from kg.entities.context import BODIES, STATES, Context
from kg.model import Form, Kind, Link, Mention
from kg.names.nouns import bases
from kg.trees import Token

_GENDERS = {
    "er": ("masculine",),
    "ihn": ("masculine",),
    "ihm": ("masculine", "neuter"),
    "es": ("neuter",),
    "sie": ("feminine", PLURAL),
    "ihr": ("feminine",),
    "ihnen": (PLURAL,),
    "dessen": ("masculine", "neuter"),
    "deren": ("feminine", PLURAL),
}
_REACH = 2
_MARGIN = 0.4
_GUESS = 0.55
_ENOUGH = 1.8
_OBJECTS = frozenset({"obj", "iobj", "obl:arg"})
_SAID = frozenset({"ccomp", "parataxis"})
_FINITE = frozenset({"VAFIN", "VMFIN", "VVFIN"})
_AUXILIARY = frozenset({"aux", "aux:pass", "cop"})
_POSSESSIVES = frozenset({"PPOSAT", "PPOSS"})
_PERSONAL = frozenset({"masculine", "feminine"})
_LAST_NAMED = frozenset({"dessen", "deren"})


def resolve(context: Context, memory: Memory, mention: Mention) -> tuple[Link, ...]:
    """Links of a pronoun, one for each thing that it stands for; empty unless one antecedent stands out."""
    token = context.doc(mention)[mention.first]
    genders = _wanted(token)
    if not genders or (token.lower == "es" and not _is_somebody(context, token)):
        return ()
    candidates = enumerate(_candidates(context, memory, mention, token, genders))
    scored = sorted(
        ((_score(context, each, token, memory, mention.block), -i, each) for i, each in candidates),
        key=lambda scored: scored[:2],
        reverse=True,
    )
    if not scored:
        return _introduced(context, memory, mention, token)
    best_score, _, best = scored[0]
    rival = next((score for score, _, each in scored[1:] if _ids(each) != _ids(best)), 0.0)
    if not best.links or best_score < _ENOUGH or best_score - rival < _MARGIN:
        return ()
    score = round(min(0.85, 0.4 + 0.12 * best_score), 2)
    return tuple(Link(mention, link.entity, min(score, link.score), "pronoun", link.mention) for link in best.links)


def _introduced(context: Context, memory: Memory, mention: Mention, token: Token) -> tuple[Link, ...]:
    """*Es wird … genannt* right after a sentence that introduced one body, be its name neuter or not."""
    if token.dep != "nsubj:pass" or token.head.lemma not in context.cues["naming"]:
        return ()
    before = memory.sentence(mention.block, token) - 1
    near = [each.links[0] for each in memory.before(mention.block, token, 1) if each.sentence == before and each.links]
    bodies = {link.entity.id: link for link in near if link.entity.kind in BODIES}
    if len(bodies) != 1:
        return ()
    link = next(iter(bodies.values()))
    return (Link(mention, link.entity, _GUESS, "introduced before", link.mention),)


def turn(context: Context, mention: Mention) -> tuple[int, float]:
    """When a reference is to be resolved: in reading order, but a possessive after the subject that follows it.

    What is possessed comes after its possessive.
    """
    token = context.doc(mention)[mention.last]
    if mention.form is Form.PRONOUN and token.tag in _POSSESSIVES:
        return mention.block, _behind_subjects(context, token)
    owners = [_behind_subjects(context, child) + 0.1 for child in token.children if child.tag in _POSSESSIVES]
    return mention.block, max([float(token.i), *owners])


def _behind_subjects(context: Context, possessive: Token) -> float:
    verbs = [governor(possessive), *_saying(context, governor(possessive))]
    later = [child.i + 0.5 for verb in verbs for child in _later_subjects(verb, possessive)]
    return max([float(possessive.i), *later])


def _saying(context: Context, verb: Token) -> list[Token]:
    """The verb of speech above a clause that is said."""
    return [verb.head] if verb.dep in _SAID and verb.head.lemma in context.cues["animate"] else []


def _later_subjects(verb: Token, token: Token) -> list[Token]:
    """Subjects of a verb that follow a pronoun; none where it is in the subject itself: *Sein Minister fragt Berg*."""
    subjects = [child for child in verb.children if child.dep in {"nsubj", "nsubj:pass"}]
    if any(child.is_ancestor(token) for child in subjects):
        return []
    return [child for child in subjects if child.i > token.i]


def _ids(antecedent: Antecedent) -> tuple[str, ...]:
    return tuple(link.entity.id for link in antecedent.links) or (f"noun {antecedent.token.i}",)


def _wanted(token: Token) -> tuple[str, ...]:
    word = token.lower
    if token.tag in _POSSESSIVES:
        return ("masculine", "neuter") if word.startswith("sein") else ("feminine", PLURAL)
    genders = _GENDERS.get(word, ())
    if word == "sie" and is_subject(token):
        return (PLURAL,) if _is_plural_verb(token) else ("feminine",)
    return genders


def _is_plural_verb(token: Token) -> bool:
    verb = token.head
    finite = [child for child in verb.children if child.tag in _FINITE and child.dep in _AUXILIARY]
    word = (finite or [verb])[0]
    return "Plur" in word.morph.get("Number", ()) or word.text.endswith("n") or word.lower == "sind"


def _is_somebody(context: Context, token: Token) -> bool:
    """Whether *es* is subject of a verb that has one: no weather, no *es ist schwer, ... zu*."""
    verb = token.head
    others = any(child.dep in {"nsubj", "nsubj:pass"} and child != token for child in verb.children)
    if token.dep not in {"nsubj", "nsubj:pass", "expl"} or (others and token.dep == "expl"):
        return False
    if verb.lemma in context.cues["impersonal"]:
        return False
    if any(child.dep == "cop" for child in verb.children) and verb.pos == "ADJ":
        return False
    return not any(child.dep in {"csubj", "ccomp"} for child in verb.children)


def _candidates(
    context: Context, memory: Memory, mention: Mention, token: Token, genders: tuple[str, ...]
) -> Iterator[Antecedent]:
    possessive = token.tag in _POSSESSIVES
    yield from (each for each in _following(context, memory, mention.block, token) if each.gender in genders)
    for each in memory.before(mention.block, token, _REACH):
        if each.gender not in genders and not (each.gender == ANYBODY and _PERSONAL.intersection(genders)):
            continue
        if _is_bracketed(each.token):
            continue
        if not each.links and not (each.subject or _same_sentence(each, token)):
            continue
        beside = not possessive and _same_sentence(each, token)
        if beside and (clause(each.token) == clause(token) or _is_said(each.token, clause(token))):
            continue
        yield each


def _is_said(name: Token, verb: Token) -> bool:
    """Whether a name stands in what a verb reports: in *Berg sei krank, sagte er* somebody else speaks."""
    if verb.dep == "parataxis":
        first = verb.left_edge.next if verb.left_edge.is_punct else verb.left_edge
        if first != verb:
            return False
        return not verb.is_ancestor(name) and verb.head in (name, *name.ancestors)
    return any(content.dep in _SAID and content in (name, *name.ancestors) for content in verb.children)


def _following(context: Context, memory: Memory, block: int, token: Token) -> Iterator[Antecedent]:
    """Subjects after a pronoun to which it belongs: *In seiner Rede lobte Modi*, *Er sei krank, sagte Modi*."""
    verbs = _saying(context, clause(token))
    if token.tag in _POSSESSIVES:
        verbs = [governor(token), *_saying(context, governor(token))]
    for verb in verbs:
        for child in _later_subjects(verb, token):
            yield from memory.at(block, child)


def _is_bracketed(token: Token) -> bool:
    """Whether a name stands alone in brackets: *Anna Kurz (SPD)*."""
    before = token.doc[token.i - 1].text if token.i else ""
    return before == "(" and token.next is not None and token.next.text == ")"


def _same_sentence(each: Antecedent, token: Token) -> bool:
    return each.token.doc is token.doc and each.token.sent.start == token.sent.start


def _score(context: Context, each: Antecedent, token: Token, memory: Memory, block: int) -> float:
    distance = memory.sentence(block, token) - each.sentence
    score = 2.0 - 0.7 * distance
    named = each.gender == ANYBODY
    somebody = named or (any(context.cues.is_office(base) for base in bases(each.token)) and not each.links)
    person = somebody or (bool(each.links) and all(link.entity.kind is Kind.PERSON for link in each.links))
    ahead = distance == 0 and each.token.i > token.i
    if token.lower in _LAST_NAMED:
        score -= 0.02 * (token.i - each.token.i if distance == 0 else 40)
    elif each.subject and (each.links or somebody or not ahead):
        acting = 0.5 if token.dep in _OBJECTS else 1.0
        score += acting if distance <= 1 else 0.5
    elif token.dep in _OBJECTS and each.token.dep in _OBJECTS:
        score += 1.5 if token.head.dep == "conj" and each.token.head == token.head.head else 0.5
    elif each.token.dep in {"nmod", "nmod:poss"}:
        score -= 0.5
    state = bool(each.links) and all(link.entity.kind in STATES for link in each.links)
    body = bool(each.links) and all(link.entity.kind in BODIES for link in each.links)
    if token.dep == "nsubj" and token.head.lemma in context.cues["animate"]:
        score += 0.7 if person else 0.3 if state else 0.0 if body else -0.7
    if each.links and token.lower in {"er", "ihn", "ihm"}:
        score += 0.5 if person else -0.3 if state else 0.0
    own_clause = _same_sentence(each, token) and clause(each.token) in {clause(token), governor(token)}
    if not each.links:
        score -= 0.3
    if clause(each.token).dep == "acl:relcl" and not own_clause:
        score -= 0.3
    if token.tag in _POSSESSIVES and each.subject and own_clause and (each.links or somebody or not ahead):
        score += 1.0
    if token.lower in _LAST_NAMED and each.subject and clause(each.token) == governor(token):
        score -= 1.5
    return score
