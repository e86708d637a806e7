"""Town, station, district and distance: what is near whom, and what is said where nothing is known."""

from typing import Any

import pytest
from django.test import Client

from tests.events.published import published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import LIST, PLACES, chips, get, titles
from tests.hub.areas.factories import DistrictFactory, StationFactory, TownFactory, middle


@pytest.fixture
def city() -> dict[str, Any]:
    """Three districts in a row, a town in each, one more town on the border of the first two."""
    districts = [DistrictFactory.create(name=f"{name}中学校区", column=n) for n, name in enumerate(["西", "中", "東"])]
    towns = [
        TownFactory.create(name=f"{name}町", column=n, postal_code=f"19200{n}0") for n, name in enumerate("西中東")
    ]
    latitude, longitude = middle(0, 0)
    border = TownFactory.create(name="境町", latitude=latitude, longitude=longitude + 0.005, postal_code="1920099")
    for district, town in zip(districts, towns, strict=True):
        where = {"address": f"{town.name}1-1", "latitude": town.latitude, "longitude": town.longitude}
        assert published_event(f"{town.name}の催し", at(11, 26), **where).district == district
        assert published_place(f"{town.name}の場", **where).district == district
    return {"districts": districts, "border": border}


def _found(client: Client, **parameters: Any) -> tuple[list[str], list[str]]:
    """Titles of events and of places, which agree but for their last word."""
    events, places = get(client, LIST, **parameters), get(client, PLACES, **parameters)
    assert chips(events) == chips(places)
    assert {title.removesuffix("催し") for title in titles(events)} == {
        name.removesuffix("場") for name in titles(places)
    }
    return sorted(titles(events)), chips(events)


@pytest.mark.parametrize(
    "text", ["西町", "192-0000", "1920000", "１９２－００００", "八王子市西町", "東京都八王子市西町"]
)
def test_a_town_or_its_postal_code_means_its_district(client: Client, city: dict[str, Any], text: str) -> None:
    assert _found(client, town=text) == (["西町の催し"], ["西町（西中学校区）"])


def test_a_town_at_a_border_means_all_its_districts(client: Client, city: dict[str, Any]) -> None:
    assert set(city["border"].districts.all()) == set(city["districts"][:2])
    assert _found(client, town="境町") == (["中町の催し", "西町の催し"], ["境町（西中学校区、中中学校区）"])


@pytest.mark.parametrize(("address", "word"), [(LIST, "催し"), (PLACES, "場")])
def test_who_lives_at_a_border_is_asked_for_the_district(
    client: Client, city: dict[str, Any], address: str, word: str
) -> None:
    page = get(client, address, town="境町")
    offered = [link for link in page.one("section").all("a") if link.text.endswith("中学校区")]
    assert [link.text for link in offered] == ["西中学校区", "中中学校区"]
    assert titles(get(client, offered[1].attributes["href"])) == [f"中町の{word}"]


@pytest.mark.parametrize("parameters", [{"town": "西町"}, {"town": "境町", "radius": "1000"}, {}])
def test_who_does_not_is_not_asked(client: Client, city: dict[str, Any], parameters: dict[str, str]) -> None:
    page = get(client, LIST, **parameters)
    assert [link.text for link in page.one("section").all("a") if link.text.endswith("中学校区")] == []


def test_the_neighbours_are_added_where_asked_for(client: Client, city: dict[str, Any]) -> None:
    west = str(city["districts"][0].pk)
    assert _found(client, district=west) == (["西町の催し"], ["西中学校区"])
    assert _found(client, district=west, near="1") == (["中町の催し", "西町の催し"], ["西中学校区", "となりの地区も"])
    assert _found(client, town="西町", near="1")[0] == ["中町の催し", "西町の催し"]


def test_several_districts_at_once(client: Client, city: dict[str, Any]) -> None:
    keys = [str(district.pk) for district in city["districts"][1:]]
    assert _found(client, district=keys)[0] == ["中町の催し", "東町の催し"]


# The middles of two squares side by side are about 900 m apart.
@pytest.mark.parametrize(
    ("radius", "found", "chip"),
    [
        ("500", ["西町の催し"], "西町から500m以内"),
        ("1000", ["中町の催し", "西町の催し"], "西町から1,000m以内"),
        ("2000", ["中町の催し", "東町の催し", "西町の催し"], "西町から2,000m以内"),
    ],
)
def test_a_radius_is_a_circle_around_the_town(
    client: Client, city: dict[str, Any], radius: str, found: list[str], chip: str
) -> None:
    assert _found(client, town="西町", radius=radius) == (sorted(found), [chip])


@pytest.mark.parametrize("text", ["えき駅", "えき"])
def test_a_station_means_one_kilometre_around_it(client: Client, city: dict[str, Any], text: str) -> None:
    latitude, longitude = middle(2, 0)
    StationFactory.create(name="えき", latitude=latitude, longitude=longitude)
    assert _found(client, town=text) == (["中町の催し", "東町の催し"], ["えき駅から1,000m以内"])


def test_a_town_goes_before_the_station_of_its_name_unless_the_station_is_said(
    client: Client, city: dict[str, Any]
) -> None:
    latitude, longitude = middle(2, 0)
    StationFactory.create(name="西町", latitude=latitude, longitude=longitude)
    assert _found(client, town="西町") == (["西町の催し"], ["西町（西中学校区）"])
    assert _found(client, town="西町駅")[1] == ["西町駅から1,000m以内"]


@pytest.mark.parametrize("text", ["西中学校区", " 西中学校区 "])
def test_a_district_is_found_by_its_name(client: Client, city: dict[str, Any], text: str) -> None:
    assert _found(client, town=text) == (["西町の催し"], ["西中学校区"])


def test_names_that_hold_the_word_are_offered(client: Client, city: dict[str, Any]) -> None:
    TownFactory.create(name="上恩方町", column=1)
    TownFactory.create(name="下恩方町", column=1)
    said = get(client, LIST, town="恩方").one("p", "wrong").text
    assert said == "「恩方」は見つかりませんでした。もしかして：上恩方町、下恩方町"


@pytest.mark.parametrize("address", [LIST, PLACES])
def test_an_unknown_town_is_explained(client: Client, city: dict[str, Any], address: str) -> None:
    page = get(client, address, town="火星")
    assert page.one("p", "wrong").text == (
        "「火星」は見つかりませんでした。町の名前か郵便番号、駅の名前を書いてください（例：南大沢二丁目、みなみおおさわ、192-0364）。"
    )
    assert (len(titles(page)), chips(page)) == (3, [])


def test_a_missing_chome_is_explained_by_those_that_there_are(client: Client, city: dict[str, Any]) -> None:
    for number in "一二三":
        TownFactory.create(name=f"台町{number}丁目", column=1)
    assert "台町は一丁目から三丁目までです" in get(client, LIST, town="台町7丁目").one("p", "wrong").text
    assert _found(client, town="台町2丁目") == (["中町の催し"], ["台町二丁目（中中学校区）"])
    assert _found(client, town="台町") == (["中町の催し"], ["台町（中中学校区）"])


def test_an_event_without_a_position_is_where_its_place_is(client: Client, city: dict[str, Any]) -> None:
    place = published_place("集会所", address="東町2-2", latitude=middle(2, 0)[0], longitude=middle(2, 0)[1])
    published_event("集会所の催し", at(11, 27), place=place)
    page = get(client, LIST, town="東町", radius="500")
    assert titles(page) == ["東町の催し", "集会所の催し"]
    assert set(titles(get(client, LIST, town="東町"))) == {"東町の催し", "集会所の催し"}
