"""GeoJSON, read by shapely."""

import json
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import shape

from hub.api.formats.geojson import write
from hub.areas.models import District
from hub.areas.services import load_areas
from tests.events.api.formats.made import CONTEXT, HOSTILE, alone, event, filled, place


def collection(*documents: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(write(list(documents), CONTEXT))
    return found


def test_longitude_comes_first() -> None:
    found = collection(place(), event())
    assert [feature["geometry"] for feature in found["features"]] == [
        {"type": "Point", "coordinates": [139.3795, 35.6145]},
        {"type": "Point", "coordinates": [139.2754, 35.6771]},
    ]
    assert found["bbox"] == [139.2754, 35.6145, 139.3795, 35.6771]


def test_what_has_no_public_position_has_no_geometry() -> None:
    found = collection(place(latitude=None, longitude=None, is_address_public=False))
    assert [feature["geometry"] for feature in found["features"]] == [None]
    assert set(found) == {"type", "features"}


def test_the_properties_are_the_document() -> None:
    assert collection(place())["features"][0]["properties"] == place()
    assert collection(place())["features"][0]["id"] == 5


def test_a_date_is_where_its_event_is() -> None:
    assert collection(alone(event()))["features"][0]["geometry"]["coordinates"] == [139.2754, 35.6771]
    nowhere = alone(event(latitude=None, longitude=None))
    assert collection(nowhere)["features"][0]["geometry"] is None


@pytest.mark.django_db
def test_the_districts_hold_the_places_of_the_city() -> None:
    load_areas(settings.HUB_CITY_DATA)
    rows = District.objects.current().values("id", "name", "geometry")
    districts = collection(*rows)
    shapes = [shape(feature["geometry"]) for feature in districts["features"]]
    assert len(shapes) == 37
    assert all(one.is_valid for one in shapes)
    assert all("geometry" not in feature["properties"] for feature in districts["features"])
    [spot] = [shape(feature["geometry"]) for feature in collection(place())["features"]]
    assert [one.contains(spot) for one in shapes].count(True) == 1


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_come_back_as_they_were(text: str) -> None:
    assert collection(filled(place(), text))["features"][0]["properties"] == filled(place(), text)


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=5))
def test_the_box_is_that_of_the_points(spots: list[tuple[float, float]]) -> None:
    found = collection(*(place(latitude=latitude, longitude=longitude) for latitude, longitude in spots))
    points = [shape(feature["geometry"]) for feature in found["features"]]
    assert [(point.y, point.x) for point in points] == spots
    bounds = [point.bounds for point in points]
    box = [min(one[0] for one in bounds), min(one[1] for one in bounds)]
    assert found["bbox"] == [*box, max(one[2] for one in bounds), max(one[3] for one in bounds)]
