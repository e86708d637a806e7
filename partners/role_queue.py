"""Roles of which somebody waits for an answer longer than the organisation promised, on the staff home.

Coordinators are told which role and since when; who applied and what they wrote stays between the two sides.
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.queues import Queue, Waiting, register_queue
from partners.models import Role
from partners.role_rules import can_review_roles


def _late() -> Any:
    return Role.objects.answering_late(timezone.localdate())


def _rows(user: Any, most: int) -> list[Waiting]:
    """The longest promised first; ``since``: when the promised day was over."""
    return [
        Waiting(
            label=f"{role.organization.name}：{role.title}",
            url=reverse("roles:staff_role", args=[role.pk]),
            since=timezone.make_aware(datetime.combine(role.promised_first + timedelta(days=1), time.min)),
            note="・".join(
                [__("返事を待っている人 %(count)d人") % {"count": role.late_count}]
                + ([__("見本")] if role.is_sample else [])
            ),
        )
        for role in _late().latest_first(timezone.localdate()).select_related("organization")[:most]
    ]


def register() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="applications-late",
            title=_("お返事がおくれている役割"),
            url=lambda: f"{reverse('roles:staff_roles')}?show=late",
            is_for=can_review_roles,
            rows=_rows,
            count=lambda _user: _late().count(),
            order=33,
        )
    )
