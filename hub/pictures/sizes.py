"""How large pictures are kept. A picture is never enlarged."""

from enum import StrEnum


class Size(StrEnum):
    """The two forms of a picture; their names stand in its address."""

    LARGE = "large"
    SMALL = "small"


# The largest width and height, in the same proportion, so that both forms of a picture have the same shape.
BOXES = {Size.LARGE: (1280, 1920), Size.SMALL: (480, 720)}
# What a form should weigh at most, in bytes.
BUDGETS = {Size.LARGE: 200_000, Size.SMALL: 40_000}


def fitted(width: int, height: int, box: tuple[int, int]) -> tuple[int, int]:
    """Width and height within ``box`` in the proportion that they have."""
    factor = min(1.0, box[0] / width, box[1] / height)
    return max(1, round(width * factor)), max(1, round(height * factor))
