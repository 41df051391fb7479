"""Promises of dates: what German words say about time, seen from the day of the article, no more exactly than they."""

from __future__ import annotations

import pytest

from kg.claims import calendar
from kg.model import Date

FRIDAY = Date(2024, 5, 3)

SAID = {
    "am 3. mai 2022": "2022-05-03",
    "am 24. februar 2022": "2022-02-24",
    "am 6.1.2020": "2020-01-06",
    "2021-08-15": "2021-08-15",
    "im oktober 2017": "2017-10",
    "ende august 2008": "2008-08",
    "im jahr 2008": "2008",
    "1994": "1994",
    "anfang 1990": "1990",
    "im sommer 2020": "2020",
    "in den 1990er jahren": "1990/1999",
    "in den siebziger jahren": "1970/1979",
    "am 3. mai": "2024-05-03",
    "am 2. mai": "2024-05-02",
    "am 11. september": "2023-09-11",
    "am 1. januar": "2024-01-01",
    "im märz": "2024-03",
    "im mai": "2024-05",
    "im juni": "2023-06",
    "mitte april": "2024-04",
    "im vergangenen oktober": "2023-10",
    "heute": "2024-05-03",
    "heute vormittag": "2024-05-03",
    "gestern": "2024-05-02",
    "gestern abend": "2024-05-02",
    "vorgestern": "2024-05-01",
    "morgen": "2024-05-04",
    "übermorgen": "2024-05-05",
    "am freitag": "2024-05-03",
    "am donnerstag": "2024-05-02",
    "am montag": "2024-04-29",
    "am samstag": "2024-04-27",
    "am donnerstagabend": "2024-05-02",
    "am mittwochnachmittag": "2024-05-01",
    "in der nacht zum freitag": "2024-05-03",
    "am vergangenen freitag": "2024-04-26",
    "am vergangenen dienstag": "2024-04-30",
    "am kommenden montag": "2024-05-06",
    "am nächsten freitag": "2024-05-10",
    "vor einem tag": "2024-05-02",
    "vor fünf tagen": "2024-04-28",
    "vor 10 tagen": "2024-04-23",
    "vor einer woche": "2024-04",
    "vor drei wochen": "2024-04",
    "letzte woche": "2024-04",
    "in der vergangenen woche": "2024-04",
    "diese woche": "2024",
    "kommende woche": "2024-05",
    "vor einem monat": "2024-04",
    "vor sechs monaten": "2023-11",
    "im vorigen monat": "2024-04",
    "im vormonat": "2024-04",
    "im kommenden monat": "2024-06",
    "vor einem jahr": "2023",
    "vor zwei jahren": "2022",
    "vor 30 jahren": "1994",
    "im vergangenen jahr": "2023",
    "letztes jahr": "2023",
    "im vorjahr": "2023",
    "ende vorjahr": "2023",
    "zu jahresbeginn": "2024",
    "in diesem jahr": "2024",
    "im kommenden jahr": "2025",
    "nächstes jahr": "2025",
    "im vorvergangenen jahr": "2022",
}


@pytest.mark.parametrize(("words", "expected"), SAID.items())
def test_words_say_a_date_as_exactly_as_they_can(words: str, expected: str) -> None:
    assert str(calendar.date(words.split(), FRIDAY)) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    {"am montag": "2024-05-06", "am freitag": "2024-05-03", "im juni": "2024-06", "am 2. mai": "2025-05-02"}.items(),
)
def test_what_is_to_come_is_after_the_article(words: str, expected: str) -> None:
    assert str(calendar.date(words.split(), FRIDAY, ahead=True)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "am morgen",
        "in den letzten jahren",
        "vor dem krieg",
        "vor kurzem",
        "seit jahren",
        "nach drei tagen",
        "am tag",
        "45.13.2020",
    ],
)
def test_words_without_a_date_give_none(words: str) -> None:
    assert calendar.date(words.split(), FRIDAY) is None


@pytest.mark.parametrize("published", [None, Date(2024), Date(2024, 5)])
def test_without_the_articles_day_relative_words_give_no_date(published: Date | None) -> None:
    for words in ("gestern", "am montag", "vor zwei jahren", "letzte woche"):
        assert calendar.date(words.split(), published) is None
    assert calendar.date(["am", "3.", "mai"], None) is None
