"""Numbers with their units: *135 Soldaten*, *mindestens fünf Frauen*."""

from __future__ import annotations

from kg.claims import syntax
from kg.claims.match import Match
from kg.model import Quantity
from kg.trees import Token


def of(found: Match) -> Quantity | None:
    """The quantity that stands with an argument of a match, or with the verb's object; None if there is none."""
    objects = syntax.objects(found.token) if found.token.pos in syntax.VERBAL else []
    for token in (*found.arguments, *objects):
        for noun in syntax.coordinated(token):
            for number in syntax.children(noun, "nummod"):
                return Quantity(_words(number), noun.lemma)
    return None


def _words(number: Token) -> str:
    return " ".join(token.text for token in number.subtree)
