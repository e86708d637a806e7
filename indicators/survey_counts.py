"""What is counted of the answers to a survey, and which sums a reader can add up: all cells of all its tables at once.

The key of a cell is ``(question, what, …)``: the question's place from 1 on (0: the survey as a whole), then

- ``all``: every filled form, ``none``: no answer to this question, ``answered``: the rest,
- ``c<number>``: who chose this; of several that may be chosen also ``o<number>``: who answered and did not choose it,
- ``s<sum>``: of the scale, ``counted``, ``uncounted``: what the choices summed for an indicator come to, and the others,

and of a table by groups one more: the group, as the names of the answers to the grouping question that it holds
(``c1``, ``c3+none``). Groups of fewer than thirty are put together until they are thirty: of fewer nothing could be told.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from indicators.ready_questions import SCALE_SUMS
from indicators.survey_enums import ONE_OF, QuestionKind

Key = tuple[int | str, ...]
Sums = list[tuple[Key, list[Key]]]
# What one form says to each question, by its place: numbers of choices, or the sum of the scale alone.
Form = Mapping[int, Sequence[int]]
ALL: Key = (0, "all")
# Of smaller groups nearly every number would have to be hidden, and some could not be.
_GROUP_LEAST = 30


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


@dataclass(frozen=True)
class _Groups:
    """By the grouping question, ``names`` of each; ``of_name``: the group that a name is in."""

    place: int
    names: list[list[str]]

    @property
    def keys(self) -> list[str]:
        return ["+".join(names) for names in self.names]

    @property
    def of_name(self) -> dict[str, str]:
        return {name: key for key, names in zip(self.keys, self.names, strict=True) for name in names}


def count_answers(
    asked: Sequence[Asked], forms: Sequence[Form], *, by_group: Collection[int] | None = None, with_none: bool = True
) -> tuple[dict[Key, int], Sums]:
    """Every cell with its number, 0 included, and every sum. Words are not counted. ``asked``: as the survey asks them.

    ``by_group``: places of the questions that are counted by groups too; usually all. ``with_none``: also who left a question
    out, and so how many there are at all; without them nothing ties one question to another, and there are no groups.
    """
    counted = [one for one in asked if one.kind != QuestionKind.TEXT]
    grouping = next((one for one in counted if one.is_grouping), None)
    groups = _groups_of(grouping, forms) if with_none else None
    split = {one.place for one in counted if by_group is None or one.place in by_group} if groups else set()
    split -= {groups.place} if groups else set()
    found: Counter[Key] = Counter()
    for form in forms:
        found.update(_cells_of(form, counted, groups, split))
    sums = [pair for one in counted for pair in _sums_of(one, with_none=with_none)]
    if groups and split:
        sums += [((groups.place, key), [(groups.place, name) for name in names])
                 for key, names in zip(groups.keys, groups.names, strict=True) if len(names) > 1]  # fmt: skip
        sums += [pair for one in counted if one.place in split for pair in _sums_by_group(one, groups)]
    counts = ({ALL: found[ALL]} if with_none else {}) | {
        key: found[key] for total, parts in sums for key in (total, *parts)
    }
    return counts, sums


def _groups_of(grouping: Asked | None, forms: Sequence[Form]) -> _Groups | None:
    """None where nobody asked for groups, or where all are one."""
    if grouping is None:
        return None
    sizes = Counter(_name_of(form, grouping.place) for form in forms)
    names = sorted([*grouping.names, "none"], key=lambda name: sizes[name])
    rest = [name for name in names if 0 < sizes[name] < _GROUP_LEAST]
    for name in names:
        if 0 < sum(sizes[one] for one in rest) < _GROUP_LEAST and sizes[name] >= _GROUP_LEAST:
            rest.append(name)
    order = [*grouping.names, "none"]
    alone = [[name] for name in order if name not in rest]
    merged = [[name for name in order if name in rest]] if rest else []
    found = _Groups(grouping.place, [*alone, *merged])
    filled = sum(any(sizes[name] for name in group) for group in found.names)
    return found if filled > 1 else None


def _name_of(form: Form, place: int) -> str:
    chosen = form.get(place, ())
    return f"c{chosen[0]}" if chosen else "none"


def _cells_of(form: Form, asked: Sequence[Asked], groups: _Groups | None, split: Collection[int]) -> Iterator[Key]:
    yield ALL
    name = _name_of(form, groups.place) if groups else ""
    group = groups.of_name[name] if groups else ""
    for one in asked:
        for what in _said(one, form.get(one.place, ())):
            yield one.place, what
            if one.place in split and what not in {"counted", "uncounted"}:
                yield one.place, what, group
    if groups and group != name:
        yield groups.place, group


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


def _sums_of(one: Asked, *, with_none: bool) -> Iterator[tuple[Key, list[Key]]]:
    if with_none:
        yield ALL, [(one.place, "answered"), (one.place, "none")]
    yield from _parts_of(one, ())
    if one.counted:
        yield (one.place, "answered"), [(one.place, "counted"), (one.place, "uncounted")]
        for what, is_in in (("counted", True), ("uncounted", False)):
            yield (one.place, what), [(one.place, f"c{n}") for n in one.numbers if (n in one.counted) is is_in]


def _parts_of(one: Asked, group: tuple[str, ...]) -> Iterator[tuple[Key, list[Key]]]:
    whole: Key = (one.place, "answered", *group)
    if not one.is_multiple:
        yield whole, [(one.place, name, *group) for name in one.names]
        return
    for number in one.numbers:
        yield whole, [(one.place, f"c{number}", *group), (one.place, f"o{number}", *group)]


def _sums_by_group(one: Asked, groups: _Groups) -> Iterator[tuple[Key, list[Key]]]:
    for group in groups.keys:
        yield (groups.place, group), [(one.place, "answered", group), (one.place, "none", group)]
        yield from _parts_of(one, (group,))
    others = [f"o{number}" for number in one.numbers] if one.is_multiple else []
    for what in (*one.names, *others, "answered", "none"):
        yield (one.place, what), [(one.place, what, group) for group in groups.keys]


def can_be_counted(one: Asked) -> bool:
    """Whether its share may become a value of an indicator: some choices are summed, and not all."""
    return one.kind in ONE_OF and bool(one.counted) and one.counted < set(one.numbers)
