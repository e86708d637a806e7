"""How much of a survey's tables can be told at once, so that no small number can be computed from any of them.

All cells go through one call of ``secrecy.protect``: a table published apart would say more of the others. What is told of a
question as a whole comes first: its table by groups is added only where it hides nothing of any other question, half of its own grouping at most, nor how many
answered at all. Where even the questions as a whole can't be told together, whole questions are left out.

Of a question that between one and nine answered nothing is told: 0 beside 10未満 would say that all of them answered alike.

Where between one and nine left some question out, nobody is told how many left any question out, nor how many answered at
all: both beside each other would take the shares from every question that a few left out. Then each question stands alone.
"""

from collections.abc import Collection, Sequence
from time import monotonic

from hub.small_counts import LEAST
from indicators.secrecy import CannotProtectError, Cell, protect
from indicators.survey_counts import ALL, Asked, Form, Key, count_answers

# A thousand cells take the solver some fifteen seconds.
MOST_CELLS = 600
# So long tables by groups are added, each with all before it: a web worker that is silent for 30 seconds is stopped
# (``hub/gunicorn_conf.py``), and the survey could never be published.
MOST_SECONDS = 10.0


def told_cells(asked: Sequence[Asked], forms: Sequence[Form], *, most_seconds: float = MOST_SECONDS) -> dict[Key, Cell]:
    """The cells that are published. A question, or its table by groups, that is not among them is told nowhere.

    After ``most_seconds`` no table by groups is added any more.
    """
    until = monotonic() + most_seconds
    if 0 < len(forms) < LEAST:
        return {ALL: Cell.of(len(forms))}
    asked = [one for one in asked if not 0 < _answered(one, forms) < LEAST]
    has_few = any(0 < count < LEAST for count in _left_out(asked, forms))
    whole = _protected(asked, forms, with_none=not has_few)
    if whole is None:
        return _told_in_part(asked, forms)
    if has_few:
        return whole
    grouping = next((one.place for one in asked if one.is_grouping), None)
    shown = {key for key, cell in whole.items() if cell.value is not None}
    own = {key for key in shown if key[0] == grouping and str(key[1]).startswith("c")}
    told, split = whole, list[int]()
    for one in sorted(asked, key=lambda one: not one.counted) if grouping else ():
        if monotonic() >= until:
            break
        found = None if one.is_grouping else _protected(asked, forms, [*split, one.place])
        lost = shown if found is None else {key for key in shown if found[key].value is None}
        if found is not None and lost <= own and 2 * len(lost) <= len(own):
            told, split = found, [*split, one.place]
    return told


def _answered(one: Asked, forms: Sequence[Form]) -> int:
    return sum(bool(form.get(one.place)) for form in forms)


def _told_in_part(asked: Sequence[Asked], forms: Sequence[Form]) -> dict[Key, Cell]:
    """Each question alone, where it can be told; how many left it out is told of none."""
    told: dict[Key, Cell] = {}
    for one in asked:
        told |= _protected([one], forms, with_none=False) or {}
    return told


def _left_out(asked: Sequence[Asked], forms: Sequence[Form]) -> Sequence[int]:
    counts, _sums = count_answers(asked, forms, by_group=())
    return [number for key, number in counts.items() if key[1:] == ("none",)]


def _protected(
    asked: Sequence[Asked], forms: Sequence[Form], by_group: Collection[int] = (), *, with_none: bool = True
) -> dict[Key, Cell] | None:
    """None where small numbers can't be hidden in it, or where that would take too long for a page."""
    counts, sums = count_answers(asked, forms, by_group=by_group, with_none=with_none)
    if by_group and len(counts) > MOST_CELLS:
        return None
    try:
        return protect(counts, sums)
    except CannotProtectError:
        return None
