"""What workers do for the outbox. Each ends within a minute."""

from functools import partial

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

    One that fails stops none of those after it: a fault of notices must not keep back the mails with which people
    sign in. Then the task fails as a whole.
    """
    now = timezone.now()
    steps = (partial(services.spread_due, now=now), partial(services.gather_all_due, now=now), sending.send_due)
    failures: list[Exception] = []
    for step in steps:
        try:
            step()
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:  # noqa: BLE001  (raised below)
            failures.append(error)
    if failures:
        raise failures[0]


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
