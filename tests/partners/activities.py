"""Hours, certificates, and skills that people would lend, as the services leave them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from hub.accounts.enums import Level
from hub.accounts.models import Organization, User
from partners.models import (
    ActivityCertificate,
    ApplicationMessage,
    Hours,
    Role,
    RoleApplication,
    SkillOffer,
    SkillRequest,
)
from partners.role_enums import Party
from tests.hub.accounts.factories import UserFactory, member_of
from tests.partners.cocreation import application, role


def working(to: Role | None = None, *, days: int = 30, state: str = "accepted", **fields: Any) -> RoleApplication:
    """Somebody who has been there for so many days."""
    since = timezone.now() - timedelta(days=days)
    return application(state, to=to, **{"applied_at": since, "decided_at": since} | fields)


def editor_of(one: RoleApplication) -> User:
    """A new one."""
    return member_of(one.role.organization, Level.EDITOR)


def hours(one: RoleApplication, *, minutes: int = 90, ago: int = 1, counts: bool = True, **fields: Any) -> Hours:
    """Written by the person; confirmed by the organisation too where it ``counts``."""
    now = timezone.now()
    values: dict[str, Any] = {
        "on": timezone.localdate(now) - timedelta(days=ago), "minutes": minutes, "written_by": Party.PERSON,
        "by_person": one.user, "person_at": now, "text": "ひみつのお茶",
    }  # fmt: skip
    if counts:
        values |= {"by_organization": UserFactory(), "organization_at": now}
    made: Hours = Hours.objects.create(application=one, **values | fields)
    return made


def message(one: RoleApplication, party: Party = Party.PERSON, text: str = "ひみつの言葉") -> ApplicationMessage:
    made: ApplicationMessage = ApplicationMessage.objects.create(
        application=one, party=party, text=text, author=one.user, created_at=timezone.now()
    )
    return made


def certificate(one: RoleApplication, **fields: Any) -> ActivityCertificate:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "number": "KATSUDO-2026-ABCD2345", "name": "ひみつの本名", "role_title": one.role.title,
        "organization_name": one.role.organization.name, "from_on": today, "until_on": today, "days": 1,
        "minutes": 90, "issued_at": timezone.now(),
    }  # fmt: skip
    made: ActivityCertificate = ActivityCertificate.objects.create(application=one, **values | fields)
    return made


def offer(user: User | None = None, **fields: Any) -> SkillOffer:
    values = {"skills": ["design"], "text": "チラシを作れます"}
    made: SkillOffer = SkillOffer.objects.create(user=user or UserFactory(), **values | fields)
    return made


def request_to(one: SkillOffer, organization: Organization, state: str = "asked", **fields: Any) -> SkillRequest:
    values: dict[str, Any] = {"text": "ひみつのお願い", "asked_at": timezone.now()}
    if state != "asked":
        values["decided_at"] = timezone.now()
    about = fields.pop("role", None) or role(organization=organization)
    made: SkillRequest = SkillRequest.objects.create(
        offer=one, organization=organization, role=about, state=state, **values | fields
    )
    return made
