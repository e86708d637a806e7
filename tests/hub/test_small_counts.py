"""Small counts of people are not told, and no sum beside them tells them."""

import pytest

from hub.small_counts import shown, shown_sum


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0"), (1, "10未満"), (9, "10未満"), (10, "10"), (999, "999"), (580_000, "580,000")]
)
def test_a_count(number: int, said: str) -> None:
    assert shown(number) == said


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([], "0"),
        ([0, 0], "0"),
        ([5, 0], "10未満"),
        ([12, 0], "12"),
        ([12, 30], "42"),
        ([12, 3], "非公表"),
        ([4, 3], "非公表"),
        ([7, 8, 0], "非公表"),
    ],
)
def test_a_sum_tells_no_part(parts: list[int], said: str) -> None:
    assert shown_sum(parts) == said
