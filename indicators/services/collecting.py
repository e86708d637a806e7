"""Counting what the hub can count itself, once a day or for any past day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hub.locking import lock_row
from indicators.collectors import COLLECTORS
from indicators.enums import Certainty
from indicators.fiscal_years import fiscal_year_of
from indicators.models import Indicator, Measurement
from indicators.services.telling import tell_of_indicator

MOST_DAYS = 31
_RECOUNTED = "数え直し"
_BY_HUB = "このサイトが数えた"


@dataclass(frozen=True)
class Counted:
    """What came of one indicator: ``is_new`` where a row was written; ``kept`` where a settled value says something else."""

    indicator: Indicator
    value: int | None
    is_new: bool = False
    kept: Decimal | None = None


def collect_missing_days(*, now: datetime | None = None) -> list[Counted]:
    """As of the end of yesterday, and of each day before it on which no worker ran, ``MOST_DAYS`` back at most."""
    now = now or timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    last = Measurement.objects.filter(is_collected=True).aggregate(last=Max("on"))["last"]
    first = max(last + timedelta(days=1), yesterday - timedelta(days=MOST_DAYS)) if last else yesterday
    days = max((yesterday - first).days, 0)
    return [one for back in range(days, -1, -1) for one in collect(yesterday - timedelta(days=back), now=now)]


def collect(day: date, *, now: datetime | None = None) -> list[Counted]:
    """As of the end of ``day``. Twice is once: a value that says the same is not written again.

    Another value than before replaces it (the former stays), unless it was confirmed: that is told and left alone. Raises
    ``ValueError`` for a day that is not over.
    """
    now = now or timezone.now()
    if day >= timezone.localdate(now):
        raise ValueError(f"{day} is not over yet")
    return [_collect(one, day, now) for one in Indicator.objects.collected().order_by("pk")]


@transaction.atomic
def _collect(indicator: Indicator, day: date, now: datetime) -> Counted:
    locked = lock_row(indicator)
    value = COLLECTORS[locked.collector].count(day)
    year = fiscal_year_of(day)
    there = locked.measurements.in_force().filter(fiscal_year=year, on=day).first()
    if value is None or (there is not None and there.value == value):
        return Counted(locked, value)
    settled = locked.measurements.in_force().filter(fiscal_year=year, certainty=Certainty.CONFIRMED).first()
    if settled is not None and (settled.on is None or settled.on == day):
        return Counted(locked, value, kept=settled.value)
    Measurement.objects.create(
        indicator=locked, fiscal_year=year, on=day, value=Decimal(value), source=_BY_HUB, is_collected=True,
        replaces=there, reason=_RECOUNTED if there is not None else "", at=now,
    )  # fmt: skip
    tell_of_indicator(locked)
    return Counted(locked, value, is_new=True)
