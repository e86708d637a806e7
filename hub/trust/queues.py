"""Reports that wait, on the staff home."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.queues import Queue, Waiting, register_queue
from hub.trust.models import Report
from hub.trust.querysets import ORDER
from hub.trust.rules import can_handle_reports
from hub.trust.subjects import things_of


def _rows(_user: Any, most: int) -> list[Waiting]:
    reports = list(Report.objects.open().order_by(*ORDER)[:most])
    things = things_of((report.kind, report.object_id) for report in reports)
    return [
        Waiting(
            label=str(things.get((report.kind, report.object_id)) or _("もうないもの")),
            url=reverse("trust:staff_report", args=[report.pk]),
            since=report.created_at,
            note=report.get_reason_display(),
            is_urgent=report.is_urgent,
        )
        for report in reports
    ]


register_queue(
    Queue(
        key="reports",
        title=_("困ったことのお知らせ"),
        url=lambda: reverse("trust:staff_reports"),
        is_for=can_handle_reports,
        rows=_rows,
        count=lambda _user: Report.objects.open().count(),
        order=10,
    )
)
