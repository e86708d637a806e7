"""Atom, read by feedparser."""

from typing import Any

import feedparser
import pytest

from events.api.formats.atom import write_events, write_places
from tests.events.api.formats.made import CONTEXT, HOSTILE, date, event, filled, place


def read(content: bytes) -> Any:
    found = feedparser.parse(content, sanitize_html=False)
    assert not found.bozo, found.get("bozo_exception")
    return found


def test_a_feed_of_events() -> None:
    older = event(id=1, page_url="http://testserver/events/1/", updated_at="2026-10-01T09:00:00+09:00")
    found = read(write_events([older, event(is_sample=True, source="市の資料", license="CC BY 4.0")], CONTEXT))
    assert found.version == "atom10"
    assert (found.feed.title, found.feed.link) == (CONTEXT.title, CONTEXT.page_url)
    assert found.feed.updated == "2026-11-02T09:00:00+09:00"
    assert [entry.id for entry in found.entries] == ["http://testserver/events/1/", "http://testserver/events/3/"]
    entry = found.entries[1]
    assert (entry.title, entry.author, entry.updated) == (
        "【見本】囲碁の会", "囲碁クラブ", "2026-11-02T09:00:00+09:00",
    )  # fmt: skip
    assert entry.rights == "市の資料（CC BY 4.0）を加工して作成"
    assert [tag.term for tag in entry.tags] == ["learning", "文化・芸術"]
    assert entry.summary.split("<br />")[:2] == [
        "いつ：2026年11月23日 10:00", "どこで：川口市民センター 川口町3838",
    ]  # fmt: skip


def test_many_dates_are_counted_and_a_cancelled_one_says_so() -> None:
    dates = [date(state="cancelled" if number == 1 else "scheduled") for number in range(7)]
    summary = read(write_events([event(*dates)], CONTEXT)).entries[0].summary
    one = "2026年11月23日 10:00"
    assert summary.split("<br />")[0] == f"いつ：{one}、{one}（中止）、{one}、{one}、{one} ほか2回"


def test_a_feed_of_places() -> None:
    [entry] = read(write_places([place(summary="お茶を飲めます")], CONTEXT)).entries
    assert (entry.title, entry.author, entry.link) == ("ひだまりサロン", "ひだまりの会", "http://testserver/places/5/")
    assert entry.summary.split("<br />") == [
        "お茶を飲めます", "どこ：八王子市南大沢2-27", "運営：ひだまりの会",
    ]  # fmt: skip


def test_nothing_is_a_feed_too_and_always_the_same() -> None:
    assert read(write_events([], CONTEXT)).feed.updated == "1970-01-01T00:00:00+00:00"
    assert write_events([], CONTEXT) == write_events([], CONTEXT)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_are_words(text: str) -> None:
    for content in (write_events([filled(event(), text)], CONTEXT), write_places([filled(place(), text)], CONTEXT)):
        found = read(content)
        assert len(found.entries) == 1
        assert b"<script" not in content
        assert b"<img" not in content
