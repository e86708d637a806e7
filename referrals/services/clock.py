"""What time does to referrals: called by the beat. Two beats at once do it once, for each mail has its key.

A promise that ran out is told to who has the case, and with every opening day that passes to one more: the next in the
office's order; after the last of them to all coordinators, each day until it is done.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.opening_days import is_opening_day
from referrals.enums import OPEN
from referrals.models import CaseTask, OfficeStaff, Referral
from referrals.querysets import works_in_offices
from referrals.services.records import consultation_coordinators, is_there, ring, ring_of_held, tellable

_AT_ONCE = 500
# How far back days are counted: by then all coordinators have long been told.
_MOST_DAYS = 60


def remind_due(now: datetime | None = None) -> int:
    """Rings for promises that ran out and for tasks whose day came; how many mails. On opening days alone."""
    now = now or timezone.now()
    if not is_opening_day(timezone.localdate(now)):
        return 0
    return _remind_of_promises(now) + _remind_of_tasks(now)


def _remind_of_promises(now: datetime) -> int:
    rung, coordinators = 0, consultation_coordinators()
    rows = Referral.objects.late(now).select_related("office", "assigned_to").order_by("first_look_by", "pk")
    # All of them: of a fixed number the same would be taken again and again, and the others never told.
    for one in rows.iterator(chunk_size=_AT_ONCE):
        days = _opening_days_since(_late_since(one), now)
        tell = ring_of_held if one.is_held else ring
        with transaction.atomic():
            rung += tell(one, _told_today(one, days, coordinators, now), now=now, why=f"late-{timezone.localdate(now)}")
    return rung


def _late_since(one: Referral) -> datetime:
    """When the promise ran out that is not kept yet; the earlier of two."""
    unkept = [
        by
        for by, done in ((one.first_look_by, one.first_looked_at), (one.contact_by, one.contacted_at))
        if done is None
    ]
    return min(unkept)


def _opening_days_since(moment: datetime, now: datetime) -> int:
    """How many opening days have ended since; 0 on the first on which it is late."""
    first, today = timezone.localdate(moment), timezone.localdate(now)
    days = min((today - first).days, _MOST_DAYS)
    return sum(is_opening_day(first + timedelta(days=n)) for n in range(days))


def _told_today(one: Referral, days: int, coordinators: Sequence[User], now: datetime) -> Iterable[User]:
    """Who has it, and who is next in line today."""
    has, today = one.assigned_to, timezone.localdate(now)
    first = [has] if is_there(has, one, today) else []
    line = first + [user for user in _line_of(one, today) if user not in first]
    return dict.fromkeys([*line[:1], *(line[days : days + 1] or coordinators)])


def _line_of(one: Referral, today: date) -> list[User]:
    """The office's staff in its order; instead of who is away their substitute."""
    found = []
    members = OfficeStaff.objects.filter(office=one.office_id, office__is_active=True)
    for member in members.select_related("user", "substitute"):
        is_away = bool(member.away_from and member.away_until and member.away_from <= today <= member.away_until)
        user = member.substitute if is_away else member.user
        if user is not None and works_in_offices(user) and user not in found:
            found.append(user)
    return found


def _remind_of_tasks(now: datetime) -> int:
    """Whoever is to do it, each opening day until it is done; where they are not there, whoever is told of the case."""
    rung, today = 0, timezone.localdate(now)
    due = CaseTask.objects.filter(referral__state__in=OPEN, done_at=None, due_on__lte=today)
    for task in (
        due.select_related("referral__office", "referral__assigned_to", "for_whom")
        .order_by("due_on", "pk")
        .iterator(chunk_size=_AT_ONCE)
    ):
        whom, one = task.for_whom, task.referral
        with transaction.atomic():
            readers = [whom] if is_there(whom, one, today) else tellable(one, now)
            rung += ring(one, readers, now=now, why=f"task-{task.pk}-{today}")
    return rung
