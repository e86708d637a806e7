"""``/places/`` and ``/places/<id>/``: open now and today, kinds, what a first visitor can expect, what is on here."""

from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.enums import PlaceKind
from events.models import OpeningException, Place
from events.services.publishing import close, return_to_draft
from events.services.writing import finish_edit
from hub.accounts.models import Organization, OrganizationKind, Verification
from tests.events.published import EVERY_DAY, draft_place, published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import PLACES, chips, count, get, row_of, titles
from tests.hub.areas.factories import DistrictFactory, TownFactory, middle
from tests.markup import Node

WEDNESDAY = 2


def _except(place: Place, day: int, opens: time | None = None, closes: time | None = None, note: str = "") -> None:
    OpeningException.objects.create(
        place=place, date=at(11, day).date(), is_closed=opens is None, opens=opens, closes=closes, note=note
    )
    finish_edit(place)


@pytest.fixture
def places() -> None:
    """It is Wednesday, 10 o'clock."""
    published_place("いつも開く", open_on=EVERY_DAY)
    published_place("水曜だけ", open_on=[WEDNESDAY])
    published_place("木曜だけ", open_on=[3])
    published_place("夕方から", open_on=EVERY_DAY, opens=time(16), closes=time(20))
    published_place("朝だけ", open_on=EVERY_DAY, opens=time(6), closes=time(10))
    published_place("時間がわからない")
    published_place("予約だけ", is_by_appointment=True)
    _except(published_place("今日は休み", open_on=EVERY_DAY), 25, note="工事")
    _except(published_place("今日だけ開く"), 25, time(9), time(12))
    _except(published_place("今日は夜だけ", open_on=EVERY_DAY), 25, time(18), time(20))
    _except(published_place("あしたは休み", open_on=EVERY_DAY), 26)


NOW = {"いつも開く", "水曜だけ", "今日だけ開く", "あしたは休み"}


def test_open_now_and_open_today(client: Client, places: None) -> None:
    assert set(titles(get(client, PLACES, hours="now"))) == NOW
    assert set(titles(get(client, PLACES, hours="today"))) == NOW | {"夕方から", "朝だけ", "今日は夜だけ"}
    assert chips(get(client, PLACES, hours="now")) == ["いま開いている"]


def test_open_now_follows_the_clock_of_the_city(client: Client, places: None) -> None:
    with time_machine.travel(at(11, 25, 8, 59), tick=False):
        assert set(titles(get(client, PLACES, hours="now"))) == {"朝だけ"}
    with time_machine.travel(at(11, 25, 19), tick=False):
        assert set(titles(get(client, PLACES, hours="now"))) == {"夕方から", "今日は夜だけ"}
    with time_machine.travel(at(11, 26, 9), tick=False):
        assert set(titles(get(client, PLACES, hours="now"))) == {
            "いつも開く",
            "木曜だけ",
            "朝だけ",
            "今日は休み",
            "今日は夜だけ",
        }


SAID = {
    "いつも開く": "今日 9:00–17:00 いま開いています",
    "木曜だけ": "今日は休み 次は26日(木) 9:00から",
    "夕方から": "今日 16:00–20:00 これから開きます",
    "朝だけ": "今日は終わりました 次は26日(木) 6:00から",
    "時間がわからない": "開いている時間は、まだ登録されていません",
    "予約だけ": "予約した方だけ",
    "今日は休み": "今日は休み 次は26日(木) 9:00から",
    "あしたは休み": "今日 9:00–17:00 いま開いています",
}


def test_each_row_says_how_it_stands_today(client: Client, places: None) -> None:
    page = get(client, PLACES)
    assert {name: row_of(page, name).all("p")[0].text for name in SAID} == SAID
    assert count(page) == "11か所"


FILTERS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ({"q": "喫茶"}, {"summary": "喫茶のコーナー"}, {"summary": "図書のコーナー"}, "「喫茶」"),
    ({"kind": "library"}, {"kind": PlaceKind.LIBRARY}, {"kind": PlaceKind.CAFE}, "図書館・学習の場"),
    ({"drop_in": "1"}, {"is_drop_in": True}, {}, "約束なしで寄れる"),
    ({"free": "1"}, {"is_free": True}, {"is_free": False}, "無料"),
    ({"theme": "food"}, {"themes": ["food"]}, {"themes": ["music"]}, "食・料理"),
    ({"audience": "infants"}, {"audiences": ["infants"]}, {"audiences": ["seniors"]}, "乳幼児と保護者"),
    ({"mark": "with_children"}, {"welcome_marks": ["with_children"]}, {}, "子ども連れOK"),
    ({"feature": "nursery"}, {"accessibility": {"nursery": True}}, {"accessibility": {"nursery": False}}, "授乳室"),
]


@pytest.mark.parametrize(("parameters", "found", "other", "chip"), FILTERS)
def test_a_condition_finds_its_own(
    client: Client, parameters: dict[str, Any], found: dict[str, Any], other: dict[str, Any], chip: str
) -> None:
    published_place("さがす場", **found)
    published_place("ほかの場", **other)
    page = get(client, PLACES, **parameters)
    assert (titles(page), chips(page), count(page)) == (["さがす場"], [chip], "1か所")


def test_the_list_is_in_the_order_of_the_syllabary(client: Client) -> None:
    for name, kana in (("台町会館", "だいまちかいかん"), ("旭町会館", "あさひちょうかいかん"), ("松が谷", "まつがや")):
        published_place(name, kana=kana)
    assert titles(get(client, PLACES)) == ["旭町会館", "台町会館", "松が谷"]


def test_an_empty_selection_offers_wider_ones(client: Client) -> None:
    west, east = (
        DistrictFactory.create(name="西中学校区", column=0),
        DistrictFactory.create(name="東中学校区", column=1),
    )
    published_place("東の場", district=east, is_free=True)
    published_place("西の場", district=west, is_free=False)
    page = get(client, PLACES, district=str(west.pk), free="1")
    panel = page.all("div", "panel")[0]
    assert {item.one("a").text: item.one("span").text for item in panel.all("ul")[0].all("li")} == {
        "近くの地区も見る": "1件",
        "「無料」を外す": "1件",
        "市内ぜんぶを見る": "1件",
    }


def test_the_map_counts_and_leaves_out_positions_that_are_not_public(client: Client) -> None:
    district = DistrictFactory.create(name="西中学校区")
    latitude, longitude = middle(0, 0)
    where = {"address": "まち1", "latitude": latitude, "longitude": longitude, "district": district}
    published_place("公開の場", **where)
    published_place("番地を出さない場", is_address_public=False, **where)
    published_place("地区のない場")
    page = get(client, PLACES, view="map")
    assert count(page) == "3か所"
    assert page.all("path", "spots")[1].attributes["d"].count("M") == 1
    assert "このうち1か所は、地区がわかりません" in page.text


def _answers(page: Node) -> dict[str, str]:
    return {row.one("dt").text: row.all("dd")[0].text for row in page.one("dl", "qa").all("div") if row.all("dt")}


def test_the_page_of_a_place(client: Client) -> None:
    operator = Organization.objects.create(
        name="台町の会", kind=OrganizationKind.NPO, verification=Verification.VERIFIED, verified_on=date(2026, 11, 1)
    )
    place = published_place(
        "ひだまり",
        open_on=[WEDNESDAY],
        address="台町1-1",
        summary="縁側のある家",
        description="お茶があります。",
        first_visit="玄関で声をかけてください。",
        greeter="みどりの名札の人",
        who_comes="近所の方",
        fee_text="100円",
        operator=operator,
        phone="042-000-1111",
        should_phone_first=True,
        age_from_months=6,
        age_to_months=36,
        safeguards="親子で過ごします。",
        accessibility={"nursery": True, "hearing_loop": False},
        languages_note="英語",
    )
    event = published_event("お茶の会", at(11, 28), place=place)
    page = get(client, place.get_absolute_url())
    answers = _answers(page)
    assert answers["開いている時間"].startswith("これから7日間の時間今日 25日(水)9:00–17:00")
    assert {name: answer for name, answer in answers.items() if name != "開いている時間"} == {
        "どんなところ": "お茶があります。",
        "どこで、どう行く": "八王子市台町1-1",
        "いくら": "100円",
        "だれが来ている？": "近所の方",
        "何歳から？": "6か月から3歳まで",
        "設備": "あります：授乳室ありません：磁気ループ",
        "話せる言葉": "英語",
        "だれがやっている？": "台町の会市が確かめた団体です（11月1日(日)）。",
        "子どもと活動するときの約束": "親子で過ごします。",
        "問い合わせ": "行く前に電話をしてください。042-000-1111",
    }
    assert page.one("section", "note").text == "はじめての方へ玄関で声をかけてください。みどりの名札の人"
    assert titles(page) == ["お茶の会"]
    assert page.link("お茶の会") == event.get_absolute_url()


def test_an_address_that_is_not_public_is_nowhere(client: Client) -> None:
    TownFactory.create(name="台町")
    place = published_place(
        "ひだまり", address="台町9-9-9", latitude=35.61234, longitude=139.31234, is_address_public=False
    )
    for address in (
        place.get_absolute_url(),
        f"{place.get_absolute_url()}print/",
        PLACES,
        "/",
        "/events/week/",
        "/find/?ask=1",
    ):
        text = client.get(address).content.decode()
        assert [word for word in ("9-9-9", "35.612", "139.312") if word in text] == [], address


def test_a_sample_and_what_is_to_be_confirmed_are_marked(client: Client) -> None:
    sample = published_place("見本の場", is_sample=True, phone="042-000-1111")
    unsure = published_place("確認中の場", is_to_be_confirmed=True)
    listed = get(client, PLACES)
    assert [[tag.text for tag in row_of(listed, name).all("span", "tag")] for name in ("見本の場", "確認中の場")] == [
        ["見本"],
        ["内容を確認中"],
    ]
    for part in ("", "print/"):
        page = get(client, f"{sample.get_absolute_url()}{part}")
        assert [tag.text for tag in page.all("span", "sample")] == ["見本"]
        assert "042-000-1111" not in page.text
        assert [tag.text for tag in get(client, f"{unsure.get_absolute_url()}{part}").all("span", "care")] == [
            "内容を確認中"
        ]


def test_a_closed_place_stays_and_says_so_but_is_in_no_list(client: Client) -> None:
    place = published_place("ひだまり")
    close(place, by=None)
    assert "この場所は終わりました。" in get(client, place.get_absolute_url()).one("div", "note").text
    assert (titles(get(client, PLACES)), count(get(client, PLACES))) == ([], "0か所")


def test_the_week_sheet_marks_places_too(client: Client) -> None:
    published_place("見本の場", is_sample=True)
    published_place("確認中の場", is_to_be_confirmed=True)
    published_place("いつもの場")
    sheet = get(client, "/events/week/")
    assert [row.one("h3").text for row in sheet.all("li", "ev")] == [
        "いつもの場",
        "確認中の場 内容を確認中",
        "見本の場 見本",
    ]


@pytest.mark.parametrize("part", ["", "print/"])
def test_what_is_not_public_answers_like_what_is_not_there(client: Client, part: str) -> None:
    hidden = [draft_place("下書きのひみつ"), published_place("戻したひみつ")]
    return_to_draft(hidden[1], by=None, reason="誤り")
    missing = client.get(f"/places/999999/{part}")
    assert missing.status_code == 404
    for place in hidden:
        answer = client.get(f"{place.get_absolute_url()}{part}")
        same = answer.content.decode()
        for mark in ("/", "%2F"):
            same = same.replace(f"{mark}{place.pk}{mark}", f"{mark}999999{mark}")
        assert (answer.status_code, same) == (404, missing.content.decode())
    assert titles(get(client, PLACES)) == []


def test_days_that_differ_later_on_are_named(client: Client) -> None:
    place = published_place("ひだまり", open_on=EVERY_DAY)
    OpeningException.objects.create(place=place, date=at(12, 31).date(), note="年末")
    OpeningException.objects.create(place=place, date=at(11, 26).date(), note="点検")
    for part in ("", "print/"):
        said = get(client, f"{place.get_absolute_url()}{part}").one("main").text
        assert "そのあとの、いつもと違う日：12月31日(木) 休み 年末" in said
        assert said.count("12月31日(木)") == said.count("そのあとの")


def test_what_has_ended_has_no_hours(client: Client) -> None:
    place = published_place("ひだまり", open_on=EVERY_DAY)
    assert get(client, place.get_absolute_url()).all("table") != []
    close(place, by=None)
    page = get(client, place.get_absolute_url())
    assert (page.all("table"), "開いています" in page.text, "この場所は終わりました。" in page.text) == (
        [],
        False,
        True,
    )
