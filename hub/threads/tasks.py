"""What the beat does for talks."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from hub.threads.services import clock, files


@shared_task
@once_a_slot(3600)
def remind_late() -> None:
    """Reminds coordinators of answers that were promised and not given."""
    clock.remind_late()


@shared_task
@once_a_slot(3600)
def forget_files() -> None:
    """Removes files some time after their talk has ended, and those that no row names."""
    files.forget_files()
    files.sweep_files()
