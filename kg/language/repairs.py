"""Repairs of German trees: each cures one mistake that parsers make, as a component after the parser.

They run in the order of ``REPAIRS``: lemmas and particles come first, because the others ask for a verb by its lemma.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language import german
from kg.language.german import words
from kg.language.tree import NOMINAL, Component, Tree, component, finite

ARGUMENTS = ("obj", "iobj", "obl", "obl:arg", "expl:pv")
OWN = frozenset({"obj", "iobj", "obl:arg", "expl:pv"})
# what may follow a verb's particle at the end of its clause
CLOSERS = frozenset({"PUNCT", "CCONJ", "SCONJ", "SPACE", "VERB", "AUX"})
LOOSE = frozenset({"compound:prt", "case", "xcomp"})
SINGULAR = frozenset({"ein", "eine", "das", "kein", "keine", "dieses", "jedes", "jede"})
UNLIKELY_GENITIVE = frozenset({"nsubj", "obj", "amod", "det", "appos", "flat", "compound", "obl", "advmod"})
# relative pronouns with the gender or number that their noun has
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
ONLY_NOMINATIVE = frozenset({"er", "ich", "wir", "du", "man", "wer"})


@component("kg_particles")
def particles(tree: Tree) -> None:
    """Hang a stand-alone verb particle on its finite verb: *tritt … dem Bündnis bei*."""
    for i, tag in enumerate(tree.tags):
        if tag != "PTKVZ" or tree.relations[i] in LOOSE or tree.words[i] not in words("particles_de.tsv"):
            continue
        if i + 1 < len(tree.pos) and tree.pos[i + 1] not in CLOSERS:
            continue
        first, _ = tree.sentence(i)
        verbs = (v for v in range(i - 1, first - 1, -1) if tree.pos[v] in {"VERB", "AUX"} and finite(tree.doc[v]))
        verb = next(verbs, None)
        if verb is not None and tree.child(verb, "compound:prt") is None and not tree.children(i):
            tree.attach(i, verb, "compound:prt")


@Language.component("kg_lemmas")
def lemmas(doc: Doc) -> Doc:
    """Lemmas of verbs and nouns from the word tables; a separated verb gets its particle back.

    ``token._.verb_lemma`` is the infinitive of a participle that stands as an attribute or predicate
    (*die besetzten Gebiete*), None for other words than adjectives.
    """
    for token in doc:
        if token.pos_ in {"VERB", "AUX"}:
            token.lemma_ = german.verb_lemma(token.text, token.tag_, token.lemma_)
        elif token.pos_ == "NOUN" and token.text[:1].isupper():
            token.lemma_ = german.noun_lemma(token.text, token.lemma_)
        elif token.pos_ == "ADJ":
            token._.verb_lemma = german.participle(token.text)
    for token in doc:
        if token.dep_ == "compound:prt" and token.head.pos_ in {"VERB", "AUX"}:
            token.head.lemma_ = token.lower_ + token.head.lemma_
    return doc


@component("kg_passive")
def passive(tree: Tree) -> None:
    """Mark auxiliary, subject and agent of a passive with *werden*: *wird von der Armee besetzt*.

    *werden* with a participle is a passive even where the parser saw another auxiliary, and with an infinitive
    never one. The passive of a state (*ist besetzt*) keeps a plain subject, which tells the two apart.
    """
    for verb in {tree.heads[i] for i in tree.each("aux", "aux:pass")}:
        auxiliaries = tree.children(verb, "aux", "aux:pass")
        become = [i for i in auxiliaries if tree.doc[i].lemma_ == "werden"]
        if not become:
            continue
        is_passive = _is_passive(tree, verb, auxiliaries)
        for i in become if is_passive is not None and len(become) == 1 else ():
            tree.relabel(i, "aux:pass" if is_passive else "aux")
        subjects = tree.children(verb, "nsubj", "nsubj:pass") if is_passive is not None else []
        for i in subjects:
            tree.relabel(i, "nsubj:pass" if is_passive else "nsubj")
        agent = next((i for i in tree.children(verb, "obl") if tree.case(i) in {"von", "vom"}), None)
        if is_passive and agent is not None and tree.pos[agent] in NOMINAL:
            tree.relabel(agent, "obl:agent")


def _is_passive(tree: Tree, verb: int, auxiliaries: list[int]) -> bool | None:
    """Whether the verb is a passive; None where its form leaves that to the parser."""
    kinds = {a.kind for a in german.analyses(tree.words[verb])}
    if "part" not in kinds:
        return False if "inf" in kinds else None
    if "inf" in kinds or {"haben", "sein"} & {tree.doc[i].lemma_ for i in auxiliaries if not finite(tree.doc[i])}:
        return True if any(tree.relations[i] == "aux:pass" for i in auxiliaries) else None
    return True


@component("kg_infinitives")
def infinitives(tree: Tree) -> None:
    """Give an infinitive with *zu* its own arguments: in *versucht sich China anzunähern* the verb above has none.

    The subject stays up. Behind a comma everything up to the infinitive is the infinitive's, whatever the verb above.
    """
    for i in list(tree.each("xcomp", "ccomp")):
        verb = tree.heads[i]
        if verb > i or not _has_zu(tree, i) or tree.pos[verb] not in {"VERB", "ADJ"}:
            continue
        if any(tree.words[m] in {"ohne", "um", "statt", "anstatt"} for m in tree.children(i, "mark")):
            continue
        comma = next((c for c in range(verb + 1, i) if tree.words[c] == ","), None)
        alone = tree.doc[verb].lemma_ in words("control_de.tsv")
        subjects = tree.children(verb, "nsubj")
        for child in tree.children(verb, "nsubj", "advmod", *ARGUMENTS):
            behind = comma is not None and comma < child < i
            second = child in subjects[1:] and verb < child < i
            if second and (behind or alone):
                tree.attach(child, i, "obj")
            elif child not in subjects and (behind or (alone and verb < child < i and tree.relations[child] in OWN)):
                tree.attach(child, i, tree.relations[child])


def _has_zu(tree: Tree, i: int) -> bool:
    apart = i > 0 and tree.words[i - 1] == "zu" and tree.heads[i - 1] == i
    return apart or any(a.kind == "zu" for a in german.analyses(tree.words[i]))


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
        *members, noun = first, *tree.children(first, "conj")
        if len(members) < 2 or tree.pos[noun] != "NOUN" or tree.child(members[-1], "cc") is None:
            continue
        if tree.child(noun, "cc", "case", "det") is None and tree.edges(members[-1])[1] + 1 == tree.edges(noun)[0]:
            _lift_predicate(tree, noun, listed, members)


def _lift_predicate(tree: Tree, noun: int, listed: int, members: list[int]) -> None:
    introduced = next((i for i in tree.children(listed, "nsubj") if tree.pos[i] == "NOUN" and i == listed - 1), None)
    tree.raise_over(noun, listed, "nsubj")
    for i in tree.children(listed):
        own = listed <= i <= members[-1] or tree.relations[i] in {"det", "amod", "nmod", "flat", "case", "appos"}
        if i not in members and i != introduced and not own:
            tree.attach(i, noun, tree.relations[i])
    if introduced is not None:
        tree.attach(introduced, noun, "nsubj")
        tree.attach(listed, introduced, "appos")


@component("kg_objects")
def objects(tree: Tree) -> None:
    """Tell subject and object apart by case and number: *Den Vertrag kündigte Polen*."""
    for verb in sorted({tree.heads[i] for i in tree.each("nsubj")}):
        if tree.child(verb, "cop") is not None:
            continue
        subjects = [i for i in tree.children(verb, "nsubj") if tree.words[i] not in {"sich", "es"}]
        objects = [i for i in tree.children(verb, "obj") if tree.words[i] not in {"sich", "es"}]
        if len(subjects) == 2:
            wrong = [i for i in subjects if _not_subject(tree, i, verb)] or (objects and subjects[1:])
            for i in wrong if len(wrong) == 1 else ():
                tree.relabel(i, "obj")
        elif len(subjects) == 1 and objects and _swapped(tree, subjects[0], objects[0], verb):
            tree.relabel(subjects[0], "obj")
            tree.relabel(objects[0], "nsubj")


def _swapped(tree: Tree, subject: int, other: int, verb: int) -> bool:
    if tree.words[other] in ONLY_NOMINATIVE and tree.words[subject] not in ONLY_NOMINATIVE:
        return True
    return _not_subject(tree, subject, verb) and not _not_subject(tree, other, verb)


def _not_subject(tree: Tree, i: int, verb: int) -> bool:
    if tree.words[i] in words("oblique_de.tsv") or any(
        tree.words[d] in words("oblique_de.tsv") for d in tree.children(i, "det", "det:poss")
    ):
        return True
    number, wanted = _number(tree, i), next((tree.feature(v, "Number") for v in _verbs(tree, verb)), None)
    return bool(number and wanted and number != wanted)


def _number(tree: Tree, i: int) -> str | None:
    """The number of a noun as far as its form shows it; a tagger's word is not enough to turn a clause around."""
    if tree.pos[i] != "NOUN" or tree.child(i, "conj") is not None:
        return None
    if tree.doc[i].lemma_ != tree.doc[i].text:
        return "Plur"
    return "Sing" if any(tree.words[d] in SINGULAR for d in tree.children(i, "det")) else None


@component("kg_relative")
def relative(tree: Tree) -> None:
    """A clause with a relative pronoun in front belongs to the noun before it: *dem Bündnis, das ihn besiegte*."""
    for i, word in enumerate(tree.words):
        if word not in RELATIVE or tree.pos[i] != "PRON":
            continue
        comma = i - 2 if tree.pos[i - 1] == "ADP" else i - 1
        verb = next((v for v in tree.above(i) if tree.pos[v] in {"VERB", "AUX"}), None)
        if comma < 1 or tree.words[comma] != "," or verb is None or verb < i or not _verbs(tree, verb):
            continue
        noun = _antecedent(tree, comma - 1, RELATIVE[word])
        if noun is not None and tree.relations[verb] in {"advcl", "ccomp", "parataxis", "dep", "obj"}:
            tree.attach(verb, noun, "acl:relcl")


def _antecedent(tree: Tree, last: int, marks: tuple[str, ...]) -> int | None:
    near = next((n for n in range(last, -1, -1) if tree.pos[n] in {"NOUN", "PROPN"}), last)
    nouns = [n for n in (near, *tree.above(near)) if n <= last and tree.pos[n] in {"NOUN", "PROPN"}]
    fitting = [n for n in nouns if tree.feature(n, "Gender") in marks or tree.feature(n, "Number") in marks]
    return next(iter(fitting or nouns), None)


@component("kg_expletive")
def expletive(tree: Tree) -> None:
    """*es* is no second subject where a clause follows: *lehnt es ab, …*."""
    for i in list(tree.each("nsubj", "obj")):
        verb = tree.heads[i]
        spare = len(tree.children(verb, "nsubj")) > 1 or tree.relations[i] == "obj"
        if tree.words[i] == "es" and i > verb and spare and tree.child(verb, "xcomp", "ccomp") is not None:
            tree.relabel(i, "expl")


@component("kg_reflexive")
def reflexive(tree: Tree) -> None:
    """*sich* without a preposition belongs to the verb: ``expl:pv``, also where the parser saw an object."""
    for i in tree.each(*ARGUMENTS, "nsubj", "expl", "det"):
        verbal = tree.pos[tree.heads[i]] in {"VERB", "AUX", "ADJ"}
        if tree.words[i] == "sich" and verbal and tree.case(i) is None:
            tree.relabel(i, "expl:pv")


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
        _raise_final(tree, verb)


def _is_clause(tree: Tree, i: int) -> bool:
    if tree.child(i, "cc", "mark") is not None or tree.pos[i] == "PUNCT":
        return False
    return tree.child(i, "nsubj", "nsubj:pass", "expl") is not None and bool(_verbs(tree, i))


def _verbs(tree: Tree, i: int) -> list[int]:
    return [v for v in (i, *tree.children(i, "aux", "aux:pass", "cop")) if finite(tree.doc[v])]


def _without_dass(tree: Tree, verb: int, clause: int) -> bool:
    start = tree.edges(clause)[0]
    if not any(tree.words[c] in {",", ":"} for c in range(verb + 1, start + 1)):
        return False
    reported = any(tree.feature(v, "Mood") == "Sub" for v in _verbs(tree, clause))
    return reported or tree.relations[clause] in {"xcomp", "parataxis", "obj", "dep"}


def _raise_final(tree: Tree, verb: int) -> None:
    clause = tree.heads[verb]
    if tree.relations[verb] not in {"conj", "parataxis", "ccomp", "advcl"} or not clause < verb:
        return
    subject = tree.child(verb, "nsubj")
    begins = tree.edges(verb)[0]
    follows = all(tree.pos[i] == "PUNCT" for i in range(begins, verb)) and tree.words[verb - 1] == ","
    if not follows or subject is None or subject < verb or tree.child(verb, "mark", "cc") is not None:
        return
    if tree.pos[clause] in {"VERB", "AUX"} or _verbs(tree, clause):
        tree.raise_over(verb, clause, "ccomp")


@component("kg_names")
def names(tree: Tree) -> None:
    """Genitives before their noun, acronyms behind their name, and the parts of a person's name."""
    for i, pos in enumerate(tree.pos):
        if pos == "PROPN":
            _genitive(tree, i)
            _acronym(tree, i)
    for entity in tree.doc.ents:
        if entity.label_ == "PER":
            _person(tree, entity.start, entity.end)


def _genitive(tree: Tree, i: int) -> None:
    noun = next((n for n in range(i + 1, min(i + 4, len(tree.pos))) if tree.pos[n] != "ADJ"), None)
    if noun is None or tree.pos[noun] != "NOUN" or not tree.words[i].endswith(("s", "'", "’")):
        return
    shorter = len(tree.doc[i].lemma_) < len(tree.words[i])
    if not shorter or tree.child(i, "det") is not None:
        return
    if tree.heads[noun] == i:
        tree.raise_over(noun, i, "nmod")
    elif tree.relations[i] in UNLIKELY_GENITIVE and tree.heads[i] in {noun, tree.heads[noun]}:
        tree.attach(i, noun, "nmod")


def _acronym(tree: Tree, i: int) -> None:
    word = tree.doc[i].text
    if not (word.isupper() and 2 <= len(word) <= 8 and word.isalpha()) or i < 2:
        return
    before = i - 2 if tree.words[i - 1] in {"kurz", ":"} else i - 1
    if tree.words[before] == "kurz":
        before -= 1
    bracket = tree.words[before] == "(" and i + 1 < len(tree.words) and tree.words[i + 1] == ")"
    short = tree.words[before] == "," and before < i - 1
    if not (bracket or short):
        return
    last = before - 1
    while tree.relations[last] == "flat":
        last = tree.heads[last]
    nouns = [n for n in (last, *tree.above(last)) if n < before and tree.pos[n] in {"NOUN", "PROPN"}]
    fitting = [n for n in nouns if any(tree.words[k][0] == word[0].lower() for k in _beginners(tree, n))]
    if fitting or (nouns and tree.heads[i] not in nouns):
        tree.attach(i, fitting[-1] if fitting else nouns[0], "appos")


def _beginners(tree: Tree, noun: int) -> list[int]:
    return [noun, *tree.children(noun, "amod", "compound")]


def _person(tree: Tree, start: int, end: int) -> None:
    parts = range(start, end)
    if len(parts) < 2 or any(tree.pos[i] != "PROPN" for i in parts):
        return
    outside = [i for i in parts if tree.heads[i] not in parts or tree.heads[i] == i]
    if not outside:
        return
    first, top = start, outside[0]
    if top != first:
        tree.raise_over(first, top, "flat")
    for i in parts[1:]:
        if tree.relations[i] not in {"flat", "case"}:
            tree.attach(i, first, "flat")


REPAIRS: dict[str, Component] = {
    "kg_particles": particles,
    "kg_lemmas": lemmas,
    "kg_names": names,
    "kg_copula": copula,
    "kg_infinitives": infinitives,
    "kg_objects": objects,
    "kg_passive": passive,
    "kg_relative": relative,
    "kg_expletive": expletive,
    "kg_speech": speech,
    "kg_reflexive": reflexive,
}

if not Token.has_extension("verb_lemma"):
    Token.set_extension("verb_lemma", default=None)


@Language.component("kg_repair_de")
def repair_de(doc: Doc) -> Doc:
    """All repairs one after the other, for a document that another German parser has read."""
    for repair in REPAIRS.values():
        doc = repair(doc)
    return doc
