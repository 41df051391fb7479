"""Repairs of a tree that need the names and the lexicon: clauses, names and gaps hang where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.claims import syntax
from kg.model import Form, Kind, Link, Mention
from kg.trees import Token

if TYPE_CHECKING:
    from kg.claims.scene import Scene

# relations in which a parser hangs a name behind a comma on what stands before it
_LISTED = frozenset({"conj", "obj", "appos"})


def hang(scene: Scene) -> None:
    """Mend the tree of a scene's block, in place; what hangs elsewhere then is found by all who read it."""
    _part_names(scene)
    _hang_clauses(scene)
    _hang_names(scene)
    _hang_gaps(scene)


def _part_names(scene: Scene) -> None:
    """Take two names for two phrases where the tree runs them together: *im Mai griff Indien Pakistan an*."""
    for token in [token for token in scene.doc if token.dep == "flat"]:
        head = token.head
        one, other = scene.whole.get(token.i), scene.whole.get(head.i)
        if not one or not other or one[0].mention == other[0].mention:
            continue
        if head.dep in syntax.SUBJECT and head.head.pos in syntax.VERBAL and token.i == one[0].mention.first:
            token.attach(head.head, "obj")


def _hang_names(scene: Scene) -> None:
    """Give a name between commas to the role it closes: *der Sprecher von Präsident A, B, sagte* is B."""
    _hang_owners(scene)
    people = {id(link): link.mention for links in scene.whole.values() for link in links if _is_person(link)}
    for mention in people.values():
        inside = scene.doc.tokens[mention.first : mention.last + 1]
        tops = [token for token in inside if token.head == token or token.head not in inside]
        for token in tops[1:]:
            if tops[0].dep == token.dep == "appos":
                token.attach(tops[0], "flat")
        top = tops[0] if tops else inside[0]
        before, after = inside[0].previous, inside[-1].next
        if before is None or before.text != "," or after is None or after.text != "," or top.dep != "appos":
            continue
        role = top.head
        while role.dep in {"nmod", "appos", "flat"} and role.head.pos in {"NOUN", "PROPN"}:
            role = role.head
        if role != top.head and role.pos == "NOUN" and role.i < top.i and scene.is_office(role):
            top.attach(role, "appos")
    _hang_bearers(scene, people)


def _hang_owners(scene: Scene) -> None:
    """Take a genitive right behind a noun that is no office for an owner, no second name: *der Sturz Assads*."""
    for i, (link, *_) in scene.whole.items():
        mention, last = link.mention, scene.doc[link.mention.last]
        name, noun = scene.doc[i], scene.doc[i].head
        genitive = last.text.endswith("s") and not link.entity.label.endswith("s")
        if not genitive or name.dep not in {"appos", "nmod"} or noun.i != mention.first - 1:
            continue
        if noun.pos == "NOUN" and mention.form is Form.NAME and not scene.is_office(noun):
            name.attach(noun, "nmod")
            scene._genitives.add(name)


def _hang_bearers(scene: Scene, people: Mapping[int, Mention]) -> None:
    """Take names in a list of countries for those who hold the office: *die Minister von A und B, C und D*."""
    heads = {mention.first for mention in people.values()}
    for office in scene.doc:
        places = syntax.children(office, "nmod") if office.pos == "NOUN" and scene.is_office(office) else []
        for place in places:
            listed = [each for each in syntax.coordinated(place)[1:] if each.i in heads]
            if place.i in heads or not listed:
                continue
            for each in listed:
                each.attach(*((office, "appos") if each == listed[0] else (listed[0], "conj")))


def _hang_gaps(scene: Scene) -> None:
    """Take a name before *dagegen* for a clause without its verb, no member of a list: *…, B dagegen nicht*."""
    _hang_numbers(scene)
    marks = scene.lexicon.markers.get("opposite", frozenset())
    for mark in [token for token in scene.doc if token.lower in marks and token.i > token.sent.start + 1]:
        name = mark.doc[mark.i - 1].head if mark.doc[mark.i - 1].dep == "flat" else mark.doc[mark.i - 1]
        before = name.previous
        if name.i not in scene.whole or name.dep not in _LISTED or before is None or before.text != ",":
            continue
        rest = mark.doc.tokens[mark.i + 1 : mark.sent.end]
        verb = next((each for each in name.ancestors if each.pos in syntax.VERBAL), None)
        if verb is None or any(each.pos in syntax.VERBAL for each in rest):
            continue
        name.attach(verb, "conj")
        for each in (mark, *rest):
            if each.head == verb and each.dep in {"advmod", "orphan", "obj"}:
                each.attach(name, "orphan" if each.dep == "obj" else each.dep)


def _hang_numbers(scene: Scene) -> None:
    """Take a name before a mere number for a clause without its verb: *A hat 100 Soldaten in B, C rund 50*."""
    for i in sorted(scene.whole):
        name = scene.doc[i]
        first = name.left_edge if name.left_edge.is_punct else name.left_edge.previous
        if name.dep != "conj" or first is None or first.text != "," or syntax.case(name.head) is None:
            continue
        number = name.next
        while number is not None and number.pos in {"ADV", "ADJ"}:
            number = number.next
        if number is None or number.tag != "CARD" or not _ends_clause(number):
            continue
        verb = next((each for each in name.ancestors if each.pos in syntax.VERBAL), None)
        if verb is not None:
            name.attach(verb, "conj")
            number.attach(name, "orphan")


def _ends_clause(token: Token) -> bool:
    return token.text.endswith(".") or token.next is None or token.next.is_punct


def _is_person(link: Link) -> bool:
    return link.entity.kind is Kind.PERSON and link.mention.form is Form.NAME


def _hang_clauses(scene: Scene) -> None:
    """Take a clause with *dass*, or one in reported speech, for what is said where the tree has an adverbial."""
    that = scene.lexicon.markers.get("that", frozenset())
    for token in scene.doc:
        if token.dep in {"acl:relcl", "advcl", "ccomp"}:
            _hang_relative(scene, token)
        if token.dep == "xcomp" and syntax.is_infinitive(token):
            _hang_infinitive(scene, token)
        if token.dep == "ccomp" and any(child.dep == "mark" and child.lower in that for child in token.children):
            _hang_content(scene, token)
        if token.dep != "advcl" or token.head.pos not in syntax.VERBAL:
            continue
        marks = [child for child in token.children if child.dep == "mark"]
        reported = scene.lexicon.markers.get("reported", frozenset())
        if not marks and token.i > token.head.i and any(child.lower in reported for child in token.children):
            token.dep = "ccomp"
        first = token.left_edge.next if token.left_edge.is_punct else token.left_edge
        if len(marks) == 1 and marks[0].lower in that and first == marks[0]:
            before = first.previous
            if before is None or before.is_punct or before.i < token.sent.start:
                token.dep = "ccomp"


def _hang_content(scene: Scene, clause: Token) -> None:
    """Hang a clause on the noun whose content it is, left of a verb that takes none: *Die Sorge wächst, dass …*."""
    verb = clause.head
    if not (verb.pos in syntax.VERBAL or syntax.has_child(verb, "cop")) or _takes(scene, verb, "clause"):
        return
    before = (child for child in reversed(verb.children) if child.i < clause.left_edge.i and child.pos == "NOUN")
    noun = next((child for child in before if _takes(scene, child, "clause")), None)
    if noun is not None:
        clause.attach(noun, "acl")


def _hang_infinitive(scene: Scene, clause: Token) -> None:
    """Hang an infinitive on the noun right before its comma: *wegen Kenias Weigerung, die Truppen abzuziehen*."""
    first = clause.left_edge
    comma = first if first.text == "," else first.previous
    last = comma.previous if comma is not None and comma.text == "," else None
    if last is None or _takes(scene, clause.head, "clause", "infinitive"):
        return
    phrases = (each for each in (last, *last.ancestors) if each.i <= last.i and each.dep in {"obl", "nmod"})
    noun = next((each for each in phrases if each.pos == "NOUN" and _takes(scene, each, "infinitive")), None)
    if noun is not None:
        clause.attach(noun, "acl")


def _takes(scene: Scene, token: Token, *arguments: str) -> bool:
    """Whether a word asks for one of the arguments for what is said or done."""
    return any(not {*sense.scope, *sense.content}.isdisjoint(arguments) for sense in scene.senses(token))


def _hang_relative(scene: Scene, clause: Token) -> None:
    """Take a clause without a relative word for its noun's content, hang one with *wonach* on the noun before."""
    inside = [token for token in clause.subtree if not token.is_punct]
    first = next((token for token in inside if token.dep != "case"), clause)
    if first.lower in scene.lexicon.markers.get("according", frozenset()) and clause.head.pos in syntax.VERBAL:
        nouns = [each for each in clause.head.children if each.pos == "NOUN" and each.i < first.i]
        if nouns:
            clause.attach(nouns[-1], "acl:relcl")
    elif clause.dep == "acl:relcl" and clause.head.pos == "NOUN" and syntax.is_finite(clause):
        relative = syntax.is_relative(first) or first.tag in {"PWAV", "PWS", "PWAT"} or first.dep == "mark"
        if first.i > clause.head.i and not relative and not any(syntax.is_relative(token) for token in inside):
            clause.dep = "acl"
