"""A sample survey that can be answered and one with results, so that a demonstration shows both. All of it is made up."""

import random
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.pages.demo_accounts import PEOPLE
from indicators.models import Answer, Question, Response, Survey
from indicators.services.survey_results import publish_survey
from indicators.services.surveying import close_survey, make_survey, open_survey, write_question
from indicators.survey_enums import READY, QuestionKind, SurveyKind, Way

_DRAWN, _ANSWERED = 600, 231
_AGES = ["39歳まで", "40から64歳", "65から74歳", "75歳から"]
_PLACES = ["公園や緑道", "図書館や市民センター", "サロンやカフェ", "お店", "どれもない"]
# How often each answer of a question comes, of the made-up ones: some so seldom that they must be hidden.
_OFTEN: dict[str, list[int]] = {"ages": [30, 70, 60, 4], "direct": [30, 45, 30, 16, 5], "known": [20, 80]}
_ASKED = "これは見本です。暮らしの中で人とどうつながっているかをおたずねし、市の計画の見直しに使う、という想定のアンケートです。"


def make_demo_surveys() -> Iterator[str]:
    """Yields a line where surveys were made; nothing where there are some."""
    if not settings.HUB_EMBEDDED:
        raise RuntimeError("samples of surveys belong into the embedded mode")
    planner = User.objects.filter(email=next(one.email for one in PEOPLE if one.login == "planner")).first()
    if planner is None or Survey.objects.exists():
        return
    today = timezone.localdate()
    with transaction.atomic():
        _make(
            planner, "mihon-open", "まちの居場所アンケート（見本）", SurveyKind.OPEN, today, today + timedelta(days=60)
        )
        done = _make(
            planner, "mihon-sample", "つながりについての市民アンケート（見本）", SurveyKind.SAMPLE, today - timedelta(days=40), today
        )  # fmt: skip
        _answer(done)
        publish_survey(close_survey(done, by=planner), by=planner)
    yield "見本のアンケート 2件"


def _make(by: User, code: str, title: str, kind: SurveyKind, first: date, last: date) -> Survey:
    one = make_survey(
        by=by, code=code, title=title, kind=kind, audience="18歳以上の市民（見本）", intro=_ASKED, minutes=3, opens_on=first,
        closes_on=last, drawn=_DRAWN if kind == SurveyKind.SAMPLE else None, kept_days=365,
    )  # fmt: skip
    asked: list[dict[str, Any]] = [
        {"kind": QuestionKind.SINGLE, "text": "あなたの年代を教えてください。", "labels": _AGES, "is_grouping": True},
        {
            "kind": QuestionKind.SINGLE,
            "text": "はちまるサポートを知っていましたか。",
            "labels": ["知っていた", "知らなかった"],
        },
        {"kind": QuestionKind.SCALE},
        {"kind": QuestionKind.DIRECT},
        {"kind": QuestionKind.MULTIPLE, "text": "この1か月に立ち寄ったところを教えてください。", "labels": _PLACES},
        {"kind": QuestionKind.TEXT, "text": "あったらいいと思う場所があれば、書いてください。"},
    ]
    for question in asked:
        write_question(one, by=by, **question)
    Survey.objects.filter(pk=one.pk).update(is_sample=True)
    return open_survey(Survey.objects.get(pk=one.pk), by=by)


def _answer(survey: Survey) -> None:
    """Made answers, the same at each start."""
    chance = random.Random(1)  # noqa: S311  made data, not a secret
    questions = list(survey.questions.order_by("order").prefetch_related("choices"))
    forms = [Response(pk=uuid.uuid4(), survey=survey, way=Way.WEB) for _n in range(_ANSWERED)]
    Response.objects.bulk_create(forms)
    Answer.objects.bulk_create(
        Answer(response=form, question=question, **said)
        for form in forms
        for question in questions
        for said in _said(question, chance)
    )


def _said(question: Question, chance: random.Random) -> Iterator[dict[str, Any]]:
    choices = list(question.choices.all())
    left_out = 0.08 if question.kind in READY else 0.0
    if question.kind == QuestionKind.TEXT or chance.random() < left_out:
        return
    if question.kind == QuestionKind.SCALE:
        yield {"number": sum(chance.choices([1, 2, 3, 4], [40, 35, 18, 7])[0] for _item in range(3))}
    elif question.kind == QuestionKind.MULTIPLE:
        yield from ({"choice": one} for one in choices if chance.random() < 0.4)
    else:
        often = _OFTEN[{4: "ages", 2: "known"}.get(len(choices), "direct")]
        yield {"choice": chance.choices(choices, often)[0]}
