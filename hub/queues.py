"""What waits for staff: each app names its queues in its ``queues.py``; the staff home shows those that one may see."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One thing that waits. ``since``: from when its clock runs. ``due_at``: by when it should be done, if that is said."""

    label: str
    url: str
    since: datetime
    note: str = ""
    is_urgent: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True)
class Queue:
    """``rows(user, most)`` gives the first ``most``, urgent ones first, then the oldest; ``count(user)`` how many in all."""

    key: str
    title: Any
    url: Callable[[], str]
    is_for: Callable[[Any], bool]
    rows: Callable[[Any, int], list[Waiting]]
    count: Callable[[Any], int]
    order: int = 100


_queues: dict[str, Queue] = {}


def register_queue(queue: Queue) -> None:
    """Once for each key, when the app starts."""
    if queue.key in _queues:
        raise ValueError(f"two queues are called {queue.key}")
    _queues[queue.key] = queue


def queues_for(user: Any) -> list[Queue]:
    """The queues that this person looks after, in the order of the page."""
    return [queue for queue in sorted(_queues.values(), key=lambda one: (one.order, one.key)) if queue.is_for(user)]
