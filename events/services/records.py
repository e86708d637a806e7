"""What every writing service leaves behind: a row of history, and a row of the change log."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from events.enums import Action, State, ThingKind
from events.models import Event, Place, Transition
from hub.changes import record_changes
from hub.locking import lock_row
from hub.models import ChangeAction

if TYPE_CHECKING:
    from hub.accounts.models import User

_WEEKDAYS = "月火水木金土日"
KINDS = {Event: ThingKind.EVENT, Place: ThingKind.PLACE}
MODELS: dict[str, type[Event | Place]] = {ThingKind.EVENT: Event, ThingKind.PLACE: Place}


def lock_thing(thing: Event | Place) -> Event | Place:
    """The row as it is now, which nobody else changes before this transaction ends."""
    return lock_row(thing)


def write_history(
    thing: Event | Place, action: Action, *, by: "User | None", before: State | None = None, reason: str = ""
) -> Transition:
    """One row: what was done, by whom, why. ``before``: the state that it left; the present one if it kept it."""
    return Transition.objects.create(
        kind=KINDS[type(thing)],
        object_id=thing.pk,
        action=action,
        from_state=before or thing.state,
        to_state=thing.state,
        by=by,
        reason=reason[: Transition._meta.get_field("reason").max_length],
    )


def written_moment(moment: datetime) -> str:
    """2026年12月5日(土) 10:00, for the history: always with its year, since it is read years later."""
    there = timezone.localtime(moment)
    return f"{there.year}年{there.month}月{there.day}日({_WEEKDAYS[there.weekday()]}) {there.hour}:{there.minute:02d}"


def announce_edits(things: Collection[Event | Place]) -> None:
    """Last in the transaction of an edit: what is on the public pages was changed.

    The page of what has ended stays, so an edit of it must renew pages too; to those who follow the feed it is
    gone, and they are told so once more.
    """
    record_changes([thing for thing in things if thing.state == State.PUBLISHED], ChangeAction.CHANGED)
    record_changes([thing for thing in things if thing.state == State.CLOSED], ChangeAction.WITHDRAWN)


def announce_edit(thing: Event | Place) -> None:
    """``announce_edits`` of one thing."""
    announce_edits([thing])


def announce_held_at(places: Collection[Place]) -> None:
    """Last in the transaction in which places got another name, address or state: their events say where they are."""
    held = Event.objects.filter(place__in=[place.pk for place in places], state=State.PUBLISHED)
    record_changes(held.only("pk").order_by("pk"), ChangeAction.CHANGED)
