"""What the map tells of the world on a day."""

from __future__ import annotations

import json
import re
from typing import Any

import pages
import pytest
from pages import Site

from kg.pages import static, worlds
from kg.store import Store
from kg.wikidata import WikidataSlice

CSTO = "Q318693"


@pytest.fixture(scope="module")
def site() -> Site:
    return pages.site(pages.small())


def world(site: Site, **asked: str) -> Any:
    answer = site.get("/map.json", **asked)
    assert answer.status_code == 200
    return answer.json()


def test_the_members_are_those_of_the_day(site: Site) -> None:
    assert "Q230" in world(site, date="1998-01-01", alliance=CSTO)["members"]
    members = world(site, date="2022-09-14", alliance=CSTO)["members"]
    assert {"Q232", "Q399", "Q159"} <= set(members)
    assert "Q230" not in members, "Georgia left in April 1999"
    assert world(site, date="2022-09-14")["members"] == []


def test_a_border_is_there_from_its_first_day(site: Site) -> None:
    assert ["Q148", "Q232"] not in world(site, date="1990-01-01")["borders"]
    assert ["Q148", "Q232"] in world(site, date="2022-09-14")["borders"]


def test_a_conflict_is_there_from_its_first_day_to_its_last(site: Site) -> None:
    assert world(site, date="2020-09-26")["conflicts"] == []
    [war] = world(site, date="2020-09-27")["conflicts"]
    assert (war["label"], war["parties"]) == ("Krieg um Bergkarabach 2020", ["Q399"])
    assert len(world(site, date="2020-11-10")["conflicts"]) == 1
    assert world(site, date="2020-11-11")["conflicts"] == []


def test_a_recognition_stays_while_a_conflict_that_articles_report_lasts_a_year(site: Site) -> None:
    kinds = {
        day: {said["kind"] for said in world(site, date=day)["said"]}
        for day in ("2022-09-13", "2022-09-14", "2025-01-01")
    }
    assert kinds["2022-09-13"] == set()
    assert "clash" in kinds["2022-09-14"]
    assert kinds["2025-01-01"] == {"recognition"}


def test_without_a_day_the_map_shows_that_of_the_newest_article(site: Site) -> None:
    assert world(site)["date"] == "2023-06-10"


def test_without_javascript_tables_tell_what_the_drawing_shows(site: Site) -> None:
    page = site.get("/map", date="2020-10-01", alliance=CSTO).text
    tables = page[page.index("data-tables") :]
    text = " ".join(re.sub(r"<[^>]*>", " ", tables).split()).replace(" ,", ",")
    assert "Kasachstan 1994-04-20" in text
    assert "China Kasachstan, Kirgistan" in text, "a neighbour and the members that it borders"
    assert "Tadschikistan Kirgistan" not in text, "members border each other, but are no neighbours of the alliance"
    assert "Krieg um Bergkarabach 2020 2020-09-27" in text
    assert 'href="/entity/Q232' in tables
    assert "de facto" in page


def test_an_empty_store_and_the_first_of_all_days_have_a_map() -> None:
    empty = pages.site(Store.memory())
    assert empty.get("/map").status_code == 200
    assert world(empty, date="0001-01-01", alliance=CSTO)["members"] == []


@pytest.mark.parametrize(
    "asked", [{"date": "gestern"}, {"date": "2022-13-01"}, {"alliance": "OVKS>"}, {"alliance": "a:%"}]
)
def test_what_is_no_day_or_item_is_refused_in_one_line(site: Site, asked: dict[str, str]) -> None:
    for path in ("/map", "/map.json"):
        answer = site.get(path, **asked)
        assert answer.status_code == 400
        assert next(iter(asked)) in answer.text


def test_every_state_has_a_place_on_the_map() -> None:
    atlas = json.loads((static.WEB / "vendor/world-atlas/countries-110m.json").read_bytes())
    points = json.loads((static.WEB / "vendor/world-atlas/points.json").read_bytes())
    shapes = {shape.get("id") or shape["properties"]["name"] for shape in atlas["objects"]["countries"]["geometries"]}
    for iri, place in worlds.places().items():
        assert place.point or place.shape in points, iri
    assert shapes - {place.shape for place in worlds.places().values()} == set(), "shapes that stand for nothing"


def test_the_map_knows_the_states_of_the_slice() -> None:
    kinds = {"SovereignState", "PartiallyRecognisedState"}
    states = {
        f"http://www.wikidata.org/entity/{item.id}" for item in WikidataSlice.load().items() if item.kind in kinds
    }
    assert states - set(worlds.places()) == set()
