"""Every write of the outbox."""

from hub.notifications.services.forgetting import forget_old_mailings, forget_old_slots
from hub.notifications.services.leases import begin_sending, claim_due, give_back
from hub.notifications.services.moves import call_off, deliver, drop, fail, give_up, send_again
from hub.notifications.services.queueing import queue_mail

__all__ = [
    "begin_sending", "call_off", "claim_due", "deliver", "drop", "fail", "forget_old_mailings", "forget_old_slots",
    "give_back", "give_up", "queue_mail", "send_again",
]  # fmt: skip
