"""Which counts of people may be told, so that no small one can be computed from what is told beside it (promise 14).

0 is told. 1 to 9 are told as 10未満, and who knows every figure, every sum and these rules can derive no narrower range
than 1 to 9 of them. What must be hidden for that says 非公表, and could be at least ten more or less than it could be.

What a reader may conclude, and ``indicators.secrecy_ranges`` works with: a SHOWN cell is its number; a SMALL one is 1 to 9;
a WITHHELD one is 10 or more, except a total, which is 1 or more: one below 10 with two parts above 0 is withheld too, as
10未満 would say that each of its parts is below 9.

Of tables with a hidden cell only percentages of two shown cells are published (``percent``). Means, weighted shares and
intervals are not: with what is shown beside them they would say what the hidden cells sum up to.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Generic, TypeVar

from hub.small_counts import LEAST, shown, small, withheld
from indicators.secrecy_ranges import Bounds, Ranges

Key = TypeVar("Key", bound=Hashable)
Sums = Sequence[tuple[Key, Sequence[Key]]]


class CannotProtectError(ValueError):
    """What is already published lets a small count be computed, whatever else is hidden."""


class Mark(StrEnum):
    SHOWN = "shown"
    SMALL = "small"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Cell:
    """A count as it is told. ``value`` is there where it is shown, and nowhere else."""

    value: int | None
    mark: Mark

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.mark == Mark.SHOWN):
            raise ValueError("a hidden cell has no value, a shown one has")

    @property
    def said(self) -> str:
        if self.value is not None:
            return shown(self.value)
        return small() if self.mark == Mark.SMALL else withheld()

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "mark": str(self.mark)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Cell":
        return cls(kept["value"], Mark(kept["mark"]))

    @classmethod
    def of(cls, count: int) -> "Cell":
        """As it would be told if it stood alone."""
        return cls(None, Mark.SMALL) if 0 < count < LEAST else cls(count, Mark.SHOWN)


HIDDEN = Cell(None, Mark.WITHHELD)


def percent(part: Cell, whole: Cell) -> Decimal | None:
    """To one place after the point; None where one of them is hidden, or the whole is 0."""
    if part.value is None or not whole.value:
        return None
    return (Decimal(100 * part.value) / whole.value).quantize(Decimal("0.1"), ROUND_HALF_UP)


def protect(
    counts: Mapping[Key, int],
    sums: Sums[Key] = (),
    *,
    published: Mapping[Key, Cell] | None = None,
    may_leave_out: bool = False,
) -> dict[Key, Cell]:
    """How each of ``counts`` may be told beside all the others, and beside what was published before.

    ``sums``: (total, parts) for each total that a reader can add up, also those of earlier tables in ``published``: every
    cell is a person counted once, so that a total is the sum of its parts. ``published`` can't change any more: a key may be
    in ``counts`` too, or in ``sums`` alone. Of what can be hidden the cells that lose least are: small ones before large
    ones, totals last.

    Raises ``ValueError`` where a sum is wrong, a count negative, or a published cell contradicts the counts, and
    ``CannotProtectError`` where hiding everything else is not enough: then nothing of ``counts`` may be published. It may be
    one total alone that what is published gives away too closely (30, 40, 50 and 10未満 were told, now their sum): with
    ``may_leave_out`` there is no cell of such a total in the answer, and none may be published.
    """
    published = published or {}
    _check(counts, sums, published)
    table = _Table(counts, sums, published)
    while (found := table.narrow()) is not None:
        if more := table.ranges.cheapest(*found):
            table.hide(more)
        elif may_leave_out and table.is_new_total(found[0]):
            table.leave_out(found[0])
        else:
            table.hide(table.rest())
    return {key: table.cells[key] for key in counts if key in table.cells}


def _check(counts: Mapping[Key, int], sums: Sums[Key], published: Mapping[Key, Cell]) -> None:
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count below 0")
    for total, parts in sums:
        if unknown := [key for key in (total, *parts) if key not in counts and key not in published]:
            raise ValueError(f"neither counted nor published: {unknown}")
        if len(set(parts)) != len(parts) or total in parts:
            raise ValueError(f"{total} has a part twice")
        if all(key in counts for key in (total, *parts)) and counts[total] != sum(counts[key] for key in parts):
            raise ValueError(f"{total} is not the sum of its parts")
    totals = {total for total, _parts in sums}
    for key in counts.keys() & published.keys():
        count = counts[key]
        may_be_withheld = count >= LEAST or (count > 0 and key in totals)
        if published[key] != Cell.of(count) and not (published[key] == HIDDEN and may_be_withheld):
            raise ValueError(f"{key} was published as something else")


class _Table(Generic[Key]):
    """Cells as they are told so far. More and more of them are hidden, never less."""

    def __init__(self, counts: Mapping[Key, int], sums: Sums[Key], published: Mapping[Key, Cell]) -> None:
        self._counts, self._published = counts, published
        self._parts = _parts_of(sums)
        self.cells = {key: Cell.of(count) for key, count in counts.items()} | dict(published)
        for key in self._hideable():
            if self.cells[key].mark == Mark.SMALL and self._leaves(key) > 1:
                self.cells[key] = HIDDEN
        self.ranges = Ranges({key: self._bounds(key) for key in self.cells}, sums, dict(counts))

    def narrow(self) -> tuple[Key, Mapping[Key, Bounds]] | None:
        """A hidden cell of which too much could be computed, with what each of the cells that may be hidden could be then."""
        hidden = {key: cell.mark for key, cell in self.cells.items() if cell.mark != Mark.SHOWN}
        wanted = {key: (1, LEAST - 1) if mark == Mark.SMALL else None for key, mark in hidden.items()}
        found = self.ranges.first_narrow(wanted)
        return None if found is None else (found, {key: self._bounds_hidden(key) for key in self.rest()})

    def rest(self) -> list[Key]:
        """What could be hidden besides."""
        return [key for key in self._hideable() if (self.cells[key].value or 0) >= LEAST]

    def hide(self, keys: Collection[Key]) -> None:
        if not keys:
            raise CannotProtectError("what is published already says too much")
        for key in keys:
            self.cells[key] = HIDDEN
            self.ranges.loosen(key, self._bounds(key))

    def is_new_total(self, key: Key) -> bool:
        return key in self._parts and key in self._hideable()

    def leave_out(self, key: Key) -> None:
        del self.cells[key]
        self.ranges.loosen(key, (0, None))

    def _hideable(self) -> list[Key]:
        return [key for key in self._counts if key not in self._published and key in self.cells]

    def _leaves(self, key: Key) -> int:
        """How many cells above 0 it is the sum of, in the end."""
        if (self._counts[key] if key in self._counts else self.cells[key].value) == 0:
            return 0
        return max((sum(map(self._leaves, parts)) for parts in self._parts.get(key, ())), default=1)

    def _bounds(self, key: Key) -> Bounds:
        cell = self.cells[key]
        if cell.value is not None:
            return cell.value, cell.value
        return (1, LEAST - 1) if cell.mark == Mark.SMALL else self._bounds_hidden(key)

    def _bounds_hidden(self, key: Key) -> Bounds:
        return (1 if key in self._parts else LEAST), None


def _parts_of(sums: Sums[Key]) -> dict[Key, list[Sequence[Key]]]:
    found: dict[Key, list[Sequence[Key]]] = {}
    for total, parts in sums:
        found.setdefault(total, []).append(parts)
    return found
