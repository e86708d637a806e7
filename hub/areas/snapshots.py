"""What a web process keeps of the areas in memory, for as long as they have not changed."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from hub.areas.models import City
from hub.changes import generation_of

T = TypeVar("T")

# What ``renew_version`` records in the log of changes.
CITY = frozenset({"city"})

_all: list["Snapshot[Any]"] = []


class Snapshot(Generic[T]):
    """Something built from the areas' tables, and built anew when the log of changes names the city again.

    ``get()`` costs no query where nothing changed (the log is looked at once a second, for all that is kept). The
    number is read before the tables, so a load that commits in between is noticed at the next look. Without a city
    nothing is kept. What is built is shared by threads: whoever gets it must not change it.
    """

    def __init__(self, build: Callable[[City | None], T]) -> None:
        self._build = build
        self._held: tuple[int, T] | None = None
        _all.append(self)

    def get(self) -> T:
        number, held = generation_of(CITY), self._held
        if held is not None and held[0] == number:
            return held[1]
        city = City.objects.first()
        built = self._build(city)
        if city is not None:
            self._held = (number, built)
        return built

    def forget(self) -> None:
        """What is kept is built anew at the next look."""
        self._held = None


def forget_all() -> None:
    """Everything is built anew at the next look: what is kept says nothing about another database."""
    for snapshot in _all:
        snapshot.forget()
