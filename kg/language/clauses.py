"""Repairs of how clauses hang together: predicates after a list, relative clauses, speech."""

from __future__ import annotations

from spacy.tokens import Token

from kg.language import german
from kg.language.german import words
from kg.language.lemmas import plural_of
from kg.language.tree import Tree, component

# relative pronouns with the gender or number that their noun has
CLAUSES = frozenset({"ccomp", "advcl", "parataxis", "conj", "dep", "xcomp"})
RELATIVE = {
    "das": ("Neut",),
    "die": ("Fem", "Plur"),
    "der": ("Masc", "Fem"),
    "den": ("Masc",),
    "dem": ("Masc", "Neut"),
    "denen": ("Plur",),
    "deren": ("Fem", "Plur"),
    "dessen": ("Masc", "Neut"),
}


@component("kg_copula")
def copula(tree: Tree) -> None:
    """Make the predicate noun the head after a list of subjects: *sind die Länder A, B und C Mitglieder der D*.

    Parsers take the list for the predicate and *Mitglieder* for its last member.
    """
    for cop in list(tree.each("cop")):
        listed = tree.heads[cop]
        first = listed if tree.child(listed, "conj") is not None else tree.child(listed, "appos")
        if first is None or cop > listed:
            continue
        members = [m for m in _coordinated(tree, first) if m == first or tree.words[m - 1] == "," or _closes(tree, m)]
        noun = members[-1] + 1
        follows = noun < len(tree.pos) and tree.heads[noun] in {listed, *members} and _is_noun(tree.doc[noun])
        if follows and _closes(tree, members[-1]):
            _lift_predicate(tree, noun, listed, members)


def _is_noun(token: Token) -> bool:
    return token.pos_ == "NOUN" or (token.pos_ == "PROPN" and plural_of(token) is not None)


def _coordinated(tree: Tree, first: int) -> list[int]:
    found = [first]
    for member in found:
        found.extend(tree.children(member, "conj"))
    return sorted(found)


def _closes(tree: Tree, member: int) -> bool:
    begins = next((i for i in range(member - 1, -1, -1) if tree.pos[i] not in {"DET", "ADJ"}), 0)
    return tree.pos[begins] == "CCONJ"


def _lift_predicate(tree: Tree, noun: int, listed: int, members: list[int]) -> None:
    introduced = next((i for i in tree.children(listed, "nsubj") if tree.pos[i] == "NOUN" and i == listed - 1), None)
    if tree.pos[noun] == "PROPN":
        tree.retag(noun, "NOUN", tree.tags[noun]).lemma_ = german.noun_lemma(tree.doc[noun].text)
    tree.attach(noun, listed, "conj")
    tree.raise_over(noun, listed, "nsubj")
    own = {"det", "amod", "nmod", "flat", "case", "appos", "conj", "cc"}
    for member in {listed, *members}:
        for i in tree.children(member):
            if i > noun or (member == listed and i < listed and tree.relations[i] not in own and i != introduced):
                tree.attach(i, noun, tree.relations[i])
    if introduced is not None:
        tree.attach(introduced, noun, "nsubj")
        tree.attach(listed, introduced, "appos")


@component("kg_relative")
def relative(tree: Tree) -> None:
    """A clause with a relative pronoun in front belongs to the noun before it: *dem Bündnis, das ihn besiegte*."""
    for i, word in enumerate(tree.words):
        if word in RELATIVE and tree.pos[i] == "DET" and tree.words[i - 1] == ",":
            _from_article(tree, i)
        if word not in RELATIVE or tree.doc[i].pos_ != "PRON":
            continue
        comma = i - 2 if tree.pos[i - 1] == "ADP" else i - 1
        verb = next((v for v in tree.above(i) if tree.pos[v] in {"VERB", "AUX"}), None)
        if comma < 1 or tree.words[comma] != "," or verb is None or verb < i or not tree.finite(verb):
            continue
        noun = _antecedent(tree, comma - 1, RELATIVE[word])
        if noun is not None and tree.relations[verb] in {"advcl", "ccomp", "parataxis", "dep", "obj"}:
            tree.attach(verb, noun, "acl:relcl")


def _from_article(tree: Tree, i: int) -> None:
    """Take an article before a name for a clause's missing subject: *der erste Staat, der Malta anerkannte*."""
    name = tree.heads[i]
    verb = tree.heads[name]
    behind = tree.pos[name] in {"PROPN", "NOUN"} and i < name < verb and tree.relations[name] in {"obj", "obl:arg"}
    if not behind or tree.relations[verb] not in {"acl", "acl:relcl"} or not tree.heads[verb] < i:
        return
    if tree.child(verb, "nsubj", "nsubj:pass", "mark", "cop", "aux:pass") is None and tree.words[i] in {"der", "die"}:
        tree.attach(i, verb, "nsubj")
        tree.relabel(verb, "acl:relcl")
        tree.retag(i, "PRON", "PRELS")


@component("kg_reduced")
def reduced(tree: Tree) -> None:
    """A participle between commas belongs to the noun before it: *Kuba, aus dem Bund ausgeschlossen, will zurück*."""
    for verb in list(tree.each("ccomp", "advcl", "conj", "parataxis")):
        clause, noun = tree.heads[verb], tree.child(verb, "nsubj", "nsubj:pass")
        if noun is None or clause < verb or tree.child(verb, "aux", "aux:pass", "cop", "mark") is not None:
            continue
        if (
            tree.tags[verb] == "VVPP"
            and tree.words[noun + 1] == ","
            and tree.child(clause, "nsubj", "nsubj:pass") is None
        ):
            tree.attach(noun, clause, "nsubj")
            tree.attach(verb, noun, "acl")
    for second in list(tree.each("case")):
        _before_noun(tree, second)


def _before_noun(tree: Tree, second: int) -> None:
    """Of two prepositions one is the noun's, the other its participle's: *im von Mali geführten Bund*."""
    phrase, first = tree.heads[second], second - 1
    noun = tree.heads[phrase]
    if first < 0 or tree.heads[first] != phrase or tree.relations[first] != "case" or noun < phrase:
        return
    participle = next((i for i in tree.children(noun, "amod") if phrase < i < noun), None)
    if tree.pos[noun] == "NOUN" and participle is not None:
        tree.attach(first, noun, "case")
        tree.attach(phrase, participle, "obl:agent" if tree.words[second] in {"von", "vom", "durch"} else "obl")
        if tree.relations[noun] in {"obj", "nsubj", "iobj"}:
            behind = first and tree.pos[first - 1] == "NOUN" and tree.heads[first - 1] == tree.heads[noun]
            tree.attach(noun, *((first - 1, "nmod") if behind else (tree.heads[noun], "obl")))


def _antecedent(tree: Tree, last: int, marks: tuple[str, ...]) -> int | None:
    near = next((n for n in range(last, -1, -1) if tree.pos[n] in {"NOUN", "PROPN"}), last)
    nouns = [n for n in (near, *tree.above(near)) if n <= last and tree.pos[n] in {"NOUN", "PROPN"}]
    fitting = [n for n in nouns if tree.feature(n, "Gender") in marks or tree.feature(n, "Number") in marks]
    return next(iter(fitting or nouns), None)


@component("kg_speech")
def speech(tree: Tree) -> None:
    """A clause after or before a verb of saying is what is said, with or without *dass*.

    *Er sagte, sein Land trete bei*: ``ccomp`` in place of ``conj``; *"Wir treten bei", sagte er*: *sagte* is the head.
    """
    for verb, pos in enumerate(tree.pos):
        if pos != "VERB" or tree.doc[verb].lemma_ not in words("speech_de.tsv"):
            continue
        for clause in tree.children(verb, "conj", "parataxis", "xcomp", "obj", "advcl", "dep"):
            if clause > verb and _is_clause(tree, clause) and _without_dass(tree, verb, clause):
                tree.relabel(clause, "ccomp")
        for clause in tree.children(verb, "ccomp"):
            if _is_unsaid(tree, verb, clause):
                tree.relabel(clause, "conj" if tree.child(clause, "mark") is None else "advcl")
        _raise_final(tree, verb)
        _behind_colon(tree, verb)


def _is_unsaid(tree: Tree, verb: int, clause: int) -> bool:
    """Whether a clause is none that says what is said: one with *weil*, a main clause behind a semicolon."""
    mark = tree.child(clause, "mark")
    if mark is not None:
        return tree.words[mark] in words("adverbial_de.tsv")
    start = tree.edges(clause)[0]
    opened = ";" in tree.words[max(start - 1, 0) : start + 1]
    return verb < clause and opened and not any(tree.feature(v, "Mood") == "Sub" for v in tree.finite(clause))


def _behind_colon(tree: Tree, verb: int) -> None:
    """*Kiew widersprach: Das Schiff sei leer, sagte Lang*: what stands before the colon is not said by Lang."""
    before = next((i for i in tree.children(verb, "ccomp") if i < verb), None)
    colon = next((c for c in range(before or verb, verb) if tree.words[c] == ":"), None)
    if before is None or colon is None or colon < before:
        return
    inside = [i for i in range(colon + 1, verb) if tree.pos[i] in {"VERB", "AUX", "ADJ", "NOUN"}]
    heads = [i for i in inside if tree.heads[i] in {before, verb} and tree.relations[i] in CLAUSES]
    if len(heads) == 1 and tree.finite(before) and tree.child(before, "nsubj", "nsubj:pass") is not None:
        tree.attach(heads[0], verb, "ccomp")
        tree.attach(before, verb, "conj")


@component("kg_sources")
def sources(tree: Tree) -> None:
    """*Wie Lang sagte, …*: the word that opens a source's clause is its conjunction, not part of the name behind it."""
    for verb in tree.each("advcl"):
        first = tree.edges(verb)[0]
        name = tree.heads[first]
        of_name = tree.relations[name] == "nsubj" and tree.heads[name] == verb
        if tree.words[first] == "wie" and tree.relations[first] != "mark" and of_name:
            tree.attach(first, verb, "mark")


@component("kg_reports")
def reports(tree: Tree) -> None:
    """Reported words right behind a noun of report are what it says: *bestritt den Vorwurf, er helfe Mali*."""
    for clause in list(tree.each("conj", "ccomp", "parataxis", "advcl")):
        start = tree.edges(clause)[0]
        comma = start if tree.words[start] == "," else start - 1
        if comma < 1 or tree.words[comma] != "," or not _is_clause(tree, clause):
            continue
        if not any(tree.feature(v, "Mood") == "Sub" for v in tree.finite(clause)):
            continue
        last = comma - 1 if tree.tags[comma - 1] != "PTKVZ" else comma - 2
        noun = next((n for n in (last, *tree.above(last)) if tree.pos[n] in {"NOUN", "PROPN"}), None)
        while noun is not None and tree.relations[noun] in {"nmod", "flat"}:
            noun = tree.heads[noun]
        if noun is not None and noun <= last and tree.doc[noun].lemma_ in words("reports_de.tsv"):
            tree.attach(clause, noun, "acl")


def _is_clause(tree: Tree, i: int) -> bool:
    if tree.child(i, "cc", "mark") is not None or tree.pos[i] == "PUNCT":
        return False
    return tree.child(i, "nsubj", "nsubj:pass", "expl") is not None and bool(tree.finite(i))


def _without_dass(tree: Tree, verb: int, clause: int) -> bool:
    start = tree.edges(clause)[0]
    opens = next((tree.words[i] for i in range(start, verb, -1) if tree.words[i] in {",", ":", ";", "–"}), "")
    if opens not in {",", ":"}:
        return False
    reported = any(tree.feature(v, "Mood") == "Sub" for v in tree.finite(clause))
    return reported or opens == ":" or tree.relations[clause] in {"xcomp", "obj", "dep"}


def _raise_final(tree: Tree, verb: int) -> None:
    clause = tree.heads[verb]
    if tree.relations[verb] not in {"conj", "parataxis", "ccomp", "advcl"} or not clause < verb:
        return
    subject = tree.child(verb, "nsubj")
    begins = tree.edges(verb)[0]
    follows = all(tree.pos[i] == "PUNCT" for i in range(begins, verb)) and tree.words[verb - 1] == ","
    if not follows or subject is None or subject < verb or tree.child(verb, "mark", "cc") is not None:
        return
    closed = all(i <= verb or tree.pos[i] == "PUNCT" for i in tree.children(clause))
    if closed and (tree.pos[clause] in {"VERB", "AUX"} or tree.finite(clause)):
        tree.raise_over(verb, clause, "ccomp")
