"""The spans of days that readers choose."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.periods import Period, When, month_of, next_month, period_of
from tests.events.factories import moment

MONDAY = date(2026, 11, 23)


def _of(when: str, days: int) -> tuple[int, int | None]:
    today = MONDAY + timedelta(days=days)
    period = period_of(when, today)
    return (period.first - MONDAY).days, (period.last - MONDAY).days if period.last else None


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (When.TODAY, [(day, day) for day in range(7)]),
        (When.WEEK, [(day, 6) for day in range(7)]),
        (When.WEEKEND, [(5, 6)] * 6 + [(6, 6)]),
        (When.MONTH, [(day, day + 30) for day in range(7)]),
        (When.DATES, [(day, None) for day in range(7)]),
        ("", [(day, None) for day in range(7)]),
    ],
)
def test_each_choice_on_each_day_of_a_week(when: str, expected: list[tuple[int, int | None]]) -> None:
    assert [_of(when, day) for day in range(7)] == expected


def test_chosen_dates_are_taken_as_they_are() -> None:
    since, until = date(2026, 12, 1), date(2026, 12, 24)
    assert period_of(When.DATES, MONDAY, since, until) == Period(since, until)
    assert period_of(When.DATES, MONDAY, None, until) == Period(MONDAY, until)


def test_a_period_begins_and_ends_at_midnight_in_the_city() -> None:
    period = Period(date(2026, 12, 31), date(2026, 12, 31))
    assert (period.begin, period.end) == (moment(2026, 12, 31, 0), moment(2027, 1, 1, 0))
    assert Period(MONDAY, None).end is None


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_month_holds_its_days_and_touches_the_next(day: date) -> None:
    month = month_of(day)
    assert month.last is not None
    assert month.first <= day <= month.last
    assert (month.first.day, month.last + timedelta(days=1)) == (1, next_month(month.first))
    assert next_month(month.first).day == 1
