"""What the beat does for reports."""

from celery import shared_task

from hub.trust import services


@shared_task
def forget_old_reports() -> None:
    """Forgets addresses and reports that are no longer needed."""
    services.forget_old_reports()
