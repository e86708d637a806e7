"""What the beat does for indicators."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from indicators.services import collecting, survey_keeping


@shared_task
@once_a_slot(86_400)
def collect_missing_days() -> None:
    """Counts what the hub counts itself, as of the end of yesterday and of days that were missed."""
    collecting.collect_missing_days()


@shared_task
@once_a_slot(86_400)
def keep_surveys() -> None:
    """Closes surveys whose last day is over, mixes the answers of open ones, forgets old ones."""
    survey_keeping.keep_surveys()
