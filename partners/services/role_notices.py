"""Who is told of a role that was published. Called in the transaction of the act."""

from datetime import datetime
from typing import Any

from hub.areas.models import District
from hub.notifications.enums import NoticeKind
from hub.notifications.services import announce, say_anew, withdraw_notices
from hub.opening_days import end_of
from partners.models import Role, RoleTransition
from partners.role_enums import ROLE

SUBJECT = ROLE
# At one time, at most so many minutes: what the list can be filtered by, and who asks for notices asks for.
MINUTES = (30, 60, 120, 240)
ONLINE, VISIT, CREDIT = "role:online", "role:visit", "role:credit"


def announce_published(role: Role, moved: RoleTransition) -> None:
    """New for those whom it fits, also where it is opened again; not what was made up to demonstrate."""
    if role.is_sample or not role.organization.is_verified:
        return
    is_anywhere = role.is_everywhere or role.is_online
    districts = District.objects.current() if is_anywhere else role.districts
    announce(
        NoticeKind.PUBLISHED, SUBJECT, role.pk, path=role.get_absolute_url(), key=f"role:{role.pk}:published:{moved.pk}",
        kinds=[role.kind],
        features=_features(role),
        districts=sorted(districts.values_list("pk", flat=True)),
        themes=sorted(role.themes.values_list("pk", flat=True)),
        search_text=role.search_text,
        topics=_topics(role),
        expires_at=_end_of(role),
        **_said(role),
    )  # fmt: skip


def skill_feature(skill: str) -> str:
    """By which who would use a skill asks for roles."""
    return f"role:skill:{skill}"


def minutes_feature(minutes: int) -> str:
    """By which who has so much time asks for roles."""
    return f"role:minutes:{minutes}"


def course_topic(university: int) -> str:
    """By which one asks for what a university recognises."""
    return f"course:{university}"


def _features(role: Role) -> list[str]:
    found = [skill_feature(skill) for skill in role.skills]
    found += [minutes_feature(most) for most in MINUTES if role.minutes <= most]
    flags = ((ONLINE, role.is_online), (VISIT, role.can_visit_first), (CREDIT, role.courses.confirmed().exists()))
    return [*found, *(name for name, is_so in flags if is_so)]


def _topics(role: Role) -> list[str]:
    """Who asked for a place or an organisation hears of what one can do there, too."""
    universities = role.courses.confirmed().order_by("university").values_list("university", flat=True)
    found = [f"organization:{role.organization_id}", *(course_topic(number) for number in universities)]
    return [*found, *([f"place:{role.place_id}"] if role.place_id else [])]


def _said(role: Role) -> dict[str, Any]:
    return {"title": role.title, "text": role.text[:500], "whereabouts": role.where[:200]}


def _end_of(role: Role) -> datetime | None:
    days = [day for day in (role.apply_until, role.ends_on) if day]
    return end_of(min(days)) if days else None


def announce_edited(role: Role) -> None:
    """What was told and what waits says the new words; nobody is told again."""
    say_anew(SUBJECT, role.pk, expires_at=_end_of(role), **_said(role))


def announce_left(role: Role, *, is_over: bool) -> None:
    """Nothing new is said of it. ``is_over``: its page is still there, so who was told keeps it."""
    withdraw_notices(SUBJECT, role.pk, keep_told=is_over)
