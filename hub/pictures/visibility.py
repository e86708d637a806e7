"""On which pages pictures stand: each app says so of its own things when it starts, since the hub knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet


@dataclass(frozen=True)
class Use:
    """Things with a ``picture``: all of them, those whose page is public, those whose page a user may open."""

    all: Callable[[], QuerySet[Any]]
    public: Callable[[], QuerySet[Any]]
    visible_to: Callable[[Any], QuerySet[Any]]


_uses: dict[str, Use] = {}


def register_use(name: str, use: Use) -> None:
    """Once for each kind of thing, when the app starts."""
    if name in _uses:
        raise ValueError(f"two uses are called {name}")
    _uses[name] = use


def uses() -> list[Use]:
    """All that were registered."""
    return list(_uses.values())


def shown_on(things: Iterable[QuerySet[Any]]) -> Q:
    """Pictures that one of these things has."""
    found = Q(pk__in=[])
    for rows in things:
        found |= Q(Exists(rows.order_by().filter(picture=OuterRef("pk"))))
    return found
