"""When a claim holds: the time that its clause says, as exact as the words are (``dates`` reads them)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from kg.claims import dates, syntax
from kg.claims.match import fixed_tokens
from kg.claims.scene import Scene
from kg.model import Date, Interval, Time
from kg.trees import Token

_PHRASES = frozenset({"obl", "advmod", "nmod", "nummod", "appos", "obl:arg", "nmod:tmod", "obl:tmod", "dep"})
_CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "parataxis", "ccomp", "xcomp", "csubj"})
_ARGUMENTS = syntax.SUBJECT | {"obj", "obl", "obl:arg", "nmod"}
_LONGEST = 10
_WHAT_WAS_SAID = frozenset({"planned", "demanded", "threatened", "possible", "asked", "attributedTo"})
_PAIRS = (("([", ")]"), ("\"„“”»«‚‘’'", "\"„“”»«‚‘’'"))
_SIMULTANEOUS = dates.words("holding") | dates.words("within")
_PERFECT = frozenset({"VVPP", "VAPP", "VMPP"})


def of(scene: Scene, token: Token, published: Date | None, predicate: str = "") -> Time | None:
    """The time said in the clause of a predicate; relative words are counted from the day of publication.

    Args:
        predicate: What is claimed: that a state is past holds since its end, which is the end of the state.
    """
    relations = scene.lexicon.relations
    lasting = any(
        relations[sense.reference].category == "structure"
        for sense in scene.senses(token)
        if sense.reference in relations
    )
    for node in _governors(scene, token):
        found = _own(scene, node, published, lasting)
        if found is not None:
            is_past = any(relation.when_ended == predicate for relation in relations.values())
            return _ended(found) if predicate and is_past else found
    return None


def beside(scene: Scene, name: Token, published: Date | None, lasting: bool) -> Time | None:
    """The time of one name, in brackets behind it or before it in a list: *der OPEC (1961–2019)*, *seit 2004 der EU*.

    Args:
        name: The last word of the name.
        lasting: Whether what is claimed lasts: then a bare date says neither since when nor until when.
    """
    opening, end = name.next, name.sent.end
    if opening is not None and opening.text == "(":
        inside = [token.text for token in name.doc.tokens[opening.i + 1 : end]]
        words = list(itertools.takewhile(lambda word: word not in {")", ",", ";"}, inside))
        known = words and all(dates.is_known(word) for word in words)
        times = [dates.resolve(words, published)] if known else []
    else:
        head = next((each for each in (name, *name.ancestors) if each.dep == "conj"), name)
        before = (each for each in head.children if each.i < head.i and each.dep in _PHRASES)
        times = [dates.resolve(_words(each), published) for each in before]
    found = next((time for time in times if time is not None), None)
    return found if isinstance(found, Interval) or not lasting else None


def _ended(time: Time) -> Time:
    if isinstance(time, Date):
        return Interval(None, time)
    return time if time.end else Interval(None, time.start)


def is_over(time: Time | None, published: Date | None) -> bool:
    """Whether a time has an end that is not to come."""
    if not isinstance(time, Interval) or time.end is None:
        return False
    return published is None or time.end.first() <= published.last()


# -- whose time it is ------------------------------------------------------------------------------


def _governors(scene: Scene, token: Token) -> list[Token]:
    """The predicate and the words above it whose time is its own, nearest first."""
    result = [token]
    while len(result) < 4 and _shares_time(scene, token):
        token = token.head
        result.append(token)
    return result


def _shares_time(scene: Scene, token: Token) -> bool:
    """Whether what happens at the head's time happens to a word, too."""
    head, relation = token.head, token.dep
    if head.pos not in syntax.VERBAL and not syntax.has_child(head, "cop"):
        return False
    if relation == "conj":
        denied = any(scene.is_negation(child) for child in token.children)
        return not denied and not syntax.has_child(token, "nsubj", "nsubj:pass", "expl")
    if relation == "xcomp":
        return not _is_content(scene, head)
    if relation == "advcl":
        return any(mark.lower in dates.words("while") for mark in syntax.children(token, "mark", "advmod", "obl"))
    if relation in _ARGUMENTS and token.pos == "NOUN":
        if any("holder" in sense.subject for sense in scene.senses(token)):
            return False  # who somebody is, is said in passing
        during = relation == "obl" and syntax.case(token) in dates.words("during")
        return during or (relation != "nmod" and head.lemma in dates.words("happens"))
    return False


def _is_content(scene: Scene, verb: Token) -> bool:
    """Whether what stands below a verb is said, wanted or planned at its time, and happens at another."""
    return any(
        (sense.reference in _WHAT_WAS_SAID or (sense.content and sense.reference in scene.lexicon.relations))
        and fixed_tokens(scene, verb, sense) is not None
        for sense in scene.senses(verb)
    )


# -- where it is said ------------------------------------------------------------------------------


def _own(scene: Scene, node: Token, published: Date | None, lasting: bool) -> Time | None:
    """The time among the dependents of a word; of what lasts, *heute* says no more than that it is so now."""
    for phrase in _phrases(scene, node):
        words = _words(phrase)
        if lasting and words[0].lower() in dates.words("nowadays"):
            continue
        if any(dates.is_temporal(word) for word in words) and len(words) <= _LONGEST:
            found = dates.resolve(_begun(phrase, words), published, _is_ahead(node))
            clausal = node.pos in syntax.VERBAL or syntax.has_child(node, "cop")
            of_noun = clausal and syntax.case(phrase) in dates.words("of")
            if found is not None and not (of_noun and isinstance(found, Date)):
                return found
    return None


def _begun(phrase: Token, words: list[str]) -> list[str]:
    """The words with those of the phrase that they go on, where a parser has made two: *vom 7.* | *bis zum 10. Mai*."""
    left = phrase.left_edge
    if words[0].lower() not in dates.words("until"):
        return words
    before = (child for child in phrase.head.children if child.i < left.i and child.right_edge.i == left.i - 1)
    return [word for child in before if child.dep in _PHRASES for word in _words(child)] + words


def _phrases(scene: Scene, node: Token) -> Iterator[Token]:
    """Phrases that may say when: those of the word, then those that a parser hangs on a name beside it."""
    inserted = _inserted(node)
    for phrase in _candidates(scene, node):
        if phrase.i not in inserted and phrase.i not in scene.whole:
            yield phrase


def _candidates(scene: Scene, node: Token) -> Iterator[Token]:
    yield from (child for child in node.children if child.dep in _PHRASES or _is_bare(child))
    if syntax.is_attributive(node):
        yield from (each for each in node.head.children if each.dep in _PHRASES and each.i < node.i)
    if node.pos in syntax.VERBAL:
        for child in node.children:
            if child.dep in _ARGUMENTS and syntax.case(child) not in dates.words("after") | dates.words("ago"):
                yield from _strays(scene, child, 2)
    for clause in syntax.children(node, "advcl"):
        if any(mark.lower in dates.words("when") for mark in syntax.children(clause, "mark")):
            yield from (child for child in clause.children if child.dep in _PHRASES)


def _is_bare(noun: Token) -> bool:
    """Whether a noun of time stands where a parser sees a subject or an object: *hat vergangene Woche verhängt*."""
    named = dates.is_temporal(noun.text) or noun.text in dates.words("part")
    return named and noun.dep in {"nsubj", "obj", "iobj"} and noun.pos in {"NOUN", "PROPN"}


def _strays(scene: Scene, noun: Token, depth: int) -> Iterator[Token]:
    """Times that hang on what names no event: *verließen Niger | im Dezember*, *erkannte das Land | 1946 an*."""
    for child in noun.children:
        if child.i < noun.i or child.dep not in _PHRASES | {"flat"}:
            continue
        marker = syntax.case(child)
        if dates.is_temporal(child.text) and not scene.senses(noun):
            if marker in _SIMULTANEOUS or (marker is None and noun.i in scene.whole):
                yield child
        elif depth > 1 and child.dep == "nmod":
            yield from _strays(scene, child, depth - 1)


def _inserted(node: Token) -> set[int]:
    """Words in brackets or quotation marks that do not hold the word itself: dates of births, books, newspapers."""
    result: set[int] = set()
    for opens, closes in _PAIRS:
        inside: list[int] | None = None
        for token in node.sent:
            if inside is not None and token.text in closes:
                result.update(inside if node.i not in inside else ())
                inside = None
            elif inside is None and token.text in opens:
                inside = []
            elif inside is not None:
                inside.append(token.i)
    return result


def _words(phrase: Token) -> list[str]:
    """The words of a phrase: all that is temporal in it, and of an event its name and its own time."""
    inserted = _inserted(phrase)
    found: list[Token] = []

    def collect(token: Token, depth: int) -> None:
        found.append(token)
        for child in token.children:
            if child.dep in _CLAUSES or child.is_punct or child.i in inserted:
                continue
            if depth == 0 or dates.is_temporal(token.text) or child.dep in {"case", "det", "amod", "nummod"}:
                collect(child, depth + 1)

    collect(phrase, 0)
    return [token.text for token in sorted(found, key=lambda token: token.i)]


def _is_ahead(node: Token) -> bool:
    """Whether what a word says is to come: a present without a perfect; of an event, that it will or shall be."""
    if syntax.is_attributive(node):
        return syntax.is_active_participle(node)
    clause = node
    while clause.pos not in syntax.VERBAL and clause.head is not clause and not syntax.has_child(clause, "cop"):
        clause = clause.head
    auxiliaries = list(syntax.children(clause, "aux", "aux:pass", "cop"))
    if any(_is_past(each) for each in (clause, *auxiliaries)):
        return False
    perfect = clause.tag in _PERFECT and not syntax.has_child(clause, "aux:pass")
    if perfect or any(each.tag in _PERFECT for each in auxiliaries):
        return False
    future = any(each.tag == "VMFIN" or syntax.is_infinitive(clause) for each in auxiliaries)
    return future if clause is not node and node.pos == "NOUN" else True


def _is_past(verb: Token) -> bool:
    """Whether a finite verb is a preterite, by its form where a parser may err: *fassten* is not *fassen*."""
    if verb.tag not in syntax.FINITE:
        return False
    if "Past" in verb.morph.get("Tense", ()):
        return True
    present = verb.lower.endswith("t") or verb.lemma.endswith((verb.lower, f"{verb.lower}n"))
    return verb.tag == "VVFIN" and not present
