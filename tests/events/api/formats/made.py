"""Documents of events, dates and places, as the read path gives them, and hostile words for them."""

import copy
from typing import Any

from hub.api.resources import Context

CONTEXT = Context(
    "http://testserver/api/v1/events/?free=1&format=x", "http://testserver/events/?free=1", "つながりハブ 催し"
)
HOSTILE = {
    "elements": "</script><script>alert(1)</script><!-- x'\"><img src=x onerror=alert(1)>",
    "line breaks": "一行目\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:にせ\rX\nDTSTART:20260101",
    "separators": "前\u2028後\u2029\x85\x0b\x0cX",
    "controls": "a\x01b\x1fc\u202ed\u200b\ufeff\x7f",
    "formula": '=HYPERLINK("http://example.com","x")',
    "wide formula": "＝cmd|' /C calc'!A0",
    "apostrophe": "'=1+1",
    "long": "長" * 10_000,
    "template": '{{ 7*7 }}%(x)s \\n \\, ; : " ^n',
}


def date(**said: Any) -> dict[str, Any]:
    found = {
        "id": 7,
        "url": "http://testserver/api/v1/occurrences/7/",
        "starts_at": "2026-11-23T10:00:00+09:00",
        "ends_at": "2026-11-23T12:00:00+09:00",
        "apply_from": None,
        "deadline_at": None,
        "moved_from": None,
        "has_time": True,
        "time_note": "",
        "capacity": None,
        "state": "scheduled",
        "state_note": "",
    }
    return found | said


def event(*dates: dict[str, Any], **said: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": 3,
        "url": "http://testserver/api/v1/events/3/",
        "page_url": "http://testserver/events/3/",
        "version": 4,
        "state": "published",
        **dict.fromkeys(("title_kana", "subtitle", "summary", "description", "audience_note", "alone_note"), ""),
        **dict.fromkeys(("body_note", "professional_note", "online_url", "building", "access_note"), ""),
        **dict.fromkeys(("parking_note", "bicycle_note", "fee_text", "allotment", "how_to_apply", "apply_url"), ""),
        **dict.fromkeys(("accessibility_note", "languages_note", "safeguards", "remarks", "rrule"), ""),
        **dict.fromkeys(("assured_by", "sample_note", "source", "license", "town"), ""),
        "title": "囲碁の会",
        "themes": ["learning"],
        "audiences": [],
        "welcome_marks": [],
        "is_professional_present": False,
        "is_for_members": False,
        "attendance_mode": "onsite",
        "place": {"id": 5, "url": "http://testserver/api/v1/places/5/", "name": "川口市民センター"},
        "venue_name": "川口市民センター",
        "postal_code": "193-0801",
        "address": "川口町3838",
        "district": None,
        "latitude": 35.6771,
        "longitude": 139.2754,
        "organizer": {"id": None, "url": None, "name": "囲碁クラブ"},
        "is_free": True,
        "participation": "elsewhere",
        "website_url": "https://example.org/go",
        "contact": {"name": "囲碁クラブ", "phone": "", "extension": "", "email": ""},
        "accessibility": {},
        "picture": None,
        "category": "文化・芸術",
        "starts_at": "2026-11-23T10:00:00+09:00",
        "ends_at": "2026-11-23T12:00:00+09:00",
        "occurrences": list(dates or [date()]),
        "assured_on": None,
        "closes_on": None,
        "is_sample": False,
        "terms_url": "http://testserver/data/#terms",
        "published_at": "2026-11-01T09:00:00+09:00",
        "updated_at": "2026-11-02T09:00:00+09:00",
    }
    return found | said


def place(**said: Any) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": 5,
        "url": "http://testserver/api/v1/places/5/",
        "page_url": "http://testserver/places/5/",
        "version": 1,
        "state": "published",
        "name": "ひだまりサロン",
        "name_kana": "ひだまりさろん",
        "kind": "salon",
        "operator": {"id": None, "url": None, "name": "ひだまりの会"},
        **dict.fromkeys(("summary", "description", "first_visit", "greeter", "who_comes", "hours_note"), ""),
        **dict.fromkeys(("fee_text", "phone", "website_url", "building", "town", "access_note", "parking_note"), ""),
        **dict.fromkeys(("bicycle_note", "accessibility_note", "languages_note", "safeguards", "assured_by"), ""),
        **dict.fromkeys(("sample_note", "source", "license"), ""),
        **dict.fromkeys(("is_drop_in", "is_by_appointment", "should_phone_first", "is_to_be_confirmed"), False),
        **dict.fromkeys(("age_from_months", "age_to_months", "district", "picture", "assured_on", "closes_on")),
        "opening_hours": [],
        "opening_exceptions": [],
        "is_free": None,
        "themes": [],
        "audiences": [],
        "welcome_marks": [],
        "is_address_public": True,
        "postal_code": "192-0364",
        "address": "八王子市南大沢2-27",
        "latitude": 35.6145,
        "longitude": 139.3795,
        "accessibility": {},
        "is_sample": False,
        "terms_url": "http://testserver/data/#terms",
        "published_at": "2026-11-01T09:00:00+09:00",
        "updated_at": "2026-11-02T09:00:00+09:00",
    }
    return found | said


def alone(whole: dict[str, Any]) -> dict[str, Any]:
    """The first date of an event by itself, with its event."""
    outer = copy.deepcopy(whole)
    occurrence = outer.pop("occurrences")[0]
    return occurrence | {"event": outer, "page_url": outer["page_url"], "is_sample": outer["is_sample"]}


def filled(document: dict[str, Any], text: str) -> dict[str, Any]:
    """``text`` in every field for words, also of what is inside; keys, states and addresses stay."""
    kept = {
        "id", "url", "page_url", "terms_url", "state", "attendance_mode", "participation", "allotment", "kind",
        "starts_at", "ends_at", "apply_from", "deadline_at", "moved_from", "published_at", "updated_at",
        "opens", "closes", "date", "assured_on", "closes_on", "rrule", "small_url",
    }  # fmt: skip
    return {name: value if name in kept else _filled(value, text) for name, value in copy.deepcopy(document).items()}


def _filled(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text
    if isinstance(value, dict):
        return filled(value, text)
    if isinstance(value, list):
        return [_filled(one, text) for one in value]
    return value
