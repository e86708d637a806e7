"""「今週も開きますか」: operators are asked by mail on Monday and answer with one tap, signed in or not.

What the link proves is that its mail was read. Whether the person may still answer is looked at each time.
"""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import Action, WeeklyAnswerKind
from events.models import OpeningException, Place, WeeklyAnswer
from events.opening import Day, opening_of
from events.services.records import announce_edit, write_history
from events.services.writing import assure
from hub import link_tokens
from hub.accounts.models import Membership
from hub.accounts.querysets import WRITERS
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from hub.notifications.services import queue_mail

if TYPE_CHECKING:
    from hub.accounts.models import User

MAIL = "events.weekly"
# Stands on the public page, and tells these days from those that somebody wrote by hand.
NOTE = "今週は休みます"
_ROWS = "opening_exceptions"
_WEEK = timedelta(days=7)


class WeekOverError(DomainError):
    """The week that the link asked about has passed, or the person no longer answers for the place."""


def week_of(moment: datetime) -> date:
    """The Monday of its week."""
    day = timezone.localdate(moment)
    return day - timedelta(days=day.weekday())


def days_of_week(place: Place, week_on: date) -> tuple[Day, ...]:
    """The seven days from Monday on, with their hours. Both related sets are to be prefetched."""
    monday = datetime.combine(week_on, time(), tzinfo=timezone.get_current_timezone())
    return opening_of(place, monday).days


def token_for(place_id: int, week_on: date, user_id: int) -> str:
    """128 bits that only the hub can make, for this place, week and person."""
    return link_tokens.token_of(MAIL, _value(place_id, week_on, user_id))


def is_token_for(token: str, place_id: int, week_on: date, user_id: int) -> bool:
    """Compared in the same time whether much or little of it is right."""
    return link_tokens.fits(token, MAIL, _value(place_id, week_on, user_id))


def _value(place_id: int, week_on: date, user_id: int) -> str:
    return f"{place_id}:{week_on.isoformat()}:{user_id}"


def ask_weekly(now: datetime | None = None) -> int:
    """Queues a mail to each who writes for a place that opens this week; returns how many. Asks nobody twice.

    Before the hour of Monday that the settings name nobody is asked.
    """
    now = now or timezone.now()
    monday = week_of(now)
    local = timezone.localtime(now)
    if local.date() == monday and local.hour < settings.HUB_WEEKLY_HOUR:
        return 0
    wanted = {
        f"weekly:{place.pk}:{monday.isoformat()}:{membership.user_id}": (place, membership.user)
        for place in _asked(monday)
        for membership in place.operator.writers  # type: ignore[union-attr]
    }
    known = set(Mailing.objects.filter(idempotency_key__in=wanted).values_list("idempotency_key", flat=True))
    return sum(_ask(place, monday, user, key) for key, (place, user) in wanted.items() if key not in known)


def _asked(monday: date) -> list[Place]:
    writers = Membership.objects.filter(level__in=list(WRITERS), user__is_active=True).select_related("user")
    places = (
        Place.objects.answerable()
        .filter(asks_weekly=True)
        .select_related("operator")
        .prefetch_related(
            "opening_hours", "opening_exceptions", Prefetch("operator__memberships", writers, to_attr="writers")
        )
    )
    return [place for place in places.order_by("pk") if any(day.spans for day in days_of_week(place, monday))]


@transaction.atomic
def _ask(place: Place, monday: date, user: "User", key: str) -> bool:
    ids = {"place": place.pk, "week": monday.toordinal()}
    return queue_mail(MAIL, to=user, ids=ids, key=key) is not None


@transaction.atomic
def answer_week(
    place: Place, *, week_on: date, answer: WeeklyAnswerKind, by: "User", now: datetime | None = None
) -> None:
    """Keeps the operator's word on one week; the last word counts, until the week ends.

    OPEN: the place is assured today in the operator's name, and days that were closed by this answer open again.
    CLOSED: each opening day that is left becomes a closed one; days that somebody wrote by hand stay as they are.
    Of two answers at once the later one finds what the earlier one wrote.
    """
    now = now or timezone.now()
    locked = Place.objects.select_for_update(of=("self",), no_key=True).filter(pk=place.pk).first()
    if locked is None or week_of(now) != week_on or not Place.objects.answerable_by(by).filter(pk=place.pk).exists():
        raise WeekOverError(_("このリンクは、もう使えません。"))
    before = WeeklyAnswer.objects.filter(place=locked, week_on=week_on).first()
    is_news = before is None or before.answer != answer
    if answer == WeeklyAnswerKind.OPEN:
        has_changed = _reopen(locked, week_on, now)
    else:
        has_changed = _close_rest(locked, week_on, now)
    WeeklyAnswer.objects.update_or_create(place=locked, week_on=week_on, defaults={"answer": answer, "by": by})
    if has_changed:
        locked.edited_fields = sorted({*locked.edited_fields, _ROWS})
    if answer == WeeklyAnswerKind.OPEN:
        _tell_open(locked, by, is_news or has_changed or locked.assured_on != timezone.localdate(now))
    elif is_news or has_changed:
        locked.version += 1
        locked.save(update_fields=["version", "edited_fields", "updated_at"])
        write_history(locked, Action.CLOSE_WEEK, by=by, reason=_name_of_operator(locked))
        announce_edit(locked)


def _tell_open(place: Place, by: "User", is_news: bool) -> None:
    """A second tap on the same day tells nothing new."""
    if is_news:
        place.save(update_fields=["edited_fields"])
        assure(place, by=by, office=_name_of_operator(place))


def _name_of_operator(place: Place) -> str:
    return place.operator.name if place.operator else ""


def _rest(week_on: date, now: datetime) -> tuple[date, date]:
    return timezone.localdate(now), week_on + _WEEK - timedelta(days=1)


def _reopen(place: Place, week_on: date, now: datetime) -> bool:
    """Takes back what an answer of this week closed; days that have passed stay as they were."""
    ours = place.opening_exceptions.filter(date__range=_rest(week_on, now), is_closed=True, note=NOTE)
    return bool(ours.delete()[0])


def _close_rest(place: Place, week_on: date, now: datetime) -> bool:
    first, last = _rest(week_on, now)
    moment = timezone.localtime(now).time()
    closing = [
        day.date
        for day in days_of_week(place, week_on)
        if first <= day.date <= last
        and day.spans
        and not day.is_special
        and (day.date > first or day.spans[-1].closes > moment)
    ]
    rows = [OpeningException(place=place, date=day, is_closed=True, note=NOTE) for day in closing]
    OpeningException.objects.bulk_create(rows)
    return bool(rows)
