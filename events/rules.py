"""Who may do what to a place or an event."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from events.models import Event, Place
    from hub.accounts.models import User


def can_hide(user: "User | Any", thing: "Event | Place") -> bool:
    """Staff who look after such things may take one out of sight; its own organisation may not."""
    permission = f"events.change_{thing._meta.model_name}"
    return bool(user.is_active and user.is_staff and user.has_perm(permission))


def can_unhide(user: "User | Any", thing: "Event | Place") -> bool:
    """The same staff, but nobody who belongs to the organisation whose thing it is."""
    owner = getattr(thing, "organizer", None) or getattr(thing, "operator", None)
    return can_hide(user, thing) and not (owner and owner.memberships.filter(user=user).exists())
