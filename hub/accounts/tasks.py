"""What the beat does for accounts and organisations."""

from celery import shared_task

from hub.accounts.services import invitations, sessions
from hub.notifications.slots import once_a_slot


@shared_task
@once_a_slot(60 * 60)
def delete_ended_invitations() -> None:
    """Forgets addresses of invitations that ended long ago."""
    invitations.delete_ended_invitations()


@shared_task
@once_a_slot(60 * 60)
def forget_old_sessions() -> None:
    """Removes what is left of sign-ins that are over."""
    sessions.forget_old_sessions()
