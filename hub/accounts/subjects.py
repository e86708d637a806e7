"""Organisations, as they can be reported and stopped."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.enums import VERIFICATIONS, OrganizationAction, Verification
from hub.accounts.models import Organization
from hub.accounts.rules import can_decide_on
from hub.accounts.services import suspend_organization
from hub.trust.subjects import Subject, register_subject


def _can_suspend_now(user: Any, organization: Organization) -> bool:
    is_there = Verification(organization.verification) in VERIFICATIONS[OrganizationAction.SUSPEND][0]
    return is_there and can_decide_on(user, organization)


def _suspend(thing: Organization, *, by: Any, reason: str) -> None:
    """The owners read a reason of its own: what was written here may name who reported."""
    suspend_organization(thing, by=by, reason=_("お知らせがあったので、市が確かめています。"))


register_subject(
    Subject(
        kind="organization",
        label=gettext_lazy("団体"),
        public=lambda: Organization.objects.public().only("name", "verification"),
        every=lambda: Organization.objects.only("name", "verification"),
        staff_url=lambda organization: reverse("admin:accounts_organization_change", args=[organization.pk]),
        is_public=lambda organization: bool(organization.is_verified),
        can_hide=_can_suspend_now,
        hide=_suspend,
    )
)
