"""A report is filed by anybody, handled by one coordinator, and forgotten in time."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.exceptions import DomainError
from hub.locking import lock_row
from hub.trust.enums import URGENT_REASONS, ReportReason, ReportState
from hub.trust.models import Report
from hub.trust.rules import can_handle_reports
from hub.trust.subjects import subject_of

if TYPE_CHECKING:
    from hub.accounts.models import User

_BATCH = 500
# What an organisation reads where staff write nothing else for it.
BEING_CHECKED = gettext_lazy("お知らせがあったので、市が確かめています。")


def key_of(page: uuid.UUID, *, kind: str, object_id: int, reason: str, text: str, reply_to: str) -> uuid.UUID:
    """The same for the same words in the same opened page, and for no other."""
    return uuid.uuid5(page, "\x1f".join([kind, str(object_id), reason, text, reply_to]))


def is_filed(key: uuid.UUID) -> bool:
    """Whether this was sent before: a double tap, or the page sent once more."""
    return Report.objects.filter(idempotency_key=key).exists()


@transaction.atomic
def file_report(
    *, kind: str, object_id: int, reason: str, text: str = "", reply_to: str = "", key: uuid.UUID | None = None
) -> None:
    """Writes a report, once for each ``key``. Sends nothing: whoever wanted a reply gets it from a coordinator by hand.

    (An automatic mail would go to whatever address a stranger typed.)
    """
    report = Report(
        idempotency_key=key,
        kind=kind,
        object_id=object_id,
        reason=reason,
        text=text,
        reply_to=reply_to,
        is_urgent=ReportReason(reason) in URGENT_REASONS,
    )
    Report.objects.bulk_create([report], ignore_conflicts=True)


@transaction.atomic
def handle_report(report: Report, *, by: "User", outcome: str, is_founded: bool, now: datetime | None = None) -> None:
    """Open → done, or unfounded. Of two who do it at once the second is told who was first."""
    if not can_handle_reports(by):
        raise DomainError(_("お知らせへの対応は、担当の職員だけができます。"))
    if not outcome.strip():
        raise DomainError(_("どうしたかを書いてください。"))
    locked = _lock(report)
    locked.state = ReportState.DONE if is_founded else ReportState.UNFOUNDED
    locked.outcome = outcome.strip()[: Report._meta.get_field("outcome").max_length]
    locked.handled_at, locked.handled_by = now or timezone.now(), by
    fields = ["state", "outcome", "handled_at", "handled_by"]
    locked.save(update_fields=fields)
    for name in fields:
        setattr(report, name, getattr(locked, name))


@transaction.atomic
def hide_reported(report: Report, *, by: "User", reason: str, told: str = "") -> None:
    """Hides what the report is about and closes the report, both or neither. Other reports on it stay open.

    ``told``: what its organisation reads, where the subject ``tells``; ``reason`` may name who reported and is staff's own.
    """
    if not can_handle_reports(by):
        raise DomainError(_("お知らせへの対応は、担当の職員だけができます。"))
    locked = _lock(report)
    subject = subject_of(locked.kind)
    thing = subject.every().filter(pk=locked.object_id).first() if subject else None
    if subject is None or thing is None:
        raise DomainError(_("お知らせのあったものは、もうありません。"))
    if subject.hide is None or not subject.can_hide(by, thing):
        raise DomainError(_("いまは公開を止められません。もう止まっているか、あなたの権限では止められないものです。"))
    subject.hide(thing, by=by, reason=(told.strip() or str(BEING_CHECKED)) if subject.tells else reason)
    handle_report(report, by=by, outcome=_("公開を止めた：%(reason)s") % {"reason": reason}, is_founded=True)


def _lock(report: Report) -> Report:
    locked = lock_row(report)
    if locked.state != ReportState.OPEN:
        raise DomainError(
            _("%(who)sが先に対応しました（%(state)s）。書いたことは、まだ残っています。")
            % {"who": locked.handled_by or _("ほかの職員"), "state": ReportState(locked.state).label}
        )
    return locked


def forget_old_reports(now: datetime | None = None, *, is_dry_run: bool = False) -> tuple[int, int]:
    """Empties addresses, later deletes whole reports, counted from when they were handled; returns how many of each.

    ``HUB_REPORT_REPLY_DAYS`` and ``HUB_REPORT_DAYS``. Idempotent; in batches, each a transaction of its own.
    """
    now = now or timezone.now()
    answered = Report.objects.handled_before(now - timedelta(days=settings.HUB_REPORT_REPLY_DAYS)).exclude(reply_to="")
    old = Report.objects.handled_before(now - timedelta(days=settings.HUB_REPORT_DAYS))
    if is_dry_run:
        return answered.count(), old.count()
    forgotten = deleted = 0
    while keys := list(answered.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += Report.objects.filter(pk__in=keys).update(reply_to="")
    while keys := list(old.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        deleted += Report.objects.filter(pk__in=keys).delete()[0]
    return forgotten, deleted
