"""Every write of the outbox, of notices and of subscriptions."""

from hub.notifications.services.announcing import announce, forget_withdrawn, say_anew, withdraw_notices
from hub.notifications.services.composing import call_off_notice, compose_notice
from hub.notifications.services.forgetting import forget_old_mailings, forget_old_notices, forget_old_slots
from hub.notifications.services.gathering import gather_due
from hub.notifications.services.leases import claim_due, give_back, go_on, read_again
from hub.notifications.services.moves import call_off, drop, fail, give_up, send_again
from hub.notifications.services.opening import count_opening
from hub.notifications.services.queueing import Queued, queue_mail, queue_mails
from hub.notifications.services.reading import mark_all_read, mark_read, put_away
from hub.notifications.services.spreading import is_to_be_spread, spread_next

__all__ = [
    "Queued", "announce", "call_off", "call_off_notice", "claim_due", "compose_notice", "count_opening", "drop", "fail",
    "forget_old_mailings", "forget_old_notices", "forget_old_slots", "forget_withdrawn", "gather_due", "give_back", "give_up",
    "go_on", "is_to_be_spread", "mark_all_read", "mark_read", "put_away", "queue_mail", "queue_mails", "read_again", "say_anew", "send_again", "spread_next",
    "withdraw_notices",
]  # fmt: skip
