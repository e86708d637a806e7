"""Where an event is held, when the place was merged into another while somebody was writing."""

from collections.abc import Collection

from events.models import Event, Place
from hub.locking import GoneError


def settle_places(events: Collection[Event]) -> list[Event]:
    """Locks the places of ``events`` until the transaction ends, so that none is merged away meanwhile.

    An event at a place that was merged is led to the one that stays (not saved); gives these. To be called before the
    events are written: a merge moves the events that it finds, and would not see one that is written afterwards.
    """
    held: dict[int, Place] = {}
    led: dict[int, Event] = {}
    rows = Place.objects.select_for_update(of=("self",), no_key=True).select_related(None)
    while keys := {event.place_id for event in events if event.place_id} - held.keys():
        held |= {place.pk: place for place in rows.filter(pk__in=keys).order_by("pk")}
        if not keys <= held.keys():
            raise GoneError
        for number, event in enumerate(events):
            place = held.get(event.place_id or 0)
            if place is not None and place.merged_into_id:
                event.place_id = place.merged_into_id
                led[number] = event
    for event in events:
        if event.place_id:
            event.place = held[event.place_id]
    return list(led.values())
