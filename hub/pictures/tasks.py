"""What the beat does for pictures."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from hub.pictures import services


@shared_task
@once_a_slot(3600)
def sweep_pictures() -> None:
    """Removes pictures of what is gone, and files that no row names."""
    services.sweep_orphans()
