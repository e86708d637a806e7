"""Who gives which right."""

from hub.accounts.enums import Right
from hub.accounts.groups import CONSULTATION_COORDINATOR
from hub.accounts.models import RightsRequest, User


def may_decide_rights(user: User) -> bool:
    """Administrators in use."""
    return user.is_active and user.is_staff and user.is_superuser


def may_grant(request: RightsRequest, user: User) -> bool:
    """Administrators, but neither who asked nor whom it is for."""
    return may_decide_rights(user) and user.pk not in {request.asked_by_id, request.user_id}


def has_right(user: User, right: Right) -> bool:
    """Whether the user has it already; starting over with the second factor can be asked for again and again."""
    if right == Right.ADMINISTRATOR:
        return user.is_superuser
    if right == Right.CONSULTATION_COORDINATOR:
        return user.groups.filter(name=CONSULTATION_COORDINATOR).exists()
    return False
