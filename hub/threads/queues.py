"""Talks that wait for the city, on the staff home: what was promised first, first."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of
from hub.queues import Queue, Waiting, register_queue
from hub.threads.beside import looked_after_elsewhere
from hub.threads.models import Thread
from hub.threads.rules import can_answer_threads


def _waiting() -> Any:
    """But for those that stand in a queue of their own."""
    return Thread.objects.waiting().exclude(looked_after_elsewhere())


def _rows(_user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=f"{thread.organization.name}：{thread.subject}",
            url=reverse("threads:staff_talk", args=[thread.pk]),
            since=since,
            note=__("%(month)s月%(day)s日までにお返事する約束です。") % {"month": day.month, "day": day.day},
            due_at=end_of(day),
        )
        for thread in _waiting().select_related("organization")[:most]
        if (day := thread.answer_by) and (since := thread.waits_since)  # which the table sees to
    ]


register_queue(
    Queue(
        key="talks",
        title=_("企業・団体とのやりとり"),
        url=lambda: reverse("threads:staff_list"),
        is_for=can_answer_threads,
        rows=_rows,
        count=lambda _user: _waiting().count(),
        order=21,
    )
)
