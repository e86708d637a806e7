"""Room for deep calls, of which a test of a page has many: pytest's, the middlewares', those of templates in each other.

CPython (since 3.11) keeps the frames of a thread in chunks of 16 KB, and gives a chunk back to the system as soon as no
frame lies in it. A loop that happens to stand at the end of a chunk asks for memory and gives it back with each call that it
makes: more than a hundred times for a page of the tests, up to a sixth of their time. (Under gunicorn, where fewer frames lie
below, its pages hardly meet it.)
"""

from collections.abc import Callable
from typing import Any

# So many words are claimed for one frame, and never touched. They need more than half a megabyte, so the chunk that is made
# for them has a whole one, and what is left of it, some sixty thousand words, is free for all that is called from there.
_WORDS = 70_000


def with_room(function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Calls the function, which finds room there for some thousand frames."""
    return function(*arguments, **named)


with_room.__code__ = with_room.__code__.replace(co_stacksize=_WORDS)
