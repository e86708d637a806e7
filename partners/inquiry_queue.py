"""First questions that wait for an answer, on the staff home."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of
from hub.queues import Queue, Waiting, register_queue
from partners.models import Inquiry
from partners.rules import can_answer_inquiries


def _rows(_user: Any, most: int) -> list[Waiting]:
    """What was promised first; past the promised day it is late."""
    return [
        Waiting(
            label=inquiry.organization_name,
            url=reverse("partners:staff_inquiry", args=[inquiry.pk]),
            since=inquiry.created_at,
            note=__("%(month)s月%(day)s日までにお返事する約束です。")
            % {"month": inquiry.answer_by.month, "day": inquiry.answer_by.day},
            due_at=end_of(inquiry.answer_by),
        )
        for inquiry in Inquiry.objects.open()[:most]
    ]


def register() -> None:
    register_queue(
        Queue(
            key="inquiries",
            title=_("はじめての相談（企業・団体）"),
            url=lambda: reverse("partners:staff_inquiries"),
            is_for=can_answer_inquiries,
            rows=_rows,
            count=lambda _user: Inquiry.objects.open().count(),
            order=20,
        )
    )
