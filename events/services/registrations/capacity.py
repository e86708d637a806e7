"""The capacity of a date: raised and lowered under the same lock as its places are given."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action
from events.models import Occurrence
from events.services.records import announce_edit, write_history, written_moment
from events.services.registrations.seats import locked_date
from events.services.registrations.waiting import promote
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def set_capacity(
    date: Occurrence, capacity: int | None, *, by: "User | None", reason: str = "", now: datetime | None = None
) -> None:
    """None: nobody counts any more. What came free is offered. Raises ``DomainError`` below what is given already."""
    now = now or timezone.now()
    with locked_date(date.pk) as locked:
        check_capacity(locked, capacity)
        if locked.capacity != capacity:
            _write(locked, capacity, by=by, reason=reason)
            promote(locked, now=now)
            announce_edit(locked.event)
    date.capacity, date.taken = locked.capacity, locked.taken


def raise_capacity(locked: Occurrence, more: int, *, by: "User") -> None:
    """By so many, by name. Under the lock of the date; the log is told by the beat.

    Why stands in the record of the registration alone, which is forgotten with its person; the event's history stays.
    """
    _write(locked, (locked.capacity or 0) + more, by=by, reason="")


def check_capacity(locked: Occurrence, capacity: int | None) -> None:
    """Whether those who hold a place keep it."""
    if capacity is not None and capacity < locked.taken:
        raise DomainError(
            _("もう%(taken)s人の席が決まっているので、定員を%(taken)s人より少なくはできません。")
            % {"taken": locked.taken}
        )


def check_capacities(dates: Collection[Occurrence]) -> None:
    """Of dates that a form is about to save, within its transaction: they are locked, in order, then looked at."""
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True)
    wanted = {date.pk: date for date in dates if date.pk}
    for row in rows.filter(pk__in=wanted).order_by("pk"):
        check_capacity(row, wanted[row.pk].capacity)


def _write(locked: Occurrence, capacity: int | None, *, by: "User | None", reason: str) -> None:
    before = "—" if locked.capacity is None else str(locked.capacity)
    after = "—" if capacity is None else str(capacity)
    locked.capacity = capacity
    locked.edited_fields = sorted({*locked.edited_fields, "capacity"})
    Occurrence.objects.filter(pk=locked.pk).update(capacity=capacity, edited_fields=locked.edited_fields)
    said = f"{written_moment(locked.starts_at)} {before} → {after} {reason}".strip()
    write_history(locked.event, Action.SET_CAPACITY, by=by, reason=said)
