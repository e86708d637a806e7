"""iCalendar, read by the library that programs read it with."""

from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest

from events.api.formats.calendar import write
from tests.events.api.formats.made import CONTEXT, HOSTILE, alone, date, event, filled


def entries(*documents: dict[str, Any]) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(write(list(documents), CONTEXT))
    assert [error for entry in calendar.walk() for error in entry.errors] == []
    return list(calendar.walk("VEVENT"))


def test_the_calendar_says_what_it_is() -> None:
    calendar = icalendar.Calendar.from_ical(write([event()], CONTEXT))
    said = {name: str(calendar[name]) for name in ("METHOD", "VERSION", "X-WR-CALNAME", "X-PUBLISHED-TTL")}
    assert said == {"METHOD": "PUBLISH", "VERSION": "2.0", "X-WR-CALNAME": CONTEXT.title, "X-PUBLISHED-TTL": "PT6H"}
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=6)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Tokyo"]


def test_a_date_is_an_entry() -> None:
    [entry] = entries(event(online_url="https://example.org/online"))
    assert entry["UID"] == "occurrence-7@testserver"
    assert entry["SEQUENCE"] == 4
    assert entry["DTSTAMP"].dt == datetime.fromisoformat("2026-11-02T09:00:00+09:00")
    assert entry["DTSTART"].dt == datetime.fromisoformat("2026-11-23T10:00:00+09:00")
    assert entry["DTSTART"].params["TZID"] == "Asia/Tokyo"
    assert entry["DTEND"].dt == datetime.fromisoformat("2026-11-23T12:00:00+09:00")
    assert str(entry["STATUS"]) == "CONFIRMED"
    assert str(entry["SUMMARY"]) == "囲碁の会"
    assert str(entry["LOCATION"]) == "川口市民センター 川口町3838"
    assert (entry["GEO"].latitude, entry["GEO"].longitude) == (35.6771, 139.2754)
    assert str(entry["URL"]) == "http://testserver/events/3/"
    assert entry["ORGANIZER"].params["CN"] == "囲碁クラブ"
    assert "mailto" not in str(entry["ORGANIZER"]).casefold()
    assert entry.categories == ["文化・芸術", "learning"]


def test_the_description_says_what_one_needs() -> None:
    whole = event(
        date(capacity=20, deadline_at="2026-11-20T23:59:00+09:00"),
        description="はじめての方も\nどうぞ。",
        participation="first_come",
        source="八王子市オープンデータ",
        license="CC BY 4.0",
    )
    [entry] = entries(whole)
    assert str(entry["DESCRIPTION"]).split("\n") == [
        "はじめての方も",
        "どうぞ。",
        "料金：無料",
        "参加の方法：先着、定員20人、締切 2026年11月20日",
        "主催：囲碁クラブ",
        "問い合わせ：囲碁クラブ",
        "くわしい案内：https://example.org/go",
        "このページ：http://testserver/events/3/",
        "出典：八王子市オープンデータ（CC BY 4.0）を加工して作成",
    ]


@pytest.mark.parametrize(
    ("said", "begins", "ends"),
    [
        ({"ends_at": "2026-11-23T10:00:00+09:00"}, "2026-11-23T10:00:00+09:00", None),
        ({"has_time": False, "ends_at": "2026-11-23T23:59:00+09:00"}, "2026-11-23", "2026-11-24"),
        ({"has_time": False, "ends_at": "2026-11-23T10:00:00+09:00"}, "2026-11-23", "2026-11-24"),
        ({"has_time": False, "ends_at": "2026-11-25T23:59:00+09:00"}, "2026-11-23", "2026-11-26"),
        ({"has_time": False, "ends_at": "2026-11-25T00:00:00+09:00"}, "2026-11-23", "2026-11-25"),
        ({"ends_at": "2026-11-24T01:00:00+09:00"}, "2026-11-23T10:00:00+09:00", "2026-11-24T01:00:00+09:00"),
    ],
)
def test_moments(said: dict[str, Any], begins: str, ends: str | None) -> None:
    [entry] = entries(event(date(**said)))
    assert [entry[name].dt.isoformat() if name in entry else None for name in ("DTSTART", "DTEND")] == [begins, ends]


def test_a_cancelled_date_stays_and_a_moved_one_says_so() -> None:
    whole = event(
        date(id=1, state="cancelled", state_note="台風のため"),
        date(id=2, state="moved", moved_from="2026-11-22T10:00:00+09:00"),
        is_sample=True,
    )
    off, moved = entries(whole)
    assert (str(off["STATUS"]), str(off["SUMMARY"])) == ("CANCELLED", "【見本】【中止】囲碁の会")
    assert "お知らせ：台風のため" in str(off["DESCRIPTION"]).split("\n")
    assert (str(moved["STATUS"]), str(moved["SUMMARY"])) == ("CONFIRMED", "【見本】【日時変更】囲碁の会")
    assert "もとの日時：2026年11月22日 10:00" in str(moved["DESCRIPTION"]).split("\n")
    assert [
        str(one["DESCRIPTION"]).startswith("【見本】これは見本の催しです。実際には行われません。")
        for one in (off, moved)
    ] == [True, True]


def test_a_date_alone_is_written_as_with_its_event() -> None:
    whole = event()
    assert write([alone(whole)], CONTEXT) == write([whole], CONTEXT)


def test_the_same_selection_gives_the_same_bytes() -> None:
    assert write([event()], CONTEXT) == write([event()], CONTEXT)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_words_stay_one_entry(text: str) -> None:
    plain, hostile = entries(event()), entries(filled(event(), text))
    assert [sorted(entry.keys()) for entry in hostile] == [sorted(entry.keys()) for entry in plain]
    content = write([filled(event(), text)], CONTEXT)
    assert all(len(row) <= 75 for row in content.split(b"\r\n"))
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
