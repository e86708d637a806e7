"""Polygons and distances on the ground. Used where data is loaded or saved, not while a page is made.

The library of shapes takes a tenth of a second to load, which most processes of the hub never need: it is imported
where it is used.
"""

import math
from collections.abc import Mapping
from typing import Any

EARTH_RADIUS_M = 6_371_008.8
METRES_PER_DEGREE = math.pi * EARTH_RADIUS_M / 180
_POLE = 90.0

# A town whose centre lies this near to a further district may lie in either: the reader is asked.
NEAR_BORDER_M = 150
# Simplified borders leave gaps; a point in a gap belongs to the district that is nearest within this.
GAP_M = 50
# Neighbours' borders run along each other, within the gap, for at least this long. Less is a corner that they share.
CONTACT_M = 300


def distance_m(latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float) -> float:
    """Metres between two points on the sphere (haversine)."""
    lat_1, lat_2 = math.radians(latitude_1), math.radians(latitude_2)
    half_lat, half_lon = (lat_2 - lat_1) / 2, math.radians(longitude_2 - longitude_1) / 2
    part = math.sin(half_lat) ** 2 + math.cos(lat_1) * math.cos(lat_2) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(part)))


def bounding_box(latitude: float, longitude: float, radius_m: float) -> tuple[float, float, float, float]:
    """South, north, west, east of a box that holds the circle of ``radius_m``, for an index to search in first."""
    reach = radius_m / METRES_PER_DEGREE
    south, north = latitude - reach, latitude + reach
    if south <= -_POLE or north >= _POLE:
        return max(south, -_POLE), min(north, _POLE), -180.0, 180.0
    # Meridians draw together towards the poles: the widest part of the circle is a little poleward of its centre.
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(reach)) / math.cos(math.radians(latitude)))))
    return south, north, longitude - wide, longitude + wide


class Ground:
    """Polygons of districts on a plane in metres, good to some decimetres over the width of a city."""

    def __init__(self, geometries: Mapping[str, dict[str, Any]]) -> None:
        """``geometries``: GeoJSON geometries in WGS 84 by a key of the caller's."""
        import shapely
        from shapely.geometry import shape

        shapes = {key: shape(geometry) for key, geometry in geometries.items()}
        _, south, _, north = shapely.total_bounds(list(shapes.values())) if shapes else (0.0, 0.0, 0.0, 0.0)
        self._squeeze = math.cos(math.radians((south + north) / 2))
        self._shapes = {key: shapely.transform(found, self._flatten) for key, found in shapes.items()}
        shapely.prepare(list(self._shapes.values()))

    def _flatten(self, points: Any) -> Any:
        return points * (METRES_PER_DEGREE * self._squeeze, METRES_PER_DEGREE)

    def _point(self, latitude: float, longitude: float) -> Any:
        from shapely.geometry import Point

        return Point(longitude * METRES_PER_DEGREE * self._squeeze, latitude * METRES_PER_DEGREE)

    def within(self, latitude: float, longitude: float, metres: float) -> list[str]:
        """Keys of the districts that hold the point or are nearer than ``metres``, the nearest first."""
        point = self._point(latitude, longitude)
        near = ((found.distance(point), key) for key, found in self._shapes.items())
        return [key for distance, key in sorted(near) if distance <= metres]

    def at(self, latitude: float, longitude: float) -> str | None:
        """Key of the district that holds the point, or whose border is nearest in a gap; else None."""
        return next(iter(self.within(latitude, longitude, GAP_M)), None)

    def neighbours(self) -> dict[str, set[str]]:
        """For each key those whose borders run along its own."""
        near: dict[str, set[str]] = {key: set() for key in self._shapes}
        keys = list(self._shapes)
        reach = {key: found.buffer(GAP_M) for key, found in self._shapes.items()}
        for index, one in enumerate(keys):
            for other in keys[index + 1 :]:
                if self._touch(self._shapes[one], self._shapes[other], reach[one], reach[other]):
                    near[one].add(other)
                    near[other].add(one)
        return near

    @staticmethod
    def _touch(one: Any, other: Any, reach_of_one: Any, reach_of_other: Any) -> bool:
        if not reach_of_one.intersects(other):
            return False
        along = (one.boundary.intersection(reach_of_other).length, other.boundary.intersection(reach_of_one).length)
        return bool(max(along) >= CONTACT_M)


class NoAreaError(ValueError):
    """Nothing with an area is left of a polygon."""


def clean_polygon(geometry: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The same area as valid GeoJSON with outer rings one way round and holes the other; and whether it was mended.

    Raises NoAreaError.
    """
    import shapely
    from shapely.geometry import MultiPolygon, Polygon, mapping, shape

    found = shape(geometry)
    mended = not found.is_valid
    if mended:
        found = shapely.make_valid(found)
    parts = [part for part in shapely.get_parts(found) if isinstance(part, Polygon | MultiPolygon) and part.area > 0]
    polygons = [polygon for part in parts for polygon in shapely.get_parts(part)]
    if not polygons:
        raise NoAreaError
    oriented = [shapely.geometry.polygon.orient(polygon) for polygon in polygons]
    whole = oriented[0] if len(oriented) == 1 else MultiPolygon(oriented)
    plain: dict[str, Any] = mapping(whole)
    return {"type": plain["type"], "coordinates": _lists(plain["coordinates"])}, mended


def _lists(value: Any) -> Any:
    """Tuples as lists, as they come back from the database, so that an unchanged polygon is seen as such."""
    return [_lists(item) for item in value] if isinstance(value, tuple | list) else value
