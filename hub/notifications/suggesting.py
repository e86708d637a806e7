"""What is worth a look for who has subscribed to nothing yet. Each app tells of its own things, with the reason why."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

MOST = 5


@dataclass(frozen=True)
class Suggested:
    """``about``: when and where, in one line. ``reasons``: at least one; who has more of them comes first."""

    title: str
    url: str
    about: str
    reasons: list[str]
    is_sample: bool = False


# (account, now, at most so many) -> a constant number of queries.
Suggester = Callable[[Any, datetime, int], list[Suggested]]
_suggesters: dict[str, Suggester] = {}


def register_suggester(name: str, suggester: Suggester) -> None:
    """Called when an app is ready."""
    if name in _suggesters:
        raise ValueError(f"two suggesters named {name}")
    _suggesters[name] = suggester


def suggested_to(user: Any, now: datetime, *, most: int = MOST) -> list[Suggested]:
    """The best of all apps' things, those with the most reasons first."""
    found = [one for suggester in _suggesters.values() for one in suggester(user, now, most)]
    return sorted(found, key=lambda one: -len(one.reasons))[:most]
