"""How much of a survey's tables can be told at once, so that no small number can be computed from any of them.

All cells go through one call of ``secrecy.protect``: a table published apart would say more of the others. What is told of a
question as a whole comes first: its table by groups is added only where it hides nothing of any other question, nor how many
answered at all. Where even the questions as a whole can't be told together, whole questions are left out.
"""

from collections.abc import Collection, Sequence

from indicators.secrecy import CannotProtectError, Cell, protect
from indicators.survey_counts import ALL, Asked, Form, Key, count_answers

# A thousand cells take the solver some fifteen seconds.
MOST_CELLS = 600


def told_cells(asked: Sequence[Asked], forms: Sequence[Form]) -> dict[Key, Cell]:
    """The cells that are published. A question, or its table by groups, that is not among them is told nowhere."""
    whole = _protected(asked, forms)
    if whole is None:
        return _told_in_part(asked, forms)
    grouping = next((one.place for one in asked if one.is_grouping), None)
    shown = {key for key, cell in whole.items() if cell.value is not None and key[0] != grouping}
    told, split = whole, list[int]()
    for one in sorted(asked, key=lambda one: not one.counted) if grouping else ():
        found = None if one.is_grouping else _protected(asked, forms, [*split, one.place])
        if found is not None and all(found[key].value is not None for key in shown):
            told, split = found, [*split, one.place]
    return told


def _told_in_part(asked: Sequence[Asked], forms: Sequence[Form]) -> dict[Key, Cell]:
    """One question after the other, as far as they can be told together."""
    kept: list[Asked] = []
    told = {ALL: Cell.of(len(forms))}
    for one in asked:
        found = _protected([*kept, one], forms)
        if found is not None:
            kept, told = [*kept, one], found
    return told


def _protected(asked: Sequence[Asked], forms: Sequence[Form], by_group: Collection[int] = ()) -> dict[Key, Cell] | None:
    """None where small numbers can't be hidden in it, or where that would take too long for a page."""
    counts, sums = count_answers(asked, forms, by_group=by_group)
    if by_group and len(counts) > MOST_CELLS:
        return None
    try:
        return protect(counts, sums)
    except CannotProtectError:
        return None
