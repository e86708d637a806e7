"""Cocoons: one for each place that is there or is wanted. Of few places it says more than a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

# As many as can still be told apart, and years that fit beside each other.
MOST = 40
_COLUMNS = range(2, 7)
# In units of the picture.
_STEP, _WIDE, _HEAD, _FOOT, _WIDTH = 9, 44, 34, 34, 400


@dataclass(frozen=True)
class Year:
    """How many are there (None: nobody counted yet), how many are wanted (None: no paper says)."""

    label: str
    there: Decimal | None
    wanted: Decimal | None
    is_newest: bool = False


@dataclass(frozen=True)
class Column:
    """One year: its cocoons as (kind, y), and where its words stand."""

    label: str
    x: int
    left: int
    cocoons: list[tuple[str, int]]
    value: str
    value_y: int
    target: str
    target_y: int

    @property
    def beside(self) -> int:
        return self.x + _WIDE // 2 + 6


@dataclass(frozen=True)
class Cocoons:
    columns: list[Column]
    floor: int
    height: int
    width: int = _WIDTH + 40


def cocoons_of(years: Sequence[Year]) -> Cocoons | None:
    """None where there are too many to be counted by eye, or too many years, or fewer than two."""
    most = max([int(value) for year in years for value in (year.there, year.wanted) if value is not None], default=0)
    if not 0 < most <= MOST or len(years) not in _COLUMNS:
        return None
    floor, gap = most * _STEP + _HEAD, _WIDTH // len(years)
    columns = [_column(year, gap // 2 + gap * place, floor) for place, year in enumerate(years)]
    return Cocoons(columns, floor, floor + _FOOT)


def _column(year: Year, x: int, floor: int) -> Column:
    there, wanted = int(year.there or 0), int(year.wanted or 0)
    full = "now" if year.is_newest else "past"
    tall = max(there, wanted)
    return Column(
        label=year.label,
        x=x,
        left=x - _WIDE // 2,
        cocoons=[(full if n < there else "goal", floor - (n + 1) * _STEP) for n in range(tall)],
        value="" if year.there is None else str(there),
        value_y=floor - max(there * _STEP - 16, 4),
        target=str(wanted) if wanted else "",
        target_y=floor - tall * _STEP - 10,
    )
