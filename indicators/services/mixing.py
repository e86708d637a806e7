"""The answers of a survey are written anew in random order, all in one transaction (decision 0020).

Until then the place of a row in its file, and the transaction that wrote it, tell in which order answers came. Afterwards all
have the same transaction, a random place, and keys that no earlier copy of the database knows.
"""

import random
import uuid

from django.db import transaction

from hub.locking import lock_row
from indicators.models import Answer, Response, Survey
from indicators.survey_enums import SurveyState

_AT_ONCE = 1_000


def mix_open_surveys() -> int:
    """Each in a transaction of its own; how many answers were mixed. Nightly."""
    return sum(mix_answers(survey) for survey in Survey.objects.filter(state=SurveyState.OPEN))


@transaction.atomic
def mix_answers(survey: Survey) -> int:
    """How many forms there are. No answer is taken meanwhile."""
    return mix_locked(lock_row(survey))


def mix_locked(locked: Survey) -> int:
    """The same of a row that the caller's transaction has locked."""
    chance = random.SystemRandom()
    forms = list(Response.objects.filter(survey=locked))
    answers = list(Answer.objects.filter(response__survey=locked))
    keys = {form.pk: uuid.uuid4() for form in forms}
    Answer.objects.filter(response__survey=locked).delete()
    Response.objects.filter(survey=locked).delete()
    chance.shuffle(forms)
    chance.shuffle(answers)
    Response.objects.bulk_create(
        (Response(pk=keys[form.pk], survey=locked, way=form.way) for form in forms), batch_size=_AT_ONCE
    )
    Answer.objects.bulk_create(
        (
            Answer(
                response_id=keys[one.response_id], question_id=one.question_id, choice_id=one.choice_id, number=one.number,
                text=one.text,
            )
            for one in answers
        ),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    return len(forms)
