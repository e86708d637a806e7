"""What the organiser decides by name: who comes where somebody must say yes, and who gets a place out of turn."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration
from events.registration_enums import RegistrationAction
from events.registration_rules import off_because
from events.services.registrations import letters
from events.services.registrations.capacity import raise_capacity
from events.services.registrations.moves import move
from events.services.registrations.seats import has_room, locked_date, reread
from events.services.registrations.waiting import promote
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def approve(registration: Registration, *, by: "User", now: datetime | None = None) -> Registration:
    """Who asked may come. Raises ``DomainError`` where there is no room, and of what is called off, hidden or over."""
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        _check_on(found, date, now)
        _check_room(found, date)
        move(found, date, RegistrationAction.APPROVE, by=by)
        letters.tell(found, letters.PLACED)
    return found


def decline(registration: Registration, *, by: "User", note: str = "") -> Registration:
    """Kindly, without a reason on the page; ``note`` is the organiser's own."""
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        move(found, date, RegistrationAction.DECLINE, by=by, note=note)
        letters.tell(found, letters.DECLINED)
    return found


def admit(
    registration: Registration, *, by: "User", reason: str, more_room: bool = False, now: datetime | None = None
) -> Registration:
    """Out of turn, with a reason on record. ``more_room``: where it is full the capacity is raised by so many, by name."""
    now = now or timezone.now()
    if not reason.strip():
        raise DomainError(_("順番によらずに席を決めるときは、理由を書いてください。"))
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        _check_on(found, date, now)
        missing = found.party - found.seats - (0 if date.capacity is None else date.capacity - date.taken)
        if date.capacity is not None and missing > 0:
            if not more_room:
                raise DomainError(_("あと%(missing)s人分の席が足りません。") % {"missing": missing})
            raise_capacity(date, missing, by=by)
        move(found, date, RegistrationAction.ADMIT, by=by, note=reason)
        letters.tell(found, letters.PLACED)
        # Who was left of a pair may now stand first.
        promote(date, now=now)
    return found


def _check_on(found: Registration, date: Occurrence, now: datetime) -> None:
    if reason := off_because(found, date, now=now):
        raise DomainError(reason)


def _check_room(found: Registration, date: Occurrence) -> None:
    if not has_room(date, found.party - found.seats):
        raise DomainError(_("席が足りません。定員を増やすか、ほかの方の取りやめを待ってください。"))
