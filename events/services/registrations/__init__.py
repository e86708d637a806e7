"""Every write of a registration. Each service locks the date first, then reads, decides, records and tells."""

from events.services.registrations.capacity import set_capacity
from events.services.registrations.changing import Changes, change_registration, go_together
from events.services.registrations.deciding import admit, approve, decline
from events.services.registrations.drawing import draw_lots
from events.services.registrations.leaving import cancel
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
    "Applicant", "Asked", "Changes", "FullError", "Receipt", "accept_offer", "admit", "approve", "cancel", "change_registration",
    "confirm_address", "decline", "draw_lots", "expire_due", "go_together", "promote_all", "register", "set_capacity",
]  # fmt: skip
