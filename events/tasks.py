"""What the beat does for places and events."""

from celery import shared_task

from events.services import publishing, series


@shared_task
def publish_due() -> None:
    """Publishes what is due."""
    publishing.publish_due()


@shared_task
def close_ended() -> None:
    """Closes what has passed its last day."""
    publishing.close_ended()


@shared_task
def extend_series() -> None:
    """Makes the dates of recurring events that have come within reach."""
    series.extend_all_series()
