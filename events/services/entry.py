"""What staff enter for somebody who telephoned, wrote or came: an event with its dates, public at once or as a draft."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.enums import EnteredVia, State
from events.models import Event, Occurrence
from events.services.publishing import publish
from events.services.writing import assure, finish_edit, save_edited
from hub.accounts.models import User
from hub.locking import ONE_TAP, lock_row
from hub.search import fold

_SAME = ("title", "place_id", "venue_name", "address", "organizer_id", "organizer_name", "entered_via")


@dataclass(frozen=True)
class EntryDate:
    """One date. Without a time it fills its day; without an end it ends, as far as one knows, when it begins."""

    starts_at: datetime
    ends_at: datetime
    has_time: bool = True


@transaction.atomic
def enter_event(
    event: Event, dates: Sequence[EntryDate], *, by: User, via: EnteredVia, is_public: bool, now: datetime | None = None
) -> Event:
    """Writes a new event with its dates; a public one is assured by the city today. The same words sent twice are one event.

    ``event`` is not saved yet. Gives the one that was entered: the new one, or that of the first tap.
    """
    lock_row(by)  # two taps of one person come one after the other
    event.entered_via = via
    entered = same_entry(event, dates, by=by, now=now)
    if entered is None:
        save_edited(event, by=by, changed=())
        Occurrence.objects.bulk_create(
            Occurrence(event=event, starts_at=one.starts_at, ends_at=one.ends_at, has_time=one.has_time)
            for one in dates
        )
        finish_edit(event)
        entered = event
    if is_public and entered.state == State.DRAFT:
        assure(entered, by=by)
        publish(entered, by=by)
    return entered


def same_entry(event: Event, dates: Sequence[EntryDate], *, by: User, now: datetime | None = None) -> Event | None:
    """What this person entered with the same words and dates a moment ago."""
    lately = (now or timezone.now()) - ONE_TAP
    same = {name: getattr(event, name) for name in _SAME}
    wanted = {(one.starts_at, one.ends_at) for one in dates}
    for found in Event.objects.filter(created_by=by, created_at__gte=lately, **same).order_by("-pk")[:5]:
        if set(found.occurrences.values_list("starts_at", "ends_at")) == wanted:
            return found
    return None


def similar_events(title: str, days: Collection[date], *, most: int = 5) -> list[Event]:
    """Of the same title on one of these days, whether public or not."""
    within = Q(pk__in=[])
    for day in days:
        midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
        within |= Q(occurrences__starts_at__gte=midnight, occurrences__starts_at__lt=midnight + timedelta(days=1))
    wanted = fold(title)
    there = Event.objects.filter(within).distinct().order_by("pk").values_list("pk", "title")
    keys = [pk for pk, name in there if fold(name) == wanted][:most]
    return list(Event.objects.filter(pk__in=keys).order_by("pk").only("title", "state")) if keys else []
