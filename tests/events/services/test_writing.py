"""What a form saves, and what it leaves alone: imports, other services, other people."""

import pytest
import time_machine

from events.enums import Action, OccurrenceOrigin, State
from events.models import Event, Place, Transition
from events.services.publishing import publish, return_to_draft
from events.services.series import sync_series
from events.services.writing import assure, delete_draft, finish_edit, save_edited, save_new_place
from hub.areas.models import District, Town
from hub.exceptions import DomainError
from hub.models import Change
from tests.city import load_city
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

TAMA = "八王子市南大沢二丁目27番地"


@pytest.fixture
def city() -> None:
    load_city()


def test_a_new_place_is_a_draft_by_somebody_found_where_it_is(city: None) -> None:
    by = UserFactory(staff=True)
    place = save_new_place(Place(name="みんなの家", kind="salon", address=TAMA), by=by)
    place.refresh_from_db()
    assert (place.state, place.created_by, place.version) == (State.DRAFT, by, 1)
    assert place.town == Town.objects.get(name="南大沢二丁目")
    assert place.district is not None
    assert "みんなの家" in place.search_text
    assert not Change.objects.filter(kind="place").exists()


def test_an_edit_names_what_a_person_changed_and_raises_the_version() -> None:
    event = EventFactory(published=True, starts=[moment(2027, 1, 5)], edited_fields=["title"])
    event.summary = "だれでもどうぞ"
    save_edited(event, by=None, changed=["summary", "themes"])
    finish_edit(event)
    event.refresh_from_db()
    assert event.edited_fields == ["summary", "themes", "title"]
    assert (event.summary, event.version) == ("だれでもどうぞ", 2)
    assert list(Change.objects.values_list("kind", "action")) == [("event", "changed")]


def test_an_edit_writes_what_it_names_alone() -> None:
    event = EventFactory(title="もとの名前", summary="もとのひとこと")
    stale = Event.objects.get(pk=event.pk)
    Event.objects.filter(pk=event.pk).update(summary="取り込みが直した")
    stale.title = "新しい名前"
    save_edited(stale, by=None, changed=["title"])
    event.refresh_from_db()
    assert (event.title, event.summary) == ("新しい名前", "取り込みが直した")


def test_an_edit_begun_before_a_publication_does_not_take_it_back() -> None:
    place = PlaceFactory()
    stale = Place.objects.get(pk=place.pk)
    publish(place, by=None)
    stale.summary = "新しいひとこと"
    save_edited(stale, by=None, changed=["summary"])
    finish_edit(stale)
    place.refresh_from_db()
    assert (place.state, place.summary, place.version) == (State.PUBLISHED, "新しいひとこと", 3)
    assert place.published_at is not None
    assert list(Change.objects.order_by("pk").values_list("action", flat=True)) == ["published", "changed"]


def test_an_edit_of_what_somebody_else_deleted_is_told() -> None:
    place = PlaceFactory()
    Place.objects.filter(pk=place.pk).delete()
    with pytest.raises(DomainError, match="もうありません"):
        save_edited(place, by=None, changed=["name"])


def test_an_edit_of_what_has_ended_renews_its_page() -> None:
    event = EventFactory(closed=True, starts=[moment(2026, 1, 5)])
    save_edited(event, by=None, changed=["summary"])
    finish_edit(event)
    assert list(Change.objects.values_list("action", flat=True)) == ["withdrawn"]


def test_an_edit_of_a_draft_is_told_to_nobody() -> None:
    event = EventFactory()
    save_edited(event, by=None, changed=["summary"])
    finish_edit(event)
    assert not Change.objects.exists()


def test_a_published_event_is_not_left_without_a_date() -> None:
    event = EventFactory(published=True, starts=[moment(2027, 1, 5)])
    event.occurrences.all().delete()
    with pytest.raises(DomainError, match="開催日がひとつは要ります"):
        finish_edit(event)


def test_the_dates_of_a_rule_follow_an_edit() -> None:
    event = EventFactory()
    event.rrule, event.rule_starts_at, event.rule_minutes = "FREQ=WEEKLY;COUNT=3", moment(2027, 1, 5), 60
    with time_machine.travel(moment(2026, 12, 1), tick=False):
        save_edited(event, by=None, changed=["rrule", "rule_starts_at", "rule_minutes"])
        finish_edit(event)
        assert sync_series(event) is False
    assert list(event.occurrences.values_list("origin", flat=True)) == [OccurrenceOrigin.RULE] * 3


@pytest.mark.parametrize("kind", ["event", "place"])
def test_a_sample_keeps_no_telephone_number(kind: str) -> None:
    thing = EventFactory() if kind == "event" else PlaceFactory()
    names = ["contact_phone", "contact_extension", "contact_email"] if kind == "event" else ["phone"]
    thing.is_sample = True
    for name in names:
        setattr(thing, name, "042-626-3111" if "email" not in name else "a@example.org")
    save_edited(thing, by=None, changed=["is_sample", *names])
    thing.refresh_from_db()
    assert [getattr(thing, name) for name in names] == [""] * len(names)


def test_town_and_district_follow_the_address_unless_they_were_chosen(city: None) -> None:
    place = PlaceFactory(address="")
    place.address = TAMA
    save_edited(place, by=None, changed=["address"])
    found = place.district
    other = District.objects.exclude(pk=found.pk).first()
    place.district = other
    save_edited(place, by=None, changed=["district"])
    place.summary = "ひとこと"
    save_edited(place, by=None, changed=["summary"])
    place.refresh_from_db()
    assert place.district == other
    place.address, place.district = TAMA + "1", other
    save_edited(place, by=None, changed=["address"])
    assert place.district == found


def test_an_event_without_an_address_is_where_its_place_is_also_when_that_moves(city: None) -> None:
    place = PlaceFactory(address="")
    event = EventFactory(place=place)
    own = EventFactory(place=place, address="八王子市元本郷町三丁目24番1号")
    save_edited(event, by=None, changed=["place"])
    save_edited(own, by=None, changed=["place", "address"])
    assert event.district is None
    place.address = TAMA
    save_edited(place, by=None, changed=["address"])
    finish_edit(place)
    event.refresh_from_db()
    before = own.district_id
    own.refresh_from_db()
    assert (event.town, event.district) == (place.town, place.district)
    assert own.district_id == before != place.district_id


def test_what_was_confirmed_names_the_office_on_the_page_and_the_person_in_the_history() -> None:
    by = UserFactory(staff=True, display_name="やまだ")
    place = PlaceFactory(published=True, is_to_be_confirmed=True)
    with time_machine.travel(moment(2026, 11, 24, 0, 30), tick=False):
        assure(place, by=by, office="福祉政策課")
    place.refresh_from_db()
    assert (f"{place.assured_on}", place.assured_by, place.is_to_be_confirmed) == ("2026-11-24", "福祉政策課", False)
    row = Transition.objects.get()
    assert (row.action, row.by, row.from_state, row.to_state) == (Action.ASSURE, by, State.PUBLISHED, State.PUBLISHED)
    assert list(Change.objects.values_list("action", flat=True)) == ["changed"]
    assure(place, by=by)
    assert place.assured_by == "八王子市"


def test_a_draft_that_nobody_saw_may_vanish_and_what_was_public_may_not() -> None:
    place = PlaceFactory(name="消える広場")
    event = EventFactory(place=place, published=True, starts=[moment(2027, 1, 5)])
    delete_draft(place)
    event.refresh_from_db()
    assert (event.place, "消える広場" in event.search_text) == (None, False)
    with pytest.raises(DomainError, match="消せません"):
        delete_draft(event)
    return_to_draft(event, by=None, reason="直す")
    with pytest.raises(DomainError, match="消せません"):
        delete_draft(event)
    assert Event.objects.filter(pk=event.pk).exists()
