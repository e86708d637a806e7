"""What other apps show beside an event or a place on its page; each registers its own, since events know none of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from events.models import Event, Place


@dataclass(frozen=True)
class Group:
    """Links below one heading. ``rows``: label, address and a few words beside it."""

    title: Any
    rows: Sequence[tuple[str, str, Any]]


Finder = Callable[[Event | Place], Group | None]
_finders: dict[str, Finder] = {}


def register_beside(name: str, finder: Finder) -> None:
    """Once for each name, when the app starts. One query of each."""
    if name in _finders:
        raise ValueError(f"two finders are called {name}")
    _finders[name] = finder


def beside(thing: Event | Place) -> list[Group]:
    """In the order of the names; what has nothing is left out."""
    found = (_finders[name](thing) for name in sorted(_finders))
    return [group for group in found if group is not None]
