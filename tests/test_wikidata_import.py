"""A slice made anew out of a JSON dump: the same as from an endpoint, in little memory, and after any interruption."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import wikidata_world as world
from wikidata_world import HEAD, MINISTER, RIVAL, STATE, UNION

from kg.errors import InputError, UsageError
from kg.wikidata import WikidataSlice, dumps, making
from kg.wikidata.choice import chosen
from kg.wikidata.difference import compare, when
from kg.wikidata.records import Record, from_json, moment, named, parse, wanted
from kg.wikidata.weaving import Tables, weave

MANY = 100_000
HEADER, FOOTER = b"[\n", b"\n]\n"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return world.old_slice(tmp_path / "slice")


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    path = tmp_path / "world.json"
    path.write_bytes(b"".join(world.lines(world.world())))
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dump of 100,000 entities: the world, scattered among items of no interest."""
    path = tmp_path_factory.mktemp("dump") / "large.json"
    scattered = iter(world.world())
    step = MANY // (len(world.world()) + 1)
    with path.open("wb") as file:
        file.write(HEADER)
        for number in range(MANY):
            one = next(scattered, None) if number % step == step - 1 else None
            file.write(json.dumps(one, separators=(",", ":")).encode() if one else dull(number))
            file.write(b",\n" if number < MANY - 1 else FOOTER)
    return path


def dull(number: int) -> bytes:
    """An item that no slice wants, quickly made: its class is none of ours."""
    template = (
        b'{"type":"item","id":"Q8%07d","labels":{"en":{"language":"en","value":"Thing %d"}},"claims":{"P31":[{'
        b'"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":77,"id":"Q77"},'
        b'"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P569":[{"mainsnak":{"snaktype":"value",'
        b'"property":"P569","datavalue":{"value":{"time":"+1950-01-01T00:00:00Z","precision":9},"type":"time"}},'
        b'"type":"statement","rank":"normal"}]},"sitelinks":{"enwiki":{"title":"Thing"}},"modified":"2030-01-01T00:00:00Z"}'
    )
    return template % (number, number)


def load(dump: Path, out: Path) -> making.Made:
    return making.from_dump(dump, out, lambda *_: None)


def test_a_dump_gives_the_slice_that_its_records_give(dump: Path, old: Path, tmp_path: Path) -> None:
    records = {each["id"]: from_json(each, wanted(world.SELECTION)) for each in world.world()}
    endpoints = weave(Tables.read(old), records.values, world.SELECTION, "Wikidata JSON dump world.json")
    (tmp_path / "expected").mkdir()
    endpoints.write(tmp_path / "expected")
    load(dump, old)
    assert world.content(old) == world.content(tmp_path / "expected")


def test_the_order_of_a_dump_does_not_matter(dump: Path, tmp_path: Path) -> None:
    backwards = tmp_path / "backwards" / "world.json"
    backwards.parent.mkdir()
    backwards.write_bytes(b"".join(world.lines(world.world()[::-1])))
    slices = [world.old_slice(tmp_path / name) for name in ("one", "other")]
    for path, out in zip((dump, backwards), slices, strict=True):
        load(path, out)
    assert world.content(slices[0]) == world.content(slices[1])


@pytest.mark.parametrize("compressed", [gzip.compress, bz2.compress])
def test_a_compressed_dump_is_read_whatever_its_name(
    dump: Path, tmp_path: Path, compressed: Callable[[bytes], bytes]
) -> None:
    packed = tmp_path / "packed" / "world.json"
    packed.parent.mkdir()
    packed.write_bytes(compressed(dump.read_bytes()))
    plain, out = world.old_slice(tmp_path / "plain"), world.old_slice(tmp_path / "out")
    load(dump, plain)
    load(packed, out)
    assert world.content(out) == world.content(plain)


def test_reading_once_misses_who_stands_before_what_names_them(dump: Path, old: Path) -> None:
    made = making.from_dump(dump, old, lambda *_: None, once=True)
    assert made.fresh == 7
    assert not WikidataSlice.load(old).item(HEAD)


def test_persons_come_in_because_of_what_they_did(dump: Path, old: Path) -> None:
    load(dump, old)
    wikidata = WikidataSlice.load(old)
    persons = {item.id for item in wikidata.items() if item.kind == "Person"}
    assert persons == {HEAD, MINISTER, world.CHIEF}


def test_a_name_for_all_languages_stands_in_for_a_missing_one(dump: Path, old: Path) -> None:
    load(dump, old)
    head = WikidataSlice.load(old).item(HEAD)
    assert head
    assert (head.label_en, head.label_de, head.surnames) == ("Ada Test", "Ada Test", ("Test",))


def test_malformed_lines_are_counted_with_their_numbers(old: Path, tmp_path: Path) -> None:
    lines = [json.dumps(each).encode() for each in world.world()]
    shapeless = b'{"id":"%s","labels":{"en":5}}' % STATE.encode()
    broken = [b"no JSON at all", lines[1][:-40], b'{"id":"Q7",]}', shapeless]
    path = tmp_path / "broken.json"
    path.write_bytes(HEADER + b",\n".join([*broken, *lines]) + FOOTER)
    made = load(path, old)
    assert (made.malformed, made.numbers) == (3, (2, 3, 5))
    assert made.fresh == 10


def test_a_line_without_an_end_is_skipped(old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dumps, "_LONGEST", 5000)
    path = tmp_path / "long.json"
    lines = [json.dumps(each).encode() for each in world.world()]
    path.write_bytes(HEADER + b",\n".join([b'{"id":"' + b"x" * 23_000, *lines]) + FOOTER)
    made = load(path, old)
    assert (made.malformed, made.numbers, made.fresh) == (1, (2,), 10)


@pytest.mark.parametrize("ending", ["", ".gz", ".bz2"])
def test_half_a_dump_is_an_error_and_the_old_slice_stays(dump: Path, old: Path, tmp_path: Path, ending: str) -> None:
    packers: dict[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".bz2": bz2.compress}
    content = packers.get(ending, bytes)(dump.read_bytes())
    half = tmp_path / f"half.json{ending}"
    half.write_bytes(content[: len(content) // 2])
    before = world.content(old)
    with pytest.raises(InputError, match="half"):
        load(half, old)
    assert world.content(old) == before


def test_no_dump_is_an_error_in_one_line(old: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        load(tmp_path / "none.json", old)


def test_a_part_of_a_dump_without_brackets_is_whole(old: Path, tmp_path: Path) -> None:
    path = tmp_path / "part.jsonl"
    path.write_bytes(b"\n".join(json.dumps(each).encode() for each in world.world()))
    assert load(path, old).fresh == 10


@pytest.mark.slow
def test_a_large_dump_takes_little_memory_and_leaves_nothing_behind(large: Path, old: Path) -> None:
    told: list[tuple[str, int, int]] = []
    tracemalloc.start()
    made = making.from_dump(large, old, lambda *done: told.append(done))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (made.fresh, made.malformed) == (10, 0)
    assert peak < 12_000_000 < large.stat().st_size
    assert told[-1] == ("read", large.stat().st_size, large.stat().st_size)
    assert len(told) > 4
    assert [path.name for path in old.parent.iterdir()] == [old.name]


@pytest.mark.slow
def test_a_large_dump_is_read_at_twenty_megabytes_a_second_of_a_core(large: Path, tmp_path: Path) -> None:
    task = dumps.Import(large, world.SELECTION, {}, tmp_path / "work")
    start = time.process_time()
    task.run(lambda *_: None)
    assert large.stat().st_size / 1e6 / (time.process_time() - start) > 20


@pytest.mark.slow
def test_an_import_killed_and_run_again_ends_in_the_same_slice(large: Path, tmp_path: Path) -> None:
    undisturbed, killed = world.old_slice(tmp_path / "undisturbed"), world.old_slice(tmp_path / "killed")
    before = world.content(killed)
    load(large, undisturbed)
    work = tmp_path / "killed.import"
    offsets = list(_kill_each_time_it_gets_further(large, killed, work))
    assert world.content(killed) == before
    assert offsets == sorted(set(offsets))
    assert len(offsets) == 2
    load(large, killed)
    assert world.content(killed) == world.content(undisturbed)
    assert not work.exists()


def test_another_dump_begins_anew(dump: Path, old: Path, tmp_path: Path) -> None:
    half = tmp_path / "half.json"
    half.write_bytes(dump.read_bytes()[:4000])
    with pytest.raises(InputError):
        load(half, old)
    assert (tmp_path / "slice.import").exists()
    assert load(dump, old).fresh == 10


def test_records_that_were_lost_begin_anew(large: Path, old: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    dumps.Import(large, world.SELECTION, {}, work).run(lambda *_: None)
    (work / "records.jsonl").write_bytes(b"")
    task = dumps.Import(large, world.SELECTION, {}, work)
    task.run(lambda *_: None)
    assert {record.id for record in task.records()} >= {STATE, RIVAL, UNION}


def test_two_imports_into_one_folder_do_not_mix(large: Path, tmp_path: Path) -> None:
    first, second = (dumps.Import(large, world.SELECTION, {}, tmp_path / "work") for _ in range(2))

    def begin_another(*_: object) -> None:
        second.run(lambda *_: None)

    with pytest.raises(UsageError, match="another import works here"):
        first.run(begin_another)


def test_the_import_refuses_a_file_in_place_of_the_slice(dump: Path) -> None:
    with pytest.raises(UsageError, match="a slice is a folder"):
        load(dump, dump)


@pytest.mark.parametrize(
    ("time", "precision", "date"),
    [
        ("+1991-12-16T00:00:00Z", 11, "1991-12-16"),
        ("+1991-12-00T00:00:00Z", 10, "1991-12"),
        ("+1991-00-00T00:00:00Z", 9, "1991"),
        ("+1990-00-00T00:00:00Z", 8, ""),
        ("-0044-03-15T00:00:00Z", 11, ""),
        ("+00000001991-12-16T00:00:00Z", 11, "1991-12-16"),
        ("1991-01-01T00:00:00Z", None, "1991"),
        ("1991-05-01T00:00:00Z", None, "1991-05"),
        ("1991-05-02T00:00:00Z", None, "1991-05-02"),
        ("unknown", 11, ""),
    ],
)
def test_a_date_is_no_more_exact_than_wikidata(time: str, precision: int | None, date: str) -> None:
    assert moment(time, precision) == date


def test_the_best_rank_tells_what_an_item_is() -> None:
    preferred, other = world.class_of("MilitaryAlliance"), world.class_of("MediaOutlet")
    made = world.entity("Q1", "Thing", world.claim("P31", other), world.claim("P31", preferred, rank="preferred"))
    record = from_json(made, ())
    assert record.classes == (preferred,)


def test_names_that_would_break_a_table_stay_out() -> None:
    assert named({"en": "A\tB", "de": "C|D"}, {"de": ["E\nF", "G|H"]}) == {
        "label_en": "A B",
        "label_de": "",
        "aliases_en": (),
        "aliases_de": ("E F",),
    }


def test_a_record_survives_its_line() -> None:
    for each in world.world():
        record = from_json(each, wanted(world.SELECTION))
        assert parse(record.line()) == record


def test_a_dissolved_state_is_a_historical_one() -> None:
    state = world.class_of("SovereignState")
    made = world.entity("Q1", "Gone", world.claim("P31", state), world.claim("P576", world.day("1990-10-03")))
    records = [from_json(made, ["P576"])]
    assert chosen(lambda: records, world.SELECTION, {}) == {"Q1": "HistoricalState"}


def test_a_person_alone_is_not_taken() -> None:
    records = [Record("Q1", classes=(world.HUMAN,), pages=300)]
    assert chosen(lambda: records, world.SELECTION, {}) == {}


def test_a_difference_reads_as_a_sentence(dump: Path, old: Path, tmp_path: Path) -> None:
    before = world.old_slice(tmp_path / "before")
    load(dump, old)
    changes = {f"{each.sign} {each.text}" for each in compare(WikidataSlice.load(before), WikidataSlice.load(old))}
    assert "+ Rivalia (SovereignState)" in changes
    assert "~ Testland: label_en none -> Testland; aliases +Republik Testland; demonyms +Testländer" in changes
    assert f"~ {STATE} (Testland) P463 {UNION} (Union of Tests): no dates known -> 2004-05 to ? (preferred)" in changes
    assert f"- {STATE} (Testien) P463 {world.OLD_KING} (Elsewhere): 1990 to ?" in changes


def test_a_slice_does_not_differ_from_itself(old: Path) -> None:
    assert compare(WikidataSlice.load(old), WikidataSlice.load(old)) == []


def test_a_membership_without_dates_is_never_shown_as_dated(old: Path) -> None:
    (said,) = WikidataSlice.load(old).statements(STATE, "P463")[:1]
    assert when(said) == "no dates known"


def _kill_each_time_it_gets_further(dump: Path, out: Path, work: Path) -> Iterator[int]:
    """Run the import as a program and kill it after each of its first two checkpoints; how far it got."""
    code = "import sys; from kg.cli.wikidata import app; app(sys.argv[1:])"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    done = 0
    for _ in range(2):
        command = [sys.executable, "-c", code, "import", str(dump), "--out", str(out)]
        with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
            while (offset := _offset(work)) <= done and process.poll() is None:
                time.sleep(0.001)
            process.kill()
        done = offset
        yield done


def _offset(work: Path) -> int:
    try:
        return int(json.loads((work / "checkpoint.json").read_text())["offset"])
    except FileNotFoundError:
        return 0
