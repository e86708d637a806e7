"""Proposals of which the city is to say something, on the staff home: what was promised first, first."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from hub.opening_days import end_of, opening_day_after
from hub.queues import Queue, Waiting, register_queue
from partners.models import Proposal
from partners.promises import promise_of
from partners.proposal_rules import can_review_proposals


def _waiting() -> Any:
    return Proposal.objects.with_city()


def _rows(_user: Any, most: int) -> list[Waiting]:
    """Those that have waited longest, and of these what was promised first, first."""
    found = list(_waiting().saying_since().select_related("organization", "thread").order_by("since", "pk")[:most])
    late = opening_day_after(timezone.localdate(), settings.HUB_PROPOSAL_ANSWER_DAYS)
    return [
        Waiting(
            label=f"{one.organization.name}：{one.title}",
            url=reverse("partners:staff_proposal", args=[one.pk]),
            since=one.since,
            note="・".join(
                [str(one.get_state_display()), __("見本")] if one.is_sample else [str(one.get_state_display())]
            ),
            due_at=end_of(day) if (day := promise_of(one)) else None,
        )
        for one in sorted(found, key=lambda one: (promise_of(one) or late, one.since, one.pk))
    ]


def register() -> None:
    """Once, when the app starts."""
    register_queue(
        Queue(
            key="proposals",
            title=_("共創提案"),
            url=lambda: f"{reverse('partners:board')}?turn=city",
            is_for=can_review_proposals,
            rows=_rows,
            count=lambda _user: _waiting().count(),
            order=32,
        )
    )
