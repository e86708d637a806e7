"""A few made-up values of the indicators of places, marked as samples, so that a demonstration shows a picture."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from indicators.enums import Certainty
from indicators.fiscal_years import fiscal_year_of
from indicators.models import Indicator, Measurement
from indicators.services.covering import take_coverage

# The value of the year before, and of yesterday.
_MADE = {"ba-count": (5, 9), "platform-count": (0, 1)}


def make_demo_coverage() -> Iterator[str]:
    """What a night counts for the map, so that it is there on the first day."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("only a demonstration counts before its first night")
    made, is_new = take_coverage()
    if is_new:
        yield f"場のある地区 {made.on}"


def make_demo_figures() -> Iterator[str]:
    """Yields a line where values were made; nothing where there are some."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of figures belong into the embedded mode")
    now = timezone.now()
    yesterday = timezone.localdate(now) - timedelta(days=1)
    year = fiscal_year_of(yesterday)
    with transaction.atomic():
        bare = Indicator.objects.filter(code__in=_MADE, measurements=None)
        rows = [
            Measurement(
                indicator=one, fiscal_year=of, on=day, value=Decimal(value), certainty=certainty, source="見本", is_sample=True,
                at=now,
            )
            for one in bare
            for of, day, certainty, value in (
                (year - 1, None, Certainty.CONFIRMED, _MADE[one.code][0]),
                (year, yesterday, Certainty.PROVISIONAL, _MADE[one.code][1]),
            )
        ]  # fmt: skip
        Measurement.objects.bulk_create(rows)
    if rows:
        yield f"見本の指標の値 {len(rows)}件"
