"""年度 across New Year, the end of March and the change of eras."""

from datetime import date

import pytest

from indicators.fiscal_years import first_day, fiscal_year_of, last_day, named


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 4, 1), 2026), (date(2026, 12, 31), 2026), (date(2027, 1, 1), 2026), (date(2027, 3, 31), 2026),
        (date(2027, 4, 1), 2027), (date(2028, 2, 29), 2027),
    ],
)  # fmt: skip
def test_the_year_of_a_day(day: date, year: int) -> None:
    assert fiscal_year_of(day) == year


def test_a_year_begins_and_ends() -> None:
    assert (first_day(2026), last_day(2026)) == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("year", "said"),
    [(2026, "令和8年度"), (2029, "令和11年度"), (2019, "令和元年度"), (2018, "平成30年度"), (1989, "平成元年度")],
)
def test_how_it_is_called(year: int, said: str) -> None:
    assert named(year) == said
