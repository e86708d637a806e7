"""Reads of surveys."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Prefetch

from indicators.survey_enums import SurveyState


class SurveyQuerySet(models.QuerySet[Any]):
    def public(self) -> "SurveyQuerySet":
        """Of which people may know: all but drafts."""
        return self.exclude(state=SurveyState.DRAFT)

    def taking_answers(self, day: date) -> "SurveyQuerySet":
        return self.filter(state=SurveyState.OPEN, opens_on__lte=day, closes_on__gte=day).order_by("closes_on", "pk")

    def published(self) -> "SurveyQuerySet":
        return self.filter(state=SurveyState.PUBLISHED).order_by("-published_on", "-pk")

    def ended(self, day: date) -> "SurveyQuerySet":
        """Still open, though their last day is over."""
        return self.filter(state=SurveyState.OPEN, closes_on__lt=day)

    def with_questions(self) -> "SurveyQuerySet":
        """In their order, with their choices: two queries more."""
        questions: Any = self.model._meta.get_field("questions").related_model
        rows = questions.objects.order_by("order", "pk").prefetch_related("choices")
        return self.prefetch_related(Prefetch("questions", rows))
