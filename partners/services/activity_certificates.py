"""活動証明書: what both sides confirmed, as it stood on the day it was made, and the code with which anybody can check it.

The code is made over everything that stands on it. Nothing of the code is stored; the running hub can't change a
certificate but revoke it.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row, saying_who_waits
from hub.notifications.services import queue_mail
from partners.application_rules import can_revoke, is_applicant
from partners.models import ActivityCertificate, RoleApplication
from partners.role_enums import WORKED, CourseState
from partners.services.certificates import LETTERS, code_over, normalized, tidy_number

if TYPE_CHECKING:
    from hub.accounts.models import User

_PURPOSE = "partners.activity_certificate"
# ``partners.application_mails`` writes it.
REVOKED = "certificates.revoked"
MOST = 20
_SIGNED = (
    *("pk", "number", "nonce", "name", "role_title", "organization_name", "course_name"),
    *("from_on", "until_on", "days", "minutes"),
)


@dataclass(frozen=True)
class Verdict:
    """``certificate`` None: no such one was ever made, or it was of somebody whose account is gone."""

    certificate: ActivityCertificate | None

    @property
    def is_true(self) -> bool:
        return self.certificate is not None and self.certificate.revoked_at is None


@transaction.atomic
def make_certificate(
    application: RoleApplication, *, by: "User", name: str, now: datetime | None = None
) -> ActivityCertificate:
    """Of all hours of the application that count now, with the name as the person wrote it."""
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(application)
    if not is_applicant(by, locked):
        raise DomainError(_("証明書を作れるのは、活動した本人だけです。"))
    if not name.strip():
        raise DomainError(_("証明書に載せるお名前を書いてください。"))
    sums = counted(locked)
    if locked.state not in WORKED or not sums["minutes"]:
        raise DomainError(_("本人と団体の両方が確かめた記録が、まだありません。"))
    if locked.certificates.filter(revoked_at=None).count() >= MOST:
        raise DomainError(_("証明書が多くなったので、もう作れません。前に作ったものを使ってください。"))
    made: ActivityCertificate = ActivityCertificate.objects.create(
        application=locked, number=_number(now), name=name.strip(), role_title=locked.role.title,
        organization_name=locked.role.organization.name, course_name=_course(locked), issued_at=now, **sums,
    )  # fmt: skip
    return made


def counted(application: RoleApplication) -> dict[str, Any]:
    """From when to when, on how many days, for how many minutes, as both sides have confirmed it."""
    return (
        application.hours.counting()
        .order_by()
        .aggregate(from_on=Min("on"), until_on=Max("on"), days=Count("on", distinct=True), minutes=Sum("minutes"))
    )


def _number(now: datetime) -> str:
    """Tells the year and nothing more: neither how many there are nor whose it is."""
    drawn = "".join(secrets.choice(LETTERS) for _n in range(8))
    return f"KATSUDO-{timezone.localdate(now).year}-{drawn}"


def _course(application: RoleApplication) -> str:
    """As the university named it, where it says so still."""
    course = application.course
    if course is None or course.state != CourseState.CONFIRMED or not course.university.is_verified:
        return ""
    return "・".join(filter(None, [course.university.name, course.name, course.credit]))[:300]


@transaction.atomic
def revoke_certificate(
    certificate: ActivityCertificate, *, by: "User", reason: str, now: datetime | None = None
) -> None:
    """Whoever checks it reads that it was revoked, and why; the person is told by mail. There is no way back."""
    now = now or timezone.now()
    with saying_who_waits():
        locked = lock_row(certificate)
    if not can_revoke(by, locked):
        raise DomainError(
            _("取り消せるのは、団体の代表と編集する人、市の共創コーディネーターです。自分のものは取り消せません。")
        )
    if not reason.strip():
        raise DomainError(_("取り消す理由を書いてください。証明書を確かめる人と、本人が読みます。"))
    if locked.revoked_at is not None:
        raise DomainError(_("この証明書は、もう取り消されています。"))
    locked.revoked_at, locked.revoked_by, locked.revoked_reason = now, by, reason.strip()
    locked.save(update_fields=["revoked_at", "revoked_by", "revoked_reason"])
    for name in ("revoked_at", "revoked_reason"):
        setattr(certificate, name, getattr(locked, name))
    person = locked.application.user
    if person is not None:
        queue_mail(REVOKED, to=person, ids={"certificate": locked.pk}, key=f"{REVOKED}:{locked.pk}")


def code_of(certificate: ActivityCertificate) -> str:
    """As it stands on the paper."""
    return _code(certificate, settings.SECRET_KEY)


def verify(number: str, code: str) -> Verdict:
    """Of a number and a code as somebody typed them. What was changed in the database is not verified either."""
    typed = normalized(code)
    found = ActivityCertificate.objects.filter(number=tidy_number(number))
    certificate = found.select_related("application__role").first()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if certificate and any(constant_time_compare(typed, normalized(_code(certificate, key))) for key in keys):
        return Verdict(certificate)
    return Verdict(None)


def _code(certificate: ActivityCertificate, key: str | bytes) -> str:
    said: Sequence[str] = [str(getattr(certificate, name)) for name in _SIGNED]
    issued = str(int(certificate.issued_at.timestamp() * 1_000_000))
    return code_over(_PURPOSE, json.dumps([*said, issued], ensure_ascii=True), key)
