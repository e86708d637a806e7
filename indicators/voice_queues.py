"""Opinions that nobody has looked at, and calls whose promised day is near. No word of an opinion stands on the staff home."""

from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.opening_days import end_of
from hub.queues import Queue, Waiting, register_queue
from indicators.models import Opinion, OpinionCall
from indicators.voice_rules import can_hear


def _opinions(_user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=one.call.title,
            url=reverse("voices:opinion", args=[one.pk]),
            since=timezone.make_aware(datetime.combine(one.received_on, time())),
            note=_promised(one.call),
            due_at=end_of(one.call.answer_by),
        )
        for one in Opinion.objects.waiting().select_related("call")[:most]
    ]


def _owing() -> Any:
    return OpinionCall.objects.owing(timezone.localdate() + timedelta(days=settings.HUB_VOICES_NEAR_DAYS))


def _calls(_user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=one.title,
            url=reverse("voices:staff_call", args=[one.code]),
            since=timezone.make_aware(datetime.combine(one.opens_on, time())),
            note=_promised(one),
            due_at=end_of(one.answer_by),
        )
        for one in _owing()[:most]
    ]


def _promised(call: OpinionCall) -> str:
    return _("返事の日 %(day)s") % {"day": call.answer_by.isoformat()}


def register() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="voices",
            title=gettext_lazy("届いた意見"),
            url=lambda: reverse("voices:desk"),
            is_for=can_hear,
            rows=_opinions,
            count=lambda _user: Opinion.objects.waiting().count(),
            order=60,
        )
    )
    register_queue(
        Queue(
            key="voices-replies",
            title=gettext_lazy("返事の日が近い呼びかけ"),
            url=lambda: reverse("voices:desk"),
            is_for=can_hear,
            rows=_calls,
            count=lambda _user: int(_owing().count()),
            order=61,
        )
    )
