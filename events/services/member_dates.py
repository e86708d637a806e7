"""Members add, cancel, move, restore and remove the dates of their events: at once, to be checked afterwards."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action
from events.models import Occurrence
from events.services import occurrences
from events.services.member_acts import acting_on
from events.services.member_writing import save_as_member
from events.services.registrations.capacity import set_capacity
from events.services.series import MOST_DATES
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def add_date(date: Occurrence, *, by: "User") -> None:
    """A new date of the event that it names."""
    event = date.event

    def save() -> None:
        if event.occurrences.filter(starts_at=date.starts_at).exists():
            raise DomainError(_("同じ日時の開催日が、もうあります。"))
        if event.occurrences.filter(ends_at__gte=timezone.now()).count() >= MOST_DATES:
            raise DomainError(
                _("これからの開催日が%(number)s日あります。これより多くは書けません。") % {"number": MOST_DATES}
            )
        date.save()

    save_as_member(event, by=by, changed=(), rows=["occurrences"], save_rows=save)


def cancel_date(date: Occurrence, *, by: "User", note: str) -> None:
    """The date stays in lists, marked 中止 with the reason."""
    with acting_on(date.event, by=by, what=[Action.CANCEL_DATE]):
        occurrences.cancel_occurrence(date, by=by, note=note)


def restore_date(date: Occurrence, *, by: "User") -> None:
    """Takes a cancellation back."""
    with acting_on(date.event, by=by, what=[Action.RESTORE_DATE]):
        occurrences.restore_occurrence(date, by=by)


def move_date(date: Occurrence, *, by: "User", starts_at: datetime, ends_at: datetime, note: str = "") -> None:
    """Another time for the same date; the first announced time is kept and shown.

    Not one that has passed: the date would be gone from all pages. Staff may correct what was recorded wrongly.
    """
    if starts_at <= timezone.now() and starts_at != date.starts_at:
        raise DomainError(_("もう過ぎた日時には変えられません。これからの日時を書いてください。"))
    with acting_on(date.event, by=by, what=[Action.MOVE_DATE]):
        occurrences.move_occurrence(date, by=by, starts_at=starts_at, ends_at=ends_at, note=note)


def change_capacity(date: Occurrence, *, by: "User", capacity: int | None) -> None:
    """Never below what is given already; what it makes room for is offered to who waits."""
    with acting_on(date.event, by=by, what=[Action.SET_CAPACITY]) as event:
        event.version += 1
        event.save(update_fields=["version", "updated_at"])
        set_capacity(date, capacity, by=by)


def remove_date(date: Occurrence, *, by: "User") -> None:
    """Takes a date away altogether; never the last one of what is public."""
    with acting_on(date.event, by=by, what=[Action.REMOVE_DATE]):
        occurrences.remove_occurrence(date, by=by)
