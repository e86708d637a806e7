"""The map of districts without a place, and numbers of people: the same on the page, as CSV and as JSON."""

import csv
import io
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hub import page_cache
from hub.areas.models import District
from indicators.models import Coverage, PeopleCount
from indicators.secrecy import HIDDEN, Cell, Mark
from indicators.services.covering import take_coverage
from tests.city import load_city
from tests.events.published import published_place
from tests.indicators.plans import indicator
from tests.markup import Node, parse
from tests.words import load_words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
SMALL = Cell(None, Mark.SMALL)


@pytest.fixture(autouse=True)
def _november() -> Any:
    load_words()
    with time_machine.travel(NOW, tick=False):
        yield


def _page(address: str) -> Node:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return parse(answer)


def shown(number: int) -> Cell:
    return Cell(number, Mark.SHOWN)


def _publish(table: str, quarter: int | None, year: int = 2026, **cells: Cell) -> None:
    kept = {key.replace("_", "-"): cell.as_json() for key, cell in cells.items()}
    PeopleCount.objects.create(table=table, fiscal_year=year, quarter=quarter, cells=kept, at=NOW)


def test_the_map_says_how_many_districts_have_no_place_then() -> None:
    load_city()
    first, second = District.objects.current().order_by("reading", "name", "pk")[:2]
    published_place(
        "土曜の午後", district=first, open_on=[5], opens=NOW.time().replace(hour=13), audiences=["children"]
    )
    published_place("月曜", district=second, open_on=[0])
    take_coverage(now=NOW)
    page = _page("/indicators/map/?weekday=5&time=afternoon")
    assert page.one("h2", id="res").text == "37地区のうち、土曜日の午後に開いている場のない地区は36"
    # What says nothing of its hours may be open then: the page does not hide that it does not know.
    unsaid = "開いている時間の書かれていない場所は、数えていません。そこが開いていることもあります。"
    assert unsaid in page.one("section", **{"aria-labelledby": "res"}).text
    assert unsaid not in _page("/indicators/map/?audience=children").one("main").text
    assert [one.attributes["aria-label"] for one in page.all("a", "has")] == [f"{first.name} 1か所"]
    page = _page("/indicators/map/?audience=children")
    assert page.one("h2", id="res").text == "37地区のうち、「小学生」のための場のない地区は36"
    assert page.one("a", "has").attributes["href"] == f"/places/?district={first.pk}&audience=children"
    assert _page("/indicators/map/").one("h2", id="res").text == "37地区のうち、場のない地区は35"


def test_a_selection_that_there_is_not_is_told_beside_its_field() -> None:
    load_city()
    take_coverage(now=NOW)
    page = _page("/indicators/map/?weekday=9&time=evening")
    assert page.one(id="id_weekday-wrong").text == "「9」という選び方はありません。選び直してください。"
    assert page.one("h2", id="res").text == "37地区のうち、夜に開いている場のない地区は37"


def test_before_the_first_night_there_is_no_map() -> None:
    load_city()
    page = _page("/indicators/map/")
    assert "まだ数えていません。" in page.text
    assert page.all("h2", id="res") == []


def _publish_spring() -> None:
    _publish("referrals", 1, received=shown(60), in_time=shown(48), later=shown(12), merged=shown(0))
    _publish("referrals", 2, received=HIDDEN, in_time=HIDDEN, later=SMALL, merged=shown(0))
    _publish("referrals", None, received=HIDDEN, in_time=HIDDEN, merged=shown(0))


def test_the_page_and_the_files_say_the_same_of_people() -> None:
    _publish_spring()
    page = _page("/indicators/people/")
    [table] = page.all("table")
    rows = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    assert [cell.text for cell in table.one("thead").all("th")] == ["何の数か", "4〜6月", "7〜9月", "年度"]
    assert rows == [
        ["60", "非公表", "非公表"],
        ["48", "非公表", "非公表"],
        ["12", "10未満", "—"],
        ["0", "0", "0"],
        ["80.0%", "", ""],
    ]
    told = Client().get("/indicators/people.csv").content.decode("utf-8-sig")
    lines = [(one["四半期（空は年度全体）"], one["記号"], one["数"]) for one in csv.DictReader(io.StringIO(told))]
    counts = Client().get("/indicators/people.json").json()["counts"]
    assert lines == [
        *(("1", "received", "60"), ("1", "in-time", "48"), ("1", "later", "12"), ("1", "merged", "0")),
        *(("2", "received", "非公表"), ("2", "in-time", "非公表"), ("2", "later", "10未満"), ("2", "merged", "0")),
        *(("", "received", "非公表"), ("", "in-time", "非公表"), ("", "merged", "0")),
    ]
    assert [(str(one["quarter"] or ""), one["code"], Cell.from_json(one).said) for one in counts] == lines


def _queries(address: str) -> int:
    page_cache.memory.clear()
    with CaptureQueriesContext(connection) as counted:
        _page(address)
    return len(counted)


def test_at_most_six_queries_and_none_over_rows_that_are_counted() -> None:
    load_city()
    indicator("places", ("value", 12, 2026), code="ba-count")
    published_place("月曜", district=District.objects.current()[0], open_on=[0])
    take_coverage(now=NOW)
    _publish_spring()
    addresses = [
        "/indicators/",
        "/indicators/plans/plan-of-tests/",
        "/indicators/map/?weekday=0",
        "/indicators/people/",
    ]
    _page("/indicators/map/")  # reads the districts, which a process keeps
    few = {address: _queries(address) for address in addresses}
    assert {address: number for address, number in few.items() if number > 6} == {}
    _publish("loops", 1, closed=shown(40), connected=shown(40), heard=shown(0), unmet=shown(0), same=shown(0))
    _publish("referrals", 4, 2025, received=shown(60), in_time=shown(48), later=shown(12), merged=shown(0))
    Coverage.objects.create(on=NOW.date().replace(day=25), cells={"any/any/any": {"1": 5}}, at=NOW)
    assert {address: _queries(address) for address in addresses} == few
