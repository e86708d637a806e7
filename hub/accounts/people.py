"""Who is written to on behalf of an organisation, and of the city."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from hub.accounts.models import Membership, Organization, User
from hub.accounts.querysets import WRITERS


def writers_of(organization: Organization) -> list[User]:
    """Its owners and editors who can sign in."""
    levels = [level.value for level in WRITERS]
    members = User.objects.filter(memberships__organization=organization, memberships__level__in=levels)
    return list(members.filter(is_active=True).order_by("pk"))


def writers_of_each(organizations: Collection[int]) -> dict[int, list[User]]:
    """The same of many, in one query; those that have none are not there."""
    rows = Membership.objects.filter(organization__in=organizations, level__in=[level.value for level in WRITERS])
    found: dict[int, list[User]] = {}
    for row in rows.filter(user__is_active=True).select_related("user").order_by("organization", "user"):
        found.setdefault(row.organization_id, []).append(row.user)
    return found


def staff_who(permission: str, *, but_of: Organization) -> list[User]:
    """Staff in a group with this permission, who do not belong to the organisation; administrators where there is none."""
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(memberships__organization=but_of)
    app, codename = permission.split(".")
    named = Q(groups__permissions__content_type__app_label=app, groups__permissions__codename=codename)
    return list(_sorted(staff.filter(named))) or list(_sorted(staff.filter(is_superuser=True)))


def _sorted(users: QuerySet[User]) -> QuerySet[User]:
    return users.distinct().order_by("pk")
