"""Train the German pipeline from the treebanks to the files in kg/language/de.

    python training/train.py TREEBANKS DOMAIN WORK

TREEBANKS holds the files named in training/README.md, DOMAIN the project's own trees. A step whose output lies in
WORK is not repeated: delete it to repeat it. Takes about an hour on one core; set OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import corpus
import measure
import spacy
import srsly
from spacy.cli.train import train
from spacy.language import Language

from kg.language.repairs import REPAIRS

HERE = Path(__file__).parent
SHIPPED = HERE.parent / "kg" / "language" / "de"
VERSION = "1.0.0"
TREES = {"pud": "PUD, every fourth document", "gsd": "GSD test 701-977", "domain": "own news sentences, every eighth"}
NAMES = {"ner_test": "GermEval 2014 test", "ner_pud": "Universal NER, German PUD"}
SOURCES = [
    ("UD German GSD, dev and test", "Universal Dependencies", "CC BY-SA 4.0"),
    ("UD German PUD", "Universal Dependencies", "CC BY-SA 3.0"),
    ("text of UD German GSD train, annotated by a larger parser", "Universal Dependencies", "CC BY-SA 4.0"),
    ("text of GermEval 2014, annotated by a larger parser, and its names", "Benikova et al. 2014", "CC BY 4.0"),
    ("Universal NER, German PUD (test only)", "Universal NER", "CC BY-SA 3.0"),
    ("news sentences written for this project", "alliances-kg authors", "CC BY-SA 4.0"),
]


def fit(name: str, work: Path) -> Path:
    """Train ``parser`` or ``ner`` by its configuration unless that is done; returns the best model's folder."""
    done = work / name / "done"
    if not done.exists():
        paths = {f"paths.{part}": str(work / f"{name}_{part}.spacy") for part in ("train", "dev")}
        train(HERE / f"{name}.cfg", work / name, overrides=paths)
        done.touch()
    return work / name / "model-best"


def assemble(parser: Path, ner: Path) -> Language:
    """One pipeline of both models and the repairs."""
    nlp = spacy.load(parser)
    nlp.add_pipe("ner", source=spacy.load(ner))
    for name in REPAIRS:
        nlp.add_pipe(name)
    nlp.meta.update(
        name="kg_ud",
        version=VERSION,
        description="German: Universal Dependencies, lemmas, morphology, names; for news about states and alliances",
        author="alliances-kg authors",
        license="CC BY-SA 4.0",
        spacy_version=">=3.8.0,<3.9.0",
        sources=[{"name": name, "author": author, "license": license} for name, author, license in SOURCES],
    )
    return nlp


def figures(nlp: Language, work: Path) -> dict[str, measure.Scores]:
    """All scores by test set; ``NAME raw`` is the parser without the repairs."""
    scores: dict[str, measure.Scores] = {}
    for name in TREES:
        gold = measure.docs(work / f"test_{name}.spacy", nlp)
        scores[name] = measure.parse(nlp, gold)
        with nlp.select_pipes(disable=list(REPAIRS)):
            scores[f"{name} raw"] = measure.parse(nlp, gold)
    for name in NAMES:
        scores[name] = measure.names(nlp, measure.docs(work / f"{name}.spacy", nlp))
    return scores


def table(header: list[str], lines: list[list[str]]) -> str:
    """A Markdown table."""
    rule = ["---"] * len(header)
    return "\n".join(f"| {' | '.join(line)} |" for line in [header, rule, *lines])


def cell(scores: dict[str, measure.Scores], column: str, kind: str) -> str:
    """A score for the table of trees; the own sentences have no features that people made, and stand alone."""
    unknown = kind in {"FEATS", "Case", "Number", "Mood", "Tense", "VerbForm", "sentences"}
    return "–" if unknown and column.startswith("domain") else percent(scores[column], kind)


def percent(scores: measure.Scores, name: str) -> str:
    """A score as it stands in the card: F1 where a system may give more or less than the gold, else the share right."""
    score = scores.get(name)
    if score is None or not score.gold:
        return "–"
    return f"{score.f1 if score.given != score.gold else score.recall:.1f}"


def card(scores: dict[str, measure.Scores], speed: float, size: float) -> str:
    """The model card."""
    columns = [f"{name}{end}" for name in TREES for end in ("", " raw")]
    kinds = ["UAS", "LAS", "UPOS", "XPOS", "lemma", "lemma VERB", "lemma NOUN"]
    kinds += ["FEATS", "Case", "Number", "Mood", "Tense", "VerbForm", "sentences"]
    head = [
        "",
        *(f"{TREES[c.removesuffix(' raw')]}{', without repairs' if c.endswith(' raw') else ''}" for c in columns),
    ]
    relations = sorted({name for column in TREES for name, score in scores[column].items() if score.gold >= 10})
    relations = [name for name in relations if name.startswith("LAS ")]
    names = [
        [NAMES[test], kind, f"{s.precision:.1f}", f"{s.recall:.1f}", f"{s.f1:.1f}"]
        for test in NAMES
        for kind, s in scores[test].items()
    ]
    text = (HERE / "card.md").read_text(encoding="utf-8")
    return text.format(
        version=VERSION,
        sources=table(["data", "by", "licence"], [list(source) for source in SOURCES]),
        trees=table(head, [[kind, *(cell(scores, c, kind) for c in columns)] for kind in kinds]),
        relations=table(
            ["relation", *TREES.values()],
            [
                [
                    name[4:],
                    *(f"{percent(scores[c], name)} ({s.gold})" if (s := scores[c].get(name)) else "–" for c in TREES),
                ]
                for name in relations
            ],
        ),
        names=table(["test", "kind", "P", "R", "F1"], names),
        speed=f"{round(speed, -2):,.0f}",
        size=f"{size:.1f}",
    )


def megabytes(folder: Path) -> float:
    """Size of a folder's files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def trim(nlp: Language, folder: Path) -> None:
    """Leave only the strings that the weights refer to: labels and what the lemmatizer's edit trees put in.

    The others are the words of the training text; they take a fifth of the space and half of the loading time.
    """
    trees = srsly.msgpack_loads((folder / "trainable_lemmatizer" / "trees").read_bytes())["trees"]
    used = {tree[side] for tree in trees for side in ("orig", "subst") if side in tree}
    labels = {label for name in nlp.pipe_names for label in getattr(nlp.get_pipe(name), "labels", ())}
    path = folder / "vocab" / "strings.json"
    strings = json.loads(path.read_text(encoding="utf-8"))
    kept = [text for text in strings if text in labels or nlp.vocab.strings[text] in used]
    path.write_text(json.dumps(sorted(kept), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def ship(nlp: Language, scores: dict[str, measure.Scores], speed: float, folder: Path) -> None:
    """Write the pipeline with its card and figures into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    flat = {f"{test}: {name}": round(s.f1, 2) for test, found in scores.items() for name, s in found.items() if s.gold}
    nlp.meta["performance"] = flat
    nlp.to_disk(folder)
    trim(nlp, folder)
    config = (folder / "config.cfg").read_text(encoding="utf-8")
    config = re.sub(r"^(train|dev) = \".*\"$", r"\1 = null", config, flags=re.MULTILINE)  # paths of one machine
    (folder / "config.cfg").write_text(config, encoding="utf-8")
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    meta.pop("labels", None)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(card(scores, speed, megabytes(folder)), encoding="utf-8")


def main(treebanks: Path, domain: Path, work: Path) -> None:
    """Every step in its order."""
    if not (work / "ner_pud.spacy").exists():
        corpus.prepare(treebanks, domain, work)
    parser, ner = fit("parser", work), fit("ner", work)
    nlp = assemble(parser, ner)
    scores = figures(nlp, work)
    speed = measure.speed(nlp, measure.docs(work / "test_pud.spacy", nlp))
    ship(nlp, scores, speed, SHIPPED)
    for name in TREES:
        print(name, *(f"{kind} {percent(scores[name], kind)}" for kind in ("UAS", "LAS", "lemma VERB", "lemma NOUN")))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
