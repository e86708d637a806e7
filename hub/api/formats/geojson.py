"""GeoJSON (RFC 7946): longitude first, a thing without a public position has no geometry."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from hub.api.resources import Context, Format


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    """The properties are the document; its ``geometry``, where it has one, is not said twice."""
    features = [_feature(document) for document in documents]
    collection: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    positions = [position for feature in features for position in positions_of(feature["geometry"])]
    if positions:
        longitudes, latitudes = zip(*positions, strict=True)
        collection["bbox"] = [min(longitudes), min(latitudes), max(longitudes), max(latitudes)]
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _feature(document: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in document.items() if name != "geometry"}
    geometry = document.get("geometry") or _point(document)
    return {"type": "Feature", "id": document["id"], "geometry": geometry, "properties": properties}


def _point(document: dict[str, Any]) -> dict[str, Any] | None:
    """Its own position; of a date, that of the event around it."""
    where = document if "latitude" in document else document.get("event") or {}
    if where.get("latitude") is None or where.get("longitude") is None:
        return None
    return {"type": "Point", "coordinates": [where["longitude"], where["latitude"]]}


def positions_of(geometry: dict[str, Any] | None) -> Iterator[tuple[float, float]]:
    """Every longitude and latitude of a geometry, however deep it nests."""
    waiting: list[Any] = [geometry["coordinates"]] if geometry else []
    while waiting:
        part = waiting.pop()
        if part and isinstance(part[0], int | float):
            yield part[0], part[1]
        else:
            waiting.extend(part)


def geojson(*expand: str) -> Format:
    return Format(
        name="geojson",
        media_type="application/geo+json",
        title=_("GeoJSON（地図）"),
        write=write,
        expand=expand,
        suffix="geojson",
    )
