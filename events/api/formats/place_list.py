"""Places as the list of public facilities (公共施設一覧): 24 columns, one row for each place."""

import csv
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from events.api.formats.addresses import address_of
from events.api.formats.words import HIRAGANA_TO_KATAKANA, fee_of, line, lines, name_of, sample_of, sections, source_of
from events.enums import Feature, PlaceKind
from hub.api.formats.tables import table
from hub.api.resources import Context, Format

_COLUMNS = Path(settings.BASE_DIR) / "data" / "place_columns.csv"
_WEEKDAYS = "月火水木金土日"


def write(documents: list[dict[str, Any]], _context: Context) -> bytes:
    return table(_columns(), map(row_of, documents))


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    with _COLUMNS.open(encoding="utf-8", newline="") as rows:
        return tuple((row["field"], row["heading"]) for row in csv.DictReader(rows))


def row_of(place: dict[str, Any]) -> dict[str, str]:
    address = address_of(place["address"])
    return {
        "code": str(settings.HUB_CITY["code"]),
        "no": str(place["id"]),
        "prefecture": str(settings.HUB_CITY["prefecture"]),
        "city": str(settings.HUB_CITY["name"]),
        "name": line(place["name"]),
        "kana": line(place["name_kana"]).translate(HIRAGANA_TO_KATAKANA),
        "address": address.whole,
        "building": line(place["building"]),
        "latitude": _number(place["latitude"]),
        "longitude": _number(place["longitude"]),
        "phone": line(place["phone"]),
        "operator": name_of(place["operator"]),
        **_hours(place),
        "description": "\n".join(filter(None, [line(place["summary"]), lines(place["description"])])),
        "accessibility": features_of(place),
        "url": place["website_url"] or place["page_url"],
        "remarks": _remarks(place),
    }


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _hours(place: dict[str, Any]) -> dict[str, str]:
    """The hours where all days have the same; else the earliest and the latest, and each day in words."""
    spans = place["opening_hours"]
    if not spans:
        return {"hours_note": line(place["hours_note"])}
    days: dict[int, list[str]] = {}
    for span in spans:
        said = f"{span['opens']}～{span['closes']}"
        days.setdefault(span["weekday"], []).append(f"{said}（{line(span['note'])}）" if span["note"] else said)
    is_plain = len({tuple(said) for said in days.values()}) == 1 and all(len(said) == 1 for said in days.values())
    is_plain = is_plain and not any(span["note"] for span in spans)
    each = "、".join(f"{_WEEKDAYS[day]} {' '.join(said)}" for day, said in sorted(days.items()))
    note = [each if not is_plain else "", line(place["hours_note"]), _exceptions(place["opening_exceptions"])]
    return {
        "weekdays": "".join(_WEEKDAYS[day] for day in sorted(days)),
        "opens": min(span["opens"] for span in spans),
        "closes": max(span["closes"] for span in spans),
        "hours_note": "\n".join(filter(None, note)),
    }


def _exceptions(exceptions: list[dict[str, Any]]) -> str:
    shown = []
    for one in exceptions:
        said = "休み" if one["is_closed"] else f"{one['opens']}～{one['closes']}"
        shown.append(f"{one['date']} {said}" + (f"（{line(one['note'])}）" if one["note"] else ""))
    return "、".join(shown)


def features_of(place: dict[str, Any]) -> str:
    """What there is and what there is not; of the rest nobody knows."""
    answers = place["accessibility"]
    there = [str(Feature(name).label) for name in Feature.values if answers.get(name) is True]
    missing = [str(Feature(name).label) for name in Feature.values if answers.get(name) is False]
    return sections(
        ("あり", "、".join(there)), ("なし", "、".join(missing)), ("補足", line(place["accessibility_note"]))
    )


def _remarks(place: dict[str, Any]) -> str:
    return sections(
        ("", sample_of(place)),
        ("種類", str(PlaceKind(place["kind"]).label)),
        ("料金", fee_of(place)),
        ("話せる言葉", line(place["languages_note"])),
        ("はじめての方へ", lines(place["first_visit"])),
        ("行き方", lines(place["access_note"])),
        ("駐車場", line(place["parking_note"])),
        ("駐輪場", line(place["bicycle_note"])),
        ("お知らせ", "内容を確認中です。" if place["is_to_be_confirmed"] else ""),
        ("案内のページ", place["page_url"]),
        ("出典", source_of(place)),
    )


PLACE_LIST = Format(
    name="csv",
    media_type="text/csv; charset=utf-8",
    title=_("CSV（公共施設一覧、24列）"),
    write=write,
    suffix="csv",
)
