"""The mails that registrations send, by kind; what they say stands in ``events.letters_of_registrations``.

They hold the number of the registration alone and find their reader when they are sent: a name or address that was
removed meanwhile is written to by nobody.
"""

from datetime import datetime

from events.models import Registration
from hub.link_tokens import fits, token_of
from hub.notifications.services import queue_mail

CONFIRM = "registration_confirm"
AGAIN = "registration_again"
PLACED = "registration_placed"
QUEUED = "registration_queued"
IN_LOT = "registration_in_lot"
ASKED = "registration_asked"
OFFERED = "registration_offered"
LAPSED = "registration_lapsed"
NO_PLACE = "registration_no_place"
DECLINED = "registration_declined"
NOT_DRAWN = "registration_not_drawn"
CANCELLED = "registration_cancelled"
CALLED_OFF = "registration_called_off"
CHANGED = "registration_changed"
REMINDER = "registration_reminder"
RESERVE = "registration_reserve"
_PURPOSE = "registration"


def tell(registration: Registration, kind: str, *, key: str = "", due_at: datetime | None = None, **ids: int) -> None:
    """Writes the mail, where there is somebody to write to; who left a number alone is telephoned by the organiser."""
    if registration.user_id or registration.email:
        queue_mail(
            kind, to=None, ids={"registration": registration.pk, **ids}, key=key, language=registration.language,
            due_at=due_at,
        )  # fmt: skip


def link_token(registration: Registration) -> str:
    """What only its own person's links hold."""
    return token_of(_PURPOSE, str(registration.pk))


def is_own_token(registration: Registration, token: str) -> bool:
    return fits(token, _PURPOSE, str(registration.pk))
