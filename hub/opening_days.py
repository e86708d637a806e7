"""Days on which the city's offices are open: what is promised "within three days" is counted in them."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import jpholiday
from django.utils import timezone

# 12月29日 to 1月3日, when city halls are closed.
_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


@lru_cache(maxsize=20_000)
def is_opening_day(day: date) -> bool:
    """Monday to Friday, no public holiday, not the end of the year."""
    return day.weekday() < 5 and (day.month, day.day) not in _YEAR_END and not jpholiday.is_holiday(day)


def opening_day_after(day: date, number: int) -> date:
    """The ``number``-th opening day after ``day``, which itself does not count, whatever it is."""
    for _n in range(number):
        day += timedelta(days=1)
        while not is_opening_day(day):
            day += timedelta(days=1)
    return day


def latest_day_past(today: date, number: int) -> date:
    """The latest day of which a promise of ``number`` opening days is broken today: of it and of all before it."""
    day = today - timedelta(days=1)
    while opening_day_after(day, number) >= today:
        day -= timedelta(days=1)
    return day


def end_of(day: date) -> datetime:
    """The first moment of the city's next day: what was promised "by" a day is late from then on."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


@lru_cache(maxsize=20_000)
def opening_days_needed(start: date, done: date) -> int:
    """How many opening days after ``start`` a promise would have had to give for it to be kept on ``done``; 0 on the same day.

    What was promised "within three opening days" and done on that day was kept exactly where this is 3 or less.
    """
    number = 0
    while start < done:
        start = opening_day_after(start, 1)
        number += 1
    return number
