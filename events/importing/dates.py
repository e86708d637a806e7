"""Dates and times as cities write them."""

import re
from datetime import date, timedelta

from django.utils.translation import gettext as _

from events.importing.texts import narrow

FIRST_YEAR, LAST_YEAR = 2000, 2099
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "r": 2018, "h": 1988, "s": 1925}
_EXCEL_EPOCH = date(1899, 12, 30)
_WEEKDAY = re.compile(r"[(（\[]?[月火水木金土日](?:曜日?)?(?:[・･,、/]?祝)?[)）\]]|[月火水木金土日]曜日?")
_TAIL = r"(?:[t ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?)?"
_FULL = re.compile(rf"(\d{{4}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TAIL}")
_ERA = re.compile(
    rf"(令和|平成|昭和|[rhs])\s*(元|\d{{1,2}})\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})\s*日?{_TAIL}"
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_RANGE = re.compile(r"\s*(?:[~〜～]|から|\s-\s)\s*")


class CellError(ValueError):
    """A cell that can't be read; the message says why, in Japanese."""


def date_of(text: str) -> date | None:
    """The date in a cell, None where it is empty. Raises ``CellError`` for what is none, or not in 2000–2099."""
    return span_of(text)[0]


def span_of(text: str) -> tuple[date | None, date | None]:
    """The date, and the last date where the cell holds a span (``1月5日～7日`` has no year and is not read)."""
    plain = _WEEKDAY.sub("", narrow(text).casefold()).strip()
    if not plain:
        return None, None
    parts = _RANGE.split(plain)
    if len(parts) == 2:
        return _one_date(parts[0], text), _one_date(parts[1], text)
    return _one_date(plain, text), None


def _one_date(plain: str, shown: str) -> date:
    plain = plain.translate(_DASHES).strip()
    numbers = _numbers_of(plain)
    if numbers is None:
        raise CellError(_("「%(text)s」は日付として読めません。") % {"text": narrow(shown)[:60]})
    year, month, day = numbers
    try:
        found = date(year, month, day)
    except ValueError:
        raise CellError(_("「%(text)s」という日はありません。") % {"text": narrow(shown)[:60]}) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        message = _("「%(text)s」の年が範囲の外です（%(first)s年から%(last)s年まで）。")
        raise CellError(message % {"text": narrow(shown)[:60], "first": FIRST_YEAR, "last": LAST_YEAR})
    return found


def _numbers_of(plain: str) -> tuple[int, int, int] | None:
    if match := _FULL.fullmatch(plain) or _DIGITS.fullmatch(plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _ERA.fullmatch(plain):
        year = 1 if match[2] == "元" else int(match[2])
        return _ERAS[match[1]] + year, int(match[3]), int(match[4])
    if match := _SERIAL.fullmatch(plain):
        found = _EXCEL_EPOCH + timedelta(days=int(match[1]))
        return found.year, found.month, found.day
    return None


def serial_behind(text: str) -> int | None:
    """The number that a spreadsheet turned into a date before 1910: ``1900/7/18`` was 200."""
    match = _FULL.fullmatch(narrow(text).translate(_DASHES))
    if not match or not 1899 <= int(match[1]) <= 1909:
        return None
    try:
        days = (date(int(match[1]), int(match[2]), int(match[3])) - _EXCEL_EPOCH).days
    except ValueError:
        return None
    # The spreadsheet believes in 29 February 1900, so dates before March 1900 are one day less.
    return days if days > 60 else days - 1
