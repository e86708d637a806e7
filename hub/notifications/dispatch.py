"""The only place that puts something on the queue: after commit, and so that a request never waits for a dead broker.

What is put there only wakes a sender. When the broker is away nothing is lost: the sweep takes the mailing up.
"""

import logging
import time

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection

logger = logging.getLogger(__name__)

SEND_DUE = "hub.notifications.tasks.send_due"


class _Broker:
    """Remembers for a while that the broker did not answer, so that one request in many waits for it, not each."""

    def __init__(self) -> None:
        self._silent_until = 0.0

    def forget(self) -> None:
        self._silent_until = 0.0

    def wake(self) -> bool:
        """Whether a sender will hear it."""
        if time.monotonic() < self._silent_until:
            return False
        try:
            with self._connection() as connection, connection.Producer() as producer:
                current_app.send_task(SEND_DUE, producer=producer, retry=False, expires=60.0, ignore_result=True)
        except Exception:  # noqa: BLE001  (whatever the broker does, the mail is written and the request is done)
            self._silent_until = time.monotonic() + settings.HUB_OUTBOX_BROKER_PAUSE_SECONDS
            logger.warning("broker did not answer; the sweep will send")
            return False
        return True

    def _connection(self) -> Connection:
        """Its own, with short patience: the workers' connections must be able to wait."""
        seconds = settings.HUB_OUTBOX_BROKER_SECONDS
        patience = {"socket_timeout": seconds, "socket_connect_timeout": seconds, "max_retries": 0}
        return Connection(settings.CELERY_BROKER_URL, transport_options=patience, connect_timeout=seconds)


broker = _Broker()


def _wake() -> None:
    broker.wake()


def wake_after_commit() -> None:
    """Once for each transaction that is really committed, however many mails it writes."""
    # One that waits already stands in a savepoint around us or in one that has ended well: it is kept if ours is.
    if not any(func is _wake for _savepoints, func, _robust in transaction.get_connection().run_on_commit):
        transaction.on_commit(_wake, robust=True)
