"""The interval of a share, against published values."""

import pytest

from indicators.proportions import wilson


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_paper(part: int, whole: int, low: float, high: float) -> None:
    assert tuple(round(end, 4) for end in wilson(part, whole)) == (low, high)


@pytest.mark.parametrize(("part", "whole"), [(0, 1), (1, 1), (0, 5_000), (5_000, 5_000), (1, 2)])
def test_it_stays_a_share_and_holds_what_was_seen(part: int, whole: int) -> None:
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    mirrored = wilson(whole - part, whole)
    assert (round(1 - mirrored[1], 12), round(1 - mirrored[0], 12)) == (round(low, 12), round(high, 12))
