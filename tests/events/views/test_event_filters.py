"""Each filter of ``/events/`` finds what it should, and not the other."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events.enums import AttendanceMode, Participation
from tests.events.published import published_event
from tests.events.views.conftest import at
from tests.events.views.reading import LIST, chips, count, get, titles

# parameters, the fields of what is found, the fields of what is not, the chip
FILTERS: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ({"q": "囲碁"}, {"description": "囲碁を楽しみます。"}, {"description": "将棋を楽しみます。"}, "「囲碁」"),
    ({"q": "手話"}, {"audience_note": "手話のできる方"}, {}, "「手話」"),
    ({"q": "ｽﾏﾎ"}, {"summary": "スマホの使い方"}, {"summary": "スマトラの話"}, "「ｽﾏﾎ」"),
    ({"q": "すまほ"}, {"summary": "スマホの使い方"}, {}, "「すまほ」"),
    ({"q": "駅前 体操"}, {"summary": "駅前で体操"}, {"summary": "公園で体操"}, "「駅前 体操」"),
    ({"theme": "food"}, {"themes": ["food"]}, {"themes": ["music"]}, "食・料理"),
    ({"audience": "seniors"}, {"audiences": ["seniors"]}, {"audiences": ["infants"]}, "60歳以上"),
    ({"audience": "seniors"}, {"audiences": ["everyone"]}, {"audiences": ["infants"]}, "60歳以上"),
    ({"mark": "silent"}, {"welcome_marks": ["silent"]}, {"welcome_marks": ["alone"]}, "話さなくてもOK"),
    ({"feature": "nursery"}, {"accessibility": {"nursery": True}}, {"accessibility": {"nursery": False}}, "授乳室"),
    ({"free": "1"}, {"is_free": True}, {"is_free": False}, "無料"),
    ({"free": "1"}, {"is_free": True}, {"is_free": None}, "無料"),
    ({"professional": "1"}, {"is_professional_present": True}, {}, "専門職に会える"),
    ({"online": "1"}, {"attendance_mode": AttendanceMode.ONLINE}, {}, "オンライン"),
    ({"online": "1"}, {"attendance_mode": AttendanceMode.HYBRID}, {}, "オンライン"),
]


@pytest.mark.parametrize(("parameters", "found", "other", "chip"), FILTERS)
def test_a_condition_finds_its_own(
    client: Client, parameters: dict[str, Any], found: dict[str, Any], other: dict[str, Any], chip: str
) -> None:
    published_event("さがしている催し", **found)
    published_event("ほかの催し", **other)
    assert set(titles(get(client, LIST))) == {"さがしている催し", "ほかの催し"}
    page = get(client, LIST, **parameters)
    assert (titles(page), chips(page), count(page)) == (["さがしている催し"], [chip], "1件")


# What begins when, and what each choice of days finds on Wednesday the 25th at 10 o'clock.
DATES = {
    "きのうの催し": at(11, 24),
    "けさ終わった催し": at(11, 25, 8),
    "今日の夜の催し": at(11, 25, 19),
    "あしたの催し": at(11, 26),
    "土曜の催し": at(11, 28, 0, 0),
    "日曜の夜の催し": at(11, 29, 23),
    "月曜の催し": at(11, 30, 0, 0),
    "30日後の催し": at(12, 25, 23),
    "31日後の催し": at(12, 26, 0, 0),
}
TO_COME = list(DATES)[2:]
PERIODS = [
    ({}, TO_COME),
    ({"when": "today"}, ["今日の夜の催し"]),
    ({"when": "week"}, TO_COME[:4]),
    ({"when": "weekend"}, ["土曜の催し", "日曜の夜の催し"]),
    ({"when": "month"}, TO_COME[:6]),
    ({"since": "2026-11-26"}, TO_COME[1:]),
    ({"until": "2026-11-26"}, TO_COME[:2]),
    ({"when": "dates", "since": "2026-11-28", "until": "2026-11-28"}, ["土曜の催し"]),
    ({"since": "2026-11-24", "until": "2026-11-24"}, ["きのうの催し"]),
    ({"weekday": "5"}, ["土曜の催し", "31日後の催し"]),
    ({"weekday": ["5", "6"]}, ["土曜の催し", "日曜の夜の催し", "31日後の催し"]),
    ({"time": "evening"}, ["今日の夜の催し", "日曜の夜の催し", "30日後の催し"]),
    ({"time": "morning"}, ["あしたの催し", "土曜の催し", "月曜の催し", "31日後の催し"]),
    ({"time": "afternoon"}, []),
]


@pytest.mark.parametrize(("parameters", "found"), PERIODS)
def test_days_and_hours_are_those_of_the_city(client: Client, parameters: dict[str, Any], found: list[str]) -> None:
    for title, starts_at in DATES.items():
        published_event(title, starts_at, hours=0.5)
    assert titles(get(client, LIST, **parameters)) == found


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (at(11, 28, 12), ["土曜の夜", "日曜の朝", "日曜の夜"]),
        (at(11, 29, 12), ["日曜の夜"]),
        (at(11, 30, 1), ["次の土曜"]),
    ],
)
def test_on_a_weekend_the_weekend_is_this_one(client: Client, now: Any, found: list[str]) -> None:
    for title, starts_at in {
        "土曜の朝": at(11, 28, 9), "土曜の夜": at(11, 28, 19), "日曜の朝": at(11, 29, 9), "日曜の夜": at(11, 29, 19),
        "次の土曜": at(12, 5),
    }.items():  # fmt: skip
        published_event(title, starts_at)
    with time_machine.travel(now, tick=False):
        assert titles(get(client, LIST, when="weekend")) == found


def test_several_values_of_one_kind_widen_and_several_kinds_narrow(client: Client) -> None:
    published_event("料理", themes=["food"], is_free=True)
    published_event("音楽", themes=["music"], is_free=True)
    published_event("高い音楽", themes=["music"], is_free=False)
    published_event("美術", themes=["art"], is_free=True)
    assert set(titles(get(client, LIST, theme=["food", "music"], free="1"))) == {"料理", "音楽"}


def test_each_welcome_mark_and_each_facility_is_asked_for(client: Client) -> None:
    published_event(
        "ひとりで見学", welcome_marks=["alone", "watch"], accessibility={"nursery": True, "subtitles": True}
    )
    published_event("ひとりで", welcome_marks=["alone"], accessibility={"nursery": True})
    assert titles(get(client, LIST, mark=["alone", "watch"])) == ["ひとりで見学"]
    assert titles(get(client, LIST, feature=["nursery", "subtitles"])) == ["ひとりで見学"]


APPLICATIONS = [
    ("申込はいらない", {"participation": Participation.FREE}, {}, True),
    ("締切はあした", {}, {"deadline_at": at(11, 26)}, True),
    ("締切はきのう", {}, {"deadline_at": at(11, 24)}, False),
    ("申込はあしたから", {}, {"apply_from": at(11, 26), "deadline_at": at(11, 27)}, False),
    ("締切がわからない", {}, {}, True),
]


def test_open_means_that_one_can_still_come(client: Client) -> None:
    for title, fields, dates, _is_open in APPLICATIONS:
        published_event(title, at(11, 28), dates=dates, **fields)
    page = get(client, LIST, open="1")
    assert set(titles(page)) == {title for title, _f, _d, is_open in APPLICATIONS if is_open}
    assert chips(page) == ["申込受付中・申込不要"]


def test_an_exhibition_is_shown_as_ongoing_on_each_of_its_days(client: Client) -> None:
    published_event("写真展", at(11, 20, 9), hours=24 * 10)
    published_event("今日の集まり", at(11, 25, 13))
    page = get(client, LIST)
    assert [node.text for node in page.all("h3", "day")] == ["いま開催中", "11月25日(水) 今日"]
    assert titles(page) == ["写真展", "今日の集まり"]
    assert titles(get(client, LIST, when="weekend")) == ["写真展"]
    assert titles(get(client, LIST, weekday="6")) == ["写真展"]
    assert titles(get(client, LIST, since="2026-12-01")) == []


def test_what_goes_on_past_midnight_belongs_to_both_days(client: Client) -> None:
    published_event("年越し", at(12, 31, 22), hours=4)
    assert titles(get(client, LIST, since="2027-01-01", until="2027-01-01")) == ["年越し"]
    assert titles(get(client, LIST, since="2026-12-31", until="2026-12-31")) == ["年越し"]
    with time_machine.travel(at(12, 31, 23) + timedelta(hours=2), tick=False):
        assert titles(get(client, LIST, when="today")) == ["年越し"]
