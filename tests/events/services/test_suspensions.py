"""What an organisation published goes with it and comes back as it was, unless somebody changed it meanwhile."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import Action, State
from events.models import Event, Occurrence, Place, SuspendedThing, Transition
from events.services import publishing
from events.services.suspensions import hide_all_of, restore_all_of
from events.services.writing import save_edited
from hub.accounts.models import Organization, User
from hub.models import Change
from hub.suspensions import tell_suspended
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db

TRAITS: dict[State, dict[str, Any]] = {
    State.DRAFT: {},
    State.IN_REVIEW: {"in_review": True},
    State.PUBLISHED: {"published": True},
    State.CLOSED: {"closed": True},
    State.HIDDEN: {"hidden": True},
}


@pytest.fixture
def by() -> User:
    return UserFactory(administrator=True)


def _things(organization: Organization | None) -> dict[tuple[str, State], Event | Place]:
    made: dict[tuple[str, State], Event | Place] = {}
    for state, traits in TRAITS.items():
        made["place", state] = PlaceFactory(operator=organization, **traits)
        made["event", state] = EventFactory(organizer=organization, starts=[moment(2026, 12, 1)], **traits)
    return made


def _states(things: dict[tuple[str, State], Event | Place]) -> dict[tuple[str, State], str]:
    for thing in things.values():
        thing.refresh_from_db()
    return {key: thing.state for key, thing in things.items()}


def test_all_but_drafts_are_hidden_and_come_back_as_they_were(by: User) -> None:
    organization = OrganizationFactory(verified=True)
    things, others = _things(organization), _things(OrganizationFactory(verified=True))
    tell_suspended(organization, is_suspended=True, by=by, reason="勧誘")
    gone = {key: State.DRAFT if key[1] == State.DRAFT else State.HIDDEN for key in things}
    assert (_states(things), _states(others)) == (gone, {key: key[1] for key in others})
    listed = Occurrence.objects.filter(event__organizer=organization, is_listed=True)
    assert (listed.count(), SuspendedThing.objects.count()) == (0, 6)
    told = sorted(Change.objects.values_list("kind", "object_id", "action"))
    public = [(kind, thing.pk) for (kind, state), thing in things.items() if state in {State.PUBLISHED, State.CLOSED}]
    assert told == sorted((kind, key, "withdrawn") for kind, key in public)
    rows = Transition.objects.values_list("action", "to_state", "by", "reason")
    assert set(rows) == {(Action.HIDE, State.HIDDEN, by.pk, "団体の公開停止：勧誘")}

    tell_suspended(organization, is_suspended=False, by=by, reason="直った")
    # What was hidden for a reason of its own stays hidden.
    assert (_states(things), _states(others)) == ({key: key[1] for key in things}, {key: key[1] for key in others})
    assert (listed.count(), SuspendedThing.objects.count()) == (1, 0)
    back = sorted(Change.objects.order_by("pk").values_list("kind", "action")[4:])
    assert back == [("event", "published"), ("event", "withdrawn"), ("place", "published"), ("place", "withdrawn")]


def test_what_was_changed_meanwhile_comes_back_as_a_draft(by: User) -> None:
    organization = OrganizationFactory(verified=True)
    edited, same = (EventFactory(organizer=organization, published=True, starts=[moment(2026, 12, 1)]) for _n in "ab")
    hide_all_of(organization, by=by, reason="勧誘")
    edited.refresh_from_db()
    edited.title = "べつの会"
    save_edited(edited, by=None, changed=["title"])
    assert restore_all_of(organization, by=by, reason="直った") == 2
    for event in (edited, same):
        event.refresh_from_db()
    assert (edited.state, same.state) == (State.DRAFT, State.PUBLISHED)


def test_what_staff_brought_back_alone_stays_as_it_is(by: User) -> None:
    organization = OrganizationFactory(verified=True)
    alone, again = (PlaceFactory(operator=organization, published=True) for _n in "ab")
    hide_all_of(organization, by=by, reason="勧誘")
    for place in (alone, again):
        publishing.unhide(place, by=by, reason="これはよい")
    publishing.publish(again, by=by)
    publishing.hide(again, by=by, reason="やはりだめ")
    assert restore_all_of(organization, by=by, reason="直った") == 0
    for place in (alone, again):
        place.refresh_from_db()
    assert (alone.state, again.state) == (State.DRAFT, State.HIDDEN)


def test_events_of_others_at_its_place_stay_without_the_place(by: User) -> None:
    organization = OrganizationFactory(verified=True)
    place = PlaceFactory(operator=organization, published=True, name="ひみつの家")
    event = EventFactory(place=place, published=True, starts=[moment(2026, 12, 1)])
    assert "ひみつの家" in event.search_text
    hide_all_of(organization, by=by, reason="勧誘")
    event.refresh_from_db()
    assert (event.state, "ひみつの家" in event.search_text) == (State.PUBLISHED, False)


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_statements_does_not_grow(by: User, number: int) -> None:
    organization = OrganizationFactory(verified=True)
    for _n in range(number):
        PlaceFactory(operator=organization, published=True)
        EventFactory(organizer=organization, published=True, starts=[moment(2026, 12, 1)])
    with CaptureQueriesContext(connection) as asked:
        assert hide_all_of(organization, by=by, reason="勧誘") == number * 2
    hiding = len(asked)
    with CaptureQueriesContext(connection) as asked:
        assert restore_all_of(organization, by=by, reason="直った") == number * 2
    assert (hiding, len(asked)) == (28, 27)
