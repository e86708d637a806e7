"""Roles, as they can be reported and taken out of sight."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.trust.subjects import Subject, register_subject
from partners.models import Role
from partners.role_enums import PUBLIC_ROLES, ROLE
from partners.role_rules import can_hide_role
from partners.services.roles import hide_role


def _hide(thing: Role, *, by: Any, reason: str) -> None:
    """``reason``: what staff wrote for the organisation, which reads it. What they noted of the report may name who reported."""
    hide_role(thing, by=by, reason=reason)


register_subject(
    Subject(
        kind=ROLE,
        label=_("手伝えること（役割）"),
        public=lambda: Role.objects.public().only("title", "state"),
        every=lambda: Role.objects.only("title", "state", "organization"),
        staff_url=lambda role: reverse("roles:staff_role", args=[role.pk]),
        is_public=lambda role: role.state in PUBLIC_ROLES,
        can_hide=lambda user, role: role.state in PUBLIC_ROLES and can_hide_role(user, role),
        hide=_hide,
        tells=True,
    )
)
