"""Names go: at once for who left, days later for who was told, 30 days after the end of a circle. Nothing else does."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from events.circle_enums import MemberAction, MemberState
from events.enums import State
from events.models import CircleMember
from events.services import circles
from hub.accounts.services.deletion import delete_account
from tests.events.circles.people import SECRET, circle, joined, member_in
from tests.hub.accounts.factories import UserFactory
from tests.locks import holding

pytestmark = pytest.mark.django_db
S = MemberState
NOW = datetime(2027, 1, 5, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def _named() -> set[int]:
    return set(CircleMember.objects.exclude(name="").values_list("pk", flat=True))


def test_who_was_told_is_forgotten_after_a_week() -> None:
    one = circle()
    early, late = NOW - 7 * DAY, NOW - 6 * DAY
    gone = [member_in(one, state, ended_at=early, reason="わけ", **SECRET) for state in (S.DECLINED, S.REMOVED)]
    stay = [member_in(one, S.DECLINED, ended_at=late, reason="わけ").pk, member_in(one).pk, member_in(one, S.ASKED).pk]
    assert circles.forget_members(NOW, is_dry_run=True) == 2
    assert _named() == {*(row.pk for row in gone), *stay}
    assert [circles.forget_members(NOW), circles.forget_members(NOW)] == [2, 0]
    assert _named() == set(stay)
    for row in gone:
        row.refresh_from_db()
        assert (row.email, row.phone, row.note, row.reason, row.person) == ("", "", "", "", "")


def test_a_circle_that_ended_forgets_its_members_after_thirty_days_over_new_year() -> None:
    ended = circle(State.CLOSED, ended_at=NOW - 30 * DAY)
    hidden = circle(State.HIDDEN, ended_at=NOW - 31 * DAY)
    recent = circle(State.CLOSED, ended_at=NOW - 29 * DAY)
    gone = [member_in(ended), member_in(ended, S.ASKED), member_in(hidden)]
    stay = [member_in(recent).pk, member_in(circle()).pk]
    assert circles.forget_members(NOW, is_dry_run=True) == 3
    assert circles.forget_members(NOW) == 3
    assert _named() == set(stay)
    assert [(row.moves.get().action, row.moves.get().to_state) for row in gone] == [(MemberAction.LAPSE, S.LEFT)] * 3


def test_an_address_that_nobody_confirmed_goes_at_its_hour() -> None:
    one = circle()
    late = member_in(one, S.UNCONFIRMED, email="late@example.org", confirm_until=NOW)
    waits = member_in(one, S.UNCONFIRMED, email="waits@example.org", confirm_until=NOW + DAY)
    assert circles.forget_members(NOW) == 1
    assert _named() == {waits.pk}
    late.refresh_from_db()
    assert (late.state, late.email) == (S.LEFT, "")


def test_what_is_opened_again_keeps_its_members() -> None:
    one = circle(State.CLOSED, ended_at=NOW - 29 * DAY)
    belongs = member_in(one)
    writer = UserFactory()
    one.organization.memberships.create(user=writer, level="owner")
    circles.reopen_circle(one, by=writer)
    assert circles.forget_members(NOW + 40 * DAY) == 0
    assert _named() == {belongs.pk}


def test_with_an_account_its_memberships_end() -> None:
    user = UserFactory()
    rows = [member_in(circle(), user=user), member_in(circle(), S.REMOVED, user=user, reason="わけ")]
    other = member_in(circle(), user=UserFactory())
    delete_account(user, forget=circles.forget_member)
    for row in rows:
        row.refresh_from_db()
        assert (row.name, row.user_id, row.person, row.reason) == ("", None, "", "")
    assert [row.state for row in rows] == [S.LEFT, S.REMOVED]
    assert _named() == {other.pk}


@pytest.mark.django_db(transaction=True)
def test_a_circle_that_is_held_holds_up_no_other() -> None:
    held, other = (circle(State.CLOSED, ended_at=NOW - 30 * DAY) for _number in range(2))
    member_in(held)
    member_in(other)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    try:
        with holding(held):
            assert circles.forget_members(NOW) == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '3s'")
    assert circles.forget_members(NOW) == 1


def test_the_same_form_sent_for_another_circle_is_another_member() -> None:
    page = uuid.uuid4()
    one, other = circle(), circle()
    made = [joined(at, sent_as=page).pk for at in (one, other, one)]
    assert made[0] == made[2] != made[1]
