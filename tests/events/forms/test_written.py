"""Days, times and numbers as people write them."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django import forms

from events.forms.dates import WrittenNumberField
from events.forms.written import (
    ComingDateField,
    DatesField,
    NextDateField,
    NextMomentField,
    PastDateField,
    WrittenDateField,
    WrittenTimeField,
    next_day,
)

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-05", date(2026, 12, 5)), ("２０２６／１２／５", date(2026, 12, 5)), ("2026年12月5日", date(2026, 12, 5)),
        ("2026.12.5", date(2026, 12, 5)), ("20261205", date(2026, 12, 5)), ("令和8年12月5日", date(2026, 12, 5)),
        ("R8.12.5", date(2026, 12, 5)), ("令和元年5月1日", date(2019, 5, 1)), ("2026/12/5（土）", date(2026, 12, 5)),
        ("2026年11月23日(月・祝)", date(2026, 11, 23)), ("", None),
    ],
)  # fmt: skip
def test_days(text: str, expected: date | None) -> None:
    assert WrittenDateField(required=False).clean(text) == expected
    assert NextDateField(required=False).clean(text) == expected


@pytest.mark.parametrize(
    "text", ["12/5", "きのう", "2026-13-01", "2026-02-30", "1999-12-31", "9999-12-31", "\x00", "令和0年1月1日"]
)
def test_what_is_no_day_is_said(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        WrittenDateField().clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/5", date(2026, 12, 5)), ("１２／５", date(2026, 12, 5)), ("12月5日（土）", date(2026, 12, 5)),
        ("11/25", TODAY), ("11/24", date(2027, 11, 24)), ("1.7", date(2027, 1, 7)), ("2/29", date(2028, 2, 29)),
    ],
)  # fmt: skip
@time_machine.travel("2026-11-25 09:00+09:00", tick=False)
def test_a_day_without_its_year_is_the_next_to_come(text: str, expected: date) -> None:
    assert NextDateField().clean(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11/25", TODAY), ("11/26", date(2025, 11, 26)), ("１/７", date(2026, 1, 7)), ("今日", TODAY),
        ("きのう", date(2026, 11, 24)), ("2026-12-05", date(2026, 12, 5)), ("2/29", date(2024, 2, 29)),
    ],
)  # fmt: skip
@time_machine.travel("2026-11-25 09:00+09:00", tick=False)
def test_what_was_done_without_its_year_was_done_last(text: str, expected: date) -> None:
    assert PastDateField().clean(text) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [("2時間", 2), ("２", 2), ("25", "24までの数で書いてください。"), ("-1", "0からの数で書いてください。"), ("二", "数字で書いてください。")],
)  # fmt: skip
def test_a_number_with_its_unit_and_what_is_said_of_another(text: str, said: object) -> None:
    field = WrittenNumberField(min_value=0, max_value=24, units=("時間",))
    try:
        found: object = field.clean(text)
    except forms.ValidationError as error:
        found = error.messages[0]
    assert found == said


@pytest.mark.parametrize(
    ("today", "text", "expected"),
    [
        ("2026-11-27", "11/27", date(2026, 11, 27)), ("2026-11-27", "1/9", date(2027, 1, 9)),
        ("2026-11-27", "2027-11-20", date(2027, 11, 20)), ("2026-11-27", "2026-11-20", date(2026, 11, 20)),
        ("2026-11-27", "2/29", date(2028, 2, 29)), ("2026-11-27", "", None),
        ("2026-11-27", "１１／２０", "11月20日は過ぎています。2027年なら、年も書いてください。"),
        ("2026-11-27", "11月26日（木）", "11月26日は過ぎています。2027年なら、年も書いてください。"),
        ("2026-01-05", "12/28", "12月28日は過ぎています。2026年なら、年も書いてください。"),
        ("2026-11-27", "2/30", "日付として読めません。12/5 や 2026-12-05 のように書いてください。"),
    ],
)  # fmt: skip
def test_a_day_that_just_went_by_is_asked_for_with_its_year(today: str, text: str, expected: Any) -> None:
    with time_machine.travel(f"{today} 09:00+09:00", tick=False):
        try:
            found: Any = ComingDateField(required=False).clean(text)
        except forms.ValidationError as error:
            found = error.messages[0]
    assert found == expected


def test_a_day_that_never_comes() -> None:
    assert next_day(2, 30, TODAY) is None
    for text in ("2/30", "13/1", "0/5", "99/99"):
        with pytest.raises(forms.ValidationError, match="12/5"):
            NextDateField().clean(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:00", time(10)), ("１０：００", time(10)), ("10時", time(10)), ("１０時半", time(10, 30)), ("10時05分", time(10, 5)),
        ("1000", time(10)), ("午後2時", time(14)), ("午前 9:30", time(9, 30)), ("pm 1:15", time(13, 15)), ("午後12時", time(12)),
        ("午前0時", time(0)), ("正午", time(12)), ("9:5", time(9, 5)),
        ("9", time(9)), ("１８", time(18)), ("930", time(9, 30)), ("", None),
    ],
)  # fmt: skip
def test_times(text: str, expected: time | None) -> None:
    assert WrittenTimeField(required=False).clean(text) == expected


@pytest.mark.parametrize("text", ["24:00", "25時", "午後13時", "10時70分", "ひる", "24", "2500", "\x00", "午後"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        WrittenTimeField().clean(text)


@time_machine.travel("2026-11-25 09:00+09:00", tick=False)
def test_days_one_on_each_line() -> None:
    text = "１２／２９\n2027-01-05、1月9日（土） 12/29"
    assert DatesField().clean(text) == [date(2026, 12, 29), date(2027, 1, 5), date(2027, 1, 9)]
    with pytest.raises(forms.ValidationError) as refused:
        DatesField().clean("12/29\n年末\n13/1\n1/9\n2/30")
    assert refused.value.messages == ["「年末」「13/1」「2/30」は日付ではありません（例: 12/29、2026-12-29）。"]


@time_machine.travel("2026-11-25 09:00+09:00", tick=False)
def test_a_moment_without_its_year() -> None:
    found = NextMomentField().clean(["1/9", "10時"])
    assert (found.year, found.month, found.day, found.hour) == (2027, 1, 9, 10)
