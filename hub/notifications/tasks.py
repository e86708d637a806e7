"""What workers do for the outbox. Each ends within a minute."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from hub.notifications import sending, services
from hub.notifications.services import line, subscribing
from hub.notifications.slots import once_a_slot

# Cuts off a server that lets single bytes drip; the limit of all tasks would kill the process.
_SOFT_LIMIT = 50


@shared_task(soft_time_limit=_SOFT_LIMIT)
def send_due() -> None:
    """Sends what is due. Called when something was written."""
    _work()


@shared_task(soft_time_limit=_SOFT_LIMIT)
@once_a_slot(settings.HUB_OUTBOX_SWEEP_SECONDS)
def sweep() -> None:
    """Sends what is due and nobody was woken for, or what a dead sender left. Called by the beat."""
    _work()


def _work() -> None:
    """From what was announced to what is sent. Each step takes up what another worker left.

    A whole city's news take many steps: between any two goes what somebody waits for (the link to sign in). A step
    that fails stops none of the others; then the task fails as a whole.
    """
    begun, failures = time.monotonic(), _Failures()
    unspread: list[int] = []
    while time.monotonic() - begun < settings.HUB_OUTBOX_RUN_SECONDS / 2:
        failures.of(partial(sending.send_due, bulk=False))
        now = timezone.now()
        if failures.of(partial(services.spread_next, now=now, failed=unspread)):
            continue
        # What another worker is about to spread may go into the same mails.
        if services.is_to_be_spread(but=unspread) or not failures.of(partial(services.gather_due, now=now)):
            break
    failures.of(partial(sending.send_due, seconds=settings.HUB_OUTBOX_RUN_SECONDS - (time.monotonic() - begun)))
    failures.tell()


class _Failures:
    """Of the steps of a task."""

    def __init__(self) -> None:
        self._first: Exception | None = None

    def of(self, step: Callable[[], Any]) -> Any:
        """What the step gives; None if it failed."""
        try:
            return step()
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001  (raised by ``tell``)
            self._first = self._first or error
            return None

    def tell(self) -> None:
        if self._first is not None:
            raise self._first


@shared_task
@once_a_slot(3600)
def forget_old() -> None:
    """Empties and removes what is old. Called by the beat at night, several times, in case one is cut off."""
    now = timezone.now()
    services.forget_old_mailings(now=now)
    services.forget_old_notices(now=now)
    subscribing.forget_unconfirmed(now=now)
    line.forget_old_calls(now=now)
    services.forget_old_slots(now=now)
