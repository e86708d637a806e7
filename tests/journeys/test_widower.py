"""He is 74, lives in 台町 by himself and has a cheap telephone: what is on near home this week, alone, and how to get there?"""

from django.test import Client

from tests.journeys.person import Person

MOST_TAPS = 6


def test_what_is_on_near_home_this_week(client: Client, city: None) -> None:
    he = Person(client)
    he.send(he.form_with("town"), town="台町")
    assert "遠くの催し00" not in he.titles
    assert he.titles == ["囲碁を楽しむ会"]
    he.tap("囲碁を楽しむ会")
    assert he.taps <= 3
    for answer in ("11月27日(金) 13:00–14:00", "台町の縁側", "歩いて", "無料", "ひとりの方が多いです。", "申込不要"):
        assert answer in he.text, answer
    assert he.page.one("a", href="tel:0420001234").text == "042-000-1234"
    he.tap("印刷する")
    assert he.page.one("h1").text == "囲碁を楽しむ会"
    assert he.taps <= MOST_TAPS


def test_a_place_where_he_may_just_sit(client: Client, city: None) -> None:
    he = Person(client)
    he.tap("台町の縁側")
    assert he.taps == 1
    assert "今日 9:00–17:00 いま開いています" in he.text
    assert [mark.text for mark in he.page.one("header", "title").all("li")] == ["一人参加歓迎", "話さなくてもOK"]


def test_he_writes_his_town_as_he_is_used_to(client: Client, city: None) -> None:
    for town in ("台町４丁目", "193-0931", "八王子市台町4-1", "台町　四丁目"):
        he = Person(client)
        he.send(he.form_with("town"), town=town)
        assert he.titles == ["囲碁を楽しむ会"], town


def test_nothing_near_home_leads_on(client: Client, city: None) -> None:
    he = Person(client)
    he.send(he.form_with("town"), town="上恩方町")
    assert he.titles == []
    he.tap("市内ぜんぶを見る")
    assert he.titles
    assert he.taps <= 3
