"""The city's own files, and a folder of a small made-up city to break."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from hub.areas.models import District
from tests.city import load_city
from tests.hub.areas.factories import square

HACHIOJI = Path(settings.BASE_DIR) / "data" / "hachioji"


@pytest.fixture
def hachioji(db: None) -> None:
    """Hachioji's areas."""
    load_city()


def feature(name: str, geometry: dict[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def write_districts(folder: Path, features: list[Any]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    (folder / "districts.geojson").write_text(text, encoding="utf-8")


def write_rows(path: Path, columns: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


TOWN_COLUMNS = ["town", "postal_code", "lat", "lon"]


@pytest.fixture
def city_folder(tmp_path: Path) -> Path:
    """Two districts side by side, two towns, one station, one office; no city.json."""
    address = {"school_address": "神奈川県湖北市本町1-1"}
    write_districts(
        tmp_path,
        [feature("東地区", square(1, 0), **address), feature("西地区", square(0, 0), school="西小学校", **address)],
    )
    write_rows(
        tmp_path / "towns.csv",
        TOWN_COLUMNS,
        [["本町一丁目", "2520001", 35.605, 139.305], ["境町", "252-0002", 35.605, 139.3099]],
    )
    write_rows(tmp_path / "stations.csv", ["station", "lat", "lon", "lines"], [["湖北", 35.605, 139.305, "甲線|乙線"]])
    write_rows(
        tmp_path / "city_offices.csv",
        ["name", "lat", "lon", "address"],
        [["本町事務所", 35.605, 139.305, "湖北市本町1-1"]],
    )
    return tmp_path


@pytest.fixture
def hold_district() -> Callable[[District], Any]:
    """Makes a row of another app refer to a district."""

    def hold(district: District) -> Any:
        return apps.get_model("events", "Place").objects.create(name="ひとつの場", district=district, kind="other")

    return hold
