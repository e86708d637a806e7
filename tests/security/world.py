"""One of everything, with words that must not show where they are not public."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from events.enums import ImportState
from events.models import Event, ImportRun, OpeningException, Place, Recheck
from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close, return_to_draft, submit
from hub import heartbeats
from hub.accounts.models import User
from hub.areas.models import City, LandmarkKind
from hub.models import Audience, Change, Heartbeat, Theme, WelcomeMark
from hub.vocabulary import load_vocabulary
from tests.events.published import EVERY_DAY, draft_event, draft_place, published_event, published_place
from tests.hub.accounts.factories import OrganizationFactory, UserFactory
from tests.hub.areas.factories import DistrictFactory, LandmarkFactory, StationFactory, TownFactory, middle

ROLES = ("visitor", "resident", "staff", "coordinator", "administrator")


@dataclass
class World:
    """``keys``: by ``app_model``. ``hidden``: what is not public. ``clients``: one for each role."""

    event: Event
    place: Place
    keys: dict[str, Any]
    hidden: list[Event | Place]
    users: dict[str, User] = field(default_factory=dict)

    def client(self, role: str, **options: Any) -> Client:
        client = Client(raise_request_exception=True, **options)
        if role != "visitor":
            client.force_login(self.users[role])
        return client


def _hidden(where: dict[str, Any], soon: Any) -> list[Event | Place]:
    """A draft, one in review, one taken back: of events and of places. Each holds the word ひみつ."""
    things: list[Event | Place] = []
    for make_draft, make_public, starts in (
        (draft_event, published_event, [soon]),
        (draft_place, published_place, []),
    ):
        draft = make_draft("ひみつの下書き", *starts, welcome_marks=["alone"], themes=["food"], **where)
        review = make_draft("ひみつの確認中", *starts, **where)
        submit(review, by=None)
        back = make_public("ひみつの取り下げ", *starts, **where)
        return_to_draft(back, by=None, reason="誤り")
        things += [draft, review, back]
    return things


def make_world() -> World:
    """A small city, a place, an event with a cancelled and a moved date, a series, an ended event, hidden ones, users."""
    load_vocabulary(Path(settings.BASE_DIR) / "data" / "vocabulary")
    district = DistrictFactory.create(name="台町中学校区", column=0)
    town = TownFactory.create(name="台町")
    station, landmark = StationFactory.create(), LandmarkFactory.create(kind=LandmarkKind.CITY_OFFICE)
    latitude, longitude = middle(0, 0)
    where = {"address": "台町1-1", "latitude": latitude, "longitude": longitude}
    organization = OrganizationFactory(verified=True)
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    soon = now + timedelta(hours=2)
    place = published_place(
        "台町会館", open_on=EVERY_DAY, operator=organization, welcome_marks=["alone"], themes=["food"],
        audiences=["seniors"], accessibility={"nursery": True}, summary="縁側のある家", is_drop_in=True, **where,
    )  # fmt: skip
    OpeningException.objects.create(place=place, date=(now + timedelta(days=2)).date(), note="年末")
    event = published_event(
        "囲碁の会", soon, soon + timedelta(days=1), soon + timedelta(days=2), place=place, organizer=organization,
        welcome_marks=["alone"], themes=["food"], audiences=["seniors"], is_free=True, **where,
    )  # fmt: skip
    second, third = event.occurrences.order_by("starts_at")[1:]
    cancel_occurrence(second, by=None, note="大雨")
    move_occurrence(third, by=None, starts_at=soon + timedelta(days=3), ends_at=soon + timedelta(days=3, hours=1))
    close(published_event("終わった会", soon, **where), by=None)
    hidden = _hidden(where, soon)
    heartbeats.record_heartbeat(heartbeats.WORKER)
    users = {
        "resident": UserFactory(display_name="ひみつの住民"),
        "staff": UserFactory(staff=True),
        "coordinator": UserFactory(coordinator=True, display_name="ひみつの職員"),
        "administrator": UserFactory(administrator=True),
    }
    keys = {
        "event": event.pk,
        "place": place.pk,
        "events_event": event.pk,
        "events_place": place.pk,
        "events_occurrence": event.occurrences.order_by("starts_at")[0].pk,
        "events_importrun": ImportRun.objects.create(file_name="a.csv", state=ImportState.DONE).pk,
        "hub_theme": Theme.objects.get(key="food").pk,
        "hub_audience": Audience.objects.get(key="seniors").pk,
        "hub_welcomemark": WelcomeMark.objects.get(key="alone").pk,
        "hub_change": Change.objects.latest("pk").pk,
        "hub_heartbeat": Heartbeat.objects.get().pk,
        "accounts_user": users["resident"].pk,
        "accounts_organization": organization.pk,
        "auth_group": Group.objects.get().pk,
        "areas_city": City.objects.get().pk,
        "areas_district": district.pk,
        "areas_town": town.pk,
        "areas_station": station.pk,
        "areas_landmark": landmark.pk,
        "recheck": Recheck.objects.create(kind="event", object_id=event.pk, what=["title"]).pk,
        "contenttype": ContentType.objects.get_for_model(Event).pk,
    }
    return World(event=event, place=place, keys=keys, hidden=hidden, users=users)
