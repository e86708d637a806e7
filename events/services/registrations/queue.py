"""The waiting list: who is next. First come, first served; those who go together are one, and stand where the last of them stands."""

from collections.abc import Iterator

from django.db.models import Max, Q

from events.models import Occurrence, Registration
from events.registration_enums import RegistrationState

Unit = list[Registration]


def next_number(date: Occurrence) -> int:
    """Behind everybody who waits or has waited for this date. Under its lock."""
    last = Registration.objects.filter(occurrence=date.pk).aggregate(last=Max("queue_number"))["last"]
    return (last or 0) + 1


def units_of(rows: list[Registration]) -> list[Unit]:
    """Rows in the order of the queue, those of one group put together. Pure: what tests compare with."""
    units: dict[object, Unit] = {}
    for row in rows:
        units.setdefault(row.group or row.pk, []).append(row)
    return sorted(units.values(), key=lambda unit: max(row.queue_number or 0 for row in unit))


def in_order(date: Occurrence) -> Iterator[Unit]:
    """The waiting list of a date as it is now. Under its lock."""
    yield from units_of(list(Registration.objects.filter(occurrence=date.pk).waiting()))


def can_ever_fit(date: Occurrence, unit: Unit) -> bool:
    """Of those who are more than the date has places at all nobody is held up: they wait for a larger capacity."""
    return date.capacity is None or sum(row.party for row in unit) <= date.capacity


def is_queued(date: Occurrence) -> bool:
    """Whether somebody waits who could get a place: then nobody passes, were there room or not."""
    rows = Registration.objects.filter(occurrence=date.pk).waiting()
    return rows.exists() and any(can_ever_fit(date, unit) for unit in in_order(date))


def people_before(registration: Registration) -> int:
    """How many groups stand before this one: what its person is told. Counted by the database, also behind thousands."""
    rows = Registration.objects.filter(occurrence=registration.occurrence_id, state=RegistrationState.WAITING)
    own = Q(group=registration.group) if registration.group else Q(pk=registration.pk)
    last = rows.filter(own).aggregate(last=Max("queue_number"))["last"]
    if last is None:
        return 0
    alone = rows.filter(group=None, queue_number__lt=last).count()
    together = rows.exclude(group=None).values("group").order_by().annotate(last=Max("queue_number"))
    return alone + together.filter(last__lt=last).count()
