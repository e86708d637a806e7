"""What the beat does for the feed."""

from celery import shared_task

from hub.api import idempotency
from hub.api.log import forget_old_changes
from hub.api.services import tokens
from hub.notifications.slots import once_a_slot


@shared_task
@once_a_slot(60 * 60)
def forget_answers() -> None:
    """Deletes answers that no client asks for again, and keys that ended long ago."""
    idempotency.forget_old_answers()
    tokens.forget_ended()


@shared_task
@once_a_slot(60 * 60)
def forget_changes() -> None:
    """What clients have had thirteen months to read goes."""
    forget_old_changes()
