"""What waits for who works with referrals, on the staff home: numbers and districts, no word of a person."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of
from hub.queues import Queue, Waiting, register_queue
from referrals.enums import Urgency
from referrals.models import CaseTask, Referral
from referrals.rules import works_with_referrals


def _label(one: Referral) -> str:
    return __("%(case)s（%(where)s）") % {"case": one, "where": one.where}


def _waiting(user: Any) -> Any:
    return Referral.objects.waiting_for(user, timezone.localdate())


def _held(user: Any) -> Any:
    """Of those that one sees."""
    return Referral.objects.visible_to(user, timezone.localdate()).held()


def _rows_of(found: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=_label(one),
            url=reverse("staff_referrals:case", args=[one.pk]),
            since=one.received_at,
            note=str(one.get_state_display()),
            is_urgent=one.urgency == Urgency.URGENT,
            due_at=_due_at(one),
        )
        for one in found.in_order().select_related("district")[:most]
    ]


def _due_at(one: Referral) -> Any:
    """The promise that runs out next; none where both were kept."""
    if one.first_looked_at is None:
        return one.first_look_by
    return one.contact_by if one.contacted_at is None else None


def _tasks(user: Any) -> Any:
    """Theirs whose day has come, of cases that they still see."""
    seen = Referral.objects.visible_to(user, timezone.localdate())
    return CaseTask.objects.filter(
        for_whom=user.pk, done_at=None, due_on__lte=timezone.localdate(), referral__in=seen.values("pk")
    )


def _task_rows(user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=_label(task.referral),
            url=reverse("staff_referrals:case", args=[task.referral_id]),
            since=end_of(task.due_on) - timedelta(days=1),
            note=__("%(month)s月%(day)s日までにすることがあります。")
            % {"month": task.due_on.month, "day": task.due_on.day},
            due_at=end_of(task.due_on),
        )
        for task in _tasks(user).select_related("referral__district").order_by("due_on", "pk")[:most]
    ]


register_queue(
    Queue(
        key="referrals",
        title=_("相談の受付・振り分け"),
        url=lambda: reverse("staff_referrals:list"),
        is_for=works_with_referrals,
        rows=lambda user, most: _rows_of(_waiting(user), most),
        count=lambda user: _waiting(user).count(),
        order=1,
    )
)
register_queue(
    Queue(
        key="referral-tasks",
        title=_("相談のことで、今日までにすること"),
        url=lambda: f"{reverse('staff_referrals:list')}?show=tasks",
        is_for=works_with_referrals,
        rows=_task_rows,
        count=lambda user: _tasks(user).count(),
        order=2,
    )
)
register_queue(
    Queue(
        key="referrals-held",
        title=_("本物かどうか、確認を待っている相談"),
        url=lambda: f"{reverse('staff_referrals:list')}?show=held",
        is_for=works_with_referrals,
        rows=lambda user, most: _rows_of(_held(user), most),
        count=lambda user: _held(user).count(),
        order=3,
    )
)
