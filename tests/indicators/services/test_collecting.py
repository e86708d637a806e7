"""What the hub counts itself equals plain SQL, for any past day, and settled values stay."""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from events.models import Place
from hub.exceptions import DomainError
from indicators.models import Indicator, Measurement, PlaceDecision, Platform
from indicators.services.collecting import MOST_DAYS, collect, collect_missing_days
from indicators.services.deciding import decide_place
from indicators.services.measuring import confirm_measurement
from tests.events.published import published_place
from tests.hub.accounts.factories import UserFactory
from tests.indicators.plans import indicator, planner

pytestmark = pytest.mark.django_db
NOW = "2026-11-26T09:00:00+09:00"
TODAY = date(2026, 11, 26)
# Of each place the last row up to the day, without a word of the ORM.
PLAIN = """
SELECT count(*) FROM events_place p WHERE p.merged_into_id IS NULL AND (p.closes_on IS NULL OR p.closes_on >= %(day)s)
AND (SELECT d.is_counted FROM indicators_placedecision d WHERE d.place_id = p.id AND d.decided_on <= %(day)s
     ORDER BY d.decided_on DESC, d.id DESC LIMIT 1)
"""


@pytest.fixture(autouse=True)
def _november() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _counting() -> Indicator:
    return indicator("places", ("value", 12, 2026), collector="plan-places")


def _values() -> list[tuple[Any, ...]]:
    rows = Measurement.objects.in_force().order_by("on")
    return list(rows.values_list("on", "fiscal_year", "value", "certainty"))


def test_any_past_day_equals_plain_sql() -> None:
    chance = random.Random(8)  # noqa: S311  the same places each time
    _counting()
    places = [published_place(f"場{number}") for number in range(12)]
    for place in places:
        if chance.random() < 0.3:
            Place.objects.filter(pk=place.pk).update(closes_on=TODAY - timedelta(days=chance.randrange(500)))
    for _number in range(60):
        PlaceDecision.objects.create(
            place=chance.choice(places), is_counted=chance.random() < 0.6, reason="理由", at=timezone.now(),
            decided_on=TODAY - timedelta(days=chance.randrange(600)),
        )  # fmt: skip
    days = [TODAY - timedelta(days=back) for back in range(1, 620, 7)] + [date(2026, 3, 31), date(2026, 4, 1)]
    first = PlaceDecision.objects.earliest("decided_on").decided_on
    for day in days:
        [counted] = collect(day)
        with connection.cursor() as cursor:
            cursor.execute(PLAIN, {"day": day})
            [wanted] = cursor.fetchone() or (None,)
        assert counted.value == (wanted if day >= first else None), day
    years = dict(
        Measurement.objects.filter(on__in=[date(2026, 3, 31), date(2026, 4, 1)]).values_list("on", "fiscal_year")
    )
    assert years == {date(2026, 3, 31): 2025, date(2026, 4, 1): 2026}


def test_platforms_are_those_that_were_set_up_and_have_not_ended() -> None:
    indicator("places", collector="platforms")
    Platform.objects.create(name="ひとつめ", set_up_on=date(2025, 5, 15), basis="協定")
    Platform.objects.create(name="ふたつめ", set_up_on=date(2026, 1, 10), ended_on=date(2026, 6, 1), basis="公示")
    days = [date(2025, 5, 14), date(2025, 5, 15), date(2026, 1, 10), date(2026, 5, 31), date(2026, 6, 1)]
    assert [collect(day)[0].value for day in days] == [None, 1, 2, 2, 1]


def test_twice_is_once_and_another_count_replaces_the_former() -> None:
    _counting()
    place, by, day = published_place("ひだまり"), planner(), date(2026, 11, 20)
    decide_place(place, by=by, is_counted=True, decided_on=day, reason="居場所")
    assert [(one.value, one.is_new) for one in collect(day) + collect(day)] == [(1, True), (1, False)]
    PlaceDecision.objects.create(
        place=published_place("つどい"), is_counted=True, decided_on=day, reason="理由", at=timezone.now()
    )
    [again] = collect(day)
    rows = list(Measurement.objects.order_by("pk").values_list("value", "replaces", "reason", "is_collected"))
    first = Measurement.objects.earliest("pk").pk
    assert (again.value, rows) == (2, [(Decimal(1), None, "", True), (Decimal(2), first, "数え直し", True)])


def test_a_settled_value_is_told_and_left_alone() -> None:
    _counting()
    by, day = planner(), date(2026, 3, 31)
    decide_place(published_place("ひだまり"), by=by, is_counted=True, decided_on=date(2026, 3, 1), reason="居場所")
    collect(day)
    confirm_measurement(Measurement.objects.get(), by=by)
    PlaceDecision.objects.create(
        place=published_place("つどい"), is_counted=True, decided_on=day, reason="理由", at=timezone.now()
    )
    [again] = collect(day)
    assert (again.value, again.kept, again.is_new) == (2, Decimal(1), False)
    assert _values() == [(day, 2025, Decimal(1), "confirmed")]


def test_days_on_which_no_worker_ran_are_made_up_for() -> None:
    _counting()
    decide_place(
        published_place("ひだまり"), by=planner(), is_counted=True, decided_on=date(2026, 9, 1), reason="居場所"
    )
    collect(date(2026, 11, 22))
    collect_missing_days()
    assert [row[0].day for row in _values()] == [22, 23, 24, 25]
    with time_machine.travel("2027-03-01T09:00:00+09:00", tick=False):
        collect_missing_days()
    assert len(_values()) == 4 + MOST_DAYS + 1


def test_without_a_decision_nothing_is_counted_rather_than_nought() -> None:
    _counting()
    published_place("ひだまり")
    [counted] = collect(date(2026, 11, 25))
    assert (counted.value, Measurement.objects.count()) == (None, 0)


def test_the_command_counts_from_a_day_to_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    _counting()
    decide_place(
        published_place("ひだまり"), by=planner(), is_counted=True, decided_on=date(2026, 11, 24), reason="居場所"
    )
    call_command("collect_indicators", "--day", "2026-11-23", "--until", "2026-11-25")
    assert capsys.readouterr().out.splitlines() == [
        "2026-11-23 made まだ数えていません",
        "2026-11-24 made 1",
        "2026-11-25 made 1",
    ]
    with pytest.raises(CommandError, match="まだ終わっていません"):
        call_command("collect_indicators", "--day", "2026-11-26")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"reason": " "}, "理由"),
        ({"decided_on": date(2026, 11, 27)}, "これから先"),
        ({"is_counted": False}, "もうそう決まっています"),
    ],
)
def test_a_decision_that_can_not_be_is_refused(values: dict[str, Any], said: str) -> None:
    usual = {"is_counted": True, "decided_on": date(2026, 11, 1), "reason": "居場所"}
    with pytest.raises(DomainError, match=said):
        decide_place(published_place("ひだまり"), by=planner(), **(usual | values))
    assert PlaceDecision.objects.count() == 0


@pytest.mark.parametrize("kind", ["coordinator", "consultation", "administrator"])
def test_nobody_but_planners_decides(kind: str) -> None:
    with pytest.raises(DomainError, match="計画担当だけ"):
        decide_place(
            published_place("ひだまり"),
            by=UserFactory(**{kind: True}),
            is_counted=True,
            decided_on=TODAY,
            reason="居場所",
        )
    assert PlaceDecision.objects.count() == 0


def test_what_was_decided_before_stays_on_record() -> None:
    by, place = planner(), published_place("ひだまり")
    for day, is_counted in ((1, True), (10, False), (20, True)):
        decide_place(place, by=by, is_counted=is_counted, decided_on=date(2026, 11, day), reason="理由")
    counts = [PlaceDecision.objects.counted_on(date(2026, 11, day)).count() for day in (1, 9, 10, 19, 20)]
    assert (counts, PlaceDecision.objects.count()) == ([1, 1, 0, 0, 1], 3)
