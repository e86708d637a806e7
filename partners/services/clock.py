"""What time does to registrations: called by the beat. Two beats at once do it once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.accounts.people import writers_of
from hub.exceptions import DomainError
from hub.notifications.services import queue_mail
from partners.enums import Action, PartnershipState
from partners.models import Partnership
from partners.services.records import lock_partnership, move

ENDS = "partners.ends"
_AT_ONCE = 500


def lapse_due(now: datetime | None = None) -> int:
    """What is past its last day, and for which no renewal was asked in time, lapses; how many."""
    now = now or timezone.now()
    today = timezone.localdate(now)

    def check(locked: Partnership) -> None:
        if locked.ends_on is None or locked.ends_on >= today or locked.renewal_asked_at is not None:
            raise DomainError("not due any more")

    done = 0
    for partnership in Partnership.objects.overdue(today)[:_AT_ONCE]:
        try:
            move(partnership, Action.LAPSE, by=None, check=check, now=now)
        except DomainError:  # another beat, or its members, were first
            continue
        done += 1
    return done


def remind_due(now: datetime | None = None) -> int:
    """Tells members of the end that comes, once for each of the programme's days (60 and 30 before it); how many."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    open_ones = Partnership.objects.filter(
        state=PartnershipState.APPROVED, ends_on__gte=today, ends_on__lte=today + timedelta(days=366),
        renewal_asked_at=None,
    )  # fmt: skip
    done = 0
    for partnership in open_ones.select_related("programme").order_by("ends_on", "pk")[: _AT_ONCE * 10]:
        if _days_due(partnership, now):
            done += _remind(partnership, now)
    return done


def _days_due(partnership: Partnership, now: datetime) -> list[int]:
    """Of the programme's days those that have come, and of which nobody was told."""
    if partnership.ends_on is None:
        return []
    left = (partnership.ends_on - timezone.localdate(now)).days
    return [days for days in partnership.programme.remind_days if left <= days and days not in partnership.reminded]


@transaction.atomic
def _remind(partnership: Partnership, now: datetime) -> bool:
    """One mail to each who writes for the organisation, also where several of the days have passed unseen."""
    locked = lock_partnership(partnership)
    if locked.state != PartnershipState.APPROVED or locked.ends_on is None or locked.renewal_asked_at is not None:
        return False
    days = _days_due(locked, now)
    if not days:
        return False
    locked.reminded = sorted({*locked.reminded, *days})
    locked.save(update_fields=["reminded"])
    for user in writers_of(locked.organization):
        key = f"{ENDS}:{locked.pk}:{locked.ends_on}:{min(days)}:{user.pk}"
        queue_mail(ENDS, to=user, ids={"partnership": locked.pk}, key=key)
    return True
