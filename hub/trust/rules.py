"""Who may look at reports."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.accounts.models import User


def can_handle_reports(user: "User | Any") -> bool:
    """Co-creation coordinators, and administrators: staff who may change reports."""
    return bool(user.is_active and user.is_staff and user.has_perm("trust.change_report"))
