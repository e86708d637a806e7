"""Who came: each entry once, the last pressed holds, nothing is lost silently, no place is given by a wrong tap."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.door_lists import Numbers, numbers_of, rows_of, walk_ins_of
from events.enums import OccurrenceState
from events.models import Attendance, DoorEntry, Occurrence, Registration
from events.registration_enums import AttendedVia, RegistrationScope, RegistrationState
from events.services.registrations import cancel
from events.services.registrations.attending import enter
from tests.events.registrations.doors import ABSENT, CAME, UNDO, UNMARK, WALK_IN, entered, marks, pressed
from tests.events.registrations.people import date, registered
from tests.threads import at_once

MINUTE = timedelta(minutes=1)
_S = RegistrationState


def _state(one: Registration) -> tuple[str, int]:
    one.refresh_from_db()
    return one.state, one.seats


def _numbers(at: Occurrence) -> Numbers:
    return numbers_of(rows_of(at), walk_ins_of(at))


@pytest.mark.django_db
def test_come_absent_and_taken_back_as_often_as_one_likes() -> None:
    at = date()
    one = registered(at)
    told = []
    for act in (CAME, ABSENT, CAME, UNMARK, ABSENT, UNMARK):
        assert entered(at, pressed(act, one)) == [("entered", "")]
        told.append((_state(one), [row[1:4] for row in marks(at)]))
    came, absent, nothing = [(True, 1, 0)], [(False, 0, 0)], list[Any]()
    assert told == [
        (("attended", 1), came), (("absent", 1), absent), (("attended", 1), came), (("confirmed", 1), nothing),
        (("absent", 1), absent), (("confirmed", 1), nothing),
    ]  # fmt: skip
    assert Occurrence.objects.get(pk=at.pk).taken == 1
    assert list(one.moves.values_list("action", flat=True))[1:] == [
        "attend", "be_absent", "attend", "unmark", "be_absent", "unmark"
    ]  # fmt: skip


@pytest.mark.django_db
def test_of_three_two_came_or_four() -> None:
    at = date(3)
    one = registered(at, party=3, is_first=True)
    assert entered(at, pressed(CAME, one)) == [("entered", "")]
    assert marks(at) == [(one.pk, True, 3, 1, "tap")]
    entered(at, pressed(CAME, one, people=2, first_people=2, via=AttendedVia.QR))
    assert marks(at) == [(one.pk, True, 2, 2, "qr")]
    # More than there are places: they are there, so they are counted; places are another thing.
    entered(at, pressed(CAME, one, people=4, first_people=0))
    assert (marks(at), _state(one)) == ([(one.pk, True, 4, 0, "tap")], ("attended", 3))


@pytest.mark.django_db
def test_the_same_entry_sent_again_changes_nothing_and_is_told_the_same() -> None:
    at = date()
    one = registered(at)
    first = pressed(CAME, one, noted_at=at.starts_at)
    alone = pressed(WALK_IN, people=2)
    assert entered(at, first, alone) == [("entered", "")] * 2
    assert entered(at, first, alone, first) == [("known", "")] * 3
    assert (len(marks(at)), DoorEntry.objects.count()) == (2, 2)
    # Another marked it since; the old entry sent once more does not win it back.
    entered(at, pressed(ABSENT, one), now=at.starts_at + MINUTE)
    assert entered(at, first, now=at.starts_at + 2 * MINUTE) == [("known", "")]
    assert marks(at)[-1][:2] == (one.pk, False) or marks(at)[0][:2] == (one.pk, False)


@pytest.mark.django_db
def test_what_waited_for_the_network_does_not_win_over_what_was_pressed_later() -> None:
    """Pressed at 10:00 without a network, taken back by another at 10:05, arrives at 10:10."""
    at = date()
    one, ten = registered(at, party=2), at.starts_at
    late = pressed(CAME, one, noted_at=ten)
    entered(at, pressed(CAME, one, noted_at=ten - MINUTE), now=ten - MINUTE)
    entered(at, pressed(UNMARK, one, noted_at=ten + 5 * MINUTE), now=ten + 5 * MINUTE)
    told = [entered(at, late, now=ten + 10 * MINUTE) for _again in range(2)]
    # The answer was lost on the way: it is told again, and still not entered.
    assert told == [[("overtaken", "overtaken")]] * 2
    assert (marks(at), _state(one)) == ([], ("confirmed", 2))
    assert list(DoorEntry.objects.order_by("noted_at").values_list("act", "is_applied")) == [
        ("came", True), ("came", False), ("unmark", True)
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_says_the_same_is_no_reason_to_disturb_anybody() -> None:
    at = date()
    one, ten = registered(at), at.starts_at
    entered(at, pressed(CAME, one, noted_at=ten + MINUTE), now=ten + MINUTE)
    assert entered(at, pressed(CAME, one, noted_at=ten), now=ten + 2 * MINUTE) == [("known", "")]
    assert entered(at, pressed(CAME, one, people=2, noted_at=ten), now=ten + 2 * MINUTE) == [("overtaken", "overtaken")]


@pytest.mark.django_db
def test_a_clock_that_is_ahead_does_not_hold_for_hours() -> None:
    at = date()
    one, ten = registered(at), at.starts_at
    entered(at, pressed(ABSENT, one, noted_at=ten + timedelta(hours=5)), now=ten)
    assert entered(at, pressed(CAME, one), now=ten + MINUTE) == [("entered", "")]
    assert marks(at)[0][1] is True


@pytest.mark.django_db
def test_who_waits_and_simply_comes_is_counted_and_passes_nobody() -> None:
    at = date(1)
    placed, first, second = (registered(at, number) for number in (1, 2, 3))
    (outcome,) = enter(at.pk, [pressed(CAME, second)], by=None, now=at.starts_at)
    assert (outcome.result.value, outcome.is_walk_in) == ("entered", True)
    assert marks(at) == [(second.pk, True, 1, 0, "walk_in")]
    assert [_state(one) for one in (placed, first, second)] == [("confirmed", 1), ("waiting", 0), ("waiting", 0)]
    assert _numbers(at) == Numbers(registered=1, came=0, absent=0, unmarked=1, walk_ins=1, first=0)
    assert entered(at, pressed(ABSENT, first)) == [("refused", "no_place")]
    assert entered(at, pressed(UNMARK, second)) == [("entered", "")]
    assert (marks(at), _state(second)) == ([], ("waiting", 0))


@pytest.mark.django_db
def test_who_cancelled_and_comes_all_the_same_is_counted() -> None:
    at = date(2)
    one = cancel(registered(at))
    assert entered(at, pressed(CAME, one)) == [("entered", "")]
    assert (marks(at), _state(one)) == ([(one.pk, True, 1, 0, "walk_in")], ("cancelled", 0))


@pytest.mark.django_db
def test_walk_ins_are_numbers_and_can_be_taken_back() -> None:
    at = date(1)
    first, second = pressed(WALK_IN, people=3, first_people=9), pressed(WALK_IN)
    assert entered(at, first, second) == [("entered", "")] * 2
    assert marks(at) == [(None, True, 3, 3, "walk_in"), (None, True, 1, 0, "walk_in")]
    undo = pressed(UNDO, of=first.key)
    assert entered(at, undo) == [("entered", "")]
    assert entered(at, undo, pressed(UNDO, of=first.key)) == [("known", "")] * 2
    # An entry that arrives after it was taken back elsewhere is not there, and that is said.
    late = pressed(WALK_IN, people=2)
    entered(at, pressed(UNDO, of=late.key))
    assert entered(at, late) == entered(at, late) == [("overtaken", "taken_back")]
    assert marks(at) == [(None, True, 1, 0, "walk_in")]


@pytest.mark.django_db
def test_each_date_of_a_course_is_marked_by_itself() -> None:
    first = date(starts=3, scope=RegistrationScope.COURSE)
    second, third = first.event.occurrences.order_by("starts_at")[1:]
    one = registered(first, party=2)
    last = third.starts_at
    told = []
    for at, act in [
        (first, ABSENT),
        (second, ABSENT),
        (third, ABSENT),
        (second, CAME),
        (third, UNMARK),
        (second, UNMARK),
    ]:
        assert entered(at, pressed(act, one), now=last) == [("entered", "")]
        told.append(_state(one)[0])
    # Absent only where each date was missed; attended where one was not.
    assert told == ["confirmed", "confirmed", "absent", "attended", "attended", "confirmed"]
    assert [len(marks(at)) for at in (first, second, third)] == [1, 0, 0]


@pytest.mark.django_db
def test_not_before_the_day_not_of_another_date_not_of_what_was_called_off() -> None:
    at, other = date(), date()
    one, stranger = registered(at), registered(other)
    eve = at.starts_at.astimezone().replace(hour=0, minute=0) - timedelta(days=1)
    assert entered(at, pressed(CAME, one), pressed(WALK_IN), now=eve) == [("refused", "early")] * 2
    assert entered(at, pressed(CAME, stranger)) == [("refused", "gone")]
    entered(at, pressed(CAME, one))
    Occurrence.objects.filter(pk=at.pk).update(state=OccurrenceState.CANCELLED)
    assert entered(at, pressed(ABSENT, one), pressed(WALK_IN)) == [("refused", "called_off")] * 2
    assert entered(at, pressed(UNMARK, one)) == [("entered", "")]
    assert (marks(at), marks(other)) == ([], [])


@pytest.mark.django_db
def test_the_record_of_presses_can_only_be_added_to() -> None:
    at = date()
    entered(at, pressed(WALK_IN))
    for act in (DoorEntry.objects.all().delete, lambda: DoorEntry.objects.update(people=9)):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            act()
    assert DoorEntry.objects.update(by=None) == 1


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_one_door_and_one_that_sends_eight_times() -> None:
    """The same entry eight times at once, beside another's for the same person and a registration for the same date."""
    at = date(9)
    one = registered(at, party=2)
    entry, alone = pressed(CAME, one, noted_at=at.starts_at), pressed(WALK_IN, people=3)
    other = pressed(ABSENT, one, noted_at=at.starts_at + MINUTE)
    late = at.starts_at + timedelta(hours=1)
    acts: list[Callable[[], Any]] = [lambda: enter(at.pk, [entry, alone], by=None, now=late)] * 8
    acts += [lambda: enter(at.pk, [other], by=None, now=late), lambda: registered(at, 2)]
    assert [error for error in at_once(acts) if error is not None] == []
    assert marks(at) == [(one.pk, False, 0, 0, "tap"), (None, True, 3, 0, "walk_in")]
    assert (DoorEntry.objects.count(), Occurrence.objects.get(pk=at.pk).taken) == (3, 3)


class TestOrder(TestCase):
    """Whatever arrives in whichever order and how often: what was pressed last stands, and who lost is told."""

    @settings(max_examples=20)
    @given(
        acts=st.lists(st.sampled_from([CAME, ABSENT, UNMARK]), min_size=1, max_size=5),
        data=st.data(),
    )
    def test_the_last_pressed_stands(self, acts: list[Any], data: Any) -> None:
        at = date()
        one, ten = registered(at), at.starts_at
        entries = [pressed(act, one, noted_at=ten + MINUTE * number) for number, act in enumerate(acts)]
        order = data.draw(st.permutations(entries + entries[:1]))
        late = ten + timedelta(hours=1)
        outcomes = {outcome.key: outcome for outcome in enter(at.pk, order, by=None, now=late)}
        expected = {CAME: [True], ABSENT: [False], UNMARK: list[bool]()}[acts[-1]]
        assert [row[1] for row in marks(at)] == expected
        assert set(outcomes) == {entry.key for entry in entries}
        assert outcomes[entries[-1].key].reason is None
        state = {CAME: "attended", ABSENT: "absent", UNMARK: "confirmed"}[acts[-1]]
        assert _state(one) == (state, 1)


@pytest.mark.django_db
def test_a_whole_list_costs_little_more_than_its_rows(django_assert_max_num_queries: Any) -> None:
    at = date(None)
    rows = [registered(at, number) for number in range(12)]
    with django_assert_max_num_queries(14 + 12 * 4):
        entered(at, *(pressed(CAME, one, key=uuid.uuid4()) for one in rows))
    assert (Attendance.objects.count(), _numbers(at).came) == (12, 12)
