"""Each night: surveys whose last day is over are closed, answers of open ones are mixed, old ones go for good.

What stays is published tables. A survey is said to be kept for so many days on the page on which people answer, so the days
stand in its row and in no setting that could be made longer afterwards.
"""

from datetime import datetime

from django.utils import timezone

from indicators.models import Answer, Response, Survey
from indicators.services.mixing import mix_open_surveys
from indicators.services.surveying import close_ended

_AT_ONCE = 2_000


def keep_surveys(*, now: datetime | None = None) -> dict[str, int]:
    """How many were closed, mixed and forgotten. Begun anew it does no harm."""
    now = now or timezone.now()
    return {"closed": close_ended(now=now), "mixed": mix_open_surveys(), "forgotten": forget_answers(now=now)}


def count_due(*, now: datetime | None = None) -> int:
    """How many forms would go. Changes nothing."""
    return Response.objects.filter(survey__in=_due(now or timezone.now())).count()


def forget_answers(*, now: datetime | None = None) -> int:
    """Deletes all forms of surveys whose day has come, in batches; how many. On that day: the page says 「おそくとも」."""
    surveys, done = list(_due(now or timezone.now())), 0
    while keys := list(Response.objects.filter(survey__in=surveys).values_list("pk", flat=True)[:_AT_ONCE]):
        Answer.objects.filter(response__in=keys).delete()
        done += Response.objects.filter(pk__in=keys).delete()[0]
    return done


def _due(now: datetime) -> list[Survey]:
    today = timezone.localdate(now)
    closed = Survey.objects.filter(closed_on__isnull=False, closed_on__lte=today)
    return [survey for survey in closed if survey.kept_until <= today]
