"""Who may write places and events on behalf of an organisation, and what goes out without being looked at first."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from events.enums import Action, State, ThingKind
from events.models import Event, Place, Transition
from hub.accounts.models import Organization
from hub.areas.town_names import one_width
from hub.models import Audience

# For whom somebody must watch: keys of the vocabulary.
MINORS = frozenset({"infants", "children", "teens"})
_MONTHS_OF_AGE = 18 * 12
# What a repeat has in common with what was looked at: the name, where it is, and who holds it.
KEPT_BY_REPEATS = (
    *("title", "organizer_id", "place_id", "venue_name", "address", "building", "attendance_mode", "online_url"),
)


def organization_of(thing: Event | Place) -> Organization | None:
    """On whose behalf it is written: who organises an event, who operates a place."""
    organization: Organization | None = thing.organizer if isinstance(thing, Event) else thing.operator
    return organization


def can_write_for(user: Any, organization: Organization | None) -> bool:
    """Its owners and editors write drafts and hand them in, also before the city has verified it."""
    return organization is not None and Organization.objects.writable_by(user).filter(pk=organization.pk).exists()


def can_publish_for(user: Any, organization: Organization | None) -> bool:
    """Owners and editors of a verified organisation change what is public, and repeat it, without asking first."""
    return organization is not None and organization.is_verified and can_write_for(user, organization)


def can_change(user: Any, thing: Event | Place) -> bool:
    """Who writes for its organisation, unless the city hides it; what is public only while the organisation is verified."""
    if thing.state == State.HIDDEN:
        return False
    organization = organization_of(thing)
    return can_publish_for(user, organization) if goes_out(thing) else can_write_for(user, organization)


def goes_out(thing: Event | Place) -> bool:
    """Whether what is written now is read by everybody: at once, or when its time comes. It is then checked afterwards."""
    return thing.is_public or thing.publish_at is not None


def is_for_minors(audiences: Iterable[Audience], oldest_months: int | None) -> bool:
    """Whether an audience under 18 is named, or nobody older is meant (``oldest_months``: the upper age of a place)."""
    is_for_nobody_older = oldest_months is not None and oldest_months <= _MONTHS_OF_AGE
    return is_for_nobody_older or any(audience.key in MINORS for audience in audiences)


def has_safeguards(thing: Event | Place) -> bool:
    """Whether it is said how the young are kept safe: here, or by its organisation for all that it does."""
    organization = organization_of(thing)
    return bool(thing.safeguards.strip() or (organization and organization.safeguards.strip()))


def is_repeat(event: Event) -> bool:
    """Whether it only repeats, at another time, what was looked at once: a draft that a member may publish at once.

    It is the copy of an event of the same organisation that everybody can read, has its name and is held where that
    is, and nobody has sent it back.
    """
    original = event.copied_from
    if event.published_at or original is None or not original.is_public:
        return False
    return is_same_to_readers(event, original) and event.organizer_id is not None and not _was_sent_back(event)


def is_same_to_readers(event: Event, original: Event) -> bool:
    """Name, place and organiser are the same; in which width they were typed says nothing."""
    both = [(getattr(event, name), getattr(original, name)) for name in KEPT_BY_REPEATS]
    return all(one == other or (isinstance(one, str) and one_width(one) == one_width(other)) for one, other in both)


def _was_sent_back(event: Event) -> bool:
    """It, or another copy of the same event that is not public again: no fresh copy brings back what staff took away."""
    back = [Action.RETURN, Action.HIDE, Action.UNHIDE]
    rows = Transition.objects.filter(kind=ThingKind.EVENT, action__in=back)
    others = Event.objects.filter(copied_from=event.copied_from_id).exclude(pk=event.pk)
    out_of_sight = others.exclude(state__in=[State.PUBLISHED, State.CLOSED])
    return rows.filter(Q(object_id=event.pk) | Q(object_id__in=out_of_sight.values("pk"))).exists()


def can_hide(user: Any, thing: Event | Place) -> bool:
    """Staff who look after such things may take one out of sight; its own organisation may not."""
    permission = f"events.change_{thing._meta.model_name}"
    return bool(user.is_active and user.is_staff and user.has_perm(permission))


def can_review(user: Any, thing: Event | Place) -> bool:
    """The same staff, but nobody who belongs to the organisation whose thing it is."""
    owner = organization_of(thing)
    return can_hide(user, thing) and not (owner and owner.memberships.filter(user=user).exists())
