"""What of other apps waits until an organisation is checked: the way back from checking it.

Each app registers its own when it starts, since the accounts know none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hub.accounts.models import Organization


@dataclass(frozen=True)
class WaitingThing:
    label: str
    url: str
    note: str = ""


_waiting: "dict[str, Callable[[Organization, Any], list[WaitingThing]]]" = {}


def register_waiting(name: str, things: "Callable[[Organization, Any], list[WaitingThing]]") -> None:
    """``things(organization, user)`` gives those that this person looks after; once for each app."""
    if name in _waiting:
        raise ValueError(f"two apps are called {name}")
    _waiting[name] = things


def waiting_for(organization: "Organization", user: Any) -> list[WaitingThing]:
    """From all apps."""
    return [thing for name in sorted(_waiting) for thing in _waiting[name](organization, user)]
