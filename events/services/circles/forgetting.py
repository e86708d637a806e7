"""What is known of who belonged to a circle goes: at once for who left, later for who must be told first."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from events.circle_enums import TOLD, MemberAction, MemberState
from events.models import CircleMember, CircleMemberMove
from events.models.circles import blank_member
from events.services.circles.members import move_member, values_in
from events.services.circles.records import locked_circle
from hub.locking import BusyError, GoneError

if TYPE_CHECKING:
    from hub.accounts.models import User

_BATCH = 500


def forget_members(now: datetime | None = None, *, is_dry_run: bool = False) -> int:
    """Of who did not confirm in time, who was told, and circles that ended; how many. Idempotent; in batches."""
    now = now or timezone.now()
    told = CircleMember.objects.to_forget(now - timedelta(days=settings.HUB_CIRCLE_TOLD_DAYS))
    ended = CircleMember.objects.of_circles_closed_before(now - timedelta(days=settings.HUB_REGISTRATION_NAMES_DAYS))
    late = CircleMember.objects.to_lapse(now)
    if is_dry_run:
        return int(told.count() + CircleMember.objects.filter(pk__in=[*_keys(ended), *_keys(late)]).count())
    done = 0
    while keys := list(told.order_by("pk").values_list("pk", flat=True)[:_BATCH]):
        done += told.filter(pk__in=keys).update(**blank_member(), names_removed_at=now)
    for rows in (ended, late):
        for circle in list(rows.order_by("circle").values_list("circle", flat=True).distinct()):
            # One that is held, or went, holds up no other; the next turn takes it up.
            with suppress(BusyError, GoneError):
                done += _lapse(circle, rows, now)
    return done


def _keys(rows: Any) -> list[int]:
    return list(rows.order_by().values_list("pk", flat=True))


def _lapse(circle: int, rows: Any, now: datetime) -> int:
    """Those of one circle, asked for again under its lock: it may have been opened again meanwhile."""
    done = 0
    while True:
        with locked_circle(circle):
            due = dict(rows.filter(circle=circle).order_by("pk").values_list("pk", "state")[:_BATCH])
            CircleMember.objects.filter(pk__in=due).update(**values_in(MemberState.LEFT, now), updated_at=now)
            CircleMemberMove.objects.bulk_create(
                CircleMemberMove(member_id=pk, action=MemberAction.LAPSE, from_state=state, to_state=MemberState.LEFT)
                for pk, state in due.items()
            )
        done += len(due)
        if len(due) < _BATCH:
            return done


@transaction.atomic
def forget_member(user: "User") -> None:
    """Their account ends: they leave all circles. Within the transaction, the circles in the order of their keys."""
    mine = CircleMember.objects.filter(user=user)
    for member in mine.active().order_by("circle", "pk"):
        with locked_circle(member.circle_id):
            member.refresh_from_db()
            if member.is_active:
                move_member(member, MemberAction.LEAVE, by=None)
    mine.filter(state__in=TOLD).update(**blank_member(), names_removed_at=timezone.now())
