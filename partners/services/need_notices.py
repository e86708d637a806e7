"""Who is told of a need that was published. Called in the transaction of the act."""

from datetime import datetime

from partners.models import Need


def announce_published(need: Need, *, now: datetime) -> None:
    """New for those whom it fits."""


def announce_left(need: Need, *, is_over: bool) -> None:
    """Nothing new is said of it."""
