"""A date as one entry of a list."""

from typing import Any

import pytest
import time_machine

from events.lines import by_day, lines_of
from events.models import Occurrence
from tests.events.factories import EventFactory, moment

pytestmark = pytest.mark.django_db


def test_a_list_of_many_months_names_the_month_and_another_year() -> None:
    starts = [moment(2026, 9, 12), moment(2026, 10, 10), moment(2027, 1, 9), moment(2027, 5, 8)]
    EventFactory(published=True, starts=starts)
    rows: Any = Occurrence.objects.order_by("starts_at").for_list()
    with time_machine.travel(moment(2026, 9, 1), tick=False):
        assert [line.begins for line in lines_of(rows, moment(2026, 9, 1), with_day=True)] == [
            "9月12日(土) 10:00", "10月10日(土) 10:00", "2027年1月9日(土) 10:00", "2027年5月8日(土) 10:00",
        ]  # fmt: skip
        # What stays in this month needs none; by days it is the same.
        soon = rows.filter(starts_at__lt=moment(2026, 10, 1))
        assert [line.begins for line in lines_of(soon, moment(2026, 9, 1), with_day=True)] == ["12日(土) 10:00"]
        days = by_day(rows, moment(2026, 9, 1), with_day=True)
        assert [line.begins for day in days for line in day.lines][:2] == ["9月12日(土) 10:00", "10月10日(土) 10:00"]
