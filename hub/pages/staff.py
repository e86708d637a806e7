"""The staff's home: what waits for me, urgent first, then late, then oldest."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from hub.queues import Queue, Waiting, queues_for
from hub.staff_access import staff_required

MOST_SHOWN = 5


@dataclass(frozen=True)
class _Row:
    waiting: Waiting
    clock: str
    is_late: bool

    @property
    def is_pressing(self) -> bool:
        return self.waiting.is_urgent or self.is_late


@dataclass(frozen=True)
class _Shown:
    queue: Queue
    rows: list[_Row]
    count: int
    url: str

    @property
    def pressing(self) -> list[_Row]:
        """They stand above all queues, and there alone."""
        return [row for row in self.rows if row.is_pressing]

    @property
    def others(self) -> list[_Row]:
        return [row for row in self.rows if not row.is_pressing]

    @property
    def unseen(self) -> int:
        """How many more wait where all that one sees are pressing: there may be such among them."""
        return 0 if self.others else self.count - len(self.rows)


@require_safe
@staff_required
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    shown = [_shown(queue, request.user, now) for queue in queues_for(request.user)]
    waiting = [one for one in shown if one.count]
    urgent = sorted(
        (row for one in waiting for row in one.pressing),
        key=lambda row: (not row.waiting.is_urgent, row.waiting.since),
    )
    context = {
        "queues": waiting,
        "quiet": [one for one in shown if not one.count],
        "urgent": urgent,
        "total": sum(one.count for one in waiting),
        "today": timezone.localdate(now),
    }
    return render(request, "hub/staff_home.html", context)


def _shown(queue: Queue, user: object, now: datetime) -> _Shown:
    rows = [
        _Row(one, clock(one.since, now), bool(one.due_at and one.due_at < now)) for one in queue.rows(user, MOST_SHOWN)
    ]
    count = queue.count(user) if len(rows) == MOST_SHOWN else len(rows)
    return _Shown(queue, rows, count, queue.url())


def clock(since: datetime, now: datetime) -> str:
    """How long it has been waiting, in the largest unit that fits."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)d分", "%(n)d分", minutes) % {"n": minutes}
    if minutes < 60 * 48:
        return ngettext("%(n)d時間", "%(n)d時間", minutes // 60) % {"n": minutes // 60}
    days = minutes // (60 * 24)
    return _("%(n)d日") % {"n": days}
