"""Planners write, settle and correct values, and decide which places count; nobody else sees these pages."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from hub.accounts.models import User
from indicators.models import Measurement, PlaceDecision
from indicators.services.measuring import record_measurement
from tests.events.published import published_place
from tests.hub.accounts.factories import UserFactory
from tests.hub.accounts.signing_in import sign_in
from tests.indicators.plans import indicator, planner
from tests.markup import parse

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel("2026-11-26T09:00:00+09:00", tick=False):
        yield


@pytest.fixture
def by() -> User:
    return planner()


@pytest.fixture
def staff(client: Client, by: User) -> Client:
    return sign_in(client, by)


def test_a_value_is_written_as_people_type_it(staff: Client, by: User) -> None:
    one = indicator("percent", name="認知度")
    values = {
        "fiscal_year": "2026",
        "value": "１２．５",
        "source": "市民意識調査",
        "on": "",
        "note": "",
        "is_confirmed": "on",
    }
    answer = staff.post("/staff/indicators/made/", values)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/indicators/made/")
    row = Measurement.objects.get()
    assert (row.value, row.certainty, row.by, row.source) == (Decimal("12.5"), "confirmed", by, "市民意識調査")
    assert one.measurements.get() == row
    page = parse(staff.get("/staff/indicators/made/"))
    assert next(cell.text for cell in page.one("tbody").all("td")) == "12.5%"


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"value": ""}, "value", "書いてください。"),
        ({"value": "十二"}, "value", "数字で書いてください。例：12、40.3"),
        ({"value": "-3"}, "value", "値は0以上で書いてください。"),
        ({"value": "1.5"}, "value", "数は、小数のない数で書いてください。"),
        ({"source": ""}, "source", "どこから来た値かを書いてください。"),
        ({"on": "きのう"}, "on", "日付で書いてください。例：2026-11-26"),
        ({"on": "2026-03-31"}, "value", "「いつ現在」の日が、令和8年度の中にありません。"),
        ({"on": "2026-11-27"}, "value", "まだ来ていない日の実績は書けません。"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    staff: Client, values: dict[str, str], field: str, said: str
) -> None:
    indicator("places")
    typed = {"fiscal_year": "2026", "value": "9", "source": "台帳から数えた", "note": "11月から", "on": ""} | values
    answer = staff.post("/staff/indicators/made/", typed)
    page = parse(answer)
    assert (answer.status_code, Measurement.objects.count()) == (200, 0)
    [box] = [one for one in page.all("input") if one.attributes.get("name") == field]
    told = page.one(
        id=next(key for key in box.attributes["aria-describedby"].split() if "error" in key or "wrong" in key)
    )
    assert said in told.text
    kept = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in page.all("input")
        if one.attributes.get("name") in typed
    }
    assert {name: kept[name] for name in ("value", "source", "note", "on")} == {
        name: typed[name] for name in ("value", "source", "note", "on")
    }


def test_a_value_is_settled_and_then_corrected(staff: Client, by: User) -> None:
    one = indicator("places")
    first = record_measurement(one, by=by, value=Decimal(9), fiscal_year=2026, source="台帳")
    assert staff.post(f"/staff/indicators/values/{first.pk}/", {"act": "confirm"}).status_code == 302
    second = Measurement.objects.in_force().get()
    assert (second.certainty, second.value, second.replaces) == ("confirmed", Decimal(9), first)
    # The page of before leads nowhere any more.
    assert staff.post(f"/staff/indicators/values/{first.pk}/", {"act": "confirm"}).status_code == 404
    answer = staff.post(f"/staff/indicators/values/{second.pk}/", {"value": "8", "reason": "", "note": ""})
    assert "直す理由を書いてください。" in answer.content.decode()
    staff.post(f"/staff/indicators/values/{second.pk}/", {"value": "8", "reason": "1か所閉じていた", "note": ""})
    third = Measurement.objects.in_force().get()
    assert (third.certainty, third.value, third.reason) == ("confirmed", Decimal(8), "1か所閉じていた")


def test_a_place_is_decided_on_with_its_reason(staff: Client, by: User) -> None:
    place = published_place("ひだまり")
    answer = staff.post(
        f"/staff/indicators/places/{place.pk}/", {"is_counted": "1", "decided_on": "2026-11-01", "reason": ""}
    )
    assert ("理由を書いてください。" in answer.content.decode(), PlaceDecision.objects.count()) == (True, 0)
    values = {"is_counted": "1", "decided_on": "2026-11-01", "reason": "週1回以上、居場所として開いている"}
    assert staff.post(f"/staff/indicators/places/{place.pk}/", values)["Location"] == "/staff/indicators/places/"
    row = PlaceDecision.objects.get()
    assert (row.place, row.is_counted, row.decided_on, row.by) == (place, True, date(2026, 11, 1), by)
    page = parse(staff.get("/staff/indicators/places/"))
    assert "いま数えているのは1か所です。" in page.text
    assert page.one("ul", "says").text == "ひだまり数える（11月1日(日)）"


@pytest.mark.parametrize("kind", ["coordinator", "consultation", "administrator", "staff"])
def test_nobody_but_planners_sees_these_pages(kind: str, by: User) -> None:
    one, place = indicator("places"), published_place("ひだまり")
    value = record_measurement(one, by=by, value=Decimal(9), fiscal_year=2026, source="台帳")
    client = sign_in(Client(), UserFactory(**{kind: True}))
    for address in ("", "made/", f"values/{value.pk}/", "places/", f"places/{place.pk}/"):
        for answer in (
            client.get(f"/staff/indicators/{address}"),
            client.post(f"/staff/indicators/{address}", {"act": "confirm"}),
        ):
            assert answer.status_code in {403, 405}, address
    assert (Measurement.objects.count(), PlaceDecision.objects.count()) == (1, 0)
