"""How far a figure is on the way to its target, in numbers. Nothing here reads a row: what is unknown is None.

A share of the way is (now - baseline) / (target - baseline): 0 where it began, 1 where it should be, below 0 where it went
the other way, above 1 beyond it. It is only told of targets that name a value, where both ends are known and differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from indicators.enums import TargetKind

# A line through fewer points foretells nothing.
FEWEST_FOR_FORECAST = 3


@dataclass(frozen=True)
class Goal:
    """A target as arithmetic sees it. ``fiscal_year`` None: the paper names none."""

    kind: str
    value: Decimal | None = None
    fiscal_year: int | None = None


def is_met(goal: Goal, now: Decimal | None, baseline: Decimal | None, *, is_down: bool = False) -> bool | None:
    """Whether ``now`` is where it should be. ``is_down``: of a value to be reached, that less is better.

    None where it can't be told: nothing was measured, or it should go below a baseline that nobody knows.
    """
    if now is None:
        return None
    match goal.kind:
        case TargetKind.DECREASE:
            return None if baseline is None else now < baseline
        case TargetKind.ACHIEVED:
            return now == 1
        case TargetKind.AT_MOST:
            return now <= _value(goal)
        case TargetKind.AT_LEAST:
            return now >= _value(goal)
        case _:
            return now <= _value(goal) if is_down else now >= _value(goal)


def missing(goal: Goal, now: Decimal | None, *, is_down: bool = False) -> Decimal | None:
    """What is still missing, in the figure's own unit, never below 0; None without a value on either side."""
    if now is None or goal.value is None:
        return None
    gap = now - goal.value if is_down or goal.kind == TargetKind.AT_MOST else goal.value - now
    return max(gap, Decimal(0))


def share_of_way(goal: Goal, now: Decimal | None, baseline: Decimal | None) -> Decimal | None:
    """From 0 at the baseline to 1 at the target. None where the baseline is unknown, or is the target already."""
    if now is None or baseline is None or goal.value is None or goal.value == baseline:
        return None
    return (now - baseline) / (goal.value - baseline)


def expected(goal: Goal, baseline: Decimal | None, since: int | None, year: int) -> Decimal | None:
    """Where it would be at the end of ``year`` if it went evenly from the baseline (``since``, a fiscal year) to the target.

    None before the baseline, after the target's year, and where a year or a value is unknown.
    """
    if baseline is None or since is None or goal.value is None or goal.fiscal_year is None:
        return None
    if goal.fiscal_year <= since or not since <= year <= goal.fiscal_year:
        return None
    return baseline + (goal.value - baseline) * (year - since) / (goal.fiscal_year - since)


def forecast(values: Sequence[tuple[int, Decimal]], year: int | None) -> Decimal | None:
    """Where the straight line through the values of the years (least squares) is in ``year``.

    None with fewer than three years, without a target's year, and for a year that is over already.
    """
    if year is None or len({one for one, _value_ in values}) < FEWEST_FOR_FORECAST:
        return None
    if year <= max(one for one, _value_ in values):
        return None
    count = len(values)
    middle_year = sum((Decimal(one) for one, _v in values), Decimal(0)) / count
    middle = sum((value for _one, value in values), Decimal(0)) / count
    spread = sum(((one - middle_year) ** 2 for one, _v in values), Decimal(0))
    slope = sum(((one - middle_year) * (value - middle) for one, value in values), Decimal(0)) / spread
    return middle + slope * (year - middle_year)


def _value(goal: Goal) -> Decimal:
    if goal.value is None:
        raise ValueError(f"a target of the kind {goal.kind} names a value")
    return goal.value
