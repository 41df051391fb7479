"""Gold texts as people wrote them down: what is claimed, and which names mean what.

Gold comes in two forms (tests/gold/GUIDE.md): one JSON file a text, with exact offsets, entities and
boilerplate; or JSON lines of single sentences with claims by surface and name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.errors import InputError
from kg.model import Article, Date


@dataclass(frozen=True, slots=True)
class GoldEnd:
    """One end of a claim; without QID and names it is left open."""

    qid: str | None
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, qid: str | None, *names: str | None) -> GoldEnd:
        """An end with the names that are not missing."""
        return cls(qid, tuple(name for name in names if name))

    def __bool__(self) -> bool:
        return bool(self.qid or self.names)

    def __str__(self) -> str:
        return self.names[0] if self.names else str(self.qid)


@dataclass(frozen=True, slots=True)
class GoldClaim:
    """A claim as people marked it; ``start`` and ``end`` are None where only the sentence is known."""

    predicate: str
    subject: GoldEnd
    object: GoldEnd
    polarity: str
    modality: str
    attributed: bool
    core: bool
    start: int | None
    end: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Node:
    """A word of a tree that a person corrected; ``head`` is the number of its governor, from 0, its own for a root."""

    form: str
    lemma: str
    pos: str
    head: int
    dep: str


@dataclass(frozen=True, slots=True)
class GoldText:
    """An annotated text: ``entities`` are (start, end, qid or None, surface), ``tree`` is empty where there is none."""

    article: Article
    claims: tuple[GoldClaim, ...]
    entities: tuple[tuple[int, int, str | None, str], ...] = ()
    boilerplate: tuple[tuple[int, int], ...] = ()
    tree: tuple[Node, ...] = ()


def load(path: Path) -> Iterator[GoldText]:
    """Read gold texts from a JSON file, a JSON-lines file, or every such file of a folder.

    Trees come from the ``.conllu`` of the same name beside JSON lines, where there is one.

    Raises:
        InputError: The file is missing or is no gold; says where.
    """
    if path.is_dir():
        for each in sorted((*path.glob("*.json"), *path.glob("*.jsonl"))):
            yield from load(each)
        return
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    try:
        if path.suffix == ".jsonl":
            trees = _trees(path.with_suffix(".conllu"))
            for line in text.splitlines():
                yield _sentence(json.loads(line), trees)
        else:
            yield _text(json.loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: no gold annotation ({error!r}); the form is described in tests/gold/GUIDE.md"
        ) from error


def _trees(path: Path) -> dict[str, tuple[Node, ...]]:
    """Trees of a CoNLL-U file by the name of their text, which may have several sentences; empty without a file."""
    rows: dict[str, list[Node]] = {}
    begin = 0
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
        if line.startswith("# sent_id = "):
            nodes = rows.setdefault(line.removeprefix("# sent_id = "), [])
            begin = len(nodes)
        elif line and not line.startswith("#"):
            number, form, lemma, pos, _, _, head, dep, *_ = line.split("\t")
            nodes.append(Node(form, lemma, pos, begin + (int(head) or int(number)) - 1, "ROOT" if head == "0" else dep))
    return {name: tuple(nodes) for name, nodes in rows.items()}


def _text(record: dict[str, object]) -> GoldText:
    data: dict = record  # type: ignore[type-arg]
    article = Article(
        source=data["id"],
        text=data["text"],
        date=Date.parse(data["date"][:10]) if data.get("date") else None,
        language=data["lang"],
    )
    claims = tuple(
        GoldClaim(
            predicate=claim["predicate"],
            subject=GoldEnd.of(claim["subject_qid"], claim["subject"]),
            object=GoldEnd.of(claim["object_qid"], claim["object"]),
            polarity=claim["polarity"],
            modality=claim["modality"],
            attributed=bool(claim["attribution"]),
            core=claim.get("core", True),
            start=claim["start"],
            end=claim["end"],
            words=data["text"][claim["start"] : claim["end"]],
        )
        for claim in data["claims"]
    )
    entities = tuple((e["start"], e["end"], e["qid"], e["surface"]) for e in data["entities"])
    return GoldText(article, claims, entities, tuple((b["start"], b["end"]) for b in data.get("boilerplate", ())))


def _sentence(record: dict[str, object], trees: dict[str, tuple[Node, ...]]) -> GoldText:
    data: dict = record  # type: ignore[type-arg]
    claims = tuple(
        GoldClaim(
            predicate=claim["predicate"],
            subject=_end(claim["subject"]),
            object=_end(claim["object"]),
            polarity=claim["polarity"],
            modality=claim["modality"],
            attributed=bool(claim["attribution"]),
            core=True,
            start=None,
            end=None,
            words=data["text"],
        )
        for claim in data["claims"]
    )
    article = Article(source=data["id"], text=data["text"], language="de")
    return GoldText(article, claims, tree=trees.get(article.source, ()))


def _end(record: dict[str, str | None] | None) -> GoldEnd:
    known = record or {}
    return GoldEnd.of(known.get("qid"), known.get("name"), known.get("surface"))
