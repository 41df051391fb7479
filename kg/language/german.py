"""German word forms: which verb or noun a form belongs to. The words lie in ``kg/data/language``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_TABLES = Path(__file__).parent.parent / "data" / "language"

_INSEPARABLE = (
    "be",
    "ent",
    "er",
    "ver",
    "zer",
    "miss",
    "über",
    "unter",
    "um",
    "durch",
    "hinter",
    "wider",
    "voll",
    "ge",
)
_ENDINGS = ("", "e", "en", "er", "es", "em")


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a table in ``kg/data/language``, cut at the tabs."""
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if not line.startswith("#"))


@lru_cache
def words(name: str) -> frozenset[str]:
    """The first column of a table."""
    return frozenset(row[0] for row in rows(name))


class Analysis(NamedTuple):
    """A verb that a form may belong to.

    Attributes:
        kind: inf, zu, fin, sub (subjunctive II), part (participle II) or pres (participle I).
        uses: How often the verb stands in the text that the table was made from.
    """

    lemma: str
    kind: str
    uses: int = 0


class Verb(NamedTuple):
    """Principal parts of a verb: third person singular of present and past, past subjunctive, participle."""

    infinitive: str
    present: str
    preterite: str
    subjunctive: str
    participle: str
    uses: int = 0

    @property
    def stem(self) -> str:
        """The infinitive without its ending."""
        ending = next((e for e in ("en", "n") if self.infinitive.endswith(e)), "")
        return self.infinitive[: len(self.infinitive) - len(ending)]

    def forms(self) -> Iterator[tuple[str, str]]:
        """Forms with their kind; not every one of them is in use."""
        stem, infinitive = self.stem, self.infinitive
        yield infinitive, "inf"
        for form in (self.present, stem + "e", stem + "t", stem + "et", stem + "est", stem + "st", stem):
            yield form, "fin"
        if stem.endswith(("el", "er")):
            yield stem[:-2] + stem[-1] + "e", "fin"
        for past, kind in ((self.preterite, "fin"), (self.subjunctive, "sub")):
            yield from ((past + ending, kind) for ending in ("", "st", "t", "est", "et"))
            yield past + ("n" if past.endswith("e") else "en"), kind
        yield from ((self.participle + ending, "part") for ending in _ENDINGS)
        yield from ((infinitive + "d" + ending, "pres") for ending in _ENDINGS)


Forms = dict[str, tuple[Analysis, ...]]


def forms(verbs: Iterable[Verb]) -> Forms:
    """The analyses of each form, in the order of the verbs."""
    result: dict[str, tuple[Analysis, ...]] = {}
    for verb in verbs:
        kinds = {kind: Analysis(verb.infinitive, kind, verb.uses) for kind in ("inf", "fin", "sub", "part", "pres")}
        for form, kind in set(verb.forms()):
            result[form] = (*result.get(form, ()), kinds[kind])
    return result


@lru_cache
def known_forms() -> Forms:
    """The analyses of every form of the verbs in ``verbs_de.tsv``: verbs without separable particle."""
    return forms(Verb(row[0], row[1], row[2], row[3], row[4], int(row[5])) for row in rows("verbs_de.tsv"))


def analyses(form: str) -> tuple[Analysis, ...]:
    """Verbs that a form in lower case may belong to, the most frequent first; empty if we know none.

    >>> [(a.lemma, a.kind) for a in analyses("vorgeworfen")]
    [('vorwerfen', 'part')]
    >>> [(a.lemma, a.kind) for a in analyses("anzunähern")]
    [('annähern', 'zu')]
    """
    if found := known_forms().get(form):
        return found
    if "ß" in form and (found := known_forms().get(form.replace("ß", "ss"))):
        return found
    split = [*_separable(form), *_inseparable(form)]
    return tuple(sorted(split, key=lambda a: (a.kind != "zu", -a.uses)))


def _separable(form: str) -> Iterator[Analysis]:
    for i in range(2, len(form) - 1):
        particle, rest = form[:i], form[i:]
        if particle not in words("particles_de.tsv"):
            continue
        if rest.startswith("zu"):
            bare = known_forms().get(rest[2:]) or tuple(_inseparable(rest[2:]))
            yield from (Analysis(particle + a.lemma, "zu", a.uses) for a in bare if a.kind == "inf")
        for a in known_forms().get(rest) or _inseparable(rest):
            yield Analysis(particle + a.lemma, a.kind, a.uses)


def _inseparable(form: str) -> Iterator[Analysis]:
    for prefix in _INSEPARABLE:
        rest = form.removeprefix(prefix)
        if rest == form or len(rest) < 3:
            continue
        for a in known_forms().get(rest, ()):
            if a.kind != "part" or not rest.startswith("ge"):
                yield Analysis(prefix + a.lemma, a.kind, 0)
        for a in known_forms().get("ge" + rest, ()):
            if a.kind == "part":
                yield Analysis(prefix + a.lemma, "part", 0)


def regular(infinitive: str) -> Verb:
    """The verb conjugated as a weak one."""
    stem = (
        infinitive.removesuffix("n").removesuffix("e") if not infinitive.endswith(("eln", "ern")) else infinitive[:-1]
    )
    e = "e" if stem.endswith(("t", "d")) else ""
    prefixed = infinitive.endswith("ieren") or infinitive.startswith(_INSEPARABLE[:-1])
    past = f"{stem}{e}te"
    return Verb(infinitive, f"{stem}{e}t", past, past, f"{'' if prefixed else 'ge'}{stem}{e}t")


def _weak(form: str) -> str | None:
    """The infinitive of an unknown verb's form if it looks like a weak one's."""
    stem = form
    for ending in ("testen", "tet", "ten", "te", "st", "t", "en", "e"):
        if form.endswith(ending) and len(form) - len(ending) > 2:
            stem = form.removesuffix(ending)
            break
    else:
        return None
    if stem.startswith("ge") and form.endswith("t") and len(stem) > 4:
        stem = stem[2:]
    if stem.endswith(("el", "er")) and not stem.endswith("ier"):
        return stem + "n"
    return stem.removesuffix("e") + "en"


KINDS = {
    "INF": ("inf",),
    "IZU": ("zu",),
    "PP": ("part",),
    "FIN": ("fin",),
    "IMP": ("fin",),
    "JA": ("part", "pres"),
    "JD": ("part", "pres"),
}


@lru_cache(100_000)
def verb_lemma(form: str, tag: str = "", guess: str = "") -> str:
    """The infinitive of a verb's form.

    Args:
        form: In any case.
        tag: STTS tag; it tells participles, infinitives and finite forms apart where it can.
        guess: A lemmatizer's answer; kept where it is possible and not much rarer than another.

    >>> verb_lemma("überfiel"), verb_lemma("beitrat"), verb_lemma("näherten"), verb_lemma("fällt", "VVFIN", "fällen")
    ('überfallen', 'beitreten', 'nähern', 'fallen')
    """
    form = form.lower()
    found = analyses(form)
    kinds = next((kinds for end, kinds in KINDS.items() if tag.endswith(end)), ())
    fitting = [a for a in found if a.kind in kinds] or [a for a in found if a.kind != "sub"] or list(found)
    if not fitting:
        possible = guess.endswith("n") and form in {f for f, _ in regular(guess).forms()}
        return guess if possible else (_weak(form) or guess or form)
    best = fitting[0]
    same = next((a for a in fitting if a.lemma == guess), None)
    return guess if same and same.uses * 20 >= best.uses else best.lemma


@lru_cache(20_000)
def participle(form: str) -> str | None:
    """The infinitive of a participle in any case ending, None where the word is no participle.

    >>> participle("besetzten"), participle("regierende"), participle("neuen")
    ('besetzen', 'regieren', None)
    """
    found = [a for a in analyses(form.lower()) if a.kind in {"part", "pres"}]
    return found[0].lemma if found and form.lower() not in _adjectives() else None


@lru_cache
def _adjectives() -> frozenset[str]:
    return frozenset(stem + ending for stem in words("adjectives_de.tsv") for ending in _ENDINGS)


Nouns = dict[str, str]

_PLURALS = {
    "innen": "in",
    "ungen": "ung",
    "heiten": "heit",
    "keiten": "keit",
    "schaften": "schaft",
    "ionen": "ion",
    "täten": "tät",
    "ismen": "ismus",
}


@lru_cache
def known_nouns() -> Nouns:
    """Each form of the nouns in ``nouns_de.tsv`` with its singular; a singular stands for itself."""
    return {form: lemma for lemma, *others in rows("nouns_de.tsv") for form in (lemma, *others)}


@lru_cache(100_000)
def noun_lemma(form: str, guess: str = "") -> str:
    """The nominative singular of a noun; of a compound by its last part; adjectival nouns in *-e*.

    Args:
        form: As it stands in the text.
        guess: A lemmatizer's answer, given back for nouns that we know nothing about.

    >>> noun_lemma("Lieferketten"), noun_lemma("Ukraine-Kriege"), noun_lemma("Länder"), noun_lemma("Verbündeten")
    ('Lieferkette', 'Ukraine-Krieg', 'Land', 'Verbündete')
    """
    head, hyphen, last = form.rpartition("-")
    if hyphen and last[:1].isupper():
        return head + hyphen + noun_lemma(last, guess.rpartition("-")[2])
    return singular(form, known_nouns()) or guess or form


def completed(part: str, whole: str) -> str | None:
    """A compound cut short before another one: its own beginning with the other's last part.

    >>> completed("Außen-", "Verteidigungsminister"), completed("Ex-", "Berg")
    ('Außenminister', None)
    """
    tails = (whole[i:] for i in range(3, len(whole) - 2))
    last = next((tail for tail in tails if tail.capitalize() in known_nouns()), None)
    return part.removesuffix("-") + last if last else None


def singular(form: str, nouns: Nouns) -> str | None:
    """The singular of a form by a table: of the whole word, by its ending, or by the longest known last part."""
    if form in nouns:
        return nouns[form]
    for plural, ending in _PLURALS.items():
        if form.endswith(plural):
            return form.removesuffix(plural) + ending
    for i in range(2, len(form) - 3):
        if (last := form[i:].capitalize()) in nouns:
            return form[:i] + nouns[last].lower()
    return None
