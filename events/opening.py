"""When a place is open: today, now, and through the week. Pure functions over loaded rows; no query."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone

from events.models import OpeningException, OpeningHours, Place


class Status(StrEnum):
    OPEN = "open"
    LATER = "later"  # opens later today
    OVER = "over"  # was open earlier today
    CLOSED = "closed"
    APPOINTMENT = "appointment"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Span:
    opens: time
    closes: time
    note: str = ""


@dataclass(frozen=True)
class Day:
    """One day's opening. ``is_special`` says that an exception took the weekday's place."""

    date: date
    spans: tuple[Span, ...]
    is_special: bool = False
    note: str = ""


@dataclass(frozen=True)
class Opening:
    """How a place stands now, the span that matters, and the next day on which it opens."""

    status: Status
    span: Span | None = None
    next_day: Day | None = None
    days: tuple[Day, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        return self.status == Status.OPEN


def opening_of(place: Place, now: datetime, *, days: int = 7) -> Opening:
    """The opening of ``place`` at ``now`` and on the ``days`` from today. Both related sets are to be prefetched."""
    hours, exceptions = list(place.opening_hours.all()), list(place.opening_exceptions.all())
    if not hours and not exceptions:
        return Opening(Status.APPOINTMENT if place.is_by_appointment else Status.UNKNOWN)
    local = timezone.localtime(now)
    week = tuple(_day(local.date() + timedelta(days=step), hours, exceptions) for step in range(days))
    if place.is_by_appointment:
        return Opening(Status.APPOINTMENT, days=week)
    today, moment = week[0], local.time()
    next_day = next((day for day in week[1:] if day.spans), None)
    for span in today.spans:
        if span.opens <= moment < span.closes:
            return Opening(Status.OPEN, span, next_day, week)
        if moment < span.opens:
            return Opening(Status.LATER, span, next_day, week)
    if today.spans:
        return Opening(Status.OVER, today.spans[-1], next_day, week)
    return Opening(Status.CLOSED, None, next_day, week)


def _day(date_: date, hours: Iterable[OpeningHours], exceptions: Iterable[OpeningException]) -> Day:
    special = [row for row in exceptions if row.date == date_]
    if special:
        spans = tuple(
            Span(row.opens, row.closes, row.note) for row in special if row.opens and row.closes and not row.is_closed
        )
        return Day(date_, spans, is_special=True, note=special[0].note)
    spans = tuple(Span(row.opens, row.closes, row.note) for row in hours if row.weekday == date_.weekday())
    return Day(date_, spans)
