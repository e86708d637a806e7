"""The columns of the event lists A and B, from the document of an event: one row for each date.

The words are cleaned as the import cleans them, and what the import had to put under 備考 for want of a field goes back
to its own column: a file that is imported and written again has the same columns (docs/feed-formats.md says what
has none).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings

from events.api.formats.addresses import address_of
from events.api.formats.fees import fee_columns
from events.api.formats.remarks import Remarks, unmistakable
from events.api.formats.words import (
    HIRAGANA_TO_KATAKANA,
    MEETING,
    days_of,
    line,
    lines,
    moment_of,
    name_of,
    sample_of,
    source_of,
    spoken,
)
from events.enums import AttendanceMode, OccurrenceState, Participation
from events.importing.amounts import places_of, position_of
from events.importing.application import participation_of
from events.importing.cancelling import is_cancelled
from events.importing.kinds import stated_audience
from events.importing.texts import first_link_in, key_of, links_of, narrow
from events.importing.wording import phone_of
from events.models import Event, Occurrence

_HOW = {
    Participation.FREE.value: "申込不要",
    Participation.FIRST_COME.value: "先着順",
    Participation.LOT.value: "抽選",
    Participation.APPROVAL.value: "主催者が確かめて決めます。",
}
_MEETING_POINT = "集合場所: "
_ONLINE = "オンライン"


def rows_of(event: dict[str, Any]) -> Iterator[dict[str, str]]:
    """By name of the column (data/event_columns.csv)."""
    shared = _shared(event)
    for occurrence in event["occurrences"]:
        yield shared | _of_date(event, occurrence)


def _shared(event: dict[str, Any]) -> dict[str, str]:
    remarks = Remarks(lines(event["remarks"]))
    capacity = "" if any(date["capacity"] for date in event["occurrences"]) else remarks.take("capacity")
    found: dict[str, str] = {
        "code": str(settings.HUB_CITY["code"]),
        "publisher_prefecture": str(settings.HUB_CITY["prefecture"]),
        "publisher_city": str(settings.HUB_CITY["name"]),
        "title": line(event["title"]),
        "kana": line(event["title_kana"]).translate(HIRAGANA_TO_KATAKANA),
        "subtitle": line(event["subtitle"]),
        "summary": line(event["summary"]),
        "description": lines(event["description"]),
        "kind": line(event["category"]),
        "url": _url(event["website_url"]),
        "organizer": name_of(event["organizer"]),
        "languages": line(event["languages_note"]),
        "parking": line(event["parking_note"]),
        "bicycle": line(event["bicycle_note"]),
        "capacity": capacity,
        **_place(event),
        **_contact(event, remarks),
        **_lifted(event, remarks),
    }
    found["fee_basic"], found["fee_detail"] = fee_columns(event["is_free"], line(event["fee_text"]))
    found["how_to_apply"] = _how_to_apply(event)
    found["remarks"] = remarks.text(_additions(event), room=Event._meta.get_field("remarks").max_length or 0)
    found["audience"] = line(event["audience_note"]) or stated_audience(found["remarks"], found["description"])
    return found


def _url(url: str) -> str:
    """As the import reads it: what would part it in two is written in per cent."""
    if not url or links_of(url).first == url:
        return url
    return links_of(quote(url, safe="/:?&=#%@+~!*'$-._")).first


def _place(event: dict[str, Any]) -> dict[str, str]:
    venue, access = line(event["venue_name"]), lines(event["access_note"])
    if not venue and event["attendance_mode"] == AttendanceMode.ONLINE:
        venue = _ONLINE
    meeting_point, access = _meeting_point(venue, access)
    online = f"{_ONLINE}: {event['online_url']}"
    if event["online_url"] and online not in access and len(access) + len(online) < 1_000:
        access = f"{access}\n{online}" if access else online
    address = address_of(event["address"])
    position = position_of(_number(event["latitude"]), _number(event["longitude"]))
    return {
        "venue": venue,
        "meeting_point": meeting_point,
        "access": access,
        "address": address.whole,
        "address_prefecture": address.prefecture,
        "address_city": address.city,
        "address_town": address.town,
        "address_block": address.block,
        "building": line(event["building"]),
        "postal_code": event["postal_code"],
        "latitude": _number(position.latitude),
        "longitude": _number(position.longitude),
    }


def _meeting_point(venue: str, access: str) -> tuple[str, str]:
    """The import keeps it as the first line of the way there."""
    first, _newline, rest = access.partition("\n")
    meeting = first.removeprefix(_MEETING_POINT)
    if venue and meeting != first and meeting and key_of(meeting) != key_of(venue):
        return meeting, rest
    return "", access


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10f}".rstrip("0").rstrip(".")


def _contact(event: dict[str, Any], remarks: Remarks) -> dict[str, str]:
    """What was no telephone number or address of mail stands under 備考 until it is written back."""
    contact = event["contact"]
    return {
        "contact_name": line(contact["name"]),
        "contact_phone": phone_of(contact["phone"]) or line(contact["phone"]) or remarks.take("contact_phone"),
        "contact_extension": narrow(contact["extension"]) or remarks.take("contact_extension"),
        "contact_email": contact["email"] or remarks.take("contact_email"),
    }


def _lifted(event: dict[str, Any], remarks: Remarks) -> dict[str, str]:
    """Columns that the hub has no field for: their words stand, with their name, under 備考."""
    title = key_of(line(event["title"]))
    names = ("nickname", "english", "sub_events", "stage", "industry", "co_organizer", "related")
    found = {name: remarks.take(name, unless=lambda text: key_of(text) == title) for name in names}
    picture = event["picture"]["url"] if event["picture"] else ""
    kept = remarks.take("image_url", unless=lambda text: links_of(text).first != text)
    return found | {"image_url": picture or kept}


def _how_to_apply(event: dict[str, Any]) -> str:
    text, said = unmistakable(lines(event["how_to_apply"])), _HOW.get(event["participation"], "")
    is_free = event["participation"] == Participation.FREE
    if said and (not text or (is_free and participation_of(text) != Participation.FREE)):
        text = f"{said}\n{text}" if text else said
    if event["apply_url"] and first_link_in(text) != event["apply_url"]:
        text = f"{text}\n{event['apply_url']}" if text else event["apply_url"]
    return text


def _additions(event: dict[str, Any]) -> list[tuple[str, str]]:
    """Lines that a file owes its readers, each with the words by which it is known again."""
    source = source_of(event) or f"つながりハブ {event['page_url']}"
    whose = f"{MEETING}参加できるのは、市が確認した団体のメンバーです。" if event.get("is_for_members") else ""
    found = [("【見本】", sample_of(event)), (MEETING, whose), ("出典：", f"出典：{source}")]
    return [(sign, text) for sign, text in found if text]


def _of_date(event: dict[str, Any], occurrence: dict[str, Any]) -> dict[str, str]:
    cancelled = occurrence["state"] == OccurrenceState.CANCELLED
    deadline_on, deadline_time = _deadline(occurrence["deadline_at"])
    found = {
        "no": str(occurrence["id"]),
        "status": "中止" if cancelled or is_cancelled("", line(event["title"])) else "",
        "time_note": _time_note(occurrence),
        "deadline_on": deadline_on,
        "deadline_time": deadline_time,
        **_moments(occurrence),
    }
    if occurrence["capacity"]:
        found["capacity"] = _capacity(occurrence["capacity"])
    return found


def _capacity(number: int) -> str:
    """1900 alone is taken for what a spreadsheet made of another number."""
    return str(number) if places_of(str(number)).capacity == number else f"{number}人"


def _moments(occurrence: dict[str, Any]) -> dict[str, str]:
    """Days, and hours where they are known. An end that is the start, or the end of the last day, names no hour."""
    starts_at, ends_at = (datetime.fromisoformat(occurrence[name]) for name in ("starts_at", "ends_at"))
    begins, ends = f"{starts_at:%H:%M}", f"{ends_at:%H:%M}"
    is_one_day = starts_at.date() == ends_at.date()
    if not occurrence["has_time"] or (begins == "00:00" and ends in {"00:00", "23:59"} and ends_at > starts_at):
        first, last = days_of(occurrence) if not occurrence["has_time"] else (starts_at.date(), ends_at.date())
        return {"start_on": first.isoformat(), "end_on": last.isoformat(), "start_time": "", "end_time": ""}
    is_open = ends_at == starts_at or (not is_one_day and ends == "23:59")
    return {
        "start_on": starts_at.date().isoformat(),
        "end_on": ends_at.date().isoformat(),
        "start_time": begins,
        "end_time": "" if is_open else ends,
    }


def _deadline(text: str | None) -> tuple[str, str]:
    """Without an hour the whole day counts, so the first minute of a day is the end of the one before."""
    deadline = moment_of(text)
    if deadline is None:
        return "", ""
    clock = f"{deadline:%H:%M}"
    if clock == "00:00":
        return (deadline.date() - timedelta(days=1)).isoformat(), ""
    return deadline.date().isoformat(), "" if clock == "23:59" else clock


def _time_note(occurrence: dict[str, Any]) -> str:
    """The note, then what changed: a list has no column for either."""
    note = unmistakable(lines(occurrence["time_note"]))
    moved_from = moment_of(occurrence["moved_from"])
    changes = [f"変更の理由: {line(occurrence['state_note'])}" if occurrence["state_note"] else ""]
    if moved_from and occurrence["state"] == OccurrenceState.MOVED:
        changes.append(f"日時変更: もとは{spoken(moved_from, has_time=occurrence['has_time'])}")
    room = Occurrence._meta.get_field("time_note").max_length or 0
    for change in filter(None, changes):
        if change not in note and len(note) + len(change) < room:
            note = f"{note}\n{change}" if note else change
    return note
