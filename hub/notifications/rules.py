"""Who may look after notices."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.accounts.models import User


def can_manage_notices(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators: staff who may add notices see, write and call off."""
    return bool(user.is_active and user.is_staff and user.has_perm("notifications.add_notice"))
