"""What follows when an organisation may no longer publish: what it published is hidden, and may come back.

The hub knows no app to its right; each that publishes for organisations says so once, when it starts
(``AppConfig.ready``): ``follow_suspensions(hide_things_of)``.
"""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


class Follower(Protocol):
    """Called within the transaction of each suspension and each restoration, with the organisation as it is now.

    It locks all its rows before it records any of them in the change log: who holds the log waits for nobody.
    What it raises undoes the whole act.
    """

    def __call__(self, organization: "Organization", *, is_suspended: bool, by: "User | None", reason: str) -> None: ...


_followers: list[Follower] = []


def follow_suspensions(follower: Follower) -> None:
    """``follower`` hides what the organisation published, and says what becomes of it when the suspension ends."""
    if follower not in _followers:
        _followers.append(follower)


def tell_suspended(organization: "Organization", *, is_suspended: bool, by: "User | None", reason: str) -> None:
    """To be called in the writing transaction, when the organisation is saved and before it is recorded."""
    for follower in _followers:
        follower(organization, is_suspended=is_suspended, by=by, reason=reason)
