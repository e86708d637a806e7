"""Organisations, as they can be reported. Their publication is stopped on their own page, which asks for more."""

from django.urls import reverse

from hub.accounts.models import Organization
from hub.trust.subjects import Subject, register_subject

register_subject(
    Subject(
        kind="organization",
        label=Organization._meta.verbose_name,
        public=lambda: Organization.objects.public().only("name", "verification"),
        every=lambda: Organization.objects.only("name", "verification"),
        staff_url=lambda organization: reverse("admin:accounts_organization_change", args=[organization.pk]),
        is_public=lambda organization: bool(organization.is_verified),
        can_hide=lambda _user, _organization: False,
        hide=None,
    )
)
