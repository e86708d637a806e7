"""Whoever follows the changes ends equal to the full lists, also where what others are called is another, and where two
write at the same moment."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.enums import State
from events.models import Event, ListingDue, Place
from events.services.listing import refresh_events
from events.services.publishing import publish
from events.services.renames import AT_ONCE, refresh_due
from events.services.writing import finish_edit, save_edited
from hub.accounts.models import Organization
from hub.accounts.services.organizations import save_organization
from hub.accounts.services.verification import restore_organization, suspend_organization
from hub.changes import record_changes
from hub.models import ChangeAction, Theme
from hub.renames import tell_renamed
from hub.vocabulary import save_word
from tests.events.api.following import KINDS, Follower, full_lists
from tests.events.factories import EventFactory, PlaceFactory
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory
from tests.threads import at_once
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Settings) -> None:
    settings.HUB_API_LIMITS = {"visitor": 10**9, "token": 10**9}


@pytest.fixture
def ours() -> Organization:
    return OrganizationFactory(verified=True, name="台町の会")


@pytest.fixture
def theme() -> Theme:
    made: Theme = Theme.objects.create(key="tea", name="お茶")
    return made


def _many(number: int, theme: Theme, **fields: Any) -> list[Event]:
    """Published events of one theme, with a date each."""
    now = timezone.now()
    events = Event.objects.bulk_create(
        Event(title=f"会{one}", state=State.PUBLISHED, published_at=now, **fields) for one in range(number)
    )
    Event.themes.through.objects.bulk_create(Event.themes.through(event=one, theme=theme) for one in events)
    refresh_events([one.pk for one in events])
    return events


def _same(reader: Follower) -> None:
    """What is followed is what there is."""
    reader.catch_up()
    there = full_lists(Client())
    keys = there.keys() | reader.things.keys()
    assert [key for key in sorted(keys) if there.get(key) != reader.things.get(key)] == []


def test_it_follows_all_of_which_the_changes_tell() -> None:
    assert set(KINDS) == {
        "events",
        "places",
        "districts",
        "themes",
        "audiences",
        "welcome-marks",
        "organizations",
        "needs",
        "projects",
        "roles",
        "indicators",
        "partnerships",
    }


def test_an_organisation_is_renamed_hidden_and_brought_back(ours: Organization) -> None:
    place = PlaceFactory(published=True, operator=ours)
    event = EventFactory(published=True, organizer=ours, starts=[timezone.now()])
    held = EventFactory(published=True, place=place, starts=[timezone.now()])
    other = OrganizationFactory(verified=True, name="よその会")
    theirs = EventFactory(published=True, organizer=other, starts=[timezone.now()])
    reader, by = Follower(), UserFactory(administrator=True)
    ours.name = "台町のつどい"
    save_organization(ours, by=by)
    _same(reader)
    assert reader.things["organizations", ours.pk]["name"] == "台町のつどい"
    assert reader.things["events", event.pk]["organizer"]["name"] == "台町のつどい"
    suspend_organization(ours, by=by, reason="勧誘")
    _same(reader)
    assert {key for key in reader.things if key[0] in {"events", "places", "organizations"}} == {
        ("organizations", other.pk), ("events", theirs.pk), ("events", held.pk),
    }  # fmt: skip
    assert reader.things["events", held.pk]["place"] is None
    restore_organization(ours, by=by, reason="直った")
    _same(reader)
    assert reader.things["places", place.pk]["operator"]["name"] == "台町のつどい"
    assert ("events", event.pk) in reader.things


@pytest.mark.parametrize("number", [3, AT_ONCE + 1])
def test_a_theme_is_renamed_however_many_have_it(theme: Theme, number: int) -> None:
    _many(number, theme)
    reader = Follower(page_size=100)
    theme.name = "おちゃとおかし"
    save_word(theme)
    _same(reader)
    assert reader.things["themes", theme.pk]["name"] == "おちゃとおかし"
    assert ListingDue.objects.exists() == (number > AT_ONCE)
    refresh_due()
    _same(reader)
    found = Client().get("/api/v1/events/?q=おちゃとおかし&page_size=1").json()["results"]
    assert [one["themes"] for one in found] == [["tea"]]


def test_an_organisation_of_more_than_are_brought_up_to_date_at_once(theme: Theme, ours: Organization) -> None:
    _many(AT_ONCE + 1, theme, organizer=ours)
    reader = Follower(page_size=100)
    ours.name = "台町のつどい"
    save_organization(ours)
    _same(reader)
    names = {one["organizer"]["name"] for (kind, _key), one in reader.things.items() if kind == "events"}
    assert names == {"台町のつどい"}
    refresh_due()
    _same(reader)


class Uncommitted(Thread):
    """Does ``act`` in a transaction of its own, tells that it is ``done``, and commits when it is told to."""

    def __init__(self, act: Callable[[], Any]) -> None:
        super().__init__()
        self.act, self.done, self.go = act, Signal(), Signal()
        self.errors: list[BaseException] = []
        self.start()

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.act()
                self.done.set()
                assert self.go.wait(30)
        except BaseException as error:  # noqa: BLE001 - told to the test
            self.errors.append(error)
            self.done.set()
        finally:
            connection.close()

    def commit(self) -> None:
        self.go.set()
        self.join(timeout=30)
        assert self.errors == []


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def _rename_organization(things: dict[str, Any]) -> None:
    organization = Organization.objects.get(pk=things["organization"].pk)
    organization.name = "あたらしい会"
    save_organization(organization)


def _rename_place(things: dict[str, Any]) -> None:
    place = Place.objects.get(pk=things["place"].pk)
    place.name = "あたらしい場"
    save_edited(place, by=None, changed=["name"])
    finish_edit(place)


def _rename_district(things: dict[str, Any]) -> None:
    things["district"].name = "あたらしい中学校区"
    things["district"].save()
    tell_renamed(things["district"])
    record_changes([things["district"]], ChangeAction.CHANGED)


@pytest.mark.parametrize("rename", [_rename_organization, _rename_place, _rename_district])
def test_what_is_published_while_something_that_it_names_is_renamed(
    ours: Organization, rename: Callable[[dict[str, Any]], None]
) -> None:
    """The reader asks between the two commits, sees the event under the old name, and must be told again."""
    place, district = PlaceFactory(published=True), DistrictFactory(name="まえの中学校区")
    fields = {"organizer": ours, "place": place, "district": district}
    reader = Follower()
    with transaction.atomic():
        event = EventFactory(starts=[timezone.now() + timedelta(days=3)], **fields)
        publish(event, by=None)
        renaming = Uncommitted(lambda: rename({"organization": ours, "place": place, "district": district}))
        until(_somebody_waits, seconds=10)
    assert renaming.done.wait(10)
    reader.catch_up()
    assert ("events", event.pk) in reader.things
    renaming.commit()
    _same(reader)
    assert "あたらしい" in str(reader.things["events", event.pk])


def test_a_theme_is_renamed_while_an_event_with_it_is_published(theme: Theme) -> None:
    reader = Follower()
    for number in range(8):
        event = EventFactory(starts=[timezone.now() + timedelta(days=3)], themes=[theme])

        def rename(number: int = number) -> None:
            word = Theme.objects.get(pk=theme.pk)
            word.name = f"お茶{number}"
            save_word(word)

        assert at_once([rename, lambda event=event: publish(event, by=None), reader.step]) == [None] * 3
        _same(reader)
        assert [one["id"] for one in Client().get(f"/api/v1/events/?q=お茶{number}").json()["results"]].count(
            event.pk
        ) == 1


def test_an_organisation_is_hidden_while_its_event_is_edited(ours: Organization) -> None:
    reader, by = Follower(), UserFactory(administrator=True)
    for number in range(8):
        event = EventFactory(published=True, organizer=ours, starts=[timezone.now() + timedelta(days=3)])

        def edit(event: Event = event, number: int = number) -> None:
            event.title = f"あたらしい名前{number}"
            save_edited(event, by=None, changed=["title"])
            finish_edit(event)

        whose = Organization.objects.get(pk=ours.pk)
        acts = [edit, lambda whose=whose: suspend_organization(whose, by=by, reason="勧誘"), reader.step]
        assert at_once(acts) == [None] * 3
        _same(reader)
        assert not [key for key in reader.things if key[0] in {"events", "organizations"}]
        restore_organization(Organization.objects.get(pk=ours.pk), by=by, reason="直った")
        _same(reader)
