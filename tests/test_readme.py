"""The README promises what the program does: sentence, Turtle, rows, Python lines and lexical entry are tried."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

import kg
from kg import lexicon, resources
from kg.cli.app import app

README = Path(__file__).parent.parent / "README.md"


def blocks(language: str) -> list[str]:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    (folder / "astana.txt").write_text(blocks("text")[0], encoding="utf-8")
    kg.build(folder / "astana.txt", folder / "store", date="2022-09-14")
    return folder / "store"


def test_the_sentence_gives_the_turtle(store: Path) -> None:
    promised = set(ox.parse(blocks("turtle")[0], format=ox.RdfFormat.TURTLE))
    opened = kg.open(store).store
    missing = {line for line in promised if not any(opened.quads(line.subject, line.predicate, line.object))}
    assert not missing


def test_no_bare_triple_is_asserted_for_it(store: Path) -> None:
    assert not next(iter(kg.open(store).graph.query("ASK { wd:Q232 kg:approaches wd:Q148 }")))


def test_the_query_gives_the_rows(store: Path) -> None:
    header, *rows = csv.reader(blocks("csv")[0].splitlines())
    answer = kg.open(store).query("claims-about", entity="Q232")
    expected = [dict(zip(header, row, strict=True)) for row in rows]
    shortened = [
        {key: re.sub(r"^http://www.wikidata.org/entity/", "", value) for key, value in row.items()} for row in expected
    ]
    assert [
        {k: v.removeprefix("http://www.wikidata.org/entity/") for k, v in row.items()} for row in answer
    ] == shortened


def test_the_python_lines_run(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("Armenien und Kasachstan sind Mitglieder der OVKS.", encoding="utf-8")
    exec(blocks("python")[0], {})
    assert capsys.readouterr().out.startswith("Kazakhstan https://w3id.org/alliances-kg/claim/")


def test_the_lexical_entry_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "ontology"
    shutil.copytree(resources.folder("ontology"), folder)
    with (folder / "lexicon.de.ttl").open("a", encoding="utf-8") as file:
        file.write(blocks("turtle")[1])
    (sense,) = lexicon.load("de", folder).senses("verb", "beweihräuchern")
    assert (sense.reference, sense.subject, sense.object) == ("praises", ("subject",), ("object",))
    assert not lexicon.load("de").senses("verb", "beweihräuchern"), "the README's example is no longer a new word"


def test_every_command_is_in_the_readme() -> None:
    named = {
        command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands
    }
    text = README.read_text(encoding="utf-8")
    assert all(f"| `kg {name}" in text for name in named)


def test_every_folder_of_the_map_is_there() -> None:
    table = README.read_text(encoding="utf-8").partition("## Folders")[2].partition("## Recipes")[0]
    folders = re.findall(r"^\| `([\w/]+)/` \|", table, re.MULTILINE)
    assert len(folders) >= 8
    assert all((README.parent / folder).is_dir() for folder in folders)
