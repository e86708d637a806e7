"""Lots: the order is what anybody computes from the seed, fair, whole for those who go together, and drawn once."""

import hashlib
import random
from collections import Counter
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events import lots
from events.enums import OccurrenceState, Participation
from events.models import Draw, Occurrence, Registration, RegistrationMove
from events.registration_enums import RegistrationState
from events.services import registrations
from events.services.registrations import draw_lots
from events.services.registrations.drawing import draw_overdue, draws_itself_at, faults_of, preview, standing_of
from hub.exceptions import DomainError
from hub.notifications.models import Mailing
from tests.events.registrations.people import date, registered, states
from tests.hub.accounts.factories import UserFactory
from tests.threads import at_once

SEED = "5eed"


def lot(capacity: int | None = 5, *parties: int, **terms: Any) -> tuple[Occurrence, list[Registration]]:
    """A date whose deadline is tomorrow, with people who registered."""
    at = date(capacity, participation=Participation.LOT, **terms)
    Occurrence.objects.filter(pk=at.pk).update(deadline_at=timezone.now() + timedelta(days=1))
    at.refresh_from_db()
    return at, [registered(at, number, party=party) for number, party in enumerate(parties, 1)]


def after(at: Occurrence) -> datetime:
    assert at.deadline_at is not None
    return at.deadline_at + timedelta(minutes=1)


def plain(rows: list[tuple[str, int, Any]], seed: str, places: int, most: int | None) -> dict[str, str]:
    """The rule as the manual tells it, without a line of ours: (number, people, group) → code: state."""
    groups: dict[Any, list[tuple[str, int]]] = {}
    for code, people, group in rows:
        groups.setdefault(group or code, []).append((code, people))
    ordered = sorted(
        groups.values(),
        key=lambda unit: hashlib.sha256((seed + ":" + min(code for code, _people in unit)).encode("ascii")).hexdigest(),
    )
    found, is_over, reserves = {}, False, 0
    for unit in ordered:
        people = sum(people for _code, people in unit)
        is_over = is_over or people > places
        if not is_over:
            places, state = places - people, "confirmed"
        elif most is None or reserves < most:
            reserves, state = reserves + 1, "waiting"
        else:
            state = "not_drawn"
        found |= {code: state for code, _people in unit}
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("capacity", "reserves", "has_list"),
    [(7, None, True), (7, 2, True), (7, 0, True), (7, None, False), (60, None, True)],
)
def test_what_anybody_computes_is_what_came_of_it(capacity: int, reserves: int | None, has_list: bool) -> None:
    at, rows = lot(capacity, 1, 2, 1, 3, 1, 4, 1, 2, 1, 1, reserves=reserves, has_waiting_list=has_list)
    for one, other in ((0, 4), (1, 6), (6, 8)):
        registrations.go_together(rows[one], rows[other].code)
    registrations.cancel(rows[9])
    told = [(row.code, row.party, row.group) for row in Registration.objects.filter(occurrence=at, state="in_lot")]
    made = draw_lots(at, by=None, now=after(at))
    wanted = plain(told, made.seed, capacity, reserves if has_list else 0)
    there = dict(Registration.objects.filter(occurrence=at).exclude(pk=rows[9].pk).values_list("code", "state"))
    assert there == wanted
    won = sum(people for code, people, _group in told if wanted[code] == "confirmed")
    assert (Occurrence.objects.get(pk=at.pk).taken, made.capacity, faults_of(made)) == (won, capacity, [])
    # Who waits does so in the drawn order.
    order = [code for unit in made.result["units"] for code in unit if wanted[code] == "waiting"]
    waiting = Registration.objects.filter(occurrence=at).waiting().values_list("code", flat=True)
    assert list(waiting) == order


def test_the_rule_is_fair() -> None:
    """Over 4,000 fixed seeds each of ten has 3 of 10 places as often as another. The seeds never change, so nor does this."""
    units = [lots.Unit((f"{number:012}",), 1) for number in range(10)]
    units[3] = lots.Unit(("000000000003", "900000000003"), 1)
    won: Counter[str] = Counter()
    for seed in range(4_000):
        outcome = lots.draw(units, seed=str(seed), places=3, most_reserves=None)
        won.update(unit.key for unit in outcome.units[: outcome.won])
    # 1,200 each; the standard deviation is 29, and five of them are allowed.
    assert {key: abs(number - 1_200) < 145 for key, number in won.items()} == {unit.key: True for unit in units}


def test_the_order_in_which_they_came_changes_nothing() -> None:
    luck = random.Random(9)  # noqa: S311 - the same each time
    for _round in range(50):
        units = [lots.Unit((f"{luck.randrange(10**12):012}",), luck.randint(1, 4)) for _one in range(12)]
        mixed = luck.sample(units, len(units))
        first, second = (lots.draw(one, seed=SEED, places=9, most_reserves=3) for one in (units, mixed))
        assert first == second
        assert sum(unit.people for unit in first.units[: first.won]) <= 9
        if first.won < len(units):
            assert sum(unit.people for unit in first.units[: first.won + 1]) > 9
        assert lots.read(first.as_json()) == first


@pytest.mark.django_db
def test_the_second_press_gives_the_same_draw() -> None:
    at, _rows = lot(2, 1, 1, 1, 1)
    staff = UserFactory(staff=True)
    first = draw_lots(at, by=staff, now=after(at))
    told = states(at)
    again = draw_lots(at, by=staff, seed="other", now=after(at))
    assert (again.pk, again.seed, len(first.seed), states(at)) == (first.pk, first.seed, 64, told)
    assert RegistrationMove.objects.filter(by=staff).count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_draw() -> None:
    at, _rows = lot(2, 1, 1, 1, 1)
    errors = at_once([lambda: draw_lots(at, by=None, now=after(at)) for _press in range(4)])
    assert (errors, Draw.objects.count(), Occurrence.objects.get(pk=at.pk).taken) == ([None] * 4, 1, 2)
    assert RegistrationMove.objects.filter(action__in=["draw", "queue"]).count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "minutes", "said"),
    [
        ({}, 0, "締切（"),
        ({"deadline_at": None}, 1, "申込の締切が決まっていません。"),
        ({"capacity": None}, 1, "定員が決まっていません。"),
        ({"state": OccurrenceState.CANCELLED}, 1, "この日は中止になりました。"),
        ({"starts_at": timezone.now()}, 1, "もう始まりました。"),
    ],
)
def test_it_is_not_drawn(fields: dict[str, Any], minutes: int, said: str) -> None:
    at, _rows = lot(2, 1, 1)
    now = after(at) + timedelta(minutes=minutes - 1)
    Occurrence.objects.filter(pk=at.pk).update(**fields)
    with pytest.raises(DomainError, match=said):
        draw_lots(at, by=None, now=now)
    assert (Draw.objects.count(), states(at)) == (0, [("in_lot", 1), ("in_lot", 1)])


@pytest.mark.django_db
def test_to_the_minute_of_the_deadline() -> None:
    at, _rows = lot(2, 1, 1)
    assert at.deadline_at is not None
    registered(at, 8, now=at.deadline_at)
    with pytest.raises(DomainError, match="申込は終わりました。"):
        registered(at, 9, now=at.deadline_at + timedelta(seconds=1))
    with pytest.raises(DomainError, match="が過ぎると、抽選できます。"):
        draw_lots(at, by=None, now=at.deadline_at)
    draw_lots(at, by=None, now=at.deadline_at + timedelta(seconds=1))
    assert sorted(states(at)) == [("confirmed", 1), ("confirmed", 1), ("waiting", 1)]


@pytest.mark.django_db
def test_a_lot_of_nobody_is_not_drawn() -> None:
    at, _rows = lot(2)
    with pytest.raises(DomainError, match="抽選を待っている申込がありません。"):
        draw_lots(at, by=None, now=after(at))


@pytest.mark.django_db
def test_a_place_that_comes_free_goes_to_the_first_reserve() -> None:
    at, _rows = lot(2, 1, 1, 1, 1)
    made = draw_lots(at, by=None, now=after(at))
    codes = [unit[0] for unit in made.result["units"]]
    by_code = {row.code: row for row in Registration.objects.filter(occurrence=at)}
    registrations.cancel(by_code[codes[0]], now=after(at))
    now = dict(Registration.objects.filter(occurrence=at).values_list("code", "state"))
    assert [now[code] for code in codes] == ["cancelled", "confirmed", "offered", "waiting"]
    # And what is on record of the draw is as it was.
    assert faults_of(made) == []


@pytest.mark.django_db
def test_a_draw_that_was_tampered_with_is_told() -> None:
    at, _rows = lot(2, 1, 1, 1, 1)
    made = draw_lots(at, by=None, now=after(at))
    said = StringIO()
    call_command("verify_draw", at.pk, stdout=said)
    assert said.getvalue().splitlines()[-1] == "きまりのとおりです。"
    for change, fault in (
        ({"seed": "other"}, "順番が違います"),
        ({"result": made.result | {"won": 3}}, "席が決まった組の数が違います"),
        ({"result": made.result | {"units": made.result["units"][:-1], "people": [1, 1, 1], "reserves": 1}}, "申込の記録と違います"),
    ):  # fmt: skip
        Draw.objects.filter(pk=made.pk).update(**{"seed": made.seed, "result": made.result} | change)
        with pytest.raises(CommandError, match=fault):
            call_command("verify_draw", at.pk, stdout=StringIO())


@pytest.mark.django_db
def test_what_is_told_of_it_is_numbers() -> None:
    at, rows = lot(2, 1, 1, 1, 1, reserves=1)
    before = preview(at)
    assert (before.units, before.people, before.places, before.has_room_for_all) == (4, 4, 2, False)
    made = draw_lots(at, by=None, now=after(at))
    told = {}
    for row in rows:
        standing = standing_of(row)
        assert standing is not None
        told[standing.place] = (standing.units, standing.has_place, standing.reserve)
    assert told == {1: (4, True, 0), 2: (4, True, 0), 3: (4, False, 1), 4: (4, False, 0)}
    assert {row.name for row in rows} & set(str(made.result).split("'")) == set()


@pytest.mark.django_db
def test_everybody_with_an_address_is_told_once() -> None:
    at, _rows = lot(1, reserves=1)
    for number in range(3):
        who = registrations.Applicant(name=f"ひと{number}", user=UserFactory())
        registrations.register(at.pk, who, registrations.Asked())
    registered(at, 9)  # left a number alone
    draw_lots(at, by=None, now=after(at))
    drawn = Registration.objects.filter(occurrence=at).exclude(user=None).values_list("state", flat=True)
    kinds = {"confirmed": "placed", "waiting": "reserve", "not_drawn": "not_drawn"}
    wanted = Counter(f"registration_{kinds[state]}" for state in drawn)
    assert Counter(Mailing.objects.exclude(kind="registration_in_lot").values_list("kind", flat=True)) == wanted


@pytest.mark.django_db
def test_what_nobody_drew_in_time_draws_itself() -> None:
    at, _rows = lot(2, 1, 1, 1, result_days=2)
    assert at.deadline_at is not None
    promised = at.deadline_at + timedelta(days=2)
    assert draws_itself_at(at) == promised
    assert draw_overdue(now=promised - timedelta(minutes=1)) == 0
    assert draw_overdue(now=promised) == 1
    assert draw_overdue(now=promised) == 0
    assert [state for state, _party in states(at)].count(RegistrationState.CONFIRMED) == 2
    at.starts_at = promised - timedelta(hours=1)
    assert draws_itself_at(at) == max(at.starts_at - timedelta(days=1), at.deadline_at)
