"""``/events/<id>/``: what, when, where, cost, alone?, who, how, in this order; and its sheet of paper."""

from typing import Any

import pytest
import time_machine
from django.test import Client

from events.enums import Participation
from events.models import Event
from events.services.occurrences import cancel_occurrence, move_occurrence
from events.services.publishing import close, return_to_draft
from tests.events.published import draft_event, draft_place, published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import get, titles
from tests.hub.areas.factories import StationFactory, middle
from tests.markup import Node


def _page(client: Client, event: Event, part: str = "") -> Node:
    return get(client, f"{event.get_absolute_url()}{part}")


def _answers(page: Node) -> dict[str, str]:
    """The questions and answers of the page."""
    return {row.one("dt").text: row.all("dd")[0].text for row in page.one("dl", "qa").all("div") if row.all("dt")}


def test_the_answers_stand_in_their_order(client: Client) -> None:
    event = published_event(
        "囲碁の会",
        at(11, 26, 13),
        description="ゆっくり打ちます。",
        venue_name="台町会館",
        is_free=True,
        alone_note="ひとりの方が多いです。",
        audience_note="60歳以上の方",
        body_note="いすがあります。",
        is_professional_present=True,
        professional_note="保健師がいます。",
        organizer_name="台町囲碁会",
        participation=Participation.FREE,
        remarks="雨でもします。",
    )
    assert _answers(_page(client, event)) == {
        "どんなこと": "ゆっくり打ちます。",
        "いつ": "11月26日(木) 13:00–14:00",
        "どこで、どう行く": "台町会館",
        "いくら": "無料",
        "ひとりで行っていい？": "ひとりの方が多いです。",
        "だれが行ける？": "60歳以上の方",
        "相談できる人": "保健師がいます。",
        "体のことが心配": "いすがあります。",
        "だれがやっている？": "台町囲碁会",
        "どうやって参加する？": "申込不要",
        "そのほか": "雨でもします。",
    }
    assert list(_answers(_page(client, event))) == [
        "どんなこと",
        "いつ",
        "どこで、どう行く",
        "いくら",
        "ひとりで行っていい？",
        "だれが行ける？",
        "相談できる人",
        "体のことが心配",
        "だれがやっている？",
        "どうやって参加する？",
        "そのほか",
    ]


def test_what_is_not_known_is_said(client: Client) -> None:
    answers = _answers(_page(client, published_event("なにか", at(11, 26))))
    assert {name: answers[name] for name in ("どこで、どう行く", "いくら", "だれがやっている？")} == {
        "どこで、どう行く": "会場は主催者に確かめてください",
        "いくら": "料金は主催者に確かめてください",
        "だれがやっている？": "主催者の名前は、案内に書かれていません。",
    }
    assert answers["ひとりで行っていい？"].startswith("主催者からの案内は、まだありません。")


def test_the_way_on_foot_from_the_nearest_station(client: Client) -> None:
    StationFactory.create(name="台町", latitude=middle(0, 0)[0], longitude=middle(0, 0)[1])
    latitude, longitude = middle(0, 0)
    near = published_event("近く", at(11, 26), address="台町1", latitude=latitude + 0.004, longitude=longitude)
    far = published_event("遠く", at(11, 26), address="台町9", latitude=latitude + 0.04, longitude=longitude)
    assert "台町駅（試験鉄道 本線）から歩いて8分ほど。" in _answers(_page(client, near))["どこで、どう行く"]
    assert "歩いて" not in _answers(_page(client, far))["どこで、どう行く"]


def test_an_organiser_can_be_telephoned_with_one_tap(client: Client) -> None:
    event = published_event(
        "集まり", contact_name="市民課", contact_phone="０４２（６２６）３１１１", contact_extension="12"
    )
    page = _page(client, event)
    assert page.one("a", href="tel:0426263111").text == "０４２（６２６）３１１１"
    assert "内線12" in page.text


def test_a_sample_has_its_mark_and_no_telephone_number(client: Client) -> None:
    event = published_event(
        "見本",
        is_sample=True,
        contact_phone="042-626-3111",
        contact_email="a@example.org",
        apply_url="https://example.org/",
    )
    for part in ("", "print/"):
        page = _page(client, event, part)
        assert page.all("span", "sample")
        assert {"042-626-3111", "a@example.org"} & set(page.text.split()) == set()
        assert "これは見本の催しです。実際には行われません。" in page.text
        assert [
            a for a in page.all("a") if a.attributes["href"].startswith(("tel:", "mailto:", "https://example.org"))
        ] == []


def test_the_next_date_that_takes_place_comes_first(client: Client) -> None:
    event = published_event("毎週の会", at(11, 18), at(11, 26), at(12, 3), at(12, 10))
    cancel_occurrence(event.occurrences.order_by("starts_at")[1], by=None, note="台風のため")
    answer = _answers(_page(client, event))["いつ"]
    assert answer.startswith("12月3日(木) 10:00–11:00")
    assert "11月26日(木) 10:00–11:00 中止" in answer
    assert "終わった日が1回あります。" in answer


def test_a_cancelled_only_date_is_told_with_its_reason(client: Client) -> None:
    event = published_event("お茶会", at(11, 26))
    cancel_occurrence(event.occurrences.get(), by=None, note="台風のため")
    page = _page(client, event)
    assert page.one("div", "note").text == "中止 11月26日(木) は行われません。 台風のため"
    assert page.one("dl", "qa").one("s").text == "11月26日(木) 10:00–11:00"
    assert [tag.text for tag in _page(client, event, "print/").all("span", "bad")] == ["中止"]


def test_a_moved_date_says_when_it_was_to_be(client: Client) -> None:
    event = published_event("お茶会", at(11, 26))
    move_occurrence(
        event.occurrences.get(), by=None, starts_at=at(11, 27, 14), ends_at=at(11, 27, 15), note="会場の都合"
    )
    page = _page(client, event)
    assert page.one("div", "note").text == "日時変更 もとは11月26日(木) 10:00からの予定でした。 会場の都合"
    assert _answers(page)["いつ"] == "11月27日(金) 14:00–15:00"
    on_paper = _page(client, event, "print/")
    assert [tag.text for tag in on_paper.all("span", "care")] == ["日時変更"]
    assert _answers(on_paper)["いつ"] == "11月27日(金) 14:00–15:00 日時変更11月26日(木) 10:00 から変わりました"


@pytest.mark.parametrize("ending", ["past", "closed"])
def test_what_is_over_stays_and_says_so(client: Client, ending: str) -> None:
    how = {"how_to_apply": "電話で申し込みます", "apply_url": "https://example.org/"}
    event = published_event("お茶会", at(11, 24) if ending == "past" else at(11, 26), **how)
    if ending == "closed":
        close(event, by=None)
    page = _page(client, event)
    assert page.one("div", "note").text == "この催しは終わりました。 これからの催しを見る"
    said = "いちばん最後は、11月24日(火) 10:00–11:00でした。" if ending == "past" else ""
    for part, when in (("", f"これからの日はありません。 {said}".strip()), ("print/", "この催しは終わりました。")):
        answers = _answers(_page(client, event, part))
        assert (answers["いつ"], answers["どうやって参加する？"]) == (when, "この催しは終わりました。")
    assert titles(get(client, "/events/")) == []


def test_the_deadline_is_told_and_when_it_has_passed(client: Client) -> None:
    event = published_event("講座", at(11, 30), dates={"deadline_at": at(11, 27, 17), "capacity": 20})
    answer = "どうやって参加する？"
    assert _answers(_page(client, event))[answer] == "主催者に申し込む定員20人 締切 11月27日(金)"
    with time_machine.travel(at(11, 28), tick=False):
        assert "申込は終わりました。" in _answers(_page(client, event))[answer]


MANY_DAYS: list[tuple[Any, float, bool, str]] = [
    (at(11, 26, 9), 24 * 2 + 8, True, "11月26日(木)–11月28日(土) 毎日 9:00–17:00"),
    (at(11, 26, 22), 4, True, "11月26日(木) 22:00–11月27日(金) 2:00"),
    (at(11, 26, 0), 24 * 2, False, "11月26日(木)–11月28日(土)"),
    (at(11, 26, 0), 23, False, "11月26日(木)"),
    (at(11, 23, 10, year=2027), 1, True, "2027年11月23日(火・祝) 10:00–11:00"),
]


@pytest.mark.parametrize(("starts_at", "hours", "has_time", "said"), MANY_DAYS)
def test_how_dates_are_written(client: Client, starts_at: Any, hours: float, has_time: bool, said: str) -> None:
    event = published_event("展示", starts_at, hours=hours, dates={"has_time": has_time})
    assert _page(client, event).one("dl", "qa").one("time").text == said


@pytest.mark.parametrize("part", ["", "print/"])
def test_what_is_not_public_answers_like_what_is_not_there(client: Client, part: str) -> None:
    hidden = [draft_event("下書きのひみつ", at(11, 26)), published_event("戻したひみつ", at(11, 26))]
    return_to_draft(hidden[1], by=None, reason="誤り")
    missing = client.get(f"/events/999999/{part}")
    assert missing.status_code == 404
    for event in hidden:
        answer = client.get(f"{event.get_absolute_url()}{part}")
        same = answer.content.decode()
        for mark in ("/", "%2F"):
            same = same.replace(f"{mark}{event.pk}{mark}", f"{mark}999999{mark}")
        assert (answer.status_code, same) == (404, missing.content.decode())


def test_the_place_is_linked_only_while_it_is_public(client: Client) -> None:
    place = published_place("台町会館")
    event = published_event("催し", place=place)
    assert place.get_absolute_url() in {a.attributes["href"] for a in _page(client, event).all("a")}
    return_to_draft(place, by=None, reason="誤り")
    assert place.get_absolute_url() not in {a.attributes["href"] for a in _page(client, event).all("a")}
    assert client.get(place.get_absolute_url()).status_code == 404


def test_an_event_before_its_place_says_what_it_knows_itself(client: Client) -> None:
    place = draft_place("まだの場", address="台町2-2")
    for fields, said in (
        ({}, "会場は主催者に確かめてください"),
        ({"address": "台町1-1"}, "八王子市台町1-1 地図でさがす"),
        ({"venue_name": "台町会館", "address": "台町1-1"}, "台町会館八王子市台町1-1 地図でさがす"),
    ):
        event = published_event("催し", place=place, **fields)
        assert _answers(_page(client, event))["どこで、どう行く"] == said
        assert "2-2" not in _page(client, event, "print/").text


def test_somebody_has_confirmed_it(client: Client) -> None:
    event = published_event("催し", assured_on=at(11, 20).date(), assured_by="高齢者いきいき課")
    assert "11月20日(金)に高齢者いきいき課が内容を確かめました。" in _page(client, event).text


def test_a_series_that_is_over_says_when_it_was_on_last(client: Client) -> None:
    event = published_event("夏の会", at(7, 4, 13), at(8, 1, 13))
    assert (
        _answers(_page(client, event))["いつ"]
        == "これからの日はありません。 いちばん最後は、8月1日(土) 13:00–14:00でした。"
    )


def test_paper_says_that_applications_are_over_and_not_how_to_apply(client: Client) -> None:
    fields = {"participation": Participation.ELSEWHERE, "how_to_apply": "電話で申し込みます。"}
    open_ = published_event("これから", at(12, 5), dates={"deadline_at": at(12, 1)}, **fields)
    over = published_event("終わり", at(12, 5), dates={"deadline_at": at(11, 20)}, **fields)
    how = "どうやって参加する？"
    assert _answers(_page(client, open_, "print/"))[how].endswith("締切 12月1日(火)電話で申し込みます。")
    assert _answers(_page(client, over, "print/"))[how] == "申込は終わりました。 締切 11月20日(金)"


def test_instructions_that_paper_can_not_hold_are_not_cut_off(client: Client) -> None:
    event = published_event("これから", at(12, 5), participation=Participation.ELSEWHERE, how_to_apply="あ" * 200)
    said = _answers(_page(client, event, "print/"))["どうやって参加する？"]
    assert said.endswith("申込のくわしい方法は、QRコードのページか、主催者の案内で見られます。")


def test_an_address_without_a_position_can_be_searched_on_a_map(client: Client) -> None:
    event = published_event("催し", at(12, 5), address="散田町2-37-1")
    link = _page(client, event).link("地図でさがす")
    assert link.startswith("https://www.openstreetmap.org/search?query=%E5%85%AB%E7%8E%8B%E5%AD%90%E5%B8%82")


def test_every_cancelled_or_moved_date_says_why(client: Client) -> None:
    event = published_event("会", at(11, 26), at(12, 3), at(12, 10))
    _first, second, third = event.occurrences.order_by("starts_at")
    cancel_occurrence(second, by=None, note="講師の都合")
    move_occurrence(third, by=None, starts_at=at(12, 11), ends_at=at(12, 11, 11), note="会場の都合")
    said = [item.text for item in _page(client, event).one("ul", "dates-list").all("li")]
    assert said == [
        "12月3日(木) 10:00–11:00 中止 講師の都合",
        "12月11日(金) 10:00–11:00 日時変更 12月10日(木) 10:00 から変わりました 会場の都合",
    ]
    on_paper = _answers(_page(client, event, "print/"))["いつ"]
    assert on_paper.endswith(
        "12月3日(木) 10:00–11:00（中止）、12月11日(金) 10:00–11:00（日時変更 12月10日(木) 10:00 から変わりました ）"
    )


def test_the_ninth_date_says_what_changed_as_the_first_ones_do(client: Client) -> None:
    event = published_event("会", *(at(12, day) for day in range(1, 12)))
    tenth, eleventh = event.occurrences.order_by("starts_at")[9:]
    cancel_occurrence(tenth, by=None, note="雪")
    move_occurrence(eleventh, by=None, starts_at=at(12, 11, 14), ends_at=at(12, 11, 15))
    rest = [item.text for item in _page(client, event).all("ul", "dates-list")[1].all("li")]
    assert rest == [
        "12月10日(木) 10:00–11:00 中止 雪",
        "12月11日(金) 14:00–15:00 日時変更 12月11日(金) 10:00 から変わりました",
    ]


def test_an_event_at_a_place_has_the_places_address_and_map(client: Client) -> None:
    latitude, longitude = middle(0, 0)
    place = published_place("台町会館", address="台町1-1", latitude=latitude, longitude=longitude)
    event = published_event("会", at(11, 26), place=place)
    page = _page(client, event)
    assert "八王子市台町1-1" in _answers(page)["どこで、どう行く"]
    assert _answers(_page(client, event, "print/"))["どこで"] == "台町会館 八王子市台町1-1"
    assert page.link("地図で見る").startswith("https://www.openstreetmap.org/?mlat=")
    hidden = published_place(
        "番地を出さない場", address="台町2-2", is_address_public=False, latitude=latitude, longitude=longitude
    )
    elsewhere = published_event("別の会", at(11, 26), place=hidden)
    page = _page(client, elsewhere)
    assert ["2-2" in _page(client, elsewhere, part).text for part in ("", "print/")] == [False, False]
    assert [link for link in page.all("a") if link.text.startswith("地図で")] == []


def test_an_address_of_mail_is_shown(client: Client) -> None:
    event = published_event("会", at(11, 26), contact_email="go@example.jp")
    assert _page(client, event).link("go@example.jp") == "mailto:go@example.jp"
