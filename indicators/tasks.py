"""What the beat does for indicators."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from indicators.services import collecting, covering, opinions, publishing_people, survey_keeping, voices


@shared_task
@once_a_slot(86_400)
def collect_missing_days() -> None:
    """Counts what the hub counts itself, as of the end of yesterday and of days that were missed."""
    collecting.collect_missing_days()


@shared_task
@once_a_slot(3_600)
def close_due_calls() -> None:
    """Ends calls for opinions whose last day is over."""
    voices.close_due_calls()


@shared_task
@once_a_slot(86_400)
def forget_old_opinions() -> None:
    """Erases what is not needed any more of opinions."""
    opinions.forget_old_opinions()


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


@shared_task
@once_a_slot(86_400)
def keep_surveys() -> None:
    """Closes surveys whose last day is over, mixes the answers of open ones, forgets old ones."""
    survey_keeping.keep_surveys()
