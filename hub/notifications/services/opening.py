"""Counting that the link of a notice was followed."""

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from hub import turns
from hub.notifications.models import Notice

_COUNT = """
    INSERT INTO notifications_noticeopening AS o (notice_id, channel, day, number) VALUES (%s, %s, %s, 1)
    ON CONFLICT (notice_id, channel, day) DO UPDATE SET number = o.number + 1
"""


def count_opening(notice: Notice, channel: str, *, client: str, now: datetime | None = None) -> bool:
    """One more visit of that day; False where this client's was counted already. Who it was is not kept."""
    if turns.take_turn(f"notice:{notice.pk}:{channel}", client, settings.HUB_NOTICES_VISITS):
        return False
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [notice.pk, channel, timezone.localdate(now)])
    return True
