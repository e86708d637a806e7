"""From polygons to the map's SVG: one projection, paths in whole units, the place of each name.

The map is ``WIDTH`` units wide; over Hachioji a unit is about 30 m. The library of shapes is imported where it is used:
pages ask only for the projection.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

WIDTH = 800
MARGIN = 4
# Rows of names that the Tab key walks, west to east, before it goes on south.
_BAND = 90
# From the middle of a letter to the line it stands on.
_BASELINE = 4
_GRID = 30
_FEWEST_CORNERS = 3
# Half a unit is less than the line on the screen is wide.
_SLACK = 0.5

Ring = list[list[float]]


def polygons_of(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    """The polygons of a GeoJSON Polygon or MultiPolygon, each a list of rings."""
    found: Any = geometry["coordinates"]
    return [found] if geometry["type"] == "Polygon" else list(found)


@dataclass(frozen=True)
class Projection:
    """From degrees to units of the map: north is up, x grows eastward, y southward."""

    west: float
    north: float
    squeeze: float
    scale: float
    height: int

    @classmethod
    def over(cls, geometries: Iterable[Mapping[str, Any]]) -> "Projection":
        """The one in which all of them fill the width."""
        points = [
            point for geometry in geometries for rings in polygons_of(geometry) for ring in rings for point in ring
        ]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = WIDTH / ((east - west) * squeeze)
        return cls(west, north, squeeze, scale, math.ceil((north - south) * scale))

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.squeeze * self.scale, (self.north - latitude) * self.scale

    def spot(self, latitude: float, longitude: float) -> tuple[int, int] | None:
        """Whole units of a point, or None where it lies outside the sheet."""
        x, y = self.place(longitude, latitude)
        if not (-MARGIN <= x <= WIDTH + MARGIN and -MARGIN <= y <= self.height + MARGIN):
            return None
        return round(x), round(y)

    @property
    def view_box(self) -> str:
        return f"{-MARGIN} {-MARGIN} {WIDTH + 2 * MARGIN} {self.height + 2 * MARGIN}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def path_of(geometry: Mapping[str, Any], projection: Projection) -> str:
    """The ``d`` of a district: outer rings and holes. Specks of less than three points are left out."""
    rings = [ring for polygon in polygons_of(geometry) for ring in polygon]
    drawn = [text for text in (_ring_path(ring, projection) for ring in rings) if text]
    return "".join(drawn)


def _ring_path(ring: Ring, projection: Projection) -> str:
    points = _corners(ring, projection)
    if len(points) < _FEWEST_CORNERS:
        return ""
    done = [f"M{points[0][0]} {points[0][1]}l"]
    for (x0, y0), (x, y) in pairwise(points):
        dx, dy = x - x0, y - y0
        # A minus sign parts numbers as well as a space does.
        gap = " " if done[-1][-1].isdigit() and dx >= 0 else ""
        done.append(f"{gap}{dx}{'' if dy < 0 else ' '}{dy}")
    return "".join(done) + "z"


def _corners(ring: Ring, projection: Projection) -> list[tuple[int, int]]:
    """Whole units, without the points that would move the line by less than a hair: small, and neighbours still meet."""
    points: list[tuple[int, int]] = []
    for position in ring[:-1]:
        x, y = projection.place(position[0], position[1])
        if not points or points[-1] != (round(x), round(y)):
            points.append((round(x), round(y)))
    if len(set(points)) < _FEWEST_CORNERS:
        return []
    import shapely

    slim = shapely.LinearRing(points).simplify(_SLACK)
    return [(round(x), round(y)) for x, y in slim.coords[:-1]]


def label_of(geometry: Mapping[str, Any], projection: Projection, nudge: tuple[int, int] = (0, 0)) -> tuple[int, int]:
    """Where the name stands: in its largest polygon, as far from every edge as a grid of 29 × 29 points can tell."""
    import numpy as np
    import shapely

    flat = [
        shapely.Polygon(_flat(rings[0], projection), [_flat(hole, projection) for hole in rings[1:]])
        for rings in polygons_of(geometry)
    ]
    largest = max(flat, key=lambda polygon: polygon.area)
    west, north, east, south = largest.bounds
    steps = np.arange(1, _GRID) / _GRID
    xs, ys = np.meshgrid(west + (east - west) * steps, north + (south - north) * steps, indexing="ij")
    points: Any = shapely.points(xs.ravel(), ys.ravel())
    room = np.where(shapely.contains(largest, points), shapely.distance(largest.boundary, points), -1.0)
    best = points[int(room.argmax())] if room.max() > 0 else largest.representative_point()
    return round(best.x) + nudge[0], round(best.y) + nudge[1] + _BASELINE


def _flat(ring: Ring, projection: Projection) -> list[tuple[float, float]]:
    return [projection.place(position[0], position[1]) for position in ring]


def walking_order(labels: Mapping[str, tuple[int, int]]) -> list[str]:
    """Keys west to east, then north to south: the Tab key walks over the map as an eye does."""
    return sorted(labels, key=lambda key: (round((labels[key][1] - _BASELINE) / _BAND), labels[key][0]))
