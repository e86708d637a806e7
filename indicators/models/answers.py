"""Numbers that were not used yet, and answers. Nothing here says who, from where, or when (decision 0020).

No row has a time, a user or a key that counts up; a used number is no row at all. ``services/mixing`` writes all answers of a
survey anew in random order, so that neither their place in the file nor the transaction that wrote them tells anything.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from indicators.models.surveys import Choice, Question, Survey
from indicators.ready_questions import SCALE_SUMS
from indicators.survey_enums import Way


class Ticket(models.Model):
    """A number with which one answer may still be given. It goes in the transaction that takes the answer."""

    hash = models.CharField(max_length=64, primary_key=True)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tickets")

    class Meta:
        verbose_name = _("まだ使われていない番号")
        verbose_name_plural = _("まだ使われていない番号")

    def __str__(self) -> str:
        return self.hash[:6]


class Response(models.Model):
    """One filled form."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    way = models.CharField(max_length=5, choices=Way)

    class Meta:
        verbose_name = _("回答")
        verbose_name_plural = _("回答")

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


class Answer(models.Model):
    """One thing that was answered: a choice (a row each where several were), the sum of the scale, or words.

    Of the scale the sum alone is kept, since nothing else of it is shown. No row: no answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.CASCADE, related_name="answers")
    choice = models.ForeignKey(Choice, models.CASCADE, null=True, blank=True, related_name="answers")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    text = models.TextField(max_length=1_000, blank=True)

    class Meta:
        verbose_name = _("答え")
        verbose_name_plural = _("答え")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(choice__isnull=False, number__isnull=True, text="")
                | models.Q(choice__isnull=True, number__in=list(SCALE_SUMS), text="")
                | (models.Q(choice__isnull=True, number__isnull=True) & ~models.Q(text="")),
                name="answer_is_one_thing",
            ),
            models.UniqueConstraint(fields=["response", "question", "choice"], nulls_distinct=False, name="answer_once"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self._meta.verbose_name)
