"""All that was announced finds its readers, as a worker does it step by step."""

from datetime import datetime

from hub.notifications.services import spread_next


def spread_due(*, now: datetime, most: int = 100) -> int:
    """Looks for the readers of what was announced, one notice a transaction; how many notices.

    One that can't be spread is left to the next run, and holds none of the others back.
    """
    failed: list[int] = []
    for seen in range(most):
        if not spread_next(now=now, failed=failed):
            return seen - len(failed)
    return most - len(failed)
