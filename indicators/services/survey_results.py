"""From answers to published tables, and from a table to a value of a plan."""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators.fiscal_years import fiscal_year_of
from indicators.models import Answer, Measurement, Question, Response, Survey, SurveyFigure, SurveyTable
from indicators.secrecy import HIDDEN, Cell, percent
from indicators.services.measuring import record_measurement
from indicators.services.surveying import check_from, check_may, move_survey
from indicators.survey_counts import ALL, Asked, Form, Key
from indicators.survey_enums import SurveyAction, SurveyKind, SurveyState
from indicators.survey_secrecy import told_cells

if TYPE_CHECKING:
    from hub.accounts.models import User


@transaction.atomic
def publish_survey(survey: Survey, *, by: "User", now: datetime | None = None) -> Survey:
    """Counts once what came in, hides what must be hidden, over all tables together, and keeps the tables for good.

    Raises ``DomainError`` where the answers went before: nobody answered would be false.
    """
    check_may(by)
    now = now or timezone.now()
    today = timezone.localdate(now)
    locked = lock_row(survey)
    check_from(locked, SurveyAction.PUBLISH)
    if locked.kept_until <= today:
        raise DomainError(_("ひとりひとりの答えは、約束した日に消してあります。もう集計できません。"))
    move_survey(locked, SurveyAction.PUBLISH, by=by, now=now, published_on=today)
    questions = list(locked.questions.order_by("order", "pk").prefetch_related("choices"))
    cells = told_cells(asked_of(questions), forms_of(locked, questions))
    SurveyTable.objects.bulk_create(_tables(locked, questions, cells))
    return locked


def asked_of(questions: list[Question]) -> list[Asked]:
    """The questions as far as they are counted, each by its place from 1 on."""
    return [
        Asked(
            place, one.kind, [choice.number for choice in one.choices.all()],
            frozenset(choice.number for choice in one.choices.all() if choice.is_counted), one.is_grouping,
        )
        for place, one in enumerate(questions, start=1)
    ]  # fmt: skip


def forms_of(survey: Survey, questions: list[Question]) -> list[Form]:
    """What each filled form says, without words."""
    places = {one.pk: place for place, one in enumerate(questions, start=1)}
    said: dict[object, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    rows = Answer.objects.filter(response__survey=survey, text="")
    for form, question, choice, number in rows.values_list("response_id", "question_id", "choice__number", "number"):
        said[form][places[question]].append(number if choice is None else choice)
    return [said.get(form, {}) for form in Response.objects.filter(survey=survey).values_list("pk", flat=True)]


def _tables(survey: Survey, questions: list[Question], cells: dict[Key, Cell]) -> list[SurveyTable]:
    of_place: dict[int | str, dict[str, object]] = defaultdict(dict)
    for key, cell in cells.items():
        of_place[key[0]]["/".join(map(str, key[1:]))] = cell.as_json()
    rows = [SurveyTable(survey=survey, question=None, cells=of_place.get(ALL[0], {}))]
    rows += [
        SurveyTable(survey=survey, question=one, cells=of_place[place])
        for place, one in enumerate(questions, start=1)
        if place in of_place
    ]
    return rows


def confirmation_of(question: Question) -> str:
    """What a planner says by ticking the box, in the words that are kept with the value."""
    labels = "」「".join(one.label for one in question.choices.all() if one.is_counted)
    said = _("「%(labels)s」を足した割合を値とする。計画の値と同じ足し方であることを確かめた。") % {"labels": labels}
    if question.indicator is not None and question.indicator.code == "lonely":
        said += _("計画の基準値40.3%の足し方は資料に書かれていないので、担当課の記録で確かめた。")
    return said


@transaction.atomic
def write_into_plan(
    question: Question, *, by: "User", is_confirmed_sum: bool, is_confirmed: bool = False, now: datetime | None = None
) -> Measurement:
    """The published share of the counted answers becomes a value of the indicator, of the fiscal year of the last day.

    Raises ``DomainError`` for all but planners, for a survey that was not of a random sample, before its publication, without
    the confirmation, where a cell is hidden, and where the year has a value already.
    """
    check_may(by)
    now = now or timezone.now()
    survey, indicator = question.survey, question.indicator
    if survey.kind != SurveyKind.SAMPLE:
        raise DomainError(_("答えたい人が答えたアンケートの割合は、計画の値にできません。"))
    if survey.state != SurveyState.PUBLISHED or indicator is None or survey.is_sample:
        raise DomainError(_("計画の値にできるのは、公開した結果のうち、指標を決めておいた問いだけです。"))
    if not is_confirmed_sum:
        raise DomainError(_("どの答えを足した値かを確かめて、印をつけてください。"))
    if SurveyFigure.objects.filter(question=question).exists():
        raise DomainError(_("この問いの値は、もう計画に書いてあります。"))
    part, whole = _cells_for_plan(question)
    value = percent(part, whole)
    if value is None:
        raise DomainError(_("この値の人数は公表しないことになったので、計画に書けません。"))
    made = record_measurement(
        indicator, by=by, value=value, fiscal_year=fiscal_year_of(survey.closed_on or survey.closes_on), now=now,
        is_confirmed=is_confirmed, numerator=part.value, denominator=whole.value, source=_source_of(survey, whole),
        note=_note_of(question),
    )  # fmt: skip
    SurveyFigure.objects.create(
        survey=survey, question=question, measurement=made, confirmed=confirmation_of(question)[:300], by=by, at=now
    )
    return made


def _cells_for_plan(question: Question) -> tuple[Cell, Cell]:
    """The part and the whole, as they were published."""
    table = SurveyTable.objects.filter(survey=question.survey, question=question).first()
    cells = table.cells if table else {}
    part, whole = (Cell.from_json(cells[key]) if key in cells else HIDDEN for key in ("counted", "answered"))
    return part, whole


def _source_of(survey: Survey, whole: Cell) -> str:
    """How many were drawn, and how many answered this question: both are published, the number of all forms may not be."""
    size = _("無作為抽出%(drawn)s人、この問いの回答%(came)s人") % {"drawn": f"{survey.drawn:,}", "came": whole.said}
    return f"{survey.title}（{size}）"[:200]


def _note_of(question: Question) -> str:
    labels = "、".join(one.label for one in question.choices.all() if one.is_counted)
    return (_("足した答え：%(labels)s") % {"labels": labels})[:200]
