"""Whether a role counts for a university's course or scheme: asked by who posts it, named and confirmed by the university alone."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.accounts.enums import OrganizationKind
from hub.accounts.people import writers_of
from hub.exceptions import DomainError, TransitionError
from hub.notifications.services import queue_mail
from partners.models import Role, RoleCourse
from partners.role_enums import COURSE_MOVES, OPEN_COURSES, PUBLIC_ROLES, CourseState, RoleAction, RoleState
from partners.role_rules import can_end_course, can_speak_for_university, can_write_role
from partners.services.joining import UnfinishedError
from partners.services.role_records import lock_role, make_roles_findable, record_role, write_role_history

if TYPE_CHECKING:
    from hub.accounts.models import Organization, User

ASKED, ANSWERED = "roles.course_asked", "roles.course_answered"


@transaction.atomic
def ask_course(
    role: Role, university: "Organization", *, by: "User", text: str = "", now: datetime | None = None
) -> RoleCourse:
    """Asks a university, whose members are told by mail. What was asked before and is open stays as it is."""
    now, locked = now or timezone.now(), lock_role(role)
    if not can_write_role(by, locked):
        raise DomainError(_("大学に聞けるのは、役割を出した団体の代表と編集する人だけです。"))
    if locked.state == RoleState.HIDDEN:
        raise DomainError(_("公開を止めている役割のことは、聞けません。"))
    if university.kind != OrganizationKind.UNIVERSITY or not university.is_verified:
        raise DomainError(_("市が確かめた大学等を選んでください。"))
    course, is_new = RoleCourse.objects.get_or_create(
        role=locked, university=university, state__in=OPEN_COURSES,
        defaults={"state": CourseState.ASKED, "asked": text.strip()[:120], "asked_at": now},
    )  # fmt: skip
    if is_new:
        write_role_history(locked, RoleAction.ASK_COURSE, by=by, now=now, reason=university.name)
        _tell(ASKED, course, university)
    return course


def _tell(kind: str, course: RoleCourse, organization: "Organization") -> None:
    for user in writers_of(organization):
        key = f"{kind}:{course.pk}:{course.state}:{user.pk}"
        queue_mail(kind, to=user, ids={"course": course.pk, "organization": organization.pk}, key=key)


def _check_named(name: str) -> str:
    if not name.strip():
        raise UnfinishedError({"name": _("授業や制度の名前を書いてください。役割のページに、この名前が出ます。")})
    return name.strip()


@transaction.atomic
def add_course(
    role: Role, university: "Organization", *, by: "User", name: str, credit: str = "", now: datetime | None = None
) -> RoleCourse:
    """The university says by itself that a role, which everybody can see, counts. An open question is answered by it."""
    now, locked = now or timezone.now(), lock_role(role)
    _check_speaks(university, by)
    named = _check_named(name)
    if locked.state not in PUBLIC_ROLES or not locked.organization.is_verified:
        raise DomainError(_("いまは公開されていない役割です。"))
    open_one = RoleCourse.objects.filter(role=locked, university=university, state__in=OPEN_COURSES).first()
    if open_one is not None and open_one.state == CourseState.CONFIRMED:
        raise DomainError(_("この役割は、もう確かめています。名前を変えるときは、いちど終えてから、もう一度加えます。"))
    course = open_one or RoleCourse(role=locked, university=university, asked_at=now)
    _write(course, {"state": CourseState.CONFIRMED, "name": named, "credit": credit.strip()}, by=by, now=now)
    _after(course, locked, RoleAction.CONFIRM_COURSE, by=by, now=now, reason=f"{university.name}：{named}")
    return course


def _check_speaks(university: "Organization", by: "User") -> None:
    if not can_speak_for_university(by, university):
        raise DomainError(_("確かめられるのは、市が確かめた大学等の代表と編集する人だけです。"))


def _write(course: RoleCourse, values: Mapping[str, Any], *, by: "User", now: datetime) -> None:
    for name, value in (dict(values) | {"decided_at": now, "decided_by": by}).items():
        setattr(course, name, value)
    course.save()


def _after(course: RoleCourse, locked: Role, action: RoleAction, *, by: "User", now: datetime, reason: str) -> None:
    """The history, who is told, the words by which it is found, the log."""
    write_role_history(locked, action, by=by, now=now, reason=reason)
    teller = locked.organization if can_speak_for_university(by, course.university) else course.university
    _tell(ANSWERED, course, teller)
    if locked.state in PUBLIC_ROLES:
        make_roles_findable([locked])
        record_role(locked, locked.state)


def _locked(course: RoleCourse, action: RoleAction) -> tuple[Role, RoleCourse, CourseState]:
    """The role first, then the course as it is now, and where the act leads."""
    locked = lock_role(course.role)
    found = RoleCourse.objects.select_related("university").get(pk=course.pk)
    found.role = locked
    sources, target = COURSE_MOVES[action]
    if found.state not in sources:
        raise TransitionError(str(action.label), str(CourseState(found.state).label))
    if locked.state == RoleState.HIDDEN and action != RoleAction.END_COURSE:
        raise DomainError(_("市が公開を止めている役割なので、いまは答えられません。"))
    return locked, found, target


@transaction.atomic
def confirm_course(course: RoleCourse, *, by: "User", name: str, credit: str = "", now: datetime | None = None) -> None:
    """Asked → confirmed, under the name that the university writes."""
    now = now or timezone.now()
    _check_speaks(course.university, by)
    locked, found, target = _locked(course, RoleAction.CONFIRM_COURSE)
    named = _check_named(name)
    _write(found, {"state": target, "name": named, "credit": credit.strip()}, by=by, now=now)
    reason = f"{found.university.name}：{named}"
    _after(found, locked, RoleAction.CONFIRM_COURSE, by=by, now=now, reason=reason)


@transaction.atomic
def refuse_course(course: RoleCourse, *, by: "User", now: datetime | None = None) -> None:
    """Asked → refused."""
    now = now or timezone.now()
    _check_speaks(course.university, by)
    locked, found, target = _locked(course, RoleAction.REFUSE_COURSE)
    _write(found, {"state": target}, by=by, now=now)
    _after(found, locked, RoleAction.REFUSE_COURSE, by=by, now=now, reason=found.university.name)


@transaction.atomic
def end_course(course: RoleCourse, *, by: "User", now: datetime | None = None) -> None:
    """Asked or confirmed → ended, by the university or by who posted the role."""
    now = now or timezone.now()
    if not can_end_course(by, course):
        raise DomainError(_("終えられるのは、大学か、役割を出した団体の代表と編集する人だけです。"))
    locked, found, target = _locked(course, RoleAction.END_COURSE)
    _write(found, {"state": target}, by=by, now=now)
    _after(found, locked, RoleAction.END_COURSE, by=by, now=now, reason=found.university.name)
