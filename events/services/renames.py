"""What is found by the name of a word or an organisation follows when that name changes."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Model

from events.models import Event, ListingDue, Place
from events.services.listing import refresh_events, refresh_places
from hub.accounts.models import Organization
from hub.models import Audience, Theme, WelcomeMark

# As many as are brought up to date in the request that renames; a common word is left to the beat.
AT_ONCE = 200
_BATCH = 500

_PATHS = {
    Theme: ("themes", "themes"),
    Audience: ("audiences", "audiences"),
    WelcomeMark: ("welcome_marks", "welcome_marks"),
    Organization: ("organizer", "operator"),
}


def refresh_named(thing: Model) -> None:
    """Brings up to date what is found by the name of ``thing``, or notes it for ``refresh_due`` where it is much.

    Within the transaction of the rename, so that neither is lost.
    """
    if type(thing) not in _PATHS:
        return
    of_event, of_place = _PATHS[type(thing)]
    places = list(Place.objects.filter(**{of_place: thing}).values_list("pk", flat=True))
    events = list(Event.objects.filter(**{of_event: thing}).values_list("pk", flat=True))
    if len(places) + len(events) <= AT_ONCE:
        refresh_places(places)
        refresh_events(events)
    else:
        _note("place", places)
        _note("event", events)


def _note(kind: str, keys: Iterable[int]) -> None:
    rows = [ListingDue(kind=kind, object_id=key) for key in keys]
    ListingDue.objects.bulk_create(rows, batch_size=5_000, ignore_conflicts=True)


def refresh_due() -> int:
    """Brings up to date what was noted, batch by batch; returns how many. For the beat; two at once share the work."""
    done = 0
    while batch := _refresh_batch():
        done += batch
    return done


@transaction.atomic
def _refresh_batch() -> int:
    rows = list(ListingDue.objects.select_for_update(skip_locked=True).order_by("pk")[:_BATCH])
    refresh_places([row.object_id for row in rows if row.kind == "place"])
    refresh_events([row.object_id for row in rows if row.kind == "event"])
    ListingDue.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
