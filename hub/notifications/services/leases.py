"""Who has a mailing in hand. A lease ends by itself, so a sender that dies takes nothing with it."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import F

from hub.notifications.models import Mailing

# One statement, so that two senders never get the same row. The part in WITH is done once, whatever the planner thinks.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM notifications_mailing
        WHERE state IN ('pending', 'failed') AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
            AND (%(channel)s::varchar IS NULL OR channel = %(channel)s)
        ORDER BY due_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE notifications_mailing SET lease_token = %(token)s, lease_until = %(until)s
    WHERE id IN (SELECT id FROM due) RETURNING id
"""


def _lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.HUB_OUTBOX_LEASE_SECONDS)


def claim_due(*, now: datetime, limit: int, channel: str | None = None) -> list[Mailing]:
    """Takes up to ``limit`` due mailings (of one channel) into hand, under one new token.

    To be called outside a transaction.

    Those whose sending was begun before and has no end come last: one that kills its sender delays no other.
    """
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM, {"now": now, "limit": limit, "channel": channel, "token": token, "until": _lease_from(now)}
        )
        ids = [row[0] for row in cursor.fetchall()]
    claimed = Mailing.objects.filter(pk__in=ids, lease_token=token).select_related("user", "recipient__user")
    return sorted(claimed, key=lambda one: (one.claims - one.attempts, one.due_at, one.pk))


def begin_sending(mailing: Mailing, *, now: datetime) -> bool:
    """Says in the row that its sending begins, from when the lease runs anew. False: it is no longer ours, or ended."""
    begun = (
        Mailing.objects.unended()
        .filter(pk=mailing.pk, lease_token=mailing.lease_token)
        .update(claims=F("claims") + 1, lease_until=_lease_from(now))
    )
    return begun == 1


def give_back(mailings: Sequence[Mailing], *, reason: str = "", begun: Mailing | None = None) -> None:
    """Lays out of hand what was not tried, to be taken up at once by the next sender; that is nobody's failure.

    ``begun``: the one whose sending was begun, but which was not offered to any server.
    """
    for mailing in mailings:
        ours = Mailing.objects.unended().filter(pk=mailing.pk, lease_token=mailing.lease_token)
        changes = {"last_error": reason} if reason else {}
        if begun is not None and mailing.pk == begun.pk:
            ours.update(lease_token=None, lease_until=None, claims=F("claims") - 1, **changes)
        else:
            ours.update(lease_token=None, lease_until=None, **changes)
