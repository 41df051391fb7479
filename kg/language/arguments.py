"""Repairs of what hangs on a verb: subjects, objects, agents, *sich*, *es*."""

from __future__ import annotations

from functools import lru_cache

from kg.language import german
from kg.language.german import words
from kg.language.tree import NOMINAL, Tree, component, finite

ARGUMENTS = ("obj", "iobj", "obl", "obl:arg", "expl:pv")
CLAUSAL = ("ccomp", "xcomp", "csubj", "advcl", "acl", "parataxis")
OWN = frozenset({"obj", "iobj", "obl:arg", "expl:pv"})
SINGULAR = frozenset({"ein", "eine", "das", "kein", "keine", "dieses", "jedes", "jede"})
# never the auxiliary of a future
PAST = frozenset({"wurde", "wurden", "worden"})
ONLY_NOMINATIVE = frozenset({"er", "ich", "wir", "du", "man", "wer"})


@component("kg_infinitives")
def infinitives(tree: Tree) -> None:
    """Give an infinitive with *zu* its own arguments: in *versucht sich China anzunähern* the verb above has none.

    The subject stays up. Behind a comma everything up to the infinitive is the infinitive's, whatever the verb above.
    An infinitive that a nearer verb has announced by *es* (*lehnt es ab, …*) hangs on that verb.
    """
    for i in list(tree.each("acl:relcl", "acl")):
        name, verb = tree.heads[i], tree.heads[tree.heads[i]]
        if tree.pos[name] == "PROPN" and tree.pos[verb] == "VERB" and i > verb and _has_zu(tree, i):
            tree.attach(i, verb, "xcomp")  # beschuldigte Polen, ... zu haben
    for i in list(tree.each("xcomp", "ccomp", "acl")):
        nearer = [v for v in range(tree.heads[i] + 1, i) if _announces(tree, v, i)]
        if nearer and _has_zu(tree, i):
            tree.attach(i, nearer[-1], "xcomp")
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


def _announces(tree: Tree, verb: int, infinitive: int) -> bool:
    if tree.pos[verb] != "VERB" or "," not in tree.words[verb:infinitive] or verb in tree.children(infinitive):
        return False
    return any(tree.words[e] == "es" and e < infinitive for e in tree.children(verb, "expl", "obj"))


def _has_zu(tree: Tree, i: int) -> bool:
    apart = any(tree.words[m] == "zu" for m in tree.children(i, "mark"))  # anzugreifen, angegriffen zu haben
    return apart or any(a.kind == "zu" for a in german.analyses(tree.words[i]))


@component("kg_objects")
def objects(tree: Tree) -> None:
    """Tell subject and object apart by case and number: *Den Vertrag kündigte Polen*; auxiliaries have neither."""
    for auxiliary in list(tree.each("aux", "aux:pass")):
        for child in tree.children(auxiliary, "nsubj", *ARGUMENTS):
            tree.attach(child, tree.heads[auxiliary], tree.relations[child])
    for verb in sorted({tree.heads[i] for i in tree.each("nsubj")}):
        if tree.child(verb, "cop") is not None:
            continue
        _tell_from_it(tree, verb)
        subjects = [i for i in tree.children(verb, "nsubj") if tree.words[i] not in {"sich", "es"}]
        objects = [i for i in tree.children(verb, "obj") if tree.words[i] not in {"sich", "es"}]
        if len(subjects) == 2:
            named = [i for i in subjects[1:] if objects and tree.pos[i] in {"NOUN", "PROPN"}]
            if not objects and tree.doc[subjects[0]].lemma_ in words("reports_de.tsv"):
                named = [i for i in subjects[:1] if i < verb < subjects[1]]  # Die Bitte wies Polen zurück
            wrong = [i for i in subjects if _not_subject(tree, i, verb)] or named or _second_name(tree, subjects, verb)
            for i in wrong if len(wrong) == 1 else ():
                tree.relabel(i, "obj")
        elif len(subjects) == 1 and not objects and _not_subject(tree, subjects[0], verb):
            masculine = [i for i in tree.children(verb, "obl:arg") if _is_masculine(tree, i)]
            if len(masculine) == 1:  # Den Iran verklagt der Irak
                tree.relabel(subjects[0], "obj")
                tree.relabel(masculine[0], "nsubj")
        elif len(subjects) == 1 and objects and _swapped(tree, subjects[0], objects[0], verb):
            tree.relabel(subjects[0], "obj")
            tree.relabel(objects[0], "nsubj")


def _is_masculine(tree: Tree, i: int) -> bool:
    """Whether *der* makes a phrase a masculine nominative."""
    articles = [d for d in tree.children(i, "det") if tree.words[d] == "der"]
    return tree.case(i) is None and any(tree.feature(d, "Gender") == "Masc" for d in articles)


def _second_name(tree: Tree, subjects: list[int], verb: int) -> list[int]:
    """Of two names that nothing else tells apart the object: *Die USA beschuldigen Iran*, else the second one."""
    if any(tree.pos[i] != "PROPN" for i in subjects):
        return []
    bare = [i for i in subjects if tree.child(i, "det", "conj") is None]
    if len(bare) == 1 and "Plur" in {_agreement(tree, v) for v in tree.finite(verb)}:
        return bare
    return subjects[1:] if len(bare) == 2 and subjects[0] < verb else []


def _tell_from_it(tree: Tree, verb: int) -> None:
    """*Eine Aufnahme strebt es an*: of two subjects, the indefinite one before the verb is the object."""
    found = tree.children(verb, "nsubj")
    if len(found) != 2 or tree.words[found[1]] != "es" or found[0] > verb or tree.child(verb, *CLAUSAL) is not None:
        return
    articles = {tree.words[d] for d in tree.children(found[0], "det")}
    if tree.pos[found[0]] == "NOUN" and articles <= words("indefinite_de.tsv"):
        tree.relabel(found[0], "obj")


def _swapped(tree: Tree, subject: int, other: int, verb: int) -> bool:
    if tree.words[other] in ONLY_NOMINATIVE and tree.words[subject] not in ONLY_NOMINATIVE:
        return True
    return _not_subject(tree, subject, verb) and not _not_subject(tree, other, verb)


def _not_subject(tree: Tree, i: int, verb: int) -> bool:
    if tree.words[i] in words("oblique_de.tsv") or any(
        tree.words[d] in words("oblique_de.tsv") for d in tree.children(i, "det", "det:poss")
    ):
        return True
    number, wanted = _number(tree, i), next((_agreement(tree, v) for v in tree.finite(verb)), None)
    return bool(number and wanted and number != wanted)


def _agreement(tree: Tree, verb: int) -> str | None:
    return "Plur" if tree.words[verb].endswith("en") else tree.feature(verb, "Number")


def _number(tree: Tree, i: int) -> str | None:
    """The number of a noun as far as its form shows it; a tagger's word is not enough to turn a clause around."""
    if tree.pos[i] != "NOUN" or tree.child(i, "conj") is not None:
        return None
    if tree.doc[i].lemma_ != tree.doc[i].text:
        return "Plur" if tree.feature(i, "Number") == "Plur" else None
    articles = {tree.words[d] for d in tree.children(i, "det")}
    feminine = tree.feature(i, "Gender") == "Fem"  # whose plural has another form: die Wahl, die Wahlen
    return "Sing" if articles & SINGULAR or (feminine and "die" in articles) else None


@component("kg_subjects")
def subjects(tree: Tree) -> None:
    """A finite clause without subject has one after all: its only bare noun (*fragen sich viele Wähler*) or *das*."""
    for verb, relation in enumerate(tree.relations):
        if tree.pos[verb] != "VERB" or relation == "xcomp" or not tree.finite(verb):
            continue
        if relation == "conj" and not _is_inverted(tree, verb):
            continue
        if tree.child(verb, "nsubj", "nsubj:pass", "csubj", "expl", "obl:arg", "ccomp", "aux:pass") is not None:
            continue
        bare = [i for i in tree.children(verb, "obj", "iobj") if tree.words[i] != "sich"]
        agreeing = [i for i in bare if not _not_subject(tree, i, verb)]
        relative = [i for i in bare[:1] if tree.words[i] in {"der", "die", "das"} and tree.pos[i] == "PRON"]
        if len(bare) == 2 and relative:
            tree.relabel(relative[0], "nsubj")
        elif len(bare) == 1 and _may_follow(tree, bare[0], verb):
            tree.relabel(bare[0], "nsubj")
        elif len(bare) == 2 and len(agreeing) == 1 and tree.pos[agreeing[0]] in NOMINAL:
            tree.relabel(agreeing[0], "nsubj")
        elif relation == "conj" and bare and tree.pos[bare[0]] == "PROPN" and tree.edges(bare[0])[0] == verb + 1:
            tree.relabel(bare[0], "nsubj")
    for verb in list(tree.each("conj")):
        _share_subject(tree, verb)


def _share_subject(tree: Tree, verb: int) -> None:
    """*Polen hatte gezögert und Ungarn um Hilfe gebeten*: a second participle without an auxiliary has no subject."""
    first = tree.heads[verb]
    if (
        not tree.doc[verb].tag_.endswith("PP")
        or not tree.doc[first].tag_.endswith("PP")
        or tree.child(first, "nsubj") is None
    ):
        return
    if tree.child(verb, "aux", "aux:pass", "cop", "obj", "obl:arg", "mark") is not None:
        return
    own = tree.children(verb, "nsubj")
    if (
        len(own) == 1
        and first < own[0] < verb
        and tree.child(first, "aux") is not None
        and tree.words[own[0]] not in ONLY_NOMINATIVE
    ):
        tree.relabel(own[0], "obj")


def _is_inverted(tree: Tree, verb: int) -> bool:
    """Whether something stands between a conjunction and its verb: *doch heute liefert Mali*; its subject follows."""
    finite_ = min(tree.finite(verb))
    front = [i for i in tree.children(verb, "advmod", "obl", "obl:arg", "obj") if i < finite_]
    return bool(front) and finite_ == verb and tree.child(verb, "cc") is not None and front[-1] == verb - 1


def _may_follow(tree: Tree, i: int, verb: int) -> bool:
    return i > min(verb, *tree.finite(verb)) and tree.pos[i] in NOMINAL and not _not_subject(tree, i, verb)


@component("kg_passive")
def passive(tree: Tree) -> None:
    """Mark auxiliary, subject and agent of a passive with *werden*: *wird von der Armee besetzt*.

    *werden* with a participle is a passive even where the parser saw another auxiliary, and with an infinitive
    never one. The passive of a state (*ist besetzt*) stays as the parser has it; its auxiliary is *sein*.
    """
    for verb in {tree.heads[i] for i in tree.each("aux", "aux:pass")}:
        auxiliaries = tree.children(verb, "aux", "aux:pass")
        become = [i for i in auxiliaries if tree.doc[i].lemma_ == "werden"]
        if become and len(auxiliaries) == 1 and tree.pos[verb] in {"NOUN", "PROPN"}:
            tree.relabel(become[0], "cop")  # wurde 2024 Präsident
            for i in tree.children(verb, "nsubj:pass"):
                tree.relabel(i, "nsubj")
            continue
        if not become:
            for i in tree.children(verb, "nsubj:pass") if "haben" in {tree.doc[a].lemma_ for a in auxiliaries} else ():
                tree.relabel(i, "nsubj")
            continue
        is_passive = _is_passive(tree, verb, auxiliaries)
        for i in become if is_passive is not None and len(become) == 1 else ():
            tree.relabel(i, "aux:pass" if is_passive else "aux")
        subjects = tree.children(verb, "nsubj", "nsubj:pass") if is_passive is not None else []
        for i in subjects:
            tree.relabel(i, "nsubj:pass" if is_passive else "nsubj")
        agent = next((i for i in tree.children(verb, "obl") if _is_agent(tree, i)), None)
        if is_passive and agent is not None:
            tree.relabel(agent, "obl:agent")
        elif is_passive and tree.child(verb, "obl:agent") is None:
            _agent_behind_name(tree, verb)


def _agent_behind_name(tree: Tree, verb: int) -> None:
    """*Besetzt wurde Mali von Togo*: a bare name has no owner with *von*."""
    for subject in tree.children(verb, "nsubj:pass"):
        owners = [i for i in tree.children(subject, "nmod") if _is_agent(tree, i) and i > subject]
        if owners and tree.pos[subject] == tree.pos[owners[0]] == "PROPN" and tree.child(subject, "det") is None:
            tree.attach(owners[0], verb, "obl:agent")


def _is_agent(tree: Tree, i: int) -> bool:
    alone = len(tree.children(i, "case")) == 1
    return alone and tree.case(i) in {"von", "vom"} and tree.pos[i] in NOMINAL


def _is_passive(tree: Tree, verb: int, auxiliaries: list[int]) -> bool | None:
    """Whether the verb is a passive; None where its form leaves that to the parser."""
    kinds = {a.kind for a in german.analyses(tree.words[verb])}
    if "part" in kinds and PAST & {tree.words[i] for i in auxiliaries}:
        return True
    if "part" not in kinds:
        return False if "inf" in kinds else None
    if "inf" in kinds and tree.tags[verb] == "VVINF" and tree.child(verb, "obj") is not None:
        return False  # wird die Union verlassen
    if "inf" in kinds or {"haben", "sein"} & {tree.doc[i].lemma_ for i in auxiliaries if not finite(tree.doc[i])}:
        return True if any(tree.relations[i] == "aux:pass" for i in auxiliaries) else None
    return True


@component("kg_recipient")
def recipient(tree: Tree) -> None:
    """*Er bekam Hilfe zugesagt*: the participle is the verb, in a passive whose subject is its dative."""
    for i in list(tree.each("xcomp", "aux:pass", "aux")):
        light, verb = (tree.heads[i], i) if tree.relations[i] == "xcomp" else (i, tree.heads[i])
        if tree.doc[light].lemma_ not in words("recipient_de.tsv") or tree.child(light, "mark") is not None:
            continue
        if not any(a.kind == "part" for a in german.analyses(tree.words[verb])) or tree.child(verb, "mark") is not None:
            continue
        if tree.relations[i] == "xcomp":
            tree.raise_over(verb, light, "aux:pass")
            for child in tree.children(light):
                tree.attach(child, verb, tree.relations[child])
        tree.relabel(light, "aux:pass")
        for child in tree.children(verb):
            if tree.relations[child] in {"nsubj", "nsubj:pass"}:
                tree.relabel(child, "obl:arg")
            elif tree.relations[child] in {"obl", "obl:agent"} and _is_agent(tree, child):
                tree.relabel(child, "obl:agent")


@component("kg_expletive")
def expletive(tree: Tree) -> None:
    """*es* is no second subject where a clause follows (*lehnt es ab, …*), but the one of a passive where none does."""
    for i in list(tree.each("expl")):
        verb = tree.heads[i]
        if tree.child(verb, "aux:pass") is not None and tree.child(verb, *CLAUSAL, "nsubj:pass", "nsubj") is None:
            tree.relabel(i, "nsubj:pass")
        elif _is_personal(tree, i, verb):
            tree.relabel(i, "nsubj")
        elif _is_left(tree, i, verb):
            tree.relabel(tree.children(verb, "nsubj")[0], "obj")
            tree.relabel(i, "nsubj")
    for i in list(tree.each("nsubj", "obj")):
        verb = tree.heads[i]
        spare = len(tree.children(verb, "nsubj")) > 1 or tree.relations[i] == "obj"
        announced = any(clause > i for clause in tree.children(verb, "xcomp", "ccomp"))
        if tree.words[i] == "es" and i > verb and spare and announced:
            tree.relabel(i, "expl")


def _is_left(tree: Tree, i: int, verb: int) -> bool:
    """Whether *es* is the subject of a relative clause, its pronoun the object: *die Union, die es 2012 verließ*."""
    subjects = tree.children(verb, "nsubj")
    relative = len(subjects) == 1 and tree.tags[subjects[0]] == "PRELS" and subjects[0] == i - 1
    alone = tree.child(verb, "obj", "obl:arg", "cop", "aux:pass", "expl:pv", *CLAUSAL) is None
    known = tree.pos[verb] == "VERB" and tree.doc[verb].lemma_ not in words("impersonal_de.tsv")
    return relative and alone and known and tree.relations[verb] == "acl:relcl"


def _is_personal(tree: Tree, i: int, verb: int) -> bool:
    """Whether *es* does what a verb with an object of its own says: *Später trat es dem Bund bei*."""
    if tree.pos[verb] != "VERB" or tree.doc[verb].lemma_ in words("impersonal_de.tsv"):
        return False
    if tree.child(verb, *CLAUSAL, "nsubj", "nsubj:pass", "csubj", "aux:pass", "expl:pv") is not None:
        return False
    bare = _governs_dative(tree, verb) and any(tree.case(other) is None for other in tree.children(verb, "obl"))
    return tree.words[i] == "es" and (bare or tree.child(verb, "obj", "obl:arg", "iobj") is not None)


@component("kg_governed")
def governed(tree: Tree) -> None:
    """Objects with a preposition hang on the verb that asks for it: *gehört das Gebiet zu Mali*.

    Behind the finite verb only; what stands before it is one phrase. *von* behind a subject is likelier its owner.
    """
    wanted = _governed_verbs()
    for verb, pos in enumerate(tree.pos):
        prepositions = wanted.get(tree.doc[verb].lemma_) if pos == "VERB" else None
        if not prepositions or tree.child(verb, "aux:pass") is not None:
            continue
        if not any(tree.case(i) in prepositions for i in tree.children(verb, "obl", "obl:arg")):
            _claim_object(tree, verb, prepositions)
        for i in tree.children(verb, "obl", "obl:arg"):
            if tree.case(i) in prepositions:
                _mend_second(tree, i)


def _claim_object(tree: Tree, verb: int, prepositions: frozenset[str]) -> None:
    first = min(tree.finite(verb), default=verb)
    for noun in tree.children(verb, "obl", "obj", "nsubj"):
        for i in tree.children(noun, "nmod") if noun > first else ():
            owner = tree.relations[noun] == "nsubj" and tree.case(i) in {"von", "vom"}
            if tree.case(i) in prepositions and i > noun and not owner:
                tree.attach(i, verb, "obl")
                return


def _mend_second(tree: Tree, i: int) -> None:
    """*im Norden an China und im Süden an Laos*: the second object is coordinated with the first, not its place."""
    for place in tree.children(i, "conj"):
        second = next((k for k in tree.children(place, "nmod") if k > place and tree.case(k) == tree.case(i)), None)
        if second is not None and tree.case(place) != tree.case(i):
            conjunctions = tree.children(place, "cc", "punct")
            tree.attach(second, i, "conj")
            tree.attach(place, second, "nmod")
            for word in conjunctions:
                tree.attach(word, second, tree.relations[word])


@lru_cache
def _governed_verbs() -> dict[str, frozenset[str]]:
    return {verb: frozenset(prepositions) for verb, *prepositions in german.rows("governed_de.tsv")}


@component("kg_reflexive")
def reflexive(tree: Tree) -> None:
    """*sich* without a preposition belongs to the verb: ``expl:pv``, also where the parser saw an object."""
    for i in tree.each(*ARGUMENTS, "nsubj", "expl", "det"):
        verbal = tree.pos[tree.heads[i]] in {"VERB", "AUX", "ADJ"}
        if tree.words[i] == "sich" and verbal and tree.case(i) is None:
            tree.relabel(i, "expl:pv")


@component("kg_datives")
def datives(tree: Tree) -> None:
    """Bare datives and genitives are ``obl:arg``, by their article or because the verb takes no accusative."""
    for i in tree.each("obj", "iobj", "nsubj"):
        verb = tree.heads[i]
        if tree.words[i] == "sich" or tree.case(i) is not None or tree.pos[i] not in NOMINAL:
            continue
        relation, second = tree.relations[i], len(tree.children(verb, "nsubj")) > 1
        governed = relation == "obj" and _governs_dative(tree, verb) and _may_be_dative(tree, i)
        if governed or relation == "iobj" or _is_dative(tree, i, sure=relation == "nsubj" and not second):
            tree.relabel(i, "obl:arg")
    for i in list(tree.each("nsubj")):
        _behind_subject(tree, i)
        _relative_dative(tree, i)


def _behind_subject(tree: Tree, subject: int) -> None:
    """*Später schloss sich Mali der Union an*, *dass Mali der Union beitritt*: the verb lacks its dative."""
    verb = tree.heads[subject]
    if not _governs_dative(tree, verb) or tree.child(verb, "obl:arg", "iobj") is not None:
        return
    if subject < verb and (tree.pos[subject] != "PROPN" or tree.child(verb, "mark") is None):
        return
    bare = [i for i in tree.children(subject, "nmod") if tree.case(i) is None and i > subject]
    for i in bare[-1:]:
        if {tree.words[d] for d in tree.children(i, "det")} & {"der", "dem", "den"}:
            tree.attach(i, verb, "obl:arg")


def _relative_dative(tree: Tree, i: int) -> None:
    """*die Union, der es beitrat*: the pronoun of a feminine noun is the dative of a verb with a subject besides."""
    verb = tree.heads[i]
    noun = tree.heads[verb]
    if tree.words[i] != "der" or tree.pos[i] != "PRON" or tree.relations[verb] != "acl:relcl" or noun > i:
        return
    if tree.feature(noun, "Gender") != "Fem" or not _governs_dative(tree, verb):
        return
    others = [k for k in tree.children(verb, "nsubj", "expl", "obj", "obl:arg") if k > i and tree.case(k) is None]
    if others:
        tree.relabel(i, "obl:arg")
        tree.relabel(others[0], "nsubj")


def _may_be_dative(tree: Tree, i: int) -> bool:
    articles = [tree.words[d] for d in tree.children(i, "det", "det:poss")]
    return all(word.endswith(("m", "r", "n", "s")) and not word.endswith("ein") for word in articles)


def _is_dative(tree: Tree, i: int, sure: bool) -> bool:
    marks = {tree.words[i], *(tree.words[d] for d in tree.children(i, "det", "det:poss"))}
    if marks & words("dative_words_de.tsv"):
        return True
    feminine = "der" in marks or any(mark.endswith("ner") or mark == "ihrer" for mark in marks - {tree.words[i]})
    return not sure and tree.pos[i] != "PRON" and feminine and tree.feature(i, "Gender") == "Fem"


def _governs_dative(tree: Tree, verb: int) -> bool:
    reflexive = tree.child(verb, "expl:pv") is not None
    return tree.doc[verb].lemma_ in _dative_verbs(reflexive)


@lru_cache
def _dative_verbs(reflexive: bool) -> frozenset[str]:
    return frozenset(row[0] for row in german.rows("dative_de.tsv") if reflexive or len(row) == 1)
