"""Values are written, settled and corrected by planners alone, and none is ever lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, transaction

from hub.exceptions import DomainError
from hub.models import Change
from indicators.models import Measurement
from indicators.services.measuring import confirm_measurement, correct_measurement, record_measurement
from tests.hub.accounts.factories import UserFactory
from tests.indicators.plans import indicator, planner

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_november")]


@pytest.fixture
def _november() -> Any:
    with time_machine.travel("2026-11-25T10:00:00+09:00", tick=False):
        yield


def _recorded(one: Any, by: Any, value: str = "9", **more: Any) -> Measurement:
    return record_measurement(one, by=by, value=Decimal(value), **{"fiscal_year": 2026, "source": "市の台帳", **more})


def test_a_value_is_there_with_who_and_whence_and_told_to_followers() -> None:
    one, by = indicator(), planner()
    made = _recorded(one, by, on=date(2026, 11, 24), note="11月から")
    assert (made.value, made.fiscal_year, made.on, made.certainty) == (
        Decimal(9),
        2026,
        date(2026, 11, 24),
        "provisional",
    )
    assert (made.source, made.note, made.by, made.is_collected, made.is_sample) == (
        "市の台帳",
        "11月から",
        by,
        False,
        False,
    )
    assert list(Change.objects.values_list("kind", "object_id", "action")) == [("indicator", one.pk, "changed")]


def test_a_correction_keeps_what_stood_there() -> None:
    one, by, other = indicator(), planner(), planner()
    first = _recorded(one, by, "9")
    second = correct_measurement(first, by=other, value=Decimal(8), reason="1か所を二度数えていた")
    third = confirm_measurement(second, by=by)
    rows = list(Measurement.objects.order_by("pk").values_list("value", "certainty", "replaces", "reason", "by"))
    assert rows == [
        (Decimal(9), "provisional", None, "", by.pk),
        (Decimal(8), "provisional", first.pk, "1か所を二度数えていた", other.pk),
        (Decimal(8), "confirmed", second.pk, "確定", by.pk),
    ]
    assert list(Measurement.objects.in_force()) == [third]
    assert correct_measurement(third, by=by, value=Decimal(7), reason="閉じていた").certainty == "confirmed"


def test_of_two_who_correct_at_once_the_second_is_told() -> None:
    one, by = indicator(), planner()
    first = _recorded(one, by)
    correct_measurement(first, by=by, value=Decimal(8), reason="数え直した")
    with pytest.raises(DomainError, match="ほかの人が先に直しました"):
        correct_measurement(first, by=planner(), value=Decimal(7), reason="数え直した")
    assert Measurement.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "value", "more", "said"),
    [
        ("count", "-1", {}, "0以上"),
        ("count", "NaN", {}, "0以上"),
        ("count", "Infinity", {}, "0以上"),
        ("places", "1.5", {}, "小数のない数"),
        ("achieved", "2", {}, "「した」か「していない」"),
        ("count", "9", {"fiscal_year": 2027}, "まだ来ていない"),
        ("count", "9", {"on": date(2026, 11, 26)}, "まだ来ていない"),
        ("count", "9", {"on": date(2026, 3, 31)}, "令和8年度の中にありません"),
    ],
)
def test_what_can_not_be_a_value_is_refused(kind: str, value: str, more: dict[str, Any], said: str) -> None:
    one = indicator(kind)
    with pytest.raises(DomainError, match=said):
        _recorded(one, planner(), value, **more)
    assert Measurement.objects.count() == 0


def test_a_share_may_be_over_a_hundred_as_the_paper_has_one() -> None:
    assert _recorded(indicator("percent"), planner(), "102.6").value == Decimal("102.6")


def test_a_year_has_one_value_and_a_day_too() -> None:
    one, by = indicator(), planner()
    _recorded(one, by)
    _recorded(one, by, on=date(2026, 11, 24))
    for on in (None, date(2026, 11, 24)):
        with pytest.raises(DomainError, match="もうあります"):
            _recorded(one, by, "10", on=on)
    assert Measurement.objects.count() == 2


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_correction_says_why(reason: str) -> None:
    first = _recorded(indicator(), planner())
    with pytest.raises(DomainError, match="理由"):
        correct_measurement(first, by=planner(), value=Decimal(8), reason=reason)
    with pytest.raises(DomainError, match="前と同じ"):
        correct_measurement(first, by=planner(), value=Decimal(9), reason="同じ")
    assert Measurement.objects.count() == 1


@pytest.mark.parametrize("kind", ["coordinator", "consultation", "administrator", "resident", "visitor", "gone"])
def test_nobody_but_planners_writes(kind: str) -> None:
    one = indicator()
    first = _recorded(one, planner())
    by: Any = {
        "resident": UserFactory,
        "visitor": AnonymousUser,
        "gone": lambda: UserFactory(planner=True, is_active=False),
    }.get(kind, lambda: UserFactory(**{kind: True}))()
    for act in (
        lambda: _recorded(one, by, fiscal_year=2025),
        lambda: correct_measurement(first, by=by, value=Decimal(8), reason="理由"),
        lambda: confirm_measurement(first, by=by),
    ):
        with pytest.raises(DomainError, match="計画担当だけ"):
            act()
    assert list(Measurement.objects.all()) == [first]


def test_the_running_role_writes_no_value_anew() -> None:
    first = _recorded(indicator(), planner())
    for act in (lambda: Measurement.objects.update(value=1), lambda: Measurement.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    first.refresh_from_db()
    assert first.value == Decimal(9)
