"""Who handles calls for opinions."""

from typing import Any

from indicators.rules import can_measure


def can_hear(user: Any) -> bool:
    """A planner, as of the figures of plans. Nobody else reads what was not published, an administrator neither."""
    return can_measure(user)
