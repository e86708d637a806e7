"""The outbox, and what is put into it: who wants to hear of what, what there is to tell, and to whom it is told."""

from hub.notifications.models.line import LineEvent, LineNonce
from hub.notifications.models.mailings import JobSlot, Mailing
from hub.notifications.models.notices import Delivery, Notice
from hub.notifications.models.records import NoticeAct, NoticeOpening
from hub.notifications.models.subscriptions import Recipient, Subscription

__all__ = [
    "Delivery", "JobSlot", "LineEvent", "LineNonce", "Mailing", "Notice", "NoticeAct", "NoticeOpening", "Recipient",
    "Subscription",
]  # fmt: skip
