"""What the beat does for indicators."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from indicators.services import collecting, covering, publishing_people


@shared_task
@once_a_slot(86_400)
def collect_missing_days() -> None:
    """Counts what the hub counts itself, as of the end of yesterday and of days that were missed."""
    collecting.collect_missing_days()


@shared_task
@once_a_slot(86_400)
def take_coverage() -> None:
    """Counts where something is open, for the map of today."""
    covering.take_coverage()


@shared_task
@once_a_slot(86_400)
def publish_people_counts() -> None:
    """Publishes numbers of people of quarters that are over, once."""
    publishing_people.publish_due()
