"""Reads of calls for opinions and of what came."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from indicators.voice_enums import OWING_CALLS, PUBLIC_CALLS, CallState, OpinionState, Verdict

_ORDER = ("-closes_on", "-pk")


class OpinionCallQuerySet(models.QuerySet[Any]):
    def public(self) -> "OpinionCallQuerySet":
        """All but drafts, of plans that everybody sees."""
        return self.filter(state__in=PUBLIC_CALLS, plan__is_public=True)

    def for_list(self) -> "OpinionCallQuerySet":
        """With the plan, newest first."""
        return self.select_related("plan").order_by(*_ORDER)

    def owing(self, until: date) -> "OpinionCallQuerySet":
        """Whose promised day is ``until`` or before, and whose answers are not complete."""
        return self.filter(state__in=OWING_CALLS, answer_by__lte=until).order_by("answer_by", "pk")

    def to_close(self, today: date) -> "OpinionCallQuerySet":
        """Open ones whose last day is over."""
        return self.filter(state=CallState.OPEN, closes_on__lt=today)

    def with_counts(self) -> "OpinionCallQuerySet":
        """``waiting_count``, ``published_count``: for planners."""
        return self.annotate(
            waiting_count=Count("opinions", filter=Q(opinions__state=OpinionState.RECEIVED)),
            published_count=Count("opinions", filter=Q(opinions__state=OpinionState.PUBLISHED)),
        )


class OpinionQuerySet(models.QuerySet[Any]):
    def published(self) -> "OpinionQuerySet":
        return self.filter(state=OpinionState.PUBLISHED)

    def waiting(self) -> "OpinionQuerySet":
        """Which nobody has looked at; those first whose promised day is first, then the oldest."""
        return self.filter(state=OpinionState.RECEIVED).order_by("call__answer_by", "received_on", "pk")

    def unanswered(self) -> "OpinionQuerySet":
        """Published ones whose last reply, if there is one, is no answer yet."""
        reply = self.model._meta.get_field("replies").related_model
        last = reply._default_manager.filter(opinions=OuterRef("pk")).order_by("-pk")
        rows = self.published().annotate(last_verdict=models.Subquery(last.values("verdict")[:1]))
        return rows.filter(Q(last_verdict=None) | Q(last_verdict=Verdict.LATER))

    def with_replies(self) -> "OpinionQuerySet":
        """Each with ``said``: its replies, the one in force first; and ``has_similar``."""
        reply: Any = self.model._meta.get_field("replies").related_model
        merged = self.model._default_manager.filter(merged_into=OuterRef("pk"))
        said = reply._default_manager.order_by("-pk").prefetch_related("policies")
        return self.annotate(has_similar=Exists(merged)).prefetch_related(
            Prefetch("replies", queryset=said, to_attr="said")
        )

    def by_age(self) -> dict[str, int]:
        """How many came of each age group that was said."""
        rows = self.order_by().exclude(age_group="").values_list("age_group")
        return dict(rows.annotate(n=Count("pk")))

    def to_forget(self, today: date) -> "OpinionQuerySet":
        """Whose words, beyond what was published, are not needed any more: ``HUB_VOICES_DAYS`` after the call ended."""
        before = today - timedelta(days=settings.HUB_VOICES_DAYS)
        return self.filter(erased_on=None, call__closed_on__lte=before)
