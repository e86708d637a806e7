"""お礼: a mail on the day after, once, with one question whose answers are numbers alone (docs/decisions/0020).

Who may answer is known by a key in the mail, of which a hash is kept until it is used. It goes in the transaction that adds
one to a number, so nobody can say who answered what, nor who answered at all.
"""

from datetime import date as calendar_day
from datetime import datetime, time, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from events.door_enums import ThanksAnswer
from events.enums import OccurrenceState, State
from events.models import Attendance, Occurrence, Registration, Thanks, ThanksTicket
from events.registration_enums import RegistrationScope, RegistrationState
from events.services.registrations import letters
from events.services.registrations.seats import CrowdedError, locked_date
from hub.exceptions import DomainError
from hub.link_tokens import token_of
from hub.locking import GoneError
from hub.small_counts import LEAST, shown

THANKS = "registration_thanks"
# The morning after: not in the night, and not when one has forgotten.
AT = time(10)
# A worker that was away longer thanks nobody any more for what is long over.
MADE_UP_FOR = timedelta(days=3)
_S = RegistrationState
# Who came, and of whom nobody noted anything: many an organiser marks nobody.
_THANKED = (_S.CONFIRMED, _S.ATTENDED)


class AnsweredError(DomainError):
    """The key was used, or the time is over, or it never was: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(_("この答えは、もう受け取っているか、答えられる日が過ぎています。"))


def thank_due(*, now: datetime | None = None) -> int:
    """Thanks for each date whose day after has come to ten o'clock; how many mails were written.

    Not for what was cancelled or is hidden. Of a course once, for its last date.
    """
    now = now or timezone.now()
    written = 0
    for pk in list(_due(now)):
        try:
            written += _thank(pk, now)
        except (CrowdedError, GoneError):
            continue
    return written


def due_at(date: Occurrence) -> datetime:
    """Ten o'clock of the day after it ended, in the city."""
    day = timezone.localdate(date.ends_at) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, AT))


def _due(now: datetime) -> list[int]:
    rows = Occurrence.objects.taking_place().filter(thanks=None, ends_at__range=(now - MADE_UP_FOR, now))
    rows = rows.filter(event__state__in=[State.PUBLISHED, State.CLOSED], event__registration_terms__isnull=False)
    return [date.pk for date in rows.order_by("pk") if due_at(date) <= now]


def _thank(pk: int, now: datetime) -> int:
    with locked_date(pk) as date:
        if date.state == OccurrenceState.CANCELLED or Thanks.objects.filter(occurrence=date).exists():
            return 0
        closes_on = timezone.localdate(now) + timedelta(days=settings.HUB_REGISTRATION_THANKS_DAYS)
        to_thank = thanked(date)
        if not to_thank:
            return 0
        keys = [_hash(token_for(row, date)) for row in to_thank]
        thanks = Thanks.objects.create(occurrence=date, closes_on=closes_on, asked=len(keys))
        ThanksTicket.objects.bulk_create(ThanksTicket(hash=key, thanks=thanks) for key in sorted(keys))
        letters.tell_all(to_thank, THANKS, lambda row: f"registration:{row.pk}:thanks:{date.pk}", date=date.pk)
    return len(to_thank)


def thanked(date: Occurrence) -> list[Registration]:
    """Who can be written to and was not absent; of a course those who were there once, after its last date."""
    missed = Attendance.objects.filter(registration=OuterRef("pk"), occurrence=date, came=False)
    rows = Registration.objects.of_date(date).filter(state__in=_THANKED, names_removed_at=None)
    if not is_last_of_course(date):
        rows = rows.filter(scope=RegistrationScope.DATE)
    rows = rows.exclude(user=None, email="").annotate(missed=Exists(missed))
    return [row for row in rows.order_by("pk") if row.scope == RegistrationScope.COURSE or not row.missed]


def is_last_of_course(date: Occurrence) -> bool:
    """Whether no other date of the event that takes place comes after it."""
    later = Occurrence.objects.taking_place().filter(event=date.event_id, starts_at__gt=date.starts_at)
    return not later.exists()


def token_for(registration: Registration, date: Occurrence) -> str:
    """What the mail's link holds: 128 bits, made anew each time, kept nowhere but as the hash of an unused one."""
    return token_of("thanks", f"{registration.pk}:{date.pk}")


def _hash(token: str) -> str:
    return sha256(f"events.thanks\0{token}".encode()).hexdigest()


def may_answer(thanks: Thanks, token: str, *, today: calendar_day | None = None) -> bool:
    """Whether an answer may still be given with this link."""
    is_open = (today or timezone.localdate()) <= thanks.closes_on
    return is_open and thanks.tickets.filter(hash=_hash(token)).exists()


@transaction.atomic
def take_thanks(thanks: Thanks, token: str, answer: ThanksAnswer, *, today: calendar_day | None = None) -> None:
    """One more of this answer, one key less. Raises ``AnsweredError``."""
    if (today or timezone.localdate()) > thanks.closes_on:
        raise AnsweredError
    gone, _rows = ThanksTicket.objects.filter(thanks=thanks, hash=_hash(token)).delete()
    if not gone:
        raise AnsweredError
    Thanks.objects.filter(pk=thanks.pk).update(**{answer.value: F(answer.value) + 1})


def answers_of(thanks: Thanks, *, today: calendar_day | None = None) -> list[tuple[ThanksAnswer, str]] | None:
    """What the organiser is told, once nobody can answer any more and ten did; None before, and for fewer.

    1 to 9 are 10未満. Who knows how many were asked could find less than that range where nearly all of them are in the
    numbers that are shown: then nothing is told but that ten answered (an empty list).
    """
    numbers = [int(getattr(thanks, one.value)) for one in ThanksAnswer]
    if (today or timezone.localdate()) <= thanks.closes_on or sum(numbers) < LEAST:
        return None
    small = sum(0 < number < LEAST for number in numbers)
    told = sum(number for number in numbers if number >= LEAST)
    if small and told + small - 1 + LEAST - 1 > thanks.asked:
        return []
    return [(one, shown(number)) for one, number in zip(ThanksAnswer, numbers, strict=True)]


@transaction.atomic
def smooth_thanks(*, today: calendar_day | None = None) -> int:
    """Nightly: all rows of numbers are written by one transaction, so none tells which was the last answer's; keys that
    can't be used any more go."""
    today = today or timezone.localdate()
    ThanksTicket.objects.filter(thanks__closes_on__lt=today).delete()
    return Thanks.objects.filter(closes_on__gte=today).update(good=F("good"))
