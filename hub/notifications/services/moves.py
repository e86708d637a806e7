"""How a mailing's state changes. A sender's move holds only while its lease does: a late word changes nothing."""

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError, TransitionError
from hub.notifications import dispatch
from hub.notifications.enums import DUE_STATES, MOVES, Move
from hub.notifications.models import Mailing

if TYPE_CHECKING:
    from hub.accounts.models import User

logger = logging.getLogger(__name__)


def _move(mailing: Mailing, move: Move, *, now: datetime, leased: bool, **changes: Any) -> bool:
    """One conditional UPDATE: whether the mailing was where the table of moves wants it, and (``leased``) still ours."""
    sources, target = MOVES[move]
    rows = Mailing.objects.filter(pk=mailing.pk, state__in=sources)
    if leased:
        rows = rows.filter(lease_token=mailing.lease_token, lease_token__isnull=False)
    ended_at = None if target in DUE_STATES else now
    return rows.update(state=target, lease_token=None, lease_until=None, ended_at=ended_at, **changes) == 1


def fail(mailing: Mailing, *, error: str, now: datetime, after: int | None = None) -> bool:
    """It was tried in vain: to be tried again after a while, or given up. ``error``: a kind and a code, no words.

    ``after``: seconds that the other side asked us to wait, in place of our own.
    """
    attempts = mailing.attempts + 1
    if attempts > len(settings.HUB_OUTBOX_BACKOFF_SECONDS):
        return give_up(mailing, error=error, now=now, attempts=attempts)
    wait = settings.HUB_OUTBOX_BACKOFF_SECONDS[attempts - 1] if after is None else after
    due_at = now + timedelta(seconds=wait)
    return _move(mailing, Move.FAIL, now=now, leased=True, attempts=attempts, due_at=due_at, last_error=error)


def give_up(mailing: Mailing, *, error: str, now: datetime, attempts: int | None = None) -> bool:
    """Nobody tries any more until staff say so; told once in the log."""
    tries = mailing.attempts if attempts is None else attempts
    moved = _move(mailing, Move.GIVE_UP, now=now, leased=True, attempts=tries, last_error=error)
    if moved:
        logger.error("mailing is dead", extra={"kind": mailing.kind, "object_id": mailing.pk})
    return moved


def drop(mailing: Mailing, *, reason: str, now: datetime) -> bool:
    """What it would say is no longer true, or its reader is gone."""
    return _move(mailing, Move.DROP, now=now, leased=True, last_error=reason)


@transaction.atomic
def send_again(mailing: Mailing, *, by: "User", now: datetime | None = None) -> None:
    """Staff: a dead mailing begins anew, with the same Message-ID. A sender is woken after commit."""
    now = now or timezone.now()
    if not mailing.has_recipient:
        raise DomainError(_("古いメールなので、あて先の記録がもうありません。"))
    fresh = {"attempts": 0, "claims": 0, "due_at": now, "last_error": ""}
    if not _move(mailing, Move.SEND_AGAIN, now=now, leased=False, **fresh):
        raise _refused(mailing, Move.SEND_AGAIN)
    dispatch.wake_after_commit()


@transaction.atomic
def call_off(mailing: Mailing, *, by: "User", now: datetime | None = None) -> None:
    """Staff: it is not to be sent. What a sender has offered to the server at this moment arrives all the same."""
    if not _move(mailing, Move.CALL_OFF, now=now or timezone.now(), leased=False):
        raise _refused(mailing, Move.CALL_OFF)


def _refused(mailing: Mailing, move: Move) -> TransitionError:
    mailing.refresh_from_db(fields=["state"])
    return TransitionError(str(move.label), mailing.get_state_display())
