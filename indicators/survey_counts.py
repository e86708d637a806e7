"""What is counted of the answers to a survey, and which sums a reader can add up: all cells of all its tables at once.

The key of a cell is ``(question, what, …)``: the question's place from 1 on (0: the survey as a whole), then

- ``all``: every filled form, ``none``: no answer to this question, ``answered``: the rest,
- ``c<number>``: who chose this; of several that may be chosen also ``o<number>``: who answered and did not choose it,
- ``s<sum>``: of the scale, ``counted``, ``uncounted``: what the choices summed for an indicator come to, and the others,

and of a table by groups one more: the group that was chosen, as ``c<number>`` or ``none``.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.ready_questions import SCALE_SUMS
from indicators.survey_enums import ONE_OF, QuestionKind

Key = tuple[int | str, ...]
Sums = list[tuple[Key, list[Key]]]
# What one form says to each question, by its place: numbers of choices, or the sum of the scale alone.
Form = Mapping[int, Sequence[int]]
ALL: Key = (0, "all")


@dataclass(frozen=True)
class Asked:
    """A question as far as it is counted. ``counted``: numbers summed for an indicator."""

    place: int
    kind: str
    numbers: Sequence[int]
    counted: frozenset[int] = field(default_factory=frozenset)
    is_grouping: bool = False

    @property
    def names(self) -> list[str]:
        """Of the answers that one form gives one of, or that it may choose among."""
        return (
            [f"s{total}" for total in SCALE_SUMS]
            if self.kind == QuestionKind.SCALE
            else [f"c{n}" for n in self.numbers]
        )

    @property
    def is_multiple(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE


def count_answers(asked: Sequence[Asked], forms: Iterable[Form]) -> tuple[dict[Key, int], Sums]:
    """Every cell with its number, 0 included, and every sum. Words are not counted. ``asked``: as the survey asks them."""
    counted = [one for one in asked if one.kind != QuestionKind.TEXT]
    grouping = next((one for one in counted if one.is_grouping), None)
    found: Counter[Key] = Counter()
    for form in forms:
        found.update(_cells_of(form, counted, grouping))
    sums = [pair for one in counted for pair in _sums_of(one, grouping)]
    counts = {ALL: found[ALL]} | {key: found[key] for total, parts in sums for key in (total, *parts)}
    return counts, sums


def _cells_of(form: Form, asked: Sequence[Asked], grouping: Asked | None) -> Iterator[Key]:
    yield ALL
    group = _group_of(form, grouping) if grouping else ""
    for one in asked:
        for what in _said(one, form.get(one.place, ())):
            yield one.place, what
            if grouping and one is not grouping and what not in {"counted", "uncounted"}:
                yield one.place, what, group


def _group_of(form: Form, grouping: Asked) -> str:
    chosen = form.get(grouping.place, ())
    return f"c{chosen[0]}" if chosen else "none"


def _said(one: Asked, chosen: Sequence[int]) -> Iterator[str]:
    if not chosen:
        yield "none"
        return
    yield "answered"
    sign = "s" if one.kind == QuestionKind.SCALE else "c"
    yield from (f"{sign}{number}" for number in chosen)
    if one.is_multiple:
        yield from (f"o{number}" for number in one.numbers if number not in chosen)
    if one.counted:
        yield "counted" if set(chosen) & one.counted else "uncounted"


def _sums_of(one: Asked, grouping: Asked | None) -> Iterator[tuple[Key, list[Key]]]:
    yield ALL, [(one.place, "answered"), (one.place, "none")]
    yield from _parts_of(one, ())
    if one.counted:
        yield (one.place, "answered"), [(one.place, "counted"), (one.place, "uncounted")]
        for what, is_in in (("counted", True), ("uncounted", False)):
            yield (one.place, what), [(one.place, f"c{n}") for n in one.numbers if (n in one.counted) is is_in]
    if grouping and one is not grouping:
        yield from _sums_by_group(one, grouping)


def _parts_of(one: Asked, group: tuple[str, ...]) -> Iterator[tuple[Key, list[Key]]]:
    whole: Key = (one.place, "answered", *group)
    if not one.is_multiple:
        yield whole, [(one.place, name, *group) for name in one.names]
        return
    for number in one.numbers:
        yield whole, [(one.place, f"c{number}", *group), (one.place, f"o{number}", *group)]


def _sums_by_group(one: Asked, grouping: Asked) -> Iterator[tuple[Key, list[Key]]]:
    groups = [*grouping.names, "none"]
    for group in groups:
        yield (grouping.place, group), [(one.place, "answered", group), (one.place, "none", group)]
        yield from _parts_of(one, (group,))
    others = [f"o{number}" for number in one.numbers] if one.is_multiple else []
    for what in (*one.names, *others, "answered", "none"):
        yield (one.place, what), [(one.place, what, group) for group in groups]


def can_be_counted(one: Asked) -> bool:
    """Whether its share may become a value of an indicator: some choices are summed, and not all."""
    return one.kind in ONE_OF and bool(one.counted) and one.counted < set(one.numbers)
