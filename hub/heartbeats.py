"""The sign of life that a background process leaves in the database."""

import datetime

from django.utils import timezone

from hub.models import Heartbeat

WORKER = "worker"


def record_heartbeat(name: str, *, now: datetime.datetime | None = None) -> None:
    """One row for each name, overwritten."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beaten_at": now or timezone.now()})


def seconds_since(name: str, *, now: datetime.datetime) -> float | None:
    """None if it never gave a sign."""
    beaten_at = Heartbeat.objects.filter(name=name).values_list("beaten_at", flat=True).first()
    return (now - beaten_at).total_seconds() if beaten_at else None
