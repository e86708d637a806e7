"""Numbers of people, published once a quarter. What was published is never counted again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from indicators.fiscal_years import first_day_of_quarter, quarter_of
from indicators.models import PeopleCount
from indicators.people import TABLES, PeopleTable
from indicators.secrecy import Cell, protect

# After a quarter, until all that was promised in it has come or not, and what was no case is known as such.
WAIT = timedelta(days=31)
# How far back the beat looks: a year.
_BACK = 4
QUARTERS = (1, 2, 3, 4)
_Keys = tuple[int, str]


@dataclass(frozen=True)
class Published:
    """``count``: what is published of this table now; None where nothing was to be counted or could be told."""

    table: PeopleTable
    count: PeopleCount | None
    is_new: bool


def publish_due(*, now: datetime | None = None) -> list[Published]:
    """Of the last four quarters that are over, and of their years, what is not there yet."""
    now = now or timezone.now()
    year, quarter = quarter_of(timezone.localdate(now))
    found = []
    for _step in range(_BACK + 1):
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, len(QUARTERS))
        if _may_be_counted(year, quarter, now):
            found.extend(publish_quarter(year, quarter, now=now))
    return found


def publish_quarter(fiscal_year: int, quarter: int, *, now: datetime | None = None) -> list[Published]:
    """All tables of a quarter, and with the last of its quarters those of the year. Twice is once.

    Raises ``DomainError`` for a quarter that is not over for ``WAIT``.
    """
    now = now or timezone.now()
    if not _may_be_counted(fiscal_year, quarter, now):
        raise DomainError(_("四半期が終わって31日たってから、数えます。"))
    return [done for table in TABLES.values() for done in _publish(table, fiscal_year, quarter, now)]


def _may_be_counted(fiscal_year: int, quarter: int, now: datetime) -> bool:
    return _moment(first_day_of_quarter(fiscal_year, quarter + 1)) + WAIT <= now


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@transaction.atomic
def _publish(table: PeopleTable, fiscal_year: int, quarter: int, now: datetime) -> list[Published]:
    there = PeopleCount.objects.of_year(table.name, fiscal_year).filter(quarter=quarter).first()
    if there is None:
        counts = _counted(table, fiscal_year, quarter, now)
        if counts is None:
            return [Published(table, None, is_new=False)]
        made = _keep(table, fiscal_year, quarter, protect(counts, table.sums), now)
    else:
        made = Published(table, there, is_new=False)
    return [made, *_publish_year(table, fiscal_year, now)]


def _counted(table: PeopleTable, fiscal_year: int, quarter: int, now: datetime) -> Mapping[str, int] | None:
    """None before there was anything to count: nothing is not 0."""
    until = _moment(first_day_of_quarter(fiscal_year, quarter + 1))
    began = table.began()
    if began is None or began >= until:
        return None
    return table.count(_moment(first_day_of_quarter(fiscal_year, quarter)), until, now)


def _keep(
    table: PeopleTable, fiscal_year: int, quarter: int | None, cells: Mapping[str, Cell], now: datetime
) -> Published:
    """Who comes second finds what the first one wrote."""
    row = PeopleCount(
        table=table.name, fiscal_year=fiscal_year, quarter=quarter, at=now,
        cells={key: cell.as_json() for key, cell in cells.items()},
    )  # fmt: skip
    PeopleCount.objects.bulk_create([row], ignore_conflicts=True)
    kept = PeopleCount.objects.of_year(table.name, fiscal_year).get(quarter=quarter)
    return Published(table, kept, is_new=kept.at == now)


def _publish_year(table: PeopleTable, fiscal_year: int, now: datetime) -> list[Published]:
    """When all of its quarters are published: their sum, as far as it can be told beside them.

    A hidden number is counted again for it; where it does not fit any more what was said of it, nothing is told of the year.
    """
    there = {one.quarter: one for one in PeopleCount.objects.of_year(table.name, fiscal_year)}
    if None in there or not set(QUARTERS) <= there.keys():
        return []
    told = {(quarter, key): Cell.from_json(kept) for quarter in QUARTERS for key, kept in there[quarter].cells.items()}
    counts: dict[_Keys, int] = {}
    for quarter in QUARTERS:
        again = _counted(table, fiscal_year, quarter, now) or {}
        for line in table.lines:
            cell = told[quarter, line.key]
            counts[quarter, line.key] = again.get(line.key, 0) if cell.value is None else cell.value
    for line in table.lines:
        counts[0, line.key] = sum(counts[quarter, line.key] for quarter in QUARTERS)
    sums = [
        ((quarter, total), [(quarter, part) for part in parts])
        for quarter in (0, *QUARTERS)
        for total, parts in table.sums
    ]
    sums += [((0, line.key), [(quarter, line.key) for quarter in QUARTERS]) for line in table.lines]
    try:
        cells = protect(counts, sums, published=told, may_leave_out=True)
    except ValueError:
        return [Published(table, None, is_new=False)]
    return [_keep(table, fiscal_year, None, {key: cell for (quarter, key), cell in cells.items() if quarter == 0}, now)]
