"""The life of a circle: each act in each state, who may do it, and what everybody sees then."""

import uuid
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from events.circle_enums import CIRCLE_MOVES
from events.enums import Action, State
from events.models import Circle, CircleMove
from events.services import circles
from events.services.circles.records import locked_circle, move_locked
from events.services.circles.writing import StaleError
from events.services.readiness import NotReadyError
from hub.accounts.services import suspend_organization
from hub.exceptions import DomainError, TransitionError
from hub.models import Audience, Change
from hub.notifications.models import Mailing
from tests.city import load_city
from tests.events.circles.people import WHOLE, circle, member_in
from tests.events.members import member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.words import load_words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("action", list(CIRCLE_MOVES))
def test_each_action_leads_on_from_its_states_alone(action: Action, state: State) -> None:
    one = circle(state)
    sources, target = CIRCLE_MOVES[action]
    with locked_circle(one.pk) as locked:
        if state not in sources:
            with pytest.raises(TransitionError):
                move_locked(locked, action, by=None)
        else:
            move_locked(locked, action, by=None)
    one.refresh_from_db()
    rows = list(one.moves.values_list("action", "from_state", "to_state"))
    assert (one.state, rows) == ((target, [(action, state, target)]) if state in sources else (state, []))
    was_ended = state in {State.CLOSED, State.HIDDEN}
    is_ended = one.state != State.PUBLISHED and (was_ended or state == State.PUBLISHED) if rows else was_ended
    assert (one.ended_at is not None) == is_ended


def test_the_record_of_acts_is_only_added_to() -> None:
    one = circle()
    with locked_circle(one.pk) as locked:
        move_locked(locked, Action.CLOSE, by=None)
    for act in (
        lambda: CircleMove.objects.update(reason="x"),
        lambda: CircleMove.objects.all().delete(),
        lambda: member_in(one).moves.model.objects.update(to_state="left"),
    ):
        with pytest.raises(ProgrammingError), transaction.atomic():
            act()


def test_it_is_written_handed_in_read_and_published() -> None:
    ours = OrganizationFactory(verified=True)
    writer, staff = member(ours), UserFactory(coordinator=True)
    one = circles.begin_circle(ours, by=writer, values={"name": "手芸の会"})
    assert one.reading
    with pytest.raises(NotReadyError) as error:
        circles.submit_circle(one, by=writer)
    assert sorted(error.value.missing) == ["first_visit", "how_often", "summary", "venue_name"]
    circles.write_circle(one, by=writer, values=WHOLE)
    circles.submit_circle(one, by=writer)
    with pytest.raises(DomainError, match="ほかの職員に頼んで"):
        circles.publish_circle(one, by=writer)
    seen = Circle.objects.get(pk=one.pk).version
    circles.write_circle(one, by=writer, values={"summary": "変えました"})
    with pytest.raises(DomainError, match="内容が変わりました"):
        circles.publish_circle(one, by=staff, seen_version=seen)
    circles.publish_circle(one, by=staff, seen_version=seen + 1)
    assert list(Circle.objects.listed()) == [one]
    assert [mail.kind for mail in Mailing.objects.all()] == ["circle_decided"]
    assert Change.objects.latest("pk").kind == "circle"


def test_staff_decide_not_about_what_their_own_organisation_handed_in() -> None:
    one = circle(State.IN_REVIEW)
    staff = UserFactory(coordinator=True)
    one.organization.memberships.create(user=staff, level="viewer")
    acts: tuple[Any, ...] = (
        lambda: circles.publish_circle(one, by=staff),
        lambda: circles.send_back_circle(one, by=staff, reason="直す"),
    )
    for act in acts:
        with pytest.raises(DomainError, match="ほかの職員に頼んで"):
            act()
    circles.hide_circle(one, by=staff, reason="勧誘")  # that can't wait
    with pytest.raises(DomainError, match="ほかの職員に頼んで"):
        circles.unhide_circle(one, by=staff, reason="誤り")


def test_an_unverified_organisation_hands_in_and_waits() -> None:
    ours = OrganizationFactory()
    writer, staff = member(ours), UserFactory(coordinator=True)
    one = circles.begin_circle(ours, by=writer, values={"name": "手芸の会", **WHOLE})
    circles.submit_circle(one, by=writer)
    with pytest.raises(DomainError, match="の確認がまだ"):
        circles.publish_circle(one, by=staff)


def test_what_a_member_changes_goes_out_and_is_looked_at_afterwards() -> None:
    one = circle()
    writer, staff = member(one.organization), UserFactory(coordinator=True)
    with pytest.raises(NotReadyError):
        circles.write_circle(one, by=writer, values={"first_visit": ""})
    changed = circles.write_circle(one, by=writer, values={"summary": "新しい"}, seen_version=one.version)
    with pytest.raises(StaleError):
        circles.write_circle(one, by=writer, values={"summary": "古い"}, seen_version=one.version)
    assert list(Circle.objects.to_recheck()) == [one]
    with pytest.raises(DomainError, match="内容が変わりました"):
        circles.look_at_circle(one, by=staff, seen_version=one.version)
    circles.look_at_circle(one, by=staff, seen_version=changed.version)
    assert list(Circle.objects.to_recheck()) == []
    with pytest.raises(DomainError, match="もう確かめました"):
        circles.look_at_circle(one, by=staff, seen_version=changed.version)


def test_a_double_tap_begins_one() -> None:
    ours = OrganizationFactory(verified=True)
    writer, page = member(ours), uuid.uuid4()
    made = [circles.begin_circle(ours, by=writer, values={"name": "会"}, sent_as=page).pk for _again in range(2)]
    assert made[0] == made[1]
    assert Circle.objects.count() == 1


def test_a_draft_vanishes_and_what_was_public_does_not() -> None:
    ours = OrganizationFactory(verified=True)
    writer = member(ours)
    draft = circles.begin_circle(ours, by=writer, values={"name": "会", **WHOLE})
    circles.submit_circle(draft, by=writer)
    circles.withdraw_circle(draft, by=writer)
    circles.delete_circle(draft, by=writer)
    assert Circle.objects.count() == 0
    public = circle(of=ours)
    with pytest.raises(DomainError, match="一度公開した"):
        circles.delete_circle(public, by=writer)


def test_a_circle_for_children_says_how_they_are_kept_safe() -> None:
    load_words()
    one = circle(State.DRAFT, audiences=Audience.objects.filter(key="children"))
    writer = member(one.organization)
    with pytest.raises(NotReadyError) as error:
        circles.submit_circle(one, by=writer)
    assert list(error.value.missing) == ["safeguards"]


def test_a_suspended_organisation_takes_its_circles_along_and_brings_them_back() -> None:
    one = circle()
    staff = UserFactory(coordinator=True)
    writer = member(one.organization)
    suspend_organization(one.organization, by=staff, reason="勧誘")
    assert (list(Circle.objects.listed()), list(Circle.objects.public())) == ([], [])
    with pytest.raises(DomainError):
        circles.write_circle(one, by=writer, values={"summary": "変えた"})
    assert Circle.objects.get(pk=one.pk).state == State.PUBLISHED


def test_where_it_meets_tells_its_district_and_its_dates_are_those_of_its_events() -> None:
    load_city()
    ours = OrganizationFactory(verified=True)
    place = public_place(ours)
    one = circle(of=ours, venue_name="", place=place)
    writer = member(ours)
    changed = circles.write_circle(one, by=writer, values={"summary": "変えた"})
    assert changed.district == place.district
    event = public_event(ours, circle=one)
    found = Circle.objects.with_next(timezone.now()).get(pk=one.pk)
    assert found.next_at == event.occurrences.get().starts_at
