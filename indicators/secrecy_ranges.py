"""What could be computed of hidden cells: integers between bounds that add up, by HiGHS.

Every answer of the solver is rounded and added up again here, so that a wrong one is an error and not a published cell.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

import highspy
import numpy as np

Key = TypeVar("Key", bound=Hashable)
# From, to; None: as much as one likes.
Bounds = tuple[int, int | None]
# The range of a cell that was hidden to protect others: at least this much between the least and the most.
WIDTH = 10
# How much worse it is to hide a total, or one cell more, than to hide a large one instead of a small one.
_A_TOTAL, _A_CELL = 20.0, 1.0
# What a solver of fractions calls a whole number.
_WHOLE = 1e-6


class _Solver(highspy.Highs):
    """Without a word on standard output, and in the thread that asks. One a question: none is there when a process forks."""

    def enableCallbacks(self) -> None:  # noqa: N802  called when it is made, before the first word; no callback is needed
        self.silent()
        self.setOptionValue("threads", 1)
        self.setOptionValue("mip_rel_gap", 0.0)


class Ranges(Generic[Key]):
    """``low`` and ``high``: the least and the most that each cell was in any table seen so far that fits what is told."""

    def __init__(
        self, bounds: Mapping[Key, Bounds], sums: Sequence[tuple[Key, Sequence[Key]]], true: dict[Key, int]
    ) -> None:
        known = sum(true.values()) + sum(low for low, _high in bounds.values())
        self._most = known + 10 * WIDTH * len(bounds)
        self._bounds = dict(bounds)
        self._true = true
        self._sums = list(sums)
        self._at = {key: at for at, key in enumerate(bounds)}
        self._totals = {total for total, _parts in sums}
        self.low: dict[Key, int] = dict(true)
        self.high: dict[Key, int] = dict(true)

    def loosen(self, key: Key, bounds: Bounds) -> None:
        """The cell is told less exactly from now on. What was possible still is."""
        self._bounds[key] = bounds

    def first_narrow(self, wanted: Mapping[Key, Bounds | None]) -> Key | None:
        """The first cell that can't be all it should. ``wanted``: the bounds to reach; None: any range of ``WIDTH``."""
        rest = [key for key, bounds in wanted.items() if bounds is not None and not self._is_wide(key, bounds)]
        if rest:
            self._try(dict.fromkeys(rest, -1.0))
            self._try(dict.fromkeys(rest, 1.0))
        for key, bounds in wanted.items():
            for cost in (-1.0, 1.0):
                if not self._is_wide(key, bounds):
                    self._try({key: cost})
            if not self._is_wide(key, bounds):
                return key
        return None

    def cheapest(self, key: Key, free: Mapping[Key, Bounds]) -> list[Key]:
        """Which of the ``free`` cells to hide, so that ``key`` can be more than it can now; [] where that does not help.

        A table is looked for in which ``key`` is what it should be, and what is shown differs least from what it is. It fits
        as soon as these are hidden, so it counts as seen.
        """
        low, high = self._bounds[key]
        if high is not None:
            tries: list[Bounds] = [(high, high)] if self.high[key] < high else [(low, low)]
        else:
            tries = [(self.low[key] + WIDTH, None), (low, self.high[key] - WIDTH)]
        for least, most in tries:
            if most is not None and most < low:
                continue
            solver = self._solver({**free, key: (least, most)}, [one for one in free if one != key])
            found = self._solve(solver, self._bounds | dict(free) | {key: (least, most)})
            if found is not None:
                self._see(found)
                return [one for one in free if found[one] != self._true[one]]
        return []

    def _is_wide(self, key: Key, wanted: Bounds | None) -> bool:
        if key not in self.low:
            return False
        if wanted is None:
            return self.high[key] - self.low[key] >= WIDTH
        return (self.low[key], self.high[key]) == wanted

    def _try(self, cost: Mapping[Key, float]) -> None:
        """Looks for a table that fits and costs least, and remembers it."""
        solver = self._solver({}, [])
        for key, one in cost.items():
            solver.changeColCost(self._at[key], one)
        found = self._solve(solver, self._bounds)
        if found is None:
            raise ValueError("no table is as it was published")
        self._see(found)

    def _see(self, found: Mapping[Key, int]) -> None:
        for key, value in found.items():
            self.low[key] = min(value, self.low.get(key, value))
            self.high[key] = max(value, self.high.get(key, value))

    def _solver(self, other: Mapping[Key, Bounds], kept: Sequence[Key]) -> _Solver:
        """``other``: bounds that are not those of now. ``kept``: cells that should stay as they are, at a cost."""
        solver = _Solver()
        for key in self._at:
            low, high = other.get(key, self._bounds[key])
            solver.addVar(low, self._most if high is None else high)
        for total, parts in self._sums:
            places = [self._at[total], *(self._at[part] for part in parts)]
            _add_row(solver, 0.0, places, [-1.0, *[1.0] * len(parts)])
        largest = max((self._true[key] for key in kept), default=1) or 1
        for key in kept:
            cost = _A_CELL + self._true[key] / largest + (_A_TOTAL if key in self._totals else 0.0)
            more, less = solver.numVariables, solver.numVariables + 1
            solver.addVar(0.0, self._most)
            solver.addVar(0.0, self._most)
            solver.changeColCost(more, cost)
            solver.changeColCost(less, cost)
            _add_row(solver, float(self._true[key]), [self._at[key], more, less], [1.0, -1.0, 1.0])
        return solver

    def _solve(self, solver: _Solver, bounds: Mapping[Key, Bounds]) -> dict[Key, int] | None:
        """The best table; None where there is none. Among fractions first: mostly the best of them is whole, and in a tenth of the time."""
        values = _run(solver)
        if values is not None and any(abs(value - round(value)) > _WHOLE for value in values[: len(self._at)]):
            count = len(self._at)
            kinds = np.full(count, highspy.HighsVarType.kInteger)
            solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
            values = _run(solver)
        if values is None:
            return None
        found = {key: round(values[at]) for key, at in self._at.items()}
        if any(found[total] != sum(found[part] for part in parts) for total, parts in self._sums):
            raise RuntimeError("HiGHS: a sum is not that of its parts")
        for key, (low, high) in bounds.items():
            if found[key] < low or (high is not None and found[key] > high):
                raise RuntimeError("HiGHS: a cell is out of its bounds")
        return found


def _run(solver: _Solver) -> list[float] | None:
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise RuntimeError(f"HiGHS: {solver.modelStatusToString(status)}")
    return list(solver.getSolution().col_value)


def _add_row(solver: highspy.Highs, value: float, places: Sequence[int], factors: Sequence[float]) -> None:
    solver.addRow(value, value, len(places), np.array(places, dtype=np.int32), np.array(factors))
