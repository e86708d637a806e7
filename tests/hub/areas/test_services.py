"""Loading a city's files, and a town's districts set by hand."""

import json
import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub.areas.city_files import CityDataError, read_city
from hub.areas.geocoding import distance_m, district_at
from hub.areas.geometry import Ground
from hub.areas.models import City, District, Landmark, Station, Town
from hub.areas.services import LoadReport, assign_districts, load_areas
from tests.hub.areas.conftest import HACHIOJI, TOWN_COLUMNS, feature, write_districts, write_rows
from tests.hub.areas.factories import square


@pytest.fixture
def hachioji(db: None) -> LoadReport:
    """What loading Hachioji's files told."""
    return load_areas(HACHIOJI)


def _copy_of_hachioji(to: Path) -> Path:
    folder = to / "copy"
    shutil.copytree(HACHIOJI, folder)
    return folder


def test_hachioji_is_there_whole(hachioji: LoadReport) -> None:
    kinds = (hachioji.districts, hachioji.towns, hachioji.stations, hachioji.landmarks)
    assert [len(kind.created) for kind in kinds] == [37, 199, 22, 14]
    assert [model.objects.current().count() for model in (District, Town, Station, Landmark)] == [37, 199, 22, 14]
    assert hachioji.remarks == []
    city = City.objects.get()
    assert (city.prefecture, city.name, city.code, city.district_word) == ("東京都", "八王子市", "132012", "中学校区")
    assert "国土数値情報" in city.attribution
    assert not District.objects.filter(reading="").exists()
    assert Station.objects.get(name="八王子").lines == [
        "東日本旅客鉄道 中央線", "東日本旅客鉄道 八高線", "東日本旅客鉄道 横浜線",
    ]  # fmt: skip


def test_every_centre_lies_in_exactly_one_district(hachioji: LoadReport) -> None:
    ground = Ground({row.name: row.geometry for row in District.objects.all()})
    points = [*Town.objects.all(), *Landmark.objects.all(), *Station.objects.all()]
    assert {point.name: len(ground.within(point.latitude, point.longitude, 0)) for point in points} == {
        point.name: 1 for point in points
    }


def test_a_town_belongs_to_every_district_within_150_m(hachioji: LoadReport) -> None:
    ground = Ground({row.name: row.geometry for row in District.objects.all()})
    for town in Town.objects.with_districts():
        near = set(ground.within(town.latitude, town.longitude, 150))
        assert {district.name for district in town.districts.all()} == near
        assert ground.at(town.latitude, town.longitude) in near
    counts = [len(town.districts.all()) for town in Town.objects.with_districts()]
    assert {number: counts.count(number) for number in set(counts)} == {1: 140, 2: 49, 3: 9, 4: 1}


def test_neighbours_are_those_whose_borders_run_along(hachioji: LoadReport) -> None:
    def near(name: str) -> set[str]:
        return {row.short_name for row in District.objects.get(name=f"{name}中学校区").neighbours.all()}

    assert near("南大沢") == {"別所", "松木", "宮上"}
    assert near("ひよどり山") == {"加住", "甲ノ原", "石川", "第一", "第二", "第五"}
    assert near("七国") == {"みなみ野", "椚田", "由井"}
    # These two share a corner of some 100 m, less than the simplified borders can tell.
    assert "第二" not in near("横川")
    assert "横川" not in near("第二")
    assert District.neighbours.through.objects.count() == 2 * 89
    assert not District.objects.filter(neighbours=None).exists()


def test_schools_lie_where_their_district_is(hachioji: LoadReport) -> None:
    features = json.loads((HACHIOJI / "districts.geojson").read_text(encoding="utf-8"))["features"]
    for properties in (row["properties"] for row in features):
        found = district_at(properties["school_lat"], properties["school_lon"])
        assert found is not None
        assert (found.name, found.school) == (properties["name"], properties["school"])


def test_loading_again_changes_nothing(hachioji: LoadReport) -> None:
    def everything() -> list[Any]:
        models = (City, District, Town, Station, Landmark, District.neighbours.through, Town.districts.through)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = everything()
    again = load_areas(HACHIOJI)
    assert everything() == before
    assert not again.is_changed
    kinds = (again.districts, again.towns, again.stations, again.landmarks)
    assert [len(kind.unchanged) for kind in kinds] == [37, 199, 22, 14]
    assert [kind.created + kind.updated + kind.removed + kind.kept for kind in kinds] == [[], [], [], []]


def test_a_changed_file_updates_what_changed(hachioji: LoadReport, tmp_path: Path) -> None:
    version = City.objects.get().version
    key = Town.objects.get(name="鑓水").pk
    folder = _copy_of_hachioji(tmp_path)
    towns = folder / "towns.csv"
    old = towns.read_text(encoding="utf-8")
    line = next(line for line in old.splitlines() if line.startswith("鑓水,"))
    towns.write_text(old.replace(line, "鑓水,1920376,35.620621,139.379357"), encoding="utf-8")
    report = load_areas(folder)
    assert report.towns.updated == ["鑓水"]
    assert len(report.towns.unchanged) == 198
    town = Town.objects.get(name="鑓水")
    assert (town.pk, town.postal_code_with_hyphen) == (key, "192-0376")
    assert City.objects.get().version != version


def test_a_moved_border_updates_the_towns_beside_it(city_folder: Path, db: None) -> None:
    load_areas(city_folder)
    assert [row.name for row in Town.objects.get(name="本町一丁目").districts.all()] == ["西地区"]
    wide = {"type": "Polygon", "coordinates": [[[139.304, 35.6], [139.32, 35.6], [139.32, 35.61], [139.304, 35.61]]]}
    narrow = {"type": "Polygon", "coordinates": [[[139.3, 35.6], [139.304, 35.6], [139.304, 35.61], [139.3, 35.61]]]}
    write_districts(city_folder, [feature("東地区", wide), feature("西地区", narrow)])
    report = load_areas(city_folder)
    assert sorted(report.districts.updated) == ["東地区", "西地区"]
    assert sorted(report.towns.updated) == ["境町", "本町一丁目"]
    names = {town.name: sorted(row.name for row in town.districts.all()) for town in Town.objects.all()}
    assert names == {"本町一丁目": ["東地区", "西地区"], "境町": ["東地区"]}


def test_another_city_of_the_same_form(city_folder: Path, db: None) -> None:
    report = load_areas(city_folder)
    assert report.districts.created == ["東地区", "西地区"]
    assert report.remarks == ["city.json: ファイルがないので、読み込みませんでした。"]
    assert City.objects.get().name == "湖北市"
    west, east = District.objects.get(name="西地区"), District.objects.get(name="東地区")
    assert west.short_name == "西"
    assert list(west.neighbours.all()) == [east]
    assert west.order < east.order
    border = Town.objects.get(name="境町")
    assert border.postal_code == "2520002"
    assert {row.name for row in border.districts.all()} == {"西地区", "東地区"}
    assert Station.objects.get().lines == ["甲線", "乙線"]


def test_islands_and_holes(city_folder: Path, db: None) -> None:
    outer, hole = square(0, 0)["coordinates"][0], square(0, 0, side=0.004)["coordinates"][0]
    hole = [[x + 0.003, y + 0.003] for x, y in hole]
    # Both rings run the same way round here, which GeoJSON doesn't allow and people write.
    ring = {"type": "MultiPolygon", "coordinates": [[outer, hole], square(5, 0)["coordinates"]]}
    write_districts(
        city_folder, [feature("外地区", ring), feature("中地区", {"type": "Polygon", "coordinates": [hole]})]
    )
    report = load_areas(city_folder)
    assert len(report.districts.created) == 2
    inside, around, island = district_at(35.605, 139.305), district_at(35.601, 139.301), district_at(35.605, 139.355)
    assert [row.name for row in (inside, around, island) if row] == ["中地区", "外地区", "外地区"]
    path = District.objects.get(name="外地区").path
    assert path.count("M") == path.count("z") == 3


def test_a_crossed_border_is_mended_and_remarked(city_folder: Path, db: None) -> None:
    bow = [[139.3, 35.6], [139.31, 35.61], [139.31, 35.6], [139.3, 35.61], [139.3, 35.6]]
    write_districts(city_folder, [feature("蝶地区", {"type": "Polygon", "coordinates": [bow]})])
    report = load_areas(city_folder)
    assert "districts.geojson 1番目の地区「蝶地区」: 境界が交わっていたので直しました。" in report.remarks
    assert District.objects.get().geometry["type"] == "MultiPolygon"
    assert not load_areas(city_folder).is_changed


def test_bytes_as_offices_write_them(city_folder: Path, db: None) -> None:
    towns = city_folder / "towns.csv"
    text = towns.read_text(encoding="utf-8")
    towns.write_bytes(text.replace("\n", "\r\n").replace("\r\r", "\r").encode("cp932"))
    stations = city_folder / "stations.csv"
    stations.write_bytes(b"\xef\xbb\xbf" + stations.read_bytes())
    assert len(load_areas(city_folder).towns.created) == 2
    assert Station.objects.get().name == "湖北"


def test_a_city_that_takes_over_leaves_nothing_behind(hachioji: LoadReport, city_folder: Path) -> None:
    report = load_areas(city_folder)
    assert len(report.districts.removed) == 37
    assert len(report.towns.removed) == 199
    assert sorted(District.objects.values_list("name", flat=True)) == ["東地区", "西地区"]
    assert City.objects.get().attribution == ""


def test_a_vanished_district_that_is_used_is_kept_and_reported(
    hachioji: LoadReport, tmp_path: Path, hold_district: Callable[[Any], Any]
) -> None:
    gone = District.objects.get(name="南大沢中学校区")
    place = hold_district(gone)
    folder = _copy_of_hachioji(tmp_path)
    path = folder / "districts.geojson"
    content = json.loads(path.read_text(encoding="utf-8"))
    lost = {"南大沢中学校区", "宮上中学校区"}
    content["features"] = [row for row in content["features"] if row["properties"]["name"] not in lost]
    path.write_text(json.dumps(content), encoding="utf-8")

    report = load_areas(folder)
    assert (report.districts.kept, report.districts.removed) == (["南大沢中学校区"], ["宮上中学校区"])
    place.refresh_from_db()
    gone.refresh_from_db()
    assert place.district == gone
    assert not gone.is_current
    assert list(gone.neighbours.all()) == []
    assert list(gone.towns.all()) == []
    assert "町「南大沢一丁目」の位置は、どの地区にも入っていません。" in report.remarks
    again = load_areas(folder)
    assert again.districts.kept == ["南大沢中学校区"]
    assert not again.is_changed

    back = load_areas(HACHIOJI)
    assert "南大沢中学校区" in back.districts.updated
    assert back.districts.created == ["宮上中学校区"]
    gone.refresh_from_db()
    assert gone.is_current


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("towns.csv", "35.605,139.305", "三五,139.305", "towns.csv 2行目: 緯度「三五」が数ではありません。"),
        ("towns.csv", "35.605,139.305", ",139.305", "towns.csv 2行目: 緯度「」が数ではありません。"),
        ("towns.csv", "35.605,139.305", "nan,139.305", "towns.csv 2行目: 緯度「nan」が数ではありません。"),
        (
            "towns.csv",
            "35.605,139.305",
            "139.305,35.605",
            "towns.csv 2行目: 緯度「139.305」が日本の外です。緯度と経度が逆か、度ではない値です。",
        ),
        ("towns.csv", "252-0002", "252-00", "towns.csv 3行目: 郵便番号「252-00」が7桁の数字ではありません。"),
        ("towns.csv", "境町", "本町一丁目", "towns.csv 3行目: 「本町一丁目」が2回あります。"),
        ("towns.csv", "境町", "", "towns.csv 3行目: 名前がありません。"),
        ("towns.csv", "境町", "境" * 61, f"towns.csv 3行目: 「{'境' * 20}」は長すぎるか、使えない文字があります。"),
        ("towns.csv", "postal_code", "zip", "towns.csv 1行目: 列「postal_code」がありません。"),
        ("stations.csv", "35.605", "x", "stations.csv 2行目: 緯度「x」が数ではありません。"),
        ("city_offices.csv", "name,lat", "name,y", "city_offices.csv 1行目: 列「lat」がありません。"),
        ("districts.geojson", '"東地区"', '"西地区"', "districts.geojson 2番目の地区: 「西地区」が2回あります。"),
        ("districts.geojson", '"東地区"', '""', "districts.geojson 1番目の地区: 名前がありません。"),
        (
            "districts.geojson",
            '"Polygon"',
            '"Point"',
            "districts.geojson 1番目の地区: 「東地区」の形が Polygon でも MultiPolygon でもありません。",
        ),
        (
            "districts.geojson",
            "[139.31, 35.6], ",
            "[139.31], ",
            "districts.geojson 1番目の地区: 「東地区」: 座標が [経度, 緯度] ではありません。",
        ),
        (
            "districts.geojson",
            '{"type": "FeatureC',
            '"type": "FeatureC',
            "districts.geojson 1行目: JSON として読めません。",
        ),
        ("districts.geojson", "139.31,", "NaN,", "districts.geojson: JSON として読めません。"),
        ("districts.geojson", '"features"', '"things"', "districts.geojson: 地区(features)が1件もありません。"),
    ],
)
def test_a_broken_file_is_named_with_its_line(
    city_folder: Path, db: None, file: str, old: str, new: str, message: str
) -> None:
    path = city_folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CityDataError) as caught:
        load_areas(city_folder)
    assert caught.value.problems == [message]
    assert not City.objects.exists()


@pytest.mark.parametrize(
    ("coordinates", "message"),
    [
        (None, "「形地区」: 座標がありません。"),
        ([], "「形地区」: 座標がありません。"),
        ([[]], "「形地区」: 境界の点が3つより少ないです。"),
        ([[[139.3, 35.6], [139.31, 35.6]]], "「形地区」: 境界の点が3つより少ないです。"),
        ([[[139.3, 35.6], [139.31, 35.6], [139.32, 35.6]]], "「形地区」の形に広さがありません。"),
        ([[[139.3, 35.6], [True, 35.6], [139.32, 35.6]]], "「形地区」: 経度「True」が数ではありません。"),
        (
            [[[-40000.0, 35.6], [139.3, 35.6], [139.32, 35.6]]],
            "「形地区」: 経度「-40000.0」が日本の外です。緯度と経度が逆か、度ではない値です。",
        ),
    ],
)
def test_a_broken_shape_is_named(city_folder: Path, db: None, coordinates: Any, message: str) -> None:
    write_districts(city_folder, [feature("形地区", {"type": "Polygon", "coordinates": coordinates})])
    with pytest.raises(CityDataError) as caught:
        load_areas(city_folder)
    assert caught.value.problems == [f"districts.geojson 1番目の地区: {message}"]


def test_all_problems_are_told_at_once(city_folder: Path, db: None) -> None:
    (city_folder / "districts.geojson").unlink()
    write_rows(city_folder / "towns.csv", TOWN_COLUMNS, [["", "", 35, 139], ["甲町", "", "x", 139]])
    (city_folder / "stations.csv").write_bytes(b"station\x81")
    (city_folder / "city.json").write_text('{"sources": {}, "label_nudges": []}', encoding="utf-8")
    with pytest.raises(CityDataError) as caught:
        load_areas(city_folder)
    assert caught.value.problems == [
        "districts.geojson: ファイルがありません。",
        "towns.csv 2行目: 名前がありません。",
        "towns.csv 3行目: 緯度「x」が数ではありません。",
        "stations.csv: 文字コードが UTF-8 でも Shift_JIS でもありません。",
        "city.json: sources は [ ]、readings と label_nudges は { } で書きます。",
    ]


def test_a_failed_load_leaves_what_was_there(hachioji: LoadReport, city_folder: Path) -> None:
    (city_folder / "towns.csv").write_text("town,postal_code,lat,lon\n", encoding="utf-8")
    with pytest.raises(CityDataError, match=r"^towns\.csv: 1件もありません。$"):
        load_areas(city_folder)
    assert District.objects.current().count() == 37


def test_the_command_says_what_it_did(city_folder: Path, db: None) -> None:
    said = StringIO()
    call_command("load_areas", data=city_folder, stdout=said)
    assert said.getvalue().splitlines() == [
        "地区: 新しい 2、変更 0、そのまま 0",
        "町: 新しい 2、変更 0、そのまま 0",
        "駅: 新しい 1、変更 0、そのまま 0",
        "市の事務所: 新しい 1、変更 0、そのまま 0",
        "注意: city.json: ファイルがないので、読み込みませんでした。",
    ]
    (city_folder / "stations.csv").unlink()
    said = StringIO()
    call_command("load_areas", data=city_folder, stdout=said)
    assert "  資料にないので消しました: 湖北" in said.getvalue().splitlines()
    with pytest.raises(CommandError, match=r"フォルダー「.*nowhere」がありません。"):
        call_command("load_areas", data=city_folder / "nowhere")


def test_districts_set_by_hand_outlive_a_load(hachioji: LoadReport, django_user_model: Any) -> None:
    town = Town.objects.get(name="南大沢二丁目")
    district = District.objects.get(name="別所中学校区")
    version = City.objects.get().version
    assign_districts(town, [district])
    assert City.objects.get().version != version
    report = load_areas(HACHIOJI)
    assert report.remarks == ["町「南大沢二丁目」の地区は、手で決めたものを残しました。"]
    assert not report.is_changed
    assert list(town.districts.all()) == [district]

    assign_districts(town, [])
    town.refresh_from_db()
    assert not town.has_manual_districts
    assert load_areas(HACHIOJI).remarks == []


def test_districts_by_hand_that_vanish_are_found_anew(city_folder: Path, db: None, django_user_model: Any) -> None:
    load_areas(city_folder)
    town = Town.objects.get(name="本町一丁目")
    assign_districts(town, [District.objects.get(name="東地区")])
    write_districts(city_folder, [feature("西地区", square(0, 0))])
    report = load_areas(city_folder)
    assert "町「本町一丁目」の手で決めた地区がなくなったので、位置から決め直しました。" in report.remarks
    assert [row.name for row in town.districts.all()] == ["西地区"]


def test_distance_and_length_of_a_degree() -> None:
    # Hachioji station to Takao station: about 5.5 km.
    assert distance_m(35.655045, 139.34025, 35.641655, 139.28171) == pytest.approx(5_495, abs=15)


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5) | st.just(139.3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
_FEATURES = st.lists(
    st.fixed_dictionaries(
        {
            "properties": _JSON | st.fixed_dictionaries({"name": _JSON, "school": _JSON}),
            "geometry": _JSON
            | st.fixed_dictionaries(
                {"type": st.sampled_from(["Polygon", "MultiPolygon"]) | _JSON, "coordinates": _JSON}
            ),
        }
    ),
    max_size=3,
)
_ABOUT = st.dictionaries(st.sampled_from(["name", "sources", "readings", "label_nudges", "code"]), _JSON) | _JSON


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(features=_FEATURES | _JSON, about=_ABOUT, towns=st.binary(max_size=60))
@example(features=[feature("\ud800", square(0, 0))], about={}, towns=b"")
@example(
    features=[feature("a", {"type": [], "coordinates": []})], about={"label_nudges": {"\ud800": [1, 2]}}, towns=b""
)
@example(features=[], about=[], towns=b'town,postal_code,lat,lon\n"' + b"a" * 140_000)
def test_no_file_whatever_is_in_it_ends_otherwise_than_told(
    city_folder: Path, features: Any, about: Any, towns: bytes
) -> None:
    (city_folder / "districts.geojson").write_text(json.dumps({"features": features}), encoding="utf-8")
    (city_folder / "city.json").write_text(json.dumps(about), encoding="utf-8")
    (city_folder / "towns.csv").write_bytes(towns)
    with pytest.raises(CityDataError) as caught:
        read_city(city_folder)
    assert str(caught.value).encode() != b""
    assert all(problem.endswith("。") for problem in caught.value.problems)
