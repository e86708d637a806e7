"""What is found by the name of a word or an organisation follows when that name changes."""

import time
from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Model, Q

from events.enums import ThingKind
from events.models import Event, ListingDue, Place
from events.services.listing import refresh_events, refresh_places
from hub.accounts.models import Organization
from hub.areas.models import District
from hub.changes import record_changes
from hub.models import Audience, ChangeAction, Theme, WelcomeMark

# As many as are brought up to date in the request that renames; a common word is left to the beat.
AT_ONCE = 200
_BATCH = 200
# One runner works so long at a time, so that other tasks get their turn.
_SECONDS = 20.0
_LOCK = 7_201_320_13

_PATHS = {
    Theme: ("themes", "themes"),
    Audience: ("audiences", "audiences"),
    WelcomeMark: ("welcome_marks", "welcome_marks"),
    Organization: ("organizer", "operator"),
    District: ("district", "district"),
}

# The note is taken away before the thing is read: whoever renames meanwhile waits for this, and leaves a new note.
_TAKE = """
DELETE FROM events_listingdue WHERE id IN (
    SELECT id FROM events_listingdue ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) RETURNING kind, object_id
"""


def refresh_named(thing: Model) -> None:
    """Brings up to date what is found by the name of ``thing``, or notes it for ``refresh_due`` where it is much.

    Within the transaction of the rename, so that neither is lost.
    """
    if type(thing) not in _PATHS:
        return
    of_event, of_place = _PATHS[type(thing)]
    places = set(Place.objects.filter(**{of_place: thing}).values_list("pk", flat=True))
    events = set(Event.objects.filter(**{of_event: thing}).values_list("pk", flat=True)) | _held_at(places)
    if len(places) + len(events) <= AT_ONCE:
        _refresh(places, events)
    else:
        _note(ThingKind.PLACE, places)
        _note(ThingKind.EVENT, events)
    if isinstance(thing, Organization | District):
        _announce(thing)


def _announce(thing: Organization | District) -> None:
    """To those who follow the feed: what is theirs carries their name. Of words it carries the key, which stays.

    Asked for anew, since others have written while this one waited for the log.
    """
    of_event, of_place = _PATHS[type(thing)]
    theirs = Q(**{of_event: thing}) | Q(**{f"place__{of_place}": thing})
    record_changes(Place.objects.listed().filter(**{of_place: thing}).only("pk").order_by("pk"), ChangeAction.CHANGED)
    record_changes(Event.objects.listed().filter(theirs).only("pk").order_by("pk"), ChangeAction.CHANGED)


def _held_at(places: Collection[int]) -> set[int]:
    """Events carry the name of their place."""
    return set(Event.objects.filter(place__in=places).values_list("pk", flat=True))


def _refresh(places: Collection[int], events: Collection[int]) -> None:
    """Places, then events, each in the order of their keys: as every other writer locks them."""
    refresh_places(places, with_events=False)
    refresh_events(events)


def _note(kind: ThingKind, keys: Collection[int]) -> None:
    rows = [ListingDue(kind=kind, object_id=key) for key in sorted(keys)]
    ListingDue.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


def refresh_due(*, seconds: float = _SECONDS) -> int:
    """Brings up to date what was noted, for ``seconds`` at most; returns how many. For the beat; of two, one works."""
    end, done = time.monotonic() + seconds, 0
    while time.monotonic() < end and (batch := _refresh_batch()):
        done += batch
    return done


@transaction.atomic
def _refresh_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE, [_BATCH])
        taken = cursor.fetchall()
    places = {key for kind, key in taken if kind == ThingKind.PLACE}
    events = {key for kind, key in taken if kind == ThingKind.EVENT}
    _note(ThingKind.EVENT, _held_at(places) - events)
    _refresh(places, events)
    if taken:
        # Nothing that anybody reads of them is another, but what is found by which word is: answers are made anew.
        record_changes([ListingDue(pk=0)], ChangeAction.CHANGED)
    return len(taken)
