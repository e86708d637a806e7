"""What a web process keeps of the areas in memory, for as long as they have not changed."""

from collections.abc import Callable
from typing import Generic, TypeVar

from hub.areas.models import City

T = TypeVar("T")


class Snapshot(Generic[T]):
    """Something built from the areas' tables, and built anew when ``City.version`` has changed.

    ``get()`` costs one query of one row where nothing changed. The version is read before the tables, so a load that
    commits in between is noticed at the next call. Without a city nothing is kept. What is built is shared by threads:
    whoever gets it must not change it.
    """

    def __init__(self, build: Callable[[City | None], T]) -> None:
        self._build = build
        self._held: tuple[object, T] | None = None

    def get(self) -> T:
        city = City.objects.first()
        if city is None:
            return self._build(None)
        held = self._held
        if held is None or held[0] != city.version:
            held = (city.version, self._build(city))
            self._held = held
        return held[1]
