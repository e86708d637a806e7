"""A small made-up city in squares: the district in column 0 and row 0 lies in its south-west corner.

A side is about 1 km, so squares that share a side are neighbours, and a town's centre is far from every border
unless a test moves it.
"""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from hub.areas.geometry import NEAR_BORDER_M, Ground
from hub.areas.models import City, District, Landmark, LandmarkKind, Station, Town
from hub.areas.services import renew_version
from hub.areas.svg_map import Projection, label_of, path_of

SOUTH, WEST = 35.6, 139.3
SIDE = 0.01
# The whole made-up city: 10 × 10 squares.
_CITY = {"type": "Polygon", "coordinates": [[[WEST, SOUTH], [WEST + 0.1, SOUTH + 0.1]]]}
PROJECTION = Projection.over([_CITY])


def square(column: int, row: int, side: float = SIDE) -> dict[str, Any]:
    """GeoJSON of one square of the city."""
    west, south = round(WEST + column * SIDE, 6), round(SOUTH + row * SIDE, 6)
    east, north = round(west + side, 6), round(south + side, 6)
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def middle(column: int, row: int) -> tuple[float, float]:
    """Latitude and longitude of the middle of a square."""
    return SOUTH + (row + 0.5) * SIDE, WEST + (column + 0.5) * SIDE


class _AreaFactory(DjangoModelFactory):
    """Makes the city too, and tells the process that what it kept of the areas is old."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        city = {"prefecture": "東京都", "name": "八王子市", "code": "132012", "projection": PROJECTION.as_json()}
        City.objects.get_or_create(pk=1, defaults=city)
        made = super()._create(model_class, *args, **kwargs)
        renew_version()
        return made


class DistrictFactory(_AreaFactory):
    """``column`` and ``row`` say which square; its neighbours among those that exist already are linked."""

    class Meta:
        model = District
        skip_postgeneration_save = True

    class Params:
        column = factory.Sequence(lambda number: number % 10)
        row = 0

    name = factory.Sequence(lambda number: f"第{number}中学校区")
    school = factory.LazyAttribute(lambda made: made.name.removesuffix("区"))
    geometry = factory.LazyAttribute(lambda made: square(made.column, made.row))
    path = factory.LazyAttribute(lambda made: path_of(made.geometry, PROJECTION))
    label_x = factory.LazyAttribute(lambda made: label_of(made.geometry, PROJECTION)[0])
    label_y = factory.LazyAttribute(lambda made: label_of(made.geometry, PROJECTION)[1])
    order = factory.Sequence(lambda number: number)

    @factory.post_generation
    def neighbours(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if not create:
            return
        others = {str(row.pk): row for row in District.objects.current()}
        near = Ground({key: row.geometry for key, row in others.items()}).neighbours()
        self.neighbours.set(extracted if extracted is not None else [others[key] for key in near[str(self.pk)]])
        renew_version()


class TownFactory(_AreaFactory):
    """In the middle of a square; its districts follow from its centre unless they are given."""

    class Meta:
        model = Town
        skip_postgeneration_save = True

    class Params:
        column = 0
        row = 0

    name = factory.Sequence(lambda number: f"まち{number}町")
    postal_code = factory.Sequence(lambda number: f"{1_920_000 + number}")
    latitude = factory.LazyAttribute(lambda made: middle(made.column, made.row)[0])
    longitude = factory.LazyAttribute(lambda made: middle(made.column, made.row)[1])

    @factory.post_generation
    def districts(self: Any, create: bool, extracted: Any, **_kwargs: Any) -> None:
        if not create:
            return
        if extracted is None:
            known = {str(row.pk): row for row in District.objects.current()}
            ground = Ground({key: row.geometry for key, row in known.items()})
            extracted = [known[key] for key in ground.within(self.latitude, self.longitude, NEAR_BORDER_M)]
        self.districts.set(extracted)
        renew_version()


class StationFactory(_AreaFactory):
    class Meta:
        model = Station

    name = factory.Sequence(lambda number: f"えき{number}")
    latitude, longitude = middle(0, 0)
    lines = factory.LazyFunction(lambda: ["試験鉄道 本線"])


class LandmarkFactory(_AreaFactory):
    class Meta:
        model = Landmark

    name = factory.Sequence(lambda number: f"第{number}事務所")
    kind = LandmarkKind.CITY_OFFICE
    latitude, longitude = middle(0, 0)
    address = "八王子市南大沢2-27"
