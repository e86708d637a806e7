"""The one place that sets the state of a registration, and with it the places that it holds."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from events.models import Occurrence, Registration, RegistrationMove
from events.registration_enums import HOLDING, REGISTRATION_MOVES, RegistrationAction, RegistrationState
from events.services.registrations.seats import keep_from_others, take
from hub.exceptions import TransitionError

if TYPE_CHECKING:
    from hub.accounts.models import User

_NOTE = RegistrationMove._meta.get_field("note").max_length


def move(
    registration: Registration,
    date: Occurrence,
    action: RegistrationAction,
    *,
    by: "User | None" = None,
    note: str = "",
    held_until: datetime | None = None,
    **fields: Any,
) -> None:
    """Under the lock of ``date``: checks, writes state, places and record. Raises ``TransitionError``.

    ``fields``: others that go with it (the number in the queue).
    """
    sources, target = REGISTRATION_MOVES[action]
    before = RegistrationState(registration.state)
    if before not in sources:
        raise TransitionError(str(action.label), str(before.label))
    seats = registration.party if target in HOLDING else 0
    take(date, seats - registration.seats)
    registration.state, registration.seats, registration.held_until = target, seats, held_until
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", "seats", "held_until", "updated_at", *fields])
    record(registration, action, before=before, by=by, note=note)


def begin(registration: Registration, date: Occurrence, state: RegistrationState, *, by: "User | None") -> None:
    """A new row in its first state, with the places that it was given (``registration.seats``)."""
    take(date, registration.seats)
    keep_from_others(date)
    registration.state = state
    registration.save(force_insert=True)
    record(registration, RegistrationAction.REGISTER, before=None, by=by)


def resize(registration: Registration, date: Occurrence, party: int) -> None:
    """More or fewer people of the same registration; what it holds follows."""
    seats = party if registration.seats else 0
    take(date, seats - registration.seats)
    registration.party, registration.seats = party, seats
    registration.save(update_fields=["party", "seats", "updated_at"])


def record(
    registration: Registration,
    action: RegistrationAction,
    *,
    before: RegistrationState | None,
    by: "User | None" = None,
    note: str = "",
) -> None:
    """One row of the record. ``note`` is for the organiser and staff: never a name of who takes part."""
    RegistrationMove.objects.create(
        registration=registration, action=action, from_state=before or "", to_state=registration.state, by=by,
        note=note[:_NOTE],
    )  # fmt: skip


def not_possible(registration: Registration) -> str:
    """Why a person can't do what they asked, in the words of their own page."""
    return _("この申込は、いま「%(state)s」です。") % {"state": registration.get_state_display()}
