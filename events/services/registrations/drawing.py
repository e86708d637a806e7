"""抽選: once the deadline is over, lots are drawn of all who registered, by the rule of ``events.lots``."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from events import lots
from events.enums import OccurrenceState, State
from events.models import Draw, Occurrence, Registration, RegistrationMove, RegistrationTerms
from events.registration_enums import RegistrationAction, RegistrationState
from events.services.registrations import letters
from events.services.registrations.moves import move
from events.services.registrations.queue import Unit, next_number, units_of
from events.services.registrations.seats import CrowdedError, locked_date
from hub.exceptions import DomainError
from hub.locking import GoneError
from hub.templatetags.reading import day, hour

if TYPE_CHECKING:
    from hub.accounts.models import User

_S, _A = RegistrationState, RegistrationAction
_LEFT_BY = {_A.DRAW: 0, _A.QUEUE: 1, _A.MISS: 2}


@dataclass(frozen=True)
class Preview:
    """Before the draw, in numbers alone. ``unconfirmed``: addresses that nobody confirmed yet; they are not in the lot."""

    units: int
    people: int
    places: int
    unconfirmed: int

    @property
    def has_room_for_all(self) -> bool:
        return self.people <= self.places


def preview(date: Occurrence) -> Preview:
    """What a draw would have before it now."""
    rows = Registration.objects.filter(occurrence=date.pk)
    there = list(rows.filter(state=_S.IN_LOT))
    places = max((date.capacity or 0) - date.taken, 0)
    unconfirmed = rows.filter(state=_S.UNCONFIRMED).count()
    return Preview(len(units_of(there)), sum(row.party for row in there), places, unconfirmed)


def not_drawn_because(date: Occurrence, *, now: datetime) -> str:
    """Why lots can't be drawn now, as one says it; empty where they can."""
    if date.event.state != State.PUBLISHED:
        return _("この催しは、いま公開されていません。")
    if date.state == OccurrenceState.CANCELLED:
        return _("この日は中止になりました。")
    if date.capacity is None:
        return _("定員が決まっていません。催しのページで定員を決めてから、抽選してください。")
    if date.deadline_at is None:
        return _("申込の締切が決まっていません。催しのページで締切を決めてから、抽選してください。")
    if date.deadline_at >= now:
        moment = {"day": day(date.deadline_at), "hour": hour(date.deadline_at)}
        return _("締切（%(day)s %(hour)s）が過ぎると、抽選できます。") % moment
    if date.starts_at <= now:
        return _("もう始まりました。")
    return ""


def _terms_row(date: Occurrence) -> RegistrationTerms | None:
    """Also where nobody can register here any more: who did was promised a result."""
    return getattr(date.event, "registration_terms", None)


def draws_itself_at(date: Occurrence) -> datetime | None:
    """When nobody pressed until then the hub draws: on the day for which results were told, a day before it begins at
    the latest, never before the deadline. None where it can't be drawn at all.
    """
    terms = _terms_row(date)
    if terms is None or date.deadline_at is None or date.capacity is None:
        return None
    told = min(date.deadline_at + timedelta(days=terms.result_days), date.starts_at - timedelta(days=1))
    return max(told, date.deadline_at)


def draw_overdue(*, now: datetime | None = None) -> int:
    """Draws what nobody drew in time: who was promised a result gets one. Returns how many dates."""
    now = now or timezone.now()
    lotted = Registration.objects.filter(
        state=_S.IN_LOT, occurrence__deadline_at__lt=now, occurrence__starts_at__gt=now
    )
    dates = Occurrence.objects.filter(pk__in=lotted.order_by().values("occurrence"), draw=None)
    drawn = 0
    for date in dates.select_related("event", "event__registration_terms").order_by("pk"):
        moment = draws_itself_at(date)
        if moment is None or moment > now or not_drawn_because(date, now=now):
            continue
        with suppress(CrowdedError, GoneError, DomainError):  # the next turn tries again
            draw_lots(date, by=None, now=now)
            drawn += 1
    return drawn


def draw_lots(date: Occurrence, *, by: "User | None", seed: str | None = None, now: datetime | None = None) -> Draw:
    """Draws once: who comes later gets the same draw. Everybody is told; reserves wait in the drawn order.

    The seed is made here, after the last registration is in: nobody can choose who wins by choosing it. Raises
    ``DomainError`` before the deadline, after the beginning, and where nobody registered.
    """
    now = now or timezone.now()
    with locked_date(date.pk) as locked:
        there: Draw | None = Draw.objects.filter(occurrence=locked.pk).first()
        if there is not None:
            return there
        if reason := not_drawn_because(locked, now=now):
            raise DomainError(reason)
        rows = list(Registration.objects.filter(occurrence=locked.pk, state=_S.IN_LOT).order_by("pk"))
        if not rows:
            raise DomainError(_("抽選を待っている申込がありません。"))
        return _draw(locked, units_of(rows), by=by, seed=seed or secrets.token_hex(32))


def _draw(date: Occurrence, units: list[Unit], *, by: "User | None", seed: str) -> Draw:
    by_key = {min(row.code for row in unit): sorted(unit, key=lambda row: row.code) for unit in units}
    places, most = max((date.capacity or 0) - date.taken, 0), _most_reserves(_terms_row(date))
    shapes = [lots.Unit(tuple(sorted(row.code for row in unit)), sum(row.party for row in unit)) for unit in units]
    outcome = lots.draw(shapes, seed=seed, places=places, most_reserves=most)
    number = next_number(date)
    for place, shape in enumerate(outcome.units):
        for row in by_key[shape.key]:
            if place < outcome.won:
                move(row, date, _A.DRAW, by=by)
                letters.tell(row, letters.PLACED)
            elif place < outcome.won + outcome.reserves:
                move(row, date, _A.QUEUE, by=by, queue_number=number)
                letters.tell(row, letters.RESERVE)
                number += 1
            else:
                move(row, date, _A.MISS, by=by)
                letters.tell(row, letters.NOT_DRAWN)
    result = outcome.as_json() | {"most_reserves": most}
    return Draw.objects.create(occurrence=date, seed=seed, rule=lots.RULE, capacity=places, result=result, by=by)


def _most_reserves(terms: RegistrationTerms | None) -> int | None:
    """None of those who did not get a place waits where there is no waiting list."""
    return 0 if terms is None or not terms.has_waiting_list else terms.reserves


def faults_of(draw: Draw) -> list[str]:
    """In what a draw differs from the rule: ``rule``, ``units``, ``won``, ``reserves`` from its row alone, ``moves``
    where the record of registrations tells of another outcome. Nothing where it is right.
    """
    outcome = lots.read(draw.result)
    found = lots.faults(
        outcome, seed=draw.seed, rule=draw.rule, places=draw.capacity, most_reserves=draw.result["most_reserves"]
    )
    wanted = {
        code: (place >= outcome.won) + (place >= outcome.won + outcome.reserves)
        for place, unit in enumerate(outcome.units)
        for code in unit.codes
    }
    moves = RegistrationMove.objects.filter(registration__occurrence=draw.occurrence_id, from_state=_S.IN_LOT)
    told = {
        code: _LEFT_BY[RegistrationAction(action)]
        for code, action in moves.filter(action__in=_LEFT_BY).values_list("registration__code", "action")
    }
    return [*found, *([] if told == wanted else ["moves"])]


def standing_of(registration: Registration) -> lots.Standing | None:
    """What its own page tells of the draw, in numbers; None where none was drawn, or it was not in it."""
    found: Draw | None = Draw.objects.filter(occurrence=registration.occurrence_id).first()
    return None if found is None else lots.standing(lots.read(found.result), registration.code, seed=found.seed)
