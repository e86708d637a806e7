"""What waits for administrators: mails that could not be sent."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.notifications.enums import MailingState
from hub.notifications.models import Mailing
from hub.queues import Queue, Waiting, register_queue


def _rows(_user: Any, most: int) -> list[Waiting]:
    return [
        Waiting(
            label=str(mailing),
            url=reverse("admin:notifications_mailing_change", args=[mailing.pk]),
            since=mailing.ended_at or mailing.created_at,
            note=mailing.failure,
        )
        for mailing in Mailing.objects.dead()[:most]
    ]


register_queue(
    Queue(
        key="dead-mails",
        title=_("送れなかったメール"),
        url=lambda: f"{reverse('admin:notifications_mailing_changelist')}?state__exact={MailingState.DEAD.value}",
        is_for=lambda user: bool(user.is_active and user.is_superuser),
        rows=_rows,
        count=lambda _user: Mailing.objects.dead().count(),
        order=90,
    )
)
