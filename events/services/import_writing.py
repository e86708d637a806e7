"""Writes the courses of a file: events, their dates, and the memory of the rows.

An import never overwrites a field that somebody edited by hand, never withdraws, and never brings back a date that
staff took away.
"""

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
from hub.changes import record_changes
from hub.models import ChangeAction


@transaction.atomic
def write_courses(plans: list[Plan], origin: Origin, gazetteer: Gazetteer) -> Written:
    """One transaction. Publishes new events, refreshes lists, and records what changed, last."""
    written, now = Written(), timezone.now()
    events = EventWriter(plans, origin, gazetteer, written, now)
    rows = RowWriter(plans, origin, written, now)
    of_plan = [events.write(plan) for plan in plans]
    events.save()
    for plan, event in zip(plans, of_plan, strict=True):
        rows.write(plan, event, events.touched)
    rows.save()
    _announce(events.created, rows.refresh | set(events.changed))
    return written


def _announce(created: list[Event], touched: set[int]) -> None:
    made = {event.pk for event in created}
    changed = sorted(touched - made)
    refresh_events(made | set(changed))
    Event.objects.filter(pk__in=changed).update(version=F("version") + 1, updated_at=timezone.now())
    record_changes(created, ChangeAction.PUBLISHED)
    public = Event.objects.filter(pk__in=changed, state=State.PUBLISHED).only("pk").order_by("pk")
    record_changes(public, ChangeAction.CHANGED)
