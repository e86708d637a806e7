"""What follows when something that others keep in their searchable text gets another name.

The hub knows no app to its right; each that keeps such names says so once, when it starts (``AppConfig.ready``).
"""

from collections.abc import Callable

from django.db.models import Model

Follower = Callable[[Model], None]
_followers: list[Follower] = []


def follow_renames(follower: Follower) -> None:
    """``follower`` is called within the transaction of each rename, with the thing as it is now."""
    if follower not in _followers:
        _followers.append(follower)


def tell_renamed(thing: Model) -> None:
    """To be called in the writing transaction, when it is saved and before it is recorded: rows are locked before the log."""
    for follower in _followers:
        follower(thing)
