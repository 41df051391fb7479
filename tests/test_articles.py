"""What can be read becomes articles; what cannot is named with its reason, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.articles import MAX_BYTES, Skipped, read
from kg.errors import InputError
from kg.model import Article, Date

WORDS = "Ruritanien verlässt den Ostpakt."


def articles(*inputs: Path | str, date: Date | None = None) -> list[Article]:
    found = list(read(map(str, inputs), date))
    assert all(isinstance(one, Article) for one in found), found
    return [one for one in found if isinstance(one, Article)]


def skipped(*inputs: Path | str) -> Skipped:
    (only,) = [one for one in read(map(str, inputs)) if isinstance(one, Skipped)]
    return only


@pytest.fixture
def stdin(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    def feed(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    return feed


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def line(**fields: object) -> str:
    return json.dumps(fields) + "\n"


# --- files and folders


def test_a_file_is_named_by_its_name_a_file_in_a_folder_by_its_path(tmp_path: Path) -> None:
    write(tmp_path / "b.txt", WORDS)
    write(tmp_path / "a" / "c.md", WORDS)
    write(tmp_path / "a.TXT", WORDS)
    write(tmp_path / ".hidden" / "d.txt", WORDS)
    write(tmp_path / "picture.png", b"\x89PNG\x00")
    assert [article.source for article in articles(tmp_path)] == ["a.TXT", "a/c.md", "b.txt"]
    assert [article.source for article in articles(tmp_path / "a" / "c.md")] == ["c.md"]


def test_a_decomposed_file_name_is_the_same_source(tmp_path: Path) -> None:
    write(tmp_path / "Gru\u0308n.txt", WORDS)
    assert articles(tmp_path)[0].source == "Gr\u00fcn.txt"


def test_offsets_count_the_characters_of_the_file(tmp_path: Path) -> None:
    text = "Erste Zeile.\r\nZweite Zeile.\u00a0\U0001f600 Ende\r"
    assert articles(write(tmp_path / "a.txt", text))[0].text == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "cp1252", "mac_roman"])
def test_other_encodings_give_the_same_text(tmp_path: Path, encoding: str) -> None:
    text = "„Größe ist äußerlich“, sagte die Präsidentin – und schwieg über Jahre."
    assert articles(write(tmp_path / "a.txt", text.encode(encoding)))[0].text == text


def test_a_distant_encoding_is_told_from_its_bytes(tmp_path: Path) -> None:
    text = "Президент Руритании заявил, что переговоры с соседями продолжаются."
    assert articles(write(tmp_path / "a.txt", text.encode("cp1251")))[0].text == text


def test_the_date_given_is_for_articles_without_their_own(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", line(id="1", text=WORDS, date="2020-05") + line(id="2", text=WORDS))
    assert [article.date for article in articles(file, date=Date(2023, 1, 2))] == [Date(2020, 5), Date(2023, 1, 2)]


# --- what cannot be read


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 words", "PDF"),
        (b"PK\x03\x04 words", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (b"words\x00words", "byte 5 is zero"),
        (bytes(range(1, 9)) * 9, "control characters"),
        ("Größe über alles".encode() + b"\xff" + "für Länder".encode(), "broken UTF-8: byte 19"),
        (b"<!DOCTYPE html>\n<p>Words", "HTML"),
        (b"x" * (MAX_BYTES + 1), "longer than 5 MB: split it"),
    ],
)
def test_a_file_without_an_article_is_skipped_with_its_reason(tmp_path: Path, content: bytes, reason: str) -> None:
    write(tmp_path / "b.txt", WORDS)
    write(tmp_path / "a.txt", content)
    first, second = read([str(tmp_path)])
    assert isinstance(first, Skipped)
    assert (first.source, "\n" in first.reason) == ("a.txt", False)
    assert reason in first.reason
    assert isinstance(second, Article)


def test_of_an_endless_file_only_the_beginning_is_read() -> None:
    assert "binary" in skipped("/dev/zero").reason or "longer" in skipped("/dev/zero").reason


def test_a_dangling_link_in_a_folder_is_skipped(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", WORDS)
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone")
    assert "cannot be read" in skipped(tmp_path).reason


def test_a_second_article_of_the_same_source_is_skipped(tmp_path: Path) -> None:
    one = write(tmp_path / "1" / "a.txt", WORDS)
    two = write(tmp_path / "2" / "a.txt", "Other words")
    found = list(read([str(one), str(two)]))
    assert [type(one) for one in found] == [Article, Skipped]


def test_nothing_is_read_if_one_input_is_missing(tmp_path: Path) -> None:
    good = write(tmp_path / "a.txt", WORDS)
    with pytest.raises(InputError, match=r"gone\.txt: no such file"):
        read([str(good), str(tmp_path / "gone.txt")])


def test_a_folder_without_articles_says_what_is_in_it(tmp_path: Path) -> None:
    write(tmp_path / "a.html", "<p>")
    with pytest.raises(InputError, match=r"no articles in this folder, only \.html"):
        read([str(tmp_path)])
    with pytest.raises(InputError, match="nothing"):
        read([str(write(tmp_path / "empty" / ".keep", "").parent)])


# --- JSON lines


def test_a_line_carries_all_that_is_known_of_an_article(tmp_path: Path) -> None:
    fields = {"title": "T", "date": "2022-09-14T10:20:00Z", "lang": "de", "url": "https://example.org", "source": "MB"}
    file = write(tmp_path / "a.jsonl", line(id="x", text=WORDS, **fields))
    expected = Article("x", WORDS, "T", Date(2022, 9, 14), "de", "https://example.org", "MB")
    assert articles(file) == [expected]


def test_a_line_without_id_is_named_by_file_and_line(tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", "\n" + line(text=WORDS) + line(text=WORDS, id=7))
    assert [article.source for article in articles(file)] == ["a.jsonl#2", "7"]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_packed_lines_are_read(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    suffix = "gz" if pack is gzip.compress else "xz"
    file = write(tmp_path / f"a.jsonl.{suffix}", pack(line(id="x", text=WORDS).encode()))
    assert [article.text for article in articles(file)] == [WORDS]


def test_a_damaged_archive_gives_what_stood_before_the_damage(tmp_path: Path) -> None:
    packed = gzip.compress("".join(line(id=str(n), text=f"{n} {WORDS}") for n in range(9)).encode())
    found = list(read([str(write(tmp_path / "a.jsonl.gz", packed[:-12]))]))
    assert isinstance(found[-1], Skipped)
    assert "archive is damaged" in found[-1].reason


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{not json}", "no JSON"),
        (b"[1]", "no JSON object"),
        (b'"text"', "no JSON object"),
        (b"[" * 100_000, "nested too deep"),
        (b'{"text": "\xff"}', "broken UTF-8: byte 10"),
        (b'{"id": "1"}', '"text" is missing'),
        (b'{"text": " "}', '"text" is missing or empty'),
        (b'{"text": 3}', '"text" is no string'),
        (b'{"text": "a", "title": []}', '"title" is no string'),
        (b'{"text": "a", "date": "yesterday"}', "yesterday"),
        (b'{"text": "a\\u0000"}', "zero"),
        (b'{"text": "a\\ud800"}', "lone surrogate"),
        (b'{"text": "' + b"x" * MAX_BYTES + b'"}', "longer than 5 MB"),
    ],
)
def test_a_bad_line_is_skipped_with_its_number(tmp_path: Path, bad: bytes, reason: str) -> None:
    file = write(
        tmp_path / "a.jsonl", line(id="1", text=WORDS).encode() + bad + b"\n" + line(id="3", text="b").encode()
    )
    first, second, third = read([str(file)])
    assert isinstance(second, Skipped)
    assert second.reason.startswith("line 2: ")
    assert reason in second.reason
    assert isinstance(first, Article)
    assert isinstance(third, Article)


# --- standard input


def test_standard_input_is_a_text_or_json_lines(stdin: Callable[[bytes], None]) -> None:
    stdin(WORDS.encode())
    assert articles("-") == [Article("stdin", WORDS)]
    stdin((line(id="1", text=WORDS) + line(text=WORDS)).encode())
    assert [article.source for article in articles("-")] == ["1", "stdin#2"]
    stdin(b"{no json} but words")
    assert articles("-")[0].text == "{no json} but words"


def test_empty_standard_input_is_skipped(stdin: Callable[[bytes], None]) -> None:
    stdin(b"")
    assert skipped("-") == Skipped("stdin", "empty")
