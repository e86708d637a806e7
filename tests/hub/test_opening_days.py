"""Days on which the city is open, over weekends, the end of the year and Golden Week."""

from datetime import date

import pytest

from hub.opening_days import is_opening_day, opening_day_after

CASES = {
    "an ordinary week": ("2026-11-24", 3, "2026-11-27"),
    "over a weekend": ("2026-11-26", 2, "2026-11-30"),
    "sent on a Saturday": ("2026-11-28", 1, "2026-11-30"),
    "over a Monday that is a holiday": ("2026-11-20", 1, "2026-11-24"),
    "the last day of the year that is open": ("2026-12-25", 1, "2026-12-28"),
    "over New Year": ("2026-12-28", 1, "2027-01-04"),
    "over New Year and the weekend after": ("2026-12-25", 7, "2027-01-12"),
    "sent on New Year's Eve": ("2026-12-31", 3, "2027-01-06"),
    "into Golden Week": ("2027-04-28", 1, "2027-04-30"),
    "through Golden Week": ("2027-04-28", 3, "2027-05-07"),
    "on a day between holidays that is one itself": ("2026-09-21", 1, "2026-09-24"),
}


@pytest.mark.parametrize(("day", "number", "expected"), CASES.values(), ids=CASES)
def test_the_day_by_which(day: str, number: int, expected: str) -> None:
    found = opening_day_after(date.fromisoformat(day), number)
    assert (found, is_opening_day(found)) == (date.fromisoformat(expected), True)
