"""Sends what is due: claim, commit, talk to the mail server, and only then write down what became of it.

A sender that dies in between leaves a lease that runs out. So nothing is lost, and a mail that the server had taken
goes out once more, under the same Message-ID.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from hub import heartbeats
from hub.notifications import services
from hub.notifications.mail_server import MailServer, ServerAwayError, kind_of
from hub.notifications.models import Mailing
from hub.notifications.writing import UnknownKindError, write_message

logger = logging.getLogger(__name__)

SERVER_AWAY = "mail-server-away"
NO_END = "NoEnd"
NOT_WANTED = "NotWanted"

Clock = Callable[[], datetime]


def send_due(*, now: datetime | None = None, most: int | None = None) -> Counter[str]:
    """Sends until nothing is due, ``most`` were handled, or the time of a run is over; how many ended in which way.

    Not to be called within a transaction: what it claims must be committed before the server hears of it.
    """
    clock: Clock = timezone.now if now is None else lambda: now
    done: Counter[str] = Counter()
    if _server_was_away(clock()):
        return done
    ends_at = time.monotonic() + settings.HUB_OUTBOX_RUN_SECONDS
    with closing(MailServer()) as server:
        while time.monotonic() < ends_at:
            left = settings.HUB_OUTBOX_BATCH if most is None else min(settings.HUB_OUTBOX_BATCH, most - done.total())
            batch = services.claim_due(now=clock(), limit=left) if left > 0 else []
            if not batch or not _send_batch(batch, server, clock=clock, ends_at=ends_at, done=done):
                break
    return done


def _server_was_away(now: datetime) -> bool:
    """A server that lets everybody wait must not keep all workers: after one found it so, the others pause."""
    age = heartbeats.seconds_since(SERVER_AWAY, now=now)
    return age is not None and age < settings.HUB_OUTBOX_SERVER_PAUSE_SECONDS


def _send_batch(
    batch: Sequence[Mailing], server: MailServer, *, clock: Clock, ends_at: float, done: Counter[str]
) -> bool:
    """False when there is no use in going on."""
    for place, mailing in enumerate(batch):
        if time.monotonic() >= ends_at:
            services.give_back(batch[place:])
            return False
        try:
            done[_send(mailing, server, clock=clock)] += 1
        except ServerAwayError as error:
            services.give_back(batch[place:], reason=str(error), begun=mailing)
            heartbeats.record_heartbeat(SERVER_AWAY, now=clock())
            logger.warning("mail server is away", extra={"kind": str(error)})
            return False
    return True


def _send(mailing: Mailing, server: MailServer, *, clock: Clock) -> str:
    """What became of it, in a word. What is written down holds only while the lease is ours."""
    if mailing.claims >= settings.HUB_OUTBOX_MOST_CLAIMS:
        services.give_up(mailing, error=NO_END, now=clock())
        return "dead"
    if not services.begin_sending(mailing, now=clock()):
        return "lost"
    try:
        message = write_message(mailing)
        if message is not None:
            server.send(message)
    except ServerAwayError:
        raise
    except UnknownKindError as error:
        services.give_up(mailing, error=kind_of(error), now=clock())
        return "dead"
    except Exception as error:  # noqa: BLE001  (of a writer or of the server: it must not keep the others back)
        services.fail(mailing, error=kind_of(error), now=clock())
        logger.warning("mail not sent", extra={"kind": mailing.kind, "object_id": mailing.pk})
        return "failed"
    if message is None:
        services.drop(mailing, reason=NOT_WANTED, now=clock())
        return "cancelled"
    return "sent" if services.deliver(mailing, now=clock()) else "late"
