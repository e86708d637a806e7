"""What time does to applications and questions: promises are kept in mind, and who waits for a closed role is told.

Called by the beat. Two beats at once do it once.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from hub.accounts.people import staff_who
from hub.notifications.services import queue_mail
from partners.models import RoleApplication, SkillRequest
from partners.role_enums import WAITING_APPLICATIONS, LendingState, RoleState
from partners.services.application_records import lock_application, tell_writers
from partners.services.lending import expire_request

SOON, LATE, WAITS, CLOSED = "applications.soon", "applications.late", "applications.waits", "applications.closed"
PERMISSION = "partners.change_partnership"
_AT_ONCE = 500


def remind_promises(now: datetime | None = None) -> int:
    """The day before the promised one, each who writes for the organisation, once for each promise; how many."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    # What is late already, of which another mail tells, must not stand before what can still be kept.
    due = RoleApplication.objects.waiting().filter(
        answer_by__range=(today, today + timedelta(days=1)), applied_at__date__lt=today, reminded_at=None
    )
    return sum(_remind(one, now) for one in due.select_related("role__organization")[:_AT_ONCE])


@transaction.atomic
def _remind(application: RoleApplication, now: datetime) -> bool:
    today, locked = timezone.localdate(now), lock_application(application)
    if locked.answer_by is None or locked.reminded_at is not None or locked.answer_by > today + timedelta(days=1):
        return False
    # Of what came today, or is late already, another mail tells.
    if timezone.localdate(locked.applied_at) == today or locked.answer_by < today:
        return False
    locked.reminded_at = now
    locked.save(update_fields=["reminded_at"])
    key = f"{SOON}:{locked.pk}:{locked.answer_by}"
    tell_writers(SOON, locked, ids={"application": locked.pk}, key=key)
    return True


def tell_late(now: datetime | None = None) -> int:
    """The promised day is over: the organisation, the coordinators and the person are told, once; how many."""
    now = now or timezone.now()
    late = RoleApplication.objects.waiting().filter(answer_by__lt=timezone.localdate(now), late_told_at=None)
    return sum(_tell_late(one, now) for one in late.select_related("role__organization", "user")[:_AT_ONCE])


@transaction.atomic
def _tell_late(application: RoleApplication, now: datetime) -> bool:
    locked = lock_application(application)
    if locked.answer_by is None or locked.answer_by >= timezone.localdate(now) or locked.late_told_at is not None:
        return False
    locked.late_told_at = now
    locked.save(update_fields=["late_told_at"])
    about, ids = f"{locked.pk}:{locked.answer_by}", {"application": locked.pk}
    tell_writers(LATE, locked, ids=ids, key=f"{LATE}:{about}")
    for user in staff_who(PERMISSION, but_of=locked.role.organization):
        queue_mail(LATE, to=user, ids=ids, key=f"{LATE}:{about}:{user.pk}")
    if locked.user is not None:
        queue_mail(WAITS, to=locked.user, ids=ids, key=f"{WAITS}:{about}")
    return True


def tell_of_closed(now: datetime | None = None) -> int:
    """Who waits for an answer is told that the role takes nobody new, once each time that it was closed; how many."""
    now = now or timezone.now()
    untold = Q(closed_told_at=None) | Q(closed_told_at__lt=F("role__closed_at"))
    rows = RoleApplication.objects.waiting().filter(untold, role__closed_at__isnull=False)
    rows = rows.filter(role__state__in=[RoleState.CLOSED, RoleState.HIDDEN])
    return sum(_tell_closed(one, now) for one in rows.select_related("role__organization", "user")[:_AT_ONCE])


@transaction.atomic
def _tell_closed(application: RoleApplication, now: datetime) -> bool:
    locked = lock_application(application)
    closed_at = locked.role.closed_at
    if closed_at is None or locked.role.state == RoleState.PUBLISHED:
        return False
    if locked.state not in WAITING_APPLICATIONS or (
        locked.closed_told_at is not None and locked.closed_told_at >= closed_at
    ):
        return False
    locked.closed_told_at = now
    locked.save(update_fields=["closed_told_at"])
    if locked.user is not None:
        key = f"{CLOSED}:{locked.pk}:{closed_at:%Y%m%d%H%M%S}"
        queue_mail(CLOSED, to=locked.user, ids={"application": locked.pk}, key=key)
    return True


def end_old_requests(now: datetime | None = None) -> int:
    """A question to somebody who would lend a skill ends by itself where no answer came; how many."""
    now = now or timezone.now()
    before = now - timedelta(days=settings.HUB_LENDING_DAYS)
    old = SkillRequest.objects.filter(state=LendingState.ASKED, asked_at__lt=before).order_by("pk")
    return sum(expire_request(one, before=before, now=now) for one in old[:_AT_ONCE])
