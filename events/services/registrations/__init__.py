"""Every write of a registration. Each service locks the date first, then reads, decides, records and tells."""

from events.services.registrations.calls import end_calls, note_no_answer, reopen_call
from events.services.registrations.capacity import set_capacity
from events.services.registrations.changing import Changes, change_registration, go_together
from events.services.registrations.copying import Copied, copy_registrations
from events.services.registrations.deciding import admit, approve, decline
from events.services.registrations.drawing import draw_lots
from events.services.registrations.leaving import cancel
from events.services.registrations.messaging import (
    Reached,
    later_readers,
    reached,
    readers_of,
    send_message,
    send_to_later,
)
from events.services.registrations.registering import (
    Applicant,
    Asked,
    FullError,
    Receipt,
    confirm_address,
    register,
)
from events.services.registrations.waiting import accept_offer, expire_due, promote_all

__all__ = [
    "Applicant", "Asked", "Changes", "Copied", "FullError", "Reached", "Receipt", "accept_offer", "admit", "approve", "cancel",
    "change_registration", "confirm_address", "copy_registrations", "decline", "draw_lots", "end_calls", "expire_due",
    "go_together", "later_readers", "note_no_answer", "promote_all", "reached", "readers_of", "register", "reopen_call",
    "send_message", "send_to_later", "set_capacity",
]  # fmt: skip
