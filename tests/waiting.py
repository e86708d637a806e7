"""Waiting for what another process does: a look again and again until a deadline, never a fixed pause."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def until(look: Callable[[], Found], *, seconds: float = 30.0, what: str = "") -> Found:
    """The first true answer of ``look``; AssertionError when the deadline has passed."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or look}")
        pause.wait(0.05)
    return found
