"""Parts of pages that depend on a few values alone, not on time or the reader: rendered once, kept in memory."""

from collections.abc import Callable
from typing import Any

from hub.page_cache import Memory

_all: list[Memory[str]] = []


class Fragments:
    """Rendered parts of one kind; of more than ``most`` the one that was asked for longest ago is forgotten."""

    def __init__(self, most: int) -> None:
        self._memory: Memory[str] = Memory(most)
        _all.append(self._memory)

    def get(self, key: tuple[Any, ...], render: Callable[[], str]) -> str:
        """The part that ``key`` names, rendered if it is not known. The key holds all that the part depends on."""
        kept = self._memory.get(key)
        if kept is None:
            kept = render()
            self._memory.put(key, kept)
        return kept


def forget_all() -> None:
    """Empties every memory of this process: its keys say nothing about another database."""
    for memory in _all:
        memory.clear()
