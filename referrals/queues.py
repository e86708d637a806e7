"""What waits for who works with referrals, on the staff home: numbers and districts, no word of a person."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of
from hub.queues import Queue, Waiting, register_queue
from referrals.enums import Action, State, Urgency
from referrals.models import CaseAct, CaseTask, Referral
from referrals.rules import works_with_referrals

# Of these the last one says what the case waits for.
_LAST = (
    *(Action.HAND_ON, Action.ACCEPT, Action.DECLINE, Action.TAKE_BACK, Action.EXPIRE),
    *(Action.TAKE, Action.ASSIGN, Action.CONTACT, Action.CLOSE, Action.REOPEN),
)


def _label(one: Referral) -> str:
    return __("%(case)s（%(where)s）") % {"case": one, "where": one.where}


def _waiting(user: Any) -> Any:
    return Referral.objects.waiting_for(user, timezone.localdate())


def _held(user: Any) -> Any:
    """Of those that one sees."""
    return Referral.objects.visible_to(user, timezone.localdate()).held()


def _rows_of(user: Any, found: Any, most: int) -> list[Waiting]:
    rows = list(found.in_order().select_related("district")[:most])
    whys = _whys(user, rows)
    return [
        Waiting(
            label=_label(one),
            url=reverse("staff_referrals:case", args=[one.pk]),
            since=one.writer_wrote_at if _is_of_words_alone(one) else one.received_at,
            note="。".join(filter(None, (str(one.get_state_display()), whys.get(one.pk)))),
            is_urgent=one.state != State.CLOSED and one.urgency == Urgency.URGENT,
            due_at=None if one.state == State.CLOSED else _due_at(one),
        )
        for one in rows
    ]


def _is_of_words_alone(one: Referral) -> bool:
    """It was done with, and waits since the writer wrote again."""
    return one.has_unread_words and (one.state == State.CLOSED or one.contacted_at is not None)


def _whys(user: Any, rows: Sequence[Referral]) -> dict[int, str]:
    """Beside their state, why they wait, by their numbers: what came last of a handing on, as long as nothing followed."""
    pks = [one.pk for one in rows]
    asked = Referral.objects.asked_of(user, timezone.localdate()).filter(pk__in=pks).values_list("pk", flat=True)
    acts = CaseAct.objects.filter(referral__in=pks, action__in=_LAST).order_by("pk")
    found = {pk: _why_of(action, by) for pk, action, by in acts.values_list("referral", "action", "by")}
    found |= dict.fromkeys(asked, __("引き継ぎを頼まれています。"))
    return found | {one.pk: __("書いた人から続きが届いています。") for one in rows if one.has_unread_words}


def _why_of(action: str, by: int | None) -> str:
    if action == Action.ACCEPT:
        return __("外の機関が引き継ぎを受けました。") if by is None else __("引き継がれてきた相談です。")
    return {
        Action.DECLINE: __("引き継ぎを断られました。"),
        Action.EXPIRE: __("引き継ぎの返事が、期限までにありませんでした。"),
    }.get(Action(action), "")


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
        rows=lambda user, most: _rows_of(user, _waiting(user), most),
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
        rows=lambda user, most: _rows_of(user, _held(user), most),
        count=lambda user: _held(user).count(),
        order=3,
    )
)
