"""Turn treebanks and NER files into spaCy training data.

Reads the files named in README.md from one folder (plain or .xz) and the project's own domain
trees, and writes one DocBin a use into an output folder: ``parser_train``, ``parser_dev``,
``ner_train``, ``ner_dev`` and the held-out ``test_gsd``, ``test_pud``, ``test_domain``.
"""

from __future__ import annotations

import lzma
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import spacy
from features import Features, unify
from spacy.pipeline._parser_internals import nonproj
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

Row = list[str]
FORM, LEMMA, UPOS, XPOS, FEATS, HEAD, DEPREL, MISC = 1, 2, 3, 4, 5, 6, 7, 9
ATTRS = ["ORTH", "SPACY", "TAG", "POS", "MORPH", "LEMMA", "HEAD", "DEP"]


class Part(NamedTuple):
    """One source of the training mix: its sentences, repeated, at most ``limit`` of them."""

    sentences: list[list[Row]]
    times: int
    limit: int | None = None


def lines(path: Path) -> Iterator[str]:
    """Lines of a text file without their ends; ``path`` may have an ``.xz`` twin instead."""
    if not path.exists():
        path = path.with_name(path.name + ".xz")
    data = lzma.decompress(path.read_bytes()) if path.suffix == ".xz" else path.read_bytes()
    yield from data.decode("utf-8").split("\n")


def conllu(path: Path) -> list[list[Row]]:
    """Sentences of a CoNLL-U file as lists of its ten columns; comments are dropped."""
    sentences: list[list[Row]] = [[]]
    for line in lines(path):
        if not line:
            sentences.append([])
        elif not line.startswith("#"):
            sentences[-1].append(line.split("\t"))
    return [sentence for sentence in sentences if sentence]


def projective(sentence: list[Row]) -> list[Row]:
    """The sentence with crossing arcs lifted, labels kept: spaCy would cut their rare labels."""
    heads = [int(row[HEAD]) - 1 if row[HEAD] != "0" else i for i, row in enumerate(sentence)]
    lifted, labels = nonproj.projectivize(heads, [row[DEPREL] for row in sentence])
    result = []
    for i, row in enumerate(sentence):
        head = "0" if lifted[i] == i else str(lifted[i] + 1)
        result.append([*row[:HEAD], head, labels[i].split("||")[0], *row[DEPREL + 1 :]])
    return result


def domain(folder: Path) -> list[list[Row]]:
    """The project's own trees in file order; their FEATS and XPOS are a parser's draft."""
    return [sentence for path in sorted(folder.glob("*.conllu")) for sentence in conllu(path)]


def bare(sentence: list[Row]) -> list[Row]:
    """The sentence with lemmas of split separable verbs as in the treebanks, without the particle.

    A tagger sees one word; the ``kg_particles`` component joins the lemma again.
    """
    particles = {row[HEAD]: row[FORM].lower() for row in sentence if row[DEPREL] == "compound:prt"}
    return [[*row[:LEMMA], row[LEMMA].removeprefix(particles.get(row[0], "")), *row[UPOS:]] for row in sentence]


def doc(vocab: Vocab, sentences: Iterable[list[Row]]) -> Doc:
    """One spaCy document with the given trees, one after the other."""
    words, spaces, tags, pos, morphs, lemmas, heads, deps = ([] for _ in range(8))  # type: ignore[var-annotated]
    for sentence in sentences:
        offset = len(words)
        for i, row in enumerate(sentence):
            words.append(row[FORM])
            spaces.append("SpaceAfter=No" not in row[MISC] or i == len(sentence) - 1)
            for column, values in ((XPOS, tags), (UPOS, pos), (FEATS, morphs)):
                values.append("" if row[column] == "_" else row[column])
            lemmas.append("" if row[LEMMA] == "_" and row[FORM] != "_" else row[LEMMA])
            root = row[HEAD] == "0"
            heads.append(offset + (i if root else int(row[HEAD]) - 1))
            deps.append("ROOT" if root else row[DEPREL])
    return Doc(vocab, words, spaces, tags=tags, pos=pos, morphs=morphs, lemmas=lemmas, heads=heads, deps=deps)


def mix(vocab: Vocab, parts: Iterable[Part], size: int, rng: random.Random) -> Iterator[Doc]:
    """Documents of about ``size`` sentences of one source each, in random order."""
    result = []
    for part in parts:
        chosen = part.sentences
        if part.limit is not None and part.limit < len(chosen):
            chosen = rng.sample(chosen, part.limit)
        for _ in range(part.times):
            rng.shuffle(chosen)
            i = 0
            while i < len(chosen):
                step = rng.randint(max(1, size // 2), size + size // 2)
                result.append(doc(vocab, chosen[i : i + step]))
                i += step
    rng.shuffle(result)
    yield from result


def chunks(vocab: Vocab, sentences: Iterable[list[Row]], size: int) -> Iterator[Doc]:
    """Documents of ``size`` sentences in the given order."""
    rest = iter(sentences)
    while some := list(islice(rest, size)):
        yield doc(vocab, some)


def entities(path: Path, vocab: Vocab, size: int = 5) -> Iterator[Doc]:
    """NER documents of ``size`` sentences; BIO, BIOES or BILUO tags, one token a line, which may be numbered."""
    words: list[str] = []
    tags: list[str] = []
    starts: list[bool | int | None] = []
    count, begin = 0, True
    for line in lines(path):
        if not line.strip():
            count, begin = count + (not begin), True
            if count == size:
                yield Doc(vocab, words, ents=tags, sent_starts=starts)
                words, tags, starts, count = [], [], [], 0
            continue
        if line.startswith("#"):
            continue
        *_, word, tag = line.split("\t")[: 3 if line.count("\t") > 1 else 2]
        kind = tag[2:] if len(tag) > 1 else ""
        words.append(word)
        starts.append(1 if begin else -1)
        begin = False
        tags.append(f"{'B' if tag[0] in 'BSU' else 'I'}-{kind}" if kind in {"PER", "LOC", "ORG"} else "O")
    if words:
        yield Doc(vocab, words, ents=tags, sent_starts=starts)


def save(docs: Iterable[Doc], path: Path, attrs: list[str]) -> None:
    """Write documents as a DocBin and print how much it holds."""
    stored = DocBin(attrs=attrs, docs=docs, store_user_data=False)
    stored.to_disk(path)
    print(f"{path.name}: {len(stored)} documents")


def prepare(treebanks: Path, domain_folder: Path, out: Path, seed: int = 0) -> None:
    """Write every DocBin that training and measuring need; the same bytes for the same seed."""
    out.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    vocab = spacy.blank("de").vocab
    gold, silver, news = (
        [unify(sentence) for sentence in conllu(treebanks / f"de_{name}.conllu")]
        for name in ("train_gold", "silver", "silver_germeval")
    )
    own = domain(domain_folder)
    features = Features(gold + silver)
    own_train = [projective(features.complete(bare(s))) for i, s in enumerate(own) if i % 8 != 7]
    parts = [Part(gold, 4), Part(own_train, 8), Part(silver, 1), Part(news, 1, limit=14_000)]
    save(mix(vocab, parts, 5, rng), out / "parser_train.spacy", ATTRS)
    save(chunks(vocab, map(unify, conllu(treebanks / "de_dev.conllu")), 5), out / "parser_dev.spacy", ATTRS)
    for name in ("gsd", "pud"):
        sentences = [unify(sentence) for sentence in conllu(treebanks / f"de_test_{name}.conllu")]
        if name == "pud":  # its XPOS are Penn-like, not STTS
            sentences = [[[*row[:XPOS], "_", *row[FEATS:]] for row in sentence] for sentence in sentences]
        save(chunks(vocab, sentences, 10), out / f"test_{name}.spacy", ATTRS)
    save(chunks(vocab, map(features.complete, own[7::8]), 1), out / "test_domain.spacy", ATTRS)
    ner = ["ORTH", "SPACY", "ENT_IOB", "ENT_TYPE", "SENT_START"]
    for name in ("train", "dev", "test"):
        save(entities(treebanks / f"de_ner_germeval2014_{name}.iob", vocab), out / f"ner_{name}.spacy", ner)
    save(entities(treebanks / "de_ner_uner_pud.iob2", vocab), out / "ner_pud.spacy", ner)
