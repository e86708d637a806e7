"""What several formats say of an event, a date or a place in plain words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from events.enums import Allotment, AttendanceMode, OccurrenceState, Participation
from events.importing.texts import one_line, paragraphs, without_controls

Thing = dict[str, Any]

SAMPLE = "【見本】"
MEETING = "【登録した団体の集まり】"
HIRAGANA_TO_KATAKANA = {code - 0x60: code for code in range(ord("ァ"), ord("ヶ") + 1)}
_CHANGES = {OccurrenceState.CANCELLED.value: "【中止】", OccurrenceState.MOVED.value: "【日時変更】"}


def dates_of(document: Thing) -> Iterator[tuple[Thing, Thing]]:
    """Each date with its event, of an event with its dates or of a date with its event in full."""
    if "occurrences" in document:
        yield from ((document, date) for date in document["occurrences"])
    elif document["event"]:
        yield document["event"], document


def line(text: str) -> str:
    """On one line, without control characters."""
    return one_line(without_controls(text)[0])


def lines(text: str) -> str:
    """With its paragraphs, every line break the same."""
    return paragraphs(without_controls(text)[0])


def title_of(event: Thing, occurrence: Thing | None = None) -> str:
    """The title with what must not be missed before it."""
    change = _CHANGES.get(occurrence["state"], "") if occurrence else ""
    return f"{marks_of(event)}{change}{line(event['title'])}"


def marks_of(event: Thing) -> str:
    """What stands before a title wherever it goes: that it was made up, that it is a meeting of organisations."""
    return f"{SAMPLE if event['is_sample'] else ''}{MEETING if event.get('is_for_members') else ''}"


def name_of(organizer: Thing | None) -> str:
    return line(organizer["name"]) if organizer else ""


def moment_of(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def days_of(occurrence: Thing) -> tuple[date, date]:
    """The first and the last day of a date of which nobody knows the hour."""
    starts_at, ends_at = (datetime.fromisoformat(occurrence[name]) for name in ("starts_at", "ends_at"))
    last = ends_at.date() - timedelta(days=1) if ends_at > starts_at and _is_midnight(ends_at) else ends_at.date()
    return starts_at.date(), max(starts_at.date(), last)


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute, moment.second) == (0, 0, 0)


def spoken(moment: datetime, *, has_time: bool = True) -> str:
    """2026年11月23日 10:00"""
    day = f"{moment.year}年{moment.month}月{moment.day}日"
    return f"{day} {moment:%H:%M}" if has_time else day


def where_of(event: Thing) -> str:
    """Venue, address and building on one line, none of them twice."""
    parts = [line(event[name]) for name in ("venue_name", "address", "building")]
    said = " ".join(dict.fromkeys(part for part in parts if part))
    if event["attendance_mode"] == AttendanceMode.ONLINE:
        return said or "オンライン"
    return said


def fee_of(event: Thing) -> str:
    text = line(event["fee_text"])
    if event["is_free"] and "無料" not in text:
        return f"無料（{text}）" if text else "無料"
    return text


def how_of(event: Thing, occurrence: Thing | None = None) -> str:
    """How one takes part, in the fewest words; then what the organiser says of it."""
    said = str(Participation(event["participation"]).label)
    if event["allotment"]:
        said += f"（{Allotment(event['allotment']).label}）"
    parts = [said]
    if occurrence and occurrence["capacity"]:
        parts.append(f"定員{occurrence['capacity']}人")
    deadline = moment_of(occurrence["deadline_at"]) if occurrence else None
    if deadline:
        parts.append(f"締切 {spoken(deadline, has_time=f'{deadline:%H:%M}' != '23:59')}")
    return "\n".join(filter(None, ["、".join(parts), lines(event["how_to_apply"]), event["apply_url"]]))


def contact_of(event: Thing) -> str:
    """What the organiser made public."""
    contact = event["contact"]
    phone = f"{contact['phone']} 内線{contact['extension']}" if contact["extension"] else contact["phone"]
    return " ".join(filter(None, [line(contact["name"]), phone, contact["email"]]))


def source_of(thing: Thing) -> str:
    """「八王子市オープンデータ（CC BY 4.0）を加工して作成」"""
    source, licence = line(thing.get("source", "")), line(thing.get("license", ""))
    if not source:
        return ""
    return f"{source}（{licence}）を加工して作成" if licence else f"{source}を加工して作成"


def sample_of(thing: Thing) -> str:
    """Whether it is a sample, in a sentence; ``thing``: an event or a place."""
    if not thing["is_sample"]:
        return ""
    said = "これは見本の催しです。実際には行われません。" if "title" in thing else "この場所の案内は見本です。"
    return " ".join(filter(None, [f"{SAMPLE}{said}", line(thing["sample_note"])]))


def sections(*said: tuple[str, str]) -> str:
    """「料金：無料」 and so on, what is empty left out; longer texts stand below their heading."""
    shown = []
    for heading, words in said:
        text = lines(words)
        if text:
            joint = "：\n" if "\n" in text else "："
            shown.append(f"{heading}{joint}{text}" if heading else text)
    return "\n".join(shown)


def description_of(event: Thing, occurrence: Thing | None = None) -> str:
    """All that somebody needs who sees nothing but this text."""
    note = lines(occurrence["time_note"]) if occurrence else ""
    moved_from = moment_of(occurrence["moved_from"]) if occurrence else None
    return sections(
        ("", sample_of(event)),
        ("お知らせ", line(occurrence["state_note"]) if occurrence else ""),
        ("もとの日時", spoken(moved_from, has_time=occurrence["has_time"]) if occurrence and moved_from else ""),
        ("", lines(event["summary"])),
        ("", lines(event["description"])),
        ("日時について", note),
        ("料金", fee_of(event)),
        ("対象", line(event["audience_note"])),
        ("参加の方法", how_of(event, occurrence)),
        ("オンライン", event["online_url"]),
        ("主催", name_of(event["organizer"])),
        ("問い合わせ", contact_of(event)),
        ("くわしい案内", event["website_url"]),
        ("このページ", event["page_url"]),
        ("出典", source_of(event)),
    )
