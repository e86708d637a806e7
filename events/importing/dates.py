"""Dates and times as cities write them."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _

from events.importing.texts import narrow

FIRST_YEAR, LAST_YEAR = 2000, 2099
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
_EXCEL_EPOCH = date(1899, 12, 30)
_DAY = 24 * 60
_JAPAN = 9 * 60
_WEEKDAY = re.compile(r"[(（\[]?[月火水木金土日](?:曜日?)?(?:[・･,、/]?祝)?[)）\]]|[月火水木金土日]曜日?")
# The clock behind a date: 13:30, 17時30分まで, T15:00:00Z.
_CLOCK = (
    r"(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|時(?:(?P<rest>\d{1,2})分|(?P<is_half>半))?)"
    r"\s*(?P<zone>z|[+-]\d{2}:?\d{2})?\s*(?:まで|から|頃|必着|締切|締め切り)?"
)
_CLOCK_ALONE = re.compile(_CLOCK)
_TAIL = rf"\s*日?(?:(?:t|\s*)(?P<clock>{_CLOCK}))?\s*(?:まで|必着)?"
_FULL = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})(?=\D|$){_TAIL}")
_ERA = re.compile(
    rf"(令和|平成|昭和|[rhs])\s*(元|\d{{1,2}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})(?=\D|$){_TAIL}"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_RANGE = re.compile(r"\s*(?:[~〜～]|から|\s-\s)\s*")


class CellError(ValueError):
    """A cell that can't be read; the message says why, in Japanese."""


class Stamp(NamedTuple):
    """A day, and the minute of it where the cell names one; 0:00 names none."""

    day: date
    minute: int | None


def date_of(text: str) -> date | None:
    """The date in a cell, None where it is empty. Raises ``CellError`` for what is none, or not in 2000–2099."""
    found = stamp_of(text)
    return found.day if found else None


def stamp_of(text: str) -> Stamp | None:
    """The date in a cell with its time; a time with a zone (``…T15:00:00Z``) is told in Japan's."""
    return stamps_of(text)[0]


def stamps_of(text: str) -> tuple[Stamp | None, Stamp | None]:
    """The date, and the last date where the cell holds a span (``1月5日～7日`` has no year and is not read)."""
    plain = _WEEKDAY.sub("", narrow(text).casefold()).strip()
    if not plain:
        return None, None
    parts = _RANGE.split(plain)
    if len(parts) == 2 and not parts[1].strip():
        parts = parts[:1]
    if len(parts) == 2:
        first, clock = _one_stamp(parts[0], text), _CLOCK_ALONE.fullmatch(parts[1].strip())
        return first, Stamp(first.day, _minute_of(clock)) if clock else _one_stamp(parts[1], text)
    return _one_stamp(plain, text), None


def _one_stamp(plain: str, shown: str) -> Stamp:
    plain = plain.translate(_DASHES).strip()
    numbers = _numbers_of(plain)
    if numbers is None:
        raise CellError(_("「%(text)s」は日付として読めません。") % {"text": narrow(shown)[:60]})
    year, month, day, minute = numbers
    try:
        found = date(year, month, day) + timedelta(days=minute // _DAY)
    except (ValueError, OverflowError):
        raise CellError(_("「%(text)s」という日はありません。") % {"text": narrow(shown)[:60]}) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        message = _("「%(text)s」の年が範囲の外です（%(first)s年から%(last)s年まで）。")
        raise CellError(message % {"text": narrow(shown)[:60], "first": FIRST_YEAR, "last": LAST_YEAR})
    return Stamp(found, minute % _DAY or None)


def _numbers_of(plain: str) -> tuple[int, int, int, int] | None:
    """Year, month, day, and minutes from its midnight in Japan."""
    if match := _DIGITS.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3]), 0
    if match := _FULL.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3]), _minute_of(match)
    if match := _ERA.fullmatch(plain):
        year = 1 if match[2] == "元" else int(match[2])
        return _ERAS[match[1]] + year, int(match[3]), int(match[4]), _minute_of(match)
    if match := _SERIAL.fullmatch(plain):
        found = _EXCEL_EPOCH + timedelta(days=int(match[1]))
        return found.year, found.month, found.day, min(round(float(match[2] or 0) * _DAY), _DAY - 1)
    return None


def _minute_of(match: "re.Match[str]") -> int:
    """Of a match of ``_CLOCK``; 0 without a clock, or for one that no day has."""
    if match["hour"] is None:
        return 0
    hour = int(match["hour"]) + (12 if match["half"] == "午後" and int(match["hour"]) < 12 else 0)
    minute = 30 if match["is_half"] else int(match["minute"] or match["rest"] or 0)
    if hour > 24 or minute > 59:
        return 0
    total = min(hour * 60 + minute, _DAY - 1)
    if zone := match["zone"]:
        sign = -1 if zone.startswith("-") else 1
        digits = zone.lstrip("+-").replace(":", "")
        offset = 0 if zone == "z" else sign * (int(digits[:2]) * 60 + int(digits[2:]))
        total += _JAPAN - offset
    return total


def serial_behind(text: str) -> int | None:
    """The number that a spreadsheet turned into a date before 1910: ``1900/7/18`` was 200."""
    match = _FULL.fullmatch(narrow(text).casefold().translate(_DASHES))
    if not match or not 1899 <= int(match[1]) <= 1909:
        return None
    try:
        days = (date(int(match[1]), int(match[2]), int(match[3])) - _EXCEL_EPOCH).days
    except ValueError:
        return None
    # The spreadsheet believes in 29 February 1900, so dates before March 1900 are one day less.
    return days if days > 60 else days - 1
