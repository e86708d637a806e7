"""What the beat does for indicators."""

from celery import shared_task

from hub.notifications.slots import once_a_slot
from indicators.services import collecting, opinions, voices


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
