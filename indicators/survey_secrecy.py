"""How much of a survey's tables can be told at once, so that no small number can be computed from any of them.

All cells go through one call of ``secrecy.protect``: a table published apart would say more of the others. Where that fails,
or would take too long for a page, tables by groups are left out, those of several choices first; then whole questions.
"""

from collections.abc import Collection, Iterator, Sequence

from indicators.secrecy import CannotProtectError, Cell, protect
from indicators.survey_counts import ALL, Asked, Form, Key, count_answers
from indicators.survey_enums import ONE_OF, QuestionKind

# A thousand cells take the solver some fifteen seconds.
MOST_CELLS = 600


def told_cells(asked: Sequence[Asked], forms: Sequence[Form]) -> dict[Key, Cell]:
    """The cells that are published. A question, or its table by groups, that is not among them is told nowhere."""
    for by_group in _ways(asked):
        found = _protected(asked, forms, by_group)
        if found is not None:
            return found
    kept: list[Asked] = []
    told = {ALL: Cell.of(len(forms))}
    for one in asked:
        found = _protected([*kept, one], forms, ())
        if found is not None:
            kept, told = [*kept, one], found
    return told


def _ways(asked: Sequence[Asked]) -> Iterator[Collection[int]]:
    """Which questions are told by groups: as many as can be."""
    yield [one.place for one in asked]
    yield [one.place for one in asked if one.kind != QuestionKind.MULTIPLE]
    yield [one.place for one in asked if one.kind in ONE_OF]
    yield [one.place for one in asked if one.counted]
    yield []


def _protected(asked: Sequence[Asked], forms: Sequence[Form], by_group: Collection[int]) -> dict[Key, Cell] | None:
    """None where small numbers can't be hidden in it."""
    counts, sums = count_answers(asked, forms, by_group=by_group)
    if by_group and len(counts) > MOST_CELLS:
        return None
    try:
        return protect(counts, sums)
    except CannotProtectError:
        return None
