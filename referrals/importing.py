"""Reads ``hachimaru_offices.csv`` (columns: ``data/support/README.md``) and says of every row what can't be read in it."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.enums import Outcome
from hub.areas.geocoding import find_district, find_towns
from hub.areas.models import District, Town
from hub.fields import AddressField, KanaField, LineField, PhoneField, StreetField, WebField
from hub.unseen import without_unseen

COLUMNS = (
    *("name", "kana", "districts", "towns", "address", "lat", "lon", "phone", "fax", "email", "hours", "source_url"),
    "checked_on",
)
_NEEDED = frozenset({"name", "phone", "checked_on"})
_BETWEEN = re.compile(r"[、,，;；|｜/／\n]+")
_CHOME = re.compile(r"(?:[一二三四五六七八九十]+丁目)?")
_DIGITS = (10, 11)
_LATITUDES, _LONGITUDES = (20.0, 46.0), (122.0, 154.0)
_LARGEST = 2_000_000
# A column that is left empty where it can't be read, with what reads it.
_SOFT: dict[str, Callable[[], forms.Field]] = {
    "email": lambda: AddressField(required=False, max_length=254),
    "source_url": lambda: WebField(required=False, max_length=500),
}
_LINES: dict[str, Callable[[], forms.Field]] = {
    "name": lambda: LineField(max_length=80),
    "kana": lambda: KanaField(required=False, max_length=120),
    "address": lambda: StreetField(required=False, max_length=200),
    "hours": lambda: LineField(required=False, max_length=120),
}


@dataclass(frozen=True)
class OfficeRow:
    """A row that can be written. ``remarks``: what was left empty in it, and why."""

    line: int
    values: dict[str, Any]
    districts: list[District]
    towns: list[Town]
    remarks: list[str] = field(default_factory=list)


@dataclass
class OfficeReport:
    """What became of every row of a file: ``rows`` is the sum of the four."""

    path: str
    error: str = ""
    counts: dict[str, int] = field(default_factory=lambda: {outcome.value: 0 for outcome in Outcome})
    # line, name, reason; line, name, text; names.
    rejections: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[dict[str, Any]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    def reject(self, line: int, name: str, reason: str) -> None:
        self.counts[Outcome.REJECTED] += 1
        self.rejections.append({"line": line, "name": name, "reason": reason})

    def remark(self, line: int, name: str, text: str) -> None:
        self.remarks.append({"line": line, "name": name, "text": text})

    def as_dict(self) -> dict[str, Any]:
        lists = {name: getattr(self, name) for name in ("rejections", "remarks", "missing", "unknown_columns")}
        return {"path": self.path, "error": self.error, "rows": self.rows} | self.counts | lists


class _Rejected(Exception):  # noqa: N818 - never leaves this module
    """Why a row is not written."""


def read_offices(path: Path, report: OfficeReport, *, today: date) -> list[OfficeRow]:
    """The rows that can be written; what can't is in the report already, as is why the file can't be read at all."""
    text = _content(path, report)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        heading = [_plain(cell) for cell in next(reader, [])]
        missing = [name for name in COLUMNS if name in _NEEDED and name not in heading]
        if missing and not report.error:
            report.error = _("見出しの行に、%(names)sがありません。") % {"names": "、".join(missing)}
        if report.error:
            return []
        report.unknown_columns = [name for name in heading if name and name not in COLUMNS]
        return _read(reader, heading, report, today)
    except csv.Error as error:
        report.reject(
            reader.line_num, "", _("引用符が閉じていないなど、行が読めません（%(error)s）。") % {"error": error}
        )
        report.error = _("%(line)s行目から先が読めません。何も変えていません。") % {"line": reader.line_num}
        return []


def _read(reader: Any, heading: list[str], report: OfficeReport, today: date) -> list[OfficeRow]:
    found: list[OfficeRow] = []
    lines: dict[str, int] = {}
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if not cells:
            continue  # a line without any character is no row
        named = dict(zip(heading, cells, strict=False))
        name = " ".join(without_unseen(named.get("name", "")).split())[:80]
        try:
            _check_shape(cells, heading, lines.get(name))
            found.append(_row(line, {column: named.get(column, "") for column in COLUMNS}, today))
            lines[name] = line
        except _Rejected as refusal:
            report.reject(line, name, str(refusal))
    return found


def _check_shape(cells: list[str], heading: list[str], same: int | None) -> None:
    """``same``: the line on which an office of this name stands already."""
    if len(cells) > len(heading):
        raise _Rejected(_('列が見出しより多くあります。「,」のある欄は " で囲んでください。'))
    if same is not None:
        raise _Rejected(_("%(line)s行目と同じ名前の行です。") % {"line": same})


def _content(path: Path, report: OfficeReport) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        report.error = _("ファイルが読めません（%(error)s）。") % {"error": error.strerror}
        return ""
    if len(raw) > _LARGEST or b"\0" in raw:
        report.error = _("CSVファイルではないようです。")
        return ""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    report.error = _("文字コードが UTF-8 でも Shift_JIS でもありません。")
    return ""


def _plain(cell: str) -> str:
    return unicodedata.normalize("NFKC", without_unseen(cell)).strip().casefold()


def _row(line: int, cells: Mapping[str, str], today: date) -> OfficeRow:
    """Raises ``_Rejected`` with everything that is wrong with it, not only the first."""
    remarks: list[str] = []
    wrong: list[str] = []

    def tried(read: Callable[[], Any]) -> Any:
        try:
            return read()
        except _Rejected as refusal:
            wrong.append(str(refusal))
            return None

    values: dict[str, Any] = {name: tried(lambda n=name: _line(n, cells[n])) for name in _LINES}  # type: ignore[misc]
    values["phone"] = tried(lambda: _needed_phone(cells["phone"]))
    values["checked_on"] = tried(lambda: _day(cells["checked_on"], today))
    values |= {name: _soft(name, cells[name], remarks) for name in _SOFT}
    values["fax"] = _fax(cells["fax"], remarks)
    values |= _position(cells["lat"], cells["lon"], remarks)
    districts = tried(lambda: _districts(cells["districts"]))
    towns = tried(lambda: _towns(cells["towns"]))
    if wrong:
        raise _Rejected(" ".join(wrong))
    if not values["source_url"] and not cells["source_url"].strip():
        remarks.append(_("出典（source_url）がありません。"))
    return OfficeRow(line, values, districts, towns, remarks)


def _line(name: str, cell: str) -> Any:
    if not cell.strip() and name == "name":
        raise _Rejected(_("名前がありません。"))
    try:
        return _LINES[name]().clean(cell)
    except ValidationError as error:
        raise _Rejected(f"{name}: {error.messages[0]}") from error


def _phone(cell: str) -> str | None:
    """Half-width with hyphens; None where it has not 10 or 11 digits."""
    try:
        number = str(PhoneField(required=False).clean(cell))
    except ValidationError:
        return None
    return number if len(re.sub(r"\D", "", number)) in _DIGITS and number[0] == "0" else None


def _needed_phone(cell: str) -> str:
    number = _phone(cell)
    if number is None:
        raise _Rejected(
            _("電話番号「%(text)s」が、0で始まる10けたか11けたの数字ではありません。") % {"text": cell.strip()[:40]}
        )
    return number


def _fax(cell: str, remarks: list[str]) -> str:
    if not cell.strip():
        return ""
    number = _phone(cell)
    if number is None:
        remarks.append(_("FAX「%(text)s」が読めないので、空のままにしました。") % {"text": cell.strip()[:40]})
    return number or ""


def _soft(name: str, cell: str, remarks: list[str]) -> Any:
    try:
        return _SOFT[name]().clean(cell)
    except ValidationError:
        values = {"name": name, "text": cell.strip()[:60]}
        remarks.append(_("%(name)s「%(text)s」が読めないので、空のままにしました。") % values)
        return ""


def _position(latitude: str, longitude: str, remarks: list[str]) -> dict[str, float | None]:
    nowhere: dict[str, float | None] = {"latitude": None, "longitude": None}
    if not (latitude.strip() or longitude.strip()):
        return nowhere
    try:
        lat, lon = float(_plain(latitude)), float(_plain(longitude))
    except ValueError:
        lat = lon = 0.0
    if _LATITUDES[0] <= lat <= _LATITUDES[1] and _LONGITUDES[0] <= lon <= _LONGITUDES[1]:
        return {"latitude": lat, "longitude": lon}
    remarks.append(_("緯度と経度が読めないか、日本の外なので、空のままにしました。"))
    return nowhere


def _day(cell: str, today: date) -> date:
    text = _plain(cell)
    if not text:
        raise _Rejected(_("確かめた日（checked_on）がありません。"))
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        raise _Rejected(
            _("確かめた日「%(text)s」が読めません。2026-11-24 のように書いてください。") % {"text": text[:40]}
        )
    if day > today:
        raise _Rejected(_("確かめた日「%(text)s」が、今日より先です。") % {"text": text})
    return day


def _names(cell: str) -> list[str]:
    return [" ".join(name.split()) for name in _BETWEEN.split(without_unseen(cell)) if name.strip()]


def _districts(cell: str) -> list[District]:
    names = _names(cell)
    found = {name: find_district(name) for name in names}
    if unknown := [name for name in names if found[name] is None]:
        raise _Rejected(_("「%(names)s」という地区はありません。") % {"names": "、".join(unknown)})
    return list({one.pk: one for one in found.values() if one is not None}.values())


def _towns(cell: str) -> list[Town]:
    """南大沢 means all its 丁目; the beginning of several names means none."""
    found: dict[int, Town] = {}
    for name in _names(cell):
        towns = find_towns(name)
        if not towns:
            raise _Rejected(_("「%(name)s」という町はありません。") % {"name": name})
        if len(towns) > 1 and not all(_CHOME.fullmatch(town.name.removeprefix(name)) for town in towns):
            names = "、".join(town.name for town in towns[:6])
            raise _Rejected(_("「%(name)s」では、どの町かわかりません（%(names)s）。") % {"name": name, "names": names})
        found |= {town.pk: town for town in towns}
    return list(found.values())
