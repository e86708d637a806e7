"""Who may write in a talk, and for which side."""

from typing import TYPE_CHECKING, Any

from hub.accounts.rules import can_edit_organization, can_grow, can_see_organization
from hub.threads.enums import Side
from hub.threads.models import Thread

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User


def can_answer_threads(user: "User | Any") -> bool:
    """Co-creation coordinators and administrators."""
    return bool(user.is_active and user.is_staff and user.has_perm("threads.change_thread"))


def side_for(user: "User | Any", organization: "Organization") -> Side | None:
    """For which side somebody speaks; None for whoever may not. Nobody answers an organisation of their own for the city."""
    if can_edit_organization(user, organization):
        return Side.MEMBERS
    if can_answer_threads(user) and not can_see_organization(user, organization):
        return Side.STAFF
    return None


def side_of(user: "User | Any", thread: Thread) -> Side | None:
    """For which side somebody writes in a talk."""
    return side_for(user, thread.organization)


def can_write_for(side: Side | None, organization: "Organization") -> bool:
    """One that was refused or suspended reads, and hears of the city; it does not write."""
    return side == Side.STAFF or (side == Side.MEMBERS and can_grow(organization))
