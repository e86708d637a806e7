"""Sends what is due: claim, commit, talk to the other side, and only then write down what became of it.

A sender that dies in between leaves a lease that runs out. So nothing is lost, and a mail that the server had taken
goes out once more, under the same Message-ID; LINE, which knows the key again, takes nothing twice.
"""

import logging
import time
from collections import Counter, deque
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
_FRESH_SECONDS = 1.0

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


def send_due(
    *, now: datetime | None = None, most: int | None = None, bulk: bool = True, seconds: float | None = None
) -> Counter[str]:
    """Sends until nothing is due, ``most`` were handled, or the time is over; how many ended in which way.

    ``bulk``: also news for many, after all others. ``seconds``: of a run, if not as the settings say.

    Channels take turns, batch by batch, so that none keeps another waiting. Not to be called within a transaction:
    what it claims must be committed before the other side hears of it.
    """
    clock: Clock = timezone.now if now is None else lambda: now
    run = _Run(clock, time.monotonic() + (settings.HUB_OUTBOX_RUN_SECONDS if seconds is None else seconds), most)
    with ExitStack() as stack:
        open_ways = {
            channel: stack.enter_context(closing(make()))
            for channel, make in in_use().items()
            if not _was_away(channel, clock())
        }
        while open_ways and not run.is_over:
            for channel, way in list(open_ways.items()):
                room = run.room
                batch = services.claim_due(now=clock(), limit=room, channel=channel, bulk=bulk) if room else []
                if not batch or not _Hand(batch, channel, way, run).send_all():
                    del open_ways[channel]
    return run.done


def _was_away(channel: Channel, now: datetime) -> bool:
    """Who lets everybody wait must not keep all workers: after one found it so, the others pause."""
    age = heartbeats.seconds_since(away_mark(channel), now=now)
    return age is not None and age < settings.HUB_OUTBOX_SERVER_PAUSE_SECONDS


class _Hand:
    """A claimed batch on its way out, turn by turn.

    Taken by the other side and not written down yet are only those of one turn (``Way.together``).
    """

    def __init__(self, batch: Sequence[Mailing], channel: Channel, way: Way, run: _Run) -> None:
        self._waiting = deque(batch)
        self._begun: deque[Mailing] = deque()
        self._accepted: list[Mailing] = []
        self._channel, self._way, self._run = channel, way, run
        self._read_at = time.monotonic()

    def send_all(self) -> bool:
        """False when there is no use in going on."""
        reason, is_away = "", False
        try:
            while (self._waiting or self._begun) and not self._run.is_over:
                if self._begun:
                    self._send(self._begun.popleft())
                else:
                    self._begin_turn()
        except (AwayError, LaterError) as error:
            is_away, reason = True, str(error) if isinstance(error, AwayError) else ""
            self._note_away(str(error))
        finally:
            self._go_on([])
            services.give_back(self._waiting, begun=self._begun, reason=reason)
        return not (is_away or self._begun or self._waiting)

    def _begin_turn(self) -> None:
        """What was read longer ago is read again: in the meantime it may have been withdrawn or stopped."""
        if time.monotonic() - self._read_at > _FRESH_SECONDS:
            self._waiting, self._read_at = deque(services.read_again(self._waiting)), time.monotonic()
        turn = [self._waiting.popleft()] if self._waiting else []
        while self._waiting and len(turn) < self._way.together and not turn[-1].was_begun_in_vain:
            if self._waiting[0].was_begun_in_vain:
                break
            turn.append(self._waiting.popleft())
        if turn and turn[0].claims >= settings.HUB_OUTBOX_MOST_CLAIMS:  # alone in its turn
            services.give_up(turn.pop(), error=NO_END, now=self._run.clock())
            self._run.done["dead"] += 1
        self._go_on(turn)

    def _go_on(self, turn: Sequence[Mailing]) -> None:
        """What is written down holds only while the lease is ours."""
        if not (self._accepted or turn):
            return
        delivered, begun = services.go_on(self._accepted, turn, now=self._run.clock())
        self._run.done.update("sent" if one.pk in delivered else "late" for one in self._accepted)
        self._run.done.update("lost" for one in turn if one.pk not in begun)
        self._accepted.clear()
        self._begun.extend(one for one in turn if one.pk in begun)

    def _send(self, mailing: Mailing) -> None:
        try:
            outcome = _offer(mailing, self._way, self._run.clock)
        except AwayError:  # it was not offered
            self._begun.appendleft(mailing)
            raise
        except LaterError:
            self._run.done["failed"] += 1
            raise
        if outcome:
            self._run.done[outcome] += 1
        else:
            self._accepted.append(mailing)

    def _note_away(self, kind: str) -> None:
        heartbeats.record_heartbeat(away_mark(self._channel), now=self._run.clock())
        words = "mail server is away" if self._channel == Channel.EMAIL else "LINE is away"
        logger.warning(words, extra={"kind": kind})


def _offer(mailing: Mailing, way: Way, clock: Clock) -> str:
    """Empty when the other side has taken it; else what became of it, which is written down.

    Raises AwayError, and LaterError where the next ones would fare no better.
    """
    try:
        was_wanted = way.send(mailing)
    except AwayError:
        raise
    except AlreadyAcceptedError:
        return ""
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
    return ""
