"""Words that refer back: pronouns, possessives and definite descriptions."""

from __future__ import annotations

from functools import lru_cache

from kg.mentions.page import Page
from kg.model import Form
from kg.names import Cues
from kg.names.nouns import bases
from kg.trees import Token

_PERSONAL = frozenset({"PPER"})
_POSSESSIVE = frozenset({"PPOSAT", "PPOSS"})
_POINTING = frozenset({"PDS", "PDAT"})
_PRONOUNS = _PERSONAL | _POSSESSIVE | _POINTING
_PREDICATE = frozenset({"appos", "flat"})
_KINDS = (
    *("state", "neighbour", "alliance", "military", "economic", "organisation", "territory", "area", "outlet"),
    *("described", "island", "by-name", "member", "candidate", "plural", "parties", "people"),
)
_BODIES = ("alliance", "military", "economic", "organisation", "by-name")
_ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:arg", "obl:agent", "nmod"})


def references(page: Page) -> None:
    """Note every word of the block that may stand for something named before."""
    for token in page.tokens:
        start, end = token.idx, token.end
        if page.taken[end - 1]:
            continue
        if token.tag in _PRONOUNS and _is_pronoun(page, token):
            page.add(start, end, Form.PRONOUN)
        elif token.pos == "NOUN":
            form = _description(page, token) or _collective(page, token)
            if form is not None:
                page.found[start, end] = page.mention(start, end, form)
        elif _is_counted(page, token):
            page.add(start, end, Form.DESCRIPTION)


def _is_pronoun(page: Page, token: Token) -> bool:
    if token.tag in _PERSONAL:
        return token.lower in page.cues["pronouns"]
    if token.tag in _POINTING:
        return token.lower in page.cues["pointing"]
    return token.tag in _POSSESSIVE and token.lower.startswith(tuple(page.cues["possessives"]))


def _is_counted(page: Page, token: Token) -> bool:
    """Whether a word counts things without saying what they are: *die beiden*, *alle drei*."""
    counted = token.lower in page.cues.numbers and token.i > 0 and token.doc[token.i - 1].lower in page.cues["counting"]
    if token.dep not in _ARGUMENTS or not (counted or token.lower in page.cues["descriptions/both"]):
        return False
    return not any(child.dep in {"nmod", "acl:relcl", "appos"} for child in token.children)


def _description(page: Page, token: Token) -> Form | None:
    """How a noun refers back: like a name, as a description, or not at all (None)."""
    form, body, sure = _noun(page.cues, token.text, bases(token))
    if form is None or sure:
        return form
    return form if is_definite(page, token) and not _is_named(token, body) else None


@lru_cache(1 << 14)
def _noun(cues: Cues, text: str, names: tuple[str, ...]) -> tuple[Form | None, bool, bool]:
    """How a noun may refer back, whether it is a body, and whether it does so whatever stands around it."""
    if text.endswith(tuple(cues["solid/governments"])) and cues.solid_prefix(text):
        return Form.DESCRIPTION, False, True
    body = not _described(cues, _BODIES).isdisjoint(names)
    if cues.any("short-names", text, text.removesuffix("s"), text.removesuffix("n")):
        return Form.NAME, body, False
    described = any(cues.roles_of(name) or name in cues.groups for name in names)
    if described or not _described(cues, _KINDS).isdisjoint(names):
        return Form.DESCRIPTION, body, False
    return None, body, False


@lru_cache
def _described(cues: Cues, kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(cues[f"descriptions/{kind}"] for kind in kinds))


def _collective(page: Page, token: Token) -> Form | None:
    """A group that acts without a name of its own: *äthiopische Milizen*, *die Armee*."""
    return Form.DESCRIPTION if page.cues.collective(*bases(token)) is not None else None


def is_definite(page: Page, token: Token) -> bool:
    """Whether a noun has a definite article, a demonstrative, a possessive or *beide*."""
    for child in token.children:
        if child.i > token.i:
            break
        if child.dep.startswith("det") and child.lower.startswith(tuple(page.cues["definite"])):
            return True
        if child.tag == "APPRART" or child.lower in page.cues["descriptions/both"]:
            return True
        if child.tag in _POSSESSIVE:
            return True
    return False


def _is_named(token: Token, body: bool) -> bool:
    """Whether a name beside the noun says already what it is, or the noun says what something is.

    Args:
        body: A relative clause with the noun tells more of a known thing, as with *der Gerichtshof, dem …*.
    """
    telling = {"cop"} if body else {"cop", "acl:relcl"}
    if token.dep in _PREDICATE or any(child.dep in telling for child in token.children):
        return True
    following = token.next
    name = following is not None and following.pos == "PROPN" and not following.text.endswith("s")
    if following is not None and name and (following.entity == "PER" or following.dep in _PREDICATE):
        return True
    return any(child.dep in {"appos", "flat"} and child.i > token.i for child in token.children)
