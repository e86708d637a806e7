"""What the outbox forgets: whom an old mail went to, then that there was one; turns of periodic jobs."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from hub.notifications.models import JobSlot, Mailing, Notice

_AT_ONCE = 1_000


def forget_old_mailings(*, now: datetime) -> int:
    """Empties for whom it was and the ids of what ended long ago, and removes the row when it is much older; how many rows.

    The emptied row stays for a time so that its key still gives one mail. In batches; done again it changes nothing.
    """
    kept = Mailing.objects.ended_before(now - timedelta(days=settings.HUB_OUTBOX_KEEP_DAYS))
    old = Mailing.objects.ended_before(now - timedelta(days=settings.HUB_OUTBOX_REMOVE_DAYS))
    touched = 0
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        touched += Mailing.objects.filter(pk__in=ids).delete()[0]
    full = kept.exclude(Q(address="", user=None, recipient=None, ids={}))
    while ids := list(full.values_list("pk", flat=True)[:_AT_ONCE]):
        touched += Mailing.objects.filter(pk__in=ids).update(address="", user=None, recipient=None, ids={})
    return touched


def forget_old_notices(*, now: datetime) -> int:
    """What was told more than a year ago, with whom it was told to; how many rows."""
    old = Notice.objects.filter(created_at__lt=now - timedelta(days=settings.HUB_OUTBOX_REMOVE_DAYS))
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:10]):
        removed += Notice.objects.filter(pk__in=ids).delete()[0]
    return removed


def forget_old_slots(*, now: datetime) -> int:
    """A turn is of no use when its time is long over; how many were removed."""
    old = JobSlot.objects.filter(taken_at__lt=now - timedelta(days=settings.HUB_SLOT_KEEP_DAYS))
    removed = 0
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        removed += JobSlot.objects.filter(pk__in=ids).delete()[0]
    return removed
