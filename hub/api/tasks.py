from celery import shared_task

from hub.api.log import forget_old_changes


@shared_task
def forget_changes() -> None:
    """What clients have had thirteen months to read goes."""
    forget_old_changes()
