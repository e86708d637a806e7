"""Sends what is due: claim, commit, talk to the other side, and only then write down what became of it.

A sender that dies in between leaves a lease that runs out. So nothing is lost, and a mail that the server had taken
goes out once more, under the same Message-ID; LINE, which knows the key again, takes nothing twice.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from hub import heartbeats
from hub.notifications import services
from hub.notifications.channels.chosen import away_mark, in_use
from hub.notifications.channels.ways import AlreadyAcceptedError, AwayError, LaterError, RefusedError, Way
from hub.notifications.enums import Channel
from hub.notifications.mail_server import kind_of
from hub.notifications.models import Mailing
from hub.notifications.writing import UnknownKindError

logger = logging.getLogger(__name__)

SERVER_AWAY = away_mark(Channel.EMAIL)
NO_END = "NoEnd"
NOT_WANTED = "NotWanted"

Clock = Callable[[], datetime]


@dataclass
class _Run:
    """One run of a sender, over all channels."""

    clock: Clock
    ends_at: float
    most: int | None
    done: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    @property
    def room(self) -> int:
        """How many may be claimed next."""
        batch: int = settings.HUB_OUTBOX_BATCH
        return batch if self.most is None else max(0, min(batch, self.most - self.done.total()))


def send_due(*, now: datetime | None = None, most: int | None = None) -> Counter[str]:
    """Sends until nothing is due, ``most`` were handled, or the time of a run is over; how many ended in which way.

    Channels take turns, batch by batch, so that none keeps another waiting. Not to be called within a transaction:
    what it claims must be committed before the other side hears of it.
    """
    clock: Clock = timezone.now if now is None else lambda: now
    run = _Run(clock, time.monotonic() + settings.HUB_OUTBOX_RUN_SECONDS, most)
    with ExitStack() as stack:
        open_ways = {
            channel: stack.enter_context(closing(make()))
            for channel, make in in_use().items()
            if not _was_away(channel, clock())
        }
        while open_ways and not run.is_over:
            for channel, way in list(open_ways.items()):
                batch = services.claim_due(now=clock(), limit=run.room, channel=channel) if run.room else []
                if not batch or not _send_batch(batch, channel, way, run):
                    del open_ways[channel]
    return run.done


def _was_away(channel: Channel, now: datetime) -> bool:
    """Who lets everybody wait must not keep all workers: after one found it so, the others pause."""
    age = heartbeats.seconds_since(away_mark(channel), now=now)
    return age is not None and age < settings.HUB_OUTBOX_SERVER_PAUSE_SECONDS


def _send_batch(batch: Sequence[Mailing], channel: Channel, way: Way, run: _Run) -> bool:
    """False when there is no use in going on."""
    for place, mailing in enumerate(batch):
        if run.is_over:
            services.give_back(batch[place:])
            return False
        try:
            run.done[_send(mailing, way, run)] += 1
        except AwayError as error:
            services.give_back(batch[place:], reason=str(error), begun=mailing)
            _note_away(channel, str(error), run)
            return False
        except LaterError as error:  # of all: this one was offered, the others were not
            run.done["failed"] += 1
            services.give_back(batch[place + 1 :])
            _note_away(channel, str(error), run)
            return False
    return True


def _note_away(channel: Channel, kind: str, run: _Run) -> None:
    heartbeats.record_heartbeat(away_mark(channel), now=run.clock())
    logger.warning("mail server is away" if channel == Channel.EMAIL else "LINE is away", extra={"kind": kind})


def _send(mailing: Mailing, way: Way, run: _Run) -> str:
    """What became of it, in a word. What is written down holds only while the lease is ours."""
    clock = run.clock
    if mailing.claims >= settings.HUB_OUTBOX_MOST_CLAIMS:
        services.give_up(mailing, error=NO_END, now=clock())
        return "dead"
    if not services.begin_sending(mailing, now=clock()):
        return "lost"
    try:
        was_wanted = way.send(mailing)
    except AwayError:
        raise
    except AlreadyAcceptedError:
        was_wanted = True
    except LaterError as error:
        services.fail(mailing, error=str(error), now=clock(), after=error.after)
        logger.warning("not taken", extra={"kind": str(error), "object_id": mailing.pk})
        if error.of_all:
            raise
        return "failed"
    except (RefusedError, UnknownKindError) as error:
        said = str(error) if isinstance(error, RefusedError) else kind_of(error)
        services.give_up(mailing, error=said, now=clock())
        return "dead"
    except Exception as error:  # noqa: BLE001  (of a writer or of the server: it must not keep the others back)
        services.fail(mailing, error=kind_of(error), now=clock())
        logger.warning("mail not sent", extra={"kind": mailing.kind, "object_id": mailing.pk})
        return "failed"
    if not was_wanted:
        services.drop(mailing, reason=NOT_WANTED, now=clock())
        return "cancelled"
    return "sent" if services.deliver(mailing, now=clock()) else "late"
