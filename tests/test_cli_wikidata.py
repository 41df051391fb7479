"""The commands of ``kg wikidata``: what they print, where, and their exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import wikidata_world as world
from typer.testing import CliRunner, Result

from kg.cli.wikidata import app
from kg.errors import InputError, UsageError
from kg.model import Date
from kg.wikidata import WikidataSlice, coverage
from kg.wikidata.search import find


def kg(*arguments: str) -> Result:
    """Run a command as ``kg wikidata`` would, errors passed on as ``kg.cli`` gets them."""
    result = CliRunner().invoke(app, arguments, standalone_mode=False)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def shipped() -> WikidataSlice:
    return WikidataSlice.load()


def test_show_has_names_statements_and_what_names_it() -> None:
    output = kg("show", "Q318693").stdout
    assert "OVKS" in output
    assert "what names it" in output
    assert "Kazakhstan" in output


def test_show_never_dates_a_membership_without_dates(tmp_path: Path) -> None:
    folder = world.old_slice(tmp_path / "slice")
    output = kg("show", world.UNION, "--slice", str(folder)).stdout
    assert output.count("no dates known") == 2


def test_show_says_how_many_it_leaves_out() -> None:
    result = kg("show", "Q30")
    assert "--all shows them" in result.stderr
    assert kg("show", "Q30", "--all").stdout.count("\n") > result.stdout.count("\n")


def test_what_the_slice_does_not_have_is_a_wrong_use() -> None:
    with pytest.raises(UsageError, match="the slice has no Q1999999999; look for its name"):
        kg("show", "Q1999999999")


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Kirgistan", "Q813"),
        ("kirgisis", "Q813"),
        ("Kyrgyzstan", "Q813"),
        ("Lukaschenka", "Q2866"),
        ("Lukaschennko", "Q2866"),
        ("Selenskyi", "Q3874799"),
        ("NATO", "Q7184"),
        ("Turkei", "Q43"),
        ("Q232", "Q232"),
    ],
)
def test_names_are_found_as_people_write_them(shipped: WikidataSlice, name: str, id: str) -> None:
    assert find(shipped, name, 3)[0].item.id == id


def test_find_shows_kind_names_and_match() -> None:
    result = kg("find", "Kirgistan", "--limit", "1")
    assert result.exit_code == 0
    assert "Q813" in result.stdout
    assert "SovereignState" in result.stdout


def test_a_name_that_nothing_is_like_is_said_on_stderr() -> None:
    result = kg("find", "Xqzwyvvq")
    assert (result.return_value, result.stdout) == (1, "")
    assert "no name like" in result.stderr


def test_coverage_counts_and_lists_holes() -> None:
    output = kg("coverage").stdout
    assert "members of the United Nations today" in output
    assert "memberships without any date" in output


def test_a_year_without_a_head_is_a_hole(shipped: WikidataSlice) -> None:
    holes = {hole.state: hole for hole in coverage.holes(shipped)}
    assert "Q183" not in holes
    for hole in holes.values():
        for first, last in hole.years:
            assert coverage.FIRST_YEAR <= first <= last <= shipped.date.year
            assert not shipped.heads(hole.state, Date(first))


def test_every_aim_of_the_shipped_slice_is_reached(shipped: WikidataSlice) -> None:
    counts = coverage.counts(shipped)
    assert not [(each.what, each.missing) for each in counts if each.short]
    assert sum(each.target is not None for each in counts) >= 6


def test_diff_prints_changes_and_counts_them(tmp_path: Path) -> None:
    one, other = world.old_slice(tmp_path / "one"), world.old_slice(tmp_path / "other")
    path = other / "statements.tsv"
    path.write_text(path.read_text().replace("1918", "1919"))
    result = kg("diff", str(one), str(other))
    assert result.stdout.splitlines() == [
        f"-\tstatement\t{world.STATE}\t{world.STATE} (Testien) P571 1918",
        f"+\tstatement\t{world.STATE}\t{world.STATE} (Testien) P571 1919",
    ]
    assert "statements: 1 added, 1 removed, 0 changed" in result.stderr


def test_import_reports_what_it_made_and_skipped(tmp_path: Path) -> None:
    out, dump = world.old_slice(tmp_path / "slice"), tmp_path / "dump.json"
    dump.write_bytes(b"broken\n" + b"\n".join(json.dumps(each).encode() for each in world.world()))
    result = kg("import", str(dump), "--out", str(out))
    assert result.return_value == 1
    assert "12 entities (10 as Wikidata has them now)" in result.stderr
    assert "1 statements left out: they ended on a day that Wikidata does not know" in result.stderr
    assert "1 lines skipped, no entities: 1" in result.stderr


def test_a_folder_that_is_no_slice_is_an_unreadable_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no part of a Wikidata slice"):
        kg("coverage", "--slice", str(tmp_path))


def test_an_endpoint_must_be_an_address() -> None:
    with pytest.raises(UsageError, match="must begin with http"):
        kg("refresh", "--endpoint", "query.example")


@pytest.mark.parametrize("command", ["show", "find", "coverage", "refresh", "import", "diff"])
def test_every_command_helps_with_an_example(command: str) -> None:
    assert f"kg wikidata {command}" in kg(command, "--help").stdout
