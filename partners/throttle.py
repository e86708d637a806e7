"""How many first questions may come from one client and from all together."""

from django.conf import settings

from hub import turns


def take_turn(client: str, *, now: float | None = None) -> int:
    """Counts one question; 0 where it may be taken, else the seconds until the next may be."""
    return turns.take_turn("inquiry", client, settings.HUB_PARTNERS_INQUIRY_LIMITS, now=now)
