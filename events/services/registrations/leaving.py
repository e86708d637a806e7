"""取りやめる: without a reason asked for; the place is offered to the next at once."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Registration
from events.registration_enums import RegistrationAction, RegistrationState
from events.registration_rules import ends_at_of
from events.services.registrations import letters
from events.services.registrations.calls import note_answer
from events.services.registrations.moves import move
from events.services.registrations.seats import locked_date, reread
from events.services.registrations.waiting import promote
from hub.exceptions import DomainError

if TYPE_CHECKING:
    from hub.accounts.models import User


def cancel(
    registration: Registration, *, by: "User | None" = None, note: str = "", is_own: bool = True,
    now: datetime | None = None,
) -> Registration:  # fmt: skip
    """``is_own``: the person does it, by link, number or account, until it begins; else the organiser or staff.

    Pressed twice it is one. An offer that is declined goes the same way. Raises ``DomainError`` where it is over.
    """
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        if found.state == RegistrationState.CANCELLED:
            return found
        if is_own and ends_at_of(found, date) <= now:
            raise DomainError(_("この催しは、もう終わりました。"))
        move(found, date, RegistrationAction.CANCEL, by=by, note=note)
        note_answer(found, by=by, now=now)
        letters.tell(found, letters.CANCELLED if is_own else letters.CALLED_OFF)
        promote(date, now=now)
    return found
