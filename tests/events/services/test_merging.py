"""Two places that are the same: what moves, what is left, who may, and who wins a race."""

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.enums import Action, State
from events.importing.resolving import Gazetteer
from events.models import Event, Occurrence, Place, Recheck, Transition
from events.services import publishing
from events.services.import_batch import Origin, Written
from events.services.import_events import EventWriter
from events.services.member_writing import copy_event
from events.services.merging import merge_place
from events.services.suspensions import hide_all_of, restore_all_of
from events.services.writing import finish_edit, save_edited
from hub.accounts.enums import Level
from hub.accounts.models import Membership, User
from hub.changes import newest_number
from hub.exceptions import DomainError
from hub.locking import GoneError
from hub.models import Change
from hub.notifications.letters import writer_of
from hub.notifications.models import Mailing
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.events.members import member
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.threads import at_once
from tests.waiting import until

pytestmark = pytest.mark.django_db

TRAITS: dict[State, dict[str, Any]] = {
    State.DRAFT: {},
    State.IN_REVIEW: {"in_review": True},
    State.PUBLISHED: {"published": True},
    State.CLOSED: {"closed": True},
    State.HIDDEN: {"hidden": True},
}
ALLOWED = {(source, State.PUBLISHED) for source in (State.PUBLISHED, State.CLOSED)}
WHERE = ("venue_name", "address", "latitude", "longitude")


@pytest.fixture
def by() -> User:
    return UserFactory(coordinator=True)


def _event(place: Place, state: State = State.PUBLISHED, **fields: Any) -> Event:
    return EventFactory(place=place, starts=[moment(2026, 12, 1)], **TRAITS[state], **fields)


def _pair(**fields: Any) -> tuple[Place, Place]:
    return PlaceFactory(published=True, name="みなみ会館", **fields), PlaceFactory(published=True, name="南会館")


@pytest.mark.parametrize("target", State)
@pytest.mark.parametrize("source", State)
def test_from_which_state_into_which(by: User, source: State, target: State) -> None:
    place, into = PlaceFactory(**TRAITS[source]), PlaceFactory(**TRAITS[target])
    event = _event(place)
    if (source, target) in ALLOWED:
        assert merge_place(place, into=into, by=by, reason="同じ場") == 1
        expected: tuple[Any, ...] = (State.CLOSED, into, into)
    else:
        with pytest.raises(
            DomainError, match="公開されていません" if source in {State.PUBLISHED, State.CLOSED} else "できません"
        ):
            merge_place(place, into=into, by=by, reason="同じ場")
        assert not Change.objects.exists()
        assert not Transition.objects.exists()
        expected = (source, None, place)
    for thing in (place, into, event):
        thing.refresh_from_db()
    assert (place.state, place.merged_into, event.place, into.state) == (*expected, target)


def test_events_of_every_state_move_and_readers_are_told_of_those_they_see(by: User) -> None:
    place, into = _pair()
    events = {state: _event(place, state) for state in State}
    other, own = _event(PlaceFactory(published=True)), _event(into)
    assert merge_place(place, into=into, by=by, reason="同じ場") == 5
    for state, event in events.items():
        event.refresh_from_db()
        assert (event.place, event.state, event.version) == (into, state, 2)
    for event in (other, own):
        event.refresh_from_db()
        assert event.version == 1
    assert other.place not in {place, into}
    told = list(Change.objects.order_by("pk").values_list("kind", "object_id", "action"))
    assert told == [
        ("place", place.pk, "withdrawn"),
        ("event", events[State.PUBLISHED].pk, "changed"),
        ("event", events[State.CLOSED].pk, "withdrawn"),
    ]
    rows = Transition.objects.order_by("pk").values_list(
        "kind", "object_id", "action", "from_state", "to_state", "by", "reason"
    )
    moved = f"「みなみ会館」（番号{place.pk}）から「南会館」に"
    assert list(rows) == [
        *(("event", event.pk, Action.CHANGE_PLACE, state, state, by.pk, moved) for state, event in events.items()),
        ("place", place.pk, Action.MERGE, "published", "closed", by.pk, f"「南会館」（番号{into.pk}）にまとめた：同じ場"),
    ]  # fmt: skip


def test_an_event_without_an_address_is_found_where_its_place_now_is(by: User) -> None:
    here, there = DistrictFactory.create(column=0), DistrictFactory.create(column=1)
    town, new_town = TownFactory.create(name="北町"), TownFactory.create(name="南町")
    place = PlaceFactory(published=True, town=town, district=here)
    into = PlaceFactory(published=True, town=new_town, district=there, name="南会館", latitude=35.6, longitude=139.3)
    plain = _event(place, town=town, district=here)
    addressed = _event(place, town=town, district=here, address="北町1-1")
    by_hand = _event(place, town=town, district=here, edited_fields=["district"])
    merge_place(place, into=into, by=by, reason="同じ場")
    for event in (plain, addressed, by_hand):
        event.refresh_from_db()
    assert (plain.town, plain.district) == (new_town, there)
    assert (addressed.town, addressed.district) == (by_hand.town, by_hand.district) == (town, here)
    dates = Occurrence.objects.filter(event=plain).values_list("latitude", "longitude", "is_listed")
    assert list(dates) == [(35.6, 139.3, True)]
    assert list(Event.objects.matching("南会館").order_by("pk")) == [plain, addressed, by_hand]
    assert not Event.objects.matching(place.name).exists()


def test_what_each_says_of_itself_stays_on_its_row(by: User) -> None:
    place = PlaceFactory(published=True, summary="縁側", phone="042-000-0000", hours=[(1, "09:00", "12:00")])
    into = PlaceFactory(published=True, summary="", hours=[(2, "10:00", "15:00")])
    merge_place(place, into=into, by=by, reason="同じ場")
    for row, said in ((place, ("縁側", "042-000-0000", 1)), (into, ("", "", 2))):
        row.refresh_from_db()
        assert (row.summary, row.phone, row.opening_hours.get().weekday) == said
    assert into.version == 1


def test_chains_are_resolved_when_they_are_written(by: User) -> None:
    first, second, third = (PlaceFactory(published=True) for _n in "abc")
    merge_place(first, into=second, by=by, reason="同じ場")
    merge_place(second, into=third, by=by, reason="同じ場")
    assert set(third.merged.all()) == {first, second}
    assert not second.merged.exists()


@pytest.mark.parametrize("state", [State.PUBLISHED, State.CLOSED])
def test_what_was_merged_is_merged_no_second_time(by: User, state: State) -> None:
    place, into, third = (
        PlaceFactory(**TRAITS[state]),
        PlaceFactory(published=True, name="南会館"),
        PlaceFactory(published=True),
    )
    merge_place(place, into=into, by=by, reason="同じ場")
    with pytest.raises(DomainError, match="もう「南会館」"):
        merge_place(place, into=third, by=by, reason="同じ場")
    place.refresh_from_db()
    assert place.merged_into == into


def test_what_was_merged_is_not_opened_again(by: User) -> None:
    place, into = _pair()
    merge_place(place, into=into, by=by, reason="同じ場")
    with pytest.raises(DomainError, match="もう「南会館」"):
        publishing.reopen(place, by=by)
    place.refresh_from_db()
    assert (place.state, place.merged_into) == (State.CLOSED, into)


def test_a_wrong_merge_is_undone_by_hiding_and_bringing_back(by: User) -> None:
    place, into = _pair()
    event = _event(place)
    merge_place(place, into=into, by=by, reason="同じ場")
    publishing.hide(place, by=by, reason="まちがい")
    place.refresh_from_db()
    assert (place.state, place.merged_into) == (State.HIDDEN, into)
    publishing.unhide(place, by=by, reason="まちがい")
    publishing.publish(place, by=by)
    place.refresh_from_db()
    event.refresh_from_db()
    assert (place.state, place.merged_into, event.place) == (State.PUBLISHED, None, into)


@pytest.mark.parametrize("is_edited", [False, True])
def test_a_suspension_and_its_end_leave_it_merged(by: User, is_edited: bool) -> None:
    organization = OrganizationFactory(verified=True)
    place, into = _pair(operator=organization)
    merge_place(place, into=into, by=by, reason="同じ場")
    hide_all_of(organization, by=by, reason="勧誘")
    place.refresh_from_db()
    if is_edited:
        save_edited(place, by=by, changed=["summary"])
    restore_all_of(organization, by=by, reason="直った")
    place.refresh_from_db()
    assert (place.state, place.merged_into) == (State.CLOSED, into)


def test_a_reason_and_another_place_are_asked_for(by: User) -> None:
    place, into = _pair()
    with pytest.raises(DomainError, match="理由"):
        merge_place(place, into=into, by=by, reason=" \n")
    with pytest.raises(DomainError, match="同じ場"):
        merge_place(place, into=place, by=by, reason="同じ場")
    Place.objects.filter(pk=into.pk).delete()
    with pytest.raises(GoneError):
        merge_place(place, into=into, by=by, reason="同じ場")
    assert not Transition.objects.exists()


@pytest.mark.parametrize("whose", ["place", "into"])
def test_who_may(whose: str) -> None:
    """A coordinator who belongs to one of the two organisations asks another."""
    ours = OrganizationFactory(verified=True)
    place = PlaceFactory(published=True, operator=ours if whose == "place" else None)
    into = PlaceFactory(published=True, operator=ours if whose == "into" else None)
    people: dict[str, User] = {
        "resident": UserFactory(),
        "owner": UserFactory(),
        "staff": UserFactory(staff=True),
        "inactive": UserFactory(administrator=True, is_active=False),
        "member": UserFactory(coordinator=True),
        "coordinator": UserFactory(coordinator=True),
    }
    for name in ("owner", "member"):
        Membership.objects.create(organization=ours, user=people[name], level=Level.OWNER)
    for name, user in people.items():
        if name == "coordinator":
            merge_place(place, into=into, by=user, reason="同じ場")
        else:
            with pytest.raises(DomainError, match="担当の職員"):
                merge_place(place, into=into, by=user, reason="同じ場")
            assert not Transition.objects.exists(), name
    assert place.merged_into == into


def test_what_was_to_be_checked_no_longer_is_and_the_writers_are_told(by: User) -> None:
    ours = OrganizationFactory(verified=True)
    writer = member(ours)
    place, into = _pair(operator=ours)
    other = Recheck.objects.create(kind="place", object_id=into.pk, what=["name"])
    Recheck.objects.create(kind="place", object_id=place.pk, what=["name"])
    merge_place(place, into=into, by=by, reason="となりの山田さんの話")
    assert list(Recheck.objects.all()) == [other]
    mailing = Mailing.objects.get()
    assert mailing.user == writer
    write = writer_of(mailing.kind)
    assert write is not None
    letter = write(mailing)
    assert letter is not None
    assert letter.subject == "「みなみ会館」を「南会館」にまとめました"
    assert "山田" not in "\n".join(letter.paragraphs)
    publishing.hide(place, by=by, reason="まちがい")
    publishing.unhide(place, by=by, reason="まちがい")
    assert write(mailing) is None


def test_an_import_goes_on_knowing_it_by_its_old_name(by: User) -> None:
    place, into = _pair(address="八王子市みなみ町9-9")
    merge_place(place, into=into, by=by, reason="同じ場")
    nowhere: dict[str, Any] = dict.fromkeys(WHERE) | {"venue_name": "", "address": ""}
    gazetteer = Gazetteer()
    assert gazetteer.find(nowhere | {"venue_name": "みなみ会館 2階"}, "").place == into
    assert gazetteer.find(nowhere | {"address": "八王子市みなみ町9-9"}, "").place == into
    publishing.return_to_draft(into, by=by, reason="直す")
    assert Gazetteer().find(nowhere | {"venue_name": "みなみ会館 2階"}, "").place is None


def test_who_follows_is_told_where_a_chain_leads_now(by: User, client: Client) -> None:
    """A into B, then B into C: what is known of A is that B stands in its stead."""
    first, second, third = (PlaceFactory(published=True) for _n in "abc")
    merge_place(first, into=second, by=by, reason="同じ場")
    token = client.get("/api/v1/changes/").json()["next"].partition("-")[0] + f"-{newest_number()}"
    merge_place(second, into=third, by=by, reason="同じ場")
    told = client.get("/api/v1/changes/", {"since": token, "kind": "places"}).json()["changes"]
    stays = f"http://testserver/api/v1/places/{third.pk}/"
    assert {(one["id"], one["action"], one["replaced_by"]) for one in told} == {
        (first.pk, "withdrawn", stays),
        (second.pk, "withdrawn", stays),
    }
    assert len(told) == 2


@pytest.mark.parametrize("is_new", [True, False])
def test_an_event_that_was_begun_before_is_held_at_the_place_that_stays(by: User, is_new: bool) -> None:
    """Also over two merges; and what the form read of the place before is not written back."""
    here, there = DistrictFactory.create(column=0), DistrictFactory.create(column=1)
    place, into = _pair(district=here)
    last = PlaceFactory(published=True, district=there)
    event = EventFactory.build() if is_new else _event(PlaceFactory(published=True), State.DRAFT, district=here)
    merge_place(Place.objects.get(pk=place.pk), into=into, by=by, reason="同じ場")
    merge_place(into, into=last, by=by, reason="同じ場")
    event.place = place
    save_edited(event, by=by, changed=["place"])
    finish_edit(event)
    assert event.place == last
    event.refresh_from_db()
    assert (event.place, event.district) == (last, there)


def test_an_edit_begun_before_a_merge_does_not_take_it_back(by: User) -> None:
    here, there = DistrictFactory.create(column=0), DistrictFactory.create(column=1)
    place, into = _pair(district=here)
    Place.objects.filter(pk=into.pk).update(district=there)
    stale = _event(place, district=here)
    merge_place(place, into=into, by=by, reason="同じ場")
    stale.title = "あたらしい名前"
    save_edited(stale, by=by, changed=["title"])
    finish_edit(stale)
    stale.refresh_from_db()
    assert (stale.title, stale.place, stale.district) == ("あたらしい名前", into, there)


def test_a_copy_made_of_what_was_read_before_is_held_at_the_place_that_stays(by: User) -> None:
    ours = OrganizationFactory(verified=True)
    place, into = _pair(operator=ours)
    event = _event(place, organizer=ours)
    writer = member(ours)
    merge_place(place, into=into, by=by, reason="同じ場")
    assert copy_event(event, by=writer).place == into


def test_an_import_that_has_read_the_places_before_leads_to_the_one_that_stays(by: User) -> None:
    there = DistrictFactory.create(column=1)
    place, into = _pair()
    Place.objects.filter(pk=into.pk).update(district=there)
    event = _event(place)
    known = Gazetteer()
    writer = EventWriter([], Origin("", "", "", False, timedelta(), "", "", ""), known, Written(), moment(2026, 12, 1))
    merge_place(place, into=into, by=by, reason="同じ場")
    new = EventFactory.build(place=place, state=State.PUBLISHED, published_at=moment(2026, 12, 1))
    event.place = place
    writer.created.append(new)
    writer.events[event.pk], writer.changed[event.pk] = event, {"place_id"}
    writer.save()
    for one in (new, event):
        one.refresh_from_db()
        assert (one.place, one.district) == (into, there)


def test_the_database_refuses_what_no_service_writes() -> None:
    place, into = _pair()
    for values in ({"merged_into": into}, {"merged_into": place, "state": State.CLOSED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Place.objects.filter(pk=place.pk).update(**values)
    Place.objects.filter(pk=place.pk).update(merged_into=into, state=State.CLOSED)


def test_queries_do_not_grow_with_the_events(by: User) -> None:
    counts = []
    by.get_all_permissions()
    for number in (1, 3):
        place, into = _pair()
        for _n in range(number):
            _event(place)
        with CaptureQueriesContext(connection) as asked:
            merge_place(place, into=into, by=by, reason="同じ場")
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_one_is_told_who_was_first() -> None:
    place, one, two = (PlaceFactory(published=True) for _n in "abc")
    event, people = _event(place), [UserFactory(coordinator=True) for _n in "ab"]
    targets = [one, two]
    acts = [
        lambda into=into, by=by: merge_place(Place.objects.get(pk=place.pk), into=into, by=by, reason="同じ場")
        for into, by in zip(targets, people, strict=True)
    ]
    outcomes = at_once(acts)
    place.refresh_from_db()
    event.refresh_from_db()
    assert place.merged_into in targets
    winner = targets.index(place.merged_into)
    assert outcomes[winner] is None
    assert (
        str(outcomes[1 - winner])
        == f"この場は、もう「{place.merged_into.name}」（番号{place.merged_into.pk}）にまとめてあります。"
    )
    assert event.place == place.merged_into
    assert Transition.objects.filter(action=Action.MERGE).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_each_into_the_other_one_stays() -> None:
    one, two = (PlaceFactory(published=True) for _n in "ab")
    by = UserFactory(coordinator=True)
    acts = [
        lambda: merge_place(Place.objects.get(pk=one.pk), into=two, by=by, reason="同じ場"),
        lambda: merge_place(Place.objects.get(pk=two.pk), into=one, by=by, reason="同じ場"),
    ]
    outcomes = at_once(acts)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DomainError", "NoneType"]
    assert list(Place.objects.order_by("state").values_list("state", flat=True)) == [State.CLOSED, State.PUBLISHED]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_an_event_that_is_put_there_while_it_is_being_merged_waits_and_follows(is_new: bool) -> None:
    by = UserFactory(coordinator=True)
    place, into = _pair()
    event = EventFactory.build() if is_new else _event(PlaceFactory(published=True), State.DRAFT)

    def put() -> None:
        event.place = place
        save_edited(event, by=by, changed=["place"])
        finish_edit(event)

    with transaction.atomic():
        merge_place(Place.objects.get(pk=place.pk), into=into, by=by, reason="同じ場")
        thread = Thread(target=_in_own_connection, args=(put,))
        thread.start()
        until(_somebody_waits, seconds=10)
    thread.join(timeout=30)
    event.refresh_from_db()
    assert event.place == into


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _in_own_connection(act: Any) -> None:
    try:
        act()
    finally:
        connection.close()
