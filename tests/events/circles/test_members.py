"""Who comes into a circle and who goes: each act in each state, once however often it is pressed."""

import uuid
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from events.circle_enums import ACTIVE, MEMBER_MOVES, Joining, MemberAction, MemberState
from events.enums import State
from events.models import CircleMember, CircleMemberMove
from events.registration_enums import RegisteredVia
from events.services import circles
from events.services.circles.members import move_member
from events.services.registrations import Applicant
from hub.exceptions import DomainError, TransitionError
from hub.notifications.models import Mailing
from tests.events.circles.people import circle, joined, member_in
from tests.events.members import member
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db
S, A = MemberState, MemberAction


def _kinds() -> list[str]:
    return sorted(Mailing.objects.values_list("kind", flat=True))


@pytest.mark.parametrize("state", [one for one in S if one != S.LEFT])
@pytest.mark.parametrize("action", list(MEMBER_MOVES))
def test_each_action_leads_on_from_its_states_alone(action: MemberAction, state: MemberState) -> None:
    one = member_in(circle(), state)
    sources, target = MEMBER_MOVES[action]
    if state not in sources:
        with pytest.raises(TransitionError):
            move_member(one, action, by=None)
        one.refresh_from_db()
        assert (one.state, one.moves.count()) == (state, 0)
        return
    move_member(one, action, by=None)
    one.refresh_from_db()
    moved = one.moves.get()
    assert (one.state, one.ended_at is None) == (target, target in ACTIVE)
    assert (moved.action, moved.from_state, moved.to_state) == (action, state, target)
    if target == S.LEFT:
        assert (one.name, one.email, one.phone, one.person, one.note, one.user) == ("", "", "", "", "", None)
        assert one.names_removed_at is not None


@pytest.mark.parametrize(
    ("joining", "email", "state", "kinds"),
    [
        (Joining.AT_ONCE, "", S.MEMBER, ["circle_news"]),
        (Joining.ASKED, "", S.ASKED, ["circle_news"]),
        (Joining.AT_ONCE, "hana@example.org", S.UNCONFIRMED, ["circle_confirm"]),
        (Joining.ASKED, "hana@example.org", S.UNCONFIRMED, ["circle_confirm"]),
    ],
)
def test_an_address_is_confirmed_first_and_a_telephone_is_not(
    joining: Joining, email: str, state: MemberState, kinds: list[str]
) -> None:
    one = circle(joining=joining)
    member(one.organization)
    assert (joined(one, email=email).state, _kinds()) == (state, kinds)


@pytest.mark.parametrize(
    ("joining", "state", "letter"), [(Joining.AT_ONCE, S.MEMBER, "joined"), (Joining.ASKED, S.ASKED, "asked")]
)
def test_an_account_comes_in_or_asks_at_once(joining: Joining, state: MemberState, letter: str) -> None:
    found = joined(circle(joining=joining), user=UserFactory())
    assert (found.state, _kinds()) == (state, [f"circle_{letter}"])


def test_confirming_twice_is_confirming_once() -> None:
    one = joined(circle(), email="hana@example.org")
    for _again in range(2):
        assert circles.confirm_member(one).state == S.MEMBER
    assert [row.action for row in one.moves.all()] == [A.JOIN, A.ENTER]
    assert _kinds() == ["circle_confirm", "circle_joined"]


def test_it_is_confirmed_until_its_hour_and_not_after() -> None:
    now = timezone.now()
    one = joined(circle(), email="hana@example.org", now=now - timedelta(hours=24))
    with pytest.raises(DomainError, match="確認の期限が過ぎました"):
        circles.confirm_member(one, now=now)
    assert circles.confirm_member(one, now=now - timedelta(seconds=1)).state == S.MEMBER


def test_the_same_form_and_the_same_person_are_one() -> None:
    one, page = circle(), uuid.uuid4()
    first = joined(one, email="hana@example.org", sent_as=page)
    again = joined(one, email="other@example.org", sent_as=page)
    same = joined(one, name="花", email="HANA@example.org ")
    assert {first.pk, again.pk, same.pk} == {first.pk}
    assert CircleMember.objects.count() == 1
    # Of an address only its reader is told.
    assert _kinds() == ["circle_confirm", "circle_confirm"]
    circles.confirm_member(first)
    joined(one, email="hana@example.org")
    assert _kinds() == ["circle_again", "circle_confirm", "circle_confirm", "circle_joined"]


def test_two_who_share_a_telephone_are_two_people() -> None:
    one = circle()
    pair = [joined(one, name=name, phone="０４２−０００−０００１").pk for name in ("はな", "たろう")]
    assert joined(one, name="は な", phone="042-000-0001").pk == pair[0]
    assert CircleMember.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": State.CLOSED}, "終わりました"),
        ({"state": State.HIDDEN}, "受けていません"),
        ({"state": State.DRAFT}, "受けていません"),
        ({"joining": Joining.CLOSED}, "新しい人を迎えていません"),
        ({"of": "suspended"}, "受けていません"),
    ],
)
def test_where_nobody_can_join_it_is_said_why(fields: dict[str, Any], said: str) -> None:
    if fields.get("of"):
        fields = {"of": OrganizationFactory(verification="suspended")}
    with pytest.raises(DomainError, match=said):
        joined(circle(**fields))
    assert CircleMember.objects.count() == 0


def test_who_leaves_is_forgotten_at_once_and_may_come_again() -> None:
    one = circle()
    first = joined(one, email="hana@example.org")
    circles.confirm_member(first)
    for _again in range(2):
        circles.leave_circle(first)
    first.refresh_from_db()
    assert (first.state, first.name, first.email, first.person) == (S.LEFT, "", "", "")
    assert [row.action for row in first.moves.all()] == [A.JOIN, A.ENTER, A.LEAVE]
    assert joined(one, email="hana@example.org").pk != first.pk


def test_the_organiser_answers_once_and_says_why() -> None:
    one = circle(joining=Joining.ASKED)
    writer = member(one.organization)
    asked = [joined(one, user=UserFactory()) for _number in range(2)]
    Mailing.objects.all().delete()
    for _again in range(2):
        circles.approve_member(asked[0], by=writer)
        circles.decline_member(asked[1], by=writer, reason="部屋がいっぱいです")
    assert [CircleMember.objects.get(pk=row.pk).state for row in asked] == [S.MEMBER, S.DECLINED]
    assert _kinds() == ["circle_declined", "circle_joined"]
    with pytest.raises(DomainError, match="外す理由"):
        circles.remove_member(asked[0], by=writer, reason=" ")
    circles.remove_member(asked[0], by=writer, reason="約束が守られない")
    assert CircleMember.objects.get(pk=asked[0].pk).reason == "約束が守られない"


def test_only_who_writes_for_the_organisation_looks_after_its_members() -> None:
    one = circle(joining=Joining.ASKED)
    asked = joined(one, user=UserFactory())
    others = [
        UserFactory(coordinator=True),
        member(OrganizationFactory(verified=True)),
        member(one.organization, "viewer"),
    ]
    for other in others:
        for act in (
            lambda by: circles.approve_member(asked, by=by),
            lambda by: circles.decline_member(asked, by=by),
            lambda by: circles.leave_circle(asked, by=by),
            lambda by: joined(one, by=by),
            lambda by: circles.send_message(one, by=by, subject="件", text="文"),
        ):
            with pytest.raises(DomainError, match="代表と編集する人だけ"):
                act(other)
        assert list(CircleMember.objects.desk_of(other)) == []
    asked.refresh_from_db()
    assert (asked.state, CircleMember.objects.count()) == (S.ASKED, 1)


def test_somebody_who_telephoned_is_a_member_at_once() -> None:
    one = circle(joining=Joining.CLOSED)
    writer = member(one.organization)
    found = joined(one, name="やま", by=writer, via=RegisteredVia.PHONE)
    nameless = circles.join_circle(one.pk, Applicant(name="名前だけ"), by=writer, via=RegisteredVia.PAPER).member
    assert [(row.state, row.via, row.entered_by) for row in (found, nameless)] == [
        (S.MEMBER, RegisteredVia.PHONE, writer),
        (S.MEMBER, RegisteredVia.PAPER, writer),
    ]
    assert _kinds() == []


def test_the_organiser_hears_once_a_day_that_somebody_came() -> None:
    one = circle()
    member(one.organization)
    for number in range(3):
        joined(one, phone=f"042-000-100{number}")
    assert _kinds() == ["circle_news"]


@pytest.mark.django_db(transaction=True)
def test_of_two_taps_at_the_same_moment_one_counts() -> None:
    one, found = circle(), []

    def tap() -> None:
        try:
            found.append(joined(one, phone="042-000-0001").pk)
        finally:
            connection.close()

    taps = [Thread(target=tap) for _number in range(4)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert CircleMemberMove.objects.count() == 1
