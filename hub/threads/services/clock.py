"""What time does to talks: coordinators are reminded of a promise that was not kept. Two beats at once do it once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.notifications.services import queue_mail
from hub.threads.beside import looked_after_elsewhere
from hub.threads.enums import Side
from hub.threads.models import Thread
from hub.threads.services.records import LATE, lock_thread, people_of

_AT_ONCE = 500


def remind_late(now: datetime | None = None) -> int:
    """One mail to each coordinator for each promised day that has passed without an answer; how many talks.

    Not of those that are looked after elsewhere.
    """
    now = now or timezone.now()
    late = Thread.objects.late(timezone.localdate(now)).exclude(looked_after_elsewhere())
    late = late.filter(late_told_at=None).select_related("organization")
    return sum(_remind(thread, now) for thread in late[:_AT_ONCE])


@transaction.atomic
def _remind(thread: Thread, now: datetime) -> bool:
    locked = lock_thread(thread)
    if locked.answer_by is None or locked.answer_by >= timezone.localdate(now) or locked.late_told_at is not None:
        return False
    locked.late_told_at = now
    locked.save(update_fields=["late_told_at"])
    for user in people_of(locked, Side.STAFF):
        key = f"{LATE}:{locked.pk}:{locked.answer_by}:{user.pk}"
        queue_mail(LATE, to=user, ids={"thread": locked.pk}, key=key)
    return True
