"""What apps write into the outbox."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.notifications import dispatch
from hub.notifications.letters import finds_reader
from hub.notifications.models import Mailing

if TYPE_CHECKING:
    from hub.accounts.models import User


def queue_mail(
    kind: str,
    *,
    to: "User | str | None",
    ids: Mapping[str, int] | None = None,
    key: str = "",
    language: str = "",
    due_at: datetime | None = None,
) -> Mailing | None:
    """Writes a mail into the outbox, in the transaction that makes it true; a sender is woken after commit.

    ``to``: an account, or the address of somebody without one; None for a kind that finds its reader itself. ``ids``: numbers of rows alone, never words of a
    person. ``key``: the same key gives one mail, however often this is called (None for the later ones).
    """
    _check(kind, to, [ids or {}])
    user, address = (None, to) if isinstance(to, str) else (to, "")
    key = key or f"{kind}:{uuid.uuid4()}"
    now = timezone.now()
    mailing = _mailing(
        kind, key=key, user=user, address=address, ids=dict(ids or {}), due_at=due_at or now,
        language=language or (user.language if user else settings.LANGUAGE_CODE),
    )  # fmt: skip
    Mailing.objects.bulk_create([mailing], ignore_conflicts=True)
    written = Mailing.objects.filter(idempotency_key=key, message_id=mailing.message_id).first()
    if written and mailing.due_at <= now:
        dispatch.wake_after_commit()
    return written


@dataclass(frozen=True)
class Queued:
    """Of one mail among many: numbers of rows alone, what makes it one, and the reader's language."""

    ids: Mapping[str, int]
    key: str
    language: str


def queue_mails(kind: str, mails: Sequence[Queued]) -> None:
    """As ``queue_mail`` for many of a kind that finds its reader itself, in one statement."""
    _check(kind, None, [one.ids for one in mails])
    now = timezone.now()
    made = [_mailing(kind, key=one.key, ids=dict(one.ids), language=one.language, due_at=now) for one in mails]
    if made:
        Mailing.objects.bulk_create(made, ignore_conflicts=True)
        dispatch.wake_after_commit()


def _check(kind: str, to: "User | str | None", held: Iterable[Mapping[str, int]]) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("queue_mail() belongs into the writing transaction")
    if any(not isinstance(value, int) for ids in held for value in ids.values()):
        raise TypeError("a mailing holds ids alone")
    if bool(to) == finds_reader(kind):
        raise ValueError("a mailing needs somebody to go to")


def _mailing(kind: str, *, key: str, **values: Any) -> Mailing:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return Mailing(idempotency_key=key, kind=kind, message_id=f"<{uuid.uuid4().hex}@{host}>", **values)
