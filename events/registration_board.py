"""What a desk reads of its dates: how many come and wait, and whom to telephone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from events.models import DateMessage, MessageReader, Occurrence, Registration, RegistrationCall
from events.registration_desk_enums import AUDIENCES, MessageAudience
from events.registration_enums import COMING, RegistrationScope, RegistrationState
from events.registration_rules import CHANGE, terms_of

_S = RegistrationState


@dataclass
class Numbers:
    """Of one date, in people; ``calls``: registrations of which somebody has to be telephoned."""

    coming: int = 0
    offered: int = 0
    waiting: int = 0
    awaiting: int = 0
    in_lot: int = 0
    unconfirmed: int = 0
    calls: int = 0

    def add(self, state: str, people: int) -> None:
        names = {
            _S.OFFERED: "offered", _S.WAITING: "waiting", _S.AWAITING: "awaiting", _S.IN_LOT: "in_lot",
            _S.UNCONFIRMED: "unconfirmed", **dict.fromkeys(COMING, "coming"),
        }  # fmt: skip
        if name := names.get(RegistrationState(state)):
            setattr(self, name, getattr(self, name) + people)


def is_staff_of_dates(user: Any) -> bool:
    """Looks after the registrations of all dates."""
    return bool(user.is_active and user.is_staff and user.has_perm(CHANGE))


def home_of(date: Occurrence) -> Occurrence:
    """Where the registrations of this date are written: of a course its first date, else itself."""
    terms = getattr(date.event, "registration_terms", None)
    if terms is None or terms.scope != RegistrationScope.COURSE or terms.course_date_id == date.pk:
        return date
    home: Occurrence = terms.course_date
    home.event = date.event
    return home


def numbers_of(dates: Iterable[Occurrence], *, now: datetime) -> dict[int, Numbers]:
    """By date, each loaded with its event's terms; two queries, however many dates."""
    rows = list(dates)
    numbers = {date.pk: Numbers() for date in rows}
    found = Registration.objects.filter(occurrence__in={*numbers, *map(_home_key, rows)}).order_by()
    grouped = found.values("occurrence", "occurrence__event", "scope", "state").annotate(people=Sum("party"))
    for row in grouped:
        for date in _dates_of(rows, row["occurrence"], row["occurrence__event"], row["scope"]):
            numbers[date.pk].add(row["state"], row["people"])
    called = RegistrationCall.objects.open(now).filter(registration__in=found.values("pk")).order_by()
    of_calls = called.values_list("registration__occurrence", "registration__occurrence__event", "registration__scope")
    for at, event, scope, number in of_calls.annotate(number=Count("registration", distinct=True)):
        for date in _dates_of(rows, at, event, scope):
            numbers[date.pk].calls += number
    return numbers


def _home_key(date: Occurrence) -> int:
    """The number of ``home_of``."""
    terms = getattr(date.event, "registration_terms", None)
    is_course = terms is not None and terms.scope == RegistrationScope.COURSE
    return int(terms.course_date_id) if is_course and terms is not None else date.pk


def _dates_of(rows: Sequence[Occurrence], at: int, event: int, scope: str) -> list[Occurrence]:
    if scope == RegistrationScope.COURSE:
        return [date for date in rows if date.event_id == event]
    return [date for date in rows if date.pk == at]


@dataclass
class ToCall:
    """One person, and all that they are to be told: ``upto`` is the newest of it."""

    registration: Registration
    calls: list[RegistrationCall]

    @property
    def upto(self) -> int:
        return max(call.pk for call in self.calls)

    @property
    def tries(self) -> int:
        return max(call.tries for call in self.calls)

    @property
    def tried_at(self) -> datetime | None:
        return max((call.tried_at for call in self.calls if call.tried_at), default=None)


def to_call(calls: Iterable[RegistrationCall]) -> list[ToCall]:
    """Put together by person, in the order in which they come."""
    people: dict[int, ToCall] = {}
    for call in calls:
        one = people.setdefault(call.registration_id, ToCall(call.registration, []))
        one.calls.append(call)
    return list(people.values())


def coming_dates(date: Occurrence, *, now: datetime) -> list[Occurrence]:
    """Other dates of the event to come for which one can register by itself, the next first."""
    terms = terms_of(date.event)
    if terms is None or terms.scope == RegistrationScope.COURSE:
        return []
    rows = date.event.occurrences.upcoming(now).taking_place().exclude(pk=date.pk).order_by("starts_at", "pk")
    return list(rows[:60])


def later_counts(date: Occurrence, messages: Sequence[DateMessage]) -> dict[int, int]:
    """Of each message how many registered after it was sent and belong to whom it went; two queries."""
    rows = Registration.objects.of_date(date).filter(names_removed_at=None).values_list("pk", "state")
    readers: dict[int, set[int]] = {message.pk: set() for message in messages}
    for message, reader in MessageReader.objects.filter(message__in=readers).values_list("message", "registration"):
        readers[message].add(reader)
    states = dict(rows)
    return {
        message.pk: sum(
            state in AUDIENCES[MessageAudience(message.audience)] and pk not in readers[message.pk]
            for pk, state in states.items()
        )
        for message in messages
    }
