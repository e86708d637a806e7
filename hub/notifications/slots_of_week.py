"""The parts of a week as bits: Monday's morning is the lowest, Sunday's evening the 21st."""

from collections.abc import Iterable

PARTS = ("morning", "afternoon", "evening")
WHOLE_WEEK = (1 << 21) - 1


def bits_of(weekdays: Iterable[int], parts: Iterable[str]) -> int:
    """Those parts of those weekdays (Monday is 0); of none named, all."""
    days, hours = list(weekdays) or range(7), list(parts) or PARTS
    bits = 0
    for day in days:
        if not 0 <= day <= 6:
            raise ValueError(f"a weekday lies between 0 and 6, not {day}")
        for part in hours:
            bits |= 1 << (day * 3 + PARTS.index(part))
    return bits
