"""Turns of periodic jobs: of two beats that both call, the first to insert the row does the work."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from celery import current_task
from django.db import connection
from django.utils import timezone

from hub.notifications.models import JobSlot

_TAKE = "INSERT INTO notifications_jobslot (job, slot, taken_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


def slot_of(moment: datetime, seconds: int) -> int:
    """The number of the turn in which ``moment`` lies, turns being ``seconds`` long."""
    return int(moment.timestamp()) // seconds


def claim_slot(job: str, slot: int) -> bool:
    """Whether this turn of the job is ours; only the first who asks is told so."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [job, slot, timezone.now()])
        return cursor.rowcount == 1


def once_a_slot(seconds: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Below ``@shared_task``, for what the beat calls every ``seconds``: once in each turn, however many beats there are.

    A turn that ends in an error is given back. Called as a plain function the work is simply done.
    """

    def decorate(work: Callable[[], None]) -> Callable[[], None]:
        job = f"{work.__module__}.{work.__name__}"

        @wraps(work)
        def once() -> None:
            if not current_task or current_task.request.called_directly:
                work()
                return
            slot = slot_of(timezone.now(), seconds)
            if not claim_slot(job, slot):
                return
            try:
                work()
            except Exception:
                JobSlot.objects.filter(job=job, slot=slot).delete()
                raise

        once.slot_seconds = seconds  # type: ignore[attr-defined]
        return once

    return decorate
