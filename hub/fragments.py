"""Parts of pages that depend on a selection and on words alone, not on time: rendered once, kept in memory."""

from collections.abc import Callable
from typing import Any

from hub.page_cache import Memory

MOST_FRAGMENTS = 300
_memory: Memory[str] = Memory(MOST_FRAGMENTS)


def fragment(key: tuple[Any, ...], render: Callable[[], str]) -> str:
    """The part that ``key`` names, rendered if it is not known. The key holds all that the part depends on."""
    kept = _memory.get(key)
    if kept is None:
        kept = render()
        _memory.put(key, kept)
    return kept
