"""The README's lines for other tools run as they stand, but for the address, which is a real endpoint's."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import servers
import small

from kg import cli

README = Path(__file__).parent.parent / "README.md"
ADDRESS = "http://127.0.0.1:7878/sparql"
MODULES = README.parent / "node_modules"
SOURCES = [
    "http://www.wikidata.org/entity/Q7035479 3",
    "https://w3id.org/alliances-kg/entity/nil-talbote 1",
]


def snippets(language: str) -> list[str]:
    section = README.read_text(encoding="utf-8").partition("## From other tools")[2].partition("\n## ")[0]
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.built(tmp_path_factory.mktemp("small") / "store")


@pytest.fixture(scope="module")
def url(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with servers.exported(store, tmp_path_factory.mktemp("server")) as address:
        yield address


def test_the_lines_for_pandas_run(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("pandas")
    (snippet,) = (text for text in snippets("python") if "kg.open" in text)
    exec(snippet.replace(ADDRESS, url), {})
    written = capsys.readouterr().out
    assert re.search(r"memberOf\s+positive\s+\d", written)
    assert "b.txt Paschinjan bestritt" in written
    assert "<Entity Q232: Kazakhstan, SovereignState> <Article a.txt" in written


def test_the_lines_for_rdflib_run(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    (snippet,) = (text for text in snippets("python") if "rdflib" in text)
    exec(snippet.replace(ADDRESS, url), {})
    assert capsys.readouterr().out.splitlines() == SOURCES


@pytest.mark.slow
@pytest.mark.skipif(
    not (shutil.which("node") and (MODULES / "@comunica" / "query-sparql").is_dir()),
    reason="npm install @comunica/query-sparql@4.5 has not been run here",
)
def test_the_lines_for_javascript_run(url: str, tmp_path: Path) -> None:
    (snippet,) = snippets("javascript")
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "ask.mjs").write_text(snippet.replace(ADDRESS, url), encoding="utf-8")
    done = subprocess.run(["node", "ask.mjs"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (0, SOURCES), done.stderr


@pytest.mark.slow
@pytest.mark.skipif(
    not shutil.which("Rscript") or not Path("/usr/lib/R/site-library/httr2").is_dir(),
    reason="Debian's r-base-core and r-cran-httr2 are not installed here",
)
def test_the_lines_for_r_run(url: str, tmp_path: Path) -> None:
    (snippet,) = snippets("r")
    shown = 'cat(paste(claims$source, claims$claims), sep = "\\n")'
    (tmp_path / "ask.R").write_text(f"{snippet.replace(ADDRESS, url)}{shown}\n", encoding="utf-8")
    done = subprocess.run(["Rscript", "ask.R"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (0, SOURCES), done.stderr


def test_the_line_for_the_shell_gives_what_the_store_gives(
    url: str, store: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    section = README.read_text(encoding="utf-8").partition("## From other tools")[2]
    (line,) = re.findall(r"^    kg (query .* --endpoint \S+)$", section, re.MULTILINE)
    words = line.replace(ADDRESS, url).split()
    assert cli.main(words) == 0
    there = capfd.readouterr().out
    assert cli.main([*words[:-2], "--store", str(store)]) == 0
    assert capfd.readouterr().out == there != ""


def test_each_tool_asks_the_same_address_and_query() -> None:
    asked = [text for language in ("python", "javascript", "r") for text in snippets(language)]
    assert len(asked) == 4
    assert all(ADDRESS in text for text in asked)
    counting = {re.search(r"SELECT.*source", text)[0] for text in asked if "SELECT" in text}  # type: ignore[index]
    assert len(counting) == 1
