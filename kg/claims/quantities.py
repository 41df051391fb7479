"""Numbers with their units: *135 Soldaten*, *mindestens fünf Frauen*, *mehr als 30 Kämpfer*."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.claims import syntax
from kg.claims.match import Match
from kg.model import Quantity
from kg.trees import Token

_VAGUE = frozenset({"advmod", "cc", "det"})


def of(found: Match, named: Sequence[Token]) -> Quantity | None:
    """The quantity that stands with an argument of a match, or with the verb's object; None if there is none.

    Args:
        named: Words that name the object; of a list the number counts that stands with them or with what they hang on.
    """
    objects = syntax.objects(found.token) if found.token.pos in syntax.VERBAL else []
    near = (*(each for token in named for each in (token, token.head)), *found.arguments, *objects)
    for noun in (*near, *(each for token in near for each in syntax.coordinated(token))):
        for number in syntax.children(noun, "nummod"):
            return Quantity(_words(number, noun), noun.lemma)
    return None


def _words(number: Token, noun: Token) -> str:
    words = list(number.subtree)
    words = [*reversed([*_before(words[0], noun)]), *words]
    return " ".join(token.text for token in words)


def _before(first: Token, noun: Token) -> Iterator[Token]:
    """Words right before a number that say how exact it is, though the tree hangs them on the noun: *mehr als*."""
    near = first.doc[first.i - 1] if first.i else None
    while (
        near is not None
        and near.dep in _VAGUE
        and near.tag not in {"ART", "PDAT"}
        and noun in (near.head, near.head.head)
    ):
        yield near
        near = near.doc[near.i - 1] if near.i else None
