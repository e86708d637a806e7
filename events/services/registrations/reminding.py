"""Who takes part is reminded of the date once, by day, some hours before it begins."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from events.enums import OccurrenceState, State
from events.models import Occurrence, Registration, RegistrationMove
from events.registration_enums import RegistrationState
from events.services.registrations import letters
from hub.notifications.models import Mailing

# Nobody gets a mail by night: from 8 o'clock until 20 o'clock.
FIRST_HOUR, LAST_HOUR = 8, 20
_EVENING = 19
# In the morning of the same day it is early enough as long as so much time is left.
_ENOUGH = timedelta(hours=2)
# So much sooner than the setting says the evening before can be.
_SOONER = timedelta(hours=13)


def is_by_day(moment: datetime) -> bool:
    return FIRST_HOUR <= timezone.localtime(moment).hour < LAST_HOUR


def reminded_at(starts_at: datetime) -> datetime:
    """``HUB_REGISTRATION_REMIND_HOURS`` before it begins. Were that by night: the next morning, or the evening before
    where the morning would be too late.
    """
    due = timezone.localtime(starts_at - timedelta(hours=settings.HUB_REGISTRATION_REMIND_HOURS))
    if is_by_day(due):
        return due
    evening = due.replace(hour=_EVENING, minute=0, second=0, microsecond=0)
    if due.hour < FIRST_HOUR:
        evening -= timedelta(days=1)
    morning = (evening + timedelta(days=1)).replace(hour=FIRST_HOUR)
    return morning if morning + _ENOUGH <= starts_at else evening


def remind_due(*, now: datetime | None = None) -> int:
    """Queues a mail to each whose place is certain; returns how many. Again it reminds nobody twice.

    Who registered, or got the place, when the time to be reminded was there already has just had a mail. A date that
    was moved to another day is reminded of anew. What is cancelled, hidden or has begun is not reminded of; the mail
    looks once more when it is sent.
    """
    now = now or timezone.now()
    if not is_by_day(now):
        return 0
    latest = now + timedelta(hours=settings.HUB_REGISTRATION_REMIND_HOURS) + _SOONER
    dates = Occurrence.objects.filter(
        starts_at__gt=now, starts_at__lte=latest, event__state=State.PUBLISHED, event__registration_terms__isnull=False
    )
    rows = dates.exclude(state=OccurrenceState.CANCELLED).order_by("starts_at", "pk")
    return sum(_remind(date) for date in rows if reminded_at(date.starts_at) <= now)


def key_of(registration: Registration, date: Occurrence) -> str:
    """One mail for each date and day of it."""
    day = timezone.localdate(date.starts_at).isoformat()
    return f"registration:{registration.pk}:remind:{date.pk}:{day}"


def _key_in_rows(date: Occurrence) -> Concat:
    """``key_of`` as the database makes it, so that it finds who was not told yet."""
    before, after = key_of(Registration(pk=0), date).split(":0:", 1)
    return Concat(Value(f"{before}:"), Cast("pk", CharField()), Value(f":{after}"))


@transaction.atomic
def _remind(date: Occurrence) -> int:
    late = RegistrationMove.objects.filter(
        registration=OuterRef("pk"), to_state=RegistrationState.CONFIRMED, created_at__gte=reminded_at(date.starts_at)
    ).exclude(from_state=RegistrationState.CONFIRMED)
    rows = Registration.objects.of_date(date).expected().exclude(user=None, email="")
    told = Mailing.objects.filter(idempotency_key=OuterRef("mail_key"))
    due = rows.annotate(mail_key=_key_in_rows(date)).filter(~Exists(told), ~Exists(late))
    day = timezone.localdate(date.starts_at).toordinal()
    found = due.only(*letters.READ).order_by("pk").iterator()
    return letters.tell_all(found, letters.REMINDER, lambda row: key_of(row, date), date=date.pk, day=day)
