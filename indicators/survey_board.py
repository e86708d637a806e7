"""The results of a survey as they are read: from published tables alone, never from answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from indicators.models import Question, Survey
from indicators.proportions import wilson
from indicators.ready_questions import SCALE_SUMS
from indicators.secrecy import HIDDEN, Cell, percent
from indicators.survey_enums import QuestionKind, SurveyKind


@dataclass(frozen=True)
class Line:
    """One answer: how many, of those who answered the question how much, and for a random sample how sure that is."""

    label: str
    cell: Cell
    percent: Decimal | None = None
    interval: tuple[Decimal, Decimal] | None = None

    @property
    def is_shown(self) -> bool:
        return self.cell.value is not None


@dataclass(frozen=True)
class Group:
    """The answers of those who gave one answer to the grouping question."""

    label: str
    answered: Cell
    lines: list[Line]


@dataclass(frozen=True)
class Table:
    """``counted``: what the answers of an indicator come to. ``groups``: the same lines for each group."""

    question: Question
    place: int
    lines: list[Line]
    answered: Cell
    # None where nobody is told who left a question out.
    none: Cell | None
    counted: Line | None = None
    groups: list[Group] = field(default_factory=list)
    # Groups were asked for, and can't be told.
    has_hidden_groups: bool = False


@dataclass(frozen=True)
class Results:
    survey: Survey
    everybody: Cell
    # Of those drawn; None for an open survey, and where the number is hidden.
    rate: Decimal | None
    tables: list[Table]
    # What could not be told of at all.
    untold: list[tuple[int, Question]] = field(default_factory=list)
    # Where ``everybody`` is hidden: as many as the tables themselves say that there are, and their share of those drawn.
    at_least: int = 0
    rate_at_least: Decimal | None = None


def read_results(survey: Survey) -> Results:
    """Of a published survey that was loaded ``with_questions``: one query more."""
    cells = {row.question_id: _cells(row.cells) for row in survey.tables.all()}
    everybody = cells[None].get("all", HIDDEN)
    questions = list(survey.questions.all())
    grouping = next((one for one in questions if one.is_grouping), None)
    tables = [
        _table(survey, one, place, cells[one.pk], grouping)
        for place, one in enumerate(questions, start=1)
        if one.pk in cells
    ]
    share = percent(everybody, Cell.of(survey.drawn)) if survey.drawn else None
    untold = [
        (place, one)
        for place, one in enumerate(questions, start=1)
        if one.pk not in cells and one.kind != QuestionKind.TEXT
    ]
    least = 0 if everybody.value is not None else max(map(_least_of, tables), default=0)
    least_share = percent(Cell.of(least), Cell.of(survey.drawn)) if survey.drawn and least else None
    return Results(survey, everybody, share, tables, untold, least, least_share)


def _least_of(table: Table) -> int:
    """How many forms there are at least, by what this table shows. It says nothing that a reader could not add up."""
    if table.answered.value is None:
        return 0
    return table.answered.value + (table.none.value or 0 if table.none else 0)


def _cells(kept: Mapping[str, Any]) -> dict[str, Cell]:
    return {key: Cell.from_json(cell) for key, cell in kept.items()}


def _table(survey: Survey, one: Question, place: int, cells: Mapping[str, Cell], grouping: Question | None) -> Table:
    names, answered = _names(one), cells["answered"]
    is_sample = survey.kind == SurveyKind.SAMPLE
    lines = [line_of(label, cells[name], answered, is_sample=is_sample) for name, label in names]
    counted = None
    if "counted" in cells:
        labels = "＋".join(choice.label for choice in one.choices.all() if choice.is_counted)
        counted = line_of(labels, cells["counted"], answered, is_sample=is_sample)
    is_split = grouping is not None and grouping.pk != one.pk
    groups = _groups(names, cells, grouping) if grouping is not None and is_split else []
    return Table(one, place, lines, answered, cells.get("none"), counted, groups, is_split and not groups)


def _names(one: Question) -> list[tuple[str, str]]:
    """The key of each answer in the table, and how it is called."""
    if one.kind == QuestionKind.SCALE:
        return [(f"s{total}", _("%(sum)d点") % {"sum": total}) for total in SCALE_SUMS]
    return [(f"c{choice.number}", choice.label) for choice in one.choices.all()]


def _groups(names: list[tuple[str, str]], cells: Mapping[str, Cell], grouping: Question) -> list[Group]:
    """Those that were counted, as they were put together; not those in which nobody is."""
    labels = dict([*_names(grouping), ("none", _("無回答"))])
    found = [key.removeprefix("answered/") for key in cells if key.startswith("answered/") and cells[key].value != 0]
    return [
        Group(
            "＋".join(labels[name] for name in group.split("+")),
            cells[f"answered/{group}"],
            [line_of(said, cells[f"{name}/{group}"], cells[f"answered/{group}"]) for name, said in names],
        )
        for group in found
    ]


def line_of(label: str, part: Cell, whole: Cell, *, is_sample: bool = False) -> Line:
    """A share, and its interval, only where both numbers are shown."""
    share = percent(part, whole)
    if share is None or part.value is None or not whole.value:
        return Line(label, part)
    low, high = wilson(part.value, whole.value)
    return Line(label, part, share, (_in_percent(low), _in_percent(high)) if is_sample else None)


def _in_percent(share: float) -> Decimal:
    return (Decimal(share) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
