"""Mailings as apps write them."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from hub.notifications.models import Mailing
from hub.notifications.services import queue_mail
from tests.hub.notifications.letters_of_tests import PLAIN


def queued(kind: str = PLAIN, to: Any = "reader@example.org", **options: Any) -> Mailing:
    """One mailing, written as an app does it. Due a second ago unless ``due_at`` says otherwise."""
    options.setdefault("due_at", timezone.now() - timedelta(seconds=1))
    with transaction.atomic():
        mailing = queue_mail(kind, to=to, **options)
    assert mailing is not None
    return mailing


def many(count: int, *, due_at: datetime | None = None, **options: Any) -> list[Mailing]:
    return [
        queued(to=f"reader{n}@example.org", ids={"number": n}, due_at=due_at or timezone.now(), **options)
        for n in range(count)
    ]
