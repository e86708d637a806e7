"""People who subscribed, and what there is to tell."""

import itertools
from typing import Any

from django.utils import timezone

from hub.notifications.enums import Cadence, Channel, NoticeKind, SubscriptionState
from hub.notifications.matching import anchors_of
from hub.notifications.models import Notice, Recipient, Subscription
from tests.hub.accounts.factories import UserFactory

_number = itertools.count(1)


def recipient(*, account: bool = False, **fields: Any) -> Recipient:
    """Somebody with an account, or with a confirmed address alone."""
    if account:
        return Recipient.objects.create(user=UserFactory(), **fields)
    own = {"address": f"reader{next(_number)}@example.org", "confirmed_at": timezone.now()}
    return Recipient.objects.create(**(own | fields))


def subscription(who: Recipient | None = None, **conditions: Any) -> Subscription:
    own = {"channels": [Channel.EMAIL], "cadence": Cadence.NOW, "state": SubscriptionState.ACTIVE}
    made = Subscription(recipient=who or recipient(), **(own | conditions))
    made.anchors = anchors_of(made)
    made.save()
    return made


def notice(**fields: Any) -> Notice:
    number = next(_number)
    own = {
        "key": f"notice:{number}", "kind": NoticeKind.PUBLISHED, "subject": "event", "object_id": number,
        "title": "囲碁の会", "path": f"/events/{number}/",
    }  # fmt: skip
    return Notice.objects.create(**(own | fields))
