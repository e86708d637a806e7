"""First publications are looked at; repeats of a verified organisation go out at once, and what they may not differ in."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.enums import Action, AttendanceMode, Participation, State
from events.models import Event, Recheck, Transition
from events.rules import is_repeat
from events.services import publishing
from events.services.member_publishing import (
    close_as_member,
    publish_repeat,
    reopen_as_member,
    submit_as_member,
    withdraw_as_member,
)
from events.services.member_writing import copy_event, save_as_member
from events.services.readiness import NotReadyError, missing_of
from hub.accounts.enums import Verification
from hub.accounts.models import Organization
from hub.exceptions import DomainError
from hub.models import Audience
from hub.notifications.models import Mailing
from tests.events.factories import EventFactory, OccurrenceFactory, PlaceFactory
from tests.events.members import complete_event, complete_place, member, public_event, public_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True)


def _repeat(organization: Organization, by: Any, **fields: Any) -> Event:
    """A copy with a date, of an event that is public."""
    copy = copy_event(public_event(organization, **fields), by=by)
    OccurrenceFactory(event=copy)
    return copy


@pytest.mark.parametrize("verification", Verification)
def test_whoever_writes_for_it_may_hand_in_and_nothing_is_published_by_that(verification: str) -> None:
    organization = OrganizationFactory(verification=verification)
    by = member(organization)
    for thing in (complete_event(organization), complete_place(organization)):
        submit_as_member(thing, by=by)
        thing.refresh_from_db()
        assert (thing.state, thing.published_at, thing.publish_at) == (State.IN_REVIEW, None, None)


def test_what_is_not_complete_is_not_handed_in_and_says_what_is_missing(ours: Organization) -> None:
    by, event = member(ours), EventFactory(organizer=ours)
    with pytest.raises(NotReadyError) as refused:
        submit_as_member(event, by=by)
    assert list(refused.value.missing) == ["summary", "dates", "venue_name", "how_to_apply"]
    place = PlaceFactory(operator=ours, address="")
    with pytest.raises(NotReadyError) as refused:
        submit_as_member(place, by=by)
    assert list(refused.value.missing) == ["summary", "address", "hours"]
    assert not Transition.objects.exists()


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, []),
        ({"summary": " ", "description": ""}, ["summary"]),
        ({"summary": "", "description": "くわしく"}, []),
        ({"venue_name": "", "address": "台町1-1"}, []),
        ({"venue_name": ""}, ["venue_name"]),
        ({"venue_name": "", "attendance_mode": AttendanceMode.ONLINE}, ["online_url"]),
        ({"venue_name": "", "attendance_mode": AttendanceMode.ONLINE, "online_url": "https://example.org"}, []),
        ({"participation": Participation.ELSEWHERE}, ["how_to_apply"]),
        ({"participation": Participation.ELSEWHERE, "how_to_apply": "電話で"}, []),
        ({"participation": Participation.ELSEWHERE, "contact_phone": "042-000-0000"}, []),
    ],
)
def test_what_an_event_must_say(ours: Organization, changes: dict[str, Any], missing: list[str]) -> None:
    assert list(missing_of(complete_event(ours, **changes), now=timezone.now())) == missing


def test_a_place_that_nobody_can_read_yet_is_no_venue(ours: Organization) -> None:
    place = complete_place(ours)
    event = complete_event(ours, venue_name="", place=place)
    assert list(missing_of(event, now=timezone.now())) == ["place"]
    publishing.submit(place, by=None)
    event = Event.objects.get(pk=event.pk)
    assert missing_of(event, now=timezone.now()) == {}


def test_dates_that_are_over_are_none(ours: Organization) -> None:
    event = complete_event(ours, timezone.now() - timedelta(days=3))
    assert list(missing_of(event, now=timezone.now())) == ["dates"]
    assert missing_of(event, now=timezone.now(), is_public=True) == {}


@pytest.mark.parametrize("key", ["infants", "children", "teens", "students", "everyone", "adults"])
def test_who_is_under_age_is_kept_safe_by_the_thing_or_its_organisation(
    ours: Organization, words: None, key: str
) -> None:
    by, needs = member(ours), key in {"infants", "children", "teens"}
    for make in (complete_event, complete_place):
        thing = make(ours, audiences=[key])
        assert list(missing_of(thing, now=timezone.now())) == ["safeguards"] * needs
        thing.safeguards = "二人以上で見守る"
        assert missing_of(thing, now=timezone.now()) == {}
    ours.safeguards = "いつも二人以上で"
    ours.save(update_fields=["safeguards"])
    submit_as_member(make(ours, audiences=[key]), by=by)


def test_a_public_thing_is_not_opened_to_children_without_safeguards(ours: Organization, words: None) -> None:
    by, event = member(ours), public_event(ours)
    children = Audience.objects.filter(key="children")
    with pytest.raises(NotReadyError, match="子どもと活動するときの約束"):
        save_as_member(event, by=by, changed=["audiences"], save_rows=lambda: event.audiences.set(children))
    assert not event.audiences.exists()


def test_a_repeat_is_published_at_once_and_checked_afterwards(ours: Organization) -> None:
    by = member(ours)
    copy = _repeat(ours, by)
    copy.fee_text, copy.description = "500円", "春の回です"
    save_as_member(copy, by=by, changed=["fee_text", "description"])
    publish_repeat(copy, by=by)
    copy.refresh_from_db()
    assert copy.state == State.PUBLISHED
    assert list(Recheck.objects.values_list("kind", "object_id", "what", "by")) == [
        ("event", copy.pk, ["publish"], by.pk)
    ]


def test_a_repeat_of_a_repeat_and_of_what_has_ended(ours: Organization) -> None:
    by = member(ours)
    first = _repeat(ours, by)
    publish_repeat(first, by=by)
    publishing.close(first, by=by)
    second = copy_event(first, by=by)
    OccurrenceFactory(event=second)
    publish_repeat(second, by=by)
    assert second.state == State.PUBLISHED


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", "べつの会"), ("venue_name", "べつの会館"), ("address", "台町2-2"), ("building", "3階"), ("attendance_mode", "hybrid"), ("online_url", "https://example.org/")],
)  # fmt: skip
def test_another_name_or_venue_is_looked_at_first(ours: Organization, name: str, value: str) -> None:
    by = member(ours)
    copy = _repeat(ours, by)
    setattr(copy, name, value)
    save_as_member(copy, by=by, changed=[name])
    _is_refused(copy, by)


def test_another_place_is_looked_at_first(ours: Organization) -> None:
    by = member(ours)
    copy = _repeat(ours, by)
    copy.place = public_place(ours)
    save_as_member(copy, by=by, changed=["place"])
    _is_refused(copy, by)


def _is_refused(event: Event, by: Any) -> None:
    assert not is_repeat(Event.objects.get(pk=event.pk))
    with pytest.raises(DomainError, match="確認に出してください"):
        publish_repeat(event, by=by)
    event.refresh_from_db()
    assert (event.state, event.published_at) == (State.DRAFT, None)
    assert not Recheck.objects.exists()


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.HIDDEN])
def test_a_copy_of_what_nobody_may_read_is_no_repeat(ours: Organization, state: State) -> None:
    by, copy = member(ours), _repeat(ours, member(ours))
    Event.objects.filter(pk=copy.copied_from_id).update(state=state)
    copy.refresh_from_db()
    _is_refused(copy, by)


def test_what_was_written_anew_is_no_repeat(ours: Organization) -> None:
    _is_refused(complete_event(ours), member(ours))


def test_the_copy_of_another_organisations_event_is_no_repeat(ours: Organization) -> None:
    by, copy = member(ours), _repeat(ours, member(ours))
    Event.objects.filter(pk=copy.copied_from_id).update(organizer=OrganizationFactory(verified=True))
    copy.refresh_from_db()
    _is_refused(copy, by)


def test_what_a_coordinator_sent_back_is_no_repeat_any_more(ours: Organization) -> None:
    by, copy = member(ours), _repeat(ours, member(ours))
    publishing.submit(copy, by=by)
    publishing.return_to_draft(copy, by=UserFactory(staff=True), reason="よくない")
    _is_refused(copy, by)


def test_what_was_public_and_sent_back_is_looked_at_again(ours: Organization) -> None:
    by, event = member(ours), public_event(ours)
    publishing.return_to_draft(event, by=UserFactory(staff=True), reason="直してください")
    with pytest.raises(DomainError, match="確認に出してください"):
        publish_repeat(event, by=by)
    submit_as_member(event, by=by)
    assert event.state == State.IN_REVIEW


@pytest.mark.parametrize("verification", [one for one in Verification if one != Verification.VERIFIED])
def test_an_unverified_organisation_repeats_closes_and_reopens_nothing(ours: Organization, verification: str) -> None:
    by, copy, event = member(ours), _repeat(ours, member(ours)), public_event(ours)
    closed = public_event(ours)
    publishing.close(closed, by=by)
    Organization.objects.filter(pk=ours.pk).update(verification=verification)
    for act, thing in ((publish_repeat, copy), (close_as_member, event), (reopen_as_member, closed)):
        with pytest.raises(DomainError, match="団体の確認が済んでいない"):
            act(Event.objects.get(pk=thing.pk), by=by)
    assert sorted(Event.objects.values_list("state", flat=True)) == ["closed", "draft", "published", "published"]


def test_nothing_of_an_unverified_organisation_is_published_by_anybody() -> None:
    organization = OrganizationFactory()
    event, staff = complete_event(organization), UserFactory(staff=True)
    submit_as_member(event, by=member(organization))
    with pytest.raises(DomainError, match="先に団体を確かめてください"):
        publishing.publish(event, by=staff)
    with pytest.raises(DomainError, match="先に団体を確かめてください"):
        publishing.schedule_publication(event, by=staff, at=timezone.now() + timedelta(days=1))
    event.refresh_from_db()
    assert event.state == State.IN_REVIEW


def test_what_is_scheduled_waits_while_its_organisation_is_suspended(ours: Organization) -> None:
    by, now = member(ours), timezone.now()
    copy = _repeat(ours, by)
    publish_repeat(copy, by=by, at=now + timedelta(hours=1))
    Organization.objects.filter(pk=ours.pk).update(verification=Verification.SUSPENDED)
    assert publishing.publish_due(now + timedelta(hours=2)) == 0
    Organization.objects.filter(pk=ours.pk).update(verification=Verification.VERIFIED)
    assert publishing.publish_due(now + timedelta(hours=2)) == 1


def test_a_repeat_is_scheduled_by_a_member(ours: Organization) -> None:
    by, now = member(ours), timezone.now()
    copy = _repeat(ours, by)
    publish_repeat(copy, by=by, at=now + timedelta(hours=1))
    copy.refresh_from_db()
    assert (copy.state, copy.publish_at) == (State.IN_REVIEW, now + timedelta(hours=1))
    assert Recheck.objects.get().what == ["publish"]
    assert publishing.publish_due(now + timedelta(hours=1)) == 1


def test_closing_and_opening_again_at_once(ours: Organization) -> None:
    by = member(ours)
    for thing in (public_event(ours), public_place(ours)):
        close_as_member(thing, by=by, reason="冬のあいだ")
        assert thing.state == State.CLOSED
        assert Recheck.objects.get().what == [Action.CLOSE]
        reopen_as_member(thing, by=by)
        thing.refresh_from_db()
        assert thing.state == State.PUBLISHED
        assert Recheck.objects.get().what == [Action.CLOSE, Action.REOPEN]
        Recheck.objects.all().delete()


def test_what_is_hidden_is_not_brought_back_by_its_members(ours: Organization) -> None:
    by = member(ours)
    event = EventFactory(organizer=ours, state=State.HIDDEN, published_at=timezone.now(), starts=[timezone.now()])
    for act in (submit_as_member, publish_repeat, close_as_member, reopen_as_member):
        with pytest.raises(DomainError, match="市が公開を止めています"):
            act(event, by=by)
    event.refresh_from_db()
    assert event.state == State.HIDDEN
    assert not Transition.objects.exists()


def test_who_wrote_it_takes_it_back_and_that_is_no_sending_back(ours: Organization) -> None:
    by = member(ours)
    repeat = _repeat(ours, by)
    publish_repeat(repeat, by=by, at=timezone.now() + timedelta(days=1))
    assert Recheck.objects.filter(done_at=None).count() == 1
    withdraw_as_member(repeat, by=by)
    repeat.refresh_from_db()
    assert (repeat.state, repeat.publish_at, Recheck.objects.count()) == (State.DRAFT, None, 0)
    assert Transition.objects.filter(object_id=repeat.pk).latest("pk").action == Action.WITHDRAW
    assert not Mailing.objects.exists()
    # Unlike what staff send back it may go out again at once.
    publish_repeat(repeat, by=by)
    assert repeat.state == State.PUBLISHED


def test_nobody_takes_back_what_is_not_waiting_or_not_theirs(ours: Organization) -> None:
    by, stranger = member(ours), member(OrganizationFactory(verified=True))
    event = complete_event(ours)
    with pytest.raises(DomainError, match="下書き"):
        withdraw_as_member(event, by=by)
    submit_as_member(event, by=by)
    with pytest.raises(DomainError, match="団体の代表と編集する人だけ"):
        withdraw_as_member(event, by=stranger)
    publishing.publish(event, by=None)
    with pytest.raises(DomainError, match="公開中"):
        withdraw_as_member(event, by=by)
    event.refresh_from_db()
    assert event.state == State.PUBLISHED
