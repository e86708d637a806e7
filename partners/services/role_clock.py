"""What time does to roles: called by the beat. Two beats at once do it once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hub.exceptions import DomainError
from partners.models import Role
from partners.role_enums import RoleAction
from partners.role_rules import is_past_due
from partners.services.role_records import copy_role, lock_role, move_locked, record_role

_AT_ONCE = 500


def close_due_roles(now: datetime | None = None) -> int:
    """Closes those whose last day, or last day to apply, is over; how many. Each in a transaction of its own."""
    now = now or timezone.now()
    done = 0
    for role in Role.objects.past_due(timezone.localdate(now))[:_AT_ONCE]:
        try:
            done += _close(role, now)
        except DomainError:  # another beat, or its members, were first
            continue
    return done


@transaction.atomic
def _close(role: Role, now: datetime) -> bool:
    locked = lock_role(role)
    if not is_past_due(locked, timezone.localdate(now)):
        return False
    moved = move_locked(locked, RoleAction.CLOSE, by=None, now=now)
    copy_role(role, locked)
    record_role(locked, moved.from_state)
    return True
