"""Promise 1: never a place given twice, however many ask at once and by whichever way."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Occurrence, Registration
from events.registration_enums import RegisteredVia, RegistrationState
from events.services import registrations
from events.services.registrations import register, seats
from events.views.registrations.shared import own_url
from hub.exceptions import DomainError
from tests.events.members import member
from tests.events.registrations.people import date, registered, somebody
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.api.clients import Program
from tests.locks import holding
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 40
ROUNDS = [pytest.param(2, id="2 rounds"), pytest.param(50, id="50 rounds", marks=pytest.mark.soak)]


def _held(at: Occurrence) -> tuple[int, int]:
    """Places by rows, and by the counter of the date."""
    rows = Registration.objects.filter(occurrence=at).aggregate(seats=Sum("seats"))["seats"] or 0
    return rows, Occurrence.objects.get(pk=at.pk).taken


def _all_answered(acts: list[Callable[[], Any]]) -> int:
    """How many were refused by the rules. What else is raised is a mistake of the hub."""
    errors = [error for error in at_once(acts) if error is not None]
    assert [error for error in errors if not isinstance(error, DomainError)] == []
    return len(errors)


def _asking(at: Occurrence, number: int, **asked: Any) -> Callable[[], Any]:
    return lambda: register(at.pk, *somebody(number, **asked))


@pytest.mark.parametrize("rounds", ROUNDS)
def test_forty_at_once_get_ten_places(rounds: int) -> None:
    for number in range(rounds):
        at = date(10)
        refused = _all_answered([_asking(at, one) for one in range(AT_ONCE)])
        told = Counter(Registration.objects.filter(occurrence=at).values_list("state", flat=True))
        assert (number, refused, _held(at), told) == (number, 0, (10, 10), {"confirmed": 10, "waiting": 30})


def _answered(answer: Any) -> None:
    """Over HTTP: no error of the hub. 409 and 412 tell a program that somebody else was first."""
    assert answer.status_code in {200, 302, 409, 412, 422, 429}, answer.status_code


def _any_path(
    at: Occurrence, number: int, luck: random.Random, known: list[Registration], staff: Any, program: Program
) -> Callable[[], Any]:
    """One of the ways by which a place is given, freed or made."""
    one = known[number % len(known)]
    form = reverse("events:register_date", args=[at.event_id, at.pk])
    sent = {"name": f"ひと{2_000 + number}", "contact": "phone", "phone": f"042-200-{number:04}", "party": "2"}
    ways: list[Callable[[], Any]] = [
        _asking(at, 1_000 + number, party=1 + number % 3),
        lambda: register(at.pk, *somebody(1_000 + number), by=staff, via=RegisteredVia.PHONE),
        lambda: _answered(Client().post(form, sent)),
        lambda: _answered(Client().post(own_url(one, "cancel"))),
        lambda: _answered(program.act(f"occurrences/{at.pk}/capacity/", {"capacity": 9 + number % 5})),
        lambda: registrations.cancel(one),
        lambda: registrations.accept_offer(one),
        lambda: registrations.admit(one, by=staff, reason="席を足した", more_room=number % 2 == 0),
        lambda: registrations.set_capacity(at, 8 + number % 6, by=staff),
        lambda: registrations.expire_due(now=timezone.now() + timedelta(hours=25)),
        registrations.promote_all,
        lambda: _grow(one),
    ]
    return luck.choice(ways)


def _grow(one: Registration) -> Registration:
    changes = registrations.Changes(one.name, one.phone, one.party + 1, [], "", {}, None)
    return registrations.change_registration(one, changes)


@pytest.mark.parametrize("rounds", ROUNDS)
def test_by_mixed_paths_no_more_is_given_than_there_is(rounds: int) -> None:
    staff = UserFactory(staff=True)
    for number in range(rounds):
        luck = random.Random(number)  # noqa: S311 - an order that can be repeated
        ours = OrganizationFactory(verified=True)
        at, program = date(10, event={"organizer": ours}), Program(member(ours))
        known = [registered(at, one, party=1 + one % 2) for one in range(12)]
        _all_answered([_any_path(at, one, luck, known, staff, program) for one in range(AT_ONCE)])
        rows, taken = _held(at)
        capacity = Occurrence.objects.get(pk=at.pk).capacity
        assert (number, rows == taken, taken <= capacity) == (number, True, True)


def _read_only(pk: int) -> Occurrence:
    rows = Occurrence.objects.select_related("event", "event__registration_terms", "event__organizer")
    return rows.get(pk=pk)


def test_control_without_the_lock_it_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same services, with the lock alone taken out. If this one does not oversell, the tests above are blind."""
    monkeypatch.setattr(seats, "lock_date", _read_only)
    one_by_one = date(10)
    for number in range(12):
        registered(one_by_one, number)
    assert _held(one_by_one) == (10, 10)
    oversold = []
    for _round in range(3):
        at = date(10)
        _all_answered([_asking(at, one) for one in range(AT_ONCE)])
        oversold.append(_held(at)[0])
    assert max(oversold) > 10


def test_control_under_repeatable_read_the_lock_comes_too_late() -> None:
    """Why the lock is the first statement of a READ COMMITTED transaction: an earlier read sees what was."""
    at = date(1)

    def late(number: int) -> None:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            free = Registration.objects.filter(occurrence=at).count() == 0
            Occurrence.objects.select_for_update(no_key=True).only("pk").get(pk=at.pk)
            if free:
                who, _asked = somebody(number)
                Registration.objects.create(
                    occurrence=at, name=who.name, phone=who.phone, party=1, seats=1, code=f"{number:012}",
                    person=f"p{number}", state=RegistrationState.CONFIRMED,
                )  # fmt: skip

    assert at_once([partial(late, number) for number in range(8)]) == [None] * 8
    assert _held(at)[0] > 1


def test_the_counter_is_the_last_guard() -> None:
    at = date(2)
    registered(at, 1, party=2)
    with pytest.raises(IntegrityError, match="occurrence_not_oversold"), transaction.atomic():
        Occurrence.objects.filter(pk=at.pk).update(taken=3)


def test_who_cannot_have_the_row_is_told_that_it_is_crowded() -> None:
    at = date(2)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with holding(at), pytest.raises(seats.CrowdedError, match="混み合っています"):
            registered(at)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
    assert Registration.objects.count() == 0
