"""A place that came free is offered to the first who wait, for a time to answer; then to the next."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from events.enums import OccurrenceState, State
from events.models import Occurrence, Registration
from events.registration_enums import RegistrationAction, RegistrationState
from events.registration_rules import off_because, terms_of
from events.services.registrations import letters
from events.services.registrations.calls import note_answer
from events.services.registrations.moves import move, not_possible
from events.services.registrations.queue import can_ever_fit, in_order
from events.services.registrations.seats import CrowdedError, has_room, lock_date, locked_date, reread
from hub.exceptions import DomainError
from hub.locking import GoneError

if TYPE_CHECKING:
    from hub.accounts.models import User

_S, _A = RegistrationState, RegistrationAction
_BATCH = 500


def promote(date: Occurrence, *, now: datetime) -> list[Registration]:
    """Offers what is free, in order, until the next in the list does not fit. Under the lock of the date.

    Who is more than the date has places at all holds up nobody.

    Nothing is offered of what is cancelled, hidden or has begun. An answer is waited for as long as the terms say,
    never beyond the beginning.
    """
    offered: list[Registration] = []
    terms = terms_of(date.event)
    is_on = date.state != OccurrenceState.CANCELLED and date.event.state == State.PUBLISHED
    if terms is None or not is_on or date.starts_at <= now or not has_room(date, 1):
        return offered
    until = min(now + timedelta(hours=terms.offer_hours), date.starts_at)
    for unit in in_order(date):
        if not can_ever_fit(date, unit):
            continue
        if not has_room(date, sum(row.party for row in unit)):
            break
        for row in unit:
            move(row, date, _A.OFFER, held_until=until)
            letters.tell(row, letters.OFFERED)
            offered.append(row)
    return offered


def accept_offer(registration: Registration, *, by: "User | None" = None, now: datetime | None = None) -> Registration:
    """The place is theirs. Raises ``DomainError`` where the time to answer is over."""
    now = now or timezone.now()
    with locked_date(registration.occurrence_id) as date:
        found = reread(registration, date)
        if found.state == _S.CONFIRMED:
            return found
        if found.state != _S.OFFERED:
            raise DomainError(not_possible(found))
        if reason := off_because(found, date, now=now):
            raise DomainError(reason)
        if date.starts_at <= now:
            raise DomainError(_("もう始まりました。"))
        if found.held_until is not None and found.held_until <= now:
            raise DomainError(_("お返事の期限が過ぎました。次の方にご案内しています。"))
        move(found, date, _A.ACCEPT, by=by)
        note_answer(found, by=by, now=now)
        letters.tell(found, letters.PLACED, is_there=True)
    return found


def expire_due(*, now: datetime | None = None) -> int:
    """Ends what nobody answered in time, and offers the places on; each date by itself. Returns how many ended.

    A date that is held by somebody is taken up in the next turn.
    """
    now = now or timezone.now()
    ended = 0
    for pk in _dates_due(now):
        try:
            ended += _expire_date(pk, now)
        except (CrowdedError, GoneError):
            continue
    return ended


def _dates_due(now: datetime) -> list[int]:
    """Two queries, each by an index of its own: together they would read every registration there ever was."""
    rows = Registration.objects.order_by()
    found: set[int] = set()
    for due in (rows.unanswered(now), rows.overtaken(now)):
        found |= set(due.values_list("occurrence", flat=True).distinct()[:_BATCH])
    return sorted(found)


def _expire_date(pk: int, now: datetime) -> int:
    with locked_date(pk) as date:
        rows = list(Registration.objects.filter(occurrence=pk).due(now).order_by("pk"))
        for row in rows:
            letter = letters.LAPSED if row.state in {_S.UNCONFIRMED, _S.OFFERED} else letters.NO_PLACE
            move(row, date, _A.LAPSE)
            letters.tell(row, letter)
        promote(date, now=now)
    return len(rows)


def promote_all(*, now: datetime | None = None) -> int:
    """What a service did not see, as a date that is taken up again: every free place of which somebody waits is offered."""
    now = now or timezone.now()
    is_taken_up = Q(event__state=State.PUBLISHED, event__registration_terms__is_open=True)
    # A full date need not be locked each minute, nor stand before one that has room.
    has_places = Q(capacity=None) | Q(taken__lt=F("capacity"))
    dates = Occurrence.objects.filter(is_taken_up, has_places, starts_at__gt=now, registrations__state=_S.WAITING)
    dates = dates.exclude(state=OccurrenceState.CANCELLED).order_by().distinct()
    offered = 0
    for pk in list(dates.values_list("pk", flat=True)[:_BATCH]):
        try:
            with locked_date(pk) as date:
                offered += len(promote(date, now=now))
        except (CrowdedError, GoneError):
            continue
    return offered


def promote_locked(pk: int, *, now: datetime | None = None) -> None:
    """Within a writer of dates, which holds its rows: what its edit made room for is offered."""
    promote(lock_date(pk), now=now or timezone.now())
