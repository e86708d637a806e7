"""The map of where something is open, once a day."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from indicators.coverage import count_places
from indicators.models import Coverage


def take_coverage(day: date | None = None, *, now: datetime | None = None) -> tuple[Coverage, bool]:
    """As it is now, and whether this was the first time today. Twice a day is once.

    Raises ``DomainError`` for any other day: opening hours have no history, so it can't be said what was open then.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    if day is not None and day != today:
        raise DomainError(_("開いている時間には前の日の記録がないので、今日のようすだけ数えられます。"))
    return Coverage.objects.get_or_create(on=today, defaults={"cells": count_places(), "at": now})
