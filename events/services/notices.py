"""What those who subscribed are told of places and events. Called last in the transaction of a publication."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from events.enums import Band, Feature, ThingKind
from events.facets import Flag, Kind, values_of
from events.models import Event, Occurrence, Place
from events.services.records import KINDS
from events.services.registrations.letters import CHANGED
from events.services.registrations.telling import tell_event, tell_registered
from hub.models import Audience
from hub.notifications.enums import NoticeKind
from hub.notifications.services import announce, withdraw_notices
from hub.notifications.slots_of_week import WHOLE_WEEK, bits_of
from hub.vocabulary import words_of

if TYPE_CHECKING:
    from events.services.planned import PlannedDate

_FLAGS = {Flag.FREE: "free", Flag.PROFESSIONAL: "professional", Flag.ONLINE: "online", Flag.DROP_IN: "drop_in"}
EVERYBODY = "everyone"


def announce_published(thing: Event | Place, *, now: datetime | None = None) -> None:
    """New for those whom it fits; not what was made up, not a meeting of organisations, nor an event that is over."""
    thing.refresh_from_db(fields=["facets", "search_text"])
    if thing.is_sample or _is_for_members(thing):
        return
    kind = KINDS[type(thing)]
    said = _of_event(thing, now or timezone.now()) if isinstance(thing, Event) else _of_place(thing)
    if said is not None:
        announce(
            NoticeKind.PUBLISHED, kind.value, thing.pk, path=thing.get_absolute_url(),
            key=f"{kind.value}:{thing.pk}:published:{thing.version}", **said,
        )  # fmt: skip


def announce_left(thing: Event | Place, *, is_over: bool) -> None:
    """It has left the lists: nothing new is said of it. ``is_over``: its page is still there."""
    withdraw_notices(KINDS[type(thing)].value, thing.pk, keep_told=is_over)


def announce_hidden(things: Collection[Event | Place]) -> None:
    """Of all at once, whatever their number, nothing more is said."""
    for model, kind in KINDS.items():
        withdraw_notices(kind.value, *(thing.pk for thing in things if isinstance(thing, model)))


def announce_date(date: Occurrence, kind: NoticeKind, text: str, *, now: datetime | None = None) -> None:
    """A date was cancelled, moved or taken up again: to all who were told of the event, at once.

    An event that has other dates to come goes on: it is changed, not cancelled.
    """
    now = now or timezone.now()
    event = date.event
    if date.ends_at > now:
        tell_registered([date.pk], CHANGED, event.version)
    if event.is_sample or event.is_for_members or date.ends_at <= now:
        return
    others = event.occurrences.upcoming(now).exclude(pk=date.pk).exclude(state="cancelled").exists()
    if kind == NoticeKind.CANCELLED and others:
        kind = NoticeKind.CHANGED
    said = _of_event(event, now)
    if said is None and kind != NoticeKind.CANCELLED:
        return
    own = (said or _shared(event)) | {"text": text[:500]}
    own |= {"starts_at": date.starts_at, "has_time": date.has_time, "expires_at": date.ends_at}
    announce(
        kind, ThingKind.EVENT.value, event.pk, path=event.get_absolute_url(),
        key=f"event:{event.pk}:date:{date.pk}:{kind}:{event.version}", anew=said, **own,
    )  # fmt: skip


def announce_edited(
    event: Event, kind: NoticeKind, text: str, *, about: "PlannedDate | None" = None, now: datetime
) -> None:
    """An edit changed what people planned by: to all who were told of the event, at once.

    ``about``: the first date that became another; else it speaks of the next one.
    """
    tell_event(event, version=event.version, now=now)
    if event.is_for_members:
        return
    said = _of_event(event, now)
    own = (said or _shared(event)) | {"text": text[:500]}
    if about is not None:
        own |= {"starts_at": about.starts_at, "has_time": about.has_time}
        own["expires_at"] = max(about.ends_at, own.get("expires_at", about.ends_at))
    announce(
        kind, ThingKind.EVENT.value, event.pk, path=event.get_absolute_url(),
        key=f"event:{event.pk}:edited:{event.version}", anew=said, **own,
    )  # fmt: skip


def _is_for_members(thing: Event | Place) -> bool:
    """A meeting of organisations is nothing for those who follow what is on in the city."""
    return isinstance(thing, Event) and thing.is_for_members


def _shared(thing: Event | Place) -> dict[str, Any]:
    facets = thing.facets
    everyone = {word.pk for word in words_of(Audience).values() if word.key == EVERYBODY}
    audiences = values_of(facets, Kind.AUDIENCE)
    features = [Feature.values[number] for number in sorted(values_of(facets, Kind.FEATURE))]
    flags = [_FLAGS[Flag(number)] for number in sorted(values_of(facets, Kind.FLAG)) if Flag(number) in _FLAGS]
    return {
        "title": thing.title if isinstance(thing, Event) else thing.name,
        "text": thing.summary[:500],
        "districts": sorted(values_of(facets, Kind.DISTRICT)),
        "themes": sorted(values_of(facets, Kind.THEME)),
        "audiences": [] if audiences & everyone else sorted(audiences),
        "marks": sorted(values_of(facets, Kind.MARK)),
        "features": [*features, *flags],
        "search_text": thing.search_text,
    }


def _of_event(event: Event, now: datetime) -> dict[str, Any] | None:
    dates = list(event.occurrences.upcoming(now).exclude(state="cancelled").order_by("starts_at")[:400])
    if not dates:
        return None
    first = dates[0]
    topics = [f"place:{event.place_id}"] if event.place_id else []
    if event.organizer_id:
        topics.append(f"organization:{event.organizer_id}")
    return _shared(event) | {
        "starts_at": first.starts_at,
        "has_time": first.has_time,
        "whereabouts": event.venue_label[:200],
        "latitude": first.latitude,
        "longitude": first.longitude,
        "topics": topics,
        "week": _week(dates),
        "expires_at": dates[-1].ends_at,
    }


def _of_place(place: Place) -> dict[str, Any]:
    is_open = place.has_public_position
    return _shared(place) | {
        "whereabouts": place.public_address[:200],
        "kinds": [place.kind],
        "latitude": place.latitude if is_open else None,
        "longitude": place.longitude if is_open else None,
        "topics": [f"organization:{place.operator_id}"] if place.operator_id else [],
    }


def _week(dates: list[Occurrence]) -> int:
    """The parts of the week in which dates begin; of who says no time the whole of those days."""
    bits = 0
    for date in dates:
        days = values_of(date.facets, Kind.WEEKDAY)
        bands = [Band.values[number] for number in values_of(date.facets, Kind.BAND)]
        bits |= bits_of(days, bands)
    return bits or WHOLE_WEEK
