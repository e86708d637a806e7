"""Who may write figures."""

from typing import Any

from hub.accounts.groups import PLANNER


def can_measure(user: Any) -> bool:
    """A planner. Nobody else, an administrator neither: whose figure it is, is known by name."""
    if not (user.is_authenticated and user.is_active and user.is_staff):
        return False
    return bool(user.groups.filter(name=PLANNER).exists())
