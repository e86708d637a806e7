"""Writes the courses of a file: events, their dates, and the memory of the rows.

An import never overwrites a field that somebody edited by hand, never withdraws, and never brings back a date that
staff took away.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from events.enums import State
from events.importing.resolving import Gazetteer
from events.models import Event
from events.services.import_batch import Origin, Plan, Written
from events.services.import_dates import RowWriter
from events.services.import_events import EventWriter
from events.services.listing import refresh_events
from events.services.notices import announce_published
from events.services.planned import Planned, announce_differences, planned_of
from hub.changes import record_changes
from hub.models import ChangeAction


@transaction.atomic
def write_courses(plans: list[Plan], origin: Origin, gazetteer: Gazetteer) -> Written:
    """One transaction. Publishes new events, refreshes lists, tells readers, and records what changed, last."""
    written, now = Written(), timezone.now()
    events = EventWriter(plans, origin, gazetteer, written, now)
    rows = RowWriter(plans, origin, written, now)
    # A sample's dates move with every import; nobody plans by them.
    before = {} if origin.is_sample else planned_of(events.events, now=now)
    of_plan = [events.write(plan) for plan in plans]
    events.save()
    for plan, event in zip(plans, of_plan, strict=True):
        rows.write(plan, event, events.touched)
    rows.save()
    for pk in written.emptied:
        before.pop(pk, None)  # its dates are another event's now
    made = {event.pk for event in events.created}
    changed = sorted((rows.refresh | set(events.changed)) - made)
    _renew(made, changed)
    _tell(events.created, {pk: said for pk, said in before.items() if pk in changed}, now)
    _log(events.created, changed)
    return written


def _renew(made: set[int], changed: list[int]) -> None:
    refresh_events(made | set(changed))
    Event.objects.filter(pk__in=changed).update(version=F("version") + 1, updated_at=timezone.now())


def _tell(created: list[Event], before: dict[int, Planned], now: datetime) -> None:
    """Those who asked to hear of such events, and who planned to come; of samples and of what is over nobody."""
    news = Event.objects.filter(pk__in=[event.pk for event in created], is_sample=False, occurrences__ends_at__gte=now)
    for event in news.distinct().order_by("pk"):
        announce_published(event, now=now)
    announce_differences(before, by_words=True, now=now)


def _log(created: list[Event], changed: list[int]) -> None:
    record_changes(created, ChangeAction.PUBLISHED)
    public = Event.objects.filter(pk__in=changed, state=State.PUBLISHED).only("pk").order_by("pk")
    record_changes(public, ChangeAction.CHANGED)
