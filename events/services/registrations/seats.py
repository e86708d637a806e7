"""The date's row is the lock under which its places are given; who holds it reads what is true and nobody else writes.

Measured with 40 at once: without this lock 39 get one of 10 places, and under REPEATABLE READ all 40 do. So the lock is
the first statement of a READ COMMITTED transaction, and capacity and counter are read from the locked row itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from events.enums import State
from events.models import Occurrence, Registration, RegistrationTerms
from hub.exceptions import DomainError
from hub.locking import IN_THE_WAY, GoneError

# The date as a whole, its terms, and of the event what is decided by: two hundred columns more took half of the time.
_READ = (
    *("event", "starts_at", "ends_at", "has_time", "capacity", "apply_from", "deadline_at", "state", "edited_fields"),
    *("moved_from", "taken", "taken_told"),
    *(f"event__registration_terms__{field.name}" for field in RegistrationTerms._meta.concrete_fields),
    *(
        f"event__{name}"
        for name in ("title", "state", "participation", "is_for_members", "is_sample", "last_ends_at", "organizer")
    ),
)


class CrowdedError(DomainError):
    """So many ask for the same date that its row could not be had within ``lock_timeout``."""

    def __init__(self) -> None:
        super().__init__(_("いま混み合っています。少し待って、もう一度押してください。書いたものは残っています。"))


@contextmanager
def locked_date(pk: int) -> Iterator[Occurrence]:
    """The whole transaction of a service, which begins with the lock of the date. Raises ``CrowdedError``, ``GoneError``.

    Terms and event are read with it, as they were when the statement began.
    """
    try:
        with transaction.atomic():
            yield lock_date(pk)
    except OperationalError as error:
        if isinstance(error.__cause__, IN_THE_WAY):
            raise CrowdedError from error
        raise


def lock_date(pk: int) -> Occurrence:
    """Within a transaction that has read nothing yet of what it decides by. Raises ``GoneError``."""
    rows = Occurrence.objects.select_for_update(of=("self",), no_key=True).order_by()
    rows = rows.select_related("event__registration_terms").only(*_READ)
    try:
        return cast("Occurrence", rows.get(pk=pk))
    except Occurrence.DoesNotExist:
        raise GoneError from None


def read_date(pk: int, event: int) -> Occurrence | None:
    """The same columns without a lock: of a public event, for a form that is about to register."""
    rows = Occurrence.objects.filter(pk=pk, event=event, event__state__in=[State.PUBLISHED, State.CLOSED])
    try:
        return cast("Occurrence", rows.select_related("event__registration_terms").only(*_READ).order_by().get())
    except Occurrence.DoesNotExist:
        return None


def reread(registration: Registration, date: Occurrence) -> Registration:
    """As it is under the lock of its date. Raises ``GoneError`` where it belongs to another or is no longer there."""
    found: Registration | None = Registration.objects.filter(pk=registration.pk, occurrence=date.pk).first()
    if found is None:
        raise GoneError
    found.occurrence = date
    return found


def has_room(date: Occurrence, people: int) -> bool:
    """Whether so many more find a place; always where nobody counts."""
    return date.capacity is None or date.taken + people <= date.capacity


def take(date: Occurrence, people: int) -> None:
    """So many places more (or fewer) are held. ``CHECK (taken <= capacity)`` is the last guard."""
    if people:
        date.taken += people
        Occurrence.objects.filter(pk=date.pk).update(taken=date.taken)


def keep_from_others(date: Occurrence) -> None:
    """A date for which somebody registered is no longer moved, resized or dropped by a rule or an imported file."""
    if "capacity" not in date.edited_fields:
        date.edited_fields = sorted({*date.edited_fields, "capacity"})
        Occurrence.objects.filter(pk=date.pk).update(edited_fields=date.edited_fields)
