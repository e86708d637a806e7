"""Where a row takes place, as far as the file alone says."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from events.importing.amounts import position_of
from events.importing.application import attendance_of
from events.importing.cells import Cells, named
from events.importing.texts import key_of, narrow, one_line

_POSTAL_CODE = re.compile(r"〒?\s*(\d{3})-?(\d{4})")
# 3-20-1, 5番地, 二丁目27番; a 丁目 alone is no house, and 八日町 no number.
_KANJI = "[〇一二三四五六七八九十百]"
_HAS_NUMBER = re.compile(rf"\d(?!\d|\s*丁目)|{_KANJI}+\s*(?:番|号|の|[-‐‑‒–—―−ー])\s*(?:地|\d|{_KANJI}|$)")
_PREFECTURE = re.compile(r"^(?:東京都|北海道|京都府|大阪府|.{2,3}県)")
# 四日市市 and 市川市 keep their own 市; 十日町市 is no 町.
_CITY = re.compile(
    r"^(?:.{1,5}?市(?=市)市|.[^市]{0,5}市(?:.{1,4}区)?|.{1,4}区|.{1,5}?郡.{1,5}?[町村]|.{1,5}?[町村](?=.))"
)


@dataclass(frozen=True)
class Where:
    """``place_key`` is the address where it has a house number, else the name of the venue."""

    values: dict[str, Any]
    venue_key: str
    place_key: str
    city: str
    prefecture: str


def where_of(cells: Cells) -> Where:
    venue, meeting = cells.line_of("venue"), cells.line_of("meeting_point")
    access = cells.text("access")
    if venue and meeting and key_of(venue) != key_of(meeting):
        access = "\n".join(filter(None, [named("meeting_point", meeting), access]))
    venue = venue or meeting
    address, has_number = _address(cells)
    position = _position(cells)
    values: dict[str, Any] = {
        "venue_name": venue,
        "address": address,
        "building": cells.line_of("building"),
        "postal_code": _postal_code(cells),
        "latitude": position[0],
        "longitude": position[1],
        "access_note": access,
        "parking_note": cells.line_of("parking"),
        "bicycle_note": cells.line_of("bicycle"),
        "attendance_mode": attendance_of(venue, cells.text("title")).value,
    }
    venue_key = key_of(venue)
    place_key = key_of(address) if has_number else venue_key or key_of(address)
    city = cells.line_of("address_city") or cells.line_of("publisher_city")
    prefecture = cells.line_of("address_prefecture") or cells.line_of("publisher_prefecture")
    return Where(values, venue_key, place_key, city, prefecture)


def _address(cells: Cells) -> tuple[str, bool]:
    """The address as one line, and whether it goes as far as a house number."""
    whole = cells.line_of("address")
    if whole:
        return whole, has_house_number(whole, cells.line_of("address_city") or cells.line_of("publisher_city"))
    parts = [cells.line_of(f"address_{part}") for part in ("prefecture", "city", "town", "block")]
    return "".join(parts), bool(_HAS_NUMBER.search(narrow(parts[3])))


def has_house_number(address: str, city: str = "") -> bool:
    """Judged by what follows prefecture and municipality: the 八 of 八王子市 is no number."""
    rest = _PREFECTURE.sub("", narrow(address).replace(" ", ""))
    rest = rest.removeprefix(city) if city and rest.startswith(city) else _CITY.sub("", rest)
    return bool(_HAS_NUMBER.search(rest))


def _postal_code(cells: Cells) -> str:
    match = _POSTAL_CODE.fullmatch(narrow(cells.text("postal_code")))
    if match:
        return f"{match[1]}-{match[2]}"
    if cells.text("postal_code"):
        cells.remark(
            "postal_code", _("郵便番号として読めません: %(text)s") % {"text": cells.line_of("postal_code")[:60]}
        )
    return ""


def _position(cells: Cells) -> tuple[float | None, float | None]:
    latitude, longitude = cells.or_original("latitude"), cells.or_original("longitude")
    position = position_of(latitude, longitude)
    if position.was_swapped:
        cells.remark("latitude", _("緯度と経度が入れ替わっていたので、直しました。"))
    if position.is_unusable and not (latitude and longitude):
        cells.remark("latitude", _("緯度と経度の片方しかないので、位置は使いませんでした。"))
    elif position.is_unusable:
        shown = f"{one_line(latitude)[:30]}, {one_line(longitude)[:30]}"
        cells.remark("latitude", _("位置として使えない緯度・経度です（%(text)s）。") % {"text": shown})
    return position.latitude, position.longitude
