"""年度: a fiscal year is called by the year in which it begins, on 1 April (地方自治法208条)."""

from datetime import date

from django.utils.translation import gettext as _

_REIWA, _HEISEI = 2019, 1989
_APRIL = 4


def fiscal_year_of(day: date) -> int:
    """2026 for 2027-03-31."""
    return day.year if day.month >= _APRIL else day.year - 1


def first_day(fiscal_year: int) -> date:
    return date(fiscal_year, _APRIL, 1)


def last_day(fiscal_year: int) -> date:
    return date(fiscal_year + 1, 3, 31)


def named(fiscal_year: int) -> str:
    """令和8年度 for 2026; 令和元年度 for 2019, whose April was still Heisei, as the city writes it."""
    return _("%(era)s年度") % {"era": era_of(fiscal_year)}


def era_of(fiscal_year: int) -> str:
    """令和8 for 2026."""
    if fiscal_year >= _REIWA:
        number = fiscal_year - _REIWA + 1
        return _("令和%(number)s") % {"number": _("元") if number == 1 else number}
    number = fiscal_year - _HEISEI + 1
    return _("平成%(number)s") % {"number": _("元") if number == 1 else number}


def quarter_of(day: date) -> tuple[int, int]:
    """(2026, 4) for 2027-03-31."""
    return fiscal_year_of(day), (day.month - _APRIL) % 12 // 3 + 1


def first_day_of_quarter(fiscal_year: int, quarter: int) -> date:
    """Of the quarter after the last one too: (2026, 5) is the first day of the next fiscal year."""
    months = _APRIL - 1 + 3 * (quarter - 1)
    return date(fiscal_year + months // 12, months % 12 + 1, 1)
