"""Who wants to know a small count: every figure, every sum, and the rules as promise 14 has them. Plain Python, no solver.

A table with its margins, a tree of totals, and a year of quarters are networks: each cell is a flow from one place to
another, and each sum says that what comes to a place goes on from it. The most that a cell can be is what can be pushed
through it, which is found by looking for ways around it until there is none.
"""

from collections import deque
from collections.abc import Hashable, Mapping
from typing import Any

Places = Mapping[Any, tuple[Hashable, Hashable]]


class Attacker:
    """``places``: from where to where each cell flows. ``true``: what it is, where the search begins; no range depends on it.

    ``said``: what is published of it: a number, "10未満" or "非公表"; nothing is known of a cell that is not there.
    """

    def __init__(self, true: Mapping[Any, int], places: Places, said: Mapping[Any, str], totals: set[Any]) -> None:
        self.true, self.places = dict(true), places
        most = sum(true.values()) + 1_000
        self.bounds = dict.fromkeys(true, (0, most))
        for key, text in said.items():
            if text == "10未満":
                self.bounds[key] = (1, 9)
            elif text == "非公表":
                self.bounds[key] = (1 if key in totals else 10, most)
            else:
                number = int(text.replace(",", ""))
                assert number == 0 or number >= 10
                self.bounds[key] = (number, number)

    def range_of(self, key: Any) -> tuple[int, int]:
        return self._end(key, -1), self._end(key, 1)

    def _end(self, key: Any, side: int) -> int:
        flow = dict(self.true)
        tail, head = self.places[key]
        start, goal = (head, tail) if side > 0 else (tail, head)
        while True:
            low, high = self.bounds[key]
            room = high - flow[key] if side > 0 else flow[key] - low
            way = self._way(flow, key, start, goal) if room else None
            if way is None:
                return flow[key]
            step = min([room, *(self._room(flow, one, sign) for one, sign in way)])
            for one, sign in [*way, (key, side)]:
                flow[one] += sign * step

    def _room(self, flow: Mapping[Any, int], key: Any, sign: int) -> int:
        low, high = self.bounds[key]
        return high - flow[key] if sign > 0 else flow[key] - low

    def _way(self, flow: Mapping[Any, int], but: Any, start: Hashable, goal: Hashable) -> list[tuple[Any, int]] | None:
        """The shortest way, as cells that grow (1) or shrink (-1)."""
        ways: dict[Hashable, list[tuple[Any, int]]] = {start: []}
        todo = deque([start])
        while todo and goal not in ways:
            here = todo.popleft()
            for key, (tail, head) in self.places.items():
                for sign, origin, there in ((1, tail, head), (-1, head, tail)):
                    if origin == here and there not in ways and key != but and self._room(flow, key, sign) > 0:
                        ways[there] = [*ways[here], (key, sign)]
                        todo.append(there)
        return ways.get(goal)

    def learnt(self, said: Mapping[Any, str]) -> dict[Any, tuple[int, int]]:
        """Of which hidden cells more can be computed than the promise allows, and what."""
        found = {}
        for key, text in said.items():
            if text in ("10未満", "非公表"):
                low, high = self.range_of(key)
                if (low, high) != (1, 9) if text == "10未満" else high - low < 10:
                    found[key] = low, high
        return found
