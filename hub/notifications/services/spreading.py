"""From notices to deliveries. What was begun and not committed is begun again by the next worker."""

import logging
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from hub.notifications import matching
from hub.notifications.enums import NoticeKind
from hub.notifications.models import Notice

logger = logging.getLogger(__name__)


@transaction.atomic
def spread_next(*, now: datetime, failed: list[int]) -> bool:
    """One notice. False: there is none left but those that ``failed``, to which this one is added if it does."""
    rows = Notice.objects.unspread().exclude(pk__in=failed)
    notice = rows.select_for_update(skip_locked=True, no_key=True).first()
    if notice is None:
        return False
    try:
        _spread_in_time(notice, now)
    except DatabaseError as error:
        failed.append(notice.pk)
        logger.error("notice not spread", extra={"kind": type(error).__name__, "object_id": notice.pk})  # noqa: TRY400
    return True


def is_to_be_spread(*, but: list[int]) -> bool:
    """Whether the readers of any notice are still to be looked for, or somebody is at it."""
    return Notice.objects.unspread().exclude(pk__in=but).exists()


@transaction.atomic
def _spread_in_time(notice: Notice, now: datetime) -> None:
    with connection.cursor() as cursor:  # a whole city's takes longer than a page may
        cursor.execute("SET LOCAL statement_timeout = %s", [settings.HUB_NOTICES_SPREAD_SECONDS * 1_000])
        cursor.execute("SET LOCAL work_mem = '64MB'")  # to put a city in order without a file
    notice.spread_to = _spread(notice, now)
    notice.spread_at = now
    notice.save(update_fields=["spread_to", "spread_at"])


def _spread(notice: Notice, now: datetime) -> int:
    if notice.expires_at and notice.expires_at <= now:
        return 0
    if notice.recipients is not None:
        return matching.spread_by_name(notice, now=now)
    if notice.kind == NoticeKind.PUBLISHED:
        return matching.spread_by_subscriptions(notice, now=now, daily=next_daily(now), weekly=next_weekly(now))
    return matching.spread_to_followers(notice, now=now)


def next_daily(now: datetime) -> datetime:
    """When the next daily digest is made up."""
    return _next(now, days=1)


def next_weekly(now: datetime) -> datetime:
    """When the next weekly digest is made up: before the weekend."""
    return _next(now, weekday=settings.HUB_NOTICES_WEEKLY_ON)


def _next(now: datetime, *, days: int = 1, weekday: int | None = None) -> datetime:
    local = timezone.localtime(now)
    day = local.date()
    if local.time() >= settings.HUB_NOTICES_DIGEST_AT:
        day += timedelta(days=days)
    if weekday is not None:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    at: time = settings.HUB_NOTICES_DIGEST_AT
    return timezone.make_aware(datetime.combine(day, at))
