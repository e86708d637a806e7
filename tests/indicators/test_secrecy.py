"""No small count of people is told, and none can be computed from what is told beside it, now or a quarter later.

What is published is given to ``Attacker``, who knows nothing of how it was hidden.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.secrecy import HIDDEN, CannotProtectError, Cell, Mark, percent, protect
from tests.indicators.attacker import Attacker

# Near the border, zeros, and sizes as a city has them.
COUNT = st.one_of(st.just(0), st.integers(1, 9), st.integers(8, 13), st.integers(10, 60), st.integers(100, 3_000))
SMALL = Cell(None, Mark.SMALL)


@dataclass(frozen=True)
class Table:
    """``places``: between which two places each cell flows, so that every sum is that nothing is lost at a place."""

    counts: dict[Any, int]
    sums: list[tuple[Any, list[Any]]]
    places: dict[Any, tuple[Any, Any]]

    def learnt(self, told: Mapping[Any, str]) -> dict[Any, tuple[int, int]]:
        totals = {total for total, _parts in self.sums}
        return Attacker(self.counts, self.places, told, totals).learnt(told)


def shown(number: int) -> Cell:
    return Cell(number, Mark.SHOWN)


def said(cells: Mapping[Any, Cell]) -> dict[Any, str]:
    return {key: cell.said for key, cell in cells.items()}


def tree(areas: list[list[int]]) -> Table:
    """Districts of areas of a city."""
    table = Table({}, [], {"all": ("end", "city")})
    for area, parts in enumerate(areas):
        keys = [(area, at) for at in range(len(parts))]
        table.counts.update(zip(keys, parts, strict=True))
        table.counts[area] = sum(parts)
        table.sums.append((area, list(keys)))
        table.places.update({area: ("city", area), **dict.fromkeys(keys, (area, "end"))})
    table.counts["all"] = sum(map(sum, areas))
    table.sums.append(("all", list(range(len(areas)))))
    return table


def grid(cells: list[list[int]]) -> Table:
    """Rows and columns, each with its total. A cell flows from its row to its column."""
    height, width = range(len(cells)), range(len(cells[0]))
    table = Table({("all", "all"): sum(map(sum, cells))}, [], {("all", "all"): ("end", "begin")})
    for i in height:
        table.counts.update({(i, "all"): sum(cells[i]), **{(i, j): cells[i][j] for j in width}})
        table.places.update({(i, "all"): ("begin", f"row {i}"), **{(i, j): (f"row {i}", f"column {j}") for j in width}})
        table.sums.append(((i, "all"), [(i, j) for j in width]))
    for j in width:
        table.counts["all", j] = sum(row[j] for row in cells)
        table.places["all", j] = (f"column {j}", "end")
        table.sums.append((("all", j), [(i, j) for i in height]))
    table.sums.extend([(("all", "all"), [(i, "all") for i in height]), (("all", "all"), [("all", j) for j in width])])
    return table


def _grids(most: int) -> st.SearchStrategy[Table]:
    sides = st.tuples(st.integers(1, most), st.integers(1, most))
    return sides.flatmap(lambda side: _lists(*side)).map(grid)


def _lists(height: int, width: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(COUNT, min_size=width, max_size=width), min_size=height, max_size=height)


TREES = st.lists(st.lists(COUNT, min_size=1, max_size=5), min_size=1, max_size=4).map(tree)


def _holds(table: Table) -> None:
    cells = protect(table.counts, table.sums)
    assert cells.keys() == table.counts.keys()
    for key, cell in cells.items():
        count = table.counts[key]
        assert cell.value == (count if cell.mark == Mark.SHOWN else None)
        assert (count == 0) <= (cell.mark == Mark.SHOWN)
        assert (cell.mark == Mark.SMALL) <= (0 < count < 10)
    assert table.learnt(said(cells)) == {}


@settings(max_examples=50, deadline=None)
@given(st.one_of(TREES, _grids(4)))
def test_nothing_can_be_computed(table: Table) -> None:
    _holds(table)


@pytest.mark.soak
@settings(max_examples=2_000, deadline=None)
@given(st.one_of(TREES, _grids(7)))
def test_nothing_can_be_computed_of_many_tables(table: Table) -> None:
    _holds(table)


def _hold_over_a_year(quarters: list[list[int]]) -> None:
    """Each quarter is published when it is over, by three districts; then the year, by district too."""
    year = grid(quarters)
    published: dict[Any, Cell] = {}
    for quarter in range(4):
        keys = [key for key in year.counts if key[0] == quarter]
        sums = [(total, parts) for total, parts in year.sums if total[0] in range(quarter + 1)]
        published |= protect({key: year.counts[key] for key in keys}, sums, published=published)
        assert year.learnt(said(published)) == {}
    before = dict(published)
    published = protect(year.counts, year.sums, published=before, may_leave_out=True)
    assert {key: published[key] for key in before} == before
    assert year.learnt(said(published)) == {}
    for key in year.counts.keys() - published.keys():
        low, high = Attacker(year.counts, year.places, said(before), set()).range_of(key)
        assert high - low < 10


@settings(max_examples=30, deadline=None)
@given(_lists(4, 3))
def test_nothing_can_be_computed_from_the_quarters_and_then_the_year(quarters: list[list[int]]) -> None:
    _hold_over_a_year(quarters)


@pytest.mark.soak
@settings(max_examples=400, deadline=None)
@given(_lists(4, 6))
def test_nothing_can_be_computed_over_many_years(quarters: list[list[int]]) -> None:
    _hold_over_a_year(quarters)


def test_the_attacker_is_not_blind() -> None:
    """With small cells alone hidden, one is computed; and with one more beside it, it is still known too well."""
    table = grid([[3, 40, 50], [20, 30, 60]])
    only_small = {key: "10未満" if 0 < n < 10 else str(n) for key, n in table.counts.items()}
    assert table.learnt(only_small) == {(0, 0): (3, 3)}
    row = tree([[3, 22, 50]])
    told = {(0, 0): "10未満", (0, 1): "非公表", (0, 2): "50", 0: "75", "all": "75"}
    assert row.learnt(told) == {(0, 1): (16, 24)}


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ([0, 0], "0 0 | 0"),
        ([0, 5], "0 10未満 | 10未満"),
        ([3, 4], "10未満 10未満 | 非公表"),
        ([9, 9], "10未満 10未満 | 非公表"),
        ([12, 30], "12 30 | 42"),
        ([3, 40, 0], "10未満 非公表 0 | 非公表"),
        ([3, 40, 50], "10未満 非公表 非公表 | 93"),
        ([3, 12, 13, 50], "10未満 非公表 非公表 非公表 | 78"),
        ([1_234], "1,234 | 1,234"),
    ],
)
def test_what_is_said_of_one_row(counts: list[int], wanted: str) -> None:
    keys = list(range(len(counts)))
    cells = protect(dict(enumerate(counts)) | {"all": sum(counts)}, [("all", keys)])
    assert f"{' '.join(cells[key].said for key in keys)} | {cells['all'].said}" == wanted


def test_without_sums_a_cell_stands_alone() -> None:
    assert protect({"a": 0, "b": 9, "c": 10}) == {"a": shown(0), "b": SMALL, "c": shown(10)}


@pytest.mark.parametrize(
    ("counts", "sums", "published"),
    [
        ({"a": -1}, [], {}),
        ({"a": 3, "all": 4}, [("all", ["a"])], {}),
        ({"a": 3, "all": 6}, [("all", ["a", "a"])], {}),
        ({"a": 3}, [("all", ["a"])], {}),
        ({"a": 12}, [], {"a": shown(13)}),
        ({"a": 12}, [], {"a": SMALL}),
        ({"a": 5}, [], {"a": HIDDEN}),
        ({"a": 0}, [], {"a": HIDDEN}),
        ({"a": 20}, [("all", ["a", "b"])], {"all": shown(15), "b": SMALL}),
    ],
)
def test_what_cant_be(counts: dict[Any, int], sums: Any, published: dict[Any, Cell]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  each says its own
        protect(counts, sums, published=published)


def test_nothing_is_published_where_the_past_says_too_much() -> None:
    with pytest.raises(CannotProtectError):
        protect({"b": 4}, [("all", ["a", "b"])], published={"all": shown(25), "a": shown(21)})


def test_a_total_that_the_past_tells_too_closely_is_left_out() -> None:
    quarters = {1: SMALL, 2: shown(30), 3: shown(40), 4: shown(50)}
    year = {"year": 125}, [("year", [1, 2, 3, 4])]
    with pytest.raises(CannotProtectError):
        protect(*year, published=quarters)
    assert protect(*year, published=quarters, may_leave_out=True) == {}
    assert protect(*year, published=quarters | {4: HIDDEN}) == {"year": HIDDEN}


def test_cells_are_kept_without_what_they_hide() -> None:
    cells = [shown(0), shown(1_200), SMALL, HIDDEN]
    assert [cell.as_json() for cell in cells] == [
        {"value": 0, "mark": "shown"},
        {"value": 1_200, "mark": "shown"},
        {"value": None, "mark": "small"},
        {"value": None, "mark": "withheld"},
    ]
    assert [Cell.from_json(cell.as_json()) for cell in cells] == cells
    for value, mark in ((5, Mark.SMALL), (20, Mark.WITHHELD), (None, Mark.SHOWN)):
        with pytest.raises(ValueError, match="hidden"):
            Cell(value, mark)


@pytest.mark.parametrize(
    ("part", "whole", "wanted"),
    [
        (shown(21), shown(160), "13.1"),
        (shown(0), shown(12), "0.0"),
        (shown(12), shown(12), "100.0"),
        (shown(0), shown(0), None),
        (SMALL, shown(12), None),
        (shown(12), HIDDEN, None),
    ],
)
def test_a_percentage_is_of_two_shown_numbers(part: Cell, whole: Cell, wanted: str | None) -> None:
    assert percent(part, whole) == (None if wanted is None else Decimal(wanted))


def test_a_table_of_all_districts() -> None:
    """37 districts by six answers, with margins."""
    table = grid([[(i * 7 + j * 5) % 23 for j in range(6)] for i in range(37)])
    cells = protect(table.counts, table.sums)
    assert {cell.mark for cell in cells.values()} == set(Mark)
    for total, parts in table.sums:
        assert len([key for key in (total, *parts) if cells[key].mark != Mark.SHOWN]) != 1
