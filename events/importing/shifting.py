"""Moving the dates of a file to the present, for a demonstration: whole weeks, so that weekdays stay."""

from collections.abc import Sequence
from datetime import date, timedelta

from events.importing.rows import ParsedRow

# The date before which a tenth of the rows begin is moved to the wanted week, so that a few stray early dates
# (an exhibition that began weeks before, a wrong year) do not push everything into the future.
ANCHOR_SHARE = 10


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def weeks_to(wanted: date, rows: Sequence[ParsedRow]) -> timedelta:
    """By how much to move the rows of one file. Depends on this file alone, whichever others are imported with it."""
    if not rows:
        return timedelta()
    starts = sorted(row.starts_on for row in rows)
    return monday_of(wanted) - monday_of(starts[len(starts) // ANCHOR_SHARE])


def fits(rows: Sequence[ParsedRow], shift: timedelta) -> bool:
    """Whether all moved dates are dates still (years 1 to 9999, with room to spare)."""
    days = [day for row in rows for date_ in row.dates for day in (date_.first, date_.last)]
    limits = [limit.day for row in rows for limit in (row.deadline, row.apply_from) if limit]
    return all(date(1900, 1, 1) <= day + shift <= date(2200, 1, 1) for day in [*days, *limits]) if rows else True
