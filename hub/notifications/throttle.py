"""How often one client, and all together, may have an address asked whether it wants notices."""

from django.conf import settings

from hub import turns


def take_turn(client: str) -> int:
    """Counts one question; 0 where it may be asked, else the seconds until the next may be."""
    return turns.take_turn("notices", client, settings.HUB_NOTICES_LIMITS)
