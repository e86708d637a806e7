"""Needs, as they can be reported and taken out of sight."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from hub.trust.subjects import Subject, register_subject
from partners import role_subjects
from partners.enums import ABOUT, PUBLIC_NEEDS
from partners.models import Need
from partners.rules import can_decide_on_need
from partners.services.needs import withdraw_need

# Those of roles stand in a file of their own; they are known once it is loaded.
__all__ = ["role_subjects"]


def _withdraw(thing: Need, *, by: Any, reason: str) -> None:
    """What was written of the report may name who reported: it does not stand in the history of the need."""
    withdraw_need(thing, by=by)


register_subject(
    Subject(
        kind=ABOUT,
        label=gettext_lazy("地域課題"),
        public=lambda: Need.objects.public().only("title", "state"),
        every=lambda: Need.objects.only("title", "state"),
        staff_url=lambda need: reverse("partners:staff_need", args=[need.pk]),
        is_public=lambda need: need.state in PUBLIC_NEEDS,
        can_hide=lambda user, need: need.state in PUBLIC_NEEDS and can_decide_on_need(user, need),
        hide=_withdraw,
    )
)
