"""Which place, town and district an event is given."""

import pytest
from django.utils import timezone

from events.enums import PlaceKind, State
from events.importing.resolving import Gazetteer
from events.models import Place

pytestmark = pytest.mark.usefixtures("city")


def place(name: str, address: str, state: str = State.PUBLISHED) -> Place:
    return Place.objects.create(
        name=name, address=address, kind=PlaceKind.CIVIC_CENTER, state=state, published_at=timezone.now()
    )


def find(
    venue: str = "", address: str = "", city: str = "", position: tuple[float | None, float | None] = (None, None)
) -> tuple[object, ...]:
    values = {"venue_name": venue, "address": address, "latitude": position[0], "longitude": position[1]}
    found = Gazetteer().find(values, city)
    return (
        found.place.name if found.place else None,
        found.town.name if found.town else None,
        found.district.short_name if found.district else None,
        found.is_by_address,
    )


def test_a_place_by_its_name_in_the_venue() -> None:
    place("南大沢市民センター", "八王子市南大沢2-27 南大沢総合センター3F")
    place("大沢", "八王子市大沢1-1")
    assert find("八王子市南大沢市民センター　第1会議室")[0] == "南大沢市民センター"
    assert find("よその南大沢市民センター", city="浦安市")[0] is None
    assert find("大沢の家")[0] is None


@pytest.mark.parametrize(
    "address",
    [
        "東京都八王子市南大沢2-27", "八王子市南大沢二丁目27番地", "南大沢２－２７", "東京都八王子市南大沢2丁目27号", "南大沢2の27",
    ],
)  # fmt: skip
def test_a_place_by_its_house_number(address: str) -> None:
    place("南大沢市民センター", "八王子市南大沢2-27 南大沢総合センター3F")
    place("由木中央市民センター", "八王子市下柚木2-10-6")
    assert find("生涯学習センター南大沢分館", address) == ("南大沢市民センター", "南大沢二丁目", "南大沢", True)


def test_two_places_at_one_address_are_left_to_people() -> None:
    place("南大沢市民センター", "八王子市南大沢2-27")
    place("南大沢図書館", "八王子市南大沢2-27")
    assert find("分館", "八王子市南大沢2-27") == (None, "南大沢二丁目", "南大沢", False)


def test_an_unpublished_place_is_not_shown_by_an_event() -> None:
    place("南大沢市民センター", "八王子市南大沢2-27", State.DRAFT)
    assert find("南大沢市民センター", "八王子市南大沢2-27")[0] is None


def test_town_and_district_of_the_city_alone() -> None:
    assert find("", "東京都八王子市東町5-6", "八王子市") == (None, "東町", "第三", False)
    assert find("", "千葉県浦安市東町5-6", "浦安市") == (None, None, None, False)
    assert find("", "", "", (35.6119415, 139.3792608))[2] == "南大沢"
    assert find("", "", "", (35.0, 135.0))[2] is None
