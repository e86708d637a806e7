"""What staff decide before the hub can count: which places are a 「場」 of the plan, and which platforms there are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Place
from indicators.querysets import PlaceDecisionQuerySet, PlatformQuerySet


class PlaceDecision(models.Model):
    """計画の「場」に数える・数えない: a planner's decision. Rows are only added; the last one of a day counts."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="plan_decisions", verbose_name=_("場"))
    is_counted = models.BooleanField(_("「場」に数える"))
    decided_on = models.DateField(_("いつから"))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("決めた人")
    )
    at = models.DateTimeField(_("書いた日時"))

    objects = PlaceDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("計画の「場」の決定")
        verbose_name_plural = _("計画の「場」の決定")
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["place", "decided_on"], name="decision_of_place")]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="decision_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.place} {self.decided_on}"


class Platform(models.Model):
    """孤独・孤立対策支援プラットフォーム: a small register, kept by planners."""

    name = models.CharField(_("名前"), max_length=120, unique=True)
    set_up_on = models.DateField(_("設置した日"))
    ended_on = models.DateField(_("終わった日"), null=True, blank=True)
    basis = models.CharField(_("根拠（協定、公示など）"), max_length=300)
    is_sample = models.BooleanField(_("見本"), default=False)

    objects = PlatformQuerySet.as_manager()

    class Meta:
        verbose_name = _("プラットフォーム")
        verbose_name_plural = _("プラットフォーム")
        ordering = ["set_up_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("set_up_on")),
                name="platform_ends_after_it_began",
                violation_error_message=_("終わった日が、設置した日より前です。"),
            )
        ]

    def __str__(self) -> str:
        return self.name
