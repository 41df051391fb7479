"""The JavaScript of others that ships with the program is what its manifest says, each with its licence."""

from __future__ import annotations

import csv
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [ROOT / "kg/data/web/vendor", ROOT / "tests/data/vendor"]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_vendored_file_is_the_one_in_the_manifest(folder: Path) -> None:
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as lines:
        listed = {row["file"]: row["sha256"] for row in csv.DictReader(lines, delimiter="\t")}
    there = {path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.tsv"}
    assert {str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest() for path in there} == listed


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_each_library_has_its_licence(folder: Path) -> None:
    libraries = [path for path in folder.iterdir() if path.is_dir()]
    assert libraries
    assert all((library / "LICENSE").stat().st_size > 500 for library in libraries)


def test_only_the_tests_have_the_library_for_accessibility() -> None:
    assert not list((ROOT / "kg").rglob("axe*"))
