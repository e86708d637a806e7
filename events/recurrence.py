"""Recurring dates by RRULE, of which only what a calendar of gatherings needs is understood.

A rule comes from a form or a file, so it is read part by part: a rule by the second, an interval of zero or a day
that never comes would keep dateutil busy for hours. Pure functions; no query.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from typing import Any

from dateutil import rrule
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError

MOST_INTERVAL = 99
# dateutil looks at UNTIL only where a rule gives a date, so one that never gives any is walked to the year 9999.
# The calendar repeats itself after 400 years, weekdays too: rules are walked late in it, where that is near.
CYCLE = 400
LATE = 9_800
STEP_DAYS = {"DAILY": 1, "WEEKLY": 7}

FREQUENCIES: dict[str, Any] = {
    "DAILY": rrule.DAILY,
    "WEEKLY": rrule.WEEKLY,
    "MONTHLY": rrule.MONTHLY,
    "YEARLY": rrule.YEARLY,
}
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"^([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)$")
_UNTIL = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?$")


@dataclass(frozen=True)
class Rule:
    """A rule that was read. ``until`` is the last local moment, ``weekdays`` are (number, which of the month or 0)."""

    frequency: str
    interval: int = 1
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: datetime | None = None
    week_start: int | None = None


def parse_rule(text: str) -> Rule:
    """Reads ``FREQ=…;BYDAY=…``. Raises ``DomainError`` for what can't be read, or isn't wanted here."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name.strip() in parts:
            raise _unreadable()
        parts[name.strip()] = value.strip()
    frequency = parts.pop("FREQ", "")
    if frequency not in FREQUENCIES or not parts.keys() <= _READERS.keys():
        raise _unreadable()
    if "BYSETPOS" in parts and not parts.keys() & {"BYDAY", "BYMONTHDAY", "BYMONTH"}:
        raise _unreadable()
    try:
        return Rule(frequency, **{_READERS[name][0]: _READERS[name][1](value) for name, value in parts.items()})
    except (ValueError, OverflowError) as error:
        raise _unreadable() from error


def moments(rule: Rule, starts_at: datetime, until: datetime, *, since: datetime | None = None) -> Iterator[datetime]:
    """The starts from ``starts_at`` to ``until``, both included, at the same local time all year.

    Those before ``since`` are left out, but counted where the rule has a COUNT. Raises ``DomainError`` for parts that
    don't go together.
    """
    zone = timezone.get_current_timezone()
    first = timezone.localtime(starts_at).replace(tzinfo=None, microsecond=0)
    last = timezone.localtime(until).replace(tzinfo=None)
    if rule.until is not None:
        last = min(last, rule.until)
    if since is not None and rule.count is None and rule.frequency in STEP_DAYS:
        step = timedelta(days=STEP_DAYS[rule.frequency] * rule.interval)
        # Whole steps are skipped, so a series of many years costs no more than a young one.
        first += max(0, (timezone.localtime(since).replace(tzinfo=None) - first) // step) * step
    try:
        years = (LATE - first.year) // CYCLE * CYCLE
        end = last.replace(year=min(last.year + years, MAXYEAR))
        for number, moment in enumerate(_dateutil(rule, first.replace(year=first.year + years), end)):
            if rule.count is not None and number >= rule.count:
                return
            found = moment.replace(year=moment.year - years, tzinfo=zone)
            if since is None or found >= since:
                yield found
    except (ValueError, TypeError, OverflowError) as error:
        raise _unreadable() from error


def _dateutil(rule: Rule, first: datetime, last: datetime) -> rrule.rrule:
    weekdays = [rrule.weekday(day, which) if which else rrule.weekday(day) for day, which in rule.weekdays]
    return rrule.rrule(
        FREQUENCIES[rule.frequency],
        dtstart=first,
        interval=rule.interval,
        wkst=rule.week_start,
        until=last,  # COUNT is counted by the caller: dateutil refuses both
        bymonth=rule.months or None,
        bymonthday=rule.month_days or None,
        byweekday=weekdays or None,
        bysetpos=rule.positions or None,
    )


def _unreadable() -> DomainError:
    return DomainError(_("くり返しの書き方が正しくありません（例: FREQ=WEEKLY;BYDAY=TU）。"))


def _number(value: str, least: int, most: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,4}", value):
        raise ValueError(value)
    number = int(value)
    if number == 0 or not least <= number <= most:
        raise ValueError(value)
    return number


def _numbers(least: int, most: int) -> Callable[[str], tuple[int, ...]]:
    return lambda value: tuple(_number(word, least, most) for word in value.split(","))


def _weekdays(value: str) -> tuple[tuple[int, int], ...]:
    found = []
    for word in value.split(","):
        match = _BYDAY.fullmatch(word)
        if not match:
            raise ValueError(value)
        found.append((WEEKDAYS.index(match[2]), int(match[1] or 0)))
    return tuple(found)


def _until(value: str) -> datetime:
    match = _UNTIL.fullmatch(value)
    if not match:
        raise ValueError(value)
    day = date(int(match[1]), int(match[2]), int(match[3]))
    if match[4] is None:
        return datetime.combine(day, time(23, 59, 59))
    moment = datetime.combine(day, time(int(match[4]), int(match[5]), int(match[6])))
    return timezone.localtime(moment.replace(tzinfo=UTC)).replace(tzinfo=None) if match[7] else moment


def _week_start(value: str) -> int:
    return WEEKDAYS.index(value)


_READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "INTERVAL": ("interval", lambda value: _number(value, 1, MOST_INTERVAL)),
    "BYDAY": ("weekdays", _weekdays),
    "BYMONTHDAY": ("month_days", _numbers(-31, 31)),
    "BYMONTH": ("months", _numbers(1, 12)),
    "BYSETPOS": ("positions", _numbers(-366, 366)),
    "COUNT": ("count", lambda value: _number(value, 1, 999)),
    "UNTIL": ("until", _until),
    "WKST": ("week_start", _week_start),
}
