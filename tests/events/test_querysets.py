"""Who may see what, what is near, what is on."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from events.enums import OccurrenceState, Participation
from events.facets import Flag, Kind, facet
from events.models import Event, Occurrence, Place
from hub.areas.geocoding import distance_m
from tests.events.factories import EventFactory, OccurrenceFactory, PlaceFactory, moment
from tests.hub.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

NOW = moment(2026, 11, 24)
TRAITS: list[dict[str, bool]] = [{}, {"in_review": True}, {"published": True}, {"closed": True}]


def _seen(model: Any, user: Any) -> list[str]:
    return sorted(model.objects.visible_to(user).values_list("state", flat=True))


def test_visitors_and_residents_see_what_is_public_and_staff_all() -> None:
    for trait in TRAITS:
        PlaceFactory(**trait)
        EventFactory(**trait)
    everything = ["closed", "draft", "in_review", "published"]
    retired = UserFactory(coordinator=True)
    retired.is_active = False
    for user in (AnonymousUser(), UserFactory(), UserFactory(staff=True), retired):
        assert _seen(Place, user) == _seen(Event, user) == ["closed", "published"]
    for user in (UserFactory(coordinator=True), UserFactory(administrator=True)):
        assert _seen(Place, user) == _seen(Event, user) == everything


@pytest.mark.parametrize("radius", [1, 250, 500, 1_000, 2_000])
def test_what_is_within_a_radius_is_what_the_distance_says(radius: int) -> None:
    here = (35.6567, 139.3390)
    spots = [
        (here[0] + step_lat * 0.0021, here[1] + step_lon * 0.0027)
        for step_lat in range(-4, 5)
        for step_lon in range(-4, 5)
    ]
    Place.objects.bulk_create(
        Place(name=f"場{number}", kind="other", latitude=lat, longitude=lon) for number, (lat, lon) in enumerate(spots)
    )
    Place.objects.create(name="どこか", kind="other")
    found = set(Place.objects.within(*here, radius).values_list("latitude", "longitude"))
    assert found == {spot for spot in spots if distance_m(*here, *spot) <= radius}


def test_the_distance_is_in_metres() -> None:
    PlaceFactory(latitude=35.66, longitude=139.34)
    row = Place.objects.within(35.6567, 139.3390, 2_000).get()
    assert row.distance == pytest.approx(distance_m(35.6567, 139.3390, 35.66, 139.34), abs=1)


def test_facets_are_asked_for_all_together_or_any_of_them() -> None:
    both = PlaceFactory(is_free=True, is_drop_in=True)
    free = PlaceFactory(is_free=True)
    PlaceFactory()
    asked = [facet(Kind.FLAG, Flag.FREE), facet(Kind.FLAG, Flag.DROP_IN)]
    assert list(Place.objects.with_all(asked)) == [both]
    assert set(Place.objects.with_any(asked)) == {both, free}
    assert Place.objects.with_all([]).count() == Place.objects.with_any([]).count() == 3


def test_upcoming_holds_what_is_running() -> None:
    event = EventFactory()
    running = OccurrenceFactory(event=event, starts_at=NOW - timedelta(hours=1), ends_at=NOW)
    OccurrenceFactory(event=event, starts_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(seconds=1))
    assert list(Occurrence.objects.upcoming(NOW)) == [running]


@pytest.mark.parametrize(
    ("participation", "fields", "is_open"),
    [
        (Participation.FREE, {}, True),
        (Participation.FREE, {"state": OccurrenceState.CANCELLED}, False),
        (Participation.ELSEWHERE, {}, True),
        (Participation.ELSEWHERE, {"deadline_at": NOW + timedelta(hours=1)}, True),
        (Participation.ELSEWHERE, {"deadline_at": NOW - timedelta(hours=1)}, False),
        (
            Participation.ELSEWHERE,
            {"deadline_at": NOW + timedelta(days=2), "apply_from": NOW + timedelta(days=1)},
            False,
        ),
        (Participation.ELSEWHERE, {"starts_at": NOW - timedelta(hours=1)}, False),
    ],
)
def test_open_for_application(participation: str, fields: dict[str, Any], is_open: bool) -> None:
    event = EventFactory(published=True, participation=participation, starts=[NOW + timedelta(days=5)])
    if "starts_at" in fields:
        fields = fields | {"ends_at": NOW + timedelta(hours=1)}
    event.occurrences.update(**fields)
    assert Occurrence.objects.open_for_application(NOW).exists() is is_open


def test_a_list_of_dates_loads_what_a_row_shows(django_assert_num_queries: Any) -> None:
    place = PlaceFactory()
    for _number in range(3):
        EventFactory(published=True, place=place, starts=[NOW])
    with django_assert_num_queries(1):
        rows = list(Occurrence.objects.listed().for_list())
        assert [row.event.place.name for row in rows] == [place.name] * 3
        assert {row.event.town for row in rows} == {None}


def test_words_are_asked_of_the_event_of_a_date() -> None:
    event = EventFactory(title="囲碁の会", published=True, starts=[NOW])
    EventFactory(title="将棋の会", published=True, starts=[NOW])
    assert list(Occurrence.objects.matching("囲碁")) == list(event.occurrences.all())
    assert list(Event.objects.matching("囲碁 将棋")) == []
