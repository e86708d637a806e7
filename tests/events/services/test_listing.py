"""The columns that lists are read from: equal to what they are made of, whoever changed it, at a fixed cost."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.enums import AttendanceMode, Feature, Participation, PlaceKind
from events.facets import Flag, Kind, facet, feature_facet, place_kind_facet, time_facets
from events.models import Event, Occurrence, Place
from events.services.listing import refresh_events, refresh_places
from events.services.writing import finish_edit, save_edited
from hub.accounts.services import save_organization
from hub.models import Audience, Theme, WelcomeMark
from hub.search import fold, tokens
from hub.vocabulary import save_word
from tests.events.factories import EventFactory, PlaceFactory, moment
from tests.hub.accounts.factories import OrganizationFactory
from tests.hub.areas.factories import DistrictFactory
from tests.words import load_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words(db: None) -> None:
    load_words()


def _child() -> Theme:
    return Theme.objects.create(key="hula", name="フラダンス", parent=Theme.objects.get(key="music"), words="ハワイ")


def _stored_tokens(thing: Event | Place) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT tsvector_to_array(search_tokens) FROM {thing._meta.db_table} WHERE id = %s",
            [thing.pk],
        )
        return sorted(cursor.fetchone()[0])


def _facets(*pairs: tuple[Kind, int], more: Iterable[int] = ()) -> list[int]:
    return sorted({*(facet(kind, value) for kind, value in pairs), *more})


def test_an_event_has_a_facet_for_all_that_it_can_be_filtered_by() -> None:
    theme, mark, audience = _child(), WelcomeMark.objects.get(key="alone"), Audience.objects.get(key="everyone")
    organizer, district = OrganizationFactory(), DistrictFactory()
    event = EventFactory(
        themes=[theme], marks=[mark], audiences=[audience], organizer=organizer, district=district, is_free=True,
        is_professional_present=True, attendance_mode=AttendanceMode.HYBRID, participation=Participation.FREE,
        accessibility={Feature.NURSERY: True, Feature.SUBTITLES: False}, starts=[moment(2026, 11, 28, 18)],
    )  # fmt: skip
    expected = _facets(
        (Kind.THEME, theme.pk), (Kind.THEME, theme.parent_id), (Kind.MARK, mark.pk), (Kind.AUDIENCE, audience.pk),
        (Kind.ORGANIZER, organizer.pk), (Kind.DISTRICT, district.pk), (Kind.FLAG, Flag.FREE),
        (Kind.FLAG, Flag.PROFESSIONAL), (Kind.FLAG, Flag.ONLINE), (Kind.FLAG, Flag.NO_APPLICATION),
        more=[feature_facet(Feature.NURSERY)],
    )  # fmt: skip
    assert event.facets == expected
    date = event.occurrences.get()
    when = time_facets(date.starts_at, date.ends_at, has_time=True)
    assert when == [facet(Kind.WEEKDAY, 5), facet(Kind.BAND, 2)]
    assert date.facets == sorted({*expected, *when})


def test_an_event_without_anything_has_no_facet() -> None:
    assert EventFactory(is_free=False).facets == []


def test_a_place_has_its_kind_and_what_it_shares_with_events() -> None:
    mark, district = WelcomeMark.objects.get(key="watch"), DistrictFactory()
    place = PlaceFactory(marks=[mark], district=district, is_drop_in=True, kind=PlaceKind.CAFE, is_free=True)
    assert place.facets == _facets(
        (Kind.MARK, mark.pk), (Kind.DISTRICT, district.pk), (Kind.FLAG, Flag.DROP_IN), (Kind.FLAG, Flag.FREE),
        more=[place_kind_facet(PlaceKind.CAFE)],
    )  # fmt: skip


def test_an_event_takes_district_and_position_from_its_place() -> None:
    place = PlaceFactory(district=DistrictFactory(), latitude=35.6, longitude=139.3, published=True)
    event = EventFactory(place=place, starts=[moment(2026, 12, 1)])
    own = EventFactory(place=place, latitude=35.65, longitude=139.35, starts=[moment(2026, 12, 1)])
    date, own_date = event.occurrences.get(), own.occurrences.get()
    assert (date.latitude, date.longitude) == (35.6, 139.3)
    assert (own_date.latitude, own_date.longitude) == (35.65, 139.35)
    assert facet(Kind.DISTRICT, place.district.pk) in date.facets


def test_text_and_tokens_are_those_of_the_words_on_the_page() -> None:
    theme, place = _child(), PlaceFactory(name="スマホ広場", kana="すまほひろば", published=True)
    event = EventFactory(title="囲碁と将棋の会", description="手話あり", place=place, themes=[theme])
    for word in ("囲碁と将棋の会", "手話あり", "スマホ広場", "フラダンス", "ハワイ"):
        assert fold(word) in event.search_text
    for thing in (event, place):
        assert _stored_tokens(thing) == tokens(thing.search_text)


@pytest.mark.parametrize("fields", [{"published": True, "is_address_public": False}, {"published": False}])
def test_the_exact_spot_of_a_place_that_hides_it_is_nowhere_to_measure_from(fields: dict[str, Any]) -> None:
    place = PlaceFactory(latitude=35.6, longitude=139.3, building="ひみつ荘203", **fields)
    event = EventFactory(place=place, starts=[moment(2026, 12, 1)])
    date = event.occurrences.get()
    assert (date.latitude, date.longitude) == (None, None)
    assert list(Place.objects.filter(is_address_public=False).within(35.6, 139.3, 500)) == []


def test_the_exact_address_of_a_place_that_hides_it_is_not_searchable() -> None:
    assert "南大沢2 27" not in PlaceFactory(is_address_public=False).search_text
    assert "南大沢2 27" in PlaceFactory(is_address_public=True).search_text


def test_another_name_of_a_place_reaches_its_events() -> None:
    place = PlaceFactory(name="むかしの名前", published=True)
    event = EventFactory(place=place, published=True, starts=[moment(2026, 12, 1)])
    other = EventFactory(title="よその会")
    place.name = "あたらしい名前"
    save_edited(place, by=None, changed=["name"])
    finish_edit(place)
    event.refresh_from_db()
    assert ("あたらしい名前" in event.search_text, "むかしの名前" in event.search_text) == (True, False)
    assert list(Event.objects.matching("新しい名前")) == []
    assert list(Event.objects.matching("アタラシイ名前")) == [event]
    assert "あたらしい名前" not in Event.objects.get(pk=other.pk).search_text


def test_another_name_of_a_theme_or_an_organisation_reaches_what_is_found_by_it() -> None:
    theme, organizer = _child(), OrganizationFactory(name="ふるい会")
    event = EventFactory(themes=[theme], organizer=organizer)
    place = PlaceFactory(operator=organizer)
    theme.name = "ウクレレ"
    save_word(theme)
    organizer.name = "にじの会"
    save_organization(organizer)
    for word, things in (("ウクレレ", [event]), ("にじの会", [event]), ("フラダンス", []), ("ふるい会", [])):
        assert list(Event.objects.matching(word)) == things
    assert list(Place.objects.matching("にじの会")) == [place]


@pytest.mark.parametrize("trait", ["in_review", "published", "closed"])
def test_dates_of_published_events_alone_are_listed(trait: str) -> None:
    event: Any = EventFactory(**{trait: True}, starts=[moment(2026, 12, 1)])
    assert list(Occurrence.objects.listed()) == list(event.occurrences.filter(pk__gt=0) if trait == "published" else [])


def _queries(refresh: Any, keys: list[int]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as context:
        refresh(keys)
    return len(context)


def test_the_number_of_queries_does_not_depend_on_how_many() -> None:
    theme, mark = _child(), WelcomeMark.objects.get(key="alone")
    events = [EventFactory(themes=[theme], marks=[mark], starts=[moment(2026, 12, 1)] * 2).pk for _i in range(3)]
    places = [PlaceFactory(themes=[theme], marks=[mark]).pk for _i in range(3)]
    assert _queries(refresh_events, events[:1]) == _queries(refresh_events, events) <= 12
    assert _queries(refresh_places, places[:1]) == _queries(refresh_places, places) <= 12
