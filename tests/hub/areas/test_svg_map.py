"""The district map: its shapes, and what is written into a page."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.template import Context, Template
from pytest_django import DjangoAssertNumQueries

from hub.areas.district_map import MapLinks
from hub.areas.models import City, District
from hub.areas.services import renew_version
from hub.areas.svg_map import Projection, label_of, path_of, walking_order
from tests.hub.areas.factories import PROJECTION, SIDE, SOUTH, WEST, DistrictFactory, middle, square

TAG = "{% load areas %}{% district_map "


def draw(arguments: str = "", **context: Any) -> str:
    return Template(f"{TAG}{arguments} %}}").render(Context(context))


def svg_of(html: str) -> ET.Element:
    """The map itself; it has to be well-formed XML."""
    match = re.search(r'<svg class="map".*?</svg>', html, re.DOTALL)
    assert match is not None
    return ET.fromstring(match[0])  # noqa: S314 - our own page


def links_of(html: str) -> list[ET.Element]:
    return list(svg_of(html).iter("a"))


def names_of(html: str) -> list[str]:
    return re.findall(r"<li>(?:<a [^>]*>)?([^<]*)(?:</a>)?</li>", html[html.index("<details") :])


def legend_of(html: str) -> list[str]:
    match = re.search(r'<ul class="legend".*?</ul>', html, re.DOTALL)
    return re.findall(r"</svg>([^<]*)</li>", match[0]) if match else []


@pytest.fixture
def three(db: None) -> list[District]:
    """West, middle, east in one row; the middle touches both."""
    return [DistrictFactory(name=f"{word}中学校区", column=column) for column, word in enumerate(("西", "中", "東"))]


def test_the_whole_city_in_one_small_picture(hachioji: None) -> None:
    html = draw('href="/events/?district={}"')
    svg = svg_of(html)
    assert svg.attrib == {
        "class": "map",
        "viewBox": "-4 -4 808 451",
        "role": "group",
        "aria-label": "八王子市の37の中学校区の地図",
    }
    links = links_of(html)
    assert len(links) == len({link.get("href") for link in links}) == 37
    assert {link.get("href"): link.get("aria-label") for link in links} == {
        f"/events/?district={district.pk}": district.name for district in District.objects.all()
    }
    assert all(link.findtext("title") == link.get("aria-label") for link in links)
    assert len(ET.tostring(svg, encoding="utf-8")) <= 20_000
    assert "国土数値情報(中学校区データ 平成28年)を加工して作成" in html
    assert "style=" not in html
    assert "<script" not in html


def test_even_with_counts_the_picture_stays_small(hachioji: None) -> None:
    some = dict.fromkeys(District.objects.values_list("pk", flat=True)[:9], 3)
    html = draw('href="/events/?district={}" counts=counts', counts=some)
    assert len(ET.tostring(svg_of(html), encoding="utf-8")) <= 20_000


def test_the_tab_key_walks_west_to_east_then_south(hachioji: None) -> None:
    short = [(link.get("aria-label") or "").removesuffix("中学校区") for link in links_of(draw('href="{}"'))]
    assert short == [
        "川口", "楢原", "加住", "石川", "恩方", "城山", "元八王子", "四谷", "横川", "第四", "甲ノ原", "第二", "第五", "ひよどり山",
        "第一", "長房", "陵南", "横山", "第七", "由井", "第六", "第三", "打越", "由木", "浅川", "館", "椚田", "みなみ野", "七国", "中山",
        "鑓水", "上柚木", "南大沢", "宮上", "松木", "別所", "松が谷",
    ]  # fmt: skip


def test_the_list_is_in_the_order_of_the_readings(hachioji: None) -> None:
    html = draw('href="{}"')
    assert "地区の名前から選ぶ(37)" in html
    names = names_of(html)
    assert len(names) == 37
    assert names[:6] == ["浅川", "石川", "打越", "恩方", "加住", "上柚木"]
    assert names[-3:] == ["横山", "四谷", "陵南"]


def test_the_chosen_district_and_its_neighbours_say_so(three: list[District]) -> None:
    html = draw('href="?d={}" selected=chosen', chosen=three[0])
    west, centre, east = links_of(html)
    assert [link.get("aria-label") for link in (west, centre, east)] == [
        "西中学校区(選んでいる地区)", "中中学校区(となりの地区)", "東中学校区",
    ]  # fmt: skip
    assert [link.get("class") for link in (west, centre, east)] == ["is-on", "is-near", None]
    assert [link.get("aria-current") for link in (west, centre, east)] == ["true", None, None]
    assert legend_of(html) == ["選んでいる地区", "となりの地区"]
    assert f'<a href="?d={three[0].pk}" aria-current="true">西</a>' in html
    assert draw('href="?d={}" selected=chosen', chosen=three[0].pk) == html


def test_counts_are_said_and_what_has_none_is_hatched(three: list[District]) -> None:
    html = draw('href="?d={}" counts=counts', counts={three[0].pk: 2, three[2].pk: 0})
    links = links_of(html)
    assert [link.get("aria-label") for link in links] == [
        "西中学校区 2か所", "中中学校区 まだ場のない地区", "東中学校区 まだ場のない地区",
    ]  # fmt: skip
    assert [link.get("class") for link in links] == ["has", "none", "none"]
    assert [text.text for text in svg_of(html).iter("text")] == ["西 2", "中", "東"]
    assert legend_of(html) == ["場のある地区(数字はその数)", "まだ場のない地区"]
    assert names_of(html) == ["中 0か所", "東 0か所", "西 2か所"]
    svg = svg_of(html)
    hatched = {use.get("href") for use in svg.iter("use")}
    drawn = {f"#{path.get('id')}" for path in svg.iter("path") if path.get("id")}
    assert hatched == drawn
    assert len(hatched) == 2


def test_words_for_the_counts_are_the_page_s(three: list[District]) -> None:
    words = 'href="?d={}" counts=counts count_word="件" some_word="催しのある地区" none_word=""'
    html = draw(words, counts={three[0].pk: 2})
    assert [link.get("aria-label") for link in links_of(html)] == ["西中学校区 2件", "中中学校区 0件", "東中学校区 0件"]
    assert legend_of(html) == ["催しのある地区(数字はその数)", "0件"]


def test_the_chosen_differs_from_those_that_have_some(three: list[District]) -> None:
    html = draw('href="?d={}" counts=counts selected=chosen', counts={three[0].pk: 2}, chosen=three[0])
    assert links_of(html)[0].get("aria-label") == "西中学校区(選んでいる地区) 2か所"
    assert links_of(html)[0].get("class") == "is-on has"
    assert 'class="key-here"' in html


def test_dots_lie_where_they_are_and_only_on_the_sheet(three: list[District]) -> None:
    html = draw(
        'href="?d={}" dots=dots dots_label="市民センター"',
        dots=[middle(0, 0), middle(9, 9), (43.06, 141.35), (float("nan"), 139.3)],
    )
    spots = [path for path in svg_of(html).iter("path") if (path.get("class") or "").startswith("spots")]
    assert [path.get("class") for path in spots] == ["spots rim", "spots"]
    assert {path.get("aria-hidden") for path in spots} == {"true"}
    x, y = PROJECTION.spot(*middle(0, 0)) or (None, None)
    far_x, far_y = PROJECTION.spot(*middle(9, 9)) or (None, None)
    assert spots[0].get("d") == f"M{x} {y}h0 M{far_x} {far_y}h0"
    assert legend_of(html) == ["市民センター(2か所)"]


@pytest.mark.parametrize(
    ("href", "urls"),
    [
        ("?d={}", ["?d=1", "?d=2", "?d=3"]),
        ("?q=%7B%7D&d={}", ["?q=%7B%7D&d=1", "?q=%7B%7D&d=2", "?q=%7B%7D&d=3"]),
        ({1: "/eins/", 3: "/drei/"}, ["/eins/", None, "/drei/"]),
        (MapLinks(lambda district: f"/{district.short_name}/"), ["/西/", "/中/", "/東/"]),
        ("", [None, None, None]),
    ],
)
def test_ways_to_say_where_a_district_leads(three: list[District], href: Any, urls: list[str | None]) -> None:
    keys = {district.pk: number for number, district in enumerate(three, 1)}
    if isinstance(href, dict):
        href = {key: href[number] for key, number in keys.items() if number in href}
    found = [link.get("href") for link in links_of(draw("href=href", href=href))]
    plain = {str(key): str(number) for key, number in keys.items()}
    assert [re.sub(r"(?<=d=)\d+", lambda match: plain[match[0]], url) if url else url for url in found] == urls
    assert [link.get("role") for link in links_of(draw("href=href", href=href))] == [
        None if url else "img" for url in urls
    ]


def test_a_map_without_links_shows_names_alone(three: list[District]) -> None:
    html = draw()
    assert "地区の名前で見る(3)" in html
    assert names_of(html) == ["中", "東", "西"]
    assert "href" not in html[html.index("<details") :]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _tags(html: str) -> Iterator[tuple[str, dict[str, str | None]]]:
    parser = _Tags()
    parser.feed(html)
    yield from parser.tags


HOSTILE = """"><script>alert(1)</script>'&{{ x }}{% y %}</title></svg>"""


def test_hostile_names_stay_text(db: None) -> None:
    district = DistrictFactory(name=HOSTILE, column=0)
    City.objects.update(name=HOSTILE[:40], attribution=HOSTILE)
    renew_version()
    html = draw(
        "href=href title=title dots=dots dots_label=title counts=counts count_word=title none_word=title some_word=title "
        "selected=chosen",
        href=f"?q={HOSTILE}&d={{}}",
        title=HOSTILE,
        dots=[middle(0, 0)],
        counts={district.pk: 1},
        chosen=district,
    )
    tags = list(_tags(html))
    assert {tag for tag, _attrs in tags} == {
        "p", "a", "svg", "title", "path", "g", "text", "ul", "li", "circle", "details", "summary",
    }  # fmt: skip
    assert not [name for _tag, attrs in tags for name in attrs if name.startswith("on")]
    assert links_of(html)[0].get("aria-label") == f"{HOSTILE}(選んでいる地区) 1{HOSTILE}"
    assert links_of(html)[0].get("href") == f"?q={HOSTILE}&d={district.pk}"
    assert svg_of(html).get("aria-label") == HOSTILE


def test_ids_are_the_map_s_own_so_that_two_fit_a_page(three: list[District]) -> None:
    counts = {three[0].pk: 1}
    html = draw('"one" href="{}" counts=counts', counts=counts) + draw('"two" href="{}" counts=counts', counts=counts)
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    targets = set(re.findall(r'href="#([^"]*)"', html)) | set(re.findall(r"url\(#([^)]*)\)", html))
    assert targets <= set(ids)
    assert html.count("地図をとばす") == 2


@pytest.mark.parametrize("map_id", ["1", 'a"b', "a b", "地図", "a)"])
def test_an_id_that_would_break_the_page_is_refused(db: None, map_id: str) -> None:
    with pytest.raises(ValueError, match=re.escape(map_id)):
        draw("map_id", map_id=map_id)


def test_a_hub_without_districts_says_so(db: None) -> None:
    html = draw('href="{}"')
    assert html.strip() == '<p class="hint">地区の地図はまだありません。</p>'


def test_a_district_that_is_no_longer_current_is_not_shown(three: list[District]) -> None:
    District.objects.filter(pk=three[1].pk).update(is_current=False)
    renew_version()
    html = draw('href="{}" selected=chosen', chosen=three[0])
    assert [link.get("aria-label") for link in links_of(html)] == ["西中学校区(選んでいる地区)", "東中学校区"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_map_costs_no_query_of_its_own_once_it_is_known(
    db: None, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    districts = [DistrictFactory(column=column) for column in range(number)]
    arguments = 'href="{}" selected=chosen counts=counts'
    context = {"chosen": districts[0], "counts": {districts[0].pk: 1}}
    # Within a transaction the look at the log of changes is a query each time, and a second one where it has grown.
    with django_assert_num_queries(5):
        first = draw(arguments, **context)
    with django_assert_num_queries(1):
        assert draw(arguments, **context) == first
    renew_version()
    with django_assert_num_queries(5):
        assert draw(arguments, **context) == first


def test_paths_are_whole_units_without_needless_points() -> None:
    assert path_of(square(0, 9), PROJECTION) == "M0 98l80 0 0-98-80 0z"
    on_the_way = [[WEST, SOUTH], [WEST + SIDE / 2, SOUTH], [WEST + SIDE, SOUTH], [WEST, SOUTH + SIDE], [WEST, SOUTH]]
    assert path_of({"type": "Polygon", "coordinates": [on_the_way]}, PROJECTION).count("l") == 1
    speck = square(0, 0, side=0.000001)
    assert path_of(speck, PROJECTION) == ""
    assert path_of({"type": "MultiPolygon", "coordinates": [speck["coordinates"]] * 2}, PROJECTION) == ""


def test_neighbours_meet_in_the_picture() -> None:
    def corners(column: int) -> set[tuple[int, int]]:
        return {
            (round(x), round(y)) for x, y in (PROJECTION.place(*point) for point in square(column, 0)["coordinates"][0])
        }

    assert len(corners(0) & corners(1)) == 2


def test_a_label_stands_in_the_largest_part_beside_its_hole() -> None:
    ring = {
        "type": "MultiPolygon",
        "coordinates": [square(0, 0, 0.001)["coordinates"], square(5, 5, 0.03)["coordinates"]],
    }
    assert label_of(ring, PROJECTION) == label_of(square(5, 5, 0.03), PROJECTION)
    hole = {"type": "Polygon", "coordinates": [*square(0, 0, 0.03)["coordinates"], *square(1, 1, 0.01)["coordinates"]]}
    x, y = label_of(hole, PROJECTION)
    inner_west, inner_south = PROJECTION.place(WEST + SIDE, SOUTH + SIDE)
    inner_east, inner_north = PROJECTION.place(WEST + 2 * SIDE, SOUTH + 2 * SIDE)
    assert not (inner_west < x < inner_east and inner_north < y - 4 < inner_south)
    moved = label_of(square(0, 0), PROJECTION, (3, -2))
    assert (moved[0] - 3, moved[1] + 2) == label_of(square(0, 0), PROJECTION)


def test_walking_order_goes_in_rows() -> None:
    assert walking_order({"a": (700, 10), "b": (20, 40), "c": (10, 200), "d": (300, 20)}) == ["b", "d", "a", "c"]


def test_the_projection_survives_the_database() -> None:
    assert Projection(**PROJECTION.as_json()) == PROJECTION
    assert PROJECTION.view_box.split()[:3] == ["-4", "-4", "808"]
