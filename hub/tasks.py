"""Background work of the hub itself."""

from celery import shared_task

from hub import heartbeats


@shared_task
def heartbeat() -> None:
    """Sent by the beat, done by a worker: fresh only while both and the broker are alive."""
    heartbeats.record_heartbeat(heartbeats.WORKER)
