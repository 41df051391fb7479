"""One set of morphological features for all treebanks, and features for the project's own trees.

GSD, PUD and the machine-annotated trees name the form of a verb in different ways; a tagger that
learns them side by side learns which treebank it reads. The own trees have hand-made relations and
parts of speech but a draft's features: those are kept where they fit, and the cases are read off the tree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

Row = list[str]
FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL = 1, 2, 3, 4, 5, 6, 7

DATIVE = frozenset(
    [
        "aus",
        "außer",
        "bei",
        "beim",
        "entgegen",
        "entsprechend",
        "gegenüber",
        "gemäß",
        "mit",
        "nach",
        "nahe",
        "nebst",
        "samt",
        "seit",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "zufolge",
    ]
)
ACCUSATIVE = frozenset(["bis", "durch", "durchs", "für", "fürs", "gegen", "ohne", "um", "ums"])
CONTRACTED = {"am": "Dat", "im": "Dat", "ans": "Acc", "ins": "Acc", "aufs": "Acc"}
MODALS = frozenset(["habe", "werde", "könne", "wolle", "solle", "müsse", "dürfe", "möge"])
BY_RELATION = {"nsubj": "Nom", "nsubj:pass": "Nom", "obj": "Acc", "iobj": "Dat", "expl": "Nom"}
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "DET", "NUM"})
AGREEING = frozenset({"det", "amod", "det:poss", "nmod:poss"})
TAGS = {
    "VERB": ("VV", "VA", "VM", "ADJ"),
    "AUX": ("VA", "VM", "VV"),
    "NOUN": ("NN", "NE"),
    "PROPN": ("NE", "NN"),
    "ADJ": ("ADJ",),
    "PRON": ("P", "ART"),
    "DET": ("ART", "P"),
}


def read(text: str) -> dict[str, str]:
    """Features of a CoNLL-U cell, in a dictionary."""
    return {} if text == "_" else dict(pair.split("=", 1) for pair in text.split("|"))


def write(features: dict[str, str]) -> str:
    """The CoNLL-U cell for features."""
    return "|".join(f"{name}={value}" for name, value in sorted(features.items())) or "_"


def unify(sentence: list[Row]) -> list[Row]:
    """The sentence with the same verb forms in every treebank: Fin with mood and tense, Inf and Part alone."""
    speaks = any(row[FORM].lower() == "ich" for row in sentence)
    return [
        [*row[:FEATS], write(_verb(row, speaks)), *row[HEAD:]] if row[UPOS] in {"VERB", "AUX"} else row
        for row in sentence
    ]


def _verb(row: Row, first_person: bool) -> dict[str, str]:
    features, tag = read(row[FEATS]), row[XPOS]
    if not first_person and (singular := _reported(row)) is not None:
        number = "Sing" if singular else "Plur"
        return {"Mood": "Sub", "Number": number, "Person": "3", "Tense": "Pres", "VerbForm": "Fin"}
    if "Mood" in features:
        kept = ("Mood", "Number", "Person", "Tense")
        return {name: features[name] for name in kept if name in features} | {"VerbForm": "Fin"}
    if tag.endswith(("INF", "IZU")) or features.get("VerbForm") == "Inf":
        return {"VerbForm": "Inf"}
    if tag.endswith("PP") or tag.startswith("ADJ") or features.keys() & {"VerbForm", "Tense", "Degree", "Aspect"}:
        return {"VerbForm": "Part"}
    return features


def _reported(row: Row) -> bool | None:
    """Whether a form of the present subjunctive that no other form looks like is singular; None for other forms."""
    form, stem = row[FORM].lower(), row[LEMMA].removesuffix("n").removesuffix("e")
    if not row[LEMMA].endswith("n"):
        stem = ""
    if form in {"sei", "seien"}:
        return form == "sei"
    if form in MODALS or (form == stem + "e" and row[UPOS] == "VERB" and row[XPOS].startswith("VV")):
        return True
    return None


class Features:
    """Features for sentences that have only a draft's, learned from ``known`` sentences."""

    def __init__(self, known: Iterable[list[Row]]) -> None:
        """Count which features a form has as which part of speech."""
        counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for sentence in known:
            for row in sentence:
                counts[row[FORM].lower(), row[UPOS]][row[FEATS]] += 1
        self._usual = {key: found.most_common(1)[0][0] for key, found in counts.items()}

    def complete(self, sentence: list[Row]) -> list[Row]:
        """The sentence with features that agree with its relations and parts of speech; XPOS emptied."""
        rows = unify([self._start(row) for row in sentence])
        cases = {row[0]: case for row in rows if (case := self._case(row, rows))}
        for _ in range(3):
            for row in rows:
                if row[DEPREL] in {"conj", "appos", "flat"} | AGREEING and row[HEAD] in cases:
                    cases.setdefault(row[0], cases[row[HEAD]])
        return [self._with_case(row, cases.get(row[0])) for row in rows]

    def _start(self, row: Row) -> Row:
        fits = row[XPOS].startswith(TAGS.get(row[UPOS], ("",)))
        return row if fits else [*row[:FEATS], self._usual.get((row[FORM].lower(), row[UPOS]), "_"), *row[HEAD:]]

    @staticmethod
    def _case(row: Row, rows: list[Row]) -> str | None:
        if row[UPOS] not in NOMINAL:
            return None
        below = [other for other in rows if other[HEAD] == row[0]]
        for preposition in (other[FORM].lower() for other in below if other[DEPREL] == "case"):
            if preposition in DATIVE or CONTRACTED.get(preposition) == "Dat":
                return "Dat"
            return "Acc" if preposition in ACCUSATIVE or preposition in CONTRACTED else read(row[FEATS]).get("Case")
        if any(other[DEPREL] == "cop" for other in below):
            return "Nom"
        if row[DEPREL] == "nmod" and any(other[DEPREL] in AGREEING for other in below) and row[UPOS] != "NUM":
            return "Gen"
        if row[DEPREL] == "obl:arg":
            return "Gen" if read(row[FEATS]).get("Case") == "Gen" else "Dat"
        return BY_RELATION.get(row[DEPREL])

    @staticmethod
    def _with_case(row: Row, case: str | None) -> Row:
        features = read(row[FEATS])
        if case and ("Case" in features or row[UPOS] in {"NOUN", "PROPN"}):
            features["Case"] = case
        return [*row[:XPOS], "_", write(features), *row[HEAD:]]
