"""Capitals: the city, or the government that sits there."""

from __future__ import annotations

from spacy.tokens import Token

from kg.names import Cues
from kg.names.nouns import bases, case

_VERBAL = frozenset({"VERB", "AUX"})
_FROM = frozenset({"von", "vom"})
_ONWARD = frozenset({"nach", "bis", "aus"})
_PLACES = frozenset({"in", "im", "aus"})
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
    if token.dep_ == "conj" and token.head.tag_ != _COMMON_NOUN and token.head.pos_ not in _VERBAL and not case(token):
        return is_government(token.head, cues)
    head = token.head
    if genitive and not case(token) and head.pos_ not in _VERBAL:
        return not cues.any("seats/city-nouns", *bases(head))
    if token.dep_ in {"appos", "flat"} and head.i < token.i:
        return not cues.any("seats/city-nouns", *bases(head)) and cues.any("seats/power", *bases(head))
    preposition = case(token)
    if preposition is not None:
        return _after_preposition(token, preposition, cues)
    if head.pos_ not in _VERBAL and token.dep_ == "nmod":
        return not cues.any("seats/city-nouns", *bases(head))
    return _beside_verb(token, cues)


def _is_dateline(token: Token) -> bool:
    doc, i = token.doc, token.i
    if not token.is_sent_start or i + 1 >= len(doc):
        return False
    following = doc[i + 1].text
    return (following in {"(", "/"} and i + 3 < len(doc)) or (following == "," and doc[i + 2 : i + 3].text[:1].isdigit())


def _after_preposition(token: Token, preposition: str, cues: Cues) -> bool:
    head = token.head
    names = bases(head)
    if preposition in _PLACES and head.pos_ == "NOUN" and _is_power(names, cues):
        return True
    if preposition in _PLACES and _is_said(head, cues):
        return True
    if preposition == "aus" and cues.any("seats/signals", *names):
        return True
    if preposition in {"auf", "vor"}:
        return cues.any("seats/pressure", *names)
    if preposition in cues["seats/city-prepositions"]:
        return False
    if preposition in _FROM:
        travels = any(case(other) in _ONWARD for other in head.children if other.i > token.i)
        return not travels and not cues.any("seats/city-nouns", *names)
    return not cues.any("seats/ways", *names)


def _is_power(names: tuple[str, ...], cues: Cues) -> bool:
    return cues.any("seats/power", *names) or cues.is_office(names[0]) or names[0].endswith("ministerium")


def _is_said(verb: Token, cues: Cues) -> bool:
    """*heißt es aus Riad*, *in Kabul dementierte man*: a verb of speech without anybody."""
    if verb.lemma_ not in cues["seats/said"]:
        return False
    return any(child.lower_ in cues["nobody"] for child in verb.children)


def _beside_verb(token: Token, cues: Cues) -> bool:
    verb = token.head
    if token.dep_ == "nsubj":
        return verb.pos_ in _VERBAL | {"ADJ"} and verb.lemma_ not in cues["seats/city-subject"]
    if token.dep_ in {"nsubj:pass", "obj", "obl:arg", "iobj", "obl"}:
        return str(verb.lemma_) not in cues["seats/city-verbs"]
    following = token.doc[token.i + 1].text if token.i + 1 < len(token.doc) else ""
    return following == ":" or any(word.tag_.endswith("FIN") for word in token.sent)
