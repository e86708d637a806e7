"""What remains of who applied when they go, and of what both sides wrote some time after it ended: numbers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.locking import lock_row
from partners.models import (
    ActivityCertificate,
    ApplicationMessage,
    Hours,
    Role,
    RoleApplication,
    SkillOffer,
    SkillRequest,
)
from partners.role_enums import OPEN_APPLICATIONS, ApplicationAction, ApplicationState, LendingState
from partners.services.application_records import TOLD, move_locked, record_places, tell_writers

if TYPE_CHECKING:
    from hub.accounts.models import User

_BATCH = 200
_A = ApplicationState


def forget_old_names(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Empties names and messages of what ended ``HUB_ROLE_NAMES_DAYS`` ago; how many applications.

    Hours and certificates stay: they are the person's, until the account goes. Idempotent; in batches, each a
    transaction of its own.
    """
    now = now or timezone.now()
    before = now - timedelta(days=settings.HUB_ROLE_NAMES_DAYS)
    due: Any = RoleApplication.objects.filter(ended_at__lte=before, names_removed_at=None)
    if is_dry_run:
        return int(due.count()) + _old_requests(before).count()
    forgotten = _forget_requests(before)
    while keys := list(due.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        forgotten += _empty(keys, now)
    return forgotten


@transaction.atomic
def _empty(keys: Sequence[int], now: datetime) -> int:
    rows = RoleApplication.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    found = list(rows.values_list("pk", flat=True))
    RoleApplication.objects.filter(pk__in=found).update(name="", names_removed_at=now)
    ApplicationMessage.objects.filter(application__in=found).exclude(text="").update(text="")
    return len(found)


def _old_requests(before: datetime) -> Any:
    over = SkillRequest.objects.exclude(state=LendingState.ASKED).filter(decided_at__lte=before)
    return over.exclude(text="")


def _forget_requests(before: datetime) -> int:
    """What an organisation wrote to somebody who would lend a skill."""
    return int(_old_requests(before).update(text=""))


def forget_applicant(user: "User") -> None:
    """Their account ends: what goes on is ended, so that others have the place; names, words and certificates go.

    Within the transaction of the deletion, after the organisations' locks: the person, then roles, then applications, each
    in the order of their numbers. Who applies at the same moment waits, and is told that they are not there any more.
    """
    now = timezone.now()
    lock_row(user)
    mine = RoleApplication.objects.filter(user=user)
    roles = Role.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=mine.values("role"))
    by_number = {role.pk: role for role in roles.order_by("pk")}
    locked = list(mine.select_for_update(of=("self",), no_key=True).order_by("pk"))
    ended = []
    for one in locked:
        one.role = by_number[one.role_id]
        if one.state in OPEN_APPLICATIONS:
            action = ApplicationAction.END if one.state == _A.ACCEPTED else ApplicationAction.WITHDRAW
            moved = move_locked(one, action, by=None, now=now)
            tell_writers(TOLD, one, ids={"transition": moved.pk}, key=f"{TOLD}:{moved.pk}")
            ended.append((one.role, moved))
    _forget_all([one.pk for one in locked], now)
    SkillRequest.objects.filter(offer__user=user).update(text="")
    SkillOffer.objects.filter(user=user).delete()
    for role, moved in ended:
        record_places(role, moved)


def _forget_all(keys: Sequence[int], now: datetime) -> None:
    RoleApplication.objects.filter(pk__in=keys).update(name="", names_removed_at=now, skills=[])
    # Of both sides: what was written to somebody who is gone is nobody's any more.
    ApplicationMessage.objects.filter(application__in=keys).update(text="")
    Hours.objects.filter(application__in=keys).update(text="", disputed_by="", dispute="")
    ActivityCertificate.objects.filter(application__in=keys).delete()
