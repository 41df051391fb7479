"""Words of time and what they mean: ``data/times_de.tsv`` has one expression a line, with the day it is read on."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.claims import dates
from kg.model import Date

TABLE = Path(__file__).parent / "data" / "times_de.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.parametrize(("published", "verb", "words", "time"), ROWS)
def test_words_of_time_mean_what_they_mean_on_the_day_of_publication(
    published: str, verb: str, words: str, time: str
) -> None:
    day = Date.parse(published) if published else None
    found = dates.resolve(words.replace(",", " ,").split(), day, ahead=verb == "ahead")
    assert str(found or "") == time


def test_every_word_of_the_table_has_one_meaning() -> None:
    meanings: dict[str, set[str]] = {}
    for kind in ("month", "weekday", "season", "deictic", "shift", "number", "week-of", "month-of", "year-of"):
        for form in dates.words(kind):
            meanings.setdefault(form, set()).add(kind)
    assert {form: kinds for form, kinds in meanings.items() if len(kinds) > 1} == {}
