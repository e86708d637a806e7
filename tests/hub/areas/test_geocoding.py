"""Towns by what people write, districts and stations by a point."""

import math
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from hub.areas.city_files import PointRow, read_city
from hub.areas.geocoding import (
    bounding_box,
    distance_m,
    district_at,
    explain_missing_town,
    find_towns,
    nearest_station,
    suggest_towns,
    town_of_address,
)
from hub.areas.geometry import Ground
from hub.areas.models import District, Town
from hub.areas.services import assign_districts, load_areas, renew_version
from hub.areas.town_names import TownIndex, fold, kanji_number, number_of
from tests.hub.areas.conftest import HACHIOJI
from tests.hub.areas.factories import DistrictFactory, StationFactory, TownFactory, middle, square


class NamedRow:
    """A row of towns.csv with the words that the index asks for."""

    def __init__(self, row: PointRow) -> None:
        self.name, self.postal_code = row.name, row.detail


@cache
def _rows() -> list[NamedRow]:
    return [NamedRow(row) for row in read_city(HACHIOJI).towns]


@cache
def _index() -> TownIndex[NamedRow]:
    return TownIndex(_rows(), prefecture="東京都", municipality="八王子市")


def _found(text: str) -> list[str]:
    return [row.name for row in _index().find(text)]


def _of_address(address: str, municipality: str | None = None) -> str | None:
    row = _index().one_of_address(address, municipality)
    return row.name if row else None


_MINAMIOSAWA = ["南大沢一丁目", "南大沢二丁目", "南大沢三丁目", "南大沢四丁目", "南大沢五丁目"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("南大沢二丁目", ["南大沢二丁目"]),
        ("南大沢2丁目", ["南大沢二丁目"]),
        ("南大沢２丁目", ["南大沢二丁目"]),
        ("南大沢2-27", ["南大沢二丁目"]),
        ("南大沢２－２７", ["南大沢二丁目"]),
        ("南大沢2−27", ["南大沢二丁目"]),
        ("南大沢2ー27", ["南大沢二丁目"]),
        ("南大沢2の27", ["南大沢二丁目"]),
        ("南大沢二の二十七", ["南大沢二丁目"]),
        ("南大沢 2-27", ["南大沢二丁目"]),
        ("  南大沢　二丁目　", ["南大沢二丁目"]),
        ("東京都八王子市南大沢2-27 フレスコ南大沢1階", ["南大沢二丁目"]),
        ("東京都 八王子市 南大沢 2丁目27番地", ["南大沢二丁目"]),
        ("八王子市南大沢2-27", ["南大沢二丁目"]),
        ("八王子 南大沢2-27", ["南大沢二丁目"]),
        ("〒192-0364 東京都八王子市南大沢2-27", ["南大沢二丁目"]),
        ("会場:八王子市南大沢2-27", ["南大沢二丁目"]),
        ("南大澤2", ["南大沢二丁目"]),
        ("南大沢", _MINAMIOSAWA),
        ("八王子市南大沢", _MINAMIOSAWA),
        ("大字南大沢", _MINAMIOSAWA),
        ("南大沢2番27号", _MINAMIOSAWA),
        ("192-0364", _MINAMIOSAWA),
        ("1920364", _MINAMIOSAWA),
        ("〒１９２－０３６４", _MINAMIOSAWA),
        ("〒192-0364 八王子市", _MINAMIOSAWA),
        ("192-0364 フレスコ", _MINAMIOSAWA),
        ("南大", _MINAMIOSAWA),
        ("193-0931", ["台町一丁目", "台町二丁目", "台町三丁目", "台町四丁目"]),
        ("台町", ["台町一丁目", "台町二丁目", "台町三丁目", "台町四丁目"]),
        ("台町3-20-1", ["台町三丁目"]),
        ("大和田町七丁目", ["大和田町七丁目"]),
        ("上柚木", ["上柚木", "上柚木二丁目", "上柚木三丁目"]),
        ("上柚木3-17", ["上柚木三丁目"]),
        ("上柚木1234-5", ["上柚木"]),
        ("上柚木3番地", ["上柚木"]),
        ("長房町506-2", ["長房町"]),
        ("長房町", ["長房町"]),
        ("長房", ["長房町"]),
        ("子安4-7-1", ["子安町四丁目"]),
        ("石川町2957-1", ["石川町"]),
        ("鹿島111-1", ["鹿島"]),
        ("片倉町字谷戸702", ["片倉町"]),
        ("みなみ野6-14-2", ["みなみ野六丁目"]),
        ("ミナミ野６丁目", ["みなみ野六丁目"]),
        ("みつい台", ["みつい台一丁目", "みつい台二丁目"]),
        ("メジロ台1", ["めじろ台一丁目"]),
        ("絹ヶ丘1丁目", ["絹ケ丘一丁目"]),
        ("絹が丘一丁目", ["絹ケ丘一丁目"]),
        ("松ヶ谷23", ["松が谷"]),
        ("松ケ谷", ["松が谷"]),
        ("堀の内2", ["堀之内二丁目"]),
        ("堀ノ内三丁目", ["堀之内三丁目"]),
        ("上一分方町747", ["上壱分方町"]),
        ("二分方町", ["弐分方町"]),
        ("七国6-41-1", ["七国六丁目"]),
        ("七国六丁目", ["七国六丁目"]),
        ("元八王子町3-2", ["元八王子町三丁目"]),
        ("八王子市元八王子町三丁目", ["元八王子町三丁目"]),
        ("八日町", ["八日町"]),
        ("千人町二丁目", ["千人町二丁目"]),
        ("大塚", ["大塚"]),
        ("大塚 3F会議室", ["大塚"]),
        ("中野", ["中野町", *(f"中野上町{n}丁目" for n in "一二三四五"), *(f"中野山王{n}丁目" for n in "一二三")]),
        ("中野町", ["中野町"]),
        ("台", ["台町一丁目", "台町二丁目", "台町三丁目", "台町四丁目"]),
    ],
)
def test_what_people_write(text: str, names: list[str]) -> None:
    assert _found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "八王子市", "東京都", "東京都八王子市", "渋谷", "南大沢7丁目", "南大沢99-1", "片倉町2丁目", "000-0000", "192-03",
        "相模原市緑区橋本6-2-1", "神奈川県相模原市緑区橋本", "町田市本町田1-1", "中野区中野4-8-1", "東京都中野区", "大塚市", "高尾村",
        "神奈川県南大沢2-27", "埼玉県八王子市南大沢2-27", "大塚台3丁目", "元八王子市民センター", "鹿島田1-1", "元", "2-27", "二丁目",
        "丁目", "〒", "-", "　", "\x00", "%", "' OR 1=1 --",
    ],
)  # fmt: skip
def test_what_is_unknown_gives_nothing(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize(
    ("address", "municipality", "name"),
    [
        ("東京都八王子市南大沢2-27 南大沢総合センター3F", None, "南大沢二丁目"),
        ("東京都八王子市明神町3-5-1", "八王子市", "明神町三丁目"),
        ("明神町3-5-1", "東京都八王子市", "明神町三丁目"),
        ("明神町3-5-1", "", "明神町三丁目"),
        ("八王子市東町5-6", None, "東町"),
        ("東京都八王子市北野町545-3", None, "北野町"),
        ("八王子市川町55", None, "川町"),
        ("〒193-0801 東京都八王子市川口町3838 川口やまゆり館内", None, "川口町"),
        ("193-0801", None, "川口町"),
        ("八王子市子安4-7-1 サザンスカイタワー八王子4階", None, "子安町四丁目"),
        # Ambiguous: one of five; a block number without its 丁目.
        ("八王子市南大沢", None, None),
        ("八王子市南大沢2番27号", None, None),
        ("192-0364", None, None),
        ("八王子市", None, None),
        ("", None, None),
        # Another municipality's, though the town's name is one of ours.
        ("本町1-2-3", "立川市", None),
        ("国分寺市泉町2-2-26", None, None),
        ("東京都国分寺市泉町2-2-26", None, None),
        ("泉町2-2-26", "国分寺市", None),
        ("泉町2-2-26", "東京都国分寺市", None),
        ("神奈川県相模原市緑区橋本6-2-1", None, None),
        ("相模原市中央区並木1-1", None, None),
        ("並木町1-9-1", "所沢市", None),
        ("台東区台町1-1", None, None),
        ("福島県石川郡石川町1-1", None, None),
        ("東京都泉町1-1", "埼玉県八王子市", None),
        ("泉1-1", None, None),
    ],
)
def test_the_town_of_an_address(address: str, municipality: str | None, name: str | None) -> None:
    assert _of_address(address, municipality) == name


@pytest.mark.parametrize("row", _rows(), ids=lambda row: row.name)
def test_every_town_is_found_by_its_own_name(row: NamedRow) -> None:
    name = row.name
    others = [other.name for other in _rows() if other.name != name and other.name.startswith(name)]
    assert _found(name) == [
        name,
        *sorted(others, key=lambda other: number_of(other.removeprefix(name).removesuffix("丁目"))),
    ]
    assert name in _found(row.postal_code)
    assert name in _found(f"〒{row.postal_code[:3]}-{row.postal_code[3:]}")
    assert _found(f"東京都八王子市{name}") == _found(name)
    if name.endswith("丁目"):
        stem, number = name[:-3], number_of(name[-3])
        wide = "０１２３４５６７８９"[number]
        variants = [
            f"{stem}{number}丁目",
            f"{stem}{wide}丁目",
            f"{stem}{number}-1",
            f"{stem}第{number}丁目",
            f"{stem}{name[-3]}の3",
        ]
        assert [_found(text) for text in variants] == [[name]] * 5
        assert _of_address(f"八王子市{stem}{number}-12-3") == name


@given(st.text(max_size=300))
@example("一" * 250)
@example("〒" * 20 + "1920364")
@example("南大沢" + "9" * 100)
@example("南大沢百百百百百")
@example("㍿" * 200)
def test_no_text_breaks_the_search(text: str) -> None:
    index = _index()
    found = index.find(text)
    assert all(row in _rows() for row in found)
    one = index.one_of_address(text)
    assert one is None or one in _rows()
    assert all(row in _rows() for row in index.similar(text))
    assert index.missing_number(text) is None or not found


_PIECES = [
    "東京都",
    "八王子市",
    "相模原市",
    "南大沢",
    "上柚木",
    "台町",
    "片倉",
    "二丁目",
    "2",
    "-",
    "の",
    "７",
    " ",
    "字",
    "番",
    "〒192-0364",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=7).map("".join))
def test_no_mixture_of_real_pieces_breaks_it(text: str) -> None:
    index = _index()
    one = index.one_of_address(text)
    assert one is None or [one] == index.find(text)
    assert _found(text) == _found(fold(text))


@given(st.integers(min_value=1, max_value=99))
def test_kanji_numbers_there_and_back(number: int) -> None:
    assert number_of(kanji_number(number)) == number
    assert number_of(str(number)) == number


def test_other_cities_names() -> None:
    class Row:
        def __init__(self, name: str) -> None:
            self.name, self.postal_code = name, ""

    rows = [
        Row(name) for name in ("北一条西二丁目", "北一条西十二丁目", "大字深谷", "セントレア一丁目", "甲", "１丁目")
    ]
    index = TownIndex(rows, prefecture="北海道", municipality="湖北市")
    assert [[row.name for row in index.find(text)] for text in ("北1条西12丁目", "北一条西2-3", "深谷5", "セントレア1", "甲")] == [
        ["北一条西十二丁目"], ["北一条西二丁目"], ["大字深谷"], ["セントレア一丁目"], ["甲"],
    ]  # fmt: skip
    assert TownIndex[Row]([]).find("甲") == []


def test_suggestions_where_nothing_is_found(hachioji: None) -> None:
    assert [town.name for town in suggest_towns("南大沢7丁目")] == _MINAMIOSAWA
    assert [town.name for town in suggest_towns("恩方")] == ["上恩方町", "下恩方町"]
    assert [town.name for town in suggest_towns("南大沢駅")] == _MINAMIOSAWA
    assert [town.name for town in suggest_towns("片倉城跡公園")] == ["片倉町"]
    assert suggest_towns("南大沢") == []
    assert suggest_towns("渋谷") == []
    assert suggest_towns("") == []
    assert suggest_towns("相模原市南大沢駅") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("南大沢7丁目", "南大沢は一丁目から五丁目までです。"),
        ("八王子市南大沢99-1", "南大沢は一丁目から五丁目までです。"),
        ("片倉町2丁目", "片倉町に丁目はありません。"),
        ("上柚木9丁目", "上柚木には、上柚木、上柚木二丁目、上柚木三丁目があります。"),
        ("南大沢2丁目", ""),
        ("南大沢", ""),
        ("渋谷9丁目", ""),
    ],
)
def test_the_missing_town_is_explained(hachioji: None, text: str, sentence: str) -> None:
    assert explain_missing_town(text) == sentence


def test_finding_costs_one_query_and_brings_the_districts(
    hachioji: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    find_towns("南大沢")
    for text in ("八日町", "192-0364", "どこにもない"):
        with django_assert_num_queries(1):
            for town in find_towns(text):
                assert [district.short_name for district in town.districts.all()]
    nearest_station(35.6, 139.3)
    with django_assert_num_queries(1):
        nearest_station(35.6, 139.3)


def test_what_is_kept_follows_every_change(hachioji: None, django_user_model: type) -> None:
    town = find_towns("南大沢二丁目")[0]
    town.name = "だれかが書きかえた"
    assert find_towns("南大沢二丁目")[0].name == "南大沢二丁目"
    chosen = District.objects.get(name="鑓水中学校区")
    assign_districts(Town.objects.get(name="南大沢二丁目"), [chosen])
    assert list(find_towns("南大沢二丁目")[0].districts.all()) == [chosen]
    Town.objects.filter(name="南大沢二丁目").update(is_current=False)
    renew_version()
    assert find_towns("南大沢二丁目") == []


def test_without_a_loaded_city_nothing_is_kept(db: None) -> None:
    assert find_towns("南大沢") == []
    assert district_at(35.6, 139.3) is None
    assert nearest_station(35.6, 139.3) is None
    Town.objects.create(name="湖町", latitude=35.6, longitude=139.3)
    assert [town.name for town in find_towns("湖町")] == ["湖町"]


def test_the_city_s_own_names_reach_the_search(hachioji: None) -> None:
    town = town_of_address("東京都八王子市南大沢2-27")
    assert town is not None
    assert (town.name, town.postal_code_with_hyphen) == ("南大沢二丁目", "192-0364")
    assert town_of_address("東京都国分寺市泉町2-2-26") is None
    assert town_of_address("泉町2-2-26", municipality="国分寺市") is None


def test_every_sample_event_of_the_city_has_its_town(hachioji: None) -> None:
    streets = ["北野町545-3", "南大沢2-27", "川口町3838", "散田町2-37-1", "明神町3-5-1", "東町5-6", "狭間町1453-1"]
    towns = [town_of_address(f"東京都八王子市{street}", "八王子市") for street in streets]
    names = ["北野町", "南大沢二丁目", "川口町", "散田町二丁目", "明神町三丁目", "東町", "狭間町"]
    assert [town.name if town else None for town in towns] == names


def test_the_district_of_a_point(db: None) -> None:
    west, east = DistrictFactory(column=0), DistrictFactory(column=1)
    assert district_at(*middle(0, 0)) == west
    assert district_at(*middle(1, 0)) == east
    assert district_at(*middle(5, 5)) is None
    latitude, border = middle(0, 0)[0], 139.32
    # Degrees of longitude for some metres here: 50 m count as a gap of the simplified borders, more does not.
    metre = 1 / (111_195 * math.cos(math.radians(latitude)))
    assert district_at(latitude, border + 45 * metre) == east
    assert district_at(latitude, border + 55 * metre) is None
    assert list(west.neighbours.all()) == [east]


@given(st.floats(), st.floats())
@example(90.0, 180.0)
@example(math.inf, 139.3)
@example(35.6, math.nan)
def test_no_point_breaks_the_ground(latitude: float, longitude: float) -> None:
    assert Ground({"here": square(0, 0)}).at(latitude, longitude) in {None, "here"}
    assert Ground({}).at(latitude, longitude) is None


def test_the_nearest_station(db: None) -> None:
    StationFactory(name="遠い駅", latitude=35.7, longitude=139.4)
    near = StationFactory(name="近い駅", latitude=35.605, longitude=139.305)
    found = nearest_station(35.606, 139.305)
    assert found is not None
    assert (found[0], round(found[1])) == (near, 111)


def test_the_nearest_station_of_hachioji(hachioji: None) -> None:
    found = nearest_station(35.611695, 139.379357)
    assert found is not None
    assert found[0].name == "南大沢"
    assert found[1] == pytest.approx(267, abs=3)


_LATITUDES = st.floats(min_value=-89, max_value=89)
_LONGITUDES = st.floats(min_value=-179, max_value=179)


@given(_LATITUDES, _LONGITUDES, st.floats(min_value=1, max_value=50_000), st.floats(min_value=0, max_value=2 * math.pi))
def test_the_box_holds_the_circle(latitude: float, longitude: float, radius: float, bearing: float) -> None:
    south, north, west, east = bounding_box(latitude, longitude, radius)
    arc = radius * 0.999 / 6_371_008.8
    lat = math.radians(latitude)
    there = math.asin(math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing))
    over = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(lat), math.cos(arc) - math.sin(lat) * math.sin(there)
    )
    assert south <= math.degrees(there) <= north
    assert west <= longitude + math.degrees(over) <= east
    assert distance_m(latitude, longitude, math.degrees(there), longitude + math.degrees(over)) == pytest.approx(
        radius * 0.999, rel=1e-3, abs=0.01
    )


def test_towns_of_factories_know_their_districts(db: None) -> None:
    district = DistrictFactory(column=2)
    town = TownFactory(name="試町", column=2)
    assert [row.pk for row in find_towns("試町")[0].districts.all()] == [district.pk]
    assert town.districts.get() == district


def test_reading_again_after_another_process_loaded(hachioji: None) -> None:
    assert len(find_towns("南大沢")) == 5
    Town.objects.filter(name="南大沢五丁目").delete()
    assert len(find_towns("南大沢")) == 5  # nobody said so
    load_areas(HACHIOJI)
    assert len(find_towns("南大沢")) == 5
    assert find_towns("南大沢五丁目")[0].pk == Town.objects.get(name="南大沢五丁目").pk
