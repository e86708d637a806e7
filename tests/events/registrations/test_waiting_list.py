"""Promise 2: first come, first promoted. Against a list in plain Python, and in threads; nobody who fits is left out."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from events.models import Occurrence, Registration, RegistrationMove
from events.registration_enums import RegistrationAction
from events.services import registrations
from events.services.registrations.queue import people_before
from hub.exceptions import DomainError
from tests.events.registrations.people import date, registered, somebody
from tests.events.registrations.plain_list import PlainList
from tests.hub.accounts.factories import UserFactory
from tests.threads import at_once

_A = RegistrationAction
LATER = timedelta(hours=25)
ROUNDS = [pytest.param(2, id="2 rounds"), pytest.param(60, id="60 rounds", marks=pytest.mark.soak)]

who = st.integers(0, 11)
# Of how many people each act speaks.
SPEAKS = {"leave": 1, "accept": 1, "change": 1, "admit": 1, "pair": 2}
joins = st.lists(st.integers(1, 4), min_size=3, max_size=7)
act = st.one_of(
    st.tuples(st.just("join"), st.integers(1, 4)),
    st.tuples(st.just("leave"), who),
    st.tuples(st.just("accept"), who),
    st.tuples(st.just("lapse")),
    st.tuples(st.just("resize"), st.one_of(st.none(), st.integers(1, 8))),
    st.tuples(st.just("change"), who, st.integers(1, 5)),
    st.tuples(st.just("pair"), who, who),
    st.tuples(st.just("admit"), who, st.booleans()),
)
Act = tuple[Any, ...]


class Hub:
    """The same acts by the hub's services; what they refuse changes nothing."""

    def __init__(self, capacity: int, staff: Any) -> None:
        self.at, self.staff, self.rows, self.now = date(capacity), staff, list[Registration](), timezone.now()

    def act(self, name: str, *values: Any) -> None:
        with suppress(DomainError):
            getattr(self, f"_{name}")(*values)

    def _join(self, party: int) -> None:
        self.rows.append(registered(self.at, len(self.rows), party=party, now=self.now))

    def _leave(self, one: int) -> None:
        registrations.cancel(self.rows[one], now=self.now)

    def _accept(self, one: int) -> None:
        registrations.accept_offer(self.rows[one], now=self.now)

    def _lapse(self) -> None:
        """The time to answer is over: without waiting for a day, since nothing must begin meanwhile."""
        Registration.objects.filter(occurrence=self.at, state="offered").update(held_until=self.now)
        registrations.expire_due(now=self.now)

    def _resize(self, capacity: int | None) -> None:
        registrations.set_capacity(self.at, capacity, by=None, now=self.now)

    def _change(self, one: int, party: int) -> None:
        row = Registration.objects.get(pk=self.rows[one].pk)
        changes = registrations.Changes(row.name, row.phone, party, [], "", {}, None)
        registrations.change_registration(row, changes, now=self.now)

    def _pair(self, one: int, other: int) -> None:
        registrations.go_together(self.rows[one], self.rows[other].code, now=self.now)

    def _admit(self, one: int, more_room: bool) -> None:
        registrations.admit(self.rows[one], by=self.staff, reason="席を足した", more_room=more_room, now=self.now)

    def told(self) -> tuple[Any, ...]:
        at = Occurrence.objects.get(pk=self.at.pk)
        rows = Registration.objects.filter(occurrence=self.at).order_by("pk")
        return at.capacity, at.taken, list(rows.values_list("state", "party"))


def _follow(capacity: int, joins: list[int], acts: list[Act]) -> None:
    hub, plain = Hub(capacity, UserFactory(staff=True)), PlainList(capacity)
    for number, (name, *values) in enumerate([("join", party) for party in joins] + acts):
        spoken = SPEAKS.get(name, 0)
        if spoken and not plain.people:
            continue
        told = [one % len(plain.people) for one in values[:spoken]] + values[spoken:]
        getattr(plain, name)(*(plain.people[one] for one in told[:spoken]), *told[spoken:])
        hub.act(name, *told)
        wanted = plain.capacity, plain.taken, [(one.state, one.party) for one in plain.people]
        assert (number, name, told, hub.told()) == (number, name, told, wanted)
    # Also those who are too many for the date stand before others.
    everybody = PlainList(None, people=plain.people)
    before = {id(one): number for number, unit in enumerate(everybody.units()) for one in unit}
    waiting = [row for row in Registration.objects.filter(occurrence=hub.at).order_by("pk") if row.state == "waiting"]
    assert [people_before(row) for row in waiting] == [
        before[id(one)] for one in plain.people if one.state == "waiting"
    ]


@pytest.mark.django_db
@settings(max_examples=16, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(capacity=st.integers(2, 7), joins=joins, acts=st.lists(act, min_size=4, max_size=16))
# Those who are more than all places hold up nobody, also when somebody comes.
@example(capacity=4, joins=[2, 2, 4, 1], acts=[("leave", 0), ("resize", 3), ("leave", 3), ("join", 1)])
# A pair of which one was let in by name: who is left moves up.
@example(
    capacity=4, joins=[1, 1, 1, 1, 1, 3, 1], acts=[("pair", 4, 6), ("leave", 0), ("leave", 1), ("admit", 6, False)]
)
# A small party does not pass a large one.
@example(capacity=4, joins=[1, 3, 2, 1], acts=[("leave", 0), ("join", 1), ("leave", 1), ("lapse",)])
# Who grows goes behind.
@example(capacity=2, joins=[2, 1, 1, 1], acts=[("change", 1, 2), ("leave", 0), ("pair", 1, 3), ("lapse",)])
def test_it_is_the_list_in_plain_python(capacity: int, joins: list[int], acts: list[Act]) -> None:
    _follow(capacity, joins, acts)


@pytest.mark.soak
@pytest.mark.django_db
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(capacity=st.integers(1, 8), joins=joins, acts=st.lists(act, min_size=10, max_size=40))
def test_it_is_the_list_in_plain_python_at_length(capacity: int, joins: list[int], acts: list[Act]) -> None:
    _follow(capacity, joins, acts)


def _all_answered(acts: list[Callable[[], Any]]) -> None:
    errors = [error for error in at_once(acts) if error is not None and not isinstance(error, DomainError)]
    assert errors == []


def _as_it_is(at: Occurrence) -> PlainList:
    """The rows as they are, to be looked at by the rules in plain Python."""
    found = PlainList(Occurrence.objects.get(pk=at.pk).capacity)
    groups: dict[Any, int] = {}
    for row in Registration.objects.filter(occurrence=at).order_by("pk"):
        found.join(0)
        person = found.people[-1]
        person.party, person.state, person.number = row.party, row.state, row.queue_number or 0
        person.group = groups.setdefault(row.group, len(groups) + 1) if row.group else 0
    return found


def _is_exact(at: Occurrence) -> tuple[bool, bool, bool]:
    """Rows and counter agree; no more than there is; nobody who stands first and fits is left out."""
    now = Occurrence.objects.get(pk=at.pk)
    seats = Registration.objects.filter(occurrence=at).aggregate(seats=Sum("seats"))["seats"] or 0
    plain = _as_it_is(at)
    first = plain.units()[:1]
    is_left_out = any(plain.has_room(sum(one.party for one in unit)) for unit in first)
    return seats == now.taken, now.capacity is None or seats <= now.capacity, is_left_out


EXACT = (True, True, False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", ROUNDS)
def test_in_threads_nobody_who_fits_is_left_out(rounds: int) -> None:
    staff = UserFactory(staff=True)
    for number in range(rounds):
        luck = random.Random(number)  # noqa: S311 - an order that can be repeated
        hub = Hub(8, staff)
        for _one in range(14):
            hub.act("join", luck.randint(1, 3))
        names = ["join", "leave", "accept", "lapse", "resize", "change", "pair", "admit", "leave", "leave"]
        acts = [_any(luck, luck.choice(names)) for _one in range(24)]
        _all_answered([partial(hub.act, *act) for act in acts])
        assert (number, _is_exact(hub.at)) == (number, EXACT)


def _any(luck: random.Random, name: str) -> Act:
    one = luck.randrange(14)
    values = {
        "join": (luck.randint(1, 3),), "lapse": (), "resize": (luck.randint(5, 12),), "change": (one, luck.randint(1, 4)),
        "pair": (one, luck.randrange(14)), "admit": (one, luck.random() < 0.5),
    }  # fmt: skip
    return (name, *values.get(name, (one,)))


def _offered_in_order(at: Occurrence) -> list[tuple[int, int]]:
    """Each offer with whom it passed, as the record of the date tells: its rows are written under the lock, one by one."""
    waiting: dict[int, int] = {}
    numbers = dict(Registration.objects.filter(occurrence=at).values_list("pk", "queue_number"))
    passed = []
    for one in RegistrationMove.objects.filter(registration__occurrence=at).order_by("pk"):
        if one.action == _A.OFFER:
            first = min(waiting, key=lambda pk: waiting[pk])
            if first != one.registration_id:
                passed.append((one.registration_id, first))
        if one.to_state == "waiting":
            waiting[one.registration_id] = numbers[one.registration_id] or 0
        else:
            waiting.pop(one.registration_id, None)
    return passed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", ROUNDS)
def test_eight_promoters_at_once_offer_each_free_place_once_and_in_order(rounds: int) -> None:
    for number in range(rounds):
        at = date(6)
        rows = [registered(at, one) for one in range(16)]
        leaving = [partial(registrations.cancel, row) for row in rows[1:5]]
        # A place that nobody saw to: as after a capacity that was written by another hand.
        Occurrence.objects.filter(pk=at.pk).update(capacity=7)
        _all_answered([registrations.promote_all] * 8 + leaving)
        states = list(Registration.objects.filter(occurrence=at).order_by("pk").values_list("state", flat=True))
        wanted = ["confirmed", *["cancelled"] * 4, "confirmed", *["offered"] * 5, *["waiting"] * 5]
        assert (number, states) == (number, wanted)
        offers = RegistrationMove.objects.filter(registration__occurrence=at, action=_A.OFFER)
        assert (number, offers.count(), _offered_in_order(at), _is_exact(at)) == (number, 5, [], EXACT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rounds", ROUNDS)
def test_in_threads_the_order_is_kept(rounds: int) -> None:
    for number in range(rounds):
        luck, at = random.Random(number), date(6)  # noqa: S311 - an order that can be repeated
        rows = [registered(at, one, party=luck.randint(1, 2)) for one in range(14)]
        acts: list[Callable[[], Any]] = [
            *(partial(registrations.cancel, row) for row in luck.sample(rows, 6)),
            *(partial(registrations.accept_offer, row) for row in luck.sample(rows, 4)),
            *(partial(registrations.register, at.pk, *somebody(one)) for one in range(50, 56)),
            lambda: registrations.expire_due(now=timezone.now() + LATER),
            registrations.promote_all,
        ]
        luck.shuffle(acts)
        _all_answered(acts)
        assert (number, _offered_in_order(at), _is_exact(at)) == (number, [], EXACT)


@pytest.mark.django_db
def test_the_look_for_who_is_left_out_is_not_blind() -> None:
    at = date(3)
    for number in range(5):
        registered(at, number)
    assert (_is_exact(at), _offered_in_order(at)) == (EXACT, [])
    Occurrence.objects.filter(pk=at.pk).update(capacity=4)
    assert _is_exact(at) == (True, True, True)
    Registration.objects.filter(pk=Registration.objects.latest("pk").pk).update(queue_number=0)
    registrations.promote_all()
    first = Registration.objects.filter(occurrence=at, state="offered").get()
    Registration.objects.filter(pk=first.pk).update(queue_number=9)
    assert _offered_in_order(at) != []
