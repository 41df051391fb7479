"""Make the word tables that the German lemma repairs read: kg/data/language/verbs_de.tsv and nouns_de.tsv.

Needs three packages that the project itself does without: ``pip install ablaut simplemma german-nouns``.
The words are those of the training text. ablaut (MIT or Apache-2.0) conjugates the verbs, simplemma (MIT) finds
which infinitives to ask it for, german-nouns (CC BY-SA 4.0, from the German Wiktionary) declines the nouns.

    python words.py TREEBANKS DOMAIN OUT
"""

from __future__ import annotations

import csv
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

import ablaut
import simplemma
from corpus import FORM, LEMMA, UPOS, conllu, domain

from kg.language import german


def tokens(treebanks: Path, own: Path) -> Iterator[list[str]]:
    """Every token of the training text."""
    for name in ("train_gold", "silver", "silver_germeval"):
        yield from (row for sentence in conllu(treebanks / f"de_{name}.conllu") for row in sentence)
    yield from (row for i, sentence in enumerate(domain(own)) if i % 8 != 7 for row in sentence)


def infinitives(rows: list[list[str]]) -> Counter[str]:
    """Infinitives of the verbs in the text and in ``verbs.txt``."""
    result: Counter[str] = Counter()
    for row in rows:
        form = row[FORM].lower()
        if row[UPOS] in {"VERB", "AUX"} and form.isalpha():
            lemma = simplemma.lemmatize(form, "de")
            own = row[LEMMA] if row[LEMMA].islower() else lemma
            for word in {lemma, own}:
                if (
                    word.endswith(("en", "ern", "eln", "sein", "tun"))
                    and word.islower()
                    and simplemma.lemmatize(word, "de") == word
                ):
                    result[word] += 1
    return result + Counter(Path(__file__).with_name("verbs.txt").read_text(encoding="utf-8").split())


def principal(infinitive: str) -> german.Verb | None:
    """Infinitive, third person present, first person preterite and subjunctive II, participle; the bare verb's.

    None where the verb is a separable one (its bare verb has a line of its own) or no verb.
    """
    try:
        table = ablaut.conjugate(infinitive)
    except ValueError:
        return None
    parts = (table.present[2], table.preterite[0], table.konjunktiv2[0], table.past_participle)
    if any(part is None or " " in part for part in parts):
        return None
    return german.Verb(infinitive, *parts)


def bare(infinitive: str) -> str:
    """The verb without its separable particle, by how its first person is split."""
    try:
        first = ablaut.conjugate(infinitive).present[0]
    except ValueError:
        return infinitive
    particle = first.split(" ")[1] if first and " " in first else ""
    return infinitive.removeprefix(particle)


def verbs(rows: list[list[str]]) -> list[german.Verb]:
    """The verbs of the text, the most frequent first; only forms that belong to one verb alone are counted.

    A past tense that a treebank took for an infinitive (*erschienen*) is left out.
    """
    found = {bare(infinitive): None for infinitive in infinitives(rows)}
    found = {word: None for word in found if word.replace("ss", "ß") == word or word.replace("ss", "ß") not in found}
    table = {word: verb for word in found if (verb := principal(word))}
    past = {form: verb.infinitive for verb in table.values() for form in _past(verb)}
    kept = [
        v
        for word, v in table.items()
        if (past.get(word, word) == word or word in ALSO_INFINITIVES) and not word.endswith("enen")
    ]
    known = german.forms(kept)
    counts: Counter[str] = Counter()
    for row in rows:
        lemmas = {a.lemma for a in known.get(row[FORM].lower(), ())} if row[UPOS] in {"VERB", "AUX"} else set()
        counts.update(lemmas if len(lemmas) == 1 else ())
    counted = [verb._replace(uses=counts[verb.infinitive]) for verb in kept]
    return sorted(counted + also(), key=lambda verb: (-verb.uses, verb.infinitive))


def also() -> list[german.Verb]:
    """Second ways to conjugate a verb (*geschafft*, *geschaffen*), from ``verbs.tsv``."""
    lines = Path(__file__).with_name("verbs.tsv").read_text(encoding="utf-8").splitlines()
    return [german.Verb(a, b, c, d, e, int(uses)) for a, b, c, d, e, uses in (line.split("\t") for line in lines)]


def _past(verb: german.Verb) -> tuple[str, str]:
    return verb.participle, verb.preterite.removesuffix("e") + "en"


def declined() -> Iterator[tuple[str, set[str]]]:
    """Nouns of the list with their forms; adjectival nouns go by their weak form (*Verbündete*)."""
    path = files("german_nouns") / "nouns.csv"
    with path.open(encoding="utf-8") as file:
        for line in csv.DictReader(file):
            lemma, kinds = line["lemma"], line["pos"].split(",")
            if not lemma.isalpha() or not lemma[0].isupper() or {"Nachname", "Vorname", "Toponym"} & set(kinds):
                continue
            forms = {form for name, form in line.items() if name.split(" ")[0] in CASES and form and form.isalpha()}
            if "adjektivische Deklination" in kinds:
                lemma = lemma.removesuffix("r") if lemma.endswith("er") else lemma
            yield lemma, forms - {lemma}


NO_VERBS = frozenset({"tunen", "verabscheiden", "vestehen"})
ALSO_INFINITIVES = frozenset(
    [
        "erlegen",
        "führen",
        "gefallen",
        "gelangen",
        "geraten",
        "geschehen",
        "rasten",
        "schalten",
        "spannen",
        "verabschieden",
    ]
)
CASES = ("nominativ", "genitiv", "dativ", "akkusativ")


def nouns(rows: list[list[str]]) -> Iterator[tuple[str, ...]]:
    """Lines of the table of nouns: a singular and the forms that mean it.

    Only nouns of the text, also as the last part of its words; none that its last part already tells.
    """
    seen = Counter(row[FORM] for row in rows if row[UPOS] == "NOUN")
    votes = Counter((row[FORM], row[LEMMA]) for row in rows if row[UPOS] == "NOUN")
    ends = {form[i:].capitalize() for form in seen for i in range(len(form) - 2)}
    lemmas: defaultdict[str, set[str]] = defaultdict(set)
    for lemma, others in declined():
        if {lemma, *others} & ends:
            for form in {lemma, *others}:
                lemmas[form].add(lemma)
    chosen = {
        form: max(found, key=lambda lemma: (votes[form, lemma], lemma == form, seen[lemma], lemma))
        for form, found in lemmas.items()
    }
    fixed = Path(__file__).with_name("nouns.tsv").read_text(encoding="utf-8").splitlines()
    kept: dict[str, str] = dict(line.split("\t", 1) for line in fixed)
    chosen |= kept
    for form in sorted(chosen, key=lambda form: (len(form), form)):
        if german.singular(form, kept) != chosen[form]:
            kept[form] = chosen[form]
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for form, lemma in kept.items():
        lines[lemma].append(form)
    yield from ((lemma, *sorted({*forms} - {lemma})) for lemma, forms in sorted(lines.items()))


def write(lines: Iterable[tuple[str, ...]], path: Path, header: str) -> None:
    """Write a table of tab-separated lines under a header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *("\t".join(line) for line in lines)]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    treebanks, own, out = map(Path, sys.argv[1:])
    everything = list(tokens(treebanks, own))
    write(
        (tuple(map(str, verb)) for verb in verbs(everything)),
        out / "verbs_de.tsv",
        "# infinitive, present 3, preterite, subjunctive II, participle, count",
    )
    write(
        nouns(everything), out / "nouns_de.tsv", "# singular, other forms; from german-nouns (Wiktionary), CC BY-SA 4.0"
    )
