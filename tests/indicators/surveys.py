"""Surveys for the tests, in any state, with answers."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hub.accounts.models import User
from indicators import survey_numbers
from indicators.models import Answer, Choice, Indicator, Question, Response, Survey, Ticket
from indicators.ready_questions import READY_QUESTIONS
from indicators.services.survey_results import publish_survey
from indicators.services.surveying import close_survey, open_survey
from indicators.survey_enums import QuestionKind, SurveyState, Way
from tests.indicators.plans import planner

STATES = tuple(SurveyState)
FIELDS: dict[str, Any] = {
    "title": "暮らしのアンケート",
    "audience": "18歳以上の市民",
    "intro": "計画の見直しに使います。",
    "minutes": 3,
    "opens_on": date(2026, 11, 1),
    "closes_on": date(2026, 12, 20),
    "kept_days": 365,
}


def survey(kind: str = "open", *, code: str = "kurashi", **fields: Any) -> Survey:
    """A draft with a question of each kind; ``drawn`` 100 for a sample."""
    values = FIELDS | {"kind": kind, "drawn": 100 if kind == "sample" else None} | fields
    one = Survey.objects.create(code=code, **values)
    ask(one, "single", "年代", ["39歳まで", "40から64歳", "65歳から"], is_grouping=True)
    ask(one, "direct")
    ask(one, "multiple", "よく行くところ", ["公園", "図書館", "集会所"])
    ask(one, "scale")
    ask(one, "text", "ご意見")
    return one


def ask(
    one: Survey,
    kind: str,
    text: str = "",
    labels: Sequence[str] = (),
    *,
    counted: Sequence[int] = (),
    indicator: Indicator | None = None,
    is_grouping: bool = False,
) -> Question:
    ready = READY_QUESTIONS.get(kind)
    order = one.questions.count() + 1
    row = Question.objects.create(
        survey=one, order=order, kind=kind, text=ready.text if ready else text, is_grouping=is_grouping, indicator=indicator
    )  # fmt: skip
    Choice.objects.bulk_create(
        Choice(question=row, number=number, label=label, is_counted=number in counted)
        for number, label in enumerate(ready.choices if ready else labels, start=1)
    )
    return row


def opened(one: Survey, by: User | None = None) -> Survey:
    return open_survey(one, by=by or planner())


def closed(one: Survey, by: User | None = None) -> Survey:
    by = by or planner()
    return close_survey(open_survey(one, by=by), by=by)


def published(one: Survey, by: User | None = None) -> Survey:
    by = by or planner()
    return publish_survey(close_survey(one, by=by), by=by)


def in_state(state: str, by: User, kind: str = "open") -> Survey:
    one = survey(kind)
    if state != SurveyState.DRAFT:
        one = open_survey(one, by=by)
    if state in {SurveyState.CLOSED, SurveyState.PUBLISHED}:
        one = close_survey(one, by=by)
    return publish_survey(one, by=by) if state == SurveyState.PUBLISHED else one


def number_for(one: Survey) -> str:
    """A number that opens it."""
    number = survey_numbers.new_number()
    Ticket.objects.create(hash=survey_numbers.hash_of(number, one.pk), survey=one)
    return number


Form = Mapping[int, Sequence[int] | str]


def fill_in(one: Survey, forms: Sequence[Form]) -> None:
    """Forms that lie there already; by the place of the question: numbers, or words."""
    questions = dict(enumerate(one.questions.order_by("order", "pk").prefetch_related("choices"), start=1))
    choices = {pk: {c.number: c for c in row.choices.all()} for pk, row in questions.items()}
    responses = [Response(pk=uuid.uuid4(), survey=one, way=Way.WEB) for _form in forms]
    answers = []
    for response, form in zip(responses, forms, strict=True):
        for place, said in form.items():
            row = questions[place]
            if isinstance(said, str):
                answers.append(Answer(response=response, question=row, text=said))
            elif row.kind == QuestionKind.SCALE:
                answers += [Answer(response=response, question=row, number=number) for number in said]
            else:
                answers += [Answer(response=response, question=row, choice=choices[place][n]) for n in said]
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers)
