"""Targets of every kind, with the edge cases; the line through past values."""

from decimal import Decimal

import pytest

from indicators.progress import Goal, expected, forecast, is_met, missing, share_of_way

VALUE_40 = Goal("value", Decimal("40.0"), 2029)


@pytest.mark.parametrize(
    ("goal", "now", "baseline", "is_down", "met", "gap", "share"),
    [
        # goal, now, baseline, less is better → reached, what is missing, share of the way
        (VALUE_40, Decimal("31.7"), Decimal("31.7"), False, False, Decimal("8.3"), Decimal(0)),
        (VALUE_40, Decimal("40.0"), Decimal("31.7"), False, True, Decimal(0), Decimal(1)),
        (VALUE_40, Decimal("48.3"), Decimal("31.7"), False, True, Decimal(0), Decimal(2)),
        (VALUE_40, Decimal("23.4"), Decimal("31.7"), False, False, Decimal("16.6"), Decimal(-1)),
        (VALUE_40, Decimal(35), None, False, False, Decimal("5.0"), None),
        (VALUE_40, None, Decimal("31.7"), False, None, None, None),
        (Goal("value", Decimal(30)), Decimal(9), None, False, False, Decimal(21), None),
        (Goal("value", Decimal(10)), Decimal(12), Decimal(20), True, False, Decimal(2), Decimal("0.8")),
        (Goal("value", Decimal(10)), Decimal(10), Decimal(20), True, True, Decimal(0), Decimal(1)),
        (Goal("value", Decimal(5)), Decimal(5), Decimal(5), False, True, Decimal(0), None),
        (Goal("value", Decimal(0)), Decimal(3), Decimal(6), True, False, Decimal(3), Decimal("0.5")),
        (
            Goal("at_least", Decimal(95)),
            Decimal("102.6"),
            Decimal("79.9"),
            False,
            True,
            Decimal(0),
            Decimal("22.7") / Decimal("15.1"),
        ),
        (
            Goal("at_least", Decimal(95)),
            Decimal("94.9"),
            Decimal("79.9"),
            False,
            False,
            Decimal("0.1"),
            Decimal("15.0") / Decimal("15.1"),
        ),
        (Goal("at_most", Decimal(0)), Decimal(15), Decimal(26), True, False, Decimal(15), Decimal(11) / Decimal(26)),
        (Goal("at_most", Decimal(0)), Decimal(0), Decimal(215), True, True, Decimal(0), Decimal(1)),
        (Goal("at_most", Decimal(0)), Decimal(0), Decimal(0), True, True, Decimal(0), None),
        (Goal("decrease"), Decimal("40.2"), Decimal("40.3"), True, True, None, None),
        (Goal("decrease"), Decimal("40.3"), Decimal("40.3"), True, False, None, None),
        (Goal("decrease"), Decimal("40.4"), Decimal("40.3"), True, False, None, None),
        (Goal("decrease"), Decimal(10), None, True, None, None, None),
        (Goal("achieved"), Decimal(1), Decimal(0), False, True, None, None),
        (Goal("achieved"), Decimal(0), Decimal(0), False, False, None, None),
    ],
)
def test_where_it_stands(
    goal: Goal,
    now: Decimal | None,
    baseline: Decimal | None,
    is_down: bool,
    met: bool | None,
    gap: Decimal | None,
    share: Decimal | None,
) -> None:
    assert is_met(goal, now, baseline, is_down=is_down) is met
    assert missing(goal, now, is_down=is_down) == gap
    assert share_of_way(goal, now, baseline) == share


@pytest.mark.parametrize(
    ("goal", "baseline", "since", "year", "there"),
    [
        (Goal("value", Decimal(70), 2029), Decimal(56), 2023, 2026, Decimal(63)),
        (Goal("value", Decimal(70), 2029), Decimal(56), 2023, 2023, Decimal(56)),
        (Goal("value", Decimal(70), 2029), Decimal(56), 2023, 2029, Decimal(70)),
        (Goal("at_most", Decimal(0), 2024), Decimal(26), 2018, 2021, Decimal(13)),
        (Goal("value", Decimal(70), 2029), Decimal(56), 2023, 2022, None),
        (Goal("value", Decimal(70), 2029), Decimal(56), 2023, 2030, None),
        (Goal("value", Decimal(70), 2029), None, 2023, 2026, None),
        (Goal("value", Decimal(70), 2029), Decimal(56), None, 2026, None),
        (Goal("value", Decimal(70)), Decimal(56), 2023, 2026, None),
        (Goal("value", Decimal(70), 2023), Decimal(56), 2023, 2023, None),
        (Goal("decrease", None, 2029), Decimal("40.3"), 2023, 2026, None),
    ],
)
def test_an_even_pace(
    goal: Goal, baseline: Decimal | None, since: int | None, year: int, there: Decimal | None
) -> None:
    assert expected(goal, baseline, since, year) == there


def test_three_values_on_a_line_go_on_with_it() -> None:
    assert forecast([(2024, Decimal(4)), (2025, Decimal(7)), (2026, Decimal(10))], 2029) == Decimal(19)


def test_the_line_is_the_one_of_least_squares() -> None:
    # slope 2.5 through (2025, 6): by hand
    assert forecast([(2024, Decimal(4)), (2025, Decimal(5)), (2026, Decimal(9))], 2028) == Decimal("13.5")


@pytest.mark.parametrize(
    ("values", "year"),
    [
        ([(2025, Decimal(7)), (2026, Decimal(10))], 2029),
        ([(2025, Decimal(7)), (2025, Decimal(8)), (2026, Decimal(10))], 2029),
        ([(2024, Decimal(4)), (2025, Decimal(7)), (2026, Decimal(10))], None),
        ([(2024, Decimal(4)), (2025, Decimal(7)), (2026, Decimal(10))], 2026),
    ],
)
def test_what_can_not_be_foretold(values: list[tuple[int, Decimal]], year: int | None) -> None:
    assert forecast(values, year) is None
