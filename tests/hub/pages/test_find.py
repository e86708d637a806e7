"""``/find/``: each question may be skipped; what is suggested has its reason."""

from typing import Any

import pytest
from django.test import Client

from events.enums import Participation, PlaceKind, State
from events.models import Circle
from events.services.occurrences import cancel_occurrence, move_occurrence
from hub.models import Theme
from hub.page_cache import memory
from tests.events.circles.people import circle
from tests.events.published import EVERY_DAY, draft_event, draft_place, published_event, published_place
from tests.events.views.conftest import at
from tests.events.views.reading import get
from tests.hub.areas.factories import DistrictFactory, TownFactory
from tests.markup import Node
from tests.words import load_words

FIND = "/find/"


def _suggested(page: Node) -> dict[str, str]:
    return {
        row.all("a")[0].text: row.one("p", "why").text.removeprefix("おすすめの理由 ") for row in page.all("li", "ev")
    }


def test_nothing_is_suggested_before_it_is_asked(client: Client) -> None:
    published_event("お茶会")
    page = get(client, FIND)
    assert _suggested(page) == {}
    assert [legend.text for legend in page.all("legend")] == [
        "1. 何をしたいですか いくつでも、選ばなくても",
        "2. いつがいいですか 選ばなくてもかまいません",
        "3. どのくらい人と話したいですか 選ばなくてもかまいません",
    ]


def test_all_questions_may_be_skipped(client: Client) -> None:
    published_event("お茶会", at(11, 26))
    published_place("ひだまり")
    published_place("台町の市民センター", kind=PlaceKind.CIVIC_CENTER)
    assert _suggested(get(client, FIND, ask="1")) == {
        "お茶会": "近いうちにあります",
        "ひだまり": "サロン・通いの場",
        "台町の市民センター": "地域のだれでも使える建物です",
    }


def test_each_reason_is_said(client: Client) -> None:
    district = DistrictFactory.create(name="台町中学校区", column=0)
    TownFactory.create(name="台町")
    published_event(
        "料理の会", at(11, 25, 15), themes=["food"], welcome_marks=["alone", "silent"], is_free=True,
        participation=Participation.FREE, district=district,
    )  # fmt: skip
    published_place("ひだまり", open_on=EVERY_DAY, is_drop_in=True, is_free=True, district=district)
    page = get(client, FIND, ask="1", theme="food", when="today", talk="much", town="台町")
    assert _suggested(page) == {
        "料理の会": "「食・料理」に合います。一人参加歓迎。お住まいの地区にあります。申し込みがいりません。無料です",
        "ひだまり": "お住まいの地区にあります。約束なしで寄れます。いま開いています。無料です",
    }


WHENS = [
    ("today", {"今日の会"}),
    ("week", {"今日の会", "土曜の会"}),
    ("weekend", {"土曜の会"}),
    ("month", {"今日の会", "土曜の会", "来月の会"}),
]


@pytest.mark.parametrize(("when", "found"), WHENS)
def test_when(client: Client, when: str, found: set[str]) -> None:
    for title, starts_at in {"今日の会": at(11, 25, 15), "土曜の会": at(11, 28), "来月の会": at(12, 20)}.items():
        published_event(title, starts_at)
    assert set(_suggested(get(client, FIND, ask="1", when=when))) == found


def test_what_is_not_wanted_is_not_suggested(client: Client) -> None:
    published_event("音楽の会", at(11, 26), themes=["music"])
    cancelled = published_event("中止の料理の会", at(11, 26), themes=["food"])
    cancel_occurrence(cancelled.occurrences.get(), by=None, note="雨")
    draft_event("下書きの料理の会", at(11, 26), themes=["food"])
    draft_place("下書きの場")
    page = get(client, FIND, ask="1", theme="food")
    assert _suggested(page) == {}
    assert "ぴったりのところは、まだ見つかりませんでした。" in page.text


def test_each_event_once_and_no_more_than_three_of_a_kind(client: Client) -> None:
    for number in range(5):
        published_event(f"会{number}", at(11, 26), at(11, 27))
        published_place(f"場{number}")
    names = list(_suggested(get(client, FIND, ask="1")))
    assert sorted(name[0] for name in names) == ["会"] * 3 + ["場"] * 3
    assert len(set(names)) == 6


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"town": "火星"}, "id_town"),
    ({"theme": "ない"}, "id_theme"),
    ({"when": "dates"}, "id_when"),
    ({"talk": "x"}, "id_talk"),
]


@pytest.mark.parametrize(("parameters", "field"), WRONG)
def test_a_wrong_answer_is_said_and_the_others_hold(client: Client, parameters: dict[str, Any], field: str) -> None:
    published_event("音楽の会", at(11, 26), themes=["music"])
    published_event("料理の会", at(11, 26), themes=["food"])
    answers = {"ask": "1", "theme": "food"} | parameters
    page = get(client, FIND, **answers)
    assert page.one("div", "wrongs").one("a").attributes["href"] == f"#{field}"
    assert page.one(id=field)
    expected = {"料理の会", "音楽の会"} if parameters.get("theme") else {"料理の会"}
    assert set(_suggested(page)) == expected


def test_the_answers_stay_chosen(client: Client) -> None:
    page = get(client, FIND, ask="1", theme=["food", "art"], when="week", talk="none", town="どこか")
    ticked = [
        (node.attributes["name"], node.attributes["value"])
        for node in page.all("input")
        if "checked" in node.attributes
    ]
    assert ticked == [("theme", "food"), ("theme", "art"), ("when", "week"), ("talk", "none")]
    assert page.one("input", name="town").attributes["value"] == "どこか"


def test_a_sample_is_marked(client: Client) -> None:
    published_event("見本の会", at(11, 26), is_sample=True)
    published_place("見本の場", is_sample=True)
    page = get(client, FIND, ask="1")
    assert [[tag.text for tag in row.all("span", "sample")] for row in page.all("li", "ev")] == [["見本"], ["見本"]]


def test_what_nothing_fulfils_is_said(client: Client) -> None:
    published_event("お茶会", at(12, 20), themes=["food"])
    published_place("ひだまり")
    page = get(client, FIND, ask="1", theme="music", when="today")
    assert page.one("div", "note").text == (
        "「音楽」に合うものは、見つかりませんでした。「今日」の催しは、見つかりませんでした かわりに、ほかのところを出しています。"
    )
    assert [note.text for note in get(client, FIND, ask="1", theme="food").all("div", "note")] == []


def test_a_moved_date_is_shown_as_such(client: Client) -> None:
    event = published_event("お茶会", at(11, 26))
    move_occurrence(event.occurrences.get(), by=None, starts_at=at(11, 27), ends_at=at(11, 27, 11))
    row = get(client, FIND, ask="1").all("li", "ev")[0]
    assert row.one("span", "care").text == "日時変更"


def test_circles_of_what_one_likes_stand_below(client: Client) -> None:
    load_words()
    for name, theme in (("編みものの会", "crafts"), ("うたの会", "music")):
        circle(name=name, reading=name, themes=Theme.objects.filter(key=theme))
    circle(State.DRAFT, name="下書きの会", themes=Theme.objects.filter(key="crafts"))
    assert _circles(get(client, FIND)) == []
    assert _circles(get(client, FIND, ask="1")) == ["うたの会", "編みものの会", "サークルをぜんぶ見る"]
    assert _circles(get(client, FIND, ask="1", theme="crafts")) == ["編みものの会", "サークルをぜんぶ見る"]
    near = DistrictFactory.create(name="台町中学校区", column=0)
    TownFactory.create(name="台町")
    Circle.objects.filter(name="編みものの会").update(district=near)
    memory.clear()
    assert _circles(get(client, FIND, ask="1", town="台町"))[:2] == ["編みものの会", "うたの会"]


def _circles(page: Node) -> list[str]:
    found = page.one("main").all("ul", "ways")
    return [link.text for link in found[-1].all("a")] if found else []
