"""The mails that registrations send, by kind; what they say stands in ``events.letters_of_registrations``.

They hold the number of the registration alone and find their reader when they are sent: a name or address that was
removed meanwhile is written to by nobody.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice

from events.models import Registration
from events.registration_desk_enums import CallAbout
from events.services.registrations.calls import note_call, note_calls
from hub.link_tokens import fits, token_of
from hub.notifications.services import Queued, queue_mail, queue_mails

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
MESSAGE = "registration_message"
# What who left no address is told by telephone. All others go by mail alone: they ask for the address itself, or say
# again what the person did.
BY_TELEPHONE = {
    PLACED: CallAbout.PLACED, QUEUED: CallAbout.QUEUED, IN_LOT: CallAbout.IN_LOT, ASKED: CallAbout.ASKED,
    OFFERED: CallAbout.OFFERED, LAPSED: CallAbout.LAPSED, NO_PLACE: CallAbout.NO_PLACE, DECLINED: CallAbout.DECLINED,
    NOT_DRAWN: CallAbout.NOT_DRAWN, CALLED_OFF: CallAbout.CALLED_OFF, CHANGED: CallAbout.CHANGED,
    MESSAGE: CallAbout.MESSAGE, RESERVE: CallAbout.QUEUED,
}  # fmt: skip
BY_MAIL_ALONE = frozenset({CONFIRM, AGAIN, CANCELLED, REMINDER})
_PURPOSE = "registration"
_BATCH = 500
# What is read of each.
READ = ("user", "email", "language")


def tell(
    registration: Registration, kind: str, *, key: str = "", due_at: datetime | None = None, is_there: bool = False,
    **ids: int,
) -> None:  # fmt: skip
    """Writes the mail; for who left no address, that the organiser has to telephone.

    ``is_there``: the person sees or hears it at this moment, on the page or at the telephone, and needs no call.
    """
    if registration.user_id or registration.email:
        queue_mail(
            kind, to=None, ids={"registration": registration.pk, **ids}, key=key, language=registration.language,
            due_at=due_at,
        )  # fmt: skip
    elif kind in BY_TELEPHONE and not is_there:
        note_call(registration, BY_TELEPHONE[kind], key=key, due_at=due_at, **ids)


def tell_all(people: Iterable[Registration], kind: str, key_of: Callable[[Registration], str], **ids: int) -> int:
    """The same for many, two statements for some hundreds; ``key_of``: what makes it one mail or call each.

    Returns how many people were looked at, told before or not.
    """
    looked_at, rows = 0, iter(people)
    while batch := list(islice(rows, _BATCH)):
        keyed = [(one, key_of(one)) for one in batch]
        by_mail = [(one, key) for one, key in keyed if one.user_id or one.email]
        queue_mails(kind, [Queued({"registration": one.pk, **ids}, key, one.language) for one, key in by_mail])
        if kind in BY_TELEPHONE:
            without = [(one, key) for one, key in keyed if not (one.user_id or one.email)]
            note_calls(without, BY_TELEPHONE[kind], **ids)
        looked_at += len(batch)
    return looked_at


def link_token(registration: Registration) -> str:
    """What only its own person's links hold."""
    return token_of(_PURPOSE, str(registration.pk))


def is_own_token(registration: Registration, token: str) -> bool:
    return fits(token, _PURPOSE, str(registration.pk))
