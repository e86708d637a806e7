"""How many forms without an account may come from one client and from all together.

Counted in the cache, in windows that begin at fixed times. A client is counted under a keyed hash of the pseudonym that
it has today (``hub.client``), and no count outlives its day. Without Redis each process counts for itself
(``hub.throttle_cache``).
"""

import time
from collections.abc import Iterator, Mapping

from django.core.cache import cache
from django.utils.crypto import salted_hmac

_DAY = 86_400


Limits = Mapping[str, tuple[tuple[int, int], ...]]


def take_turn(purpose: str, client: str, limits: Limits, *, now: float | None = None) -> int:
    """Counts one form of a purpose; 0 where it may be taken, else the seconds until the next may be.

    ``limits``: of ``client`` and of ``all``, pairs of seconds and how many within them.

    Who is over the limit of clients is not counted among all, so that nobody alone shuts the door for the others.
    """
    now = time.time() if now is None else now
    for key, seconds, most in _windows(purpose, client, limits, now):
        # One round trip, and of two at once each gets another sum.
        if cache.count(key, min(seconds, _DAY)) > most:  # type: ignore[attr-defined]
            return int(seconds - now % seconds) + 1
    return 0


def _windows(purpose: str, client: str, limits: Limits, now: float) -> Iterator[tuple[str, int, int]]:
    """Key, length in seconds and limit of each window that this moment is in."""
    name = salted_hmac(f"hub.turns.{purpose}", f"{int(now // _DAY)}:{client}", algorithm="sha256").hexdigest()[:32]
    for who, of_client in ((name, True), ("all", False)):
        for seconds, most in limits["client" if of_client else "all"]:
            yield f"{purpose}:{who}:{seconds}:{int(now // seconds)}", seconds, most
