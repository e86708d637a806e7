"""What the beat does for reports."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from hub.trust import services


@shared_task
@once_a_slot(60 * 60 * 24)
def forget_old_reports() -> None:
    """Forgets addresses and reports that are no longer needed."""
    services.forget_old_reports()
