"""Walking Universal Dependencies trees: who is subject of what, in every construction German has for it.

Nothing here knows a word of the lexicon; only part-of-speech tags, relations and word forms of the
closed classes that UD itself names (``zu``, ``als``) are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from kg.trees import Token

VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X"})
SUBJECT = frozenset({"nsubj", "nsubj:pass"})
OBLIQUE = frozenset({"obl", "obl:arg", "obl:agent", "nmod", "iobj"})
NAMING = frozenset({"appos", "flat"})
_SINGULAR = frozenset({"das", "dem", "den", "der", "dessen"})
FINITE = frozenset({"VVFIN", "VAFIN", "VMFIN", "VVIMP"})


def children(token: Token, *relations: str) -> Iterator[Token]:
    """Dependents with one of the relations, in order of the text."""
    return (child for child in token.children if child.dep in relations)


def has_child(token: Token, *relations: str) -> bool:
    """Whether a dependent has one of the relations."""
    return any(True for _ in children(token, *relations))


def case(token: Token) -> str | None:
    """The preposition of a phrase in lower case, None for a bare one; *wie* and *als* count."""
    for child in token.children:
        if child.dep == "case" or (child.dep in {"cc", "mark"} and child.pos in {"ADP", "CCONJ", "SCONJ"}):
            text = child.lower
            if child.dep == "case" or text in {"als", "wie"}:
                return text
    return None


def is_passive(token: Token) -> bool:
    """Whether a verb is used in the passive."""
    return has_child(token, "aux:pass", "nsubj:pass")


def is_recipient_passive(token: Token) -> bool:
    """Whether a passive has its object still and a dative for a subject: *er bekam Hilfe zugesagt*."""
    return has_child(token, "obj") and not has_child(token, "nsubj", "nsubj:pass")


def is_attributive(token: Token) -> bool:
    """Whether a participle stands before its noun: *das besetzte Gebiet*."""
    return token.dep == "amod" or (token.dep == "acl" and token.i < token.head.i)


def is_reduced(token: Token) -> bool:
    """Whether a participle behind its noun does the work of a relative clause: *Kuba, 1962 ausgeschlossen, …*."""
    if token.dep not in {"acl", "acl:relcl"} or is_finite(token) or is_infinitive(token):
        return False
    return not any(is_relative(child) for child in token.children)


def is_active_participle(token: Token) -> bool:
    """Whether an attributive participle is a present one: *führende*."""
    form = token.lower.rstrip("nmrs").removesuffix("e")
    return form.endswith("end")


def is_infinitive(token: Token) -> bool:
    """Whether a verb has *zu* or is a bare infinitive."""
    if token.tag in {"VVIZU", "VVINF", "VAINF", "VMINF"} or "Inf" in token.morph.get("VerbForm", ()):
        return True
    return _has_zu(token)  # angegriffen zu haben


def _has_zu(verb: Token) -> bool:
    return any(child.lower == "zu" for child in children(verb, "mark"))


def is_finite(token: Token) -> bool:
    """Whether a verb form carries tense and person, by itself or by an auxiliary."""
    if _has_zu(token):
        return False
    own = token.tag in FINITE and "Inf" not in token.morph.get("VerbForm", ())
    return own or any(child.tag in FINITE for child in children(token, "aux", "aux:pass", "cop"))


def is_participle_clause(token: Token) -> bool:
    """Whether a past participle alone is a clause about the subject of the one above: *Von A gewarnt, gab B nach*."""
    if token.tag != "VVPP" or has_child(token, "aux", "aux:pass", "nsubj", "mark", "obj"):
        return False
    return token.dep == "advcl" or (token.dep == "ccomp" and token.i < token.head.i)


def is_verb_first(token: Token) -> bool:
    """Whether a verb heads a condition without a conjunction: *Greift A an, hilft B*, *Sollte A angreifen, …*."""
    if token.dep not in {"advcl", "ccomp"} or token.i > token.head.i:
        return False
    first = next(each for each in token.subtree if not each.is_punct)
    if first == token:
        return first.tag in FINITE
    return first.head == token and first.dep in {"aux", "aux:pass", "cop"}  # taggers take *Sollte* for a conjunction


def is_relative(token: Token) -> bool:
    """Whether a token is a relative pronoun."""
    if token.tag in {"PRELS", "PRELAT"} or "Rel" in token.morph.get("PronType", ()):
        return True
    return token.pos == "PRON" and token.head.dep == "acl:relcl" and token.lower[:1] == "d" and token.tag != "PPER"


def numbers(noun: Token) -> set[str]:
    """Grammatical numbers that a noun phrase may have; an enumeration is plural, a form beside its lemma, too."""
    if has_child(noun, "conj"):
        return {"Plur"}
    articles = {child.lower for child in children(noun, "det")}
    if noun.pos == "NOUN" and noun.text != noun.lemma and (not articles or "die" in articles):
        return {"Plur"}
    if noun.pos == "NOUN" and not articles and noun.dep == "nsubj" and "Plur" in noun.head.morph.get("Number", ()):
        return {"Plur"}  # Partner kritisieren
    found = set(noun.morph.get("Number", ()))
    return found - {"Plur"} if noun.pos == "PROPN" and not articles else found  # there taggers guess


def relative_clause(token: Token) -> Token | None:
    """The relative clause's verb above a relative pronoun, None outside of one."""
    node = token
    for _ in range(6):
        if node.dep in {"acl:relcl", "acl"}:
            return node
        if node.head == node:
            return None
        node = node.head
    return None


def antecedent(token: Token) -> Token | None:
    """The noun that a relative pronoun stands for."""
    if token.lower == "was":
        return None  # what the clause before says
    clause = relative_clause(token)
    number = set(token.morph.get("Number", ()))

    def agrees(noun: Token) -> bool:
        own = numbers(noun)
        return not number or not own or bool(number & own)

    if clause is not None and clause.head.i < token.i and (agrees(clause.head) or has_child(clause.head, "conj")):
        return clause.head
    before = [each for each in token.sent if each.i < token.i and each.pos in {"NOUN", "PROPN"}]
    if token.i == 0 or token.doc[token.i - 1].pos not in {"PUNCT", "ADP"}:
        return None
    return next((noun for noun in reversed(before[-3:]) if agrees(noun)), None)


def stood_for(token: Token) -> list[Token]:
    """The nouns that a relative pronoun stands for: a whole list, its last member where the pronoun is singular."""
    noun = antecedent(token)
    if noun is None:
        return []
    members = coordinated(noun)
    before = [member for member in members if member.i < token.i]
    return before[-1:] if len(before) > 1 and _is_singular(token) else members


def _is_singular(relative: Token) -> bool:
    """Whether a relative pronoun is singular, by its form or by the verb that it is the subject of."""
    if relative.lower != "die":
        return relative.lower in _SINGULAR
    around = (relative.head, *children(relative.head, "aux", "aux:pass", "cop"))
    finite = [each.lower for each in around if each.tag in FINITE]
    return relative.dep in SUBJECT and bool(finite) and not finite[-1].endswith(("n", "sind"))


def coordinated(token: Token) -> list[Token]:
    """The token and what is coordinated with it, as far as it is of the nominal kind."""
    result = [token]
    for child in children(token, "conj"):
        if child.pos not in VERBAL:
            result.extend(coordinated(child))
    if token.dep != "conj":
        behind = (each for each in token.head.children if each.i > token.i)
        result += [each for each in behind if each not in result and continued(each) == token]
    return result


def continued(token: Token) -> Token | None:
    """The phrase that one with a conjunction of its own goes on, where a parser has made it a sister: *noch die EU*."""
    if token.dep not in SUBJECT | {"obj", "obl"} or token.pos not in {"NOUN", "PROPN"} or case(token) is not None:
        return None
    if not any(child.i < token.i and child.pos in {"CCONJ", "ADV"} for child in children(token, "cc")):
        return None
    before = [
        each
        for each in token.head.children
        if each.i < token.i and each.dep in SUBJECT | {"obj"} and each.pos in {"NOUN", "PROPN", "PRON"}
    ]
    return before[-1] if before else None


def bare_subject(token: Token) -> list[Token]:
    """Own grammatical subjects of a predicate."""
    found = [child for child in token.children if child.dep in SUBJECT and child.lower != "sich"]
    found = [child for child in found if len(found) == 1 or continued(child) is None]
    found = [child for child in found if case(child) is None] or found
    if not found and token.tag in {"VVFIN", "VAFIN", "VMFIN"}:
        found = _hidden_subject(token)
    return found if len(found) < 2 else _agreeing(token, found)[:1]


def _hidden_subject(token: Token) -> list[Token]:
    """A finite verb's subject that the tree has as a second object: *die Bitte ließ Berg unbeantwortet*."""
    around = [token, *(each for each in children(token, "xcomp") if not is_infinitive(each))]
    bare = [
        child
        for each in around
        for child in children(each, "obj", "obl:arg")
        if child.pos in {"NOUN", "PROPN"} and case(child) is None and (each == token or child.i < each.i)
    ]
    if len(bare) < 2 or any(child.dep == "expl" for child in token.children):
        return []
    number = set(token.morph.get("Number", ()))
    fitting = [child for child in bare if number & numbers(child)]
    return fitting if len(fitting) == 1 else []


def _agreeing(token: Token, found: list[Token]) -> list[Token]:
    """Subjects in number agreement with the finite verb come first: a parser may call an object one, too."""
    finite = [token, *children(token, "aux", "aux:pass", "cop")]
    number = {value for each in finite for value in each.morph.get("Number", ()) if each.morph.get("Person", ())}

    def misfit(candidate: Token) -> bool:
        own = numbers(candidate)
        return bool(number) and bool(own) and not number & own

    return sorted(found, key=lambda candidate: (misfit(candidate), candidate.i))


def surface_subject(token: Token, controls_object: frozenset[Token] = frozenset(), depth: int = 0) -> list[Token]:
    """Grammatical subject of a predicate, its own or the one it shares with the clause above.

    Args:
        controls_object: Matrix verbs whose object, direct or dative, is the subject of their infinitive.
    """
    own = bare_subject(token)
    if own or depth > 6:
        return own
    head = token.head
    if head == token:
        return []
    above = depth + 1
    if token.dep in {"acl", "xcomp"} and head.pos in {"NOUN", "PROPN"}:
        return [head] if not is_infinitive(token) else _intender(head, controls_object, above)
    if token.dep == "conj" and head.pos in VERBAL | {"ADJ", "NOUN", "PROPN"}:
        if is_attributive(head):
            return [head.head]
        return surface_subject(head, controls_object, above)
    if token.dep in {"xcomp", "ccomp", "csubj"} and not is_finite(token):
        if head in controls_object:
            return objects(head, controls_object) or datives(head) or surface_subject(head, controls_object, above)
        return surface_subject(head, controls_object, above)
    if is_participle_clause(token) or (token.dep == "advcl" and not is_finite(token)):
        if head in controls_object:
            return datives(head) or surface_subject(head, controls_object, above)
        return surface_subject(head, controls_object, above)
    return []


def _intender(noun: Token, controls_object: frozenset[Token], depth: int) -> list[Token]:
    """Who does what the infinitive below a noun says: *der Plan Polens, …*, *A nahm von dem Plan Abstand, …*."""
    for _ in range(3):
        owners = [child for child in children(noun, "nmod") if case(child) in {None, "von"}]
        if owners:
            return owners
        if noun.head == noun or noun.head.pos in VERBAL:
            break
        if noun.dep not in {"conj", "nmod"}:
            return []
        noun = noun.head
    return surface_subject(noun.head, controls_object, depth) if noun.head.pos in VERBAL else []


def agents(token: Token) -> list[Token]:
    """Who does it, in a passive: the phrase with *von* or *durch*."""
    own = [child for child in token.children if child.dep in OBLIQUE and case(child) in {"von", "vom", "durch"}]
    if own or not is_attributive(token):
        return own
    between = [child for child in token.head.children if child.dep in OBLIQUE and child.i < token.i]
    adverbs = [child for child in children(token, "advmod", "amod", "compound") if child.pos == "ADJ"]
    return [child for child in between if case(child) in {"von", "vom", "durch"}] or adverbs


def objects(token: Token, controls_object: frozenset[Token] = frozenset()) -> list[Token]:
    """Logical direct objects of a verb in active, passive and as a participle before its noun."""
    if is_attributive(token):
        if not is_active_participle(token):
            return [token.head]
    elif is_reduced(token):
        return [token.head]
    elif (
        is_participle_clause(token)
        or (is_passive(token) and not is_recipient_passive(token))
        or (token.dep == "conj" and _shares_passive(token))
    ):
        return surface_subject(token, controls_object)
    own = [child for child in children(token, "obj") if child.lower not in {"sich", "es"} and not continued(child)]
    own = [child for child in own if case(child) not in {"als", "wie"}]  # bezeichnete A als zweites B
    if not own:
        taken = bare_subject(token)
        own = [child for child in children(token, "nsubj") if child not in taken and child.lower not in {"sich", "es"}]
    if not own:
        bare = (child for child in children(token, "obl", "obl:arg") if case(child) is None)
        own = [child for child in bare if child.pos in {"NOUN", "PROPN", "PRON"}]
    if not own and token.dep == "xcomp" and token.head.pos in VERBAL:
        own = [child for child in children(token.head, "obj") if child.lower not in {"sich", "es"}]
    return own


def _shares_passive(token: Token) -> bool:
    return is_passive(token.head) and not is_finite(token) and not bare_subject(token)


def subjects(token: Token, controls_object: frozenset[Token] = frozenset()) -> list[Token]:
    """Logical subjects of a verb: who does it."""
    if is_attributive(token):
        return [token.head] if is_active_participle(token) else agents(token)
    if is_passive(token) or (token.dep == "conj" and _shares_passive(token)):
        return agents(token)
    if is_reduced(token):
        return agents(token)
    if is_participle_clause(token):
        return agents(token)
    return surface_subject(token, controls_object)


def datives(token: Token) -> list[Token]:
    """Bare phrases beside the subject that may be the dative object."""
    taken = bare_subject(token)
    found = [
        child
        for child in token.children
        if (child.dep in {"obl:arg", "iobj", "obl", "obj", "nmod"} or (child.dep == "nsubj" and child not in taken))
        and case(child) is None
        and child.lower not in {"sich", "es"}
        and child.pos in NOMINAL
    ]
    if not found and token.dep == "xcomp" and token.head.pos in VERBAL:
        found = [
            child
            for child in children(token.head, "obl", "obl:arg", "obj")
            if token.head.i < child.i < token.i and case(child) is None and child.pos in {"NOUN", "PROPN"}
        ]
    marked = [child for child in found if "Dat" in child.morph.get("Case", ()) or child.dep in {"obl:arg", "iobj"}]
    return marked or found


def named_beside(noun: Token) -> list[Token]:
    """Names that stand beside a common noun and say who it is: *Präsident Berg*, *das Nachbarland Polen*."""
    found = [child for child in children(noun, "appos", "flat") if child.i > noun.i]
    if found and found[0].i == noun.i + 1:
        return found[:1]
    return found or [
        child
        for child in children(noun, "nmod")
        if child.i > noun.i
        and all(between.is_quote for between in noun.doc.tokens[noun.i + 1 : child.i])
        and child.pos == "PROPN"
        and child.text == child.lemma
        and case(child) is None
    ]


def obliques(token: Token, markers: frozenset[str]) -> list[Token]:
    """Prepositional phrases with one of the prepositions."""
    return [child for child in token.children if child.dep in OBLIQUE and case(child) in markers]


def owners(token: Token) -> list[Token]:
    """Genitives of a noun, before or after it, and its phrase with *von*."""
    bare = [
        child
        for child in children(token, "nmod", "nmod:poss", "obl:arg")
        if case(child) is None and child.pos in NOMINAL - {"NUM"}
    ]
    return bare or [child for child in children(token, "nmod", "obl") if case(child) in {"von", "vom"}]


def span(tokens: list[Token]) -> tuple[int, int]:
    """First and last token index of a list of tokens."""
    return min(token.i for token in tokens), max(token.i for token in tokens)
