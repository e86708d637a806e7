"""Three questions about the hub: is the process alive, may it get requests, does everything behind it work.

``/readyz`` leaves Redis out: pages, sessions and forms work without it, so its failure must not take them away.
None of the answers holds a secret, and none is kept by a cache.
"""

import time
from datetime import datetime
from functools import cache

import redis
from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from hub import heartbeats
from hub.notifications.models import Delivery, Mailing, Notice

# A beat comes every 30 s. An older one than this is an alarm.
SILENT_AFTER_SECONDS = 180
# How long "no migration is missing" is believed: another release may migrate under a running process.
_MIGRATIONS_BELIEVED_SECONDS = 30.0
_REDIS_TIMEOUT_SECONDS = 1.0


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """The database answers and has the form that this code needs."""
    try:
        missing = _migrations.missing()
    except (DatabaseError, InterfaceError):
        return _answer({"status": "unavailable", "database": False}, ok=False)
    return _answer(
        {"status": "unavailable" if missing else "ok", "database": True, "migrations": not missing}, ok=not missing
    )


@require_safe
@never_cache
def statusz(_request: HttpRequest) -> JsonResponse:
    """For whoever watches the hub: red (503) when anything behind it does not work."""
    now = timezone.now()
    try:
        age = heartbeats.seconds_since(heartbeats.WORKER, now=now)
        late, dead = _seconds_late(now), Mailing.objects.dead().count()
        database = True
    except (DatabaseError, InterfaceError):
        age, late, dead, database = None, None, None, False
    parts = {
        "database": database,
        "redis": _redis_answers(),
        "worker": age is not None and age < SILENT_AFTER_SECONDS,
        "mail": late is not None and late < settings.HUB_OUTBOX_LATE_SECONDS,
    }
    ok = all(parts.values())
    figures = {
        "heartbeat_age_seconds": None if age is None else round(age),
        "mail_late_seconds": None if late is None else round(late),
        "mail_dead": dead,
    }
    return _answer({"status": "ok" if ok else "red", **parts, **figures}, ok=ok)


def _seconds_late(now: datetime) -> float:
    """How long what is due first has been waiting, at whichever step of its way; 0 if nothing is."""
    waiting = Delivery.objects.waiting().filter(due_at__lte=now).order_by("due_at")
    since = [
        Mailing.objects.due(now).values_list("due_at", flat=True).first(),
        waiting.values_list("due_at", flat=True).first(),
        Notice.objects.unspread().values_list("created_at", flat=True).first(),
    ]
    return max([0.0, *((now - moment).total_seconds() for moment in since if moment)])


def _answer(content: dict[str, object], *, ok: bool) -> JsonResponse:
    return JsonResponse(content, status=200 if ok else 503)


def _redis_answers() -> bool:
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_REDIS_TIMEOUT_SECONDS, socket_connect_timeout=_REDIS_TIMEOUT_SECONDS
    )
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


@cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)


class _Migrations:
    """Looks at the table of applied migrations at most every ``_MIGRATIONS_BELIEVED_SECONDS`` while all is well."""

    def __init__(self) -> None:
        self._complete_at: float | None = None

    def forget(self) -> None:
        self._complete_at = None

    def missing(self) -> bool:
        """Whether this code has a migration that the database has not; asks the database in any case."""
        now = time.monotonic()
        with connection.cursor() as cursor:
            if self._complete_at is not None and now - self._complete_at < _MIGRATIONS_BELIEVED_SECONDS:
                cursor.execute("SELECT 1")
                return False
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = bool(_migrations_of_this_code() - set(cursor.fetchall()))
        self._complete_at = None if missing else now
        return missing


_migrations = _Migrations()

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("statusz", statusz, name="statusz"),
]
