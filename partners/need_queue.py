"""Needs that somebody raised and nobody has read, and those whose day has passed, on the staff home."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of, opening_day_after
from hub.queues import Queue, Waiting, register_queue
from partners.models import Need
from partners.rules import can_review_needs


def read_by(need: Need) -> datetime:
    """The end of the day by which whoever raised it was told that it is read."""
    return end_of(opening_day_after(timezone.localdate(need.created_at), settings.HUB_NEEDS_READ_DAYS))


def _rows(_user: Any, most: int) -> list[Waiting]:
    """What waits longest first. What was public before and was taken out of sight has no promised day."""
    return [
        Waiting(
            label=need.own_title or __("（消しました）"),  # their account ended before anybody read it
            url=reverse("partners:staff_need", args=[need.pk]),
            since=need.created_at,
            note=str(need.get_source_display()),
            due_at=None if need.published_at else read_by(need),
        )
        for need in Need.objects.waiting()[:most]
    ]


def _overdue_rows(_user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=need.title,
            url=reverse("partners:staff_need", args=[need.pk]),
            since=end_of(due_on),
            note=__("めやすの日は%(month)s月%(day)s日でした。日を延ばすか、終えるかを決めます。")
            % {"month": due_on.month, "day": due_on.day},
        )
        for need in Need.objects.overdue(timezone.localdate())[:most]
        if (due_on := need.due_on)
    ]


def register() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="needs",
            title=_("届いた地域課題"),
            url=lambda: reverse("partners:staff_needs"),
            is_for=can_review_needs,
            rows=_rows,
            count=lambda _user: Need.objects.waiting().count(),
            order=30,
        )
    )
    register_queue(
        Queue(
            key="needs-overdue",
            title=_("めやすの日が過ぎた地域課題"),
            url=lambda: f"{reverse('partners:staff_needs')}?show=overdue",
            is_for=can_review_needs,
            rows=_overdue_rows,
            count=lambda _user: Need.objects.overdue(timezone.localdate()).count(),
            order=31,
        )
    )
