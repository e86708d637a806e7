"""How many referrals and codes may come from one client and from all together."""

from django.conf import settings

from hub import turns


def is_beyond(client: str, *, now: float | None = None) -> bool:
    """Counts one referral. What is beyond is taken in all the same, and waits for a look."""
    return bool(turns.take_turn("referral", client, settings.HUB_REFERRALS_LIMITS, now=now))


def take_follow_turn(client: str, *, now: float | None = None) -> int:
    """Counts one code that is tried; 0 where it may be, else the seconds until the next may."""
    return turns.take_turn("referral-code", client, settings.HUB_REFERRALS_FOLLOW_LIMITS, now=now)
