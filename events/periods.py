"""The spans of days that readers choose: today, this week, the weekend, a month, dates."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class When(models.TextChoices):
    TODAY = "today", _("今日")
    WEEK = "week", _("今週")
    WEEKEND = "weekend", _("今度の土日")
    MONTH = "month", _("これから1か月")
    DATES = "dates", _("日付で選ぶ")


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both days included. ``last`` is None where there is no end."""

    first: date
    last: date | None

    @property
    def begin(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime | None:
        return midnight(self.last + timedelta(days=1)) if self.last and self.last < date.max else None


def midnight(day: date) -> datetime:
    """The beginning of a day in the city."""
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())


def period_of(when: str, today: date, since: date | None = None, until: date | None = None) -> Period:
    """The days that a choice means on ``today``. A week ends on Sunday; on a weekend day the weekend is this one."""
    sunday = today + timedelta(days=6 - today.weekday())
    if when == When.TODAY:
        return Period(today, today)
    if when == When.WEEK:
        return Period(today, sunday)
    if when == When.WEEKEND:
        return Period(max(today, sunday - timedelta(days=1)), sunday)
    if when == When.MONTH:
        return Period(today, today + timedelta(days=30))
    return Period(since or today, until)


def month_of(day: date) -> Period:
    """The calendar month that holds ``day``."""
    first = day.replace(day=1)
    return Period(first, next_month(first) - timedelta(days=1))


def next_month(first: date) -> date:
    """The first day of the month after the one that begins on ``first``."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
