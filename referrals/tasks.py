"""What the beat does for referrals."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from referrals.services import clock, transfers


@shared_task
@once_a_slot(3600)
def remind_due() -> None:
    """Rings for promises that ran out and for what is to be done today."""
    clock.remind_due()


@shared_task
@once_a_slot(3600)
def expire_transfers() -> None:
    """Ends requests that nobody answered in time."""
    transfers.expire_transfers()
