"""``Idempotency-Key``: what is sent again, since the answer was lost on the way, does nothing new.

The answer is kept in the transaction of what it tells of, so there is never a key without its effect, nor an effect
without its key. A refusal changed nothing and is not kept: the same key may be used once more, also for what was
mended.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.api.models import AnsweredRequest
from hub.api.problems import ProblemError
from hub.locking import BusyError, saying_who_waits

if TYPE_CHECKING:
    from hub.accounts.models import User

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST = 200
KEPT = timedelta(hours=24)
_WELL_FORMED = re.compile(rf"[\x21-\x7e](?:[\x20-\x7e]{{0,{LONGEST - 2}}}[\x21-\x7e])?")


@dataclass(frozen=True)
class Outcome:
    """What an act answers: the JSON (None: no body), its status, headers of its own."""

    text: str | None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def key_of(request: HttpRequest) -> str:
    """The key of a POST; empty where none was sent. Raises a problem for one that can't be used."""
    given = request.headers.get(HEADER)
    if given is None or request.method != "POST":
        return ""
    if not _WELL_FORMED.fullmatch(given):
        detail = _("Idempotency-Key は、ASCIIの文字200字までにしてください。")
        raise ProblemError("invalid-parameter", errors=[{"parameter": HEADER, "detail": detail}])
    return given


def fingerprint_of(request: HttpRequest, body: bytes) -> str:
    """What is asked for: method, address and body."""
    asked = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(asked + body).hexdigest()


def perform_once(
    work: Callable[[], Outcome], *, user: "User", key: str, fingerprint: str, now: datetime | None = None
) -> Outcome:
    """Does ``work`` in a transaction, or gives the answer that it had under this key.

    Of two at once the second waits for the first at the unique row, ``lock_timeout`` at most, then a ``BusyError``.
    Whatever ``work`` raises takes the key back with it.
    """
    with saying_who_waits(), transaction.atomic():
        if not key:
            return work()
        row = _claim(user, key, fingerprint, now or timezone.now())
        if row.fingerprint != fingerprint:
            raise ProblemError("key-reused")
        if row.status is not None:
            return Outcome(row.body, row.status, {**row.headers, REPLAYED: "true"})
        outcome = work()
        row.status, row.body, row.headers = outcome.status, outcome.text, outcome.headers
        row.save(update_fields=["status", "body", "headers"])
        return outcome


def _claim(user: "User", key: str, fingerprint: str, now: datetime) -> AnsweredRequest:
    """The row of the key: a new one without a status, which is ours, or the one of who came first."""
    rows = AnsweredRequest.objects.filter(user=user, key=key)
    rows.filter(created_at__lt=now - KEPT).delete()
    AnsweredRequest.objects.bulk_create(
        [AnsweredRequest(user=user, key=key, fingerprint=fingerprint)], ignore_conflicts=True
    )
    row = rows.select_for_update(of=("self",), no_key=True).first()
    if row is None:  # grown old and deleted in this moment
        raise BusyError
    return row


def forget_old_answers(now: datetime | None = None) -> int:
    """Deletes what was answered a day ago; returns how many."""
    edge = (now or timezone.now()) - KEPT
    return AnsweredRequest.objects.filter(created_at__lt=edge).delete()[0]
