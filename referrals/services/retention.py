"""保存期間: what is due goes, with all that hangs on it. Runs as ``hub_owner``: the running hub may delete none of it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from referrals.enums import Look, Outcome, State
from referrals.models import AccessRecord, Draft, Referral
from referrals.retention import days_kept

_AT_ONCE = 500


def may_forget() -> bool:
    """Whether this role may: the owner of the tables, nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('referrals_referral', 'DELETE')")
        return bool(cursor.fetchone()[0])


def count_due(*, now: datetime | None = None) -> dict[str, int]:
    """How many would go, by kind. Changes nothing."""
    return {kind: rows.count() for kind, rows in _due(now or timezone.now())}


def forget_due(*, now: datetime | None = None) -> dict[str, int]:
    """Deletes what is due, in batches, each a transaction; how many went, by kind. Begun anew it goes on.

    That a case was forgotten, and when, is a record of its own. The records of who looked stay until their own date.
    """
    moment = now or timezone.now()
    return {kind: _forget(kind, rows, moment) for kind, rows in _due(moment)}


def _due(now: datetime) -> Iterator[tuple[str, "QuerySet[Any]"]]:
    """Kind by kind. A case that was opened again is not closed, and not due."""
    days = days_kept()
    closed = Referral.objects.filter(state=State.CLOSED)
    yield "spam", closed.filter(outcome=Outcome.SPAM, closed_at__lte=now - timedelta(days=days["spam"]))
    yield "closed", closed.exclude(outcome=Outcome.SPAM).filter(closed_at__lte=now - timedelta(days=days["closed"]))
    yield "access", AccessRecord.objects.filter(at__lte=now - timedelta(days=days["access"]))
    yield "draft", Draft.objects.old(now)


def _forget(kind: str, rows: "QuerySet[Any]", now: datetime) -> int:
    done = 0
    while True:
        with transaction.atomic():
            keys = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
            if not keys:
                return done
            rows.model._default_manager.filter(pk__in=keys).delete()
            if rows.model is Referral:
                _record(keys, now)
        done += len(keys)


def _record(cases: list[int], now: datetime) -> None:
    what = str(_("保存期間が過ぎたので消した"))
    AccessRecord.objects.bulk_create(
        AccessRecord(look=Look.CHANGE, case_number=case, what=what, at=now) for case in cases
    )
