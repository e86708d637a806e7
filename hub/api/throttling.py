"""How many requests a client may make in a minute, told in headers whether it is near the limit or not.

Counted in windows that begin with each minute, in the cache that all processes share: one round trip. Without Redis
each process counts for itself (``hub.throttle_cache``).
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from hub.api.problems import ProblemError

WINDOW_SECONDS = 60


@dataclass(frozen=True)
class Turn:
    """One request counted: how many the minute holds, how many are left, and in how many seconds it is over."""

    limit: int
    left: int
    reset: int

    def tell(self, response: HttpResponse) -> None:
        """The fields of draft-ietf-httpapi-ratelimit-headers, in the form that clients know."""
        response.headers["RateLimit-Limit"] = str(self.limit)
        response.headers["RateLimit-Remaining"] = str(max(0, self.left))
        response.headers["RateLimit-Reset"] = str(self.reset)


def take_turn(who: str, limit: int, *, now: float | None = None) -> Turn:
    """Counts one request of ``who``."""
    moment = time.time() if now is None else now
    window, passed = divmod(int(moment), WINDOW_SECONDS)
    used = cache.count(f"api:{who}:{window}", 2 * WINDOW_SECONDS)  # type: ignore[attr-defined]
    return Turn(limit, limit - used, WINDOW_SECONDS - passed)


def take_turn_of(request: HttpRequest, *, user: int | None = None, token: int | None = None) -> Turn:
    """The turn of a token, of an account, or of whoever has this address today (``hub.client``).

    Raises the problem of too many.
    """
    limits = settings.HUB_API_LIMITS
    if token is not None:
        turn = take_turn(f"token-{token}", limits["token"])
    elif user is not None:
        turn = take_turn(f"user-{user}", limits["token"])
    else:
        turn = take_turn(request.META["REMOTE_ADDR"], limits["visitor"])
    request.turn = turn  # type: ignore[attr-defined]
    if turn.left < 0:
        raise ProblemError("too-many-requests", headers={"Retry-After": str(turn.reset)})
    return turn
