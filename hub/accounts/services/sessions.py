"""What is left of sign-ins that are over."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session

# Says of no client where it was.
NOWHERE = "::"


def forget_where(session_key: str | None) -> None:
    """allauth notes an address of each sign-in; the pseudonym that it saw is not kept either."""
    UserSession.objects.filter(session_key=session_key).update(ip=NOWHERE)


def forget_old_sessions() -> int:
    """Removes sessions that ended and what the list of sign-ins says of them; returns how many lines of it. For the beat."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    UserSession.objects.exclude(ip=NOWHERE).update(ip=NOWHERE)
    there = Session.objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=there).delete()[0])
