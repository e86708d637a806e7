"""``/events/``: count, pages, chips, the same selection in every form, what an empty or wrong selection says."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close, return_to_draft
from hub import page_cache
from hub.models import Theme
from tests.events.published import draft_event, published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import LIST, chips, count, get, row_of, rows, titles
from tests.hub.areas.factories import DistrictFactory, TownFactory, middle
from tests.markup import Node, parse


def _query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def _switch(page: Node) -> dict[str, str]:
    return {node.text: node.attributes["href"] for node in page.one("nav", "switch").all("a")}


def test_the_count_is_exact_to_its_limit_and_says_so_beyond(client: Client, settings: Settings) -> None:
    settings.HUB_COUNT_LIMIT = 3
    published_event("催し", at(11, 26), at(11, 27), at(11, 28))
    assert count(get(client, LIST)) == "3件"
    published_event("もうひとつ", at(11, 29))
    assert count(get(client, LIST)) == "1,000件以上"


def test_pages_follow_each_other_and_hold_everything_once(client: Client, settings: Settings) -> None:
    settings.HUB_PAGE_SIZE = 2
    for number in range(5):
        published_event(f"催し{number}", at(11, 26 + number % 2, 10, number))
    expected = ["催し0", "催し2", "催し4", "催し1", "催し3"]
    address, seen = LIST + "?q=催し", []
    while address:
        page = get(client, address)
        assert count(page) == "5件"
        seen.append(titles(page))
        following = page.all("a", rel="next")
        address = following[0].attributes["href"] if following else ""
    assert seen == [expected[:2], expected[2:4], expected[4:]]


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "１", "²", "99999999999999999999"])
def test_a_page_that_is_not_there_becomes_one_that_is(client: Client, page: str) -> None:
    published_event("催し")
    assert titles(get(client, LIST, page=page)) == ["催し"]


def test_each_chip_takes_off_its_own_condition(client: Client) -> None:
    published_event("催し", themes=["food", "music"], is_free=True)
    page = get(client, LIST, theme=["food", "music"], free="1", q="催し", when="today", view="calendar")
    assert chips(page) == ["「催し」", "食・料理", "音楽", "無料", "今日"]
    taken = {}
    for link in page.one("ul", "chips", **{"aria-label": "いまの条件"}).all("a"):
        kept = _query(link.attributes["href"])
        whole = {"theme": ["food", "music"], "free": ["1"], "q": ["催し"], "when": ["today"], "view": ["calendar"]}
        taken[link.text.removesuffix("×を外す")] = {
            (key, value) for key, values in whole.items() for value in values if value not in kept.get(key, [])
        }
    assert taken == {
        "「催し」": {("q", "催し")},
        "食・料理": {("theme", "food")},
        "音楽": {("theme", "music")},
        "無料": {("free", "1")},
        "今日": {("when", "today")},
    }


def test_the_address_is_the_selection_in_every_form(client: Client) -> None:
    selection = {"q": ["催し"], "theme": ["food"], "free": ["1"]}
    page = get(client, LIST, **selection, page="1")
    assert {name: _query(address) for name, address in _switch(page).items()} == {
        "一覧": selection,
        "カレンダー": selection | {"view": ["calendar"]},
        "地図": selection | {"view": ["map"]},
    }
    week = page.link("これから7日間を紙に印刷する")
    assert (urlsplit(week).path, _query(week)) == ("/events/week/", selection)
    assert _query(get(client, week).link("一覧に戻る")) == selection
    assert page.one("form", id="filters").one("input", name="q").attributes["value"] == "催し"


def test_the_form_stays_in_the_calendar(client: Client) -> None:
    hidden = get(client, LIST, view="calendar", q="x").one("form", id="filters").all("input", type="hidden")
    assert [(node.attributes["name"], node.attributes["value"]) for node in hidden] == [("view", "calendar")]


def test_calendar_and_map_count_what_the_list_shows(client: Client) -> None:
    district = DistrictFactory.create(name="台町中学校区", column=0)
    published_event("料理の日", at(11, 26), at(11, 30), themes=["food"], district=district)
    published_event("音楽の日", at(11, 26), themes=["music"], district=district)
    published_event("どこか", at(11, 27), themes=["food"])
    assert count(get(client, LIST, theme="food")) == "3件"
    calendar = get(client, LIST, theme="food", view="calendar")
    days = {
        cell.one("p", "cal-day").text: [a.text for a in cell.all("a")[1:]]
        for cell in calendar.all("td")
        if cell.all("b")
    }
    assert days == {"26木 1件": ["料理の日"], "27金 1件": ["どこか"], "30月 1件": ["料理の日"]}
    assert count(calendar) == "3件"
    day = next(cell.all("a")[0] for cell in calendar.all("td") if cell.all("b"))
    assert titles(get(client, day.attributes["href"])) == ["料理の日"]
    shown = get(client, LIST, theme="food", view="map")
    assert count(shown) == "3件"
    assert "このうち1件は、地区がわかりません" in shown.text
    region = shown.one("svg", "map").all("a")[0]
    assert "2件" in region.attributes["aria-label"]
    assert titles(get(client, region.attributes["href"])) == ["料理の日", "料理の日"]


@pytest.mark.parametrize(
    ("month", "shown"),
    [
        ("2027-01", "2027年1月"),
        ("2026-13", "2026年11月"),
        ("9999-99", "2026年11月"),
        ("0001-01", "2026年11月"),
    ],
)
def test_the_calendar_shows_the_month_that_is_asked_for(client: Client, month: str, shown: str) -> None:
    assert get(client, LIST, view="calendar", month=month).one("nav", "pager").one("h3").text == shown


def test_the_months_of_the_calendar_follow_each_other(client: Client) -> None:
    published_event("正月の集まり", at(1, 5, year=2027))
    address, months = LIST + "?view=calendar", []
    for _step in range(2):
        page = get(client, address)
        address = page.one("nav", "pager").all("a")[-1].attributes["href"]
        months.append(address)
    assert [_query(month) for month in months] == [
        {"view": ["calendar"], "month": ["2026-12"]},
        {"view": ["calendar"], "month": ["2027-01"]},
    ]
    january = get(client, months[-1])
    assert [link.text for cell in january.all("td") for link in cell.all("li")] == ["10:00 正月の集まり"]


def test_an_empty_selection_offers_wider_ones_with_their_counts(client: Client) -> None:
    near, far = (
        DistrictFactory.create(name="台町中学校区", column=0),
        DistrictFactory.create(name="となり中学校区", column=1),
    )
    published_event("となりの料理", at(11, 27), at(11, 28), themes=["food"], district=far)
    published_event("遠くの日の料理", at(12, 20), themes=["food"], district=near)
    page = get(client, LIST, theme="food", when="week", district=str(near.pk))
    assert titles(page) == []
    offered = {}
    for item in page.all("div", "panel")[0].all("ul")[0].all("li"):
        link, number = item.one("a"), item.one("span").text
        assert count(get(client, link.attributes["href"])) == number
        offered[link.text] = number
    assert offered == {"近くの地区も見る": "2件", "日にちを決めない": "1件", "市内ぜんぶを見る": "2件"}


def _offers(page: Node) -> dict[str, str]:
    """What the panel of an empty list offers, with the numbers; each leads to as many."""
    found = {}
    for item in page.all("div", "panel")[0].all("li"):
        for number in item.all("span"):
            found[item.one("a").text] = number.text
    return found


def test_words_that_find_nothing_are_tried_as_a_place_and_one_by_one(client: Client) -> None:
    near, _far = DistrictFactory.create(name="西中学校区"), DistrictFactory.create(name="東中学校区", column=1)
    latitude, longitude = middle(0, 0)
    TownFactory.create(name="台町", column=0)
    published_event("朝の体操", at(11, 27), district=near, latitude=latitude, longitude=longitude)
    published_place("体操の広場", district=near)
    assert _offers(get(client, LIST, q="八王子市台町")) == {
        "「台町」を場所の名前としてさがす": "1件",
        "「八王子市台町」を外す": "1件",
    }
    assert _offers(get(client, LIST, q="駅前 体操")) == {"「体操」だけでさがす": "1件", "「駅前 体操」を外す": "1件"}
    assert _offers(get(client, LIST, q="広場")) == {"「広場」を外す": "1件", "同じ条件で、場所をさがす": "1件"}
    assert _offers(get(client, LIST, q="体操", free="1", weekday="6", time="evening")) == {
        "「体操」だけでさがす": "1件",
    }
    for view in ("calendar", "map"):
        assert "「体操」だけでさがす" in _offers(get(client, LIST, q="駅前 体操", view=view))


def test_a_title_is_found_by_its_reading_and_by_a_theme_in_another_language(client: Client) -> None:
    published_event("外国人のための日本語教室", at(11, 27), themes=["food"])
    name_en = Theme.objects.get(key="food").name_en
    for words in ("にほんご", "ニホンゴ", "がいこくじん", name_en):
        assert titles(get(client, LIST, q=words)) == ["外国人のための日本語教室"], words


def test_a_form_with_an_error_stands_open(client: Client) -> None:
    """On a telephone it is a panel that opens over the page; the summary's link could not lead into a closed one."""
    wrong = get(client, LIST, town="火星")
    assert "popover" not in wrong.one("form", "filters").attributes
    assert [link.attributes["href"] for link in wrong.one("div", "wrongs").all("a")] == ["#id_town"]
    assert "popover" in get(client, LIST).one("form", "filters").attributes


def test_the_filters_follow_the_districts(client: Client) -> None:
    def offered() -> list[str]:
        page_cache.memory.clear()
        options = get(client, LIST).one("select", id="id_district").all("option")
        return [option.text for option in options][1:]

    DistrictFactory.create(name="西中学校区")
    assert offered() == ["西中学校区"]
    DistrictFactory.create(name="東中学校区", column=1)
    assert sorted(offered()) == sorted(["西中学校区", "東中学校区"])


def test_an_empty_hub_says_so_without_offers(client: Client) -> None:
    page = get(client, LIST)
    assert "いまお知らせできるものは、まだありません" in page.text
    assert count(page) == "0件"


WRONG = [
    ({"since": "明日"}, "since", "明日"),
    ({"until": "2026-02-30"}, "until", "2026-02-30"),
    ({"since": "2026-12-10", "until": "2026-12-01"}, "until", "2026-12-01"),
    ({"town": "火星一丁目"}, "town", "火星一丁目"),
    ({"q": "あ" * 101}, "q", "あ" * 101),
]


@pytest.mark.parametrize(("parameters", "name", "typed"), WRONG)
def test_what_is_wrong_is_kept_and_told_beside_its_field(
    client: Client, parameters: dict[str, str], name: str, typed: str
) -> None:
    published_event("催し", at(12, 12))
    page = get(client, LIST, **parameters)
    field = page.one("form", id="filters").one("input", name=name)
    assert field.attributes["value"] == typed
    assert field.attributes["aria-invalid"] == "true"
    explanation = page.one("p", id=field.attributes["aria-describedby"].split()[-1])
    assert explanation.text
    summary = page.one("div", "wrongs")
    assert (summary.all("a")[0].attributes["href"], summary.all("a")[0].text) == (f"#id_{name}", explanation.text)
    assert titles(page) == ["催し"]


@pytest.mark.parametrize(
    "parameters", [{"theme": "ない"}, {"district": "9999"}, {"weekday": "8"}, {"when": "x"}, {"mark": "%"}]
)
def test_an_unknown_choice_is_said_and_no_condition(client: Client, parameters: dict[str, str]) -> None:
    published_event("催し")
    page = get(client, LIST, **parameters)
    assert (titles(page), chips(page)) == (["催し"], [])
    assert len(page.one("div", "wrongs").all("a")) == 1


def test_a_parameter_that_nobody_knows_changes_nothing(client: Client) -> None:
    published_event("催し")
    page = get(client, LIST, utm_source="x", q="催し")
    assert titles(page) == ["催し"]
    assert "utm_source" not in "".join(node.attributes.get("href", "") for node in page.one("main").all("a"))


def test_cancelled_and_moved_dates_are_shown_as_such(client: Client) -> None:
    event = published_event("集まり", at(11, 26), at(11, 27), at(11, 28))
    first, second, _third = event.occurrences.order_by("starts_at")
    cancel_occurrence(first, by=None, note="大雨のため")
    move_occurrence(second, by=None, starts_at=at(11, 29, 14), ends_at=at(11, 29, 15))
    said = [
        (row.one("time").text, [tag.text for tag in row.all("span", "tag")], "is-off" in row.attributes["class"])
        for row in rows(get(client, LIST))
    ]
    assert said == [("10:00", ["中止"], True), ("10:00", [], False), ("14:00", ["日時変更"], False)]
    assert "大雨のため" in rows(get(client, LIST))[0].text


def test_what_is_not_published_is_in_no_form_of_the_list(client: Client) -> None:
    district = DistrictFactory.create(name="台町中学校区", column=0)
    published_event("公開の催し", at(11, 26), district=district)
    draft_event("下書きの催し", at(11, 26), district=district)
    close(published_event("終わった催し", at(11, 26), district=district), by=None)
    return_to_draft(published_event("戻した催し", at(11, 26), district=district), by=None, reason="誤り")
    for view in ("list", "calendar", "map"):
        page = get(client, LIST, view=view)
        assert count(page) == "1件"
        assert {"下書きの催し", "終わった催し", "戻した催し"} & set(page.text.split()) == set()
    assert titles(get(client, LIST)) == ["公開の催し"]


def test_a_sample_is_marked_in_every_form(client: Client) -> None:
    published_event("見本の催し", at(11, 25, 14), is_sample=True, contact_phone="042-000-0000")
    published_event("本物の催し", at(11, 25, 15))
    listed = get(client, LIST)
    assert [tag.text for tag in row_of(listed, "見本の催し").all("span", "sample")] == ["見本"]
    assert row_of(listed, "本物の催し").all("span", "sample") == []
    assert listed.all("div", "sample")
    calendar = get(client, LIST, view="calendar")
    items = {item.one("a").text: len(item.all("span", "sample")) for item in calendar.one("table", "cal").all("li")}
    assert items == {"見本の催し": 1, "本物の催し": 0}
    week = get(client, "/events/week/")
    assert [len(row.all("span", "sample")) for row in rows(week)] == [1, 0]
    assert week.one("header", "a4-head").all("span", "sample")
    assert [len(row_of(get(client, "/"), title).all("span", "sample")) for title in ("見本の催し", "本物の催し")] == [
        1,
        0,
    ]


def test_the_week_sheet_shows_seven_days_whatever_the_list_shows(client: Client) -> None:
    for day in range(25, 31):
        published_event(f"{day}日の催し", at(11, day, 12))
    published_event("12月の催し", at(12, 2, 0, 0))
    published_event("12月1日の催し", at(12, 1, 23))
    page = get(client, "/events/week/", when="today", since="2026-12-01")
    assert [row.one("h3").text for row in rows(page)] == [f"{day}日の催し" for day in range(25, 31)] + ["12月1日の催し"]


def test_the_answer_to_a_head_request_has_no_body(client: Client) -> None:
    assert client.head(LIST).content == b""
    assert parse(client.get(LIST)).one("h1").text == "出かける"
