"""Every action from every state: what the table allows happens whole, all else changes nothing."""

from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction

from events.models import Occurrence, Registration, RegistrationMove
from events.registration_enums import HOLDING, REGISTRATION_MOVES, RegistrationAction, RegistrationState
from events.services import registrations
from events.services.registrations.moves import move
from events.services.registrations.seats import lock_date
from hub.exceptions import DomainError, TransitionError
from tests.events.registrations.people import date
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
_S = RegistrationState
HELD = {_S.UNCONFIRMED, _S.OFFERED}


def made(at: Occurrence, state: str, **fields: Any) -> Registration:
    """A row in this state, as the services leave it: with its places, its number and its time to answer."""
    held = {"held_until": at.starts_at} if state in HELD else {}
    number = Registration.objects.count() + 1
    seats = 2 if state in HOLDING else 0
    row = Registration.objects.create(
        occurrence=at, state=state, party=2, seats=seats, code=f"{number:012}", person=f"p{number}",
        queue_number=number if state == _S.WAITING else None, **(held | fields),
    )  # fmt: skip
    Occurrence.objects.filter(pk=at.pk).update(taken=Occurrence.objects.get(pk=at.pk).taken + seats)
    return row


def _told(at: Occurrence, row: Registration) -> tuple[Any, ...]:
    now = Registration.objects.get(pk=row.pk)
    return now.state, now.seats, Occurrence.objects.get(pk=at.pk).taken, RegistrationMove.objects.count()


@pytest.mark.parametrize("action", REGISTRATION_MOVES)
def test_every_action_from_every_state(action: RegistrationAction) -> None:
    at = date(100)
    sources, target = REGISTRATION_MOVES[action]
    for state in RegistrationState:
        row = made(at, state)
        before = _told(at, row)
        extra: dict[str, Any] = {"held_until": at.starts_at} if target in HELD else {}
        extra |= {"queue_number": 500 + row.pk} if target == _S.WAITING else {}
        is_allowed = state in sources
        try:
            with transaction.atomic():
                locked = lock_date(at.pk)
                move(Registration.objects.get(pk=row.pk), locked, action, **extra)
        except TransitionError:
            assert (state, is_allowed, _told(at, row)) == (state, False, before)
        else:
            seats = 2 if target in HOLDING else 0
            wanted = (target, seats, before[2] + seats - before[1], before[3] + 1)
            assert (state, is_allowed, _told(at, row)) == (state, True, wanted)
            last = RegistrationMove.objects.order_by("pk").last()
            assert last is not None
            assert (last.action, last.from_state, last.to_state) == (action, state, target)


# What a person or the organiser presses: from which states it does something. From the others it says why not.
SERVICES: dict[str, tuple[Any, set[str]]] = {
    "cancel": (
        lambda row, by: registrations.cancel(row),
        {_S.UNCONFIRMED, _S.AWAITING, _S.CONFIRMED, _S.WAITING, _S.OFFERED, _S.IN_LOT},
    ),
    "accept_offer": (lambda row, by: registrations.accept_offer(row), {_S.OFFERED}),
    "confirm_address": (lambda row, by: registrations.confirm_address(row), {_S.UNCONFIRMED}),
    "approve": (lambda row, by: registrations.approve(row, by=by), {_S.AWAITING}),
    "decline": (lambda row, by: registrations.decline(row, by=by), {_S.AWAITING}),
    "admit": (
        lambda row, by: registrations.admit(row, by=by, reason="席を足した"),
        {_S.UNCONFIRMED, _S.WAITING, _S.OFFERED, _S.NOT_DRAWN},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SERVICES)
def test_every_press_from_every_state(name: str) -> None:
    at, by = date(100), UserFactory(staff=True)
    press, allowed = SERVICES[name]
    did = set()
    for state in RegistrationState:
        row = made(at, state)
        before = _told(at, row)
        with suppress(DomainError):
            press(row, by)
        if Registration.objects.get(pk=row.pk).state != state:
            did.add(state)
        else:
            assert (state, _told(at, row)[:2]) == (state, before[:2])
        Registration.objects.filter(pk=row.pk).update(state=_S.CANCELLED, seats=0, held_until=None, queue_number=None)
        Occurrence.objects.filter(pk=at.pk).update(taken=0)
    assert did == allowed
