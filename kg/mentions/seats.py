"""Capitals: the city, or the government that sits there."""

from __future__ import annotations

from kg.names import Cues
from kg.names.nouns import bases, case
from kg.trees import Token

_VERBAL = frozenset({"VERB", "AUX"})
_ONWARD = frozenset({"nach", "bis", "aus", "zu"})
_PLACES = frozenset({"in", "aus"})
_COMMON_NOUN = "NN"


def is_government(token: Token, cues: Cues, genitive: bool = False) -> bool:
    """Whether the name of a capital stands for the government: as who acts, speaks or is dealt with.

    *Moskau droht*, *zwischen Moskau und Kiew*, *die Führung in Peking* are governments; *in Moskau*, *nach Kiew*,
    *die Hauptstadt Eriwan* are cities.

    Args:
        token: The name.
        cues: The language's cues.
        genitive: Whether the name has the ending of one.
    """
    if _is_dateline(token):
        return False
    if token.dep == "conj" and token.head.tag != _COMMON_NOUN and token.head.pos not in _VERBAL and not case(token):
        return is_government(token.head, cues)
    head = token.head
    if genitive and not case(token):
        return not cues.any("seats/city-nouns", *bases(head))
    if head.i < token.i and (token.dep in {"appos", "flat"} or (token.dep == "nmod" and not case(token))):
        return not cues.any("seats/city-nouns", *bases(head)) and cues.any("seats/power", *bases(head))
    preposition = case(token)
    if preposition is not None:
        return _after_preposition(token, preposition, cues)
    if head.pos not in _VERBAL and token.dep == "nmod":
        return not cues.any("seats/city-nouns", *bases(head))
    return _beside_verb(token, cues)


def _is_dateline(token: Token) -> bool:
    """*Jerusalem – Zwei Männer*, *Kiew (dpa)*, *Minsk/Genf –*: the place of a report before its text."""
    doc, i = token.doc, token.i
    starts = i == 0 or token.is_sent_start or doc[i - 1].text in {".", "/", "!", "?"}
    if not starts or i + 2 >= len(doc):
        return False
    following = doc[i + 1].text
    return following in {"(", "/", "–", "—", "-"} or (following == "," and doc[i + 2].text[:1].isdigit())


def _after_preposition(token: Token, preposition: str, cues: Cues) -> bool:
    head = token.head
    names = bases(head)
    if preposition in _PLACES and _is_right_behind_power(token, cues):
        return True
    if preposition in _PLACES and head.pos == "NOUN" and _is_power(head, names, cues):
        return True
    if preposition in _PLACES and _is_said(head, cues):
        return True
    if preposition == "aus" and cues.any("seats/signals", *names):
        return True
    if preposition in {"auf", "vor"}:
        return cues.any("seats/pressure", *names)
    if preposition == "hinter" and cues.any("seats/backing", *names):
        return any(child.lower == "sich" for child in head.children)
    if preposition in cues["seats/city-prepositions"]:
        return False
    if preposition == "von":
        return _after_from(token, names, cues)
    if preposition == "durch":
        return head.text.lower().endswith("ung") or _is_passive(head)
    return not cues.any("seats/ways", *names)


def _is_right_behind_power(token: Token, cues: Cues) -> bool:
    """*die Regierung in Tallinn*, wherever the parser hangs the city."""
    start = token.left_edge.i
    before = token.doc[start - 1] if start and token.doc[start].dep == "case" else None
    return before is not None and before.pos == "NOUN" and _is_power(before, bases(before), cues)


def _after_from(token: Token, names: tuple[str, ...], cues: Cues) -> bool:
    """Whether *von* marks an agent or a partner, not the start of a way or the place of something."""
    head = token.head
    if any(case(other) in _ONWARD for other in head.children if other.i > token.i):
        return False
    if head.pos in {"NOUN", "PROPN"}:
        related = cues.any("seats/relations", *names) or cues.any("seats/signals", *names)
        return related or cues.any("seats/power", *names)
    return head.pos in _VERBAL | {"ADJ"} and head.lemma not in cues["seats/city-verbs"]


def _is_passive(verb: Token) -> bool:
    return any(child.dep in {"aux:pass", "nsubj:pass"} for child in verb.children)


def _is_power(head: Token, names: tuple[str, ...], cues: Cues) -> bool:
    """Whether a noun is a body or an official whose state is still to be said."""
    if cues.any("seats/power", *names) or names[0].endswith("ministerium"):
        return not any(child.dep in {"appos", "flat"} and child.pos == "PROPN" for child in head.children)
    return cues.is_office(names[0]) and not any(
        child.dep in {"appos", "flat", "amod", "nmod"} and child.i < head.i + 2 and not child.text.islower()
        for child in head.children
    )


def _is_said(verb: Token, cues: Cues) -> bool:
    """*heißt es aus Riad*, *in Kabul dementierte man*: a verb of speech without anybody."""
    if verb.lemma not in cues["seats/said"]:
        return False
    return any(child.lower in cues["nobody"] for child in verb.children)


def _beside_verb(token: Token, cues: Cues) -> bool:
    verb = token.head
    if any(child.dep == "cop" for child in token.children):
        return False
    if any(case(child) == "als" and cues.any("seats/city-nouns", *bases(child)) for child in verb.children):
        return False  # als erste Stadt
    if token.dep == "nsubj":
        return verb.pos in _VERBAL | {"ADJ"} and verb.lemma not in cues["seats/city-subject"]
    if token.dep in {"nsubj:pass", "obj", "obl:arg", "iobj", "obl"}:
        return verb.lemma not in cues["seats/city-verbs"]
    following = token.next.text if token.next else ""
    return following == ":" or any(word.tag.endswith("FIN") for word in token.sent)
