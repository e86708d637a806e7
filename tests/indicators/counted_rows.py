"""Many cases, readers and deliveries at once, written as the services leave them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from hub.notifications.models import Delivery, Notice, Recipient, Subscription
from referrals.enums import State
from referrals.models import Referral

_NUMBERS = count(1)


def cases(moments: Iterable[datetime], **fields: Any) -> list[Referral]:
    """Received at these moments, and reached two days later; ``fields`` of each, a function of the moment where it is one."""
    rows = []
    for moment in moments:
        values = {name: value(moment) if callable(value) else value for name, value in fields.items()}
        rows.append(
            Referral(
                **{
                    "code_hash": f"{next(_NUMBERS):064}", "writer": "neighbour", "received_at": moment,
                    "first_look_by": moment + timedelta(days=3), "contact_by": moment + timedelta(days=7),
                    "first_looked_at": moment + timedelta(days=1), "contacted_at": moment + timedelta(days=2),
                    "state": State.IN_CONTACT,
                } | values
            )
        )  # fmt: skip
    return Referral.objects.bulk_create(rows)


def readers(moments: Iterable[datetime], state: str = "active") -> list[Recipient]:
    """Each with a subscription that began then."""
    people = Recipient.objects.bulk_create(
        Recipient(address=f"reader{next(_NUMBERS)}@example.net", confirmed_at=moment) for moment in moments
    )
    for one in people:
        subscribed(one, one.confirmed_at, state)
    return people


def subscribed(one: Recipient, moment: datetime | None, state: str = "active") -> None:
    made = Subscription.objects.create(
        recipient=one, channels=["email"], state=state, stopped_at=moment if state == "stopped" else None
    )
    Subscription.objects.filter(pk=made.pk).update(created_at=moment)


def delivered(one: Recipient, moments: Iterable[datetime], opened: Iterable[datetime | None]) -> None:
    """In the inbox at these moments, and opened then or never."""
    rows = list(zip(moments, opened, strict=True))
    notices = Notice.objects.bulk_create(
        Notice(subject="event", kind="published", key=f"k{next(_NUMBERS)}", object_id=1) for _row in rows
    )
    Delivery.objects.bulk_create(
        Delivery(notice=notice, recipient=one, channel="inbox", state="handed", due_at=at, opened_at=seen)
        for notice, (at, seen) in zip(notices, rows, strict=True)
    )
