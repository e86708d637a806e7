"""When a referral is next read, and by when it is promised to be looked at and answered."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from hub.opening_days import end_of, is_opening_day, opening_day_after
from referrals.models import SupportOffice

_OPENS, _CLOSES = time(9), time(17)


def next_reading(office: SupportOffice, now: datetime) -> datetime:
    """The moment from which somebody reads: ``now`` within the office's hours, else when it next opens."""
    local = timezone.localtime(now)
    opens, closes = office.opens_at or _OPENS, office.closes_at or _CLOSES
    if is_opening_day(local.date()) and local.time() < closes:
        return max(now, _at(local.date(), opens))
    return _at(opening_day_after(local.date(), 1), opens)


def _at(day: date, clock: time) -> datetime:
    """That day at that time, in the city."""
    return timezone.make_aware(datetime.combine(day, clock))


def first_look_by(received: datetime) -> datetime:
    """The end of so many opening days after it came (``HUB_REFERRALS_LOOK_DAYS``)."""
    return end_of(opening_day_after(timezone.localdate(received), settings.HUB_REFERRALS_LOOK_DAYS))


def contact_by(received: datetime) -> datetime:
    """The same for the first contact (``HUB_REFERRALS_CONTACT_DAYS``)."""
    return end_of(opening_day_after(timezone.localdate(received), settings.HUB_REFERRALS_CONTACT_DAYS))


def token_ends(now: datetime) -> datetime:
    """Until when an agency outside may answer."""
    return now + timedelta(days=settings.HUB_REFERRALS_TRANSFER_DAYS)
