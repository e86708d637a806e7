"""受付: who came. One service behind the taps at the door, what waited for the network, and the list marked from paper.

The last pressed holds, whenever it arrives. An entry that came too late is kept as such and said, not dropped. Who has no
place (waits, was not drawn, cancelled) and simply comes is 当日参加: counted, with the registration beside it, whose state
stays; so a wrong tap gives nobody a place, and nobody is passed.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from events.door_enums import OF_REGISTRATION, DoorAct, DoorReason, DoorResult
from events.enums import OccurrenceState
from events.models import Attendance, DoorEntry, Occurrence, Registration
from events.registration_enums import (
    COMING,
    AttendedVia,
    RegistrationAction,
    RegistrationScope,
    RegistrationState,
)
from events.services.registrations.moves import move
from events.services.registrations.proofs import code_of
from events.services.registrations.seats import lock_date, locked_date

if TYPE_CHECKING:
    from hub.accounts.models import User

_S, _A = RegistrationState, RegistrationAction
_MOVE_TO = {_S.ATTENDED: _A.ATTEND, _S.ABSENT: _A.BE_ABSENT, _S.CONFIRMED: _A.UNMARK}
# A registration may bring more than it said, a group without one may be large.
MOST_OF_REGISTRATION, MOST_WALK_INS = 99, 999


@dataclass(frozen=True)
class Entry:
    """One press. ``people`` and ``first_people``: None for what the registration says. ``of``: a walk-in to be taken back.

    ``noted_at``: None for now; a device's clock is brought to ours before it comes here.
    """

    act: DoorAct
    key: uuid.UUID
    registration: int | None = None
    people: int | None = None
    first_people: int | None = None
    via: AttendedVia = AttendedVia.TAP
    noted_at: datetime | None = None
    of: uuid.UUID | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of the entry with this key. ``is_walk_in``: somebody without a place was counted as 当日参加."""

    key: uuid.UUID
    result: DoorResult
    reason: DoorReason | None = None
    is_walk_in: bool = False


@dataclass
class _Door:
    """What is known under the locks: the date, those who press, and what was pressed before."""

    date: Occurrence
    dates: Mapping[int, Occurrence]
    by: "User | None"
    now: datetime
    rows: Mapping[int, Registration]
    known: dict[uuid.UUID, DoorEntry]
    last: dict[int, datetime]
    standing: dict[int, Attendance]
    taken_back: set[uuid.UUID]
    made: list[DoorEntry] = field(default_factory=list)


def enter(
    date_pk: int, entries: Sequence[Entry], *, by: "User | None", now: datetime | None = None
) -> list[Outcome]:  # fmt: skip
    """All in one transaction, each with an outcome of its own, in their order; the same key again changes nothing.

    Raises ``CrowdedError``, ``GoneError``.
    """
    now = now or timezone.now()
    with _door(date_pk, entries, by, now) as door:
        outcomes = [_one(door, entry) for entry in entries]
        DoorEntry.objects.bulk_create(door.made)
    return outcomes


@contextmanager
def _door(
    date_pk: int, entries: Sequence[Entry], by: "User | None", now: datetime
) -> Iterator[_Door]:  # fmt: skip
    """Locks the date, and of a course the one under which its registrations stand; in the order of their numbers."""
    named = {entry.registration for entry in entries if entry.registration is not None}
    # To which date a registration belongs never changes, so it may be read before the lock.
    of_course = Registration.objects.filter(pk__in=named, scope=RegistrationScope.COURSE)
    of_course = of_course.filter(occurrence__event__occurrences=date_pk)
    first, *others = sorted({date_pk, *of_course.values_list("occurrence", flat=True)})
    with locked_date(first) as date:
        dates = {first: date} | {pk: lock_date(pk) for pk in others}
        here = dates[date_pk]
        rows = {row.pk: row for row in Registration.objects.of_date(here).filter(pk__in=named)}
        before = DoorEntry.objects.filter(occurrence=here)
        known = {row.key: row for row in DoorEntry.objects.filter(key__in=[entry.key for entry in entries])}
        last: dict[int, datetime] = defaultdict(lambda: datetime.min.replace(tzinfo=now.tzinfo))
        for pk, pressed in before.filter(registration__in=rows, is_applied=True).values_list(
            "registration", "noted_at"
        ):
            last[pk or 0] = max(last[pk or 0], pressed)
        marked = Attendance.objects.filter(occurrence=here, registration__in=rows)
        standing = {row.registration_id or 0: row for row in marked}
        walk_ins = [entry.key for entry in entries if entry.act == DoorAct.WALK_IN]
        taken_back = {key for key in before.filter(of__in=walk_ins).values_list("of", flat=True) if key is not None}
        yield _Door(here, dates, by, now, rows, known, last, standing, taken_back)


def _one(door: _Door, entry: Entry) -> Outcome:
    if entry.key in door.known:
        return _again(door, entry)
    if (reason := _refused(door, entry)) is not None:
        return Outcome(entry.key, DoorResult.REFUSED, reason)
    if entry.act not in OF_REGISTRATION:
        return _walk_in(door, entry) if entry.act == DoorAct.WALK_IN else _undo_walk_in(door, entry)
    registration = door.rows[entry.registration or 0]
    pressed = min(entry.noted_at or door.now, door.now)
    standing = door.standing.get(registration.pk)
    wanted = _wanted(registration, entry)
    if pressed < door.last[registration.pk]:
        _keep(door, entry, pressed, wanted, is_applied=False)
        is_same = _says(standing) == wanted
        return Outcome(entry.key, DoorResult.KNOWN) if is_same else _overtaken(entry)
    door.last[registration.pk] = pressed
    _keep(door, entry, pressed, wanted, is_applied=True)
    has_place = registration.state in COMING
    via = entry.via if has_place else AttendedVia.WALK_IN
    _write(door, entry, registration, wanted, via, pressed)
    if has_place:
        _follow(door, registration)
    return Outcome(entry.key, DoorResult.ENTERED, is_walk_in=entry.act == DoorAct.CAME and not has_place)


def _overtaken(entry: Entry) -> Outcome:
    return Outcome(entry.key, DoorResult.OVERTAKEN, DoorReason.OVERTAKEN)


def _again(door: _Door, entry: Entry) -> Outcome:
    """Its answer may have been lost on the way: it is told once more what became of it."""
    before = door.known[entry.key]
    if before.occurrence_id != door.date.pk:
        return Outcome(entry.key, DoorResult.REFUSED, DoorReason.GONE)
    if not before.is_applied and before.act == DoorAct.WALK_IN:
        return Outcome(entry.key, DoorResult.OVERTAKEN, DoorReason.TAKEN_BACK)
    if before.is_applied or before.registration_id is None:
        return Outcome(entry.key, DoorResult.KNOWN)
    standing = door.standing.get(before.registration_id)
    is_same = _says(standing) == (_came_of(before.act), before.people, before.first_people)
    return Outcome(entry.key, DoorResult.KNOWN) if is_same else _overtaken(entry)


def _refused(door: _Door, entry: Entry) -> DoorReason | None:
    is_undo = entry.act in {DoorAct.UNMARK, DoorAct.UNDO_WALK_IN}
    if entry.act in OF_REGISTRATION and entry.registration not in door.rows:
        return DoorReason.GONE
    if is_undo:
        return None
    if door.date.state == OccurrenceState.CANCELLED:
        return DoorReason.CALLED_OFF
    if timezone.localdate(door.now) < timezone.localdate(door.date.starts_at):
        return DoorReason.EARLY
    if entry.act == DoorAct.ABSENT and door.rows[entry.registration or 0].state not in COMING:
        return DoorReason.NO_PLACE
    return None


def _came_of(act: str) -> bool | None:
    return {DoorAct.CAME: True, DoorAct.ABSENT: False}.get(DoorAct(act))


def _wanted(registration: Registration, entry: Entry) -> tuple[bool | None, int, int]:
    """Came (None: not marked), people, people for the first time. A registration says of its own person alone whether."""
    came = _came_of(entry.act)
    if not came:
        return came, 0, 0
    people = min(entry.people or registration.party, MOST_OF_REGISTRATION)
    first = int(bool(registration.is_first)) if entry.first_people is None else entry.first_people
    return True, people, min(first, people)


def _says(standing: Attendance | None) -> tuple[bool | None, int, int]:
    return (standing.came, standing.people, standing.first_people) if standing else (None, 0, 0)


def _keep(
    door: _Door, entry: Entry, pressed: datetime, wanted: tuple[bool | None, int, int], *, is_applied: bool
) -> None:  # fmt: skip
    row = DoorEntry(
        key=entry.key, occurrence=door.date, registration_id=entry.registration, act=entry.act, of=entry.of,
        people=wanted[1], first_people=wanted[2], via=entry.via, by=door.by, is_applied=is_applied, noted_at=pressed,
    )  # fmt: skip
    door.made.append(row)
    door.known[entry.key] = row


def _write(
    door: _Door, entry: Entry, registration: Registration, wanted: tuple[bool | None, int, int], via: AttendedVia,
    pressed: datetime,
) -> None:  # fmt: skip
    """The row of this registration and date, made, changed or taken away."""
    came, people, first = wanted
    row = door.standing.pop(registration.pk, None)
    if came is None:
        if row is not None:
            row.delete()
        return
    row = row or Attendance(occurrence=door.date, registration=registration)
    row.came, row.people, row.first_people, row.via = came, people, first, via
    row.by, row.key, row.noted_at = door.by, entry.key, pressed
    row.proof = code_of(registration.pk, door.date.pk) if came else ""
    row.save()
    door.standing[registration.pk] = row


def _walk_in(door: _Door, entry: Entry) -> Outcome:
    people = min(entry.people or 1, MOST_WALK_INS)
    first, pressed = min(entry.first_people or 0, people), min(entry.noted_at or door.now, door.now)
    is_there = entry.key not in door.taken_back
    _keep(door, entry, pressed, (True, people, first), is_applied=is_there)
    if not is_there:
        return Outcome(entry.key, DoorResult.OVERTAKEN, DoorReason.TAKEN_BACK)
    Attendance.objects.create(
        occurrence=door.date, came=True, people=people, first_people=first, via=AttendedVia.WALK_IN, by=door.by,
        key=entry.key, noted_at=pressed,
    )  # fmt: skip
    return Outcome(entry.key, DoorResult.ENTERED)


def _undo_walk_in(door: _Door, entry: Entry) -> Outcome:
    """Also of one that has not arrived yet: it will find itself taken back."""
    _keep(door, entry, min(entry.noted_at or door.now, door.now), (None, 0, 0), is_applied=True)
    if entry.of is not None:
        door.taken_back.add(entry.of)
    walk_ins = Attendance.objects.filter(occurrence=door.date, registration=None)
    gone, _rows = walk_ins.filter(key__in=[entry.of] if entry.of else []).delete()
    return Outcome(entry.key, DoorResult.ENTERED if gone else DoorResult.KNOWN)


def _follow(door: _Door, registration: Registration) -> None:
    """The state follows what is marked: of a course attended if any date was, absent if each was missed."""
    date = door.dates[registration.occurrence_id]
    state = _state_of(door, registration)
    if registration.state != state:
        move(registration, date, _MOVE_TO[state], by=door.by)


def _state_of(door: _Door, registration: Registration) -> RegistrationState:
    if registration.scope == RegistrationScope.COURSE:
        marks = list(Attendance.objects.filter(registration=registration).values_list("came", flat=True))
        dates = door.date.event.occurrences.taking_place().count()
    else:
        row = door.standing.get(registration.pk)
        marks, dates = [row.came] if row else [], 1
    if any(marks):
        return _S.ATTENDED
    return _S.ABSENT if marks and len(marks) >= dates else _S.CONFIRMED
