"""Taking answers. Nothing of who answers is known here: neither user, session, address nor time goes into a row."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.exceptions import DomainError
from hub.locking import lock_row
from indicators import survey_numbers
from indicators.models import Answer, Question, Response, Survey, Ticket
from indicators.ready_questions import SCALE_SUMS
from indicators.survey_enums import ONE_OF, QuestionKind, Way


class NumberError(DomainError):
    """Never made, or used already: nobody can tell which."""

    def __init__(self) -> None:
        super().__init__(_("この番号は使えません。もう答えが送られているか、番号がちがっています。"))


@dataclass(frozen=True)
class Given:
    """What was said to one question: numbers of choices, or the sum of the scale, or words."""

    numbers: Sequence[int] = ()
    text: str = ""


def is_usable(survey: Survey, number: str) -> bool:
    """Whether an answer may still be given with it. ``number``: as ``survey_numbers.number_in`` reads it."""
    return Ticket.objects.filter(survey=survey, hash__in=survey_numbers.hashes_of(number, survey.pk)).exists()


@transaction.atomic
def take_answers(
    survey: Survey,
    given: Mapping[int, Given],
    *,
    way: Way,
    key: uuid.UUID,
    number: str = "",
    today: date | None = None,
) -> bool:
    """One filled form; ``given``: by the key of the question, nothing for what was left out. False where it is there already.

    ``key``: of the page that was filled in, so that a second tap is no second answer; it is forgotten when the answers are
    mixed. The number's row goes with the answer. Raises ``DomainError`` where no answers are taken, and ``NumberError``.
    """
    locked = lock_row(survey)
    if not locked.takes_answers_on(today or timezone.localdate()):
        raise DomainError(_("このアンケートは、いま受け付けていません。"))
    if Response.objects.filter(pk=key).exists():
        return False
    rows = list(_rows(locked, given))
    if locked.is_by_number:
        hashes = survey_numbers.hashes_of(number, locked.pk)
        if not Ticket.objects.filter(survey=locked, hash__in=hashes).delete()[0]:
            raise NumberError
    response = Response.objects.create(pk=key, survey=locked, way=way)
    for row in rows:
        row.response = response
    Answer.objects.bulk_create(rows)
    return True


def _rows(survey: Survey, given: Mapping[int, Given]) -> list[Answer]:
    questions = {one.pk: one for one in survey.questions.prefetch_related("choices")}
    if set(given) - set(questions):
        raise DomainError(_("このアンケートにない問いへの答えです。"))
    return [row for pk, said in given.items() for row in _rows_of(questions[pk], said)]


def _rows_of(question: Question, said: Given) -> list[Answer]:
    numbers = sorted(set(said.numbers))
    if question.kind == QuestionKind.TEXT:
        return [Answer(question=question, text=said.text)] if said.text else []
    if question.kind == QuestionKind.SCALE:
        if len(numbers) > 1 or not set(numbers) <= set(SCALE_SUMS):
            raise DomainError(_("選択肢にない答えです。"))
        return [Answer(question=question, number=number) for number in numbers]
    choices = {one.number: one for one in question.choices.all()}
    if not set(numbers) <= set(choices) or (question.kind in ONE_OF and len(numbers) > 1):
        raise DomainError(_("選択肢にない答えです。"))
    return [Answer(question=question, choice=choices[number]) for number in numbers]
