"""What the beat does for accounts and organisations."""

from celery import shared_task

from hub.accounts.services import invitations, profiles, sessions
from hub.notifications.slots import once_a_slot


@shared_task
@once_a_slot(60 * 60)
def delete_ended_invitations() -> None:
    """Forgets addresses of invitations that ended long ago, and where those were on the way to who never came."""
    invitations.delete_ended_invitations()
    profiles.forget_old_wishes()


@shared_task
@once_a_slot(60 * 60)
def forget_old_sessions() -> None:
    """Removes what is left of sign-ins that are over."""
    sessions.forget_old_sessions()
