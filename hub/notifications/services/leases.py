"""Who has a mailing in hand. A lease ends by itself, so a sender that dies takes nothing with it."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import F

from hub.notifications.models import Mailing

# One statement, so that two senders never get the same row. The part in WITH is done once, whatever the planner thinks.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM notifications_mailing
        WHERE state IN ('pending', 'failed') AND due_at <= %(now)s AND (lease_until IS NULL OR lease_until <= %(now)s)
            AND (%(channel)s::varchar IS NULL OR channel = %(channel)s) AND (%(bulk)s OR NOT is_bulk)
        ORDER BY is_bulk, due_at, id LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED
    )
    UPDATE notifications_mailing SET lease_token = %(token)s, lease_until = %(until)s
    WHERE id IN (SELECT id FROM due) RETURNING id
"""
# So that between two mails there is one statement to wait for.
_GO_ON = """
    WITH delivered AS (
        UPDATE notifications_mailing
        SET state = 'sent', ended_at = %(now)s, last_error = '', lease_token = NULL, lease_until = NULL
        WHERE id = ANY (%(accepted)s) AND lease_token = %(token)s AND state IN ('pending', 'failed') RETURNING id
    ), begun AS (
        UPDATE notifications_mailing SET claims = claims + 1, lease_until = %(until)s
        WHERE id = ANY (%(then)s) AND lease_token = %(token)s AND state IN ('pending', 'failed') RETURNING id
    )
    SELECT true, id FROM delivered UNION ALL SELECT false, id FROM begun
"""


def _lease_from(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.HUB_OUTBOX_LEASE_SECONDS)


def claim_due(*, now: datetime, limit: int, channel: str | None = None, bulk: bool = True) -> list[Mailing]:
    """Takes up to ``limit`` due mailings (of one channel) into hand, under one new token.

    To be called outside a transaction. News for many come after all others, or (``bulk``) not at all.

    Those whose sending was begun before and has no end come last: one that kills its sender delays no other.
    """
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        values: dict[str, Any] = {"now": now, "limit": limit, "channel": channel, "bulk": bulk}
        cursor.execute(_CLAIM, values | {"token": token, "until": _lease_from(now)})
        ids = [row[0] for row in cursor.fetchall()]
    return _read(ids, token)


def read_again(mailings: Collection[Mailing]) -> list[Mailing]:
    """The same as they are now; who is not ours any more is missing."""
    return _read([one.pk for one in mailings], next((one.lease_token for one in mailings), None))


def _read(ids: list[int], token: uuid.UUID | None) -> list[Mailing]:
    claimed = Mailing.objects.filter(pk__in=ids, lease_token=token).with_contents() if ids else []
    return sorted(claimed, key=lambda one: (one.was_begun_in_vain, one.is_bulk, one.due_at, one.pk))


class Turn(NamedTuple):
    """Ids: whose delivery was written down, and whose sending begins."""

    delivered: set[int]
    begun: set[int]


def go_on(accepted: Collection[Mailing], then: Collection[Mailing], *, now: datetime) -> Turn:
    """Writes down that the other side took ``accepted``, and that the sending of ``then`` begins. One statement.

    The lease of what begins runs anew. Whoever is missing in the answer is no longer ours, or has ended. All of them
    are of one claim.
    """
    tokens = {one.lease_token for one in (*accepted, *then)}
    if len(tokens) != 1:
        return Turn(set(), set())
    values = {
        "now": now, "token": tokens.pop(), "until": _lease_from(now),
        "accepted": [one.pk for one in accepted], "then": [one.pk for one in then],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_GO_ON, values)
        rows = cursor.fetchall()
    return Turn({number for is_end, number in rows if is_end}, {number for is_end, number in rows if not is_end})


def give_back(mailings: Collection[Mailing], *, begun: Collection[Mailing] = (), reason: str = "") -> None:
    """Lays out of hand what was not tried, to be taken up at once by the next sender; that is nobody's failure.

    ``begun``: those whose sending was begun, but which were not offered to the other side.
    """
    changes = {"last_error": reason} if reason else {}
    for group, step in ((mailings, 0), (begun, 1)):
        if group:
            ours = Mailing.objects.unended().filter(
                pk__in=[one.pk for one in group], lease_token__in={one.lease_token for one in group}
            )
            ours.update(lease_token=None, lease_until=None, claims=F("claims") - step, **changes)
