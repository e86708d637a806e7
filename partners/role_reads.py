"""A role as pages show it."""

from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.models import Organization
from partners.models import Role, RoleCourse
from partners.role_enums import PUBLIC_ROLES, RoleAction, RoleState, Skill
from partners.role_rules import is_full, is_taking

TAGS = {RoleState.PUBLISHED: "on", RoleState.HIDDEN: "care"}
MOST_LINKED = 10


def minutes_said(minutes: int) -> str:
    """``90`` is 1時間30分."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d分") % {"minutes": rest}
    if not rest:
        return _("%(hours)d時間") % {"hours": hours}
    return _("%(hours)d時間%(minutes)d分") % {"hours": hours, "minutes": rest}


def skills_of(role: Role) -> list[str]:
    return [str(Skill(key).label) for key in role.skills]


def row_of(role: Any, today: date) -> dict[str, Any]:
    """As a row of a list shows it. ``role`` is loaded by ``for_list``."""
    names = [] if role.is_everywhere else [district.short_name for district in role.districts.all()]
    return {
        "role": role,
        "minutes": minutes_said(role.minutes),
        "districts": names,
        "skills": skills_of(role),
        "left": left_of(role),
        "is_full": is_full(role),
        "is_recognised": bool(role.confirmed_courses),
        "last_day": last_day_of(role, today),
    }


def left_of(role: Role) -> int | None:
    """How many more are wanted; None where there is no limit."""
    return None if role.places is None else max(0, role.places - role.filled)


def last_day_of(role: Role, today: date) -> date | None:
    """Up to which one can apply, where there is such a day and it is not over."""
    days = [day for day in (role.apply_until, role.ends_on) if day and day >= today]
    return min(days, default=None)


def apply_url(role: Role) -> str:
    """Where one applies; nothing where there is no such page."""
    try:
        return reverse("applications:apply", args=[role.pk])
    except NoReverseMatch:
        return ""


def courses_of(role: Role) -> list[dict[str, Any]]:
    """What universities have confirmed, and whether the role was written anew since."""
    edits = role.transitions.filter(action=RoleAction.EDIT).order_by("-pk").values_list("created_at", flat=True)
    edited_at = edits.first()
    confirmed = RoleCourse.objects.confirmed().filter(role=role).select_related("university").order_by("pk")
    return [
        {
            "course": one,
            "is_changed": edited_at is not None and one.decided_at is not None and edited_at > one.decided_at,
        }
        for one in confirmed
    ]


def page_context(role: Role) -> dict[str, Any]:
    """What the page of a role shows, also before it is public."""
    today = timezone.localdate()
    organization = role.organization
    place, event, project = role.place, role.event, role.project
    return {
        "role": role,
        "organization": organization,
        "minutes": minutes_said(role.minutes),
        "skills": skills_of(role),
        "districts": [] if role.is_everywhere else list(role.districts.all()),
        "themes": list(role.themes.all()),
        "place": place if place and place.is_public else None,
        "event": event if event and event.state == "published" else None,
        "project": project if project and project.published_at and project.state != "hidden" else None,
        "courses": courses_of(role),
        "left": left_of(role),
        "is_full": is_full(role),
        "is_taking": is_taking(role, today),
        "is_open": role.state == RoleState.PUBLISHED,
        "last_day": last_day_of(role, today),
        "apply_url": apply_url(role),
        "safeguards": role.safeguards or (organization.safeguards if role.is_with_minors else ""),
    }


def open_roles(**where: Any) -> list[dict[str, Any]]:
    """What one can do there, for the page of a place, an event, an organisation or a project; three queries."""
    today = timezone.localdate()
    rows = Role.objects.listed().filter(**where).for_list().order_by("-published_at", "-pk")[:MOST_LINKED]
    return [row_of(role, today) for role in rows]


def beside(kind: str, number: int) -> list[dict[str, Any]]:
    """What one can do at a place, or at an event."""
    return open_roles(**{kind: number})


def is_public(role: Role, organization: Organization) -> bool:
    return role.state in PUBLIC_ROLES and organization.is_verified
